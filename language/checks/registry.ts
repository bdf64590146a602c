/** All checks, in the order of the reference pages. A new check is one file and one line here. */
import type { Check } from './check.ts';

export const CHECKS: readonly Check[] = [];

const byName: ReadonlyMap<string, Check> = new Map(CHECKS.map((c) => [c.name, c]));

/** The check of that name. */
export function checkNamed(name: string): Check | undefined {
  return byName.get(name);
}
