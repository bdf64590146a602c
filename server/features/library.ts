/** The standard library's source, for its read-only documents. */
import { librarySources } from '../../language/pipeline.ts';
import { pathIn } from '../places.ts';
import type { LibraryResult, PolicyParams } from '../protocol/messages.ts';

export function libraryText({ uri }: PolicyParams): LibraryResult {
  const path = pathIn('', uri);
  return { text: librarySources().find((s) => s.path === path)?.text ?? '' };
}
