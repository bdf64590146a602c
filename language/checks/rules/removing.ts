/** The quick-fix that takes a service out of a rule, or the rule away: offered where no expectation relies on it. */

import { union } from '../../model/intervals.ts';
import type { Policy, Rule, ServiceTerm } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';
import { removalOf, removeFromList, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';

/** Takes the terms out of the rule; removes a rule that has no other. Permits less than before. */
export function dropTermsFix(context: CheckContext, rule: Rule, terms: readonly ServiceTerm[]): Fix[] {
  if (textAt(context, rule.place) === undefined || terms.length === 0) return [];
  const rest = rule.services.filter((s) => !terms.includes(s));
  if (breaksWithout(context, rule, rest)) return [];
  const [term] = terms;
  if (rest.length === 0)
    return [{ title: 'Remove the rule', edits: removalOf(context, rule.place), safe: true, preferred: true }];
  if (term === undefined || terms.length > 1) return [];
  const places = rule.services.map((s) => s.place);
  const edit = removeFromList(places, rule.services.indexOf(term));
  return edit === undefined ? [] : [{ title: `Take ${term.text} out of the rule`, edits: [edit], safe: true }];
}

/** Whether an expectation that holds fails once the rule has only these services. */
export function breaksWithout({ policy, analyses }: CheckContext, rule: Rule, rest: readonly ServiceTerm[]): boolean {
  if (policy.expectations.length === 0) return false;
  const changed: Rule = {
    ...rule,
    services: rest,
    atoms: union(...rest.map((s) => s.atoms), []),
    broken: rest.length === 0,
  };
  const variant: Policy = { ...policy, rules: policy.rules.map((r) => (r === rule ? changed : r)) };
  const before = new Set(analyses.failedExpectations(policy));
  return analyses.failedExpectations(variant).some((e) => !before.has(e));
}
