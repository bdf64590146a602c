/** Whether an unknown value is a {@link DiagramFilter}: asked where one comes from another process or time. */
import { FACETS } from './facets.ts';
import type { DiagramFilter } from './filter.ts';

export function isDiagramFilter(value: unknown): value is DiagramFilter {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  const isList = (list: unknown): boolean => Array.isArray(list) && list.every((v) => typeof v === 'string');
  return (
    FACETS.every((facet) => fields[facet] === undefined || isList(fields[facet])) &&
    (fields.neighbours === undefined || typeof fields.neighbours === 'boolean')
  );
}
