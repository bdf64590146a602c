/** The project's own source files and what each imports, read with a real parser. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseAst } from 'vitest/node';

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCES = ['{language,server,client,media,cli,scripts,syntaxes,test,bench}/**/*.{ts,tsx,mjs}', '*.ts'];

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
        imports: importsOf(path, text),
      };
    });
}

interface Node {
  readonly type: string;
  readonly source?: { readonly type: string; readonly value?: unknown } | null;
  readonly importKind?: string | null;
  readonly exportKind?: string | null;
  readonly specifiers?: readonly Node[];
}

const IMPORTING = [
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
];

/** Static, dynamic and type imports and re-exports of a text, as if it stood in the file `path`. Throws where it does not parse. */
export function importsOf(path: string, text: string): Import[] {
  const lang = /x$/.test(path) ? 'tsx' : path.endsWith('.mjs') ? 'js' : 'ts';
  return nodesOf(parseAst(text, { lang })).flatMap((node) => {
    const specifier = node.source?.value;
    if (!IMPORTING.includes(node.type) || typeof specifier !== 'string') return [];
    return [importOf(path, specifier, isTypeOnly(node))];
  });
}

function isTypeOnly({ type, importKind, exportKind, specifiers = [] }: Node): boolean {
  if (type === 'TSImportType' || importKind === 'type' || exportKind === 'type') return true;
  return specifiers.length > 0 && specifiers.every((part) => part.importKind === 'type' || part.exportKind === 'type');
}

function nodesOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(nodesOf);
  return 'type' in value && typeof value.type === 'string' ? [value as Node, ...inner] : inner;
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
