/** The picture of a change: the graphs of two versions in one, marked, to be laid out and drawn like any other. */
import type { Finding } from '../../checks/finding.ts';
import type { Difference } from '../../difference/index.ts';
import { buildGraph } from '../build/build-graph.ts';
import { nodeId } from '../build/node-ids.ts';
import type { DiagramGraph } from '../graph.ts';
import { displayText } from '../text/display.ts';
import { mergedConduits } from './conduits.ts';
import { touchedBy } from './touched.ts';
import { mergedZones } from './zones.ts';

export interface ReviewOptions {
  /** The clock of both versions, epoch ms. */
  readonly now: number;
  /** What the versions are called. */
  readonly names: { readonly before: string; readonly after: string };
  /** Counted in badges: findings of the newer version that are new in it. */
  readonly newFindings?: readonly Finding[];
}

/**
 * Both versions in one graph. A mark stands only where something is declared or permitted otherwise: rules that say the same in
 * other words bear none. Never throws.
 */
export function reviewGraph(difference: Difference, { now, names, newFindings = [] }: ReviewOptions): DiagramGraph {
  const before = buildGraph(difference.before.policy, { now });
  const after = buildGraph(difference.after.policy, { now, findings: newFindings });
  const touched = touchedBy(difference);
  const restated = new Set(difference.entities.restated.map(({ kind, id }) => nodeId(kind, id)));
  const moved = new Map(
    difference.entities.moved.map((m): [string, string] => [nodeId('asset', m.from), nodeId('asset', m.to)]),
  );
  const touchedInside = new Set(
    [...touched.stayed].flatMap((pair) => {
      const [a, b] = pair.split('\n');
      return a === b && a !== undefined ? [a] : [];
    }),
  );
  const zones = mergedZones({ before, after, changed: restated, moved, touchedInside });
  return {
    ...after,
    zones,
    conduits: mergedConduits({ before: before.conduits, after: after.conduits, zones, touched, restated }),
    review: {
      before: displayText(names.before),
      after: displayText(names.after),
      moves: [...moved].map(([from, to]) => ({ from, to })),
    },
  };
}
