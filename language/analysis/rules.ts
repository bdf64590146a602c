/** Rules as analysis reads them: what they select in their place, and when they count. */
import type { AssetRef, Policy, Rule, RuleRef, ZoneRef } from '../model/policy.ts';
import { FULL_WEEK, nextChange, type TimeSet, timeSet } from '../model/times.ts';
import type { CellSet } from './cells.ts';
import { perPolicy } from './memo.ts';
import {
  expandSelection,
  holdsUnit,
  NOTHING,
  type Selection,
  scopeOf,
  selectUnits,
  type UnitSelection,
  viewOf,
} from './select.ts';
import { type UnitRef, universeOf } from './universe.ts';

export interface RuleReading {
  readonly rule: Rule;
  readonly sources: UnitSelection;
  readonly targets: UnitSelection;
  /** When it counts, as stated: not cut to now. */
  readonly times: TimeSet;
}

const readings = perPolicy((policy): (RuleReading | undefined)[] => policy.rules.map(() => undefined));

/** The reading of a rule, made when first asked for. A rule with a name that does not resolve matches nothing. */
export function readRule(policy: Policy, ref: RuleRef): RuleReading {
  const known = readings(policy)[ref];
  if (known !== undefined) return known;
  const rule = policy.rules[ref] as Rule;
  const scope = scopeOf(rule);
  const made: RuleReading = {
    rule,
    sources: rule.broken ? NOTHING : selectUnits(policy, rule.sources, scope),
    targets: rule.broken ? NOTHING : selectUnits(policy, rule.targets, scope),
    times: ruleTimes(rule),
  };
  readings(policy)[ref] = made;
  return made;
}

/** When a rule counts: its window, narrowed to its weekly pattern; not cut to now. */
export function ruleTimes(rule: Rule): TimeSet {
  return timeSet(rule.from?.value, rule.until?.value, rule.week ?? FULL_WEEK);
}

/** What a rule selects, leg by leg and address by address. */
export function ruleSelections(
  policy: Policy,
  rule: Rule,
): { readonly sources: Selection; readonly targets: Selection } {
  const { sources, targets } = readRule(policy, rule.index);
  const view = viewOf(scopeOf(rule));
  return { sources: expandSelection(policy, sources, view), targets: expandSelection(policy, targets, view) };
}

/** The rules that hold one of an asset's legs, with all its addresses, among their sources or targets. */
export function rulesHolding(policy: Policy, asset: AssetRef): Rule[] {
  const { classes, classOf } = universeOf(policy);
  const units = classes[classOf[asset] as number]?.units ?? [];
  const holds = (side: UnitSelection): boolean => units.some((u) => holdsUnit(side, u) && !side.partial.has(u));
  return policy.rules.filter(({ index }) => {
    const { sources, targets } = readRule(policy, index);
    return holds(sources) || holds(targets);
  });
}

/** A rule that matches a pair of units, perhaps only on some cells of either; absent cells mean all. */
export interface Match {
  readonly reading: RuleReading;
  readonly from?: CellSet;
  readonly to?: CellSet;
}

/** How a rule matches from one unit to another: not at all, once, or - with `<->` - both ways round. */
export function matchesOf(reading: RuleReading, from: UnitRef, to: UnitRef): Match[] {
  const { sources, targets, rule } = reading;
  const out: Match[] = [];
  if (holdsUnit(sources, from) && holdsUnit(targets, to))
    out.push(match(reading, sources.partial.get(from), targets.partial.get(to)));
  if (rule.both && holdsUnit(targets, from) && holdsUnit(sources, to))
    out.push(match(reading, targets.partial.get(from), sources.partial.get(to)));
  return out;
}

