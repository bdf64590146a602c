/**
 * Measures every request of an editor in a process of its own, through the built server over standard input and output, at random
 * places of a policy of 10,000 assets: `node bench/requests.ts ASSETS [FILES]` prints JSON, for each request the middle and the 95th
 * percentile in milliseconds. The places are the same in every run.
 *
 * Nothing is asked twice of one place. Requests about a whole file go through the files in turn.
 */
import type { CallHierarchyItem, CodeAction, CodeLens, CompletionList } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Editor, percentile, startEditor } from './editor.ts';
import { type PlantFile, plantFiles, sizeOf } from './plant.ts';

const ROUNDS = 60;
/** Before anything is counted the server has been used a little, as it has in an editor. */
const WARM_UP = 10;
const OPTIONS = { tabSize: 2, insertSpaces: true };
const SETTLED = 'bulkhead/settled';
/** Places where someone may ask: names, numbers and signs. */
const TOKENS = /[\p{L}\p{N}_][\p{L}\p{N}_.:/-]*|->|[{}:,]/gu;

/** Numbers from 0 to 1 that look random and are the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

class Measurement {
  readonly times = new Map<string, number[]>();
  readonly #editor: Editor;
  counts = false;

  constructor(editor: Editor) {
    this.#editor = editor;
  }

  async ask<R>(method: string, params: object): Promise<R | undefined> {
    const began = performance.now();
    // A refusal, as of renaming what the library declares, is an answer too.
    const answer = await this.#editor.connection.sendRequest<R>(method, params).catch(() => undefined);
    const took = performance.now() - began;
    if (this.counts) this.times.set(method, [...(this.times.get(method) ?? []), took]);
    return answer;
  }
}

/** Asks everything about one place of a file. */
async function askAt(measurement: Measurement, uri: string, document: TextDocument, offset: number) {
  const textDocument = { uri };
  const position = document.positionAt(offset);
  const at = { textDocument, position };
  const line = { start: { line: position.line, character: 0 }, end: { line: position.line + 1, character: 0 } };
  const screen = {
    start: { line: Math.max(0, position.line - 25), character: 0 },
    end: { line: position.line + 25, character: 0 },
  };
  const range = { start: position, end: position };
  const ask = <R>(method: string, params: object): Promise<R | undefined> =>
    measurement.ask<R>(`textDocument/${method}`, params);
  const list = await ask<CompletionList | null>('completion', at);
  const item = list?.items.find((i) => i.data !== undefined);
  if (item !== undefined) await measurement.ask('completionItem/resolve', item);
  for (const method of [
    'hover',
    'definition',
    'typeDefinition',
    'implementation',
    'documentHighlight',
    'linkedEditingRange',
    'prepareTypeHierarchy',
    'signatureHelp',
  ])
    await ask(method, at);
  await ask('references', { ...at, context: { includeDeclaration: true } });
  await ask('selectionRange', { textDocument, positions: [position] });
  await ask('inlayHint', { textDocument, range: screen });
  await ask('semanticTokens/range', { textDocument, range: screen });
  await ask('rangeFormatting', { textDocument, range: line, options: OPTIONS });
  await ask('onTypeFormatting', { ...at, ch: '\n', options: OPTIONS });
  const calls = await ask<CallHierarchyItem[] | null>('prepareCallHierarchy', at);
  for (const call of calls ?? []) {
    await measurement.ask('callHierarchy/incomingCalls', { item: call });
    await measurement.ask('callHierarchy/outgoingCalls', { item: call });
  }
  const actions = await ask<CodeAction[]>('codeAction', { textDocument, range, context: { diagnostics: [] } });
  const lazy = actions?.find((a) => a.edit === undefined && a.data !== undefined);
  if (lazy !== undefined) await measurement.ask('codeAction/resolve', lazy);
  const prepared = await ask('prepareRename', at);
  if (prepared) await ask('rename', { ...at, newName: 'Renamed-1' });
}

async function askFile(measurement: Measurement, uri: string, query: string): Promise<void> {
  const textDocument = { uri };
  const ask = <R>(method: string, more: object = {}): Promise<R | undefined> =>
    measurement.ask<R>(`textDocument/${method}`, { textDocument, ...more });
  for (const method of ['documentSymbol', 'foldingRange', 'documentLink', 'semanticTokens/full']) await ask(method);
  await ask('formatting', { options: OPTIONS });
  const lenses = await ask<CodeLens[]>('codeLens');
  const open = lenses?.find((l) => l.command === undefined);
  if (open !== undefined) await measurement.ask('codeLens/resolve', open);
  await measurement.ask('workspace/symbol', { query });
}

const files = plantFiles({
  ...sizeOf(Number(process.argv[2] ?? 10_000)),
  ...(process.argv[3] ? { files: Number(process.argv[3]) } : {}),
});
const codeAction = { resolveSupport: { properties: ['edit'] } };
const completion = { completionItem: { snippetSupport: true } };
const editor = await startEditor(files, { textDocument: { codeAction, completion } });
try {
  const random = randomFrom(11);
  const measurement = new Measurement(editor);
  const opened = new Map<PlantFile, TextDocument>();
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const file = files[Math.floor(random() * files.length)] as PlantFile;
    let document = opened.get(file);
    if (document === undefined) {
      document = TextDocument.create(editor.uriOf(file), 'seg', 1, file.text);
      opened.set(file, document);
      await editor.open(file);
      await editor.connection.sendRequest(SETTLED);
    }
    measurement.counts = round >= WARM_UP;
    const spots = [...file.text.matchAll(TOKENS)];
    const spot = spots[Math.floor(random() * spots.length)];
    await askAt(measurement, editor.uriOf(file), document, (spot?.index ?? 0) + (round % 2));
    await askFile(measurement, editor.uriOf(file), `Z${round}-A`);
  }
  const rows = [...measurement.times].map(([method, times]) => ({
    ...{ method, asked: times.length },
    ...{ middle: percentile(times, 0.5), p95: percentile(times, 0.95) },
  }));
  console.log(JSON.stringify(rows));
} finally {
  editor.end();
}
