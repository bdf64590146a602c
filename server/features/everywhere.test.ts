/** Every feature at every place of half-written files and among hostile names: an answer that can be sent, never a failure. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segServices } from '../../language/grammar/parser.ts';
import { PolicyFolder } from '../policy-folder.ts';
import { refactorings } from '../refactorings/index.ts';
import type { Asked, AskedAt } from '../session.ts';
import type { Snapshot } from '../snapshot.ts';
import { incomingCalls, outgoingCalls, prepareCalls } from './call-hierarchy.ts';
import { codeActions } from './code-action.ts';
import { codeLenses, resolveLens } from './code-lens.ts';
import { complete, resolveCompletion } from './completion/index.ts';
import { definition } from './definition.ts';
import { documentLinks } from './document-link.ts';
import { foldingRanges } from './folding.ts';
import { formatDocument, formatRange } from './formatting.ts';
import { highlights } from './highlight.ts';
import { hover } from './hover.ts';
import { implementations } from './implementation.ts';
import { inlayHints } from './inlay-hints.ts';
import { linkedRanges } from './linked-editing.ts';
import { formatOnType } from './on-type-formatting.ts';
import { references } from './references.ts';
import { prepareRename, rename } from './rename.ts';
import { selectionRanges } from './selection-range.ts';
import { SemanticTokensFeature } from './semantic-tokens.ts';
import { signatureHelp } from './signature-help.ts';
import { documentSymbols } from './symbols.ts';
import { prepareTypes, subtypes, supertypes } from './type-hierarchy.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = 'file:///plant';
const NOW = Date.UTC(2026, 10, 24, 9);
const options = { tabSize: 2, insertSpaces: true };
const EXAMPLES = globSync('examples/*/*.seg', { cwd: ROOT }).sort();

function snapshotOf(files: Readonly<Record<string, string>>): Snapshot {
  const folder = new PolicyFolder(FOLDER);
  for (const [path, text] of Object.entries(files)) folder.set(path, { text });
  return folder.snapshot(NOW);
}

/** What goes over the wire: throws for what cannot, such as a bigint. */
const sent = (answer: unknown): string => JSON.stringify(answer) ?? '';

function askAt(asked: AskedAt): void {
  const { snapshot, document, offset } = asked;
  const uri = `${FOLDER}/${asked.file}`;
  const textDocument = { uri };
  const position = document.positionAt(offset);
  const range = { start: position, end: position };
  const list = complete({ snapshot, document, uri, offset }, true);
  sent(list);
  sent(list?.items.slice(0, 3).map((item) => resolveCompletion(item, snapshot)));
  for (const answer of [hover, highlights, linkedRanges, implementations, prepareRename]) sent(answer(asked));
  sent([definition(asked, 'declaration'), definition(asked, 'type')]);
  sent(references(asked, { textDocument, position, context: { includeDeclaration: true } }));
  sent(signatureHelp({ snapshot, document, uri, offset }));
  sent(selectionRanges(asked, { textDocument, positions: [position] }));
  sent(formatOnType(asked, { textDocument, position, ch: '\n', options }));
  sent(formatRange(asked, { textDocument, range, options }));
  for (const item of prepareCalls(asked) ?? []) sent([incomingCalls(snapshot, item), outgoingCalls(snapshot, item)]);
  for (const item of prepareTypes(asked) ?? []) sent([supertypes(snapshot, item), subtypes(snapshot, item)]);
  sent(refactorings(snapshot, { textDocument, range, context: { diagnostics: [] } }, false));
}

function askFile(asked: Asked): void {
  const { snapshot, file, document } = asked;
  const textDocument = { uri: `${FOLDER}/${file}` };
  const everything = { start: { line: 0, character: 0 }, end: document.positionAt(document.getText().length) };
  const tokens = new SemanticTokensFeature();
  const { resultId = '' } = tokens.full(asked);
  sent([
    tokens.delta(asked, { textDocument, previousResultId: resultId }),
    foldingRanges(asked),
    documentSymbols(asked),
  ]);
  sent([documentLinks(snapshot, file, 'docs:/'), inlayHints(asked, { textDocument, range: everything })]);
  sent(formatDocument(asked, { textDocument, options }));
  sent(
    codeLenses(asked)
      .slice(0, 4)
      .map((lens) => resolveLens(snapshot, lens)),
  );
}

