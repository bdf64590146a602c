/** The largest blast radius of a policy, without computing every other. */
import type { AssetRef } from '../model/policy.ts';
import { blastSize } from './blast.ts';
import { components } from './closure.ts';
import type { ReachGraph } from './graph.ts';
import { stepsFrom, UNREACHED } from './paths.ts';
import { blastTotals, knownTotals } from './totals.ts';

/** Nodes looked at: where searching from every root costs more, all totals are computed together. */
const WORK = 10_000_000;

export interface WorstBlast {
  readonly asset: AssetRef;
  /** Assets of its blast. */
  readonly size: number;
}

/**
 * The asset from which most others can be reached, the first by declaration of several; undefined where there are no assets.
 *
 * What an asset reaches reaches less than it does, unless each reaches the other: the largest blast begins in a strongly connected
 * component that nothing leads into, and all assets of one have blasts of one size.
 */
export function worstBlast(graph: ReachGraph): WorstBlast | undefined {
  if (graph.policy.assets.length === 0) return undefined;
  // In other modes some are reached without being gone on from: then one that is reached may reach as much.
  const isFastest = graph.options.mode === 'worst-case' && knownTotals(graph) === undefined;
  const roots = isFastest ? rootClasses(graph) : undefined;
  const size = graph.nodes + graph.next.to.length;
  if (roots === undefined || roots.length * size > WORK) return worstOf(blastTotals(graph).sizes);
  let best: WorstBlast = { asset: 0, size: 0 };
  for (const group of roots) {
    const members = group.flatMap((c) => graph.classes[c]?.members ?? []);
    const asset = members.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const reached = blastSize(graph, asset);
    if (reached > best.size || (reached === best.size && asset < best.asset)) best = { asset, size: reached };
  }
  return best;
}

function worstOf(sizes: Uint32Array): WorstBlast {
  const asset = sizes.reduce((best, size, i) => (size > (sizes[best] as number) ? i : best), 0);
  return { asset, size: sizes[asset] as number };
}

/** The classes of each component that no class outside it leads into. */
function rootClasses(graph: ReachGraph): number[][] {
  const { count, of } = components(graph.nodes, graph.next);
  const entered = new Uint8Array(count);
  const reached = stepsFrom(
    graph,
    graph.classes.map((c) => c.index),
  );
  for (let node = 0; node < graph.nodes; node++) {
    // What only a firewall or an undeclared address comes to leads nowhere from an asset.
    if (node >= graph.classes.length && reached[node] === UNREACHED) continue;
    for (let e = graph.next.at[node] as number; e < (graph.next.at[node + 1] as number); e++) {
      const into = of[graph.next.to[e] as number] as number;
      if (into !== of[node]) entered[into] = 1;
    }
  }
  const groups = new Map<number, number[]>();
  for (let c = 0; c < graph.classes.length; c++) {
    const own = of[c] as number;
    if (entered[own] === 1) continue;
    const group = groups.get(own);
    if (group === undefined) groups.set(own, [c]);
    else group.push(c);
  }
  return [...groups.values()];
}
