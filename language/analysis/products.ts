/**
 * From rules to edges: each allow is a product of sources and targets, less what denies take away.
 *
 * Two pairs of units differ under a rule only if some deny holds them differently or joins their zones differently. Sources and
 * targets are grouped by that, one pair of each two groups is decided exactly, and its answer holds for all.
 */
import { ALL_ATOMS, type AtomSet } from '../model/atoms.ts';
import { overlaps } from '../model/intervals.ts';
import type { Conduit, ConduitRef, ZoneRef } from '../model/policy.ts';
import { ALWAYS, intersectTimes, isEmptyTimes, type TimeSet } from '../model/times.ts';
import type { CellSet } from './cells.ts';
import type { Arrival, GraphDraft, HopReason } from './graph.ts';
import { settle } from './permission.ts';
import { atomsOf, settlePieces } from './pieces.ts';
import { accessRules, conduitRules, type Match, matchesOf, type RuleReading, zoneRules } from './rules.ts';
import { holdsUnit } from './select.ts';
import { isMember } from './sorted.ts';
import type { Unit, UnitRef } from './universe.ts';
import { joiningConduits, runsFrom, sideOf, sidesAt } from './zones.ts';

/** Adds every edge that the policy permits, at some instant of the draft's question. */
export function connect(draft: GraphDraft): void {
  const { policy } = draft;
  for (const zone of policy.zones) connectInside(draft, zone.index);
  for (const conduit of policy.conduits)
    for (const reading of conduitRules(policy, conduit.index).allows) connectAcross(draft, conduit, reading);
  for (const reading of accessRules(policy).allows)
    for (const conduit of conduitsAround(draft, reading)) connectAcross(draft, conduit, reading);
}

/** The units and the effect of an allow, or of an open zone, in one direction. */
interface Product {
  readonly reason: HopReason;
  readonly atoms: AtomSet;
  readonly times: TimeSet;
  readonly sources: readonly UnitRef[];
  readonly targets: readonly UnitRef[];
  readonly inside: boolean;
  /** How the allow itself holds a pair; undefined for an open zone. */
  readonly reading?: RuleReading;
}

function connectInside(draft: GraphDraft, zone: ZoneRef): void {
  const { policy, universe } = draft;
  const book = zoneRules(policy, zone);
  const first = universe.start[zone] ?? 0;
  const own = Array.from({ length: (universe.ownEnd[zone] ?? 0) - first }, (_, i) => first + i);
  if (own.length === 0) return;
  if (policy.zones[zone]?.microsegmented !== true) {
    const open = { reason: { kind: 'zone', zone } as const, atoms: ALL_ATOMS, times: ALWAYS, inside: true };
    addProduct(draft, { ...open, sources: own, targets: own }, book.denies);
    return;
  }
  for (const reading of book.allows) {
    const { sources, targets, rule, times } = reading;
    const common = {
      reason: { kind: 'rule', rule: rule.index } as const,
      atoms: rule.atoms,
      times,
      inside: true,
      reading,
    };
    addProduct(draft, { ...common, sources: sources.units, targets: targets.units }, book.denies);
    if (rule.both) addProduct(draft, { ...common, sources: targets.units, targets: sources.units }, book.denies);
  }
}

/** An allow of a conduit, or of an access that rides on it: from each side to each other that it runs to. */
function connectAcross(draft: GraphDraft, conduit: Conduit, reading: RuleReading): void {
  const { sources, targets, rule, times } = reading;
  if (sources.units.length === 0 || targets.units.length === 0) return;
  const from = bySide(draft, conduit.index, sources.units);
  const to = bySide(draft, conduit.index, targets.units);
  const ways = rule.both ? [[from, to] as const, [to, from] as const] : [[from, to] as const];
  for (const [starts, ends] of ways)
    for (const [side, units] of starts)
      for (const [other, others] of ends) {
        if (side === other || !runsFrom(conduit, side, other)) continue;
        const denies = deniesBetween(draft, units, others);
        const reason = { kind: 'rule', rule: rule.index } as const;
        addProduct(
          draft,
          { reason, atoms: rule.atoms, times, inside: false, reading, sources: units, targets: others },
          denies,
        );
      }
}

