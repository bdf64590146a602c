/** Verdicts on expectations, and what shows that one fails. */
import type { Explanation } from './explain.ts';
import type { Principal } from './permission.ts';
import type { Hop } from './witness.ts';

/** What shows that an expectation fails. */
export type Witness =
  | { readonly kind: 'path'; readonly hops: readonly Hop[] }
  | {
      readonly kind: 'permission';
      readonly from: Principal;
      readonly to: Principal;
      readonly explanation: Explanation;
    };

export interface ExpectationResult {
  /** Position in `Policy.expectations`. */
  readonly expectation: number;
  readonly passed: boolean;
  /** Why it fails, several lines where there is a path; empty where it passes. */
  readonly message: string;
  readonly witness?: Witness;
  /** Further pairs or assets that fail it too. */
  readonly more: number;
}

/** A verdict without its place. */
export type Verdict = Omit<ExpectationResult, 'expectation'>;

export const PASSED: Verdict = { passed: true, message: '', more: 0 };

/** A failure that no witness can show. */
export function failure(message: string): Verdict {
  return { passed: false, message, more: 0 };
}
