/** What an empty folder is told, and that it is enough to begin with. */
import { expect, it } from 'vitest';
import { bulkhead, folderOf } from './bulkhead.ts';

it('an empty folder is told how to begin a policy, and what it begins is sound', () => {
  const folder = folderOf({});
  const empty = bulkhead(['check'], { cwd: folder });
  expect(empty.code).toBe(2);
  expect(empty.err).toContain('There is no .seg file in this folder.');
  expect(empty.err).toContain('bulkhead init');
  expect(bulkhead(['init', '--template', 'wind-farm'], { cwd: folder }).code).toBe(0);
  expect(bulkhead(['check', '--fail-on', 'warning'], { cwd: folder }).code).toBe(0);
});
