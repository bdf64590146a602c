/** The project's own source files and what each imports, read with a real parser. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCES = ['{language,server,client,media,cli,scripts,test,bench}/**/*.{ts,tsx,mjs}', '*.ts', 'bin/bulkhead'];

export interface Import {
  /** A file of the project, relative to its root, or the package's name: `node:fs`, `@scope/name`, `langium`. */
  readonly target: string;
  readonly isFile: boolean;
  /** Vanishes when types are stripped. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

/** All source files but generated ones. Throws where one does not parse. */
export function readSources(): SourceFile[] {
  return globSync(SOURCES, { cwd: ROOT })
    .filter((path) => !/(^|\/)generated(\/|\.ts$)/.test(path) && !path.includes('node_modules'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return {
        path,
        lines: text.split('\n').length - 1,
        imports: path === 'bin/bulkhead' ? [] : importsOf(path, text),
      };
    });
}

/** Static and dynamic imports and re-exports of a text, as if it stood in the file `path`. Throws where it does not parse. */
export function importsOf(path: string, text: string): Import[] {
  const { module, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const found: Import[] = [];
  for (const { moduleRequest, entries } of module.staticImports) {
    const typeOnly = entries.length > 0 && entries.every(({ isType }) => isType);
    found.push(importOf(path, moduleRequest.value, typeOnly));
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) found.push(importOf(path, moduleRequest.value, isType));
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const written = text.slice(moduleRequest.start, moduleRequest.end);
    if (/^(['"`])[^$]*\1$/.test(written)) found.push(importOf(path, written.slice(1, -1), false));
  }
  return found;
}

function importOf(path: string, specifier: string, typeOnly: boolean): Import {
  const file = specifier.replace(/^worker:/, '');
  if (file.startsWith('.')) return { target: posix.join(dirname(path), file), isFile: true, typeOnly };
  const parts = specifier.split('/');
  const name = specifier.startsWith('@')
    ? parts.slice(0, 2).join('/')
    : specifier.startsWith('node:')
      ? specifier
      : (parts[0] ?? '');
  return { target: name, isFile: false, typeOnly };
}
