/** What the editor reads without the server: the TextMate grammar, the language configuration and the snippets. */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { parseFile } from '../language/grammar/parser.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

/** Tokens of a text by the grammar, as the editor sees them. */
async function tokenize(text: string): Promise<{ text: string; scopes: string[] }[]> {
  await loadEngine();
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (s) => new oniguruma.OnigString(s),
    }),
    loadGrammar: async () =>
      textmate.parseRawGrammar(JSON.stringify(readJson('seg.tmLanguage.json')), 'seg.tmLanguage.json'),
  });
  const grammar = await registry.loadGrammar('source.seg');
  let stack = textmate.INITIAL;
  const out: { text: string; scopes: string[] }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const result = grammar!.tokenizeLine(line, stack);
    stack = result.ruleStack;
    for (const t of result.tokens) out.push({ text: line.slice(t.startIndex, t.endIndex), scopes: t.scopes });
  }
  return out;
}

let engine: Promise<void> | undefined;
function loadEngine(): Promise<void> {
  engine ??= oniguruma.loadWASM(
    readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')).buffer as ArrayBuffer,
  );
  return engine;
}

describe('the TextMate grammar', () => {
  it.each(['declarations.seg', 'rules.seg', 'lexical.seg'])('colours what test/%s says it colours', (file) => {
    const cli = require.resolve('vscode-tmgrammar-test/dist/unit.js');
    const args = [cli, '-g', 'syntaxes/seg.tmLanguage.json', `syntaxes/test/${file}`];
    expect(() => execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' })).not.toThrow();
  });

  it('colours every word of the library and finds nothing illegal in it', async () => {
    for (const file of ['services.seg', 'types.seg']) {
      const text = readFileSync(new URL(`../language/library/${file}`, import.meta.url), 'utf8');
      for (const token of await tokenize(text)) {
        expect(token.scopes.join(' '), token.text).not.toContain('invalid');
        if (/\p{L}/u.test(token.text)) expect(token.scopes.length, token.text).toBeGreaterThan(1);
      }
    }
  });

  it('gives every reserved word of the grammar a colour of its own', async () => {
    const source = readFileSync(new URL('../language/grammar/Seg.langium', import.meta.url), 'utf8');
    const free = /FreeWord returns string:([\s\S]*?);/.exec(source)![1]!;
    const withoutComments = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').replace(free, '');
    const words = new Set([...withoutComments.matchAll(/'([a-z][a-z0-9-]*)'/g)].map((m) => m[1]!));
    expect(words.size).toBeGreaterThan(60);
    for (const [, word] of free.matchAll(/'([a-z-]+)'/g)) words.delete(word!);
    for (const word of words) {
      const token = (await tokenize(`  ${word} `)).find((t) => t.text === word);
      expect(token?.scopes.at(-1), word).toMatch(/^(storage|keyword|support|constant|variable\.other\.property)\./);
    }
  });

  it('leaves no state behind at the end of a line that holds an unclosed text', async () => {
    const tokens = await tokenize('owner "never closed\nzone A { }');
    expect(tokens.find((t) => t.text === 'zone')?.scopes).toContain('storage.type.zone.seg');
  });
});

interface LanguageConfiguration {
  readonly wordPattern: string;
  readonly autoCloseBefore: string;
  readonly indentationRules: { readonly increaseIndentPattern: string; readonly decreaseIndentPattern: string };
  readonly onEnterRules: readonly { readonly beforeText: string; readonly action: { readonly appendText?: string } }[];
}

describe('the language configuration', () => {
  const configuration = readJson('language-configuration.json') as LanguageConfiguration;

  it.each([
    '101-PT-22',
    '10.41.0.0/24',
    '10.41.0.7',
    '2001:db8::1',
    '2001:db8::/32',
    '00:1a:2b:3c:4d:5e',
    '2026-12-01T08:00',
    "'KILN/PLC 1.0'",
    'HIST-DMZ',
    'Größe',
    '08:00',
    '3.5',
    'sl-t',
    'HIST-',
  ])('takes %s as one word', (word) => {
    const found = ` ${word} `.match(new RegExp(configuration.wordPattern, 'g'));
    expect(found).toEqual([word]);
  });

  it('parts what stands together without spaces', () => {
    const words = 'hmi->plc:modbus,https Plant.Kiln'.match(new RegExp(configuration.wordPattern, 'g'));
    expect(words).toEqual(['hmi', 'plc', 'modbus', 'https', 'Plant', 'Kiln']);
  });

  it('closes a quote before a gap, not before a word', () => {
    expect(configuration.autoCloseBefore).not.toMatch(/[A-Za-z0-9"']/);
  });

  it('indents after an open brace, but not after one that is closed, quoted or commented', () => {
    const increase = new RegExp(configuration.indentationRules.increaseIndentPattern);
    for (const line of [
      'zone A {',
      '  asset X : plc at 10.0.0.1 "a { b" {',
      'zone A { // cell',
      'zone B { asset C : plc { shared } zone D {',
    ])
      expect(increase.test(line), line).toBe(line !== 'zone B { asset C : plc { shared } zone D {');
    for (const line of ['zone A { }', '// zone A {', 'owner "x {"', '}']) expect(increase.test(line), line).toBe(false);
    expect(new RegExp(configuration.indentationRules.decreaseIndentPattern).test('  }')).toBe(true);
  });

  it('carries a documentation comment on to the next line', () => {
    const rules = configuration.onEnterRules.filter((r) => new RegExp(r.beforeText).test('  /** The kiln'));
    expect(rules.map((r) => r.action.appendText)).toEqual([' * ', ' * ']);
  });
});

interface Snippet {
  readonly prefix: string | readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

/** The text that a snippet leaves when every placeholder keeps its first choice. */
function expand(snippet: Snippet): string {
  return snippet.body
    .join('\n')
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\d/g, '');
}

describe('the snippets', () => {
  const snippets = readJson('snippets.json') as Record<string, Snippet>;

  it.each(Object.keys(snippets))('%s leaves text that parses', (name) => {
    const text = expand(snippets[name]!);
    const inZone = /^(asset|group)/.test(text) ? `zone Z {\n${text}\n}` : text;
    const whole = /^(allow|deny)/.test(text) ? `conduit C {\nbetween A and B\n${text}\n}` : inZone;
    const { result } = parseFile(whole);
    expect(result?.lexerErrors).toEqual([]);
    expect(result?.parserErrors.map((e) => e.message)).toEqual([]);
  });

  it('offers one for every declaration', () => {
    const prefixes = Object.values(snippets).flatMap((s) => s.prefix);
    for (const word of [
      'policy',
      'zone',
      'asset',
      'type',
      'service',
      'group',
      'conduit',
      'schedule',
      'access',
      'firewall',
      'expect',
      'allow',
      'deny',
    ])
      expect(prefixes).toContain(word);
  });
});

describe('the examples', () => {
  const files = globSync('examples/**/*.seg', { cwd: ROOT });
  it.skipIf(files.length === 0)('hold nothing that the colours call illegal (needs examples/)', async () => {
    for (const file of files) {
      for (const token of await tokenize(readFileSync(ROOT + file, 'utf8')))
        expect(token.scopes.join(' '), `${file}: ${token.text}`).not.toContain('invalid');
    }
  });
});
