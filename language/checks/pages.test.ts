/** The pages in docs/checks are those that the checks make. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { saidOfExamples } from './fixture.ts';
import { CHECKS } from './index.ts';
import { checkPages } from './pages.ts';
import { tiersPage } from './tiers/page.ts';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'checks');
const pages = checkPages(CHECKS, await saidOfExamples(CHECKS));

test('every check has a page, and no page is left of a check that is gone', () => {
  expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
});

test.each([...pages])(
  'docs/checks/%s says what the check says (else run scripts/generate-docs-checks.ts)',
  (name, text) => {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  },
);

test('docs/tiers.md says what the table of tiers says (else run scripts/generate-docs-checks.ts)', () => {
  expect(readFileSync(join(folder, '..', 'tiers.md'), 'utf8')).toBe(tiersPage());
});