function match(reading: RuleReading, from: CellSet | undefined, to: CellSet | undefined): Match {
  return { reading, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

export interface RuleLists {
  readonly allows: readonly RuleReading[];
  readonly denies: readonly RuleReading[];
}

/** Allows and denies of one container. */
export interface RuleBook extends RuleLists {
  /** Those of them that hold a unit as one that opens connections; perhaps more. */
  opening(unit: UnitRef): RuleLists;
}

interface Books {
  readonly zones: (RuleBook | undefined)[];
  readonly conduits: (RuleBook | undefined)[];
  readonly accesses: { book?: RuleBook };
}

const books = perPolicy((): Books => ({ zones: [], conduits: [], accesses: {} }));

/** The rules of a zone's body. In a zone that is not microsegmented its allows say nothing: everything is open. */
export function zoneRules(policy: Policy, zone: ZoneRef): RuleBook {
  const { zones } = books(policy);
  zones[zone] ??= bookOf(policy, policy.zones[zone]?.rules ?? []);
  return zones[zone];
}

/** The rules of a conduit. */
export function conduitRules(policy: Policy, conduit: number): RuleBook {
  const { conduits } = books(policy);
  conduits[conduit] ??= bookOf(policy, policy.conduits[conduit]?.rules ?? []);
  return conduits[conduit];
}

/** The rules of all access blocks. */
export function accessRules(policy: Policy): RuleBook {
  const { accesses } = books(policy);
  accesses.book ??= bookOf(
    policy,
    policy.accesses.flatMap((a) => a.rules),
  );
  return accesses.book;
}

function bookOf(policy: Policy, rules: readonly RuleRef[]): RuleBook {
  const all = rules.filter((r) => policy.rules[r]?.broken === false).map((r) => readRule(policy, r));
  const lists = sortOut(all);
  const worthwhile = all.length >= FEW && weightOfAll(all) <= HEAVY;
  let byUnit: ReadonlyMap<UnitRef, RuleLists> | undefined;
  return {
    ...lists,
    opening: (unit) => {
      if (!worthwhile) return lists;
      byUnit ??= indexByUnit(all);
      return byUnit.get(unit) ?? NO_RULES;
    },
  };
}

/** A book of fewer rules is looked through; one whose rules hold more units than this altogether is too, to spare memory. */
const FEW = 8;
const HEAVY = 4_000_000;

const NO_RULES: RuleLists = { allows: [], denies: [] };

function sortOut(all: readonly RuleReading[]): RuleLists {
  return { allows: all.filter((r) => r.rule.action === 'allow'), denies: all.filter((r) => r.rule.action === 'deny') };
}

function weightOfAll(all: readonly RuleReading[]): number {
  return all.reduce((sum, r) => sum + r.sources.units.length + (r.rule.both ? r.targets.units.length : 0), 0);
}

function indexByUnit(all: readonly RuleReading[]): Map<UnitRef, RuleLists> {
  const found = new Map<UnitRef, RuleReading[]>();
  for (const r of all)
    for (const unit of r.rule.both ? new Set([...r.sources.units, ...r.targets.units]) : r.sources.units) {
      const list = found.get(unit);
      if (list === undefined) found.set(unit, [r]);
      else list.push(r);
    }
  return new Map([...found].map(([unit, list]) => [unit, sortOut(list)]));
}

/**
 * The next instant after `now` (epoch ms) at which the times of any rule, or the schedule of any expectation, begin or end: until
 * then every answer stays what it is. Undefined where nothing changes by the clock alone any more.
 */
export function nextPolicyChange(policy: Policy, now: number): number | undefined {
  const seen = new Set<string>();
  let next: number | undefined;
  const consider = (times: TimeSet): void => {
    const key = JSON.stringify(times);
    if (seen.has(key)) return;
    seen.add(key);
    const change = nextChange(times, policy.header.timezone, now);
    if (change !== undefined && (next === undefined || change < next)) next = change;
  };
  for (const rule of policy.rules) consider(ruleTimes(rule));
  for (const { question } of policy.expectations) {
    const schedule = 'during' in question ? policy.schedules[question.during ?? -1] : undefined;
    if (schedule !== undefined) consider(timeSet(-Infinity, Infinity, schedule.week));
  }
  return next;
}
