/** How messages name things and count them. */
import type { Declared, Policy, Zone } from '../model/policy.ts';

/** How often each name is declared in the policy that was asked about last: after an edit only what differs is counted anew. */
const counts = new Map<string, number>();
let counted: WeakRef<Policy> | undefined;

function nameCounts(policy: Policy): ReadonlyMap<string, number> {
  const before = counted?.deref();
  if (before === policy) return counts;
  if (before === undefined) counts.clear();
  recount(before?.assets ?? [], policy.assets);
  recount(before?.zones ?? [], policy.zones);
  counted = new WeakRef(policy);
  return counts;
}

/** Takes the names away that are only in the first list, and adds those that are only in the second; both begin and end alike. */
function recount(old: readonly Declared[], now: readonly Declared[]): void {
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start]?.name === now[start]?.name) start++;
  let tail = 0;
  while (tail < most - start && old[old.length - 1 - tail]?.name === now[now.length - 1 - tail]?.name) tail++;
  const add = (list: readonly Declared[], by: number): void => {
    for (let i = start; i < list.length - tail; i++) {
      const name = (list[i] as Declared).name;
      const count = (counts.get(name) ?? 0) + by;
      if (count === 0) counts.delete(name);
      else counts.set(name, count);
    }
  };
  add(old, -1);
  add(now, 1);
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
