/** The verdicts on a policy's expectations. */
import { checkExpectations, type ExpectationJson, expectationsJson } from '../language/analysis/index.ts';
import { compileRules, countRules } from '../language/compile/index.ts';
import type { Session } from './session.ts';

/** Decides every expectation, in the order of the policy. Rules are compiled only where an expectation asks how many there are. */
export function evaluate({ policy, now, at }: Session): ExpectationJson[] {
  let counts: readonly number[] | undefined;
  const rulesOn = (firewall: number): number | undefined => {
    counts ??= compileRules(policy, at ?? now).firewalls.map(countRules);
    return counts[firewall];
  };
  return expectationsJson(policy, checkExpectations(policy, { now, at, rulesOn }));
}
