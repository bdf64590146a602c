/** Why one principal may, or may not, open a service to another: the rules that allow it, those that deny it, or what is missing. */
import type { AtomSet } from '../model/atoms.ts';
import { contains, intersect, overlaps, subtract } from '../model/intervals.ts';
import type { ConduitRef, Policy, RuleRef, ZoneRef } from '../model/policy.ts';
import { intersectTimes, isEmptyTimes } from '../model/times.ts';
import {
  actingUnits,
  type Candidates,
  candidatesBetween,
  isSamePrincipal,
  type Principal,
  permissionBetween,
  possibleAtoms,
  settle,
  type When,
} from './permission.ts';
import { atomsOf, onAtoms, type Permission } from './pieces.ts';
import type { Match } from './rules.ts';
import type { Unit } from './universe.ts';

/** Why: what permits it, or the first thing that stands against it. */
export type Reason =
  | 'rule'
  | 'open zone'
  | 'same asset'
  | 'no leg'
  | 'denied'
  | 'outside its time'
  | 'against one-way'
  | 'no rule'
  | 'layer 2'
  | 'no conduit';

export interface Explanation {
  /** Every atom asked about that can exist between the two is permitted at some instant asked about. */
  readonly allowed: boolean;
  /** What of it is permitted. */
  readonly permitted: Permission;
  /** Allows that leave something permitted after all denies. */
  readonly allowedBy: readonly RuleRef[];
  /** Denies that speak of these two, these atoms and this time. */
  readonly deniedBy: readonly RuleRef[];
  readonly openZone?: ZoneRef;
  /** The conduits that join them, in either direction of permission. */
  readonly conduits: readonly ConduitRef[];
  readonly reason: Reason;
}

/** Explains a connection from one principal to another. */
export function explain(policy: Policy, from: Principal, to: Principal, atoms: AtomSet, when: When): Explanation {
  const nothing = { allowed: false, permitted: [], allowedBy: [], deniedBy: [], conduits: [] };
  if (isSamePrincipal(policy, from, to)) return { ...nothing, reason: 'same asset' };
  const pairs = unitPairs(policy, from, to);
  if (pairs.length === 0) return { ...nothing, reason: 'no leg' };
  const asked = intersect(atoms, possibleAtoms(policy, from, to));
  const permitted = onAtoms(permissionBetween(policy, from, to, when), asked);
  const missing = subtract(asked, atomsOf(permitted));
  const allowedBy = sorted(
    policy,
    pairs.flatMap((p) => effective(policy, p, asked, when)),
  );
  const deniedBy = sorted(
    policy,
    pairs.flatMap((p) => speaking(policy, p.candidates.denies, asked, when)),
  );
  const conduits = [...new Set(pairs.flatMap((p) => p.candidates.joins.map((j) => j.conduit)))].sort((a, b) => a - b);
  const openZone = pairs.find((p) => p.candidates.openZone !== undefined && leavesOpen(policy, p, asked, when))
    ?.candidates.openZone;
  const allowed = asked.length > 0 && missing.length === 0;
  const reason = allowed
    ? openZone === undefined
      ? 'rule'
      : 'open zone'
    : whyNot(policy, pairs, asked, missing, when);
  return { allowed, permitted, allowedBy, deniedBy, ...(openZone === undefined ? {} : { openZone }), conduits, reason };
}

interface Pair {
  readonly from: Unit;
  readonly to: Unit;
  readonly candidates: Candidates;
}

function unitPairs(policy: Policy, from: Principal, to: Principal): Pair[] {
  return actingUnits(policy, from).flatMap((a) =>
    actingUnits(policy, to).map((b) => ({ from: a, to: b, candidates: candidatesBetween(policy, a, b) })),
  );
}

/** The allows of a pair that, each alone, leave something permitted. */
function effective(policy: Policy, pair: Pair, asked: AtomSet, when: When): RuleRef[] {
  const { from, to, candidates } = pair;
  const { openZone: _, ...closed } = candidates;
  return candidates.allows
    .filter((m) => onAtoms(settle(policy, from, to, { ...closed, allows: [m] }, when), asked).length > 0)
    .map((m) => m.reading.rule.index);
}

function leavesOpen(policy: Policy, pair: Pair, asked: AtomSet, when: When): boolean {
  return onAtoms(settle(policy, pair.from, pair.to, { ...pair.candidates, allows: [] }, when), asked).length > 0;
}

/** Rules of the matches that hold some of the atoms at some of the time. */
function speaking(policy: Policy, matches: readonly Match[], asked: AtomSet, when: When): RuleRef[] {
  return matches
    .filter((m) => overlaps(m.reading.rule.atoms, asked))
    .filter((m) => !isEmptyTimes(intersectTimes(m.reading.times, when), policy.header.timezone))
    .map((m) => m.reading.rule.index);
}

function whyNot(policy: Policy, pairs: readonly Pair[], asked: AtomSet, missing: AtomSet, when: When): Reason {
  const matching = (pick: (c: Candidates) => readonly Match[]) => pairs.flatMap((p) => [...pick(p.candidates)]);
  const allows = matching((c) => c.allows).filter((m) => overlaps(m.reading.rule.atoms, missing));
  const wouldPermit =
    pairs.some((p) => p.candidates.openZone !== undefined) || speaking(policy, allows, missing, when).length > 0;
  const denies = matching((c) => c.denies);
  if (wouldPermit && speaking(policy, denies, missing, when).length > 0) return 'denied';
  if (allows.length > 0) return 'outside its time';
  if (matching((c) => c.againstOneWay).some((m) => overlaps(m.reading.rule.atoms, missing))) return 'against one-way';
  if (asked.length === 0) return 'layer 2';
  return pairs.some((p) => p.candidates.sameZone || p.candidates.joins.length > 0) ? 'no rule' : 'no conduit';
}

/** Rules without repetition, by their ids. */
function sorted(policy: Policy, rules: readonly RuleRef[]): RuleRef[] {
  const id = (r: RuleRef): string => policy.rules[r]?.id ?? '';
  return [...new Set(rules)].sort((a, b) => (id(a) < id(b) ? -1 : id(a) > id(b) ? 1 : a - b));
}

/** Whether an explanation's permission holds all of some atoms. */
export function permitsAll(permission: Permission, atoms: AtomSet): boolean {
  return contains(atomsOf(permission), atoms);
}