/** Asks everything at the tokens of a file, before and inside them, the last ones first. */
function askEverywhere(snapshot: Snapshot, file: string, most: number): number {
  const document = snapshot.document(file);
  if (document === undefined) throw new Error(`no file ${file}`);
  askFile({ snapshot, file, document });
  const text = document.getText();
  const { tokens } = segServices().parser.Lexer.tokenize(text);
  const places = [text.length, text.length + 7, ...tokens.reverse().flatMap((t) => [t.startOffset, t.startOffset + 1])];
  const step = Math.max(1, Math.floor(places.length / most));
  const chosen = places.filter((_, i) => i < 6 || i % step === 0);
  for (const offset of chosen) askAt({ snapshot, file, document, offset });
  return chosen.length;
}

describe('every feature answers', () => {
  it('at every place of an example that ends anywhere, with the other files whole', () => {
    let asked = 0;
    fc.assert(
      fc.property(fc.constantFrom(...EXAMPLES), fc.double({ min: 0, max: 1, noNaN: true }), (path, share) => {
        const [, folder = ''] = path.split('/');
        const files: Record<string, string> = {};
        for (const p of EXAMPLES.filter((e) => e.split('/')[1] === folder)) files[p] = readFileSync(ROOT + p, 'utf8');
        const whole = files[path] as string;
        files[path] = whole.slice(0, Math.floor(whole.length * share));
        asked += askEverywhere(snapshotOf(files), path, 25);
      }),
      { numRuns: 25, seed: 3 },
    );
    expect(asked).toBeGreaterThan(200);
  }, 120_000);

  it('where a piece is missing in the middle', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 60 }), (at, length) => {
        const path = 'examples/cascadia/conduits.seg';
        const whole = readFileSync(ROOT + path, 'utf8');
        const zones = readFileSync(`${ROOT}examples/cascadia/zones.seg`, 'utf8');
        const from = at % whole.length;
        const text = whole.slice(0, from) + whole.slice(from + length);
        askEverywhere(snapshotOf({ [path]: text, 'zones.seg': zones }), path, 12);
      }),
      { numRuns: 20, seed: 5 },
    );
  }, 120_000);

  const HOSTILE = [
    ...['"', '\\', '`', '$' + '{x}', '<img src=x>', '](command:evil)', '*/', '// x', '{', '}', 'a.b', '%s', '$1', '|'],
    ...[
      '__proto__',
      'constructor',
      'toString',
      '\u202Eevil\u202C',
      '\u2066x\u2069',
      'e\u0301',
      '\u{1F3ED}',
      '\u0000',
      '\t',
    ],
    'x'.repeat(10_000),
  ];

  it.each(HOSTILE.map((name) => [JSON.stringify(name).slice(0, 24), name]))('among names such as %s', (_, name) => {
    const n = `'${name}'`;
    const text = `zone ${n} ${JSON.stringify(name)} { network 10.1.0.0/24  asset 'A ${name}' : 'T ${name}' at 10.1.0.5 { tags "t" exposure "CVE-2020-12345" } }
zone Other { network 10.2.0.0/24 asset P : plc at 10.2.0.5 { sl-c 2 } }
type 'T ${name}' : plc
service 'S ${name}' { tcp 5 }
group 'G ${name}' = 'T ${name}', tagged "t"
schedule 'N ${name}' { every mon 08:00-09:00 }
firewall 'F ${name}' { interface "a" to ${n} interface b to Other }
conduit 'C ${name}' { between ${n} and Other via 'F ${name}'
  allow 'G ${name}', ${n}.'A ${name}' -> P : 'S ${name}', tcp 502 during 'N ${name}' because ${JSON.stringify(name)} }
expect ${n} can reach Other
`;
    const snapshot = snapshotOf({ 'a.seg': text });
    askEverywhere(snapshot, 'a.seg', name.length > 1000 ? 12 : 60);
    const document = snapshot.document('a.seg');
    if (document === undefined) throw new Error('no document');
    const textDocument = { uri: `${FOLDER}/a.seg` };
    const position = { line: 1, character: 6 };
    const asked = { snapshot, file: 'a.seg', document, offset: text.indexOf('Other {') + 1 };
    sent(rename(asked, { textDocument, position, newName: `${name}-2` }));
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    sent(codeActions(snapshot, { textDocument, range, context: { diagnostics: [] } }));
  });

  it('at positions that are not there', () => {
    const snapshot = snapshotOf({ 'a.seg': 'zone A { }\n' });
    const document = snapshot.document('a.seg');
    if (document === undefined) throw new Error('no document');
    for (const position of [
      { line: 99, character: 99 },
      { line: 0, character: 1e9 },
      { line: -1, character: -5 },
    ])
      askAt({ snapshot, file: 'a.seg', document, offset: document.offsetAt(position) });
    askAt({ snapshot, file: 'a.seg', document, offset: 12_345 });
  });
});
