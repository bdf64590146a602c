/** The templates of *New Policy*: what a newcomer begins with is without a warning, laid out, and compiles. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPolicy } from '../../language/checks/index.ts';
import { compileRules } from '../../language/compile/index.ts';
import { formatText } from '../../language/format/format.ts';
import { loadPolicy } from '../../language/pipeline.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, 'syntaxes', 'templates');
const TEMPLATES = globSync('*.seg', { cwd: FOLDER }).sort();
const NOW = Date.UTC(2026, 10, 23);

it('are the three that the command offers', () => {
  const command = readFileSync(join(ROOT, 'client', 'commands', 'new-policy.ts'), 'utf8');
  const offered = [...command.matchAll(/file: '([^']+)'/g)].map((m) => m[1]).sort();
  expect(offered).toEqual(TEMPLATES);
});

describe.each(TEMPLATES)('%s', (file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8');

  it('has no error and no warning, and its expectations hold', async () => {
    const { policy, findings, text: textOf } = await loadPolicy([{ path: basename(file), text }]);
    expect(findings).toEqual([]);
    expect(policy.expectations.length).toBeGreaterThan(1);
    const grave = checkPolicy(policy, { now: NOW, text: textOf }).filter((f) => f.severity !== 'hint');
    expect(grave.map((f) => `${f.check} ${f.message}`)).toEqual([]);
  });

  it('is laid out as the formatter does it', () => {
    expect(formatText(text).newText).toBe(text);
  });

  it('compiles to rules on its firewalls', async () => {
    const { policy } = await loadPolicy([{ path: basename(file), text }]);
    const { firewalls, errors } = compileRules(policy, NOW);
    expect(errors).toEqual([]);
    expect(firewalls[0]?.rules.length).toBeGreaterThan(2);
  });
});
