/** Which part of the policy is drawn, and how much of it: the filter, the detail, what was opened and closed by hand. */
import { useMemo, useState } from 'preact/hooks';
import { type Detail, type DiagramGraph, initialDetail } from '../../language/diagram/graph.ts';
import { type DiagramView, type ViewedGraph, viewOf } from '../../language/diagram/view/diagram-view.ts';
import { type DiagramFilter, filterGraph, NO_FILTER } from '../../language/diagram/view/filter.ts';
import {
  type Folding,
  NO_FOLDING,
  openedFor,
  sameFolding,
  toggledAssets,
  toggledFold,
} from '../../language/diagram/view/folding.ts';
import type { Host } from './host.ts';

export interface PartState {
  readonly filter: DiagramFilter;
  readonly detail: Detail;
  readonly folding: Folding;
  /** What the filter leaves of the policy. */
  readonly part: DiagramGraph | undefined;
  /** What is drawn of it. */
  readonly viewed: ViewedGraph | undefined;
  setDetail(detail: Detail): void;
  setFilter(filter: DiagramFilter): void;
  /** A zone or a bundle the other way; `assets`: with all assets in it. */
  fold(id: string, assets: boolean): void;
  /** Lets a node be drawn that the filter, a collapsed zone or the detail hides. False where nothing hides it. */
  open(id: string): boolean;
}

export function usePart({ kept }: Host, graph: DiagramGraph | undefined): PartState {
  const [chosen, setChosen] = useState(kept.detail);
  const [filter, setFilter] = useState(kept.filter ?? NO_FILTER);
  const [folding, setFolding] = useState<Folding>(kept.folding ?? NO_FOLDING);
  const refold = ({ collapsed, expanded, unbundled }: Folding): void => setFolding({ collapsed, expanded, unbundled });
  const part = useMemo(() => graph && filterGraph(graph, filter), [graph, filter]);
  const detail = chosen ?? (part === undefined ? 'assets' : initialDetail(part));
  const view = useMemo((): DiagramView => ({ ...folding, detail }), [folding, detail]);
  const viewed = useMemo(() => part && viewOf(part, view), [part, view]);
  return {
    ...{ filter, detail, folding, part, viewed, setFilter },
    setDetail: (next) => {
      setChosen(next);
      // The detail is of all zones: what was opened beyond it before is not.
      refold({ ...folding, expanded: [] });
    },
    fold: (id, assets) => {
      if (part !== undefined) refold((assets ? toggledAssets : toggledFold)(part, view, id));
    },
    open: (id) => {
      const isLeftOut = part !== undefined && !hasNode(part, id);
      if (isLeftOut) setFilter(NO_FILTER);
      const opened = graph === undefined ? folding : openedFor(graph, view, id);
      if (!sameFolding(opened, folding)) refold(opened);
      return isLeftOut || !sameFolding(opened, folding);
    },
  };
}

function hasNode({ zones, conduits }: DiagramGraph, id: string): boolean {
  return (
    zones.some((z) => z.id === id || [...z.assets, ...z.ghosts, ...z.inner].some((n) => n.id === id)) ||
    conduits.some((c) => c.id === id || c.gates.some((g) => g.id === id))
  );
}
