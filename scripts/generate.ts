/**
 * Writes what is generated from other sources: the parser from the grammar, one module that holds the standard library's text, and the
 * layout engine without what only slows it down.
 * `npm run generate` (with `-- --force` always). Does nothing where the outputs are newer than what they come from.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { leanElk } from './lean-elk.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const GRAMMAR = 'language/grammar/Seg.langium';
const LANGIUM_CONFIG = 'langium-config.json';
const GENERATED_PARSER = 'language/grammar/generated/grammar.ts';
const LIBRARY = 'language/library/*.seg';
const GENERATED_LIBRARY = 'language/library/generated.ts';
const ELK = 'node_modules/elkjs';
const LEAN_ELK = 'scripts/lean-elk.ts';
const GENERATED_ELK = 'language/diagram/layout/lean-elk.cjs';

const absolute = (path: string): string => join(ROOT, path);
const changed = (path: string): number => statSync(absolute(path)).mtimeMs;

/** True where `output` is absent or older than one of `inputs`. */
function stale(output: string, inputs: readonly string[]): boolean {
  if (!existsSync(absolute(output))) return true;
  const written = changed(output);
  return inputs.some((input) => changed(input) > written);
}

function generateParser(force: boolean): boolean {
  const inputs = [GRAMMAR, LANGIUM_CONFIG];
  if (!force && !stale(GENERATED_PARSER, inputs)) return false;
  const cli = absolute('node_modules/langium-cli/bin/langium.js');
  execFileSync(process.execPath, [cli, 'generate', '--mode=production'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // The generator leaves a file alone whose text is the same, so its time says nothing.
  utimesSync(absolute(GENERATED_PARSER), new Date(), new Date());
  return true;
}

/** One module instead of a file read: the language has no file system, in a browser least of all. */
function generateLibrary(force: boolean): boolean {
  const files = globSync(LIBRARY, { cwd: ROOT }).sort();
  if (!force && !stale(GENERATED_LIBRARY, [dirname(LIBRARY), ...files])) return false;
  const entries = files.map((file) => {
    const entry = { path: basename(file), text: readFileSync(absolute(file), 'utf8') };
    return `  ${JSON.stringify(entry)},\n`;
  });
  const head = `/** Generated from ${LIBRARY} by scripts/generate.ts. Do not edit. */\n`;
  const type = 'export const LIBRARY: readonly { readonly path: string; readonly text: string }[] = [\n';
  writeWhole(GENERATED_LIBRARY, `${head}${type}${entries.join('')}];\n`);
  return true;
}

/** The version stands in its first line: files of a package are as old as their publisher says, so their times tell nothing. */
function generateElk(force: boolean): boolean {
  const { version } = JSON.parse(readFileSync(absolute(join(ELK, 'package.json')), 'utf8')) as { version: string };
  const head = `/** Generated from elkjs ${version} by ${LEAN_ELK}, which says what was changed. Licence: that of elkjs, EPL-2.0. */\n`;
  const isCurrent = !stale(GENERATED_ELK, [LEAN_ELK]) && readFileSync(absolute(GENERATED_ELK), 'utf8').startsWith(head);
  if (!force && isCurrent) return false;
  writeWhole(GENERATED_ELK, head + leanElk(readFileSync(absolute(join(ELK, 'lib/elk.bundled.js')), 'utf8')));
  return true;
}

/** Whoever reads it meanwhile finds the older text or the newer, never a part. */
function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(absolute(path)), { recursive: true });
  const temporary = `${absolute(path)}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, absolute(path));
}

/** Brings all generated files up to date. Throws where the grammar has an error. Returns what was written. */
export function generate(force = false): readonly string[] {
  const written: string[] = [];
  if (generateParser(force)) written.push(dirname(GENERATED_PARSER));
  if (generateLibrary(force)) written.push(GENERATED_LIBRARY);
  if (generateElk(force)) written.push(GENERATED_ELK);
  return written;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const written = generate(process.argv.includes('--force'));
  console.log(written.length > 0 ? `generated ${written.join(', ')}` : 'generated files are current');
}
