/** Quick-fixes where people will try them first: on the findings of the examples. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkPolicy } from '../../language/checks/index.ts';
import { soundFixes } from '../../language/checks/sound-fixes.ts';
import { loadPolicy } from '../../language/pipeline.ts';
import { EXAMPLES, TABLES_NOW } from '../../scripts/example-findings.ts';

const ROOT = join(import.meta.dirname, '..', '..', 'examples');

it.each(EXAMPLES)(
  'every quick-fix on the findings of examples/%s mends one and brings no error of any check',
  async (example) => {
    const cwd = join(ROOT, example);
    const files = globSync('*.seg', { cwd }).map((path) => ({ path, text: readFileSync(join(cwd, path), 'utf8') }));
    const { policy, findings, text } = await loadPolicy(files);
    const options = { now: TABLES_NOW };
    const found = [...findings, ...checkPolicy(policy, { ...options, text })];
    const state = { files, findings: found, options, size: 0 };
    const titles = (fixes: readonly { title: string }[]) => fixes.map((f) => f.title);
    for (const finding of found)
      expect(titles(soundFixes(finding, state)), finding.message).toEqual(titles(finding.fixes()));
  },
  120_000,
);
