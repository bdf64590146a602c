/**
 * Changes that make a blast radius smaller, and what each buys: computed on the graph as it would be, never guessed.
 *
 * A change is what a person decides on as one: remove a rule or a conduit, narrow a rule's targets to the types that serve it,
 * microsegment an open zone, drop the second leg of an asset or move a leg behind a gateway, take down a network that mostly holds
 * second legs.
 */
import { overlaps } from '../model/intervals.ts';
import type {
  AssetRef,
  ConduitRef,
  Leg,
  LegRef,
  Policy,
  Rule,
  RuleRef,
  Selector,
  TypeRef,
  ZoneRef,
} from '../model/policy.ts';
import { blastOf } from './blast.ts';
import { type ReachGraph, reachGraph } from './graph.ts';
import { type LegMove, movableLegs, movesOf, withLegMoved } from './leg-moves.ts';
import { stepsFrom, UNREACHED } from './paths.ts';
import { readRule } from './rules.ts';
import { compareIds, universeOf } from './universe.ts';
import { withoutHubs } from './without-rules.ts';
import { consequence } from './worth.ts';

export type Change =
  | { readonly kind: 'remove-rule'; readonly rule: RuleRef }
  /** The one zone, or `any`, among the rule's targets becomes these types, in that zone. */
  | { readonly kind: 'narrow-targets'; readonly rule: RuleRef; readonly types: readonly TypeRef[] }
  | { readonly kind: 'microsegment'; readonly zone: ZoneRef }
  | { readonly kind: 'drop-leg'; readonly leg: LegRef }
  /** A leg goes to a zone behind a gateway. */
  | ({ readonly kind: 'move-leg' } & LegMove)
  /** All rules of a conduit. */
  | { readonly kind: 'remove-conduit'; readonly conduit: ConduitRef }
  /** Every leg in a zone goes: a network that is mostly there to join assets of other zones is taken down. */
  | { readonly kind: 'take-down'; readonly zone: ZoneRef };

/** What is left of a blast after some changes. */
export interface Outlook {
  readonly changes: readonly Change[];
  /** Assets of the blast, and its consequence. */
  readonly size: number;
  readonly consequence: number;
}

/** Every single change that takes away something that lies behind an asset; its own zones and rules included. */
export function changesFor(graph: ReachGraph, asset: AssetRef): Change[] {
  const { policy } = graph;
  const steps = stepsFrom(graph, [graph.universe.classOf[asset] as number]);
  const rules = new Set<RuleRef>();
  const zones = new Set<ZoneRef>();
  graph.hubs.forEach((reason, i) => {
    if (steps[2 * graph.principals + i] === UNREACHED) return;
    if (reason.kind === 'rule') rules.add(reason.rule);
    if (reason.kind === 'zone') zones.add(reason.zone);
  });
  const reached = blastOf(graph, asset);
  const legs = [asset, ...reached].flatMap((a) => policy.assets[a]?.legs.slice(1) ?? []);
  const own = new Set((policy.assets[asset]?.legs ?? []).map((l) => policy.legs[l]?.zone));
  // A leg is not brought closer: where the asset itself stands nothing is behind a gateway from it.
  const moves = movableLegs(policy, asset, reached)
    .flatMap((leg) => movesOf(policy, leg))
    .filter(({ to }) => !own.has(to));
  const conduits = new Set(
    [...rules].flatMap((rule) => {
      const container = policy.rules[rule]?.container;
      return container?.kind === 'conduit' && rulesIn(policy, container.conduit).length > 1 ? [container.conduit] : [];
    }),
  );
  const networks = new Set(legs.map((leg) => policy.legs[leg]?.zone ?? -1).filter((zone) => joins(policy, zone)));
  return [
    ...[...conduits].map((conduit): Change => ({ kind: 'remove-conduit', conduit })),
    ...[...networks].map((zone): Change => ({ kind: 'take-down', zone })),
    ...[...rules].map((rule): Change => ({ kind: 'remove-rule', rule })),
    ...[...rules].flatMap((rule) => narrowing(policy, rule)),
    ...[...zones].map((zone): Change => ({ kind: 'microsegment', zone })),
    ...legs.map((leg): Change => ({ kind: 'drop-leg', leg })),
    ...moves.map((move): Change => ({ kind: 'move-leg', ...move })),
  ].sort((a, b) => compareIds(changeKey(policy, a), changeKey(policy, b)));
}

/** Whether more than half of a zone's legs are second ones. */
function joins(policy: Policy, zone: ZoneRef): boolean {
  const legs = policy.zones[zone]?.legs ?? [];
  return 2 * legs.filter((l) => policy.legs[l]?.primary === false).length > legs.length;
}