function bySide(draft: GraphDraft, conduit: ConduitRef, units: readonly UnitRef[]): Map<ZoneRef, UnitRef[]> {
  const sides = new Map<ZoneRef, UnitRef[]>();
  for (const u of units) {
    const side = sideOf(draft.policy, conduit, zoneOf(draft, u));
    if (side === undefined) continue;
    const list = sides.get(side);
    if (list === undefined) sides.set(side, [u]);
    else list.push(u);
  }
  return sides;
}

function zoneOf(draft: GraphDraft, unit: UnitRef): ZoneRef {
  return (draft.universe.units[unit] as Unit).zone;
}

function zonesOf(draft: GraphDraft, units: readonly UnitRef[]): Set<ZoneRef> {
  const zones = new Set<ZoneRef>();
  let last = -1;
  for (const u of units) {
    const zone = zoneOf(draft, u);
    if (zone !== last) zones.add(zone);
    last = zone;
  }
  return zones;
}

/** The conduits on which an access rule can ride: those that hold some source and some target. */
function conduitsAround(draft: GraphDraft, reading: RuleReading): Conduit[] {
  const around = (units: readonly UnitRef[]): Set<ConduitRef> => {
    const zones = new Set(units.map((u) => zoneOf(draft, u)));
    return new Set([...zones].flatMap((z) => [...sidesAt(draft.policy, z).keys()]));
  };
  const there = around(reading.targets.units);
  return [...around(reading.sources.units)]
    .filter((c) => there.has(c))
    .sort((a, b) => a - b)
    .flatMap((c) => draft.policy.conduits[c] ?? []);
}

/** The denies of every conduit that joins some of the sources to some of the targets. */
function deniesBetween(draft: GraphDraft, sources: readonly UnitRef[], targets: readonly UnitRef[]): RuleReading[] {
  const { policy } = draft;
  const found = new Set<ConduitRef>();
  const here = zonesOf(draft, sources);
  const there = zonesOf(draft, targets);
  if (here.size === 1 && there.size === 1) {
    for (const from of here)
      for (const to of there) for (const { conduit } of joiningConduits(policy, from, to)) found.add(conduit);
    return [...found].flatMap((c) => conduitRules(policy, c).denies);
  }
  const denying = new Map<ConduitRef, Set<ZoneRef>>();
  for (const z of there)
    for (const [c, side] of sidesAt(policy, z)) {
      if (conduitRules(policy, c).denies.length === 0) continue;
      const sides = denying.get(c);
      if (sides === undefined) denying.set(c, new Set([side]));
      else sides.add(side);
    }
  if (denying.size === 0) return [];
  for (const z of here)
    for (const [c, side] of sidesAt(policy, z)) {
      const others = denying.get(c);
      if (others !== undefined && (others.size > 1 || !others.has(side))) found.add(c);
    }
  return [...found].sort((a, b) => a - b).flatMap((c) => conduitRules(policy, c).denies);
}

function addProduct(draft: GraphDraft, product: Product, denies: readonly RuleReading[]): void {
  const { policy, when } = draft;
  const { timezone } = policy.header;
  const whole = settlePieces([product], [], when, timezone);
  const arrival = draft.arrivalBy(atomsOf(whole));
  if (arrival === undefined || product.sources.length === 0 || product.targets.length === 0) return;
  const relevant = denies.filter((d) => bears(d, product) && !isEmptyTimes(intersectTimes(d.times, when), timezone));
  if (relevant.length === 0 || survivesAll(draft, product, relevant, arrival)) {
    const hub = draft.hub(product.reason);
    for (const u of product.sources) draft.leave(u, hub);
    for (const u of product.targets) draft.arrive(hub, u, arrival);
  } else addGroups(draft, product, relevant, arrival);
}

/** Whether a deny speaks of some atom and some units of a product. */
function bears(deny: RuleReading, product: Product): boolean {
  if (!overlaps(deny.rule.atoms, product.atoms)) return false;
  const touches = (from: readonly UnitRef[], to: readonly UnitRef[]) =>
    shareMember(from, product.sources) && shareMember(to, product.targets);
  const { sources, targets, rule } = deny;
  return touches(sources.units, targets.units) || (rule.both && touches(targets.units, sources.units));
}

function shareMember(a: readonly number[], b: readonly number[]): boolean {
  const [few, many] = a.length < b.length ? [a, b] : [b, a];
  return few.some((x) => isMember(many, x));
}

