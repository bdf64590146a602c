/** The uses of the name at the cursor, in this file. */
import { type DocumentHighlight, DocumentHighlightKind } from 'vscode-languageserver';
import { rangeOf } from '../places.ts';
import type { AskedAt } from '../session.ts';

export function highlights({ snapshot, file, offset }: AskedAt): DocumentHighlight[] {
  const name = snapshot.nameAt(file, offset);
  if (name === undefined) return [];
  return snapshot
    .placesOf(name.kind, name.index)
    .filter((p) => p.place.file === file)
    .map((p) => ({
      range: rangeOf(p.place),
      kind: p.declaration ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}
