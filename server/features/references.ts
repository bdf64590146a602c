/** All uses of a name, in every file of the policy. */
import type { Location, ReferenceParams } from 'vscode-languageserver';
import { isLibraryPath, locationOf } from '../places.ts';
import type { AskedAt } from '../session.ts';

export function references({ snapshot, file, offset }: AskedAt, { context }: ReferenceParams): Location[] {
  const name = snapshot.nameAt(file, offset);
  if (name === undefined) return [];
  return snapshot
    .placesOf(name.kind, name.index)
    .filter((p) => context.includeDeclaration || !p.declaration)
    .filter((p) => !isLibraryPath(p.place.file) || p.declaration || isLibraryPath(file))
    .map((p) => locationOf(snapshot.folder, p.place));
}
