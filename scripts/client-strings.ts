/**
 * Collects the words that the client and the diagram's page show into l10n/bundle.l10n.json, from which translators work: `node scripts/run.mjs client-strings`.
 * The build does it too. A translation stands beside it as bundle.l10n.LANGUAGE.json, that of the manifest as package.nls.LANGUAGE.json.
 */
import { globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getL10nJson } from '@vscode/l10n-dev';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const BUNDLE = 'l10n/bundle.l10n.json';

/** What the client gives to `vscode.l10n.t` and the page to `l10n.t`, each string once, in alphabetical order. */
export async function clientStrings(): Promise<readonly string[]> {
  const files = globSync(['client/**/*.ts', 'media/**/*.{ts,tsx}'], { cwd: ROOT, exclude: ['**/*.test.ts'] });
  const contents = files.map((file) => ({
    extension: extname(file),
    contents: readFileSync(join(ROOT, file), 'utf8'),
  }));
  return Object.keys(await getL10nJson(contents)).sort();
}

export async function writeClientStrings(): Promise<void> {
  const bundle = Object.fromEntries((await clientStrings()).map((text) => [text, text]));
  const path = join(ROOT, BUNDLE);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, `${JSON.stringify(bundle, null, 2)}\n`);
  renameSync(`${path}.${process.pid}`, path);
  console.log(`  ${BUNDLE}  ${Object.keys(bundle).length} strings`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeClientStrings();
