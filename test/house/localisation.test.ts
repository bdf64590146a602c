/**
 * Every word that the extension shows can be translated: the manifest's through package.nls.json, the client's through `vscode.l10n.t`, those
 * of the diagram's page through `l10n.t`. What is in the picture itself is a document's, the same wherever it is drawn.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAst } from 'vitest/node';

const ROOT = join(import.meta.dirname, '..', '..');

/** Properties and members whose text people read. */
const SHOWN =
  /^(title|label|detail|description|place[hH]older|prompt|openLabel|saveLabel|tooltip|message|viewTitle|badge)$/;
/** Calls whose every argument people read. */
const SHOWING = /^(show(Information|Warning|Error)Message|setStatusBarMessage|validationMessage)$/;
/** Constructors and calls that take text, by the argument that it is. */
const TAKING: Readonly<Record<string, number>> = {
  TreeItem: 0,
  Error: 0,
  createRunProfile: 0,
  createTestItem: 1,
  createTestController: 1,
  createTestRun: 1,
  createWebviewPanel: 1,
};
/** Names that are the same in every language. */
const NAMES = ['HTML', 'Markdown', 'CSV', 'SVG', 'PNG', 'draw.io', 'Mermaid', 'HEAD', 'any', 'Bulkhead'];

type Node = { readonly type: string } & Readonly<Record<string, unknown>>;
/** Attributes whose text people read or hear. */
const HEARD = /^(title|label|placeholder|alt|aria-label|aria-valuetext|aria-description)$/;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;
const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return String(node.name);
  return node.type === 'MemberExpression' ? nameOf(node.property) : '';
}

/** The literal parts of an expression's value; what calls in it return is theirs. */
function literalsIn(value: unknown): string[] {
  if (!isNode(value)) return [];
  switch (value.type) {
    case 'Literal':
      return typeof value.value === 'string' ? [value.value] : [];
    case 'TemplateLiteral':
      return (value.quasis as { value: { cooked: string } }[])
        .map((quasi) => quasi.value.cooked)
        .concat((value.expressions as Node[]).flatMap(literalsIn));
    case 'ConditionalExpression':
      return [value.consequent, value.alternate].flatMap(literalsIn);
    case 'LogicalExpression':
    case 'BinaryExpression':
      return [value.left, value.right].flatMap(literalsIn);
    case 'ArrayExpression':
      return (value.elements as Node[]).flatMap(literalsIn);
    case 'JSXExpressionContainer':
      return literalsIn(value.expression);
    case 'ArrowFunctionExpression':
      return literalsIn(value.body);
    default:
      return [];
  }
}

function shownBy(node: Node): string[] {
  const callee = nameOf(node.callee);
  const args = (node.arguments ?? []) as Node[];
  switch (node.type) {
    case 'Property':
      return SHOWN.test(nameOf(node.key)) ? literalsIn(node.value) : [];
    case 'AssignmentExpression':
      return SHOWN.test(nameOf(node.left)) ? literalsIn(node.right) : [];
    case 'CallExpression':
    case 'NewExpression':
      if (SHOWING.test(callee)) return args.flatMap(literalsIn);
      return Object.hasOwn(TAKING, callee) ? literalsIn(args[TAKING[callee] as number]) : [];
    case 'JSXText':
      return [String(node.value).trim()];
    case 'JSXAttribute':
      return HEARD.test(String((node.name as Node).name)) ? literalsIn(node.value) : [];
    default:
      return [];
  }
}

const isName = (text: string): boolean => NAMES.includes(text);
const hasWords = (text: string): boolean => /\p{L}{2}/u.test(text.replaceAll(/\$\([a-z-]+\)/g, ''));
const isSentence = (text: string): boolean => /^\p{Lu}\p{Ll}.* \p{L}/u.test(text);

