/** Assets and their legs. */
import type * as ast from '../../grammar/generated/ast.ts';
import type { DeclaredSymbol } from '../../resolve/symbols.ts';
import { union } from '../intervals.ts';
import type { Asset, AssetAddress, AssetType, Leg, Zone } from '../policy.ts';
import { placeOf } from '../source.ts';
import type { BuildContext } from './context.ts';
import { type Declarations, type Draft, declared } from './declare.ts';
import { both, inherit, readProperties } from './properties.ts';
import { readAddresses } from './values.ts';

/** The further legs of a file's assets: which zones they are in is known before anything else is read. */
export function resolveLegs(drafts: Declarations['assets'], context: BuildContext): AlsoIn[][] {
  return drafts.map((draft) =>
    draft.node.legs.length === 0
      ? NO_LEGS
      : draft.node.legs.flatMap((node) => {
          const zone = context.resolve(draft.file, node.zone, ['zone'], [draft.zone as number]);
          return zone === undefined ? [] : [{ node, zone }];
        }),
  );
}

/** A further leg, as written, and its zone. */
export interface AlsoIn {
  readonly node: ast.AlsoIn;
  readonly zone: DeclaredSymbol;
}

const NO_LEGS: AlsoIn[] = [];

/** The zones of an asset's further legs that count: each zone once. */
export function zonesOfLegs(draft: Draft<ast.AssetDecl>, legs: readonly AlsoIn[]): readonly DeclaredSymbol[] {
  if (legs.length === 0) return draft.symbol.legs.length === 0 ? draft.symbol.legs : [];
  return [...new Set(legs.map((l) => l.zone))].filter((z) => z !== draft.outer?.symbol);
}

export interface Assets {
  readonly assets: Asset[];
  readonly legs: Leg[];
}

/** What the reading of assets asks of the rest of the policy. */
export interface AssetScope {
  /** By index; of this file's zones. */
  readonly zone: (index: number) => Zone;
  readonly types: readonly AssetType[];
  /** Index of the file's first leg. */
  readonly firstLeg: number;
  readonly also: readonly AlsoIn[][];
}

/** The assets and legs of a file. */
export function readAssets(drafts: Declarations['assets'], scope: AssetScope, context: BuildContext): Assets {
  const assets: Asset[] = [];
  const legs: Leg[] = [];
  const tags = new Map<number, readonly string[]>();
  const tagsOf = (zone: Zone): readonly string[] => {
    const known = tags.get(zone.index);
    if (known !== undefined) return known;
    const around = zone.parent === undefined ? [] : tagsOf(scope.zone(zone.parent));
    const all = around.length === 0 ? zone.tags : [...zone.tags, ...around];
    tags.set(zone.index, all);
    return all;
  };
  drafts.forEach((draft, i) => {
    const { node, file } = draft;
    const zone = scope.zone(draft.zone as number);
    const typeIndex = context.resolve(file, node.type, TYPE)?.index;
    const type = typeIndex === undefined ? undefined : scope.types[typeIndex];
    const properties = inherit(readProperties(file, node, context), type);
    const own = readLegs(draft, scope.also[i] ?? NO_LEGS, scope.firstLeg + legs.length, context);
    legs.push(...own);
    assets.push({
      ...declared(draft, context),
      ...properties,
      monitored: properties.monitored || zone.monitored,
      type: type?.index,
      typePlace: node.type && placeOf(file, node.type),
      zone: zone.index,
      legs: own.map((l) => l.index),
      effectiveTags: both(properties.tags, tagsOf(zone)),
      class: type?.class,
    });
  });
  return { assets, legs };
}

const TYPE = ['type'] as const;

function readLegs(draft: Draft<ast.AssetDecl>, also: readonly AlsoIn[], from: number, context: BuildContext): Leg[] {
  const { node, file, index: asset } = draft;
  const zone = draft.zone as number;
  const out: Leg[] = [
    { index: from, asset, zone, place: draft.place, primary: true, ...readLegAddresses(file, node, context) },
  ];
  for (const { node: leg, zone: second } of also) {
    const place = placeOf(file, leg);
    if (out.some((l) => l.zone === second.index)) {
      context.report('invalid-value', `${draft.name} already has a leg in ${second.id}.`, place);
      continue;
    }
    out.push({
      index: from + out.length,
      asset,
      zone: second.index,
      place,
      primary: false,
      ...readLegAddresses(file, leg, context),
    });
  }
  return out;
}

type LegAddresses = Pick<Leg, 'addresses' | 'addressSet' | 'dhcp'>;

function readLegAddresses(file: string, node: ast.AssetDecl | ast.AlsoIn, context: BuildContext): LegAddresses {
  const { list, dhcp } = readAddressEntries(file, node.addresses, context, true);
  const [only] = list;
  const addressSet = list.length === 1 && only ? only.addresses : union(...list.map((a) => a.addresses), []);
  return { addresses: list, addressSet, dhcp };
}

/** A list of addresses and ranges; `dhcp` where the caller takes it. */
export function readAddressEntries(
  file: string,
  entries: readonly ast.AddressEntry[],
  context: BuildContext,
  mayBeDhcp: boolean,
): { list: AssetAddress[]; dhcp: boolean } {
  const list: AssetAddress[] = [];
  let dhcp = false;
  for (const entry of entries) {
    const place = placeOf(file, entry);
    if (mayBeDhcp && entry.value === 'dhcp') {
      dhcp = true;
      continue;
    }
    const found = readAddresses(entry.value, place, context);
    if (found !== undefined) list.push({ text: entry.value, addresses: found, place });
  }
  return { list, dhcp };
}
