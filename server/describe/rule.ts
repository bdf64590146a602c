/** A rule as Markdown: what it stands for now, and where it is enforced. */
import { assetsOf, ruleSelections, ruleTimes, type Selection } from '../../language/analysis/index.ts';
import type { Rule } from '../../language/model/policy.ts';
import { cutFrom, formatTimes, isAlways } from '../../language/model/times.ts';
import type { Snapshot } from '../snapshot.ts';
import { compiledOf } from './compiled.ts';
import { code, count, listed, plain, portsOf } from './words.ts';

const enforcement = new WeakMap<Snapshot, ReadonlyMap<string, readonly string[]>>();

export function describeRule(snapshot: Snapshot, rule: Rule): string {
  const { policy } = snapshot;
  const { sources, targets } = ruleSelections(policy, rule);
  const times = cutFrom(ruleTimes(rule), snapshot.now);
  const when = isAlways(ruleTimes(rule))
    ? ''
    : times.length === 0
      ? 'Expired: it permits nothing any more.'
      : formatTimes(times, policy.header.timezone);
  const firewalls = firewallsOf(snapshot).get(rule.id) ?? [];
  const lines = [
    `**${rule.action} rule** ${code(rule.id)}`,
    rule.broken ? 'A name in it has no meaning, so it matches nothing.' : '',
    `From ${side(snapshot, sources)}`,
    `${rule.both ? 'To and from' : 'To'} ${side(snapshot, targets)}`,
    `Services: ${rule.services.some((s) => s.kind === 'any') ? 'any' : portsOf(rule.atoms) || 'none'}`,
    when,
    firewalls.length > 0 ? `Enforced on ${listed(firewalls.map(code))}` : rule.broken ? '' : 'On no firewall.',
    rule.because === undefined ? '' : `Because ${plain(rule.because.value)}`,
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

function side({ policy }: Snapshot, selection: Selection): string {
  const assets = assetsOf(policy, selection).map((a) => code(policy.assets[a]?.id ?? ''));
  const parts: string[] = [];
  if (assets.length > 0) parts.push(`${count(assets.length, 'asset')}: ${listed(assets)}`);
  if (selection.strangers.size > 0)
    parts.push(
      `undeclared addresses of ${listed([...selection.strangers.keys()].map((z) => code(policy.zones[z]?.id ?? '')))}`,
    );
  if (selection.devices.length > 0)
    parts.push(
      `the firewall${selection.devices.length > 1 ? 's' : ''} ${listed([...new Set(selection.devices.map((d) => code(policy.firewalls[d.firewall]?.name ?? '')))])}`,
    );
  return parts.length === 0 ? 'nothing' : parts.join('; ');
}

/** Firewalls by rule id; computed once a snapshot. */
function firewallsOf(snapshot: Snapshot): ReadonlyMap<string, readonly string[]> {
  const known = enforcement.get(snapshot);
  if (known !== undefined) return known;
  const byRule = new Map<string, string[]>();
  for (const firewall of compiledOf(snapshot).firewalls) {
    for (const { id } of firewall.rules) {
      const list = byRule.get(id) ?? [];
      if (!list.includes(firewall.firewall)) list.push(firewall.firewall);
      byRule.set(id, list);
    }
  }
  enforcement.set(snapshot, byRule);
  return byRule;
}
