/**
 * Quick-fixes that make a blast smaller by one change, each with what it buys: narrow a rule to the types that serve it, microsegment
 * an open zone, drop a leg. Only what mends the finding and breaks no expectation is offered.
 */
import { type Change, changedPolicy, changesFor, graphAfter, narrowedTargets } from '../../analysis/changes.ts';
import type { ReachGraph } from '../../analysis/graph.ts';
import { readRule } from '../../analysis/rules.ts';
import type { AssetRef, Policy, ZoneRef } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';
import { insertProperties, removalOf, replace, zoneChildren } from '../edits.ts';
import type { Fix, TextEdit } from '../finding.ts';
import { label } from '../words.ts';
import { ruleName } from './cuts.ts';

/** Changes tried times the size of the policy: a menu must not wait for more. */
const WORK = 60_000;
const OFFERED = 3;

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
  for (const { change, after } of mending.sort((a, b) => b.after - a.after)) {
    if (fixes.length === OFFERED) break;
    const made = editsOf(context, change);
    if (made === undefined || breaks(context, changedPolicy(policy, [change]), failing)) continue;
    fixes.push({ title: `${made.what}: ${aim.effect(after)}`, edits: made.edits, safe: false });
  }
  return fixes;
}

/** Whether an expectation fails that held before, or a rule selects nothing that selected something. */
function breaks({ policy, analyses }: CheckContext, variant: Policy, failing: ReadonlySet<number>): boolean {
  const isEmpty = (p: Policy, rule: number): boolean => {
    const { sources, targets } = readRule(p, rule);
    return sources.units.length === 0 || targets.units.length === 0;
  };
  const emptied = policy.rules.some(
    ({ index, broken }) => !broken && isEmpty(variant, index) && !isEmpty(policy, index),
  );
  return emptied || analyses.failedExpectations(variant).some((e) => !failing.has(e));
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
      return microsegmented(context, change.zone);
    case 'drop-leg': {
      const leg = policy.legs[change.leg];
      const asset = policy.assets[leg?.asset ?? -1];
      const zone = policy.zones[leg?.zone ?? -1];
      if (leg === undefined || asset === undefined || zone === undefined || leg.primary) return undefined;
      const edits = removalOf(context, leg.place);
      const what = `Drop the leg of ${label(policy, asset)} in ${label(policy, zone)}`;
      return edits.length === 0 ? undefined : { what, edits };
    }
    default:
      return undefined;
  }
}

/** What `microsegmented` is worth depends on what enforces it: a firewall that leads to the zone. */
function microsegmented(context: CheckContext, ref: ZoneRef): Made | undefined {
  const { policy, analyses } = context;
  const zone = policy.zones[ref];
  const { segmentOf, pointsAt } = analyses.topology();
  const [point] = pointsAt.get(segmentOf[ref] ?? -1) ?? [];
  const firewall = policy.firewalls[point ?? -1];
  if (zone === undefined || zone.microsegmented || (firewall === undefined && zone.enforcedBy === undefined))
    return undefined;
  const enforced = zone.enforcedBy === undefined && firewall !== undefined ? [`enforced by ${firewall.id}`] : [];
  const edits = insertProperties(context, zone, ['microsegmented', ...enforced], zoneChildren(policy, zone));
  return edits.length === 0 ? undefined : { what: `Microsegment zone ${label(policy, zone)}`, edits };
}
