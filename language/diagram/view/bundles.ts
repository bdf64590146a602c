/** Several conduits as one line: those between the same two zones, and more than twenty between what lies in two zones beside each other. */
import type { DiagramConduit, DiagramGraph } from '../graph.ts';
import { type Hierarchy, hierarchyOf } from '../layout/hierarchy.ts';
import type { DiagramView } from './diagram-view.ts';
import { memberCount, mergedConduit } from './merge.ts';

/** As many conduits between two zones are still drawn one by one. */
export const MOST_APART = 20;

export interface BundledGraph {
  readonly graph: DiagramGraph;
  readonly standIns: ReadonlyMap<string, string>;
}

export function bundleConduits(graph: DiagramGraph, view: DiagramView, lifted: ReadonlySet<string>): BundledGraph {
  const standIns = new Map<string, string>();
  const apart = new Set(view.unbundled);
  const summarised = (c: DiagramConduit): boolean => view.detail !== 'assets' || lifted.has(c.id) || isBundle(c);
  const byPair = merge(graph.conduits, standIns, (group, id) => !apart.has(id) && group.some(summarised));
  const hierarchy = hierarchyOf(graph);
  const original = new Map(byPair.map((c) => [{ ...c, ...branchesOf(c, hierarchy) }, c]));
  const crowded = (group: readonly DiagramConduit[], id: string): boolean =>
    !apart.has(id) && group.reduce((sum, c) => sum + memberCount(c), 0) > MOST_APART;
  const bundled = merge([...original.keys()], standIns, crowded).map((c) => original.get(c) ?? c);
  return { graph: { ...graph, conduits: bundled }, standIns };
}

export function isBundle(conduit: DiagramConduit): boolean {
  return conduit.members !== undefined;
}

/** `bundle:` and the two zones: the same, whichever of them is above. */
export function bundleId(a: string, b: string): string {
  return `bundle:${[a, b]
    .map((id) => id.replace(/^zone:/, ''))
    .sort()
    .join('~')}`;
}

/** Merges conduits of the same two ends where `together` says so; a merged one stands where the first of them stood. */
function merge<C extends DiagramConduit>(
  conduits: readonly C[],
  standIns: Map<string, string>,
  together: (group: readonly DiagramConduit[], id: string) => boolean,
): (C | DiagramConduit)[] {
  const groups = new Map<string, C[]>();
  for (const conduit of conduits) {
    const id = bundleId(conduit.upper, conduit.lower);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [conduit]);
    else group.push(conduit);
  }
  const merged = [...groups].flatMap(([id, group]) => {
    if (group.length < 2 || !together(group, id)) return group;
    const one = mergedConduit(id, group);
    for (const conduit of group) standIns.set(conduit.id, id);
    const gates = new Set(one.gates.map((g) => g.id));
    for (const gate of group.flatMap((c) => c.gates)) if (!gates.has(gate.id)) standIns.set(gate.id, id);
    return [one];
  });
  // What stood for something may have been merged now.
  for (const [node, by] of standIns) standIns.set(node, standIns.get(by) ?? by);
  return merged;
}

/** The two zones beside each other - at the top, or in one zone - in which a conduit's ends lie; the ends themselves where one holds the other. */
function branchesOf({ upper, lower }: DiagramConduit, { zones }: Hierarchy): { upper: string; lower: string } {
  const pathTo = (id: string): string[] => {
    const path: string[] = [];
    for (let at: string | undefined = id; at !== undefined && !path.includes(at); at = zones.get(at)?.parent)
      path.unshift(at);
    return path;
  };
  const [a, b] = [pathTo(upper), pathTo(lower)];
  let depth = 0;
  while (a[depth] !== undefined && a[depth] === b[depth]) depth++;
  const [above, below] = [a[depth], b[depth]];
  return above === undefined || below === undefined ? { upper, lower } : { upper: above, lower: below };
}
