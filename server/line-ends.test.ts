/** Texts with the line ends of Windows: every request answers as about the same text with those of Unix, and no edit mixes the two. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TestClient, uriOf } from './testing/client.ts';

const FOLDER = join(import.meta.dirname, '..', 'examples', 'cascadia');
const OPTIONS = { tabSize: 2, insertSpaces: true };
const ABOUT_FILES = ['formatting', 'foldingRange', 'documentSymbol', 'documentLink'];
const ABOUT_PLACES = [
  'hover',
  'definition',
  'references',
  'completion',
  'selectionRange',
  'rename',
  'onTypeFormatting',
];
/** Places that are asked about, one in so many characters. */
const STEP = 61;

const unix = Object.fromEntries(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.seg'))
    .map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]),
);
const windows = Object.fromEntries(Object.entries(unix).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]));

async function clientOf(files: Readonly<Record<string, string>>): Promise<TestClient> {
  const client = await TestClient.start({ files });
  onTestFinished(() => client.stop());
  for (const [name, text] of Object.entries(files)) await client.open(uriOf(name), text);
  await client.settled();
  return client;
}

/** An answer as text, with one kind of line ends. A refusal, as of renaming what the library declares, is an answer too. */
async function answer(client: TestClient, method: string, params: object): Promise<string> {
  const given = await client.connection
    .sendRequest<unknown>(`textDocument/${method}`, params)
    .catch((error: unknown) => String(error));
  return JSON.stringify(given).replaceAll('\\r\\n', '\\n');
}

/** The file after each action that is offered at a place, by title. */
async function afterActions(client: TestClient, name: string, text: string, params: object) {
  const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', params);
  return Promise.all(
    actions.map(async (action) => {
      const { edit } = action.edit || !action.data ? action : await resolved(client, action);
      return [action.title, edited(name, text, edit)] as const;
    }),
  );
}

function resolved(client: TestClient, action: CodeAction): Promise<CodeAction> {
  return client.connection.sendRequest<CodeAction>('codeAction/resolve', action).catch(() => action);
}

function edited(name: string, text: string, edit: WorkspaceEdit | undefined): string {
  const edits = edit?.changes?.[uriOf(name)] ?? [];
  return TextDocument.applyEdits(TextDocument.create(name, 'seg', 0, text), edits);
}

it.each(Object.keys(unix))(
  '%s is answered alike with either',
  async (name) => {
    const [text = '', other = ''] = [unix[name], windows[name]];
    const [a, b] = await Promise.all([clientOf(unix), clientOf(windows)]);
    const textDocument = { uri: uriOf(name) };
    for (const method of ABOUT_FILES) {
      const params = { textDocument, options: OPTIONS };
      expect(await answer(b, method, params), method).toBe(await answer(a, method, params));
    }
    const document = TextDocument.create(name, 'seg', 0, text);
    for (let offset = 5; offset < text.length; offset += STEP) {
      const position = document.positionAt(offset);
      const at = { textDocument, position, positions: [position], options: OPTIONS, ch: '\n', newName: 'Neu-Ä1' };
      for (const method of ABOUT_PLACES) {
        const params = { ...at, context: { includeDeclaration: true } };
        expect(await answer(b, method, params), `${method} at ${offset}`).toBe(await answer(a, method, params));
      }
      const asked = { textDocument, range: { start: position, end: position }, context: { diagnostics: [] } };
      const after = await afterActions(b, name, other, asked);
      expect(after.filter(([, t]) => /(?<!\r)\n/.test(t))).toEqual([]);
      expect(after.map(([title, t]) => [title, t.replaceAll('\r\n', '\n')])).toEqual(
        await afterActions(a, name, text, asked),
      );
    }
  },
  60_000,
);
