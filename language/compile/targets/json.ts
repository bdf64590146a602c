/**
 * Target `json`: one firewall's rule list as data, for tools and for people who want to see what the other targets are made of.
 *
 * Shape: docs/targets/json.md. Rules come denies first; a packet passes if an allow holds it and no deny does.
 */
import { formatAddresses } from '../../model/addresses.ts';
import { ALL_ATOMS, type AtomSet, atomRanges, ROUTED_ATOMS } from '../../model/atoms.ts';
import { contains } from '../../model/intervals.ts';
import { formatTimes, isAlways, type TimeSet } from '../../model/times.ts';
import type { CompiledRule, Crossing, RuleSide } from '../entry.ts';
import { harmlessJson } from './common/text.ts';
import type { Target, TargetOutput, TargetRequest } from './target.ts';

export const jsonTarget: Target = {
  name: 'json',
  title: "One firewall's rule list as data",
  extension: 'json',
  capabilities: {
    ...{ ipv6: true, interfaces: true, stateful: true, oneWay: true, times: 'exact', layer2: true },
    ...{ inside: true, input: true, logs: true },
  },
  fallbacks: [],
  render,
};

function render(request: TargetRequest): TargetOutput {
  const { rules, policyTitle, timezone, toolVersion, atGiven, now } = request;
  const head = {
    version: 1,
    policy: policyTitle,
    firewall: rules.firewall,
    tool: `bulkhead ${toolVersion}`,
    ...(atGiven ? { at: new Date(now).toISOString() } : {}),
    timezone,
    judgesInput: rules.judgesInput,
  };
  const top = harmlessJson(head, 2).slice(0, -2).split('\n');
  const lines: string[] = [...top];
  lines[lines.length - 1] += ',';
  lines.push(rules.rules.length === 0 ? '  "rules": []' : '  "rules": [');
  const ruleOfLine: (string | undefined)[] = lines.map(() => undefined);
  rules.rules.forEach((rule, i) => {
    const text = harmlessJson(ruleJson(rule, timezone), 2).split('\n');
    const comma = i + 1 < rules.rules.length ? ',' : '';
    text.forEach((line, j) => {
      lines.push(`    ${line}${j + 1 === text.length ? comma : ''}`);
      ruleOfLine.push(rule.id);
    });
  });
  if (rules.rules.length > 0) lines.push('  ]');
  lines.push('}');
  return { files: [{ text: `${lines.join('\n')}\n`, ruleOfLine }], refused: [] };
}

function ruleJson(rule: CompiledRule, timezone: string) {
  return {
    id: rule.id,
    merged: rule.merged,
    action: rule.action,
    sources: sideJson(rule.sources),
    targets: sideJson(rule.targets),
    services: servicesJson(rule.services, rule.crossing),
    times: timesJson(rule.times, timezone),
    answered: rule.action === 'allow' ? !rule.oneWay : undefined,
    log: rule.log,
    why: rule.why,
    origin: rule.origin.map(({ within, file, line }) => ({ within, file, line })),
    crossing: rule.crossing,
  };
}

function sideJson(side: RuleSide) {
  return { addresses: formatAddresses(side.addresses), ...(side.dhcp.length === 0 ? {} : { dhcp: side.dhcp }) };
}

function servicesJson(services: AtomSet, crossing: Crossing) {
  const all = crossing.kind === 'inside' ? ALL_ATOMS : ROUTED_ATOMS;
  return contains(services, all) ? [{ proto: 'any' }] : atomRanges(services);
}

function timesJson(times: TimeSet, timezone: string) {
  if (isAlways(times)) return undefined;
  return {
    text: formatTimes(times, timezone),
    pieces: times.map((p) => ({
      ...(p.from === -Infinity ? {} : { from: instant(p.from) }),
      ...(p.until === Infinity ? {} : { until: instant(p.until) }),
      minutesOfWeek: p.week.map((w) => [w.from, w.to]),
    })),
  };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
