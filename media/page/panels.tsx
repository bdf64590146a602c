/** What stands over the picture: legend and minimap. */
import * as l10n from '@vscode/l10n';
import { useMemo } from 'preact/hooks';
import { LEGEND_WIDTH, Legend, legendHeight, legendWords } from '../../language/diagram/draw/legend.tsx';
import { Minimap, MinimapView, minimapFrame } from '../../language/diagram/draw/minimap.tsx';
import type { DiagramGraph } from '../../language/diagram/graph.ts';
import type { DiagramLayout, Point } from '../../language/diagram/layout/placed.ts';
import type { Overlay } from '../../language/diagram/overlay/overlay.ts';
import type { View } from './host.ts';
import { Button } from './toolbar-items.tsx';
import { type Screen, visiblePart } from './viewport.ts';

export function LegendPanel({
  graph,
  detail,
  overlay,
  onClose,
}: {
  graph: DiagramGraph;
  detail: DiagramLayout['detail'];
  overlay: Overlay | undefined;
  onClose(): void;
}) {
  // What it lists does not change while the picture is moved.
  const list = useMemo(
    () => (
      <svg
        width={LEGEND_WIDTH}
        height={legendHeight(graph, detail, overlay)}
        role="img"
        aria-label={legendWords(graph, detail, overlay).join('; ')}
      >
        <Legend graph={graph} detail={detail} overlay={overlay} />
      </svg>
    ),
    [graph, detail, overlay],
  );
  return (
    <section class="legend-panel" aria-label={l10n.t('Legend')}>
      {list}
      <Button sign="close" label={l10n.t('Close legend')} press={onClose} />
    </section>
  );
}

export interface MinimapProps {
  readonly graph: DiagramGraph;
  readonly layout: DiagramLayout;
  readonly overlay: Overlay | undefined;
  readonly view: View;
  readonly screen: Screen;
  /** Bring this point of the picture to the middle. */
  onCentre(point: Point): void;
}

export function MinimapPanel({ graph, layout, overlay, view, screen, onCentre }: MinimapProps) {
  const { width, height, scale, left, top } = minimapFrame(layout);
  const go = (event: PointerEvent & { currentTarget: SVGSVGElement }): void => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    onCentre({ x: (event.clientX - box.left - left) / scale, y: (event.clientY - box.top - top) / scale });
  };
  return (
    <div class="minimap-panel">
      <svg width={width} height={height} onPointerDown={go} onPointerMove={go} aria-label={l10n.t('Overview')}>
        <title>{l10n.t('Overview: press to move the view there')}</title>
        <Minimap graph={graph} layout={layout} overlay={overlay} />
      </svg>
      <svg class="seen" width={width} height={height} aria-hidden="true">
        <MinimapView layout={layout} view={visiblePart(view, screen)} />
      </svg>
    </div>
  );
}
