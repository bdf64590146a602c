/** Which zone a row of an inventory belongs to, which type it is, what it is called. What cannot be told is a reason, never a guess. */
import { parseAddress } from '../model/addresses.ts';
import type { Asset, AssetType, Policy, Zone } from '../model/policy.ts';
import { writeName } from '../resolve/names.ts';
import { columnKey, FIELDS, type Field, fits, type InventorySettings, type Mapping } from './settings.ts';
import type { InventoryRow } from './table.ts';

/** A row that is an asset of a zone. */
export interface PlacedRow {
  readonly row: number;
  readonly name: string;
  readonly zone: Zone;
  readonly type: AssetType;
  readonly addresses: readonly string[];
  readonly points: readonly bigint[];
  readonly fields: Partial<Readonly<Record<Field, string>>>;
}

export interface SkippedRow {
  readonly row: number;
  /** What the row calls itself, as far as it does. */
  readonly name: string;
  readonly reason: string;
}

/** What a placed row is looked up in: made once for a whole inventory. */
export class Placing {
  readonly #policy: Policy;
  readonly #settings: InventorySettings;
  readonly #networks: readonly Held[];
  readonly #types: ReadonlyMap<string, AssetType>;
  readonly #taken: ReadonlyMap<string, string>;

  constructor(policy: Policy, settings: InventorySettings) {
    this.#policy = policy;
    this.#settings = settings;
    this.#networks = policy.zones.flatMap((zone) =>
      zone.networks.flatMap((n) =>
        n.addresses.map(({ from, to }) => ({ from, to, zone, depth: depthOf(policy, zone) })),
      ),
    );
    this.#types = new Map(policy.types.map((t) => [t.name, t]));
    const named = [
      ...policy.zones.map((d) => [d.name, 'zone'] as const),
      ...policy.types.map((d) => [d.name, 'type'] as const),
      ...policy.groups.map((d) => [d.name, 'group'] as const),
      ...policy.firewalls.map((d) => [d.name, 'firewall'] as const),
    ];
    this.#taken = new Map(named);
  }

  place({ number, cells }: InventoryRow, fields: Partial<Readonly<Record<Field, string>>>): PlacedRow | SkippedRow {
    const addresses = (fields.address ?? '').split(/[\s,;]+/).filter((a) => a !== '');
    const name = fields.name ?? addresses[0] ?? '';
    const skip = (reason: string): SkippedRow => ({ row: number, name, reason });
    if (name === '') return skip('it has neither a name nor an address');
    if (writeName(name) === undefined)
      return skip('its name has a line break or a single quote, which no name of the policy can have');
    const taken = this.#taken.get(name);
    if (taken !== undefined) return skip(`${name} is the name of a ${taken}`);
    const points = addresses.map(parseAddress);
    const wrong = addresses[points.indexOf(undefined)];
    if (wrong !== undefined) return skip(`${wrong} is no address`);
    const known = points.filter((p) => p !== undefined);
    const zone = this.#zoneOf(known, addresses, cells);
    if (typeof zone === 'string') return skip(zone);
    const type = this.#typeOf(fields.type, cells);
    if (typeof type === 'string') return skip(type);
    return { row: number, name, zone, type, addresses, points: known, fields };
  }

  /** The zone, or why there is none. Addresses decide; a mapping decides where there are none, and between zones that hold the same. */
  #zoneOf(points: readonly bigint[], addresses: readonly string[], cells: InventoryRow['cells']): Zone | string {
    const stated = this.#mapped(this.#settings.zones, cells);
    const mapped = stated === undefined ? undefined : this.#zoneNamed(stated);
    if (typeof mapped === 'string') return mapped;
    if (points.length === 0)
      return mapped ?? 'it has no address, and no entry of "zones" of inventory in bulkhead.json fits it';
    let found: Zone | undefined;
    for (const [i, point] of points.entries()) {
      const here = this.#holding(point);
      const zone: Zone | undefined =
        here.length > 1 && mapped !== undefined && here.includes(mapped) ? mapped : here[0];
      if (zone === undefined) return `${addresses[i]} lies in no zone's network`;
      if (here.length > 1 && zone !== mapped)
        return `${addresses[i]} lies in ${here.map((z) => z.id).join(' and ')} alike`;
      if (found !== undefined && found !== zone)
        return `its addresses lie in ${found.id} and ${zone.id}: an asset of two zones is declared by hand`;
      found = zone;
    }
    if (mapped !== undefined && found !== mapped)
      return `its address lies in ${found?.id}, and "zones" of inventory says ${mapped.id}`;
    return found as Zone;
  }

  /** The zones with the smallest network that holds an address, the innermost of nested ones. */
  #holding(point: bigint): Zone[] {
    let best: readonly Held[] = [];
    for (const network of this.#networks) {
      if (point < network.from || point >= network.to) continue;
      const [first] = best;
      const order = first === undefined ? -1 : sizeOrder(network, first);
      if (order < 0) best = [network];
      else if (order === 0) best = [...best, network];
    }
    return [...new Set(best.map((n) => n.zone))];
  }

  #zoneNamed(name: string): Zone | string {
    const { zones } = this.#policy;
    const found = zones.filter((z) => z.id === name || z.id.endsWith(`.${name}`));
    const [only, another] = found;
    if (only === undefined) return `"zones" of inventory names ${name}, which is no zone`;
    return another === undefined
      ? only
      : `"zones" of inventory names ${name}, which could be ${found.map((z) => z.id).join(' or ')}`;
  }

  /** The type, or why there is none: what a mapping says, else what the type column says, if that is the name of a type. */
  #typeOf(column: string | undefined, cells: InventoryRow['cells']): AssetType | string {
    const mapped = this.#mapped(this.#settings.types, cells);
    if (mapped !== undefined)
      return this.#types.get(mapped) ?? `"types" of inventory names ${mapped}, which is no type`;
    const own = column === undefined ? undefined : this.#types.get(column);
    if (own !== undefined) return own;
    const said = column === undefined ? '' : `${column} is no type, and `;
    return `${said}no entry of "types" of inventory in bulkhead.json fits it`;
  }

  #mapped(mappings: readonly Mapping[], cells: InventoryRow['cells']): string | undefined {
    const byKey = new Map([...cells].map(([column, cell]) => [columnKey(column), cell]));
    return mappings.find(({ match }) =>
      [...match].every(([column, pattern]) => fits(pattern, byKey.get(columnKey(column)) ?? '')),
    )?.value;
  }
}

