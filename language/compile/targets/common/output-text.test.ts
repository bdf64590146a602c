import { expect, test } from 'vitest';
import { textFile } from './header.ts';
import { OutputText } from './output-text.ts';

test('holds as many lines as there are, in order, with their rules', () => {
  const lines = Array.from({ length: 200_000 }, (_, i) => ({ text: `line ${i}`, rule: i % 3 ? `r${i}` : undefined }));
  const [whole, first, second] = [new OutputText(), new OutputText(), new OutputText()];
  for (const [i, { text, rule }] of lines.entries())
    for (const out of [whole, i < 700 ? first : second]) out.line(text, rule);
  first.append(second);
  expect(whole.file()).toEqual(textFile(lines));
  expect(first.file()).toEqual(textFile(lines));
});

test('goes on after it was read or appended to, and is a file of nothing at first', () => {
  const [text, other] = [new OutputText(), new OutputText()];
  expect([text.isEmpty, text.file()]).toEqual([true, { text: '', ruleOfLine: [] }]);
  text.line('a', 'r1');
  text.append(other);
  expect(text.file().text).toBe('a\n');
  other.line('');
  text.append(other);
  text.line('c');
  expect([text.isEmpty, text.file()]).toEqual([false, { text: 'a\n\nc\n', ruleOfLine: ['r1', undefined, undefined] }]);
});
