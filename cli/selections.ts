/** Selections that someone types on the command line: anything that `expect A cannot reach B` can name, read by the same rules. */
import type { SelectedEnds } from '../language/analysis/index.ts';
import type { Policy } from '../language/model/policy.ts';
import { InputError } from './errors.ts';
import type { Session } from './session.ts';

const TYPED = 'command-line.seg';

/** A policy that tells the selected assets apart from others, with what is selected. */
export interface Selected {
  readonly policy: Policy;
  readonly from: SelectedEnds;
  readonly to: SelectedEnds;
}

/**
 * Reads two selections as an expectation of the policy would: names, lists, types, zones, groups, addresses. Throws InputError where
 * one names nothing, selects nothing or is no selection.
 */
export async function selectBetween(session: Session, from: string, to: string): Promise<Selected> {
  const { loadPolicy } = await import('../language/pipeline.ts');
  const { selectedEnds } = await import('../language/analysis/index.ts');
  const files = session.policy.files.filter(({ library }) => !library);
  const texts = files.map(({ path }) => ({ path, text: session.text(path) ?? '' }));
  const [a, b] = [from, to].map((text) => referenceOf(session.policy, text));
  const { policy, findings } = await loadPolicy([...texts, { path: TYPED, text: `expect ${a} cannot reach ${b}\n` }]);
  const problem = findings.find(({ place }) => place.file === TYPED);
  if (problem !== undefined) throw new InputError(problem.message);
  const typed = policy.expectations.filter(({ place }) => place.file === TYPED);
  const [question] = typed.map((expectation) => expectation.question);
  if (typed.length !== 1 || question?.kind !== 'reach' || declared(policy) !== declared(session.policy) + 1)
    throw new InputError(`${from} and ${to} are not two selections.`);
  const selected = { policy, from: selectedEnds(policy, question.sources), to: selectedEnds(policy, question.targets) };
  for (const { text, assets, strangers } of [selected.from, selected.to])
    if (assets.length + strangers.length === 0) throw new InputError(`${text} selects nothing.`);
  return selected;
}

/** How the language refers to what is named: a name or path as it is known by, quoted where it must be; anything else as typed. */
function referenceOf({ assets, zones, types, groups, firewalls }: Policy, text: string): string {
  const named = [assets, zones, types, groups, firewalls].flatMap((list) =>
    list.filter(({ id, name }) => id === text || name === text),
  );
  return named.length === 1 ? (named[0]?.id ?? text) : text;
}

/** Selections declare nothing beyond the question that they stand in. */
function declared(policy: Policy): number {
  const lists = [policy.zones, policy.types, policy.assets, policy.services, policy.groups, policy.schedules];
  const others = [policy.conduits, policy.rules, policy.accesses, policy.firewalls, policy.expectations];
  return [...lists, ...others].reduce((sum, list) => sum + list.length, policy.header.place === undefined ? 0 : 1);
}
