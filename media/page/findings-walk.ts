/** `[` and `]`: from one node with a finding to the next, in the order of reading - downwards, in a row from the left. */
import type { Badges, DiagramGraph } from '../../language/diagram/graph.ts';
import type { PageNodes } from './nodes.ts';

/** The node with findings after (`1`) or before (`-1`) one; from nowhere the first or last. Undefined where no node has any. */
export function findingFrom(
  from: string | undefined,
  step: 1 | -1,
  graph: DiagramGraph,
  nodes: PageNodes,
): string | undefined {
  const bearers: { readonly id: string; readonly badges: Badges }[] = [
    ...graph.zones.flatMap((z) => [z, ...z.assets]),
    ...graph.conduits.flatMap((c) => [c, ...c.gates]),
  ];
  const found = bearers
    .filter(({ badges }) => badges.errors + badges.warnings + badges.infos > 0)
    .flatMap(({ id }) => nodes.get(id) ?? [])
    .sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
  const at = found.findIndex(({ id }) => id === from);
  if (at >= 0) return found[(at + step + found.length) % found.length]?.id;
  const here = from === undefined ? undefined : nodes.get(from)?.box;
  if (here === undefined) return (step === 1 ? found[0] : found.at(-1))?.id;
  const isAfter = ({ box }: (typeof found)[number]): boolean => box.y > here.y || (box.y === here.y && box.x > here.x);
  const next = step === 1 ? (found.find(isAfter) ?? found[0]) : (found.findLast((n) => !isAfter(n)) ?? found.at(-1));
  return next?.id;
}
