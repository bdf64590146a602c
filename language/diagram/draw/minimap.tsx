/** A small picture of the whole, with the part that is on the screen. */
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

/** At the origin. `view` is the visible part, in coordinates of the picture. */
export function Minimap({
  graph,
  layout,
  view,
  overlay,
}: {
  graph: DiagramGraph;
  layout: DiagramLayout;
  view: Box;
  overlay?: Overlay | undefined;
}) {
  const frame = minimapFrame(layout);
  const grey = overlay?.rest === 'faded';
  const outer = new Set(graph.zones.flatMap((z) => z.parent ?? []));
  const place = (box: Box): Box => ({
    x: box.x * frame.scale + frame.left,
    y: box.y * frame.scale + frame.top,
    width: box.width * frame.scale,
    height: box.height * frame.scale,
  });
  return (
    <g class="minimap">
      <Rect x={0} y={0} width={frame.width} height={frame.height} radius={8} fill="panel" stroke="panelBorder" />
      {graph.zones.map((zone) => {
        const box = layout.zones[zone.id];
        if (box === undefined) return null;
        const group = outer.has(zone.id) && zone.kind === 'plain';
        const tone = toneOf(zone.id, overlay);
        return (
          <Rect
            key={zone.id}
            {...place(box)}
            radius={1.5}
            fill={group ? 'none' : tone ? toneToken(tone, 'fill') : grey ? 'ink3' : kindToken(zone.kind, 'wall')}
            stroke={group || grey ? 'ink3' : kindToken(zone.kind, 'ink')}
            line={0.6}
          />
        );
      })}
      <Rect class="view" {...cut(place(view), frame)} radius={4} stroke="focus" line={1.5} />
    </g>
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
