/** Where words stand in a container's header, among the lines that come in through it. */
import { type Box, type DiagramLayout, overlap, stretchesOf } from '../layout/placed.ts';

/** What stays free between a line and words beside it. */
const LINE_GAP = 8;
/** Cut shorter than this, a name says nothing. */
const LEAST_NAME = 62;

/** Room in a row. */
interface Place {
  readonly x: number;
  readonly width: number;
}

/** As given, unless a line comes in there: then right of it, or in the widest gap that the lines leave, which may be narrower. */
export function titlePlace(layout: DiagramLayout, text: Box, most: number): Place {
  const crossing = linesIn(layout, text);
  if (crossing.length === 0) return text;
  const x = clearStart(layout, text, most);
  if (x !== undefined) return { x, width: text.width };
  const widest = gaps(linesIn(layout, { ...text, width: most - text.x }), text.x, most).sort(
    (a, b) => b.width - a.width,
  )[0];
  return widest !== undefined && widest.width >= LEAST_NAME ? widest : text;
}

/** Where a text begins that no line runs through: as given, or right of the lines in its way; undefined where it would end past `most`. */
export function clearStart(layout: DiagramLayout, text: Box, most: number): number | undefined {
  const lines = linesIn(layout, { ...text, width: most - text.x });
  return gaps(lines, text.x, most).find((gap) => gap.width >= text.width)?.x;
}

function linesIn({ conduits }: DiagramLayout, row: Box): Box[] {
  return Object.values(conduits)
    .flatMap(({ points }) => stretchesOf(points))
    .filter((stretch) => overlap(stretch, row))
    .sort((a, b) => a.x - b.x);
}

/** What lines leave of a row, from the left. */
function gaps(lines: readonly Box[], from: number, to: number): Place[] {
  const found: Place[] = [];
  let x = from;
  for (const line of lines) {
    if (line.x - LINE_GAP > x) found.push({ x, width: line.x - LINE_GAP - x });
    x = Math.max(x, line.x + line.width + LINE_GAP);
  }
  return to > x ? [...found, { x, width: to - x }] : found;
}
