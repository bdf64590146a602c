/** Rules: their arrow, their colon, the commas of their lists. */
import type { IToken } from 'chevrotain';
import { endOf, isClause, isValue, type Mistake, type Scene } from './mistake.ts';

/** What people write for the arrow. */
const ARROW = /^(?:<?[=–—-]+>|[→⇒➔⟶]|>|=)/;
const REVERSED = /^(?:<[=–—-]+|←|⇐|<)(?!>)/;
export const ARROW_MEANING = "A rule's arrow is -> and points from who opens the connection to who answers.";

export function ruleMistake(scene: Scene): Mistake | undefined {
  const { expected, statement } = scene;
  const [first] = statement;
  if (first === undefined || !/^(allow|deny|expect)$/.test(first.image)) return undefined;
  if (expected.includes('->')) return beforeArrow(scene, first);
  if (first.image === 'expect' || !statement.some(isArrow)) return undefined;
  if (expected.includes(':')) return beforeServices(scene);
  return statement.some(isClause) ? undefined : missingComma(scene);
}

const isArrow = (token: IToken): boolean => token.image === '->' || token.image === '<->';

/** An arrow written otherwise, wherever it stands; undefined where none does. */
export function arrowAt(text: string, offset: number): Mistake | undefined {
  const rest = text.slice(offset, offset + 8);
  const reversed = REVERSED.exec(rest);
  if (reversed !== null)
    return {
      message: `${ARROW_MEANING} Put who opens it on the left.`,
      from: offset,
      to: offset + reversed[0].length,
    };
  const arrow = ARROW.exec(rest);
  if (arrow === null) return undefined;
  // What the lexer could read of it lies before the place.
  const from = offset - (/[=–—-]*$/.exec(text.slice(Math.max(0, offset - 4), offset))?.[0].length ?? 0);
  const span = { from, to: offset + arrow[0].length };
  return { message: ARROW_MEANING, ...span, edit: { title: 'Change to ->', ...span, newText: '->' } };
}

function beforeArrow(scene: Scene, first: IToken): Mistake | undefined {
  const { text, tokens, at } = scene;
  const token = tokens[at];
  if (token === undefined) return undefined;
  const span = { from: token.startOffset, to: endOf(token) };
  if (token.image === 'to')
    return { message: ARROW_MEANING, ...span, edit: { title: 'Change to ->', ...span, newText: '->' } };
  const arrow = arrowAt(text, token.startOffset);
  if (arrow !== undefined) return arrow;
  return (
    missingComma(scene) ??
    (first.image === 'expect' ? undefined : { message: `${ARROW_MEANING} It is missing here: allow A -> B : service.` })
  );
}

function beforeServices(scene: Scene): Mistake {
  const { tokens, at, text } = scene;
  const token = tokens[at];
  const rest = token === undefined ? '' : text.slice(token.startOffset).split('\n', 1)[0];
  const comma = /^[^"]*?\s:\s/.test(` ${rest}`) ? missingComma(scene) : undefined;
  if (comma !== undefined) return comma;
  const before = tokens[at - 1] as IToken;
  if (!isValue(token)) return { message: 'A rule says after a colon which services it means: -> B : modbus.' };
  return {
    message: `A colon stands before the services: ${before.image} : ${token.image}.`,
    edit: { title: 'Insert the colon', from: endOf(before), to: token.startOffset, newText: ' : ' },
  };
}

/** Two values side by side where a list is meant. */
export function missingComma({ tokens, at }: Scene): Mistake | undefined {
  const [before, token] = [tokens[at - 1], tokens[at]];
  if (!isValue(before) || !isValue(token)) return undefined;
  return {
    message: `Several are separated by commas: ${before.image}, ${token.image}.`,
    edit: { title: 'Insert a comma', from: endOf(before), to: endOf(before), newText: ',' },
  };
}
