/** An example with a comment above and behind every line: whatever code action is taken, no comment is lost, and every file can still be read. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { CodeAction } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { commentsIn } from '../language/checks/edits.ts';
import { SourceStore } from '../language/pipeline.ts';
import { TestClient, uriOf } from './testing/client.ts';

const FOLDER = join(import.meta.dirname, '..', 'examples', 'cascadia');
/** Words at which actions are asked for, one of so many. */
const STEP = 5;
/** In these zones and conduits people have something to say of every line. */
const FILES = ['conduits.seg', 'zones.seg'];

let said = 0;
const commented = (text: string): string =>
  text.replace(/^([ \t]*)(?!\/\/)(\S.*)$/gm, (_, blanks: string, rest: string) => {
    said++;
    return `${blanks}// above ${said}\n${blanks}${rest} // behind ${said}`;
  });
const files = Object.fromEntries(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.seg'))
    .map((name) => [name, commented(readFileSync(join(FOLDER, name), 'utf8'))]),
);

const commentsOf = (texts: Readonly<Record<string, string>>): string[] =>
  Object.values(texts)
    .flatMap((text) => commentsIn(text).map(({ offset, end }) => text.slice(offset, end)))
    .sort();

function errorsOf(texts: Readonly<Record<string, string>>): string[] {
  const store = new SourceStore();
  for (const [path, text] of Object.entries(texts)) store.set({ path, text });
  return store.load().findings.map((f) => f.message);
}

/** All files after an action. */
function after({ edit }: CodeAction): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => {
      const document = TextDocument.create(name, 'seg', 0, text);
      return [name, TextDocument.applyEdits(document, edit?.changes?.[uriOf(name)] ?? [])];
    }),
  );
}

it.each(FILES)(
  'every action in %s keeps them all',
  async (name) => {
    const client = await TestClient.start({ files });
    onTestFinished(() => client.stop());
    for (const [path, text] of Object.entries(files)) await client.open(path, text);
    const text = files[name] ?? '';
    const words = [...text.matchAll(/^(?![ \t]*\/\/).*$/gm)].flatMap((line) =>
      [...line[0].matchAll(/[\w.-]+/g)].map((word) => line.index + word.index),
    );
    const taken = new Set<string>();
    for (const offset of words.filter((_, i) => i % STEP === 0)) {
      const [start, end] = [client.position(name, offset), client.position(name, offset + 90)];
      const params = { textDocument: { uri: uriOf(name) }, range: { start, end }, context: { diagnostics: [] } };
      for (const action of await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', params)) {
        if (action.edit === undefined || taken.has(action.title)) continue;
        taken.add(action.title);
        const texts = after(action);
        expect([action.title, commentsOf(texts)]).toEqual([action.title, commentsOf(files)]);
        expect([action.title, errorsOf(texts)]).toEqual([action.title, []]);
      }
    }
    expect(taken.size).toBeGreaterThan(3);
  },
  120_000,
);
