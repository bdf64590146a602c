/**
 * Permission, as SEMANTICS.md defines it: which services one principal may open to another, and when.
 *
 * Everything is decided between two units (universe.ts). Where a rule holds a unit only on some of its addresses, the decision is
 * made for each group of addresses that the same rules hold, and the results are united.
 */
import { ALL_ATOMS, type AtomSet, ROUTED_ATOMS } from '../model/atoms.ts';
import type { AssetRef, FirewallRef, LegRef, Policy, ZoneRef } from '../model/policy.ts';
import { ALWAYS, type TimeSet, timeSet } from '../model/times.ts';
import type { CellSet } from './cells.ts';
import { atomsOf, NO_PERMISSION, type Permission, type Piece, settlePieces, unionPermissions } from './pieces.ts';
import { accessRules, conduitRules, type Match, matchesOf, type RuleBook, zoneRules } from './rules.ts';
import { type Unit, type UnitRef, universeOf } from './universe.ts';
import { type Join, joiningConduits } from './zones.ts';

/** Who opens or answers a connection: an asset with all its legs, one leg, a firewall itself, or a zone's undeclared addresses. */
export type Principal =
  | { readonly kind: 'asset'; readonly asset: AssetRef }
  | { readonly kind: 'leg'; readonly leg: LegRef }
  | { readonly kind: 'firewall'; readonly firewall: FirewallRef }
  | { readonly kind: 'strangers'; readonly zone: ZoneRef };

/** The stretch of time a question asks about: something is permitted if it is at some instant of it. */
export type When = TimeSet;

export interface Clock {
  /** Epoch ms. What has ended before is no permission. */
  readonly now: number;
  /** Ask about this one instant instead of all from now on. */
  readonly at?: number | undefined;
  /** Ask about this weekly pattern only, from now on. */
  readonly during?: TimeSet[number]['week'] | undefined;
}

/** The stretch of time that a clock's question is about. */
export function whenOf({ now, at, during }: Clock): When {
  if (at !== undefined) return timeSet(at, at + 1);
  return during === undefined ? timeSet(now) : timeSet(now, Infinity, during);
}

/** The units of a principal. */
export function unitsOf(policy: Policy, principal: Principal): readonly UnitRef[] {
  const universe = universeOf(policy);
  switch (principal.kind) {
    case 'asset':
      return universe.classes[universe.classOf[principal.asset] ?? -1]?.units ?? [];
    case 'leg':
      return policy.legs[principal.leg] === undefined ? [] : [universe.unitOfLeg[principal.leg] as number];
    case 'firewall':
      return universe.byFirewall.get(principal.firewall) ?? [];
    case 'strangers': {
      const unit = universe.strangersOf[principal.zone] ?? -1;
      return unit < 0 ? [] : [unit];
    }
  }
}

/** Whether two principals are one and the same, or legs of one asset: permission is between different ones. */
export function isSamePrincipal(policy: Policy, a: Principal, b: Principal): boolean {
  if (a.kind === 'firewall' || b.kind === 'firewall')
    return a.kind === 'firewall' && b.kind === 'firewall' && a.firewall === b.firewall;
  if (a.kind === 'strangers' || b.kind === 'strangers')
    return a.kind === 'strangers' && b.kind === 'strangers' && a.zone === b.zone;
  return assetOf(policy, a) === assetOf(policy, b);
}

function assetOf(policy: Policy, principal: Principal): AssetRef | undefined {
  if (principal.kind === 'asset') return principal.asset;
  return principal.kind === 'leg' ? policy.legs[principal.leg]?.asset : undefined;
}

/** What bears on traffic from one unit to another. */
export interface Candidates {
  /** The open zone that both are in: everything is permitted that no deny takes away. */
  readonly openZone?: ZoneRef;
  readonly sameZone: boolean;
  readonly joins: readonly Join[];
  readonly allows: readonly Match[];
  readonly denies: readonly Match[];
  /** Allows that would match if their conduit, or any conduit of an access, did not run the other way only. */
  readonly againstOneWay: readonly Match[];
}

/** Everything in the policy that permits or denies traffic from one unit to another. */
export function candidatesBetween(policy: Policy, from: Unit, to: Unit): Candidates {
  if (from.zone === to.zone) return candidatesInside(policy, from, to);
  const joins = joiningConduits(policy, from.zone, to.zone);
  const allows: Match[] = [];
  const denies: Match[] = [];
  const againstOneWay: Match[] = [];
  for (const join of joins) {
    const book = conduitRules(policy, join.conduit);
    matchAll(book.allows, from, to, join.permits ? allows : againstOneWay);
    matchAll(book.denies, from, to, denies);
  }
  if (joins.length > 0)
    matchAll(accessRules(policy).allows, from, to, joins.some((j) => j.permits) ? allows : againstOneWay);
  return { sameZone: false, joins, allows, denies, againstOneWay };
}

