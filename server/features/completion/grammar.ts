/**
 * What the grammar takes next at the cursor. Asked of Langium's completion parser about the present statement alone, in bodies made for
 * it: whatever is half-written or wrong elsewhere does not matter, and the answer costs the same in a file of any size.
 */
import { type AstNode, GrammarAST } from 'langium';
import { findNextFeatures } from 'langium/lsp';
import { segServices } from '../../../language/grammar/parser.ts';
import type { BlockKind } from '../../../language/grammar/words.ts';
import type { CursorContext } from './context.ts';

/** Heads of the bodies; those that the language has within others only are opened in one of these. */
const HEADS: Readonly<Record<Exclude<BlockKind, 'file'>, string>> = {
  policy: 'policy {',
  zone: 'zone z {',
  asset: 'asset a : t {',
  type: 'type t {',
  service: 'service s {',
  conduit: 'conduit c {',
  schedule: 'schedule s {',
  access: 'access a {',
  firewall: 'firewall f {',
  vector: 'sl-t {',
};

/** Keywords and names of terminals that may come next; undefined where the present statement is already wrong. */
export function legalAt({ blocks, statement }: CursorContext): ReadonlySet<string> | undefined {
  if (blocks.slice(1).some((b) => b.kind === 'file')) return undefined;
  const heads = blocks.flatMap(({ kind, elsewhere }, i) => {
    if (kind === 'file') return [];
    if (elsewhere === true) return ['also in z {'];
    const holder = blocks[i - 1]?.kind;
    const capability = kind === 'vector' && (holder === 'asset' || holder === 'type');
    return [capability ? 'sl-c {' : HEADS[kind]];
  });
  if (blocks[1]?.kind === 'asset') heads.unshift(HEADS.zone);
  const text = [...heads, ...statement.map((t) => t.text)].join(' ');
  const next = text === '' ? firstOfFile() : nextOf(text);
  return next.size === 0 ? undefined : next;
}

function nextOf(text: string): ReadonlySet<string> {
  const parsed = segServices().parser.CompletionParser.parse(text);
  const stack = parsed.elementStack.map((feature) => ({ feature }));
  return namesOf(findNextFeatures([stack], parsed.tokens.slice(parsed.tokenIndex)));
}

let beginnings: ReadonlySet<string> | undefined;

/** What follows any whole declaration may also stand first. */
function firstOfFile(): ReadonlySet<string> {
  beginnings ??= nextOf('conduit c { }');
  return beginnings;
}

function namesOf(features: readonly { readonly feature: AstNode }[]): ReadonlySet<string> {
  const out = new Set<string>();
  for (const { feature } of features) {
    if (GrammarAST.isKeyword(feature)) out.add(feature.value);
    else if (GrammarAST.isRuleCall(feature) && feature.rule.ref !== undefined) out.add(feature.rule.ref.name);
  }
  return out;
}
