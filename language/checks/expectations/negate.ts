/** The quick-fix of `expectation-failed` that makes an expectation say what holds: the opposite verdict, or the actual number. */

import { chooseAssets } from '../../analysis/choices.ts';
import { type BlastMode, reachGraph } from '../../analysis/graph.ts';
import { whenOf } from '../../analysis/permission.ts';
import { blastTotals } from '../../analysis/totals.ts';
import type { Expectation, ExpectationQuestion, SelectorList } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';
import { replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';

/** Fixes that rewrite the expectation, each only where it then holds. */
export function negateFixes(context: CheckContext, expectation: Expectation): Fix[] {
  const { question, verdictPlace } = expectation;
  if (verdictPlace === undefined || textAt(context, verdictPlace) === undefined) return [];
  switch (question.kind) {
    case 'permission':
      return opposite(
        context,
        expectation,
        { ...question, allowed: !question.allowed },
        question.allowed ? 'denied' : 'allowed',
      );
    case 'reach':
      return opposite(context, expectation, { ...question, can: !question.can }, question.can ? 'cannot' : 'can');
    case 'only-through':
      return notOnlyThrough(context, expectation, question);
    default: {
      const actual = actualNumber(context, question);
      if (actual === undefined) return [];
      return [{ title: `Raise the number to ${actual}`, edits: [replace(verdictPlace, String(actual))], safe: false }];
    }
  }
}

function opposite(context: CheckContext, expectation: Expectation, question: ExpectationQuestion, word: string): Fix[] {
  if (expectation.verdictPlace === undefined || !holds(context, expectation, question)) return [];
  return [{ title: `Expect the opposite: ${word}`, edits: [replace(expectation.verdictPlace, word)], safe: false }];
}

/** What is reached on other ways too is simply reached. */
function notOnlyThrough(
  context: CheckContext,
  expectation: Expectation,
  question: Extract<ExpectationQuestion, { kind: 'only-through' }>,
): Fix[] {
  const { sources, targets, through, at, during } = question;
  const time = { ...(at === undefined ? {} : { at }), ...(during === undefined ? {} : { during }) };
  if (!holds(context, expectation, { kind: 'reach', sources, targets, can: true, ...time })) return [];
  const { file } = sources.place;
  const [from, to] = [sources, targets].map((l) => textAt(context, l.place));
  const edit = { file, offset: sources.place.offset, end: through.place.end, newText: `${from} can reach ${to}` };
  return [{ title: `Expect only that it can be reached: ${edit.newText}`, edits: [edit], safe: false }];
}

function holds(context: CheckContext, expectation: Expectation, question: ExpectationQuestion): boolean {
  const { policy, analyses } = context;
  const variant = { ...policy, expectations: [{ ...expectation, index: 0, question }] };
  return analyses.failedExpectations(variant).length === 0;
}

/** What the number of a limit would have to be. */
function actualNumber(
  context: CheckContext,
  question: Exclude<ExpectationQuestion, { kind: 'permission' | 'reach' | 'only-through' }>,
): number | undefined {
  if (question.kind === 'rules') return context.analyses.rulesOn(question.firewall);
  const { of, at, during } = question;
  const mode = question.kind === 'blast' ? question.mode : 'worst-case';
  const week = during === undefined ? undefined : context.policy.schedules[during]?.week;
  const numbers = sizes(context, of, { at, during: week, mode, exposure: question.kind === 'exposure' });
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

interface Asked {
  readonly at: number | undefined;
  readonly during: Parameters<typeof whenOf>[0]['during'];
  readonly mode: BlastMode;
  readonly exposure: boolean;
}

function sizes(context: CheckContext, of: SelectorList, { at, during, mode, exposure }: Asked): number[] {
  const { policy, now } = context;
  const totals = blastTotals(reachGraph(policy, { when: whenOf({ now, at, during }), mode }));
  return chooseAssets(policy, of).map((a) => (exposure ? totals.exposures : totals.sizes)[a] ?? 0);
}
