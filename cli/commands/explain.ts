/** `bulkhead explain A B SERVICE`: whether A may open SERVICE to B, and because of what. */
import type { Command } from 'commander';
import type { Explanation, ServiceJson, When } from '../../language/analysis/index.ts';
import { union } from '../../language/model/intervals.ts';
import type { Policy, RuleRef } from '../../language/model/policy.ts';
import { formatTimes, sameTimes } from '../../language/model/times.ts';
import { placeJson, rangesJson, rangesText } from '../json.ts';
import { finishWithMeaning } from '../meaning.ts';
import { type CommonOptions, formFromOutput, policyCommand, withExamples } from '../options.ts';
import { deliver, jsonText, printable, styled } from '../output.ts';
import { openSession, pathOf, type Session, shown } from '../session.ts';

export function explainCommand(): Command {
  const command = policyCommand('explain', 'Say whether one asset may open a service to another, and why.', [
    'text',
    'json',
  ])
    .argument('<source>', 'who opens the connection: an asset, a firewall, or an address')
    .argument('<target>', 'who answers')
    .argument('<service...>', 'a service, or protocol and port: modbus, tcp 502');
  return withExamples(formFromOutput(command), [
    ['bulkhead explain HMI-1 PLC-301 modbus', 'at some time from now on'],
    ['bulkhead explain ENG-1 PLC-301 s7comm --at 2031-03-04T09:00', 'at that instant'],
    ['bulkhead explain 10.10.4.20 HIST-DMZ tcp 443', 'by address'],
  ]).action(run);
}

/** The published answer. */
interface Answer {
  readonly source: string;
  readonly target: string;
  readonly allowed: boolean;
  readonly permitted: readonly ServiceJson[];
  readonly allowedBy: readonly RuleJson[];
  readonly deniedBy: readonly RuleJson[];
  readonly openZone: string | null;
  readonly firewalls: readonly string[];
  readonly reason: string;
}

interface Question {
  readonly asked: string;
  readonly when: When;
  /** The one instant asked about; absent: from now on. */
  readonly at: number | undefined;
}

interface RuleJson {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
}

async function run(source: string, target: string, service: readonly string[], options: CommonOptions): Promise<void> {
  const session = await openSession(undefined, options);
  const { policy, now, at } = session;
  const { explain, whenOf } = await import('../../language/analysis/index.ts');
  const { principalName } = await import('../../language/analysis/words.ts');
  const { findPrincipal, findServices } = await import('../names.ts');
  const { firewallsBetween } = await import('../firewalls-between.ts');
  const asked = service.join(' ');
  const from = findPrincipal(policy, source);
  const to = findPrincipal(policy, target);
  const when = whenOf({ now, at });
  const found = explain(policy, from, to, findServices(policy, asked), when);
  const answer: Answer = {
    source: principalName(policy, from),
    target: principalName(policy, to),
    allowed: found.allowed,
    permitted: rangesJson(union(...found.permitted.map(({ atoms }) => atoms))),
    allowedBy: rulesJson(policy, found.allowedBy),
    deniedBy: rulesJson(policy, found.deniedBy),
    openZone: found.openZone === undefined ? null : (policy.zones[found.openZone]?.id ?? null),
    firewalls: firewallsBetween(policy, from, to, {
      rules: found.allowedBy,
      inside: found.openZone !== undefined && found.allowedBy.length === 0,
    }),
    reason: found.reason,
  };
  deliver(
    options.format === 'json' ? jsonText({ ...answer }) : answerText(session, answer, { asked, when, at }, found),
    options.output,
  );
  finishWithMeaning(session);
}

function rulesJson(policy: Policy, rules: readonly RuleRef[]): RuleJson[] {
  return rules.flatMap((ref) => {
    const rule = policy.rules[ref];
    return rule ? [{ rule: rule.id, ...placeJson(rule.place) }] : [];
  });
}

function answerText(session: Session, answer: Answer, question: Question, found: Explanation): string {
  const { policy } = session;
  const verdict = answer.allowed ? styled('green', 'allowed') : styled('red', 'not allowed');
  const lines = [
    `${printable(`${answer.source} -> ${answer.target} : ${question.asked}`)}  ${verdict} (${answer.reason})`,
  ];
  const rule = (words: string, ref: RuleRef): void => {
    const { place, text } = policy.rules[ref] ?? {};
    if (!place) return;
    lines.push(
      `  ${words} ${printable(`${shown(pathOf(session, place.file))}:${place.line + 1}`)}  ${printable(text ?? '')}`,
    );
  };
  for (const ref of found.allowedBy) rule('allowed by', ref);
  for (const ref of found.deniedBy) rule('denied by', ref);
  if (answer.openZone !== null) lines.push(printable(`  both are in ${answer.openZone}, which is open inside`));
  if (!answer.allowed && answer.permitted.length > 0)
    lines.push(`  a part of it is permitted: ${rangesText(answer.permitted)}`, ...partsText(found, question, policy));
  else if (answer.allowed) lines.push(...partsText(found, question, policy));
  if (answer.firewalls.length > 0) lines.push(printable(`  through ${answer.firewalls.join(', ')}`));
  return lines.join('\n');
}

/** When each part of what is permitted is; silent where that is all the time asked about, as it is where one instant was. */
function partsText({ permitted }: Explanation, { when, at }: Question, policy: Policy): string[] {
  return permitted
    .filter(({ times }) => at === undefined && !sameTimes(times, when))
    .map(({ atoms, times }) => `  ${rangesText(rangesJson(atoms))}: ${formatTimes(times, policy.header.timezone)}`);
}
