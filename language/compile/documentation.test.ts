import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { targetsPage } from './documentation.ts';
import { TARGETS } from './index.ts';

const DOCS = join(import.meta.dirname, '..', '..', 'docs', 'targets');

describe('docs/targets', () => {
  it('tells what each target can hold, as the targets state it', async () => {
    expect(readFileSync(join(DOCS, 'README.md'), 'utf8'), 'run: node scripts/generate-docs-targets.ts').toBe(
      await targetsPage(),
    );
  });

  it.each([...TARGETS.keys()])('has a page for %s', (name) => {
    expect(existsSync(join(DOCS, `${name}.md`))).toBe(true);
  });
});