/** Words of a source that no translation reaches: those shown at once, and sentences wherever they stand. */
function bareWords(text: string, lang: 'ts' | 'tsx' = 'ts'): string[] {
  const found: string[] = [];
  const visit = (node: Node): void => {
    // Translated already, or for the output channel, which is for who mends this extension.
    if (node.type === 'CallExpression' && nameOf(node.callee) === 't') return;
    if (node.type === 'CallExpression' && isLog(node.callee)) return;
    found.push(...shownBy(node).filter((t) => hasWords(t) && !isName(t)));
    if (node.type === 'Literal' || node.type === 'TemplateLiteral') found.push(...literalsIn(node).filter(isSentence));
    for (const child of childrenOf(node)) visit(child);
  };
  visit(parseAst(text, { lang }) as unknown as Node);
  return [...new Set(found)];
}

function isLog(callee: unknown): boolean {
  return isNode(callee) && callee.type === 'MemberExpression' && nameOf(callee.object) === 'log';
}

const readJson = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

describe('the client', () => {
  const files = globSync('client/**/*.ts', { cwd: ROOT, exclude: ['**/*.test.ts'] });

  it.each(files)('%s shows no word that cannot be translated', (path) => {
    expect(bareWords(readFileSync(join(ROOT, path), 'utf8'))).toEqual([]);
  });

  it.each([
    ["vscode.window.showInformationMessage('Done');", 'Done'],
    ['vscode.window.showErrorMessage(`Not compiled: $' + '{why}`);', 'Not compiled: '],
    ["vscode.window.showQuickPick(items, { title: 'Which policy?' });", 'Which policy?'],
    ["item.tooltip = n === 1 ? 'one' : vscode.l10n.t('{0} more', n);", 'one'],
    ["new vscode.TreeItem('Choke points');", 'Choke points'],
    ["const question = 'Replace the file?';", 'Replace the file?'],
    ["throw new Error('broken');", 'broken'],
  ])('would not get away with %s', (text, words) => {
    expect(bareWords(text)).toEqual([words]);
  });

  it.each([
    "vscode.window.showErrorMessage(vscode.l10n.t('Not compiled: {0}', why));",
    "log.warn('Compile: refused by the target');",
    "pick.label = 'HTML';",
    'item.description = `$(shield) $' + '{n}`;',
  ])('may say %s', (text) => {
    expect(bareWords(text)).toEqual([]);
  });
});

describe("the diagram's page", () => {
  const files = globSync('media/**/*.{ts,tsx}', { cwd: ROOT, exclude: ['**/*.test.ts', '**/test-page.ts'] });

  it.each(files)('%s shows no word that cannot be translated', (path) => {
    expect(bareWords(readFileSync(join(ROOT, path), 'utf8'), 'tsx')).toEqual([]);
  });

  it.each([
    ['const x = <h2>No zones yet</h2>;', 'No zones yet'],
    ['const x = <Button label="Close" />;', 'Close'],
    ['const x = <p aria-label={`Remove $' + '{text}`} />;', 'Remove '],
    ["const x = <p title={open ? 'Collapse (E)' : l10n.t('Expand (E)')} />;", 'Collapse (E)'],
  ])('would not get away with %s', (text, words) => {
    expect(bareWords(text, 'tsx')).toEqual([words]);
  });
});

describe('the manifest', () => {
  const manifest = readJson('package.json');
  const words: Readonly<Record<string, string>> = readJson('package.nls.json');
  const shown: string[] = [];
  const collect = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (/^(displayName|title|category|description|markdownDescription|contents|shortTitle|altText)$/.test(key))
        shown.push(value);
      if (key === 'name' && !/^[a-z]/.test(value)) shown.push(value);
    } else if (typeof value === 'object' && value !== null)
      for (const [k, v] of Object.entries(value)) {
        const inner = Array.isArray(value) ? key.replace(/^(.*numDescriptions)$/, 'description') : k;
        collect(v, inner);
      }
  };
  collect({ displayName: manifest.displayName, description: manifest.description }, '');
  collect([manifest.capabilities, manifest.contributes], '');

  it('names all that it shows by a key', () => {
    expect(shown.length).toBeGreaterThan(40);
    expect(shown.filter((text) => !/^%[\w.]+%$/.test(text))).toEqual([]);
  });

  it('uses keys that stand in package.nls.json, and all of them', () => {
    const used = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] as string);
    expect([...new Set(used)].sort()).toEqual(Object.keys(words).sort());
  });
});
