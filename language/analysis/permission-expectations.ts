/** `expect A -> B : S is allowed` and `is denied`: every pair of assets, every part of the services. */

import type { AtomSet } from '../model/atoms.ts';
import { intersect, subtract } from '../model/intervals.ts';
import type { ExpectationQuestion, Policy } from '../model/policy.ts';
import { chooseKinds, type Kind, listWords } from './choices.ts';
import { type Explanation, explain } from './explain.ts';
import { atomsBetween, isSamePrincipal, type Principal, possibleAtoms, type When } from './permission.ts';
import { failure, PASSED, type Verdict } from './verdict.ts';
import { atomWords, principalName, ruleWithPlace } from './words.ts';

type Question = Extract<ExpectationQuestion, { readonly kind: 'permission' }>;

/** Decides a question of permission. Alike assets are decided together. */
export function decidePermission(policy: Policy, question: Question, when: When): Verdict {
  const sources = chooseKinds(policy, question.sources);
  const targets = chooseKinds(policy, question.targets);
  if (sources.length === 0) return failure(`${listWords(question.sources)} selects nothing`);
  if (targets.length === 0) return failure(`${listWords(question.targets)} selects nothing`);
  let pairs = 0;
  let broken = 0;
  let first: { readonly from: Principal; readonly to: Principal } | undefined;
  for (const source of sources)
    for (const target of targets) {
      const pair = somePair(policy, source, target);
      if (pair === undefined) continue;
      pairs += pair.count;
      if (holds(policy, question, pair.from, pair.to, when)) continue;
      broken += pair.count;
      first ??= pair;
    }
  if (pairs === 0)
    return failure(`${listWords(question.sources)} and ${listWords(question.targets)} are the same asset`);
  return first === undefined ? PASSED : brokenBy(policy, question, first.from, first.to, when, broken - 1);
}

interface Pair {
  readonly from: Principal;
  readonly to: Principal;
  /** How many pairs are alike. */
  readonly count: number;
}

function somePair(policy: Policy, source: Kind, target: Kind): Pair | undefined {
  const [from] = source.members;
  if (from === undefined) return undefined;
  const others = target.members.filter((t) => !isSamePrincipal(policy, from, t));
  const [to] = others;
  return to === undefined ? undefined : { from, to, count: source.members.length * others.length };
}

function holds(policy: Policy, question: Question, from: Principal, to: Principal, when: When): boolean {
  const asked = intersect(question.atoms, possibleAtoms(policy, from, to));
  const open = intersect(asked, atomsBetween(policy, from, to, when));
  return question.allowed ? asked.length > 0 && subtract(asked, open).length === 0 : open.length === 0;
}

function brokenBy(
  policy: Policy,
  question: Question,
  from: Principal,
  to: Principal,
  when: When,
  more: number,
): Verdict {
  const explanation = explain(policy, from, to, question.atoms, when);
  const [a, b] = [principalName(policy, from), principalName(policy, to)];
  const tail = more > 0 ? `\n${more === 1 ? '1 more pair fails' : `${more} more pairs fail`}` : '';
  const lines = question.allowed ? whyDenied(policy, explanation) : whyAllowed(policy, explanation);
  const open = intersect(
    question.atoms,
    explanation.permitted.flatMap((p) => p.atoms).sort((x, y) => x.from - y.from),
  );
  const subject = question.allowed ? missingOf(policy, question.atoms, from, to, open) : open;
  const head = `${a} may ${question.allowed ? 'not ' : ''}open ${atomWords(subject)} to ${b}`;
  const message = `${[head, ...lines].join('\n')}${tail}`;
  return { passed: false, message, witness: { kind: 'permission', from, to, explanation }, more };
}

function missingOf(policy: Policy, asked: AtomSet, from: Principal, to: Principal, open: AtomSet): AtomSet {
  const missing = subtract(intersect(asked, possibleAtoms(policy, from, to)), open);
  return missing.length === 0 ? asked : missing;
}

function whyDenied(policy: Policy, { reason, deniedBy, conduits }: Explanation): string[] {
  if (reason === 'denied') return deniedBy.map((r) => `denied by ${ruleWithPlace(policy, r)}`);
  const names = conduits.map((c) => policy.conduits[c]?.id ?? '?').join(', ');
  switch (reason) {
    case 'no conduit':
      return ['no conduit joins them'];
    case 'no rule':
      return [names === '' ? 'no rule of their zone allows it' : `no rule of ${names} allows it`];
    case 'outside its time':
      return ['the rule that allows it does not count at that time'];
    case 'against one-way':
      return [`${names} is one-way, the other way round`];
    case 'layer 2':
      return ['it is layer 2, which does not cross zones'];
    default:
      return [reason];
  }
}

function whyAllowed(policy: Policy, { allowedBy, openZone }: Explanation): string[] {
  const zone = openZone === undefined ? [] : [`by open zone ${policy.zones[openZone]?.id ?? '?'}`];
  return [...zone, ...allowedBy.map((r) => `by ${ruleWithPlace(policy, r)}`)];
}
