/** Order of places. */
import type { Place } from '../model/policy.ts';

/** By file, then by position: the same whatever the order in which files were read. */
export function comparePlaces(a: Place, b: Place): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.offset - b.offset || a.end - b.end;
}
