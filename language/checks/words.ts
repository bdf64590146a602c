/** How messages name things and count them. */
import type { Declared, Policy, Zone } from '../model/policy.ts';

const counted = new WeakMap<Policy, ReadonlyMap<string, number>>();

function nameCounts(policy: Policy): ReadonlyMap<string, number> {
  const known = counted.get(policy);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const d of [...policy.assets, ...policy.zones]) counts.set(d.name, (counts.get(d.name) ?? 0) + 1);
  counted.set(policy, counts);
  return counts;
}

/** The simple name of a zone or asset where no other has it, else its path. */
export function label(policy: Policy, declared: Declared): string {
  return (nameCounts(policy).get(declared.name) ?? 0) > 1 ? declared.id : declared.name;
}

/** `a`, `a and b`, `a, b and c`; beyond `limit` names `a, b and 7 more`. */
export function listed(names: readonly string[], limit = 5): string {
  const shown = names.length > limit ? [...names.slice(0, limit - 1), `${names.length - limit + 1} more`] : names;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** `1 asset`, `2 assets`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Levels as people write them: `level 3.5`, or the zone's kind where it has no level. */
export function levelOf(zone: Zone): string {
  return zone.level !== undefined ? `level ${zone.level}` : zone.kind !== undefined ? `kind ${zone.kind}` : 'no level';
}
