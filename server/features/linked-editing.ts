/**
 * Linked editing: while the name of a declaration is typed over, its uses in the same file are typed over with it. Offered where that is
 * all there is to it: every use stands in this file, and none is in quotes, which a rename would have to add or take off.
 */
import type { LinkedEditingRanges } from 'vscode-languageserver';
import { isBareName } from '../../language/resolve/names.ts';
import { rangeOf } from '../places.ts';
import type { AskedAt } from '../session.ts';

/** What may be typed without quotes becoming needed. */
const WORD_PATTERN = '[\\p{L}\\p{N}_-]+';

export function linkedRanges({ snapshot, document, file, offset }: AskedAt): LinkedEditingRanges | null {
  const name = snapshot.nameAt(file, offset);
  if (name === undefined) return null;
  const places = snapshot.placesOf(name.kind, name.index);
  const text = document.getText();
  const isPlain = places.every(
    ({ place }) =>
      place.file === file && isBareName(text.slice(place.offset, place.end)) && place.line === place.endLine,
  );
  if (!isPlain || places.length < 2 || !places.some((p) => p.declaration)) return null;
  return { ranges: places.map(({ place }) => rangeOf(place)), wordPattern: WORD_PATTERN };
}
