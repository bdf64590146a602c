/** What pointer, keys and toolbar ask of overlays. */
import type { OverlayKind } from '../../language/diagram/overlay/overlay.ts';
import type { Shown } from './canvas.tsx';
import type { Host } from './host.ts';
import type { PanelActions } from './overlay-panel.tsx';
import type { OverlayState } from './overlay-state.ts';

/** The asset or zone that a node stands for: a leg for its asset. */
function subjectOf(shown: Shown | undefined, id: string | undefined): string | undefined {
  const node = id === undefined ? undefined : shown?.nodes.get(id);
  if (node?.kind === 'ghost') return node.of;
  return node?.kind === 'asset' || node?.kind === 'zone' ? node.id : undefined;
}

/** Under an overlay with a path, a click on something that takes part asks for the path to it. */
export function askPath(overlay: OverlayState, shown: Shown | undefined, id: string): void {
  const { question, shown: drawn } = overlay;
  const to = subjectOf(shown, id);
  const asked = drawn?.question;
  if (asked === undefined || question === undefined || to === undefined || drawn?.rest !== 'faded') return;
  if (asked.kind !== 'blast' && asked.kind !== 'exposure') return;
  if (drawn.marks[to]?.badge !== undefined && shown?.nodes.get(to)?.kind === 'asset') overlay.ask({ ...asked, to });
}

export interface OverlayActions {
  /** Another overlay, of what is selected; none without a kind. */
  overlay(kind: OverlayKind | undefined): void;
  /** The blast radius of what is selected. */
  blast(): void;
  /** What the side panel leads to. */
  readonly panel: PanelActions;
}

/** `goTo` selects a node and brings it into view, also one that is not drawn. */
export function overlayActions(
  host: Host,
  state: OverlayState,
  shown: Shown | undefined,
  selected: string | undefined,
  goTo: (id: string) => void,
): OverlayActions {
  const about = (kind: OverlayKind): void => {
    // Of the same subject as before, while nothing else is selected.
    const of = subjectOf(shown, selected) ?? state.shown?.question?.of;
    const asks = kind === 'blast' || kind === 'exposure';
    state.ask({ kind, ...(asks && of !== undefined && { of }) });
  };
  return {
    overlay: (kind) => (kind === undefined ? state.ask(undefined) : about(kind)),
    blast: () => about('blast'),
    panel: {
      onNode: (id) => {
        goTo(id);
        askPath(state, shown, id);
      },
      onPlace: (place) => host.post({ type: 'source', place, open: true }),
      onAsk: state.ask,
      onClose: () => state.ask(undefined),
    },
  };
}
