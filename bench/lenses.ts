/**
 * Measures the time from a keystroke to current code lenses in a process of its own, as an editor has it: the built language server
 * over standard input and output, an edit in one file, the lenses of another asked for at once and those in view resolved.
 * `node bench/lenses.ts ASSETS` prints JSON: the middle and the 95th percentile in milliseconds, of edits that change a comment, and
 * of edits that change what a rule permits.
 */
import type { CodeLens, ProtocolConnection } from 'vscode-languageserver/node';
import { type Editor, percentile, startEditor } from './editor.ts';
import { type PlantFile, plantFiles, sizeOf } from './plant.ts';

/** Edits of each kind; those before are left out, as the machine warms up. */
const EDITS = 20;
const WARM_UP = 5;
/** Lenses that a tall window has in view. */
const IN_VIEW = 40;

/** The titles of the lenses in view of a document, all told. */
async function lensesOf(connection: ProtocolConnection, uri: string): Promise<string[]> {
  const all = await connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
  const seen = [...all].sort((a, b) => a.range.start.line - b.range.start.line).slice(0, IN_VIEW);
  const told = seen.map((lens) =>
    lens.command === undefined ? connection.sendRequest<CodeLens>('codeLens/resolve', lens) : lens,
  );
  return (await Promise.all(told)).map((lens) => lens.command?.title ?? '');
}

interface Percentiles {
  readonly middle: number;
  readonly p95: number;
}

function percentiles(times: readonly number[]): Percentiles {
  return { middle: percentile(times, 0.5), p95: percentile(times, 0.95) };
}

/** Edits one file again and again, `change` of its text each time, and looks at another. */
async function measure(
  { connection, uriOf }: Editor,
  [edited, shown]: readonly [PlantFile, PlantFile],
  change: (text: string, edit: number) => string,
  versions: { next: number },
): Promise<Percentiles & { readonly differing: number }> {
  const times: number[] = [];
  const answers = new Set<string>();
  for (let edit = 0; edit < WARM_UP + EDITS; edit++) {
    const textDocument = { uri: uriOf(edited), version: versions.next++ };
    const began = performance.now();
    const contentChanges = [{ text: change(edited.text, edit) }];
    await connection.sendNotification('textDocument/didChange', { textDocument, contentChanges });
    const titles = await lensesOf(connection, uriOf(shown));
    if (edit >= WARM_UP) times.push(performance.now() - began);
    if (titles.length < IN_VIEW || titles.includes('')) throw new Error('a lens in view was not told');
    answers.add(titles.join('\n'));
    // A person pauses: what is published meanwhile is no part of the next keystroke.
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  return { ...percentiles(times), differing: answers.size };
}

const files = plantFiles(sizeOf(Number(process.argv[2] ?? 10_000)));
const [edited, shown] = [files[0], files[1]];
if (shown === undefined || edited === undefined) throw new Error('the plant has too few files to measure');
const editor = await startEditor(files, { workspace: { codeLens: { refreshSupport: true } } });
try {
  for (const file of [shown, edited]) await editor.open(file);
  const first = await lensesOf(editor.connection, editor.uriOf(shown));
  const versions = { next: 2 };
  const pair = [edited, shown] as const;
  const comment = await measure(editor, pair, (text, i) => `${text}// edit ${i}\n`, versions);
  const rule = await measure(
    editor,
    pair,
    // Every second text lacks a rule: what it permitted comes and goes.
    (text, i) => (i % 2 === 0 ? text.replace(/ {2}allow hmi -> plc, drive[^\n]*\n/g, '') : text),
    versions,
  );
  if (comment.differing !== 1) throw new Error('a comment changed a lens');
  if (rule.differing < 2) throw new Error('no lens followed the rule');
  console.log(JSON.stringify({ lenses: first.length, comment, rule }));
} finally {
  editor.end();
}
