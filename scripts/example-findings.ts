/**
 * What the checks find in each example, as the table of its README. Run: `node scripts/example-findings.ts` writes the tables;
 * a test holds the READMEs to them.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checkPolicy } from '../language/checks/index.ts';
import { loadPolicy } from '../language/pipeline.ts';

const ROOT = join(import.meta.dirname, '..');
/** The clock that the tables are made for: epoch ms. */
export const TABLES_NOW = Date.UTC(2026, 10, 23);
const TABLE = /<!-- findings -->[\s\S]*<!-- \/findings -->/;

export const EXAMPLES: readonly string[] = globSync('examples/*/README.md', { cwd: ROOT })
  .map((path) => basename(dirname(path)))
  .sort();

/** The README of an example with its table made anew. */
export async function readmeWithFindings(example: string): Promise<{ path: string; text: string; written: string }> {
  const folder = join(ROOT, 'examples', example);
  const files = globSync('*.seg', { cwd: folder }).map((path) => ({
    path,
    text: readFileSync(join(folder, path), 'utf8'),
  }));
  const loaded = await loadPolicy(files);
  const counts = new Map<string, number>();
  for (const f of [...loaded.findings, ...checkPolicy(loaded.policy, { now: TABLES_NOW, text: loaded.text })]) {
    if ('mirror' in f && f.mirror) continue;
    const key = `[${f.check}](../../docs/checks/${f.check}.md) | ${f.severity}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => `| ${key} | ${count} |`);
  const table =
    rows.length === 0 ? 'Nothing.' : ['| check | severity | findings |', '|---|---|---|', ...rows].join('\n');
  const path = join(folder, 'README.md');
  const written = readFileSync(path, 'utf8');
  return { path, written, text: written.replace(TABLE, `<!-- findings -->\n${table}\n<!-- /findings -->`) };
}

if (process.argv[1] === import.meta.filename)
  for (const example of EXAMPLES) {
    const { path, text } = await readmeWithFindings(example);
    writeFileSync(path, text);
    console.log(path);
  }
