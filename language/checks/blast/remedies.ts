/**
 * Quick-fixes that make a blast smaller by one change, each with what it buys: narrow a rule to the types that serve it, microsegment
 * an open zone, drop a leg or move it behind a gateway. Only what mends the finding and breaks no expectation is offered.
 */
import { type Change, changedPolicy, changesFor, graphAfter, narrowedTargets } from '../../analysis/changes.ts';
import type { ReachGraph } from '../../analysis/graph.ts';
import { addressesAfter, type LegMove } from '../../analysis/leg-moves.ts';
import { readRule } from '../../analysis/rules.ts';
import { universeOf } from '../../analysis/universe.ts';
import { sideOf } from '../../analysis/zones.ts';
import { formatAddress } from '../../model/addresses.ts';
import type { AssetRef, Policy, Rule, SelectorList } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';
import { moveAsset, referenceTo, removalOf, replace } from '../edits.ts';
import type { Fix, TextEdit } from '../finding.ts';
import { label } from '../words.ts';
import { microsegmented } from '../zones/microsegmenting.ts';
import { ruleName } from './cuts.ts';

/** Changes tried times the size of the policy: a menu must not wait for more. */
const WORK = 60_000;
const OFFERED = 5;
/** Of one kind: a menu is to show every way there is, not one way several times. */
const OF_A_KIND = 2;

/** What a finding counts in a graph, and how few there may be. */
export interface Aim {
  readonly asset: AssetRef;
  readonly count: (graph: ReachGraph) => number;
  readonly atMost: number;
  /** The change in words: `J reaches 41 -> 6 assets`. */
  readonly effect: (after: number) => string;
}

/** The single changes that mend the finding, those that keep most reachable first: they take no more away than they must. */
export function oneChangeFixes(context: CheckContext, aim: Aim): Fix[] {
  const { policy, analyses } = context;
  const graph = analyses.graph();
  const changes = changesFor(graph, aim.asset).filter((c) => c.kind !== 'remove-rule' && c.kind !== 'remove-conduit');
  const trials = Math.floor(WORK / (policy.assets.length + policy.rules.length + 1));
  const mending = changes.slice(0, trials).flatMap((change) => {
    const after = aim.count(graphAfter(graph, [change]));
    return after <= aim.atMost ? [{ change, after }] : [];
  });
  const failing = new Set(analyses.failedExpectations(policy));
  const fixes: Fix[] = [];
  const kinds = new Map<Change['kind'], number>();
  for (const { change, after } of mending.sort((a, b) => b.after - a.after)) {
    if (fixes.length === OFFERED) break;
    const alike = kinds.get(change.kind) ?? 0;
    if (alike === OF_A_KIND) continue;
    const made = editsOf(context, change);
    if (made === undefined || breaks(context, changedPolicy(policy, [change]), failing)) continue;
    kinds.set(change.kind, alike + 1);
    fixes.push({ title: `${made.what}: ${aim.effect(after)}`, edits: made.edits, safe: false });
  }
  return fixes;
}

/** Whether in the variant an expectation fails that held before, or a rule pairs nothing that paired something. */
export function breaks(
  { policy, analyses }: CheckContext,
  variant: Policy,
  failing: ReadonlySet<number> = new Set(analyses.failedExpectations(policy)),
): boolean {
  const emptied = policy.rules.some((rule) => !rule.broken && !pairsSome(variant, rule) && pairsSome(policy, rule));
  return emptied || analyses.failedExpectations(variant).some((e) => !failing.has(e));
}

/** Whether a rule has sources and targets, on different sides of its conduit. */
function pairsSome(policy: Policy, { index, container }: Rule): boolean {
  const { units } = universeOf(policy);
  const { sources, targets } = readRule(policy, index);
  if (container.kind !== 'conduit') return sources.units.length > 0 && targets.units.length > 0;
  const sidesOf = (held: readonly number[]) =>
    new Set(held.map((u) => sideOf(policy, container.conduit, units[u]?.zone ?? -1)));
  const [from, to] = [sidesOf(sources.units), sidesOf(targets.units)];
  return [...from].some((side) => to.size > (to.has(side) ? 1 : 0));
}

interface Made {
  readonly what: string;
  readonly edits: readonly TextEdit[];
}

/** How a change is written; undefined where it cannot be, or nothing would enforce it. */
function editsOf(context: CheckContext, change: Change): Made | undefined {
  const { policy } = context;
  switch (change.kind) {
    case 'narrow-targets': {
      const rule = policy.rules[change.rule];
      const wide = rule?.targets.items[0];
      if (rule === undefined || wide === undefined) return undefined;
      const text = narrowedTargets(policy, rule, change.types)
        .map((s) => s.text)
        .join(', ');
      return { what: `Narrow the rule ${ruleName(rule)} to ${text}`, edits: [replace(wide.place, text)] };
    }
    case 'microsegment':
      return microsegmented(context, change.zone, 'enforced');
    case 'drop-leg': {
      const leg = policy.legs[change.leg];
      const asset = policy.assets[leg?.asset ?? -1];
      const zone = policy.zones[leg?.zone ?? -1];
      if (leg === undefined || asset === undefined || zone === undefined || leg.primary) return undefined;
      const edits = removalOf(context, leg.place);
      const what = `Drop the leg of ${label(policy, asset)} in ${label(policy, zone)}`;
      return edits.length === 0 ? undefined : { what, edits };
    }
    case 'move-leg':
      return moved(context, change);
    default:
      return undefined;
  }
}

/** A leg that moves gets a free address where it goes; the only leg of an asset takes its declaration along. */
function moved(context: CheckContext, move: LegMove): Made | undefined {
  const { policy } = context;
  const leg = policy.legs[move.leg];
  const asset = policy.assets[leg?.asset ?? -1];
  const [from, to] = [policy.zones[leg?.zone ?? -1], policy.zones[move.to]];
  if (leg === undefined || asset === undefined || from === undefined || to === undefined) return undefined;
  const [free] = addressesAfter(policy, move);
  // Without a free address it could not be compiled where it could before.
  if (leg.addresses.length > 0 && free === undefined) return undefined;
  const address = free === undefined ? undefined : formatAddress(free.from);
  if (leg.primary) {
    const isQualified = namesOf(policy, asset.index).some((text) => text.includes('.'));
    const edits = isQualified || label(policy, asset) !== asset.name ? [] : moveAsset(context, asset, to, address);
    return edits.length === 0 ? undefined : { what: `Move ${asset.name} to zone ${label(policy, to)}`, edits };
  }
  const at = address === undefined ? (leg.dhcp ? ' at dhcp' : '') : ` at ${address}`;
  const edits = [replace(leg.place, `also in ${referenceTo(context, to)}${at}`)];
  return { what: `Move the leg of ${label(policy, asset)} in ${label(policy, from)} to ${label(policy, to)}`, edits };
}

/** How the policy's selectors name an asset. */
function namesOf(policy: Policy, asset: AssetRef): string[] {
  const lists = [...policy.rules.flatMap((r) => [r.sources, r.targets]), ...policy.groups.map((g) => g.members)];
  const asked = policy.expectations.flatMap(({ question }) => Object.values(question).filter(isSelectorList));
  return [...lists, ...asked]
    .flatMap(({ items, except }) => [...items, ...except])
    .filter((s) => s.kind === 'asset' && s.ref === asset)
    .map((s) => s.text);
}

function isSelectorList(value: unknown): value is SelectorList {
  return typeof value === 'object' && value !== null && 'items' in value && 'except' in value;
}