/** A stretch of addresses that a zone holds, and how deep the zone is nested. */
interface Held {
  readonly zone: Zone;
  readonly from: bigint;
  readonly to: bigint;
  readonly depth: number;
}

function sizeOrder(a: Held, b: Held): number {
  const [x, y] = [a.to - a.from, b.to - b.from];
  return x < y ? -1 : x > y ? 1 : b.depth - a.depth;
}

function depthOf(policy: Policy, zone: Zone): number {
  let depth = 0;
  for (let at = zone.parent; at !== undefined; at = policy.zones[at]?.parent) depth++;
  return depth;
}

/** The cells of a row by what they mean: by the columns that the settings name, else by usual names of columns. */
export function fieldsOf({ cells }: InventoryRow, { columns }: InventorySettings): Partial<Record<Field, string>> {
  const byKey = new Map([...cells].map(([column, cell]) => [columnKey(column), cell]));
  const out: Partial<Record<Field, string>> = {};
  for (const field of Object.keys(FIELDS) as Field[]) {
    const named = columns[field];
    const names = named === undefined ? FIELDS[field] : [columnKey(named)];
    const cell = names.map((name) => byKey.get(name)).find((c) => c !== undefined);
    if (cell !== undefined) out[field] = cell;
  }
  return out;
}

/** The assets that are declared by hand, to be found by what a row says. */
export class Declared {
  readonly #byName: ReadonlyMap<string, Asset>;
  readonly #byAddress = new Map<string, Asset>();
  /** Legs with whole ranges, by zone. */
  readonly #ranges = new Map<number, { readonly from: bigint; readonly to: bigint; readonly asset: Asset }[]>();

  constructor(policy: Policy) {
    this.#byName = new Map([...policy.assets].reverse().map((a) => [a.name, a]));
    for (const { zone, asset: ref, addressSet } of policy.legs) {
      const asset = policy.assets[ref];
      if (asset === undefined) continue;
      for (const { from, to } of addressSet)
        if (to - from === 1n) this.#byAddress.set(`${zone} ${from}`, asset);
        else this.#ranges.set(zone, [...(this.#ranges.get(zone) ?? []), { from, to, asset }]);
    }
  }

  /** The asset that a row speaks of: one with an address of its, in the same zone, else one of its name anywhere. */
  find({ name, zone, points }: PlacedRow): Asset | undefined {
    const ranges = this.#ranges.get(zone.index) ?? [];
    for (const point of points) {
      const known = this.#byAddress.get(`${zone.index} ${point}`);
      const asset = known ?? ranges.find(({ from, to }) => from <= point && point < to)?.asset;
      if (asset !== undefined) return asset;
    }
    return this.#byName.get(name);
  }
}
