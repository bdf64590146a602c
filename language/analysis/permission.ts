/**
 * Permission, as SEMANTICS.md defines it: which services one principal may open to another, and when.
 *
 * Everything is decided between two units (universe.ts). Where a rule holds a unit only on some of its addresses, the decision is
 * made for each group of addresses that the same rules hold, and the results are united.
 */
import { ALL_ATOMS, type AtomSet, ROUTED_ATOMS } from '../model/atoms.ts';
import { has } from '../model/intervals.ts';
import type { AssetRef, FirewallRef, LegRef, Policy, ZoneRef } from '../model/policy.ts';
import { ALWAYS, type TimeSet, timeSet } from '../model/times.ts';
import { deviceLegs, innerAddress, legAt, zoneOfAddress } from './address-space.ts';
import type { CellSet } from './cells.ts';
import { atomsOf, NO_PERMISSION, type Permission, type Piece, settlePieces, unionPermissions } from './pieces.ts';
import { accessRules, conduitRules, type Match, matchesOf, type RuleLists, zoneRules } from './rules.ts';
import { type Unit, type UnitRef, universeOf } from './universe.ts';
import { type Join, joiningConduits } from './zones.ts';

/**
 * Who opens or answers a connection: an asset with all its legs, one leg, a firewall itself, one address (a point, as seen from
 * outside its zone) whosever it is, or all undeclared addresses of a zone.
 */
export type Principal =
  | { readonly kind: 'asset'; readonly asset: AssetRef }
  | { readonly kind: 'leg'; readonly leg: LegRef }
  | { readonly kind: 'firewall'; readonly firewall: FirewallRef }
  | { readonly kind: 'address'; readonly address: bigint }
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

/** The units of a principal. An address that no asset, firewall or zone has is in none. */
export function unitsOf(policy: Policy, principal: Principal): readonly UnitRef[] {
  const universe = universeOf(policy);
  switch (principal.kind) {
    case 'asset':
      return universe.classes[universe.classOf[principal.asset] ?? -1]?.units ?? [];
    case 'leg':
      return policy.legs[principal.leg] === undefined ? [] : [universe.unitOfLeg[principal.leg] as number];
    case 'firewall':
      return universe.byFirewall.get(principal.firewall) ?? [];
    case 'address':
      return locate(policy, principal.address).units;
    case 'strangers': {
      const unit = universe.strangersOf[principal.zone] ?? -1;
      return unit < 0 ? [] : [unit];
    }
  }
}

/** The asset that a principal is, or is a part of; none for firewalls and undeclared addresses. */
export function assetOfPrincipal(policy: Policy, principal: Principal): AssetRef | undefined {
  if (principal.kind === 'asset') return principal.asset;
  if (principal.kind === 'leg') return policy.legs[principal.leg]?.asset;
  return principal.kind === 'address' ? locate(policy, principal.address).asset : undefined;
}

interface Located {
  readonly units: readonly UnitRef[];
  readonly asset?: AssetRef;
  readonly firewall?: FirewallRef;
  /** What the zone itself calls the address. */
  readonly inner: bigint;
}

/** Whose an address is: a leg's (of the first asset that has it), a firewall's, or an undeclared one of a zone. */
function locate(policy: Policy, address: bigint): Located {
  const universe = universeOf(policy);
  const leg = legAt(policy, address);
  if (leg !== undefined) {
    const translated = innerAddress(policy, leg.zone, address);
    // A leg may have an address that its zone's translation does not speak of, even where another's outer address is the same.
    const inner = has(leg.addressSet, translated) ? translated : address;
    return { units: [universe.unitOfLeg[leg.index] as number], asset: leg.asset, inner };
  }
  const device = deviceLegs(policy).find((d) => has(d.addresses, address));
  if (device !== undefined)
    return { units: [universe.unitOfDevice[device.index] as number], firewall: device.firewall, inner: address };
  const zone = zoneOfAddress(policy, address);
  const unit = zone === undefined ? -1 : (universe.strangersOf[zone] ?? -1);
  if (zone === undefined || unit < 0) return { units: [], inner: address };
  return { units: [unit], inner: innerAddress(policy, zone, address) };
}

/** The units of a principal as permission sees them: those of one address have no other address. */
export function actingUnits(policy: Policy, principal: Principal): readonly Unit[] {
  const { units, cells } = universeOf(policy);
  const all = unitsOf(policy, principal).flatMap((u) => units[u] ?? []);
  if (principal.kind !== 'address') return all;
  const { address } = principal;
  const { inner } = locate(policy, address);
  const cellsAt = (point: bigint): CellSet => cells.of([{ from: point, to: point + 1n }]);
  return all.map((unit) => ({ ...unit, outer: cellsAt(address), inner: cellsAt(inner) }));
}

/** Whether two principals are one and the same, or legs of one asset: permission is between different ones. */
export function isSamePrincipal(policy: Policy, a: Principal, b: Principal): boolean {
  const [x, y] = [identityOf(policy, a), identityOf(policy, b)];
  return x === y;
}

function identityOf(policy: Policy, principal: Principal): string {
  const asset = assetOfPrincipal(policy, principal);
  if (asset !== undefined) return `asset ${asset}`;
  if (principal.kind === 'firewall') return `firewall ${principal.firewall}`;
  if (principal.kind === 'strangers') return `zone ${principal.zone}`;
  if (principal.kind !== 'address') return 'none';
  const { firewall } = locate(policy, principal.address);
  return firewall === undefined ? `address ${principal.address}` : `firewall ${firewall}`;
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
    const book = conduitRules(policy, join.conduit).opening(from.index);
    matchAll(book.allows, from, to, join.permits ? allows : againstOneWay);
    matchAll(book.denies, from, to, denies);
  }
  if (joins.length > 0)
    matchAll(
      accessRules(policy).opening(from.index).allows,
      from,
      to,
      joins.some((j) => j.permits) ? allows : againstOneWay,
    );
  return { sameZone: false, joins, allows, denies, againstOneWay };
}

function candidatesInside(policy: Policy, from: Unit, to: Unit): Candidates {
  const zone = policy.zones[from.zone];
  const book = zoneRules(policy, from.zone).opening(from.index);
  const allows: Match[] = [];
  const denies: Match[] = [];
  if (zone?.microsegmented === true) matchAll(book.allows, from, to, allows);
  matchAll(book.denies, from, to, denies);
  const open = zone?.microsegmented === true ? {} : { openZone: from.zone };
  return { ...open, sameZone: true, joins: [], allows, denies, againstOneWay: [] };
}

function matchAll(rules: RuleLists['allows'], from: Unit, to: Unit, out: Match[]): void {
  const view = from.zone === to.zone ? 'inner' : 'outer';
  // Of a unit that stands for one address, a rule may hold others only.
  const touches = (held: CellSet | undefined, unit: Unit): boolean => held?.some((c) => unit[view].includes(c)) ?? true;
  for (const rule of rules)
    for (const match of matchesOf(rule, from.index, to.index))
      if (touches(match.from, from) && touches(match.to, to)) out.push(match);
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
  for (const a of actingUnits(policy, from))
    for (const b of actingUnits(policy, to)) parts.push(settle(policy, a, b, candidatesBetween(policy, a, b), when));
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
