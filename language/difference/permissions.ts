/** Direct permissions that one version gives and the other does not: exact over source, target, service and time. */
import { atomsOf, type Permission, permissionBetween } from '../analysis/index.ts';
import { NO_PERMISSION, onAtoms } from '../analysis/pieces.ts';
import type { AtomSet } from '../model/atoms.ts';
import { intersect, subtract, union } from '../model/intervals.ts';
import { FULL_WEEK, sameTimes, type TimeSet } from '../model/times.ts';
import type { Half, Pair, Version } from './principals.ts';

/** What is permitted at other times than before. */
export interface Retimed {
  readonly atoms: AtomSet;
  readonly before: TimeSet;
  readonly after: TimeSet;
}

/** What changed from one pair of principals to another; at least one part is not empty. */
export interface PermissionChange {
  readonly from: Pair;
  readonly to: Pair;
  /** Services permitted now at some time and never before. */
  readonly gained: Permission;
  /** Services permitted before at some time and never now. */
  readonly lost: Permission;
  readonly changed: readonly Retimed[];
}

/** Every change, ordered by the pairs. A version may lack a principal: then it permits nothing to and from it. */
export function permissionChanges(before: Version, after: Version, pairs: readonly Pair[]): PermissionChange[] {
  const out: PermissionChange[] = [];
  const [old, now] = [new Candidates(before, pairs, 'before'), new Candidates(after, pairs, 'after')];
  for (const from of pairs) {
    const targets = new Set([...old.from(from), ...now.from(from)]);
    for (const index of [...targets].sort((a, b) => a - b)) {
      const change = compare(before, after, from, pairs[index] as Pair);
      if (change !== undefined) out.push(change);
    }
  }
  return out;
}

/** Which pairs one may open something to, in one version: at least those. */
class Candidates {
  readonly #version: Version;
  readonly #side: 'before' | 'after';
  readonly #byNode = new Map<number, number[]>();
  readonly #firewalls: readonly number[];
  readonly #all: readonly number[];

  constructor(version: Version, pairs: readonly Pair[], side: 'before' | 'after') {
    this.#version = version;
    this.#side = side;
    this.#all = pairs.filter((p) => p[side] !== undefined).map((p) => p.index);
    this.#firewalls = this.#all.filter((i) => pairs[i]?.kind === 'firewall');
    for (const i of this.#all) {
      const node = pairs[i]?.[side]?.node ?? -1;
      if (node < 0) continue;
      const list = this.#byNode.get(node);
      if (list === undefined) this.#byNode.set(node, [i]);
      else list.push(i);
    }
  }

  from(pair: Pair): readonly number[] {
    const own = pair[this.#side];
    if (own === undefined) return [];
    // Firewalls stand in no graph; there are few of them.
    if (own.node < 0) return this.#all;
    const reached = this.#direct(own.node);
    return [...[...reached].flatMap((node) => this.#byNode.get(node) ?? []), ...this.#firewalls];
  }

  /** Principals one hop away. */
  #direct(node: number): Set<number> {
    const { next, principals } = this.#version.graph;
    const found = new Set<number>();
    const seen = new Set<number>();
    const stack = [node];
    for (let n = stack.pop(); n !== undefined; n = stack.pop())
      for (let e = next.at[n] as number; e < (next.at[n + 1] as number); e++) {
        const m = next.to[e] as number;
        if (m < 2 * principals) found.add(m % principals);
        else if (!seen.has(m)) {
          seen.add(m);
          stack.push(m);
        }
      }
    return found;
  }
}

function compare(before: Version, after: Version, from: Pair, to: Pair): PermissionChange | undefined {
  const old = permission(before, from.before, to.before, from === to);
  const now = permission(after, from.after, to.after, from === to);
  const [had, has] = [atomsOf(old), atomsOf(now)];
  const gained = onAtoms(now, subtract(has, had));
  const lost = onAtoms(old, subtract(had, has));
  const clocks = before.policy.header.timezone === after.policy.header.timezone;
  const changed = old.flatMap((o) =>
    now.flatMap((n): Retimed[] => {
      const atoms = intersect(o.atoms, n.atoms);
      const same = sameTimes(o.times, n.times) && (clocks || isWhole(o.times));
      return atoms.length === 0 || same ? [] : [{ atoms, before: o.times, after: n.times }];
    }),
  );
  if (gained.length + lost.length + changed.length === 0) return undefined;
  return { from, to, gained, lost, changed: mergeRetimed(changed) };
}

/** Whether a set does not speak of days and hours: then it is the same in every time zone. */
function isWhole(times: TimeSet): boolean {
  return times.every(
    (piece) => piece.week.length === 1 && piece.week[0]?.from === 0 && piece.week[0].to === FULL_WEEK[0]?.to,
  );
}

function permission(version: Version, from: Half | undefined, to: Half | undefined, alike: boolean): Permission {
  const source = from?.principals[0];
  const target = to?.principals[alike ? 1 : 0];
  if (source === undefined || target === undefined) return NO_PERMISSION;
  return permissionBetween(version.policy, source, target, version.when);
}

function mergeRetimed(all: readonly Retimed[]): Retimed[] {
  const merged: Retimed[] = [];
  for (const one of all) {
    const at = merged.findIndex((m) => sameTimes(m.before, one.before) && sameTimes(m.after, one.after));
    const known = merged[at];
    if (known === undefined) merged.push(one);
    else merged[at] = { ...known, atoms: union(known.atoms, one.atoms) };
  }
  return merged;
}
