/** docs/keyboard.md lists the keys that the diagram has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keys } from './help-dialog.tsx';

it('the page of keys lists every key of the diagram as its dialog does', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'keyboard.md'), 'utf8');
  const rows = (page.split('## In the diagram')[1] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  expect(rows).toEqual(
    keys().map(([names, meaning]) => `| ${names.map((key) => `\`${key}\``).join(' ')} | ${meaning} |`),
  );
});
