/**
 * What may answer the connections that rules permit, for lists that track none: each allow less the denies that cut it, exactly, as
 * products of sources, targets, services and times.
 */
import type { AddressSet } from '../../model/addresses.ts';
import type { AtomSet } from '../../model/atoms.ts';
import { intersect, subtract } from '../../model/intervals.ts';
import { intersectTimes, subtractTimes, type TimeSet } from '../../model/times.ts';
import type { CompiledRule } from '../entry.ts';
import { crossingKey } from '../entry-sides.ts';

/** Connections that may be answered: all of its sources to all of its targets. */
export interface Answerable {
  readonly sources: AddressSet;
  readonly targets: AddressSet;
  readonly services: AtomSet;
  readonly times: TimeSet;
}

/** Products beyond which an allow is too much cut up to be answered exactly. */
export const MOST_PIECES = 200;

/**
 * The part of an allow's services `held` that no deny of the same crossing takes away; undefined where that is more than
 * {@link MOST_PIECES} products. A one-way permission has none.
 */
export function answerable(
  allow: CompiledRule,
  held: AtomSet,
  rules: readonly CompiledRule[],
): readonly Answerable[] | undefined {
  const services = intersect(allow.services, held);
  if (allow.oneWay || services.length === 0) return [];
  const { times } = allow;
  let pieces: Answerable[] = [{ sources: allow.sources.addresses, targets: allow.targets.addresses, services, times }];
  for (const deny of deniesByCrossing(rules).get(crossingKey(allow.crossing)) ?? []) {
    pieces = pieces.flatMap((p) => minus(p, deny));
    if (pieces.length > MOST_PIECES) return undefined;
  }
  return pieces;
}

const indexed = new WeakMap<readonly CompiledRule[], ReadonlyMap<string, readonly CompiledRule[]>>();

/** The denies of some rules by how they cross, looked through once. */
function deniesByCrossing(rules: readonly CompiledRule[]): ReadonlyMap<string, readonly CompiledRule[]> {
  const known = indexed.get(rules);
  if (known !== undefined) return known;
  const found = new Map<string, CompiledRule[]>();
  for (const r of rules) {
    if (r.action !== 'deny') continue;
    const key = crossingKey(r.crossing);
    const list = found.get(key) ?? [];
    list.push(r);
    found.set(key, list);
  }
  indexed.set(rules, found);
  return found;
}

function minus(p: Answerable, deny: CompiledRule): Answerable[] {
  const sources = intersect(p.sources, deny.sources.addresses);
  const targets = intersect(p.targets, deny.targets.addresses);
  const services = intersect(p.services, deny.services);
  const times = intersectTimes(p.times, deny.times);
  if (sources.length === 0 || targets.length === 0 || services.length === 0 || times.length === 0) return [p];
  return [
    { ...p, sources: subtract(p.sources, sources) },
    { ...p, sources, targets: subtract(p.targets, targets) },
    { ...p, sources, targets, services: subtract(p.services, services) },
    { sources, targets, services, times: subtractTimes(p.times, times) },
  ].filter((x) => x.sources.length > 0 && x.targets.length > 0 && x.services.length > 0 && x.times.length > 0);
}
