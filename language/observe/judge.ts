/**
 * Whether the policy permits a conversation at the times at which it was seen, and by which rules. Permission is analysis/'s own; what is
 * done here is to ask it once for all ends that no rule tells apart.
 */
import { type Candidates, candidatesBetween, settle } from '../analysis/permission.ts';
import { type Permission, unionPermissions } from '../analysis/pieces.ts';
import type { Match } from '../analysis/rules.ts';
import type { Unit } from '../analysis/universe.ts';
import { has } from '../model/intervals.ts';
import type { Policy, RuleRef } from '../model/policy.ts';
import {
  ALWAYS,
  intersectTimes,
  isAlways,
  isEmptyTimes,
  NEVER,
  subtractTimes,
  type TimeSet,
  timeSet,
} from '../model/times.ts';
import type { End } from './ends.ts';

/** How a conversation stands to the policy: permitted throughout, permitted but not at all of these times, or at no time. */
export type Standing = 'permitted' | 'outside' | 'refused';

export interface Verdict {
  readonly standing: Standing;
  /** Permitted: the allows that count at the time. Outside: the allows that would count at another. Refused: the denies that speak of it. */
  readonly rules: readonly RuleRef[];
  /** When it is permitted. */
  readonly times: TimeSet;
}

/** What holds between all ends alike: computed once. */
interface Pair {
  readonly permission: Permission;
  readonly candidates: readonly Candidates[];
  readonly atoms: Map<number, OnAtom>;
}

interface OnAtom {
  readonly times: TimeSet;
  readonly always: boolean;
  readonly allows: readonly Ruled[];
  readonly denies: readonly Ruled[];
}

interface Ruled {
  readonly rule: RuleRef;
  readonly times: TimeSet;
  readonly always: boolean;
}

/** Judges conversations of one policy. */
export class Judge {
  readonly #policy: Policy;
  readonly #pairs = new Map<number, Pair>();

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  /** Judges an atom opened from one end to another between two instants (epoch ms), both included. */
  judge(from: End, to: End, atom: number, first: number, last: number): Verdict {
    const { times, always, allows, denies } = this.#onAtom(from, to, atom);
    if (times.length === 0) return { standing: 'refused', rules: refsAt(denies, first, last, this.#policy), times };
    if (always || this.#covers(times, first, last))
      return { standing: 'permitted', rules: refsAt(allows, first, last, this.#policy), times };
    return { standing: 'outside', rules: allows.map((a) => a.rule), times };
  }

  #covers(times: TimeSet, first: number, last: number): boolean {
    return isEmptyTimes(subtractTimes(timeSet(first, last + 1), times), this.#policy.header.timezone);
  }

  #onAtom(from: End, to: End, atom: number): OnAtom {
    const pair = this.#pair(from, to);
    let found = pair.atoms.get(atom);
    if (found === undefined) {
      const times = pair.permission.find((p) => has(p.atoms, atom))?.times ?? NEVER;
      const allows = rulesOn(pair, atom, 'allows');
      found = { times, always: isAlways(times), allows, denies: rulesOn(pair, atom, 'denies') };
      pair.atoms.set(atom, found);
    }
    return found;
  }

  #pair(from: End, to: End): Pair {
    const key = from.alike * 2 ** 26 + to.alike;
    let pair = this.#pairs.get(key);
    if (pair === undefined) {
      pair = this.#between(from.units, to.units);
      this.#pairs.set(key, pair);
    }
    return pair;
  }

  #between(from: readonly Unit[], to: readonly Unit[]): Pair {
    const policy = this.#policy;
    const candidates: Candidates[] = [];
    const permissions: Permission[] = [];
    for (const a of from)
      for (const b of to) {
        const found = candidatesBetween(policy, a, b);
        candidates.push(found);
        permissions.push(settle(policy, a, b, found, ALWAYS));
      }
    return { permission: unionPermissions(permissions, policy.header.timezone), candidates, atoms: new Map() };
  }
}

function rulesOn(pair: Pair, atom: number, list: 'allows' | 'denies'): Ruled[] {
  const found = new Map<RuleRef, Ruled>();
  const matches: readonly Match[] = pair.candidates.flatMap((c) => c[list]);
  for (const { reading } of matches) {
    const { rule, times } = reading;
    if (has(rule.atoms, atom)) found.set(rule.index, { rule: rule.index, times, always: isAlways(times) });
  }
  return [...found.values()].sort((a, b) => a.rule - b.rule);
}

function refsAt(rules: readonly Ruled[], first: number, last: number, policy: Policy): RuleRef[] {
  const seen = (times: TimeSet) =>
    !isEmptyTimes(intersectTimes(times, timeSet(first, last + 1)), policy.header.timezone);
  return rules.filter((r) => r.always || seen(r.times)).map((r) => r.rule);
}