/** Tells changes apart and orders them, whatever the order of files. */
function changeKey(policy: Policy, change: Change): string {
  switch (change.kind) {
    case 'remove-rule':
    case 'narrow-targets':
      return `${change.kind} ${policy.rules[change.rule]?.id} ${change.rule}`;
    case 'microsegment':
    case 'take-down':
      return `${change.kind} ${policy.zones[change.zone]?.id}`;
    case 'remove-conduit':
      return `${change.kind} ${policy.conduits[change.conduit]?.id}`;
    case 'drop-leg':
    case 'move-leg': {
      const leg = policy.legs[change.leg];
      const to = change.kind === 'move-leg' ? ` ${policy.zones[change.to]?.id}` : '';
      return `${change.kind} ${policy.assets[leg?.asset ?? -1]?.id} ${policy.zones[leg?.zone ?? -1]?.id}${to}`;
    }
  }
}

/** A rule whose only target is a whole zone, or `any`, needs only the types of those there that serve it. */
function narrowing(policy: Policy, ref: RuleRef): Change[] {
  const rule = policy.rules[ref];
  const wide = rule === undefined ? undefined : wideTarget(rule);
  if (rule === undefined || wide === undefined) return [];
  const assets = targetAssets(policy, rule);
  const serving = assets.flatMap((a) => policy.assets[a] ?? []).filter((a) => serves(policy, a.serves, rule));
  const types = [...new Set(serving.flatMap((a) => (a.type === undefined ? [] : [a.type])))];
  const isWhole = serving.length === 0 || serving.some((a) => a.type === undefined);
  const held = assets.filter((a) => types.some((t) => isOfType(policy, policy.assets[a]?.type, t)));
  if (isWhole || held.length === assets.length) return [];
  const name = (t: TypeRef): string => policy.types[t]?.name ?? '';
  return [{ kind: 'narrow-targets', rule: ref, types: types.sort((a, b) => compareIds(name(a), name(b))) }];
}

/** The one target that stands for everything in a zone or on a side; undefined where targets are narrower. */
function wideTarget({ targets, both, action }: Rule): Selector | undefined {
  const [only, ...others] = targets.items;
  if (only === undefined || others.length > 0 || targets.except.length > 0 || both || action !== 'allow')
    return undefined;
  const isWide = only.kind === 'zone' || only.kind === 'any';
  return isWide && only.in === undefined && only.narrowedTo === undefined ? only : undefined;
}

function targetAssets(policy: Policy, rule: Rule): AssetRef[] {
  const { units, classes } = universeOf(policy);
  const held = readRule(policy, rule.index).targets.units.flatMap((u) => units[u] ?? []);
  const found = new Set(held.filter((u) => u.kind === 'legs').map((u) => u.assetClass));
  return [...found].flatMap((c) => classes[c]?.members ?? []);
}

function serves(policy: Policy, services: readonly number[], rule: Rule): boolean {
  return services.some((s) => overlaps(policy.services[s]?.atoms ?? [], rule.atoms));
}

function isOfType(policy: Policy, type: TypeRef | undefined, wanted: TypeRef): boolean {
  return type !== undefined && (type === wanted || policy.types[type]?.ancestors.includes(wanted) === true);
}

/** The selectors that a narrowed rule has in place of its one target. */
export function narrowedTargets(policy: Policy, rule: Rule, types: readonly TypeRef[]): Selector[] {
  const [wide] = rule.targets.items;
  if (wide === undefined) return [];
  return types.map((ref): Selector => {
    const name = policy.types[ref]?.id ?? '';
    const zone = wide.kind === 'zone' ? wide.ref : undefined;
    const text = zone === undefined ? name : `${name} in ${wide.text}`;
    return { kind: 'type', ref, text, place: wide.place, ...(zone === undefined ? {} : { in: zone }) };
  });
}

/** The policy as the changes would make it. Places and indices stay as they are. */
export function changedPolicy(policy: Policy, changes: readonly Change[]): Policy {
  return changes.reduce(changeOne, policy);
}

function changeOne(policy: Policy, change: Change): Policy {
  switch (change.kind) {
    case 'remove-rule':
      return { ...policy, rules: policy.rules.map((r) => (r.index === change.rule ? { ...r, broken: true } : r)) };
    case 'narrow-targets': {
      const narrowed = (r: Rule): Rule => ({
        ...r,
        targets: { ...r.targets, items: narrowedTargets(policy, r, change.types) },
      });
      return { ...policy, rules: policy.rules.map((r) => (r.index === change.rule ? narrowed(r) : r)) };
    }
    case 'microsegment':
      return {
        ...policy,
        zones: policy.zones.map((z) => (z.index === change.zone ? { ...z, microsegmented: true } : z)),
      };
    case 'drop-leg':
      return withoutLegs(policy, new Set([change.leg]));
    case 'move-leg':
      return withLegMoved(policy, change);
    case 'take-down':
      return withoutLegs(policy, new Set(policy.zones[change.zone]?.legs));
    case 'remove-conduit': {
      const gone = new Set(rulesIn(policy, change.conduit));
      return { ...policy, rules: policy.rules.map((r) => (gone.has(r.index) ? { ...r, broken: true } : r)) };
    }
  }
}

