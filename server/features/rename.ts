/**
 * Rename: every use of a name, in every file, in quotes where the new name needs them.
 *
 * Refused where it would change what the policy means: the renamed texts are resolved anew, and every name in them must still stand
 * for what it stood for before.
 */
import { type PrepareRenameResult, type RenameParams, ResponseError, type WorkspaceEdit } from 'vscode-languageserver';
import type { TextEdit } from '../../language/checks/index.ts';
import { splitQualified, unquote, writeName } from '../../language/resolve/names.ts';
import { workspaceEdit } from '../edits.ts';
import { isLibraryPath, rangeOf } from '../places.ts';
import type { AskedAt } from '../session.ts';
import type { Snapshot } from '../snapshot.ts';

/** LSP's RequestFailed: the message is for the user. */
const REQUEST_FAILED = -32803;

function refusal(message: string): ResponseError<void> {
  return new ResponseError(REQUEST_FAILED, message);
}

export function prepareRename(asked: AskedAt): PrepareRenameResult | null | ResponseError<void> {
  const { snapshot, file, offset } = asked;
  const name = snapshot.nameAt(file, offset);
  if (name === undefined) return null;
  const declared = snapshot.declared(name.kind, name.index);
  if (declared === undefined) return null;
  if (isLibraryPath(declared.namePlace.file))
    return refusal(`${declared.name} is of the standard library, which is read-only.`);
  return { range: rangeOf(name.place), placeholder: declared.name };
}

export function rename(asked: AskedAt, { newName }: RenameParams): WorkspaceEdit | null | ResponseError<void> {
  const { snapshot, file, offset } = asked;
  const name = snapshot.nameAt(file, offset);
  const declared = name && snapshot.declared(name.kind, name.index);
  if (name === undefined || declared === undefined) return null;
  if (isLibraryPath(declared.namePlace.file))
    return refusal(`${declared.name} is of the standard library, which is read-only.`);
  const wanted = bareName(newName);
  const written = wanted.trim() === '' ? undefined : writeName(wanted);
  if (written === undefined)
    return refusal('A name is one line, has at least one character and holds no single quote.');
  const edits = snapshot
    .placesOf(name.kind, name.index)
    .filter(({ place }) => !isLibraryPath(place.file))
    .map(({ place }): TextEdit => ({ file: place.file, offset: place.offset, end: place.end, newText: written }));
  const changed = meaningChanged(snapshot, edits, wanted);
  return changed === undefined ? workspaceEdit(snapshot, edits) : refusal(changed);
}

/** The new name without the quotes that someone may have typed around it. */
function bareName(newName: string): string {
  const text = newName.trim();
  return /^'[^']*'$/.test(text) && splitQualified(text).length === 1 ? unquote(text) : text;
}

/** Why the edits would change what a name stands for; undefined where they do not. */
function meaningChanged(snapshot: Snapshot, edits: readonly TextEdit[], wanted: string): string | undefined {
  const after = snapshot.after(edits);
  const known = new Set(snapshot.meaning.map((f) => `${f.check} ${f.message}`));
  const clash = after.findings.find((f) => f.check === 'duplicate-name' && !known.has(`${f.check} ${f.message}`));
  if (clash !== undefined) return clash.message;
  const before = snapshot.references;
  const same =
    after.references.length === before.length &&
    after.references.every((r, i) => r.kind === before[i]?.kind && r.index === before[i]?.index);
  if (same) return undefined;
  const ambiguous = after.findings.find((f) => f.check === 'reference' && !known.has(`${f.check} ${f.message}`));
  return ambiguous?.message ?? `With the name ${wanted}, other names of the policy would mean something else.`;
}
