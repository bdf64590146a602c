/** The arrows between rooms that docs/architecture.md draws, and the bounds on a file's size. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Import, importsOf, readSources, type SourceFile } from './sources.ts';

const MAX_LINES = 400;
const ROOMS = ['language', 'server', 'client', 'media', 'cli'];

/** What a room may import of others, by the beginning of the path. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  language: ['language/'],
  server: ['server/', 'language/'],
  client: ['client/', 'server/protocol'],
  media: ['media/', 'language/diagram/', 'server/protocol'],
  cli: ['cli/', 'language/', 'package.json'],
};

/** What a room's tests may import besides: to make a policy from text, to build what they look at. */
const FOR_TESTS = ['test/', 'scripts/', 'language/'];

/** Packages that only some places may import, as patterns of package name and path. */
const RESERVED: readonly { readonly packages: RegExp; readonly places: RegExp; readonly why: string }[] = [
  { packages: /^vscode$/, places: /^client\//, why: 'only the client runs inside VS Code' },
  { packages: /^vscode-languageclient$/, places: /^client\//, why: 'only the client speaks to the server' },
  {
    packages: /^vscode-(languageserver|jsonrpc)/,
    places: /^(server|language\/(grammar|format))\//,
    why: 'the protocol is known to the server, its types to grammar and formatter',
  },
  { packages: /^node:/, places: /^(?!language\/|media\/)/, why: 'language and media run in a browser' },
  {
    packages: /^node:/,
    places: /^(?!client\/|server\/)|\/node(-[^/]+)?\.ts$/,
    why: 'client and server run in a browser too: what only Node has is in files named node',
  },
  {
    packages: /^(preact|preact-render-to-string)$/,
    places: /^(language\/(diagram|report)|media)\//,
    why: 'one renderer, and the report',
  },
  { packages: /^elkjs$/, places: /^(language\/diagram|media)\//, why: 'layout belongs to the diagram' },
  { packages: /^commander$/, places: /^cli\//, why: 'only the command line has arguments' },
];

const roomOf = (path: string): string => path.split('/', 1)[0] ?? '';
/** Tests, and what is written for them alone. */
const isTest = (path: string): boolean =>
  /\.(test|e2e|fuzz)\.tsx?$/.test(path) ||
  /(^|\/)(test|testing)\//.test(path) ||
  /(^|\/)(test-[^/]+|fixture)\.ts$/.test(path);

function violations({ path, imports }: SourceFile): string[] {
  const room = roomOf(path);
  if (!ROOMS.includes(room)) return [];
  const wrong = (target: string, why: string): string => `${path} imports ${target}: ${why}`;
  return imports.flatMap(({ target, isFile }: Import): string[] => {
    if (isFile) {
      if (isTest(target) && !isTest(path)) return [wrong(target, 'what is written for tests stays with tests')];
      if (MAY_IMPORT[room]?.some((beginning) => target.startsWith(beginning))) return [];
      return isTest(path) && FOR_TESTS.some((beginning) => target.startsWith(beginning))
        ? []
        : [wrong(target, `not an arrow out of ${room}`)];
    }
    if (isTest(path)) return [];
    return RESERVED.filter(({ packages, places }) => packages.test(target) && !places.test(path)).map(({ why }) =>
      wrong(target, why),
    );
  });
}

/** Files that import themselves through others, each cycle once. Types vanish before anything runs and do not count. */
function cycles(sources: readonly SourceFile[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const finished = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) found.push([...way.slice(way.indexOf(path)), path].join(' -> '));
    if (finished.has(path) || way.includes(path)) return;
    for (const { target, isFile, typeOnly } of byPath.get(path)?.imports ?? []) {
      if (isFile && !typeOnly) visit(target, [...way, path]);
    }
    finished.add(path);
  };
  for (const { path } of sources) visit(path, []);
  return found;
}

describe('the house', () => {
  const sources = readSources();

  it('has sources in every room, so that the rules below speak of something', () => {
    expect(ROOMS.filter((room) => !sources.some(({ path }) => roomOf(path) === room))).toEqual([]);
  });

  it('lets arrows between rooms run one way', () => {
    expect(sources.flatMap(violations)).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(cycles(sources)).toEqual([]);
  });

  it(`has no file of more than ${MAX_LINES} lines`, () => {
    expect(sources.filter(({ lines }) => lines > MAX_LINES).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'architecture.md'), 'utf8');
  const rooms = [...page.matchAll(/^\| `([\w/]+\/)` \|/gm)].map((match) => match[1] as string);
  const folders = new Set(
    readSources().flatMap(({ path }) => {
      const [top = '', inner] = path.split('/').slice(0, -1);
      return top === 'language' && inner !== undefined
        ? [`${top}/`, `${top}/${inner}/`]
        : top === ''
          ? []
          : [`${top}/`];
    }),
  );

  it('names every folder that holds sources', () => {
    expect([...folders].filter((folder) => !rooms.includes(folder)).sort()).toEqual([]);
  });

  it('names no folder that is not there', () => {
    expect(rooms.filter((room) => !existsSync(join(import.meta.dirname, '..', '..', room)))).toEqual([]);
  });

  it('links to nothing that is not there', () => {
    const links = [...page.matchAll(/\]\((\.\.?\/[^)#]+)/g)].map((match) => match[1] as string);
    expect(links.length).toBeGreaterThan(2);
    expect(links.filter((link) => !existsSync(join(import.meta.dirname, '..', '..', 'docs', link)))).toEqual([]);
  });
});

describe('the rules for arrows', () => {
  const offending = (path: string, text: string): string[] =>
    violations({ path, lines: 1, imports: importsOf(path, text) });

  it.each([
    ['language/analysis/reach.ts', "import { readFileSync } from 'node:fs';"],
    ['language/analysis/reach.ts', "import type { Range } from 'vscode-languageserver-types';"],
    ['language/analysis/reach.ts', "import '../../server/node.ts';"],
    ['language/checks/index.ts', "export { window } from 'vscode';"],
    ['client/node.ts', "import type { Policy } from '../language/model/policy.ts';"],
    ['client/node.ts', "type P = import('../language/model/policy.ts').Policy;"],
    ['client/node.ts', "const server = await import('../server/server.ts');"],
    ['client/diagram-page.ts', "import { randomBytes } from 'node:crypto';"],
    ['server/features/library.ts', "import { readFileSync } from 'node:fs';"],
    ['media/diagram.tsx', "import { loadPolicy } from '../language/pipeline.ts';"],
    ['server/server.ts', "import { window } from 'vscode';"],
    ['cli/main.ts', "import { createConnection } from 'vscode-languageserver/node.js';"],
    ['cli/main.ts', "import '../server/server.ts';"],
    ['language/checks/index.ts', "import { findingsIn } from './fixture.ts';"],
  ])('refuse in %s: %s', (path, text) => {
    expect(offending(path, text)).toHaveLength(1);
  });

  it.each([
    ['media/diagram.tsx', "import source from 'worker:./layout-worker.ts'; import '../language/diagram/index.ts';"],
    ['client/node.ts', "import { window } from 'vscode'; import '../server/protocol/index.ts';"],
    ['server/files/node-files.ts', "import { readFile } from 'node:fs/promises';"],
    ['cli/commands/check.ts', "const { checkPolicy } = await import('../../language/checks/index.ts');"],
  ])('allow in %s: %s', (path, text) => {
    expect(offending(path, text)).toEqual([]);
  });

  it('find a cycle', () => {
    const file = (path: string, target: string): SourceFile => ({
      path,
      lines: 1,
      imports: [{ target, isFile: true, typeOnly: false }],
    });
    expect(cycles([file('a.ts', 'b.ts'), file('b.ts', 'c.ts'), file('c.ts', 'b.ts')])).toEqual([
      'b.ts -> c.ts -> b.ts',
    ]);
  });
});
