/** Whether an unknown value is a filter, or a folding: asked where one comes from another process or time. */

import { flag, list, optional, shape, text } from '../shape.ts';
import { FACETS } from './facets.ts';
import type { DiagramFilter } from './filter.ts';
import type { Folding } from './folding.ts';

const words = list(text);
const filter = shape({
  ...Object.fromEntries(FACETS.map((facet) => [facet, optional(words)])),
  neighbours: optional(flag),
});
const folding = shape({ collapsed: words, expanded: words, unbundled: words });

export function isDiagramFilter(value: unknown): value is DiagramFilter {
  return filter(value);
}

export function isFolding(value: unknown): value is Folding {
  return folding(value);
}
