/** Hover: what a name stands for, what a literal and a word mean, what a rule expands to, whether an expectation holds. */
import { type Hover, MarkupKind } from 'vscode-languageserver';
import { checkNamed } from '../../language/checks/index.ts';
import { segServices } from '../../language/grammar/parser.ts';
import type { Place } from '../../language/model/policy.ts';
import { describe } from '../describe/declaration.ts';
import { describeExpectation } from '../describe/expectation.ts';
import { describeAddress, describePort, describeTag } from '../describe/literal.ts';
import { describeRule } from '../describe/rule.ts';
import { securityLevel } from '../describe/words.ts';
import { rangeOf } from '../places.ts';
import type { AskedAt } from '../session.ts';
import { type CursorContext, contextAt, type Token } from './completion/context.ts';
import { meaningOfWord } from './completion/meaning.ts';

export function hover(asked: AskedAt): Hover | null {
  const { snapshot, file, offset } = asked;
  const name = snapshot.nameAt(file, offset);
  if (name !== undefined) return markdown(describe(snapshot, name.kind, name.index), name.place);
  return ignoreHover(asked) ?? literalHover(asked) ?? levelHover(asked) ?? ruleHover(asked) ?? wordHover(asked);
}

function markdown(value: string, place: Place): Hover | null {
  return value === '' ? null : { contents: { kind: MarkupKind.Markdown, value }, range: rangeOf(place) };
}

function holds(place: Place, { file, offset }: AskedAt): boolean {
  return place.file === file && place.offset <= offset && offset <= place.end;
}

/** On an ignore what the check that it names finds, and why. */
function ignoreHover(asked: AskedAt): Hover | null {
  const ignore = asked.snapshot.policy.ignores.find((i) => i.file === asked.file && holds(i.place, asked));
  const check = ignore === undefined ? undefined : checkNamed(ignore.check);
  if (ignore === undefined || check === undefined) return null;
  return markdown(
    `**check ${check.name}**\n\n${check.documentation.summary}\n\n${check.documentation.why}`,
    ignore.place,
  );
}

interface TokenAt extends Token {
  /** What stands before it in its statement, and around that. */
  readonly context: CursorContext;
}

/** The token at the cursor; undefined in a comment. Tokens end with their line, but for comments. */
function tokenAt({ document, offset }: AskedAt): TokenAt | undefined {
  const text = document.getText();
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset);
  const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
  const column = offset - lineStart;
  const near = segServices()
    .parser.Lexer.tokenize(line)
    .tokens.filter((t) => t.startOffset <= column && column <= t.startOffset + t.image.length);
  const found = near.find((t) => column < t.startOffset + t.image.length) ?? near[0];
  if (found === undefined) return undefined;
  const start = lineStart + found.startOffset;
  const context = contextAt(text, start);
  if (context === undefined || context.inText) return undefined;
  return { text: found.image, type: found.tokenType.name, offset: start, context };
}

function hoverOf({ document }: AskedAt, { offset, text }: Token, value: string): Hover | null {
  if (value === '') return null;
  const range = { start: document.positionAt(offset), end: document.positionAt(offset + text.length) };
  return { contents: { kind: MarkupKind.Markdown, value }, range };
}

function literalHover(asked: AskedAt): Hover | null {
  const token = tokenAt(asked);
  if (token === undefined) return null;
  const { statement } = token.context;
  if (token.type === 'ADDRESS') return hoverOf(asked, token, describeAddress(asked.snapshot, token.text));
  if (token.type === 'STRING' && (statement.at(-1)?.text === 'tagged' || statement[0]?.text === 'tags'))
    return hoverOf(asked, token, describeTag(asked.snapshot, token.text.replace(/^"|"$/g, '')));
  const protocol = token.type === 'NUMBER' ? protocolOf(statement) : undefined;
  return protocol === undefined
    ? null
    : hoverOf(asked, token, describePort(asked.snapshot, protocol, Number(token.text)));
}

/** The protocol that a number in a list of ports belongs to. */
function protocolOf(statement: readonly Token[]): 'tcp' | 'udp' | undefined {
  const word = statement.findLast((t) => t.text !== ',' && !t.type.startsWith('NUMBER'))?.text;
  return word === 'tcp' || word === 'udp' ? word : undefined;
}

/** The security level of a zone, conduit, asset or type, spelled out. */
function levelHover(asked: AskedAt): Hover | null {
  const { policy } = asked.snapshot;
  const zone = policy.zones.find(({ stated }) => stated.slt !== undefined && holds(stated.slt.place, asked));
  const stated =
    zone?.stated.slt ?? policy.conduits.find(({ slt }) => slt !== undefined && holds(slt.place, asked))?.slt;
  if (stated !== undefined)
    return markdown(`**Target security level (SL-T)**\n\n${securityLevel(stated.value)}`, stated.place);
  const owner = [...policy.assets, ...policy.types].find((d) => d.slc !== undefined && holds(d.place, asked));
  const token = owner?.slc === undefined ? undefined : tokenAt(asked);
  if (owner?.slc === undefined || token === undefined) return null;
  const { blocks, statement } = token.context;
  const isCapability = blocks.at(-1)?.kind === 'vector' || [token.text, statement[0]?.text].includes('sl-c');
  return isCapability ? hoverOf(asked, token, `**Capability (SL-C)**\n\n${securityLevel(owner.slc)}`) : null;
}

function ruleHover(asked: AskedAt): Hover | null {
  const { policy } = asked.snapshot;
  const rule = policy.rules.find((r) => holds(r.place, asked));
  if (rule !== undefined) return markdown(describeRule(asked.snapshot, rule), rule.place);
  const expectation = policy.expectations.find((e) => holds(e.place, asked));
  return expectation === undefined
    ? null
    : markdown(describeExpectation(asked.snapshot, expectation), expectation.place);
}

/** A word of the language; in the body of a schedule or an access what that comes to. */
function wordHover(asked: AskedAt): Hover | null {
  const { snapshot } = asked;
  const token = tokenAt(asked);
  if (token === undefined) return null;
  const meaning = meaningOfWord(token.context, token.text);
  if (meaning !== undefined) return hoverOf(asked, token, meaning);
  const schedule = snapshot.policy.schedules.find((s) => holds(s.place, asked));
  if (schedule !== undefined) return hoverOf(asked, token, describe(snapshot, 'schedule', schedule.index));
  const access = snapshot.policy.accesses.find((a) => holds(a.place, asked));
  return access === undefined ? null : hoverOf(asked, token, describe(snapshot, 'access', access.index));
}
