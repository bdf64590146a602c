/** What is drawn over the picture while someone works with it: hover, selection, the cursor in the source. */

import type { DiagramGraph } from '../../language/diagram/graph.ts';
import { FoldSign } from './fold-sign.tsx';
import type { PageNode, PageNodes } from './nodes.ts';

export interface MarksProps {
  readonly graph: DiagramGraph;
  readonly nodes: PageNodes;
  readonly hovered: string | undefined;
  readonly selected: string | undefined;
  readonly cursor: readonly string[];
}

export function Marks({ graph, nodes, hovered, selected, cursor }: MarksProps) {
  const lit = new Set([...linesOf(hovered, graph), ...linesOf(selected, graph)]);
  const pick = (id: string | undefined): PageNode[] =>
    id === undefined ? [] : [nodes.get(id)].filter((n) => n !== undefined);
  return (
    <g class="marks">
      {[...lit]
        .flatMap((id) => pick(id))
        .map((n) => (
          <Outline key={n.id} node={n} name="lit-pill" gap={0} />
        ))}
      {related(hovered, nodes).map((n) => (
        <Outline key={n.id} node={n} name="related" gap={0} />
      ))}
      {pick(selected).map((n) => (
        <Outline key={n.id} node={n} name="selected" gap={3.5} />
      ))}
      {cursor.flatMap(pick).map((n) => (
        <rect
          key={n.id}
          class="cursor"
          x={n.box.x - 8.5}
          y={n.box.y + inset(n)}
          width={3}
          height={n.box.height - 2 * inset(n)}
          rx={1.5}
        />
      ))}
      <FoldSign node={nodes.get(hovered ?? selected ?? '')} graph={graph} />
    </g>
  );
}

function inset({ box }: PageNode): number {
  return Math.min(8, box.height / 5);
}

function Outline({ node, name, gap }: { node: PageNode; name: string; gap: number }) {
  const { x, y, width, height } = node.box;
  const radius = { zone: 10, conduit: 8, asset: 6, ghost: 6, inner: 8, gate: 4 }[node.kind] + gap;
  return <rect class={name} x={x - gap} y={y - gap} width={width + 2 * gap} height={height + 2 * gap} rx={radius} />;
}

/** The conduits that light up with a node: its own line, or those of a zone. */
export function linesOf(id: string | undefined, graph: DiagramGraph): string[] {
  if (id === undefined) return [];
  return graph.conduits.filter((c) => c.id === id || c.upper === id || c.lower === id).map((c) => c.id);
}

/** All gates of a gate's firewall; an asset's other legs. */
function related(id: string | undefined, nodes: PageNodes): PageNode[] {
  const node = id === undefined ? undefined : nodes.get(id);
  if (node === undefined) return [];
  if (node.kind === 'gate') return [...nodes.values()].filter((n) => n.kind === 'gate' && n.of === node.of);
  const asset = node.kind === 'ghost' ? node.of : node.kind === 'asset' ? node.id : undefined;
  const legs = [...nodes.values()].filter((n) => n.kind === 'ghost' && n.of === asset);
  if (legs.length === 0) return [];
  const home = asset === undefined ? undefined : nodes.get(asset);
  return home === undefined ? legs : [home, ...legs];
}
