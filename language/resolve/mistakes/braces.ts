/** Braces that are missing or too many, and words that stand in the wrong body. */
import type { IToken } from 'chevrotain';
import { type BlockKind, BODIES, MEMBERS, OUTERMOST, STARTERS } from '../../grammar/words.ts';
import {
  either,
  endOf,
  headText,
  isClause,
  isKeyword,
  isRule,
  kindOf,
  type Mistake,
  type OpenBrace,
  type Scene,
} from './mistake.ts';

const MAX_LINE = 1000;

export function braceMistake(scene: Scene): Mistake | undefined {
  const { tokens, at, open, expected } = scene;
  const token = tokens[at];
  const closes = expected.includes('}');
  const innermost = open.at(-1);
  if (token === undefined) return closes && innermost !== undefined ? unclosed(scene, innermost) : undefined;
  if (closes && innermost !== undefined && OUTERMOST.has(token.image) && isKeyword(token))
    return unclosed(scene, innermost);
  if (innermost === undefined && token.image === '}') return superfluous(token);
  if (!isKeyword(token) || expected.includes('NAME')) return undefined;
  return missingOpening(scene, token) ?? elsewhere(scene, token);
}

function superfluous(token: IToken): Mistake {
  const span = { from: token.startOffset, to: endOf(token) };
  const message = 'This } closes nothing: take it away, or look above for a { that is missing or a } too many.';
  return { message, edit: { title: 'Remove the brace', ...span, newText: '' } };
}

/** The body is taken to end before the first line after its head that is not further in than the head itself. */
function unclosed({ text, tokens, at }: Scene, { head, brace }: OpenBrace): Mistake {
  const start = head[0]?.startOffset ?? brace.startOffset;
  const margin = indentAt(text, start);
  const isBehind = (t: IToken): boolean => t.startOffset > brace.startOffset && startsLine(text, t.startOffset);
  const next = tokens.slice(0, at + 1).find((t) => isBehind(t) && indentAt(text, t.startOffset) <= margin);
  const offset = next === undefined ? text.trimEnd().length : lineStart(text, next.startOffset);
  const line = text.slice(0, start).split('\n').length;
  const newText = next === undefined ? `\n${' '.repeat(margin)}}\n` : `${' '.repeat(margin)}}\n`;
  const where = next === undefined ? '' : ` before line ${text.slice(0, next.startOffset).split('\n').length}`;
  return {
    message: `${headText(head)} in line ${line} is not closed: a } is missing${where}.`,
    edit: { title: 'Insert the closing brace', from: offset, to: offset, newText },
  };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function indentAt(text: string, offset: number): number {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, start + MAX_LINE))?.[0].length ?? 0;
}

function startsLine(text: string, offset: number): boolean {
  return lineStart(text, offset) + indentAt(text, offset) === offset;
}

/** `zone Cell` and on the next line what belongs in its body. */
function missingOpening({ statement, tokens, at }: Scene, token: IToken): Mistake | undefined {
  const [head, name] = statement;
  const before = tokens[at - 1];
  const kind = head && BODIES[head.image];
  if (head === undefined || before === undefined || kind === undefined || !isKeyword(head)) return undefined;
  if (!STARTERS[kind].has(token.image)) return undefined;
  return {
    message: `${token.image} belongs into the body of ${headText([head, ...(name ? [name] : [])])}, which has no {.`,
    edit: { title: 'Insert the opening brace', from: endOf(before), to: endOf(before), newText: ' {' },
  };
}

const BODY_NAMES: Readonly<Record<BlockKind, string>> = {
  file: 'outermost, in no braces',
  policy: 'in a policy',
  zone: 'in a zone',
  asset: 'in an asset',
  type: 'in a type',
  service: 'in a service',
  conduit: 'in a conduit',
  schedule: 'in a schedule',
  access: 'in an access',
  firewall: 'in a firewall',
  vector: 'in a vector',
};

/** A word that begins something, but not in this body. */
function elsewhere(scene: Scene, token: IToken): Mistake | undefined {
  const kind = kindOf(scene);
  if (STARTERS[kind].has(token.image) || (isRule(scene.statement[0]) && isClause(token))) return undefined;
  const kinds = (Object.keys(MEMBERS) as BlockKind[]).filter((k) => MEMBERS[k].some((w) => w.word === token.image));
  if (kinds.length === 0) return undefined;
  const here = kind === 'file' ? 'not on its own' : `not ${BODY_NAMES[kind]}`;
  return { message: `${token.image} stands ${either(kinds.map((k) => BODY_NAMES[k]))}, ${here}.` };
}
