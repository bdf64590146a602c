/** Whether an unknown value has the shape of a {@link DiagramGraph}: asked where one comes from another process. */
import { ASSET_ICONS, DETAILS, DIAGRAM_KINDS, type DiagramGraph, MARKS, type SourcePlace } from './graph.ts';
import { count, flag, list, number, oneOf, optional, shape, text } from './shape.ts';

/** A {@link SourcePlace}. */
export const place = shape({
  file: text,
  line: count,
  column: count,
  endLine: count,
  endColumn: count,
  old: optional(oneOf(true)),
});
const badges = shape({ errors: count, warnings: count, infos: count, checks: list(text) });
const icon = oneOf(...ASSET_ICONS);
const mark = optional(oneOf(...MARKS));

const asset = shape({
  id: text,
  name: text,
  type: text,
  icon,
  critical: flag,
  exposed: flag,
  monitored: flag,
  alsoIn: list(text),
  tags: list(text),
  mark,
  badges,
  source: place,
});

const ghost = shape({ id: text, asset: text, name: text, icon, home: text, mark, source: place });
const inner = shape({ id: text, from: text, to: text, both: flag, timed: flag, text, mark, source: place });

const zone = shape({
  id: text,
  parent: optional(text),
  title: text,
  kind: oneOf(...DIAGRAM_KINDS),
  level: optional(number),
  sl: optional(shape({ text, vector: optional(list(number)) })),
  micro: flag,
  walled: flag,
  assets: list(asset),
  ghosts: list(ghost),
  inner: list(inner),
  innerWords: list(text),
  services: list(text),
  tags: list(text),
  mark,
  badges,
  source: place,
  detail: optional(oneOf(...DETAILS)),
  folded: optional(shape({ zones: count, assets: count })),
});

const row = shape({
  action: oneOf('allow', 'deny', 'nothing'),
  direction: oneOf('down', 'up', 'both'),
  text,
  rules: count,
  schedule: optional(text),
  vendor: optional(text),
  oneWay: flag,
  services: list(text),
  detail: text,
  parts: optional(list(shape({ name: text, pairs: text }))),
  mark,
  source: place,
});

const gate = shape({
  id: text,
  firewall: text,
  interface: optional(text),
  end: oneOf('upper', 'lower'),
  mark,
  badges,
  source: place,
});

const flow = optional(oneOf('always', 'timed'));

const conduit = shape({
  id: text,
  title: text,
  sl: optional(text),
  upper: text,
  lower: text,
  rows: list(row),
  towardsUpper: flow,
  towardsLower: flow,
  oneWay: optional(oneOf('up', 'down')),
  encrypted: flag,
  inspected: flag,
  proxied: flag,
  gates: list(gate),
  mark,
  badges,
  source: place,
  members: optional(list(text)),
});

const graph = shape({
  format: oneOf(1),
  title: text,
  zoneCount: count,
  assetCount: count,
  conduitCount: count,
  zones: list(zone),
  conduits: list(conduit),
  changesAt: optional(number),
  partial: optional(shape({ shown: text, asked: text })),
  review: optional(shape({ before: text, after: text, moves: list(shape({ from: text, to: text })) })),
});

export function isSourcePlace(value: unknown): value is SourcePlace {
  return place(value);
}

export function isDiagramGraph(value: unknown): value is DiagramGraph {
  return graph(value);
}
