/**
 * Edits of the language - offsets in files of a policy - as the protocol's edits of documents; and those with the versions that they
 * hold for, so that a text which someone has typed into meanwhile is not spoilt.
 */
import type { TextEdit as ProtocolEdit, TextDocuments, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextEdit } from '../language/checks/index.ts';
import { CONFIGURATION_FILE } from './files/file-system.ts';
import { isLibraryPath, normalUri, pathIn, uriIn } from './places.ts';
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

/**
 * The edit with the versions of the open documents that it was made for; undefined where one of them reads otherwise by now. A document
 * that is not open has no version.
 */
export function versioned(
  edit: WorkspaceEdit,
  snapshot: Snapshot,
  open: TextDocuments<TextDocument>,
): WorkspaceEdit | undefined {
  const documents = new Map(open.all().map((d) => [normalUri(d.uri), d]));
  const all = Object.entries(edit.changes ?? {}).map(([uri, edits]) => ({
    document: documents.get(normalUri(uri)),
    uri,
    edits,
  }));
  const isStale = all.some(({ document, uri }) => {
    const known = documentOf(snapshot, pathIn(snapshot.folder, normalUri(uri)));
    return document !== undefined && document.getText() !== known?.getText();
  });
  if (isStale) return undefined;
  return {
    documentChanges: all.map(({ document, uri, edits }) => ({
      textDocument: { uri: document?.uri ?? uri, version: document?.version ?? null },
      edits,
    })),
  };
}

function documentOf(snapshot: Snapshot, file: string): TextDocument | undefined {
  if (file !== CONFIGURATION_FILE) return snapshot.document(file);
  const text = snapshot.configurationText;
  return text === undefined ? undefined : TextDocument.create(file, 'jsonc', 0, text);
}
