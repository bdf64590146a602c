/** `bulkhead explain-rule ID`: from a device's log line or comment back to the policy. */
import type { Command } from 'commander';
import type { ServiceJson } from '../../language/analysis/json.ts';
import type { CompiledRule, ExplainedRule } from '../../language/compile/index.ts';
import { formatAddresses } from '../../language/model/addresses.ts';
import { ROUTED_ATOMS } from '../../language/model/atoms.ts';
import { contains } from '../../language/model/intervals.ts';
import { formatTimes } from '../../language/model/times.ts';
import { EXIT } from '../errors.ts';
import { placeJson, rangesJson, rangesText } from '../json.ts';
import { finishWithMeaning } from '../meaning.ts';
import { type CommonOptions, formFromOutput, policyCommand, withExamples } from '../options.ts';
import { deliver, jsonText, note, printable, styled } from '../output.ts';
import { openSession, pathOf, type Session, shown } from '../session.ts';

export function explainRuleCommand(): Command {
  const command = policyCommand('explain-rule', "Say which rule a device's log line or comment means.", [
    'text',
    'json',
  ]).argument('<id...>', 'a rule id, or the whole line that holds it');
  return withExamples(formFromOutput(command), [
    ['bulkhead explain-rule k3f9aq', 'the rule, its places, the firewalls that carry it'],
    ['bulkhead explain-rule "$(dmesg | grep bulkhead | tail -1)"', 'the rule of the last packet that was logged'],
  ]).action(run);
}

async function run(words: readonly string[], options: CommonOptions): Promise<void> {
  const session = await openSession(undefined, options);
  const { crossingName, explainRule } = await import('../../language/compile/index.ts');
  const asked = words.join(' ');
  const found = explainRule(session.policy, session.at ?? session.now, asked);
  if (options.format === 'json') deliver(json(session, found, crossingName), options.output);
  else if (found.length > 0) deliver(text(session, found, crossingName), options.output);
  finishWithMeaning(session);
  if (found.length > 0) return;
  note(printable(`No rule of this policy has an id that stands in: ${asked}`));
  note('A rule gets another id when what it says changes: ask the version that the device has.');
  process.exitCode = EXIT.findings;
}

function textsOf(rule: ExplainedRule) {
  return rule.origins.map(({ within, place }) => {
    const text = rule.rules.find((r) => r.place.file === place.file && r.place.offset === place.offset)?.text;
    return { within, ...placeJson(place), ...(text === undefined ? {} : { text }) };
  });
}

type Naming = (crossing: CompiledRule['crossing']) => string;

/** How a rule's packets cross a firewall: `Supervisory to Kiln (port2 -> port3)`, `inside Kiln`. */
function crossingText({ crossing }: CompiledRule, name: Naming): string {
  if (crossing.kind === 'anywhere') return 'by address alone';
  if (crossing.kind !== 'between') return name(crossing);
  return `${name(crossing)} (${crossing.from.interfaces.join(', ')} -> ${crossing.to.interfaces.join(', ')})`;
}

/** `any` between zones does not speak of layer 2. */
function servicesOf({ services }: CompiledRule): ServiceJson[] {
  return contains(services, ROUTED_ATOMS) ? [{ proto: 'any' }] : rangesJson(services);
}

/** Of each side, for people. */
const SHOWN_ADDRESSES = 12;

function addressesText({ addresses }: CompiledRule['sources']): string {
  const list = formatAddresses(addresses);
  const more = list.length - SHOWN_ADDRESSES;
  return `${list.slice(0, SHOWN_ADDRESSES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function text(session: Session, found: readonly ExplainedRule[], name: Naming): string {
  const { timezone } = session.policy.header;
  const lines: string[] = [];
  for (const rule of found) {
    lines.push(`${rule.id}  ${rule.action === 'allow' ? styled('green', 'allow') : styled('red', 'deny')}`);
    for (const { within, file, line, text: stated } of textsOf(rule)) {
      const said = stated === undefined ? '' : `: ${stated}`;
      lines.push(printable(`  ${shown(pathOf(session, file))}:${line}  ${within}${said}`));
    }
    if (rule.firewalls.length === 0)
      lines.push('  no firewall carries it: it has expired, or no firewall stands between its ends');
    for (const { firewall, entries } of rule.firewalls)
      for (const e of entries) {
        const answers = e.oneWay && e.action === 'allow' ? ', without answers' : '';
        lines.push(printable(`  on ${firewall}: ${crossingText(e, name)}`));
        lines.push(`    from ${addressesText(e.sources)}`, `    to ${addressesText(e.targets)}`);
        const times = formatTimes(e.times, timezone);
        lines.push(`    ${rangesText(servicesOf(e))}; ${times}${answers}${e.log ? ', logged' : ''}`);
      }
  }
  return lines.join('\n');
}

function json(session: Session, found: readonly ExplainedRule[], name: Naming): string {
  const { timezone } = session.policy.header;
  const entry = (e: CompiledRule) => ({
    crossing: crossingText(e, name),
    sources: formatAddresses(e.sources.addresses),
    targets: formatAddresses(e.targets.addresses),
    services: servicesOf(e),
    times: formatTimes(e.times, timezone),
    answered: e.action === 'allow' && !e.oneWay,
    log: e.log,
  });
  const rules = found.map((rule) => {
    const why = rule.firewalls[0]?.entries[0]?.why ?? rule.rules[0]?.because?.value;
    return {
      ...{ rule: rule.id, action: rule.action, places: textsOf(rule) },
      ...(why === undefined ? {} : { why }),
      firewalls: rule.firewalls.map(({ firewall, entries }) => ({ firewall, entries: entries.map(entry) })),
    };
  });
  return jsonText({ rules });
}
