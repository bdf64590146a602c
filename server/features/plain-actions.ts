/** Code actions for editors that know no command of ours: an ignore becomes an edit, and what only shows something is left out. */
import type { CodeAction } from 'vscode-languageserver';
import { normalUri, pathIn } from '../places.ts';
import { IGNORE_COMMAND, type IgnoreRequest } from '../protocol/messages.ts';
import type { Snapshot } from '../snapshot.ts';

export function plainActions(snapshot: Snapshot, actions: readonly CodeAction[]): CodeAction[] {
  return actions.flatMap((action) => {
    const { command, ...rest } = action;
    if (command === undefined) return [action];
    const [asked] = command.command === IGNORE_COMMAND ? (command.arguments ?? []) : [];
    return asked === undefined ? [] : ignoreEdit(snapshot, rest, asked as IgnoreRequest);
  });
}

/** The comment above the line. Its reason is the person's to write: until then the ignore is a warning of its own. */
function ignoreEdit(snapshot: Snapshot, action: CodeAction, { uri, line, check }: IgnoreRequest): CodeAction[] {
  const text = snapshot.text(pathIn(snapshot.folder, normalUri(uri)));
  if (text === undefined) return [];
  const indent = /^[ \t]*/.exec(text.split('\n')[line] ?? '')?.[0] ?? '';
  const newText = `${indent}// bulkhead-ignore ${check}:${text.includes('\r\n') ? '\r\n' : '\n'}`;
  const start = { line, character: 0 };
  const edit = { changes: { [uri]: [{ range: { start, end: start }, newText }] } };
  return [{ ...action, title: `Ignore ${check} here; write the reason behind the colon`, edit }];
}