/** Whether the product arrives as it would without denies even where every one of them matches. */
function survivesAll(draft: GraphDraft, product: Product, denies: readonly RuleReading[], arrival: Arrival): boolean {
  const taken = denies.map((d) => ({ atoms: d.rule.atoms, times: d.times }));
  const left = settlePieces([product], taken, draft.when, draft.policy.header.timezone);
  return draft.arrivalBy(atomsOf(left)) === arrival;
}

function addGroups(draft: GraphDraft, product: Product, denies: readonly RuleReading[], undenied: Arrival): void {
  const sources = groupUnits(draft, product, denies, product.sources);
  const targets = groupUnits(draft, product, denies, product.targets);
  const entries = new Map<string, number>();
  for (const from of sources) {
    const speaking = denies.filter((d) => speaksOf(d, from[0] as UnitRef));
    let exit: number | undefined;
    for (const [j, to] of targets.entries()) {
      const arrival = decide(draft, product, speaking, undenied, from[0] as UnitRef, to[0] as UnitRef);
      if (arrival === undefined) continue;
      if (exit === undefined) {
        exit = draft.hub(product.reason);
        for (const u of from) draft.leave(u, exit);
      }
      let entry = entries.get(`${j}${arrival}`);
      if (entry === undefined) {
        entry = draft.hub(product.reason);
        entries.set(`${j}${arrival}`, entry);
        for (const u of to) draft.arrive(entry, u, arrival);
      }
      draft.edge(exit, entry);
    }
  }
}

/** Whether a deny holds a unit as one that opens connections. */
function speaksOf({ sources, targets, rule }: RuleReading, unit: UnitRef): boolean {
  return holdsUnit(sources, unit) || (rule.both && holdsUnit(targets, unit));
}

/** Units that the allow and the denies hold alike, in zones that the denies' conduits hold alike. */
function groupUnits(
  draft: GraphDraft,
  product: Product,
  denies: readonly RuleReading[],
  units: readonly UnitRef[],
): UnitRef[][] {
  const conduits = [
    ...new Set(denies.flatMap(({ rule }) => (rule.container.kind === 'conduit' ? [rule.container.conduit] : []))),
  ];
  const readings = product.reading === undefined ? denies : [product.reading, ...denies];
  const groups = new Map<string, UnitRef[]>();
  for (const u of units) {
    const sides = conduits.map((c) => sideOf(draft.policy, c, zoneOf(draft, u)) ?? '').join();
    const cells = (draft.universe.units[u] as Unit)[product.inside ? 'inner' : 'outer'];
    const held = readings.map((r) => `${holding(r, u, 'sources', cells)}/${holding(r, u, 'targets', cells)}`).join(';');
    const key = `${sides}|${held}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [u]);
    else group.push(u);
  }
  return [...groups.values()];
}

function holding(reading: RuleReading, unit: UnitRef, end: 'sources' | 'targets', cells: CellSet): string {
  const selection = reading[end];
  if (!holdsUnit(selection, unit)) return '';
  const part = selection.partial.get(unit);
  return part === undefined ? '*' : `${part.join()} of ${cells.join()}`;
}

/** What the product leaves from one unit to another, decided exactly. */
function decide(
  draft: GraphDraft,
  product: Product,
  denies: readonly RuleReading[],
  undenied: Arrival,
  from: UnitRef,
  to: UnitRef,
): Arrival | undefined {
  const { policy, universe } = draft;
  const [a, b] = [universe.units[from] as Unit, universe.units[to] as Unit];
  const joined = (d: RuleReading): boolean => {
    const { container } = d.rule;
    if (container.kind !== 'conduit') return true;
    const [x, y] = [sideOf(policy, container.conduit, a.zone), sideOf(policy, container.conduit, b.zone)];
    return x !== undefined && y !== undefined && x !== y;
  };
  const taken: Match[] = denies.flatMap((d) => matchesOf(d, from, to)).filter((m) => joined(m.reading));
  if (taken.length === 0) return undenied;
  const allows = product.reading === undefined ? [] : matchesOf(product.reading, from, to);
  const open = product.reason.kind === 'zone' ? { openZone: product.reason.zone } : {};
  const candidates = { ...open, sameZone: product.inside, joins: [], allows, denies: taken, againstOneWay: [] };
  return draft.arrivalBy(atomsOf(settle(policy, a, b, candidates, draft.when)));
}
