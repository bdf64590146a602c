/** The policy's own tests: each `expect` decided, and where it fails the witness that shows it. */
import type { Expectation, ExpectationQuestion, FirewallRef, Policy } from '../model/policy.ts';
import { exposureOf, worstReached } from './blast.ts';
import { type Chosen, chooseAssets, chooseEnds, samePrincipalOnly } from './choices.ts';
import { type BlastMode, reachGraph } from './graph.ts';
import { nearestPair } from './pairs.ts';
import { type When, whenOf } from './permission.ts';
import { decidePermission } from './permission-expectations.ts';
import { blastTotals } from './totals.ts';
import { type ExpectationResult, failure, PASSED, type Verdict } from './verdict.ts';
import { type Hop, witness, witnessBetween } from './witness.ts';
import { pathWords, principalName } from './words.ts';

export interface ExpectationOptions {
  /** Epoch ms. */
  readonly now: number;
  /** Ask expectations that name no time of their own about this instant. */
  readonly at?: number | undefined;
  /** How many rules are compiled for a firewall; without it `expect rules on` cannot be decided. */
  readonly rulesOn?: ((firewall: FirewallRef) => number | undefined) | undefined;
}

/** Decides every expectation of a policy, in their order. An expectation with names that do not resolve fails. */
export function checkExpectations(policy: Policy, options: ExpectationOptions): ExpectationResult[] {
  return policy.expectations.map((e) => ({ expectation: e.index, ...decide(policy, e, options) }));
}

type Question<K extends ExpectationQuestion['kind']> = Extract<ExpectationQuestion, { readonly kind: K }>;

function decide(policy: Policy, { question, broken }: Expectation, options: ExpectationOptions): Verdict {
  if (broken) return failure('a name in it means nothing, so it cannot be decided');
  if (question.kind === 'rules') return decideRules(policy, question, options);
  const when = timeOf(policy, question, options);
  switch (question.kind) {
    case 'permission':
      return decidePermission(policy, question, when);
    case 'reach':
    case 'only-through':
      return decideReach(policy, question, when);
    case 'blast':
      return decideBlast(policy, question, when);
    case 'exposure':
      return decideExposure(policy, question, when);
  }
}

function timeOf(
  policy: Policy,
  question: Exclude<ExpectationQuestion, Question<'rules'>>,
  options: ExpectationOptions,
): When {
  const { at, during } = question;
  const schedule = during === undefined ? undefined : policy.schedules[during];
  if (schedule !== undefined) return whenOf({ now: options.now, during: schedule.week });
  return whenOf({ now: options.now, at: at ?? options.at });
}

function decideRules(policy: Policy, question: Question<'rules'>, options: ExpectationOptions): Verdict {
  const name = policy.firewalls[question.firewall]?.id ?? '?';
  const count = options.rulesOn?.(question.firewall);
  if (count === undefined) return failure(`how many rules ${name} gets is not known here`);
  return count <= question.atMost
    ? PASSED
    : failure(`${name} gets ${count} rules, at most ${question.atMost} are expected`);
}

function decideReach(policy: Policy, question: Question<'reach' | 'only-through'>, when: When): Verdict {
  const from = chooseEnds(policy, question.sources);
  const to = chooseEnds(policy, question.targets);
  const through = question.kind === 'only-through' ? chooseEnds(policy, question.through) : undefined;
  const problem = emptiness([from, to, ...(through === undefined ? [] : [through])]) ?? samePrincipalOnly(from, to);
  if (problem !== undefined) return failure(problem);
  const strangers = from.strangers.size > 0 || to.strangers.size > 0;
  const graph = reachGraph(policy, { when, strangers });
  const blocked = through?.principals(graph) ?? new Set<number>();
  const pair = nearestPair(graph, from.principals(graph), to.principals(graph), blocked);
  const wanted = question.kind === 'reach' && question.can;
  if (wanted) return pair === undefined ? failure(`nothing of ${from.text} reaches anything of ${to.text}`) : PASSED;
  if (pair === undefined) return PASSED;
  const hops = witnessBetween(graph, pair.from, pair.to, blocked) ?? [];
  const around = through === undefined ? '' : ` without ${through.text}`;
  const [a, b] = [principalName(policy, pair.from), principalName(policy, pair.to)];
  const others = pair.more === 1 ? '1 more reaches' : `${pair.more} more reach`;
  return withPath(policy, `${a} reaches ${b}${around}`, hops, pair.more, `of ${from.text}, ${others} ${to.text}`);
}

function withPath(policy: Policy, head: string, hops: readonly Hop[], more: number, others: string): Verdict {
  const tail = more > 0 ? [others] : [];
  const message = [`${head}:`, ...pathWords(policy, hops), ...tail].join('\n');
  return { passed: false, message, witness: { kind: 'path', hops }, more };
}

function assetsWords(count: number): string {
  return `${count} ${count === 1 ? 'asset' : 'assets'}`;
}

function overWords(more: number): string {
  return more === 1 ? '1 more asset is over it' : `${more} more assets are over it`;
}

function emptiness(chosen: readonly Chosen[]): string | undefined {
  const empty = chosen.find((c) => c.isEmpty);
  return empty === undefined ? undefined : `${empty.text} selects nothing`;
}

const MODE_WORDS: Readonly<Record<BlastMode, string>> = {
  'worst-case': 'worst-case blast radius',
  conditioned: 'conditioned blast radius',
  'service-aware': 'service-aware blast radius',
};

function decideBlast(policy: Policy, question: Question<'blast'>, when: When): Verdict {
  const assets = chooseAssets(policy, question.of);
  if (assets.length === 0) return failure(`${listText(question.of)} selects no asset`);
  const graph = reachGraph(policy, { when, mode: question.mode });
  const { sizes } = blastTotals(graph);
  const over = assets.filter((a) => (sizes[a] as number) > question.atMost);
  const [worst] = [...over].sort((a, b) => (sizes[b] as number) - (sizes[a] as number));
  if (worst === undefined) return PASSED;
  const [target] = worstReached(graph, worst, 1);
  const hops = target === undefined ? [] : (witness(graph, worst, target) ?? []);
  const name = principalName(policy, { kind: 'asset', asset: worst });
  const head = `the ${MODE_WORDS[question.mode]} of ${name} is ${assetsWords(sizes[worst] ?? 0)}, at most ${question.atMost} are expected`;
  return withPath(policy, head, hops, over.length - 1, overWords(over.length - 1));
}

function decideExposure(policy: Policy, question: Question<'exposure'>, when: When): Verdict {
  const assets = chooseAssets(policy, question.of);
  if (assets.length === 0) return failure(`${listText(question.of)} selects no asset`);
  const graph = reachGraph(policy, { when });
  const { exposures } = blastTotals(graph);
  const over = assets.filter((a) => (exposures[a] as number) > question.atMost);
  const [worst] = [...over].sort((a, b) => (exposures[b] as number) - (exposures[a] as number));
  if (worst === undefined) return PASSED;
  const paths = exposureOf(graph, worst).map((a) => witness(graph, a, worst) ?? []);
  const hops = paths.reduce((best, p) => (p.length < best.length ? p : best), paths[0] ?? []);
  const name = principalName(policy, { kind: 'asset', asset: worst });
  const head = `in the worst case ${name} is exposed to ${assetsWords(exposures[worst] ?? 0)}, at most ${question.atMost} are expected`;
  return withPath(policy, head, hops, over.length - 1, overWords(over.length - 1));
}

function listText(list: Question<'blast'>['of']): string {
  return list.items.map((i) => i.text).join(', ');
}
