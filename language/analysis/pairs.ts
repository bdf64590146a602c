/** From a set of assets to another: whether any of the one reaches any of the other, and which pair shows it best. */
import { principalAt, type ReachGraph } from './graph.ts';
import { type Blocked, stepsFrom, stepsTo, UNREACHED } from './paths.ts';
import type { HopEnd } from './witness.ts';

/** Principals of a reach graph: classes of assets, and undeclared addresses of zones. */
export type PrincipalSet = ReadonlySet<number>;

export interface ReachedPair {
  readonly from: HopEnd;
  readonly to: HopEnd;
  /** Assets of the first set, beside the one shown, that reach some other asset of the second. */
  readonly more: number;
}

/**
 * The nearest pair (a, b) of different assets, a in the one set and b in the other, such that a reaches b; of equally near ones that
 * whose ids come first. Undefined where there is none. What is blocked is in neither set and on no path.
 */
export function nearestPair(
  graph: ReachGraph,
  from: PrincipalSet,
  to: PrincipalSet,
  blocked: Blocked,
): ReachedPair | undefined {
  const targets = [...to].filter((p) => !blocked.has(p));
  const back = stepsTo(graph, targets, blocked);
  const reaching: { readonly source: number; readonly steps: number }[] = [];
  for (const source of from) {
    if (blocked.has(source) || back[source] === UNREACHED) continue;
    // A single asset that is in both sets may have come back to itself only.
    const doubtful = to.has(source) && sizeOf(graph, source) < 2;
    const steps = doubtful ? nearest(graph, source, targets, blocked)?.steps : back[source];
    if (steps !== undefined) reaching.push({ source, steps });
  }
  const [best] = reaching.sort((a, b) => a.steps - b.steps || rankOf(graph, a.source) - rankOf(graph, b.source));
  if (best === undefined) return undefined;
  const target = nearest(graph, best.source, targets, blocked)?.target;
  if (target === undefined) return undefined;
  const more = reaching.reduce((sum, r) => sum + sizeOf(graph, r.source), 0) - 1;
  return { from: endOf(graph, best.source, 0), to: endOf(graph, target, target === best.source ? 1 : 0), more };
}

/** The nearest other target of one source. */
function nearest(
  graph: ReachGraph,
  source: number,
  targets: readonly number[],
  blocked: Blocked,
): { readonly target: number; readonly steps: number } | undefined {
  const wanted = new Set(targets);
  if (sizeOf(graph, source) < 2) wanted.delete(source);
  const steps = stepsFrom(graph, [source], blocked, (node) => wanted.has(principalAt(graph, node)));
  let best: { target: number; steps: number } | undefined;
  for (const target of wanted) {
    for (const node of [target, graph.principals + target]) {
      const here = steps[node] as number;
      if (here === UNREACHED) continue;
      const nearer = best === undefined || here < best.steps;
      const earlier = best !== undefined && here === best.steps && rankOf(graph, target) < rankOf(graph, best.target);
      if (nearer || earlier) best = { target, steps: here };
    }
  }
  return best;
}

function sizeOf(graph: ReachGraph, principal: number): number {
  return graph.classes[principal]?.members.length ?? 1;
}

function rankOf(graph: ReachGraph, principal: number): number {
  const first = graph.classes[principal]?.members[0];
  return first === undefined ? graph.universe.rank.length + principal : (graph.universe.rank[first] as number);
}

function endOf(graph: ReachGraph, principal: number, member: number): HopEnd {
  const asset = graph.classes[principal]?.members[member];
  if (asset !== undefined) return { kind: 'asset', asset };
  return { kind: 'strangers', zone: graph.strangerZones[principal - graph.classes.length] as number };
}
