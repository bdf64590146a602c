/** Whether unknown values have the shape of an {@link Overlay} and of a question for one: asked where they come from another process. */
import { MARKS } from '../graph.ts';
import { place } from '../graph-shape.ts';
import { count, either, flag, list, number, oneOf, optional, shape, type Test, table, text } from '../shape.ts';
import { BLAST_MODES, OVERLAY_KINDS, type Overlay, type OverlayQuestion, PANEL_SIGNS, TONES } from './overlay.ts';

const tone = optional(oneOf(...TONES));
const sign = optional(oneOf(...PANEL_SIGNS));
const nodeMark = optional(oneOf(...MARKS));
const dash = optional(oneOf('dotted', 'dashed'));

const question = shape({
  kind: oneOf(...OVERLAY_KINDS, 'review'),
  of: optional(text),
  to: optional(text),
  mode: optional(oneOf(...BLAST_MODES)),
  asBuilt: optional(flag),
  at: optional(number),
});

const row = shape({
  tone,
  hops: optional(list(count)),
  sign: optional(text),
  struck: optional(flag),
  dotted: optional(flag),
  faded: optional(flag),
});

const bar = shape({ parts: list(shape({ tone, count: number })), of: number, words: text });

const mark = shape({
  tone,
  badge: optional(text),
  start: optional(flag),
  choke: optional(text),
  bar: optional(bar),
  tag: optional(text),
  dash,
  struck: optional(flag),
  note: optional(text),
  chip: optional(shape({ text, tone })),
  rows: optional(table(row)),
  faded: optional(flag),
  still: optional(flag),
  hollow: optional(flag),
  corner: nodeMark,
  spoken: optional(text),
});

const hop = shape({
  from: text,
  to: text,
  conduit: optional(text),
  row: optional(count),
  inner: optional(text),
  zone: optional(text),
});
const link = shape({ from: text, to: text, tone: oneOf(...TONES), dash, text: optional(text), spoken: text });

const entry = either(
  shape({ sign: oneOf('tile'), tone, badge: optional(text), start: optional(flag), words: text }),
  shape({ sign: oneOf('faded', 'path', 'choke'), words: text }),
  shape({ sign: oneOf('line'), tone, dash, faded: optional(flag), words: text }),
  shape({ sign: oneOf('text'), tone, text, words: text }),
  shape({ sign: oneOf('finding'), severity: oneOf('error', 'warning', 'info'), words: text }),
  shape({ sign: oneOf('bar'), tone, words: text }),
);

const badge = shape({ text, tone, square: optional(flag), mark: nodeMark });

const item = shape({
  text,
  strong: optional(flag),
  quiet: optional(text),
  aside: optional(text),
  sign,
  badge: optional(badge),
  bar: optional(bar),
  pair: optional(shape({ before: count, after: count, most: count })),
  lines: optional(list(shape({ text, sign, tone, place: optional(place) }))),
  node: optional(text),
  place: optional(place),
  ask: optional(question),
  choices: optional(list(shape({ text, node: text }))),
});

const of = (kind: string, fields: Readonly<Record<string, Test>>): Test => shape({ kind: oneOf(kind), ...fields });
const section = either(
  of('figure', { figure: text, words: list(text) }),
  of('bar', { bar }),
  of('items', { title: optional(text), aside: optional(text), items: list(item), joined: optional(flag) }),
  of('text', { text, sign }),
  of('counts', { counts: list(shape({ badge, text })) }),
  of('switch', { label: text, options: list(shape({ text, on: flag, ask: question })) }),
  of('times', {
    times: shape({
      from: number,
      until: number,
      at: number,
      words: text,
      stops: list(shape({ at: number, words: text })),
      open: list(shape({ from: number, until: number })),
    }),
  }),
);

const overlay = shape({
  kind: oneOf(...OVERLAY_KINDS, 'review'),
  question: optional(question),
  rest: oneOf('plain', 'faded'),
  marks: table(mark),
  path: list(hop),
  links: list(link),
  legend: list(entry),
  panel: shape({ title: text, subtitle: optional(text), sign, sections: list(section) }),
});

export function isOverlayQuestion(value: unknown): value is OverlayQuestion {
  return question(value);
}

export function isOverlay(value: unknown): value is Overlay {
  return overlay(value);
}
