/** Goes to a place that a quick-fix or a result names. */
import type { Extension } from '../extension.ts';
import { isSourceRange, showPlace } from '../places.ts';

export async function revealPlace(_: Extension, place: unknown): Promise<void> {
  if (isSourceRange(place)) await showPlace(place, { focus: true });
}