/** The allows of a conduit. Accesses that ride on it are not its own. */
function rulesIn(policy: Policy, conduit: ConduitRef): RuleRef[] {
  return (policy.conduits[conduit]?.rules ?? []).filter((r) => policy.rules[r]?.action === 'allow');
}

function withoutLegs(policy: Policy, gone: ReadonlySet<LegRef>): Policy {
  const without = (legs: readonly LegRef[]): readonly LegRef[] =>
    legs.some((l) => gone.has(l)) ? legs.filter((l) => !gone.has(l)) : legs;
  const bare = (l: Leg): Leg => (gone.has(l.index) ? { ...l, addresses: [], addressSet: [], dhcp: false } : l);
  return {
    ...policy,
    legs: policy.legs.map(bare),
    assets: policy.assets.map((a) => ({ ...a, legs: without(a.legs) })),
    zones: policy.zones.map((z) => ({ ...z, legs: without(z.legs) })),
  };
}

/** Whether a change only takes hubs out of the graph. A zone's own allows begin to count once it is microsegmented. */
function isRemoval(policy: Policy, change: Change): boolean {
  if (change.kind === 'remove-rule' || change.kind === 'remove-conduit') return true;
  if (change.kind !== 'microsegment') return false;
  return policy.zones[change.zone]?.rules.every((r) => policy.rules[r]?.action !== 'allow') === true;
}

/** The graph as the changes would make it; the graph must be the policy's own, without open wires. */
export function graphAfter(graph: ReachGraph, changes: readonly Change[]): ReachGraph {
  const { policy, options } = graph;
  const others = changes.filter((c) => !isRemoval(policy, c));
  const base = others.length === 0 ? graph : reachGraph(changedPolicy(policy, others), options);
  return removed(
    base,
    changes.filter((c) => isRemoval(policy, c)),
  );
}

function removed(graph: ReachGraph, changes: readonly Change[]): ReachGraph {
  if (changes.length === 0) return graph;
  const zones = new Set(changes.flatMap((c) => (c.kind === 'microsegment' ? [c.zone] : [])));
  const rules = new Set(
    changes.flatMap((c) => {
      if (c.kind === 'remove-rule') return [c.rule];
      return c.kind === 'remove-conduit' ? rulesIn(graph.policy, c.conduit) : [];
    }),
  );
  return withoutHubs(graph, (hub) => {
    const reason = graph.hubs[hub];
    if (reason?.kind === 'rule') return rules.has(reason.rule);
    return reason?.kind === 'zone' && zones.has(reason.zone);
  });
}

function outlook(graph: ReachGraph, asset: AssetRef, changes: readonly Change[]): Outlook {
  const blast = blastOf(graph, asset);
  return { changes, size: blast.length, consequence: consequence(graph.policy, blast) };
}

/** Every single change that makes the blast of an asset smaller, the most worth first. */
export function bestChanges(graph: ReachGraph, asset: AssetRef): Outlook[] {
  const whole = blastOf(graph, asset).length;
  const found = changesFor(graph, asset).map((change) => outlook(graphAfter(graph, [change]), asset, [change]));
  return found.filter(({ size }) => size < whole).sort(byWorth);
}

/**
 * Every pair of changes that together buy more than each alone, the most worth first: all pairs are tried, but for those that move a
 * second leg, which never leave less than those that drop it.
 */
export function bestPairs(graph: ReachGraph, asset: AssetRef, atMost: number): Outlook[] {
  const { policy } = graph;
  const changes = changesFor(graph, asset).filter((c) => c.kind !== 'move-leg' || policy.legs[c.leg]?.primary === true);
  const single = changes.map((change) => outlook(graphAfter(graph, [change]), asset, [change]).size);
  const found: Outlook[] = [];
  changes.forEach((first, i) => {
    const base = isRemoval(policy, first) ? undefined : graphAfter(graph, [first]);
    changes.slice(i + 1).forEach((second, j) => {
      const pair = [first, second];
      const after = base !== undefined && isRemoval(policy, second) ? removed(base, [second]) : graphAfter(graph, pair);
      const result = outlook(after, asset, pair);
      if (result.size < Math.min(single[i] as number, single[i + 1 + j] as number)) found.push(result);
    });
  });
  return found.sort(byWorth).slice(0, atMost);
}

/** Fewer assets first, then less consequence; of equals those that stood first. */
function byWorth(a: Outlook, b: Outlook): number {
  return a.size - b.size || a.consequence - b.consequence;
}
