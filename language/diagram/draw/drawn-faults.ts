/** For tests: what must not be in a drawing - words on words, words cut off or out of their box, a finding on words, a line through a name. */
import { XMLParser } from 'fast-xml-parser';
import { BoxIndex } from '../layout/box-index.ts';
import { type Box, type DiagramLayout, moved, overlap, type Point, stretchesOf } from '../layout/placed.ts';

interface Words {
  /** `zone:A` for what stands in a node, `header zone:A` for the name over a container. */
  readonly owner: string;
  readonly text: string;
  readonly box: Box;
  readonly isBadge: boolean;
}

interface Drawing {
  readonly words: Words[];
  /** From the layout's coordinates to those of the drawing. */
  readonly offset: Point;
  /** The outline of each node. */
  readonly outlines: Map<string, Box>;
}

type Found = Omit<Drawing, 'offset'>;

/** An element as the parser gives it with the order kept: its name to its children, and `:@` to its attributes. */
type Element = Readonly<Record<string, unknown>>;

const ASCENT = 0.74;
const DESCENT = 0.2;
/** Outlines are rounded to whole pixels, texts measured to hundredths. */
const SLACK = 1;
const BADGE = 8;

/** One sentence for each fault of an SVG that was drawn of a layout. */
export function drawnFaults(svg: string, layout: DiagramLayout): string[] {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    trimValues: false,
  });
  const found = { words: [], outlines: new Map() };
  visit(parser.parse(svg) as Element[], { x: 0, y: 0 }, undefined, false, found);
  const drawing = { ...found, offset: offsetOf(found.outlines, layout) };
  return [...wordsOnWords(drawing), ...wordsOutside(drawing), ...linesThroughNames(drawing, layout)];
}

function visit(
  elements: readonly Element[],
  at: Point,
  owner: string | undefined,
  badge: boolean,
  drawing: Found,
): void {
  for (const element of elements) {
    const name = Object.keys(element).find((key) => key !== ':@' && key !== '#text');
    if (name === undefined) continue;
    const attributes = (element[':@'] ?? {}) as Readonly<Record<string, string>>;
    const children = element[name] as readonly Element[];
    const [, dx = '0', dy = '0'] = /^translate\((\S+) (\S+)\)/.exec(attributes.transform ?? '') ?? [];
    const here = { x: at.x + Number(dx), y: at.y + Number(dy) };
    const header = attributes['data-header'];
    const own = attributes['data-node'] ?? (header === undefined ? owner : `header ${header}`);
    if (own !== undefined && name === 'rect') noteOutline(own, attributes, here, drawing);
    if (own !== undefined && name === 'text') noteWords(own, attributes, children, here, badge, drawing);
    visit(children, here, own, badge || attributes.class === 'badge', drawing);
  }
}

function noteOutline(
  owner: string,
  { x, y, width, height }: Readonly<Record<string, string>>,
  at: Point,
  { outlines }: Found,
): void {
  if (outlines.has(owner)) return;
  outlines.set(owner, { x: at.x + Number(x), y: at.y + Number(y), width: Number(width), height: Number(height) });
}

function noteWords(
  owner: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly Element[],
  at: Point,
  isBadge: boolean,
  { words }: Found,
): void {
  const text = children.map((c) => c['#text'] ?? '').join('');
  if (text === '') return;
  const [size, width] = [Number(attributes['font-size']), Number(attributes.textLength)];
  const anchor = { start: 0, middle: width / 2, end: width }[attributes['text-anchor'] ?? 'start'] ?? 0;
  const [x, y] = [at.x + Number(attributes.x), at.y + Number(attributes.y)];
  const box = isBadge
    ? { x: x - BADGE, y: y - 4 - BADGE, width: 2 * BADGE, height: 2 * BADGE }
    : { x: x - anchor, y: y - size * ASCENT, width, height: size * (ASCENT + DESCENT) };
  words.push({ owner, text, box, isBadge });
}

function wordsOnWords({ words }: Drawing): string[] {
  const before = new BoxIndex<Words>();
  return words.flatMap((one) => {
    const met = before
      .near(one.box)
      .filter((other) => overlap(one.box, other.box, -SLACK) && !(one.isBadge && other.isBadge));
    before.add(one.box, one);
    return met.map((other) => `${said(other)} and ${said(one)} lie on each other`);
  });
}

function said({ owner, text, isBadge }: Words): string {
  return isBadge ? `the finding at ${owner}` : `"${text}" of ${owner}`;
}

/** Left or right of what it is written in. */
function wordsOutside({ words, outlines }: Drawing): string[] {
  return words.flatMap((one) => {
    const outline = outlines.get(one.owner.replace(/^header /, ''));
    if (one.isBadge || outline === undefined) return [];
    const { x, width } = one.box;
    const fits = x >= outline.x - SLACK && x + width <= outline.x + outline.width + SLACK;
    return fits ? [] : [`${said(one)} reaches out of its box`];
  });
}

function offsetOf(outlines: ReadonlyMap<string, Box>, { zones }: DiagramLayout): Point {
  const [id, box] = Object.entries(zones).find(([zone]) => outlines.has(zone)) ?? [];
  const drawn = outlines.get(id ?? '');
  return { x: (drawn?.x ?? 0) - (box?.x ?? 0), y: (drawn?.y ?? 0) - (box?.y ?? 0) };
}

/** Pills, tiles and gates stand over the lines; the names of containers stand among them. */
function linesThroughNames({ words, offset }: Drawing, layout: DiagramLayout): string[] {
  const names = new BoxIndex(
    words.filter((w) => w.owner.startsWith('header ') && !w.isBadge).map((w) => [w.box, w] as const),
  );
  return Object.entries(layout.conduits).flatMap(([id, { points }]) =>
    stretchesOf(points).flatMap((line) => {
      const stretch = moved(line, offset.x, offset.y);
      return names
        .near(stretch)
        .filter((w) => overlap(stretch, w.box, -SLACK))
        .map((w) => `${id} goes through ${said(w)}`);
    }),
  );
}
