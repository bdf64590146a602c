/** The permission matrix: every pair of declared assets of which one may open something to the other, directly. */
import { ALL_ATOMS, type AtomSet, ROUTED_ATOMS } from '../model/atoms.ts';
import { contains, normalize, overlaps } from '../model/intervals.ts';
import type { AssetRef, Policy } from '../model/policy.ts';
import { holdsAt, sameTimes, timeSet } from '../model/times.ts';
import { type Clock, permissionOfUnits } from './permission.ts';
import { type Permission, unionPermissions } from './pieces.ts';
import { accessRules, conduitRules, type RuleReading, zoneRules } from './rules.ts';
import { type AssetClass, type Unit, type UnitRef, universeOf } from './universe.ts';
import { joiningConduits, sideOf } from './zones.ts';

export interface MatrixEntry {
  readonly source: AssetRef;
  readonly target: AssetRef;
  /** Permitted at some instant from now on, or at the one asked about. */
  readonly atoms: AtomSet;
  /** These are all atoms that can exist between the two. */
  readonly any: boolean;
  /** Some of it is not permitted always from now on. */
  readonly timed: boolean;
}

/** One entry for each pair with a permission, ordered by the ids of source and target. */
export function matrix(policy: Policy, clock: Clock): MatrixEntry[] {
  const { rank } = universeOf(policy);
  const out: MatrixEntry[] = [];
  for (const { source, target, cell } of classPairs(policy, clock))
    for (const a of source.members)
      for (const b of target.members) if (a !== b) out.push({ source: a, target: b, ...cell });
  const order = (a: AssetRef): number => rank[a] as number;
  return out.sort((x, y) => order(x.source) - order(y.source) || order(x.target) - order(y.target));
}

type Cell = Pick<MatrixEntry, 'atoms' | 'any' | 'timed'>;

interface ClassPair {
  readonly source: AssetClass;
  readonly target: AssetClass;
  readonly cell: Cell;
}

function* classPairs(policy: Policy, { now, at }: Clock): Generator<ClassPair> {
  const { units, classes } = universeOf(policy);
  const { timezone } = policy.header;
  const always = timeSet(Math.min(now, at ?? now));
  const parts = new Map<number, { readonly from: number; readonly to: number; readonly permissions: Permission[] }>();
  for (const [u, v] of unitPairs(policy)) {
    const [a, b] = [(units[u] as Unit).assetClass, (units[v] as Unit).assetClass];
    const key = a * classes.length + b;
    let part = parts.get(key);
    if (part === undefined) {
      part = { from: a, to: b, permissions: [] };
      parts.set(key, part);
    }
    part.permissions.push(permissionOfUnits(policy, u, v, always));
  }
  for (const { from, to, permissions } of parts.values()) {
    const whole = unionPermissions(permissions, timezone);
    const open = at === undefined ? whole : whole.filter((p) => holdsAt(p.times, at, timezone));
    const atoms = normalize(open.flatMap((p) => p.atoms));
    if (atoms.length === 0) continue;
    const timed = open.some((p) => !sameTimes(p.times, always) && overlaps(p.atoms, atoms));
    const [source, target] = [classes[from] as AssetClass, classes[to] as AssetClass];
    const zones = new Set(source.units.map((u) => units[u]?.zone));
    const local = target.units.some((u) => zones.has(units[u]?.zone));
    yield { source, target, cell: { atoms, any: contains(atoms, local ? ALL_ATOMS : ROUTED_ATOMS), timed } };
  }
}

/** Pairs of leg units between which something may be permitted, each once. */
function unitPairs(policy: Policy): readonly (readonly [UnitRef, UnitRef])[] {
  const { units, start, ownEnd } = universeOf(policy);
  const found = new Map<number, readonly [UnitRef, UnitRef]>();
  const isLeg = (u: UnitRef): boolean => units[u]?.kind === 'legs';
  const add = (u: UnitRef, v: UnitRef): void => {
    if (isLeg(u) && isLeg(v)) found.set(u * units.length + v, [u, v]);
  };
  for (const zone of policy.zones) {
    if (zone.microsegmented) {
      for (const reading of zoneRules(policy, zone.index).allows) forEachPair(reading, add);
      continue;
    }
    const [first, end] = [start[zone.index] ?? 0, ownEnd[zone.index] ?? 0];
    for (let u = first; u < end; u++) for (let v = first; v < end; v++) add(u, v);
  }
  for (const conduit of policy.conduits)
    for (const reading of conduitRules(policy, conduit.index).allows)
      forEachPair(reading, (u, v) => {
        const [from, to] = [u, v].map((x) => sideOf(policy, conduit.index, (units[x] as Unit).zone));
        if (from !== to && from !== undefined && to !== undefined) add(u, v);
      });
  for (const reading of accessRules(policy).allows)
    forEachPair(reading, (u, v) => {
      if (joiningConduits(policy, (units[u] as Unit).zone, (units[v] as Unit).zone).length > 0) add(u, v);
    });
  return [...found.values()];
}

function forEachPair({ sources, targets, rule }: RuleReading, visit: (from: UnitRef, to: UnitRef) => void): void {
  for (const s of sources.units)
    for (const t of targets.units) {
      visit(s, t);
      if (rule.both) visit(t, s);
    }
}
