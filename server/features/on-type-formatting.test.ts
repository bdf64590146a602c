/** Formatting on type: what a closing brace and a line break tidy, and what they leave alone. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { cursorIn, TestClient } from '../testing/client.ts';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start();
});
afterEach(() => client.stop());

/** The text after its last character `ch` was typed at the mark. */
async function typed(marked: string, ch: string): Promise<string> {
  const edits = await client.at<TextEdit[]>('textDocument/onTypeFormatting', 'a.seg', marked, {
    ...{ ch, options: { tabSize: 2, insertSpaces: true } },
  });
  return TextDocument.applyEdits(TextDocument.create('a', 'seg', 0, cursorIn(marked).text), edits);
}

it('a closing brace lays out the body that it ends, and nothing else', async () => {
  const text = 'zone  B  {  }\nzone A {\nlevel   2\n    asset X:hmi\n}|^\nzone  C  {  }\n';
  expect(await typed(text, '}')).toBe('zone  B  {  }\nzone A {\n  level 2\n  asset X : hmi\n}\nzone  C  {  }\n');
});

it('a line break lays out the line before it and keeps the new one', async () => {
  const text = 'zone A {\n  level    2\n      kind   control\n  |^\n}\n';
  expect(await typed(text, '\n')).toBe('zone A {\n  level    2\n  kind control\n  \n}\n');
});

it('leaves a declaration with a syntax error, a brace in a text and a comment alone', async () => {
  const broken = 'zone A {\n  asset   X :\n|^\n}\n';
  expect(await typed(broken, '\n')).toBe(broken.replace('|^', ''));
  const inText = 'zone A {  site   "}|^" }\n';
  expect(await typed(inText, '}')).toBe(inText.replace('|^', ''));
});
