/**
 * What is permitted, as pieces: service atoms with the times at which they are. Every function here is exact set arithmetic on
 * (atom, instant).
 */
import type { AtomSet } from '../model/atoms.ts';
import { has, type Interval, intersect, normalize } from '../model/intervals.ts';
import {
  ALWAYS,
  intersectTimes,
  isAlways,
  isEmptyTimes,
  NEVER,
  sameTimes,
  subtractTimes,
  type TimeSet,
  unionTimes,
} from '../model/times.ts';

export interface Piece {
  readonly atoms: AtomSet;
  readonly times: TimeSet;
}

/** Pieces with disjoint atoms, different times and none empty, ordered by their first atom. */
export type Permission = readonly Piece[];

export const NO_PERMISSION: Permission = [];

/** What the allows permit and no deny takes away, within `when`, on the policy's wall clock. */
export function settlePieces(
  allows: readonly Piece[],
  denies: readonly Piece[],
  when: TimeSet,
  timezone: string,
): Permission {
  if (allows.length === 0) return NO_PERMISSION;
  if (denies.length === 0 && allows.every((a) => isAlways(a.times))) {
    const atoms = normalize(allows.flatMap((a) => a.atoms));
    return atoms.length === 0 || isEmptyTimes(when, timezone) ? NO_PERMISSION : [{ atoms, times: when }];
  }
  const groups: { readonly atoms: Interval<number>[]; readonly times: TimeSet }[] = [];
  const cuts = [...new Set([...allows, ...denies].flatMap((p) => p.atoms.flatMap((i) => [i.from, i.to])))].sort(
    (a, b) => a - b,
  );
  const known = new Map<string, TimeSet>();
  for (let k = 0; k + 1 < cuts.length; k++) {
    const from = cuts[k] as number;
    const times = timesAt(allows, denies, from, when, timezone, known);
    if (times.length === 0) continue;
    const interval = { from, to: cuts[k + 1] as number };
    const group = groups.find((g) => sameTimes(g.times, times));
    if (group === undefined) groups.push({ atoms: [interval], times });
    else group.atoms.push(interval);
  }
  return groups.map((g) => ({ atoms: normalize(g.atoms), times: g.times }));
}

/** When one atom is permitted. Atoms in the same allows and denies share the answer. */
function timesAt(
  allows: readonly Piece[],
  denies: readonly Piece[],
  atom: number,
  when: TimeSet,
  timezone: string,
  known: Map<string, TimeSet>,
): TimeSet {
  const held = allows.filter((p) => has(p.atoms, atom));
  if (held.length === 0) return NEVER;
  const refused = denies.filter((p) => has(p.atoms, atom));
  const key = `${held.map((p) => allows.indexOf(p)).join()}|${refused.map((p) => denies.indexOf(p)).join()}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const open = unionTimes(...held.map((p) => p.times));
  const left = intersectTimes(subtractTimes(open, unionTimes(...refused.map((p) => p.times))), when);
  const times = isEmptyTimes(left, timezone) ? NEVER : left;
  known.set(key, times);
  return times;
}

/** What any of the permissions permits. */
export function unionPermissions(all: readonly Permission[], timezone: string): Permission {
  const some = all.filter((p) => p.length > 0);
  return some.length <= 1 ? (some[0] ?? NO_PERMISSION) : settlePieces(some.flat(), [], ALWAYS, timezone);
}

/** The atoms permitted at some instant. */
export function atomsOf(permission: Permission): AtomSet {
  const [only] = permission;
  return permission.length === 1 && only !== undefined ? only.atoms : normalize(permission.flatMap((p) => p.atoms));
}

/** The part of a permission on some atoms only. */
export function onAtoms(permission: Permission, atoms: AtomSet): Permission {
  return permission.map((p) => ({ ...p, atoms: intersect(p.atoms, atoms) })).filter((p) => p.atoms.length > 0);
}
