/** The conduits of two versions in one: matched by name and zones, with the rows, gates and properties that changed. */
import { verticalOrder } from '../build/vertical-order.ts';
import type { DiagramConduit, DiagramGate, DiagramZone, PillRow } from '../graph.ts';
import { upsideDown } from '../view/merge.ts';
import { type Merged, merge } from './merge.ts';
import { goneRow, mergedRows } from './rows.ts';
import { type Touched, zonePair } from './touched.ts';

export interface ConduitsToMerge {
  readonly before: readonly DiagramConduit[];
  readonly after: readonly DiagramConduit[];
  /** Of both versions. */
  readonly zones: readonly DiagramZone[];
  readonly touched: Touched;
  /** Node ids of conduits of which a property changed. */
  readonly restated: ReadonlySet<string>;
}

/** Every conduit of either version, the upper zone of each above its lower one in the zones of both. */
export function mergedConduits({ before, after, zones, touched, restated }: ConduitsToMerge): DiagramConduit[] {
  const upright = uprightIn(zones);
  const pairs = matched(before.map(upright), after.map(upright));
  const drawn = pairs.map((pair) => mergedConduit(pair, touched, restated));
  return withOtherCauses(drawn, touched, zones);
}

/** By name and zones; a conduit that only has another name now is the same, if it permits the same in the same words. */
function matched(before: readonly DiagramConduit[], after: readonly DiagramConduit[]): Merged<DiagramConduit>[] {
  const ends = (c: DiagramConduit): string => zonePair(c.upper, c.lower);
  const named = (c: DiagramConduit): string => `${c.id.replace(/~\d+$/, '')}\n${ends(c)}`;
  const known = new Set(after.map(named));
  const words = (c: DiagramConduit): string => JSON.stringify([ends(c), c.rows.map((r) => [r.text, r.detail])]);
  const come = new Map(
    after.filter((c) => !before.some((b) => named(b) === named(c))).map((c) => [words(c), named(c)]),
  );
  const renamed = new Map<DiagramConduit, string>();
  for (const c of before.filter((one) => !known.has(named(one)))) {
    const now = come.get(words(c));
    if (now !== undefined) renamed.set(c, now);
    come.delete(words(c));
  }
  return merge(before, after, (c) => renamed.get(c) ?? named(c));
}

function mergedConduit(
  { before, after }: Merged<DiagramConduit>,
  touched: Touched,
  restated: ReadonlySet<string>,
): DiagramConduit {
  if (after === undefined) return removedConduit(before as DiagramConduit);
  if (before === undefined) return { ...after, mark: 'added', rows: after.rows.map(addedRow) };
  const rows = touched.any.has(zonePair(after.upper, after.lower)) ? mergedRows(before.rows, after.rows) : after.rows;
  const changed = rows.some((r) => r.mark !== undefined) || restated.has(after.id);
  return {
    ...after,
    rows,
    ...flows(rows, before, after),
    gates: mergedGates(before.gates, after.gates),
    ...(changed && { mark: 'changed' }),
  };
}

/** What was there has another id: the newer version may use its own for another pair of zones. */
function removedConduit(conduit: DiagramConduit): DiagramConduit {
  const id = `${conduit.id}~before`;
  return {
    ...conduit,
    id,
    mark: 'removed',
    rows: conduit.rows.map((r) => (r.action === 'nothing' ? r : goneRow(r))),
    gates: conduit.gates.map((g) => ({
      ...g,
      id: `${g.id}~before`,
      mark: 'removed',
      source: { ...g.source, old: true },
    })),
    source: { ...conduit.source, old: true },
  };
}

function addedRow(row: PillRow): PillRow {
  return row.action === 'nothing' ? row : { ...row, mark: 'added' };
}

/** Heads are those of now; where nothing is permitted any more in a direction that has a removed row, the one of before stays. */
function flows(rows: readonly PillRow[], before: DiagramConduit, after: DiagramConduit): Partial<DiagramConduit> {
  const had = rows.some((r) => r.mark === 'removed');
  const up = after.towardsUpper ?? (had ? before.towardsUpper : undefined);
  const down = after.towardsLower ?? (had ? before.towardsLower : undefined);
  return { ...(up && { towardsUpper: up }), ...(down && { towardsLower: down }) };
}

function mergedGates(before: readonly DiagramGate[], after: readonly DiagramGate[]): DiagramGate[] {
  return merge(before, after, (g) => g.end).map(({ before: was, after: is }): DiagramGate => {
    if (is === undefined) {
      const gone = was as DiagramGate;
      return { ...gone, mark: 'removed', source: { ...gone.source, old: true } };
    }
    if (was === undefined) return { ...is, mark: 'added' };
    return was.firewall === is.firewall ? is : { ...is, mark: 'changed' };
  });
}

/** Marks also the conduits between whose zones the meaning changed while their own rows did not: a group, a type, an address did. */
function withOtherCauses(
  conduits: readonly DiagramConduit[],
  touched: Touched,
  zones: readonly DiagramZone[],
): DiagramConduit[] {
  const parents = new Map(zones.map((z) => [z.id, z.parent]));
  const around = (zone: string): string[] => {
    const path: string[] = [];
    for (let z: string | undefined = zone; z !== undefined; z = parents.get(z)) path.push(z);
    return path;
  };
  const byEnds = new Map<string, number[]>();
  conduits.forEach((c, i) => {
    const key = zonePair(c.upper, c.lower);
    byEnds.set(key, [...(byEnds.get(key) ?? []), i]);
  });
  const also = new Set<number>();
  for (const pair of touched.stayed) {
    const [a = '', b = ''] = pair.split('\n');
    if (a === b) continue;
    const over = around(a).flatMap((x) => around(b).flatMap((y) => byEnds.get(zonePair(x, y)) ?? []));
    if (over.every((i) => conduits[i]?.mark === undefined)) for (const i of over) also.add(i);
  }
  return conduits.map((c, i) => (also.has(i) ? { ...c, mark: 'changed' } : c));
}

/** Turns conduits whose zones stand the other way round in the zones of both versions. */
function uprightIn(zones: readonly DiagramZone[]): (conduit: DiagramConduit) => DiagramConduit {
  const index = new Map(zones.map((z, i) => [z.id, i]));
  const isAbove = verticalOrder(
    zones.map(({ level, parent }) => ({ level, parent: parent === undefined ? undefined : index.get(parent) })),
  );
  return (conduit) => {
    const [upper, lower] = [index.get(conduit.upper), index.get(conduit.lower)];
    if (upper === undefined || lower === undefined || isAbove(upper, lower)) return conduit;
    return upsideDown(conduit);
  };
}
