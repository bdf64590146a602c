/** Selection ranges: what *Expand Selection* takes, step by step. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SelectionRange } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { cursorIn, TestClient, uriOf } from '../testing/client.ts';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start();
});
afterEach(() => client.stop());

/** The texts of the ranges around the mark, innermost first. */
async function grown(marked: string): Promise<string[]> {
  const { text, offset } = cursorIn(marked);
  await client.open('a.seg', text);
  const document = TextDocument.create('a', 'seg', 0, text);
  const [first] = await client.connection.sendRequest<SelectionRange[]>('textDocument/selectionRange', {
    textDocument: { uri: uriOf('a.seg') },
    positions: [document.positionAt(offset)],
  });
  const out: string[] = [];
  for (let range = first; range !== undefined; range = range.parent) out.push(document.getText(range.range));
  return out;
}

it('grow from a name over selector, list, rule and body to the declaration and the file', async () => {
  const zones = 'zone East { asset H-1 : hmi }\nzone West { asset P-1 : plc }\n';
  const rule = 'allow H-1 in East, hmi -> P-1 : modbus because "x"';
  const conduit = `conduit C {\n  between East and West\n  ${rule}\n}`;
  const text = `${zones}${conduit}\n`;
  expect(await grown(text.replace('allow H-1', 'allow H|^-1'))).toEqual([
    'H-1',
    'H-1 in East',
    'H-1 in East, hmi',
    rule,
    `\n  between East and West\n  ${rule}\n`,
    `{\n  between East and West\n  ${rule}\n}`,
    conduit,
    text,
  ]);
});

it('take the inside of a text before its quotes', async () => {
  expect((await grown('policy "Mill {3}" { owner "OT |^security" }')).slice(0, 4)).toEqual([
    'security',
    'OT security',
    '"OT security"',
    ' owner "OT security" ',
  ]);
});

it('grow in half-written text as well', async () => {
  const steps = await grown('zone A {\n  asset X :|^\n  zone B { level 1 }\n');
  expect(steps[0]).toBe('asset X :');
  expect(steps.at(-1)).toBe('zone A {\n  asset X :\n  zone B { level 1 }\n');
});
