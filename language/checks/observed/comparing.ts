/** The comparison that the checks of this family tell about: made once a run, of the flows at hand. */
import { type Comparison, comparisonOf, SCAN_AT_LEAST } from '../../observe/index.ts';
import type { CheckContext } from '../check.ts';

/** Name of the check whose threshold says what makes a scan. */
export const SCANNING_CHECK = 'observed-not-permitted';

/** How observed traffic compares with the policy; undefined where none was observed. */
export function comparing({
  policy,
  now,
  observed,
  configuration,
}: Pick<CheckContext, 'policy' | 'now' | 'observed' | 'configuration'>): Comparison | undefined {
  if (observed === undefined || observed.files.length === 0) return undefined;
  const scan = configuration.thresholds[SCANNING_CHECK]?.scan ?? SCAN_AT_LEAST;
  return comparisonOf(policy, observed, { now, scan });
}
