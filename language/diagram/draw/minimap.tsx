/** A small picture of the whole, with the part that is on the screen. */
import { useMemo } from 'preact/hooks';
import type { DiagramGraph } from '../graph.ts';
import type { Box, DiagramLayout } from '../layout/placed.ts';
import type { Overlay, Tone } from '../overlay/overlay.ts';
import { Rect } from './pen.tsx';
import { kindToken } from './signs.tsx';
import { toneToken } from './tones.ts';

export const MINIMAP_WIDTH = 176;
const MOST_HEIGHT = 132;
const INSET = 10;

export interface MinimapFrame {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  /** From picture to minimap: `x * scale + left`. */
  readonly left: number;
  readonly top: number;
}

export function minimapFrame({ bounds }: DiagramLayout): MinimapFrame {
  const room = MINIMAP_WIDTH - 2 * INSET;
  const scale = Math.min(room / Math.max(1, bounds.width), (MOST_HEIGHT - 2 * INSET) / Math.max(1, bounds.height));
  return {
    width: MINIMAP_WIDTH,
    height: Math.round(bounds.height * scale + 2 * INSET),
    scale,
    left: (MINIMAP_WIDTH - bounds.width * scale) / 2 - bounds.x * scale,
    top: INSET - bounds.y * scale,
  };
}

export interface MinimapProps {
  readonly graph: DiagramGraph;
  readonly layout: DiagramLayout;
  readonly overlay?: Overlay | undefined;
}

/** The whole, at the origin. What of it is on the screen is drawn apart: that changes while the picture is moved. */
export function Minimap({ graph, layout, overlay }: MinimapProps) {
  return useMemo(() => {
    const frame = minimapFrame(layout);
    return (
      <g class="minimap">
        <Rect x={0} y={0} width={frame.width} height={frame.height} radius={8} fill="panel" stroke="panelBorder" />
        <Zones graph={graph} layout={layout} overlay={overlay} />
      </g>
    );
  }, [graph, layout, overlay]);
}

/** The part of the minimap that is on the screen; `view` in coordinates of the picture. */
export function MinimapView({ layout, view }: { layout: DiagramLayout; view: Box }) {
  const frame = minimapFrame(layout);
  return <Rect class="view" {...cut(placed(view, frame), frame)} radius={4} stroke="focus" line={1.5} />;
}

function placed({ x, y, width, height }: Box, { scale, left, top }: MinimapFrame): Box {
  return { x: x * scale + left, y: y * scale + top, width: width * scale, height: height * scale };
}

function Zones({ graph, layout, overlay }: MinimapProps) {
  const frame = minimapFrame(layout);
  const grey = overlay?.rest === 'faded';
  const outer = new Set(graph.zones.flatMap((z) => z.parent ?? []));
  return (
    <>
      {graph.zones.map((zone) => {
        const box = layout.zones[zone.id];
        if (box === undefined) return null;
        const group = outer.has(zone.id) && zone.kind === 'plain';
        const tone = toneOf(zone.id, overlay);
        return (
          <Rect
            key={zone.id}
            {...placed(box, frame)}
            radius={1.5}
            fill={group ? 'none' : tone ? toneToken(tone, 'fill') : grey ? 'ink3' : kindToken(zone.kind, 'wall')}
            stroke={group || grey ? 'ink3' : kindToken(zone.kind, 'ink')}
            line={0.6}
          />
        );
      })}
    </>
  );
}

/** The colour that an overlay gives a zone: its own, else that of the first part of its bar. */
function toneOf(zone: string, overlay: Overlay | undefined): Tone | undefined {
  const mark = overlay?.marks[zone];
  return mark?.tone ?? mark?.bar?.parts.find((p) => p.count > 0)?.tone;
}

/** The part of a box inside the minimap, a hand's breadth from its border. */
function cut(box: Box, { width, height }: MinimapFrame): Box {
  const left = Math.min(width - 7, Math.max(3, box.x));
  const top = Math.min(height - 7, Math.max(3, box.y));
  const right = Math.max(left + 4, Math.min(width - 3, box.x + box.width));
  const bottom = Math.max(top + 4, Math.min(height - 3, box.y + box.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}
