/** docs/guide.md is followed to the letter: its files are written, its commands run in an empty folder, and they say what it says. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const GUIDE = readFileSync(join(ROOT, 'docs', 'guide.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'bulkhead-guide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the page tells to do, in its order. */
const STEPS = [
  ...GUIDE.matchAll(
    /<!-- (?<verb>write|append|replace) (?<file>[\w.]+)(?:: (?<before>[^\n]*?) -> (?<after>[\s\S]*?))? -->|```(?<language>sh|text|seg)\n(?<block>[\s\S]*?)```/g,
  ),
].map(({ groups = {} }) => groups as Readonly<Record<string, string | undefined>>);

/** As a shell would, with the project's command line under its name. */
function run(commands: string): string {
  const bulkhead = `bulkhead() { '${process.execPath}' '${join(ROOT, 'bin', 'bulkhead')}' "$@"; }\n`;
  const identity = {
    GIT_AUTHOR_NAME: 'T',
    GIT_AUTHOR_EMAIL: 't@t',
    GIT_COMMITTER_NAME: 'T',
    GIT_COMMITTER_EMAIL: 't@t',
  };
  const env = { ...process.env, ...identity, NO_COLOR: '1' };
  const { stdout, stderr } = spawnSync('bash', ['-c', bulkhead + commands], { cwd: folder, encoding: 'utf8', env });
  return `${stdout}${stderr}`;
}

it('leads from an empty folder to a compiled, reviewed plant whose expectations hold', () => {
  let said = '';
  let pending: string | undefined;
  const compared: string[] = [];
  for (const { verb, file = '', before = '', after = '', language, block = '' } of STEPS) {
    const path = join(folder, file);
    if (verb === 'replace') {
      const text = readFileSync(path, 'utf8');
      expect(text).toContain(before);
      writeFileSync(
        path,
        text.replace(before, () => after),
      );
    } else if (verb !== undefined) pending = verb === 'write' ? `write ${path}` : `append ${path}`;
    else if (language === 'seg' && pending !== undefined) {
      const [how, where = ''] = pending.split(' ');
      if (how === 'write') writeFileSync(where, block);
      else appendFileSync(where, `\n${block}`);
      pending = undefined;
    } else if (language === 'seg') expect(readFileSync(join(folder, 'plant.seg'), 'utf8')).toContain(block.trim());
    else if (language === 'sh') said = block.startsWith('alias') ? '' : run(block);
    else {
      const lines = said.split('\n').map((line) => line.trim());
      for (const line of block.trim().split('\n')) {
        compared.push(line);
        expect(
          lines.some((l) => l.includes(line.trim())),
          `${line}\nis not in\n${said}`,
        ).toBe(true);
      }
    }
  }
  expect(compared.length).toBeGreaterThan(12);
  expect(readFileSync(join(folder, 'rules', 'FW-1.nft'), 'utf8')).toContain('tcp dport 502');
  expect(readFileSync(join(folder, 'pump-house.svg'), 'utf8')).toContain('<svg');
});
