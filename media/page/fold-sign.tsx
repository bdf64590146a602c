/** The sign at the corner of what the pointer or the keyboard is on: a press opens or closes it in place. */
import * as l10n from '@vscode/l10n';
import type { DiagramGraph } from '../../language/diagram/graph.ts';
import type { PageNode } from './nodes.ts';

const OPEN = 'M-3.5 -1.5L0 2l3.5 -3.5';
const CLOSED = 'M-1.5 -3.5L2 0l-3.5 3.5';

export function FoldSign({ node, graph }: { node: PageNode | undefined; graph: DiagramGraph }) {
  if (node === undefined || !canFold(node, graph)) return null;
  const isOpen = !isClosed(node, graph);
  return (
    <g class="fold" data-fold={node.id} transform={`translate(${node.box.x} ${node.box.y + node.box.height})`}>
      <g class="sign">
        <title>{isOpen ? l10n.t('Collapse (E)') : l10n.t('Expand (E)')}</title>
        <circle r={8.5} />
        <path d={isOpen ? OPEN : CLOSED} />
      </g>
    </g>
  );
}

/** Zones open and close, bundles are taken apart. */
export function canFold({ id, kind }: PageNode, graph: DiagramGraph): boolean {
  return kind === 'zone' || graph.conduits.some((c) => c.id === id && c.members !== undefined);
}

function isClosed({ id, kind }: PageNode, graph: DiagramGraph): boolean {
  if (kind !== 'zone') return true;
  const zone = graph.zones.find((z) => z.id === id);
  const holdsZones = graph.zones.some((z) => z.parent === id);
  return !holdsZones && (zone?.folded !== undefined || (zone?.detail ?? 'assets') !== 'assets');
}
