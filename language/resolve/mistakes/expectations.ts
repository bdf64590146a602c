/** Expectations: their verbs. */
import type { IToken } from 'chevrotain';
import { endOf, type Mistake, type Scene } from './mistake.ts';
import { arrowAt } from './rules.ts';

const FORMS =
  'An expectation is A -> B : modbus is allowed (or is denied), A can reach B, A cannot reach B, A reaches B only through C, ' +
  'or a bound: blast radius of A at most 3 assets, exposure of A at most 0 assets, rules on FW at most 200.';

export function expectationMistake({ text, tokens, at, expected, statement }: Scene): Mistake | undefined {
  const [before, token] = [tokens[at - 1], tokens[at]];
  if (statement[0]?.image !== 'expect' || before === undefined) return undefined;
  if (expected[0] === 'is') {
    const verdict = /^(allowed|denied)$/.test(token?.image ?? '');
    const edit = { title: 'Insert is', from: endOf(before), to: endOf(before), newText: ' is' };
    return { message: 'An expectation ends with is allowed or is denied.', ...(verdict ? { edit } : {}) };
  }
  if (before.image === 'can' && token?.image === 'not') {
    const span = { from: before.startOffset, to: endOf(token) };
    return {
      message: 'cannot is one word: A cannot reach B.',
      ...span,
      edit: { title: 'Change to cannot', ...span, newText: 'cannot' },
    };
  }
  const arrow = statement.length === 1 && token !== undefined ? wrongArrow(text, tokens.slice(at), token) : undefined;
  if (arrow !== undefined) return arrow;
  return statement.length === 1 || /^(reach|only|through|can|cannot|reaches)$/.test(expected[0] ?? '')
    ? { message: FORMS }
    : undefined;
}

/** An arrow that is none, in the line of a token: the parser gives up before it. */
function wrongArrow(text: string, tokens: readonly IToken[], { startLine }: IToken): Mistake | undefined {
  const line = tokens.slice(0, tokens.findIndex((t) => t.startLine !== startLine) >>> 0);
  if (line.some((t) => t.image === '->' || t.image === '<->')) return undefined;
  const sign = line.find((t) => /^[=-]/.test(t.image));
  return sign && arrowAt(text, sign.startOffset);
}
