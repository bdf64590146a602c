/** The rows of a conduit's pill: what its rules and the accesses permit between two zones, by direction and condition. */
import type { Conduit, Policy, Rule } from '../../model/policy.ts';
import type { PillRow, RowDirection, RowPart } from '../graph.ts';
import { countOf, displayText } from '../text/display.ts';
import { pairWords, serviceNames, serviceWords } from './inner-rules.ts';
import { sourceOf } from './node-ids.ts';
import { holdsSide, type Side } from './sides.ts';
import { accessLabel, type Clock, conditionLabel, isOver } from './time-labels.ts';

/** The two sides that one drawn conduit joins. */
export interface ConduitPair {
  readonly upper: Side;
  readonly lower: Side;
}

interface Group {
  direction: RowDirection;
  readonly schedule?: string;
  readonly vendor?: string;
  readonly rules: Rule[];
}

/** A row with the rules that it stands for. */
export interface RuledRow {
  readonly row: PillRow;
  readonly rules: readonly Rule[];
}

/** `shown` holds the access rules already in a pill: one that two conduits carry is drawn in the first. */
export function pillRows(
  policy: Policy,
  conduit: Conduit,
  pair: ConduitPair,
  clock: Clock,
  shown: Set<string>,
): { rows: RuledRow[]; accessRules: Rule[] } {
  const current = (rule: Rule): boolean => !rule.broken && !isOver(rule, clock);
  const rules = conduit.rules.map((ref) => policy.rules[ref] as Rule).filter(current);
  const groups = new Map<string, Group>();
  for (const rule of rules.filter((r) => r.action === 'allow')) {
    const schedule = conditionLabel(rule, clock);
    for (const direction of directionsOf(policy, conduit, pair, rule))
      collect(groups, { direction, ...(schedule && { schedule }) }, rule);
  }
  const accessRules: Rule[] = [];
  for (const access of policy.accesses)
    for (const rule of access.rules.map((ref) => policy.rules[ref] as Rule).filter(current))
      for (const direction of directionsOf(policy, conduit, pair, rule)) {
        const key = `${rule.index} ${direction} ${pair.upper.zone} ${pair.lower.zone}`;
        if (shown.has(key)) continue;
        shown.add(key);
        accessRules.push(rule);
        const who = displayText(access.vendor ?? access.title ?? access.name);
        const vendor = [who, accessLabel(rule, clock)].filter((part) => part !== '').join(', ');
        collect(groups, { direction, vendor }, rule);
      }
  const allowed = mergeOpposites([...groups.values()]).map((g) => ({ row: allowRow(conduit, g), rules: g.rules }));
  const denied = rules.filter((r) => r.action === 'deny' && joins(policy, pair, r));
  const rows = [...allowed, ...deniedRow(denied)];
  return { rows: rows.length > 0 ? rows : [{ row: nothingRow(conduit), rules: [] }], accessRules };
}

function collect(groups: Map<string, Group>, of: Omit<Group, 'rules'>, rule: Rule): void {
  const key = JSON.stringify([of.direction, of.schedule, of.vendor]);
  const group = groups.get(key) ?? { ...of, rules: [] };
  group.rules.push(rule);
  groups.set(key, group);
}

/** The directions in which an `allow` opens connections across the pair; a one-way conduit permits none against its direction. */
function directionsOf(policy: Policy, conduit: Conduit, { upper, lower }: ConduitPair, rule: Rule): ('down' | 'up')[] {
  const runs = (from: Side, to: Side): boolean =>
    (conduit.oneWay === undefined || conduit.oneWay.from === from.zone) &&
    ((holdsSide(policy, rule, rule.sources, from) && holdsSide(policy, rule, rule.targets, to)) ||
      (rule.both && holdsSide(policy, rule, rule.sources, to) && holdsSide(policy, rule, rule.targets, from)));
  return [...(runs(upper, lower) ? (['down'] as const) : []), ...(runs(lower, upper) ? (['up'] as const) : [])];
}

function joins(policy: Policy, { upper, lower }: ConduitPair, rule: Rule): boolean {
  const held = (a: Side, b: Side): boolean =>
    holdsSide(policy, rule, rule.sources, a) && holdsSide(policy, rule, rule.targets, b);
  return held(upper, lower) || held(lower, upper);
}

/** The same services under the same condition both ways are one row with a double arrow. */
function mergeOpposites(groups: readonly Group[]): Group[] {
  const out: Group[] = [];
  for (const group of groups) {
    const opposite = out.find(
      (g) =>
        g.direction !== group.direction &&
        g.schedule === group.schedule &&
        g.vendor === group.vendor &&
        serviceWords(g.rules) === serviceWords(group.rules),
    );
    if (opposite === undefined) out.push(group);
    else {
      opposite.direction = 'both';
      opposite.rules.push(...group.rules.filter((r) => !opposite.rules.includes(r)));
    }
  }
  return out;
}

function allowRow(conduit: Conduit, group: Group): PillRow {
  return {
    action: 'allow',
    direction: group.direction,
    text: serviceWords(group.rules),
    rules: group.rules.length,
    ...(group.schedule && { schedule: group.schedule }),
    ...(group.vendor && { vendor: group.vendor }),
    oneWay: conduit.oneWay !== undefined,
    services: serviceNames(group.rules),
    detail: group.rules.map(detailOf).join('\n'),
    parts: partsOf(group.rules),
    source: sourceOf((group.rules[0] as Rule).place),
  };
}

/** Each service once, with the pairs of all rules that name it. */
function partsOf(rules: readonly Rule[]): RowPart[] {
  const pairs = new Map<string, Set<string>>();
  for (const rule of rules)
    for (const { text } of rule.services) {
      const name = displayText(text);
      pairs.set(name, (pairs.get(name) ?? new Set()).add(pairWords(rule)));
    }
  return [...pairs].map(([name, found]) => ({ name, pairs: [...found].sort().join('; ') }));
}

function detailOf(rule: Rule): string {
  const services = rule.services.map((s) => displayText(s.text)).join(', ');
  const because = rule.because === undefined ? '' : ` (${displayText(rule.because.value)})`;
  return `${rule.action} ${pairWords(rule)}: ${services}${because}`;
}

function deniedRow(rules: readonly Rule[]): RuledRow[] {
  const [first] = rules;
  if (first === undefined) return [];
  const services = serviceWords([first]);
  const what = pairWords(first) + (services === 'any' ? '' : `: ${services}`);
  const row: PillRow = {
    action: 'deny',
    direction: 'down',
    text: `${rules.length} denied: ${what}${rules.length > 1 ? ` +${rules.length - 1}` : ''}`,
    rules: rules.length,
    oneWay: false,
    services: [],
    detail: rules.map(detailOf).join('\n'),
    source: sourceOf(first.place),
  };
  return [{ row, rules }];
}

function nothingRow(conduit: Conduit): PillRow {
  const over =
    conduit.rules.length > 0
      ? `${countOf(conduit.rules.length, 'rule')}, none of them counts any more or joins these zones`
      : 'no rules';
  return {
    action: 'nothing',
    direction: 'both',
    text: 'permits nothing',
    rules: 0,
    oneWay: false,
    services: [],
    detail: over,
    source: sourceOf(conduit.place),
  };
}
