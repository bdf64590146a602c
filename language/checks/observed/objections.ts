/**
 * What would be wrong with a permission that is not there yet: a quick-fix that permits observed traffic is offered only where no check
 * calls the result an error and no expectation fails by it.
 */
import type { Conduit, Policy, Rule } from '../../model/policy.ts';
import { analysesOf } from '../analyses.ts';
import type { CheckContext } from '../check.ts';

/** Whether the policy with these rules, and with the conduit they stand in where that is new, has an error that it has not now. */
export function isObjectedTo(context: CheckContext, rules: readonly Rule[], conduit?: Conduit): boolean {
  if (context.catalogue === undefined) return true;
  const variant = withRules(context.policy, rules, conduit);
  const failed = new Set(context.analyses.failedExpectations(context.policy));
  if (context.analyses.failedExpectations(variant).some((e) => !failed.has(e))) return true;
  const known = errorsNow.get(context) ?? errorsIn(context);
  errorsNow.set(context, known);
  const after = errorsIn({ ...context, policy: variant, analyses: analysesOf(variant, context.now) });
  return [...after].some((e) => !known.has(e));
}

const errorsNow = new WeakMap<CheckContext, ReadonlySet<string>>();

/** What all checks but those of observed traffic, which the rule is to mend, call an error. */
function errorsIn(context: CheckContext): Set<string> {
  const errors = new Set<string>();
  for (const check of context.catalogue ?? [])
    if (check.family !== 'observed')
      for (const report of check.run(context))
        if ((report.severity ?? check.severity) === 'error') errors.add(`${check.name} ${report.message}`);
  return errors;
}

/** The policy with rules more, each where its container says. Places and texts of theirs are not to be shown. */
export function withRules(policy: Policy, rules: readonly Rule[], conduit?: Conduit): Policy {
  const of = (kind: 'conduit' | 'zone', index: number) =>
    rules
      .filter(
        ({ container: c }) =>
          (c.kind === 'conduit' ? c.conduit : c.kind === 'zone' ? c.zone : -1) === index && c.kind === kind,
      )
      .map((r) => r.index);
  const conduits = conduit === undefined ? policy.conduits : [...policy.conduits, conduit];
  const more = <T extends { readonly index: number; readonly rules: readonly number[] }>(
    kind: 'conduit' | 'zone',
    d: T,
  ): T => {
    const added = of(kind, d.index);
    return added.length === 0 ? d : { ...d, rules: [...d.rules, ...added] };
  };
  return {
    ...policy,
    rules: [...policy.rules, ...rules],
    conduits: conduits.map((c) => more('conduit', c)),
    zones: policy.zones.map((z) => more('zone', z)),
  };
}
