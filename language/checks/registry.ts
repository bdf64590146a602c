/** All checks, in the order of the reference pages. A new check is one file and one line here. */
import { accessExpired } from './access/access-expired.ts';
import { blastRadiusExceeded } from './blast/blast-radius-exceeded.ts';
import { blastReachesSafety } from './blast/blast-reaches-safety.ts';
import type { Check } from './check.ts';
import { dmzBypassed } from './conduits/dmz-bypassed.ts';
import { oneWayViolated } from './conduits/one-way-violated.ts';
import { unenforceable } from './conduits/unenforceable.ts';
import { expectationFailed } from './expectations/expectation-failed.ts';
import { anyService } from './rules/any-service.ts';
import { anySource } from './rules/any-source.ts';
import { anyTarget } from './rules/any-target.ts';
import { becauseMissing } from './rules/because-missing.ts';
import { ruleMatchesNothing } from './rules/rule-matches-nothing.ts';
import { addressDuplicate } from './zones/address-duplicate.ts';
import { addressOutsideZone } from './zones/address-outside-zone.ts';
import { networkOverlap } from './zones/network-overlap.ts';

export const CHECKS: readonly Check[] = [
  addressOutsideZone,
  addressDuplicate,
  networkOverlap,
  dmzBypassed,
  unenforceable,
  oneWayViolated,
  ruleMatchesNothing,
  anySource,
  anyTarget,
  anyService,
  becauseMissing,
  accessExpired,
  blastRadiusExceeded,
  blastReachesSafety,
  expectationFailed,
];

const byName: ReadonlyMap<string, Check> = new Map(CHECKS.map((c) => [c.name, c]));

/** The check of that name. */
export function checkNamed(name: string): Check | undefined {
  return byName.get(name);
}
