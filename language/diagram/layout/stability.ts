/** Moves a new layout so that what did not change stays where it was on the screen. */
import {
  type Band,
  type Box,
  type ById,
  type DiagramLayout,
  eachOf,
  moved,
  type PlacedLine,
  type Point,
} from './placed.ts';

/** The layout, shifted by the median displacement of the zones that kept their size (of all that stayed, where none did). */
export function keepInPlace(layout: DiagramLayout, previous: DiagramLayout): DiagramLayout {
  if (layout.detail !== previous.detail) return layout;
  const stayed = Object.entries(layout.zones).flatMap(([id, now]) => {
    const before = previous.zones[id];
    return before === undefined ? [] : [{ now, before }];
  });
  const same = stayed.filter(({ now, before }) => now.width === before.width && now.height === before.height);
  const pairs = same.length > 0 ? same : stayed;
  if (pairs.length === 0) return layout;
  const dx = median(pairs.map(({ now, before }) => before.x - now.x));
  const dy = median(pairs.map(({ now, before }) => before.y - now.y));
  return dx === 0 && dy === 0 ? layout : shifted(layout, dx, dy);
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] as number;
}

/** Everything moved alike. */
export function shifted(layout: DiagramLayout, dx: number, dy: number): DiagramLayout {
  const point = <T extends Point>(thing: T): T => moved(thing, dx, dy);
  const boxes = (things: ById<Box>): ById<Box> => eachOf(things, point);
  const lines = (things: ById<PlacedLine>): ById<PlacedLine> =>
    eachOf(things, ({ points, label }) => ({ points: points.map(point), label: point(label) }));
  return {
    detail: layout.detail,
    bounds: point(layout.bounds),
    zones: boxes(layout.zones),
    blocks: boxes(layout.blocks),
    floors: boxes(layout.floors),
    assets: boxes(layout.assets),
    ghosts: boxes(layout.ghosts),
    innerWordsAt: eachOf(layout.innerWordsAt, point),
    inner: lines(layout.inner),
    conduits: lines(layout.conduits),
    gates: boxes(layout.gates),
    columns: eachOf(layout.columns, (c) => ({ ...c, note: point(c.note) })),
    bands: layout.bands.map((b): Band => ({ ...b, top: b.top + dy, bottom: b.bottom + dy, middle: b.middle + dy })),
    ...(layout.unlined !== undefined && { unlined: layout.unlined }),
    ...(layout.moves && { moves: eachOf(layout.moves, (way) => way.map(point)) }),
  };
}