function candidatesInside(policy: Policy, from: Unit, to: Unit): Candidates {
  const zone = policy.zones[from.zone];
  const book = zoneRules(policy, from.zone);
  const allows: Match[] = [];
  const denies: Match[] = [];
  if (zone?.microsegmented === true) matchAll(book.allows, from, to, allows);
  matchAll(book.denies, from, to, denies);
  const open = zone?.microsegmented === true ? {} : { openZone: from.zone };
  return { ...open, sameZone: true, joins: [], allows, denies, againstOneWay: [] };
}

function matchAll(rules: RuleBook['allows'], from: Unit, to: Unit, out: Match[]): void {
  for (const rule of rules) out.push(...matchesOf(rule, from.index, to.index));
}

const EVERYTHING: Piece = { atoms: ALL_ATOMS, times: ALWAYS };

/** What is permitted from one unit to another, given what bears on it. */
export function settle(policy: Policy, from: Unit, to: Unit, candidates: Candidates, when: When): Permission {
  const { openZone, allows, denies, sameZone } = candidates;
  if (openZone === undefined && allows.length === 0) return NO_PERMISSION;
  const { timezone } = policy.header;
  const open = openZone === undefined ? [] : [EVERYTHING];
  const groups = [...cellGroups(from, to, allows, denies, sameZone)];
  return unionPermissions(
    groups.map((g) => settlePieces([...open, ...g.allows.map(pieceOf)], g.denies.map(pieceOf), when, timezone)),
    timezone,
  );
}

function pieceOf(match: Match): Piece {
  return { atoms: match.reading.rule.atoms, times: match.reading.times };
}

interface CellGroup {
  readonly allows: readonly Match[];
  readonly denies: readonly Match[];
}

/** The different sets of rules that hold some address of one unit and some address of the other. */
function* cellGroups(
  from: Unit,
  to: Unit,
  allows: readonly Match[],
  denies: readonly Match[],
  inside: boolean,
): Generator<CellGroup> {
  const all = [...allows, ...denies];
  if (all.every((m) => m.from === undefined && m.to === undefined)) {
    yield { allows, denies };
    return;
  }
  const view = inside ? 'inner' : 'outer';
  const sources = distinct(
    from[view],
    all.map((m) => m.from),
  );
  const targets = distinct(
    to[view],
    all.map((m) => m.to),
  );
  for (const s of sources)
    for (const t of targets) {
      const holds = (m: Match) => (m.from?.includes(s) ?? true) && (m.to?.includes(t) ?? true);
      yield { allows: allows.filter(holds), denies: denies.filter(holds) };
    }
}

/** One cell of each kind that the given holdings tell apart. */
function distinct(cells: CellSet, held: readonly (CellSet | undefined)[]): number[] {
  const found = new Map<string, number>();
  const sets = held.flatMap((h) => (h === undefined ? [] : [new Set(h)]));
  for (const cell of cells) {
    const key = sets.map((s) => (s.has(cell) ? 1 : 0)).join('');
    if (!found.has(key)) found.set(key, cell);
  }
  return [...found.values()];
}

/** What is permitted from one unit to another. */
export function permissionOfUnits(policy: Policy, from: UnitRef, to: UnitRef, when: When): Permission {
  const { units } = universeOf(policy);
  const [a, b] = [units[from] as Unit, units[to] as Unit];
  return settle(policy, a, b, candidatesBetween(policy, a, b), when);
}

/** What one principal may open to another, at some instant of `when`: the union over their legs; nothing to itself. */
export function permissionBetween(policy: Policy, from: Principal, to: Principal, when: When): Permission {
  if (isSamePrincipal(policy, from, to)) return NO_PERMISSION;
  const parts: Permission[] = [];
  for (const a of unitsOf(policy, from))
    for (const b of unitsOf(policy, to)) parts.push(permissionOfUnits(policy, a, b, when));
  return unionPermissions(parts, policy.header.timezone);
}

/** Whether one principal may open one atom to another at one instant (epoch ms). */
export function isPermitted(policy: Policy, from: Principal, to: Principal, atom: number, instant: number): boolean {
  return permissionBetween(policy, from, to, timeSet(instant, instant + 1)).some((p) =>
    p.atoms.some((i) => atom >= i.from && atom < i.to),
  );
}

/** Every atom that can exist between two principals: layer 2 only where some of their legs share a zone. */
export function possibleAtoms(policy: Policy, from: Principal, to: Principal): AtomSet {
  const { units } = universeOf(policy);
  const zones = new Set(unitsOf(policy, from).map((u) => units[u]?.zone));
  return unitsOf(policy, to).some((u) => zones.has(units[u]?.zone)) ? ALL_ATOMS : ROUTED_ATOMS;
}

/** The atoms that one principal may open to another at some instant of `when`. */
export function atomsBetween(policy: Policy, from: Principal, to: Principal, when: When): AtomSet {
  return atomsOf(permissionBetween(policy, from, to, when));
}
