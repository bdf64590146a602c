/** Goes to a place that a quick-fix or a result names. */
import type { SourceRange } from '../../server/protocol/messages.ts';
import type { Extension } from '../extension.ts';
import { showPlace } from '../places.ts';

export async function revealPlace(_: Extension, place: unknown): Promise<void> {
  if (isRange(place)) await showPlace(place, { focus: true });
}

function isRange(value: unknown): value is SourceRange {
  if (typeof value !== 'object' || value === null || !('uri' in value)) return false;
  const { line, column, endLine, endColumn } = value as Record<string, unknown>;
  return [line, column, endLine, endColumn].every((n) => Number.isInteger(n));
}
