/** Edits of the language - offsets in files of a policy - as the protocol's edits of documents. */
import type { TextEdit as ProtocolEdit, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextEdit } from '../language/checks/index.ts';
import { CONFIGURATION_FILE } from './files/file-system.ts';
import { isLibraryPath, uriIn } from './places.ts';
import type { Snapshot } from './snapshot.ts';

/** The edits by document. Undefined where one concerns a file that cannot be edited: the library's, or one that is not at hand. */
export function workspaceEdit(snapshot: Snapshot, edits: readonly TextEdit[]): WorkspaceEdit | null {
  const changes: Record<string, ProtocolEdit[]> = {};
  for (const edit of edits) {
    const document = documentOf(snapshot, edit.file);
    if (document === undefined || isLibraryPath(edit.file)) return null;
    const range = { start: document.positionAt(edit.offset), end: document.positionAt(edit.end) };
    const uri = uriIn(snapshot.folder, edit.file);
    changes[uri] = [...(changes[uri] ?? []), { range, newText: edit.newText }];
  }
  return { changes };
}

function documentOf(snapshot: Snapshot, file: string): TextDocument | undefined {
  if (file !== CONFIGURATION_FILE) return snapshot.document(file);
  const text = snapshot.configurationText;
  return text === undefined ? undefined : TextDocument.create(file, 'jsonc', 0, text);
}
