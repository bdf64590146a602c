/** What stands over the picture: legend, minimap, and the states in which there is no picture or not the newest one. */

import { SIGN_PATHS } from '../../language/diagram/draw/icons.ts';
import { LEGEND_WIDTH, Legend, legendHeight, legendWords } from '../../language/diagram/draw/legend.tsx';
import { Minimap, minimapFrame } from '../../language/diagram/draw/minimap.tsx';
import type { DiagramGraph } from '../../language/diagram/graph.ts';
import type { DiagramLayout, Point } from '../../language/diagram/layout/placed.ts';
import type { Overlay } from '../../language/diagram/overlay/overlay.ts';
import { countOf } from '../../language/diagram/text/display.ts';
import type { StaleMark } from '../../server/protocol/diagram.ts';
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
  return (
    <section class="legend-panel" aria-label="Legend">
      <svg
        width={LEGEND_WIDTH}
        height={legendHeight(graph, detail, overlay)}
        role="img"
        aria-label={legendWords(graph, detail, overlay).join('; ')}
      >
        <Legend graph={graph} detail={detail} overlay={overlay} />
      </svg>
      <Button sign="close" label="Close legend" press={onClose} />
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
      <svg width={width} height={height} onPointerDown={go} onPointerMove={go} aria-label="Overview">
        <title>Overview: press to move the view there</title>
        <Minimap graph={graph} layout={layout} view={visiblePart(view, screen)} overlay={overlay} />
      </svg>
    </div>
  );
}

function StripSign({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** The text does not parse: the picture is of an earlier text. */
export function StaleStrip({ stale, onOpen }: { stale: StaleMark; onOpen(): void }) {
  return (
    <div class="strip" role="status">
      <StripSign path={SIGN_PATHS.clock} />
      <span>
        Stale: {stale.place.file} does not parse,{' '}
        <button type="button" class="link" title={stale.message} onClick={onOpen}>
          line {stale.place.line + 1}
        </button>
      </span>
    </div>
  );
}

/** The newest text has no picture: the last one stays. */
export function FailureStrip({ message, onRetry }: { message: string; onRetry(): void }) {
  return (
    <div class="strip" role="alert">
      <StripSign path={SIGN_PATHS.denied} />
      <span title={message}>This picture is an older one: the newest could not be laid out.</span>
      <button type="button" class="link" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

export function EmptyState({ onNewPolicy }: { onNewPolicy(): void }) {
  return (
    <div class="state">
      <h2>No zones yet</h2>
      <p>Write a zone in a .seg file and it appears here, or start from an example.</p>
      <button type="button" class="primary" onClick={onNewPolicy}>
        New policy
      </button>
    </div>
  );
}

/** The filter leaves nothing. */
export function NothingLeft({ asked, onClear }: { asked: string; onClear(): void }) {
  return (
    <div class="state">
      <h2>Nothing matches the filter</h2>
      <p>Asked for: {asked}.</p>
      <button type="button" class="primary" onClick={onClear}>
        Clear filter
      </button>
    </div>
  );
}

export function LoadingState({
  graph,
  seconds,
  onCancel,
}: {
  graph: DiagramGraph | undefined;
  seconds: number;
  onCancel(): void;
}) {
  const words = graph === undefined ? 'Reading the policy' : `Laying out ${countOf(graph.zones.length, 'zone')}`;
  return (
    <div class="state" role="status">
      <svg class="skeleton" width="280" height="92" aria-hidden="true">
        <rect x="80" y="1" width="120" height="30" rx="6" />
        <path d="M140 31v30M140 46h-80v15M140 46h80v15" />
        <rect x="1" y="61" width="120" height="30" rx="6" />
        <rect x="160" y="61" width="119" height="30" rx="6" />
      </svg>
      <p>
        {words}
        {seconds >= 2 ? `, ${seconds} s` : ''}
      </p>
      {seconds >= 2 && graph !== undefined && (
        <button type="button" class="plain" onClick={onCancel}>
          Cancel
        </button>
      )}
    </div>
  );
}

export function ErrorState({ message, onRetry }: { message: string; onRetry(): void }) {
  return (
    <div class="state" role="alert">
      <h2>The picture could not be laid out</h2>
      <p>{message}</p>
      <button type="button" class="primary" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}
