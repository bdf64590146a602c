/** Call hierarchy of assets and zones: incoming = who may open connections here, outgoing = to whom it may open them, in one step. */
import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type Range,
  SymbolKind,
} from 'vscode-languageserver';
import {
  assetsIn,
  distinctReasons,
  type HopReason,
  type Neighbour,
  openedBy,
  openersOf,
} from '../../language/analysis/index.ts';
import type { AssetRef, Declared, Place, ZoneRef } from '../../language/model/policy.ts';
import { worstCase } from '../describe/asset.ts';
import { rangeOf, uriIn } from '../places.ts';
import type { AskedAt } from '../session.ts';
import type { Snapshot } from '../snapshot.ts';

/** A zone of which more assets take part stands for them: nobody reads a longer list, and the zone opens in turn. */
const MOST_OF_A_ZONE = 40;

/** What an item stands for; ids outlive an edit. */
interface ItemData {
  readonly kind: 'asset' | 'zone';
  readonly id: string;
}

/** An end of a call with what permits it. */
interface End {
  readonly item: CallHierarchyItem;
  readonly by: readonly HopReason[];
}

/** The asset or zone that is named at the cursor. */
export function prepareCalls({ snapshot, file, offset }: AskedAt): CallHierarchyItem[] | null {
  const name = snapshot.nameAt(file, offset);
  if (name?.kind === 'asset') return [assetItem(snapshot, name.index)];
  return name?.kind === 'zone' ? [zoneItem(snapshot, name.index)] : null;
}

export function incomingCalls(snapshot: Snapshot, item: CallHierarchyItem): CallHierarchyIncomingCall[] {
  const assets = assetsOf(snapshot, item);
  const found = openersOf(worstCase(snapshot), assets);
  return ends(snapshot, found).map((end) => ({ from: end.item, fromRanges: rangesIn(snapshot, end.item, end.by) }));
}

export function outgoingCalls(snapshot: Snapshot, item: CallHierarchyItem): CallHierarchyOutgoingCall[] {
  const assets = assetsOf(snapshot, item);
  const found = openedBy(worstCase(snapshot), assets);
  return ends(snapshot, found).map((end) => ({ to: end.item, fromRanges: rangesIn(snapshot, item, end.by) }));
}

/** The assets that an item stands for; none where it is no longer in the policy. */
function assetsOf(snapshot: Snapshot, item: CallHierarchyItem): AssetRef[] {
  const { policy } = snapshot;
  const { kind, id } = (item.data ?? {}) as Partial<ItemData>;
  if (kind === 'asset') return policy.assets.filter((a) => a.id === id).map((a) => a.index);
  const zone = policy.zones.find((z) => z.id === id);
  return kind === 'zone' && zone !== undefined ? assetsIn(worstCase(snapshot), zone.index) : [];
}

function ends(snapshot: Snapshot, found: readonly Neighbour[]): End[] {
  const byZone = new Map<ZoneRef, Neighbour[]>();
  for (const neighbour of found) {
    const zone = snapshot.policy.assets[neighbour.asset]?.zone ?? -1;
    byZone.set(zone, [...(byZone.get(zone) ?? []), neighbour]);
  }
  return [...byZone].flatMap(([zone, members]): End[] => {
    if (members.length <= MOST_OF_A_ZONE)
      return members.map(({ asset, by }) => ({ item: assetItem(snapshot, asset, by), by }));
    const by = distinctReasons(members.flatMap((m) => m.by));
    return [{ item: zoneItem(snapshot, zone, `${members.length} assets, ${reasons(snapshot, by)}`), by }];
  });
}

function assetItem(snapshot: Snapshot, index: AssetRef, by?: readonly HopReason[]): CallHierarchyItem {
  const { policy } = snapshot;
  const asset = policy.assets[index] as (typeof policy.assets)[number];
  const zone = policy.zones[asset.zone]?.id ?? '';
  const detail = by === undefined ? zone : `${zone}, ${reasons(snapshot, by)}`;
  return itemOf(snapshot, asset, SymbolKind.Object, detail, { kind: 'asset', id: asset.id });
}

function zoneItem(snapshot: Snapshot, index: ZoneRef, detail?: string): CallHierarchyItem {
  const { policy } = snapshot;
  const zone = policy.zones[index] as (typeof policy.zones)[number];
  return itemOf(snapshot, zone, SymbolKind.Namespace, detail ?? zone.title ?? '', { kind: 'zone', id: zone.id });
}

function itemOf(
  { folder }: Snapshot,
  { name, place, namePlace }: Declared,
  kind: SymbolKind,
  detail: string,
  data: ItemData,
): CallHierarchyItem {
  const range = rangeOf(place);
  return { name, kind, detail, uri: uriIn(folder, place.file), range, selectionRange: rangeOf(namePlace), data };
}

/** What permits a step in few words: the first reason, and how many more there are. */
function reasons({ policy }: Snapshot, by: readonly HopReason[]): string {
  const [first] = by;
  if (first === undefined) return '';
  const rule = first.kind === 'rule' ? policy.rules[first.rule] : undefined;
  const zone = first.kind === 'rule' ? '' : (policy.zones[first.zone]?.id ?? '');
  const words =
    rule === undefined ? `inside ${zone}, which is open` : `${rule.text} (${rule.place.file}:${rule.place.line + 1})`;
  return by.length > 1 ? `${words} and ${by.length - 1} more` : words;
}

/**
 * The rules and open zones as ranges. The protocol knows ranges in the caller's own document only: reasons that stand elsewhere are in
 * the item's detail, and the range is the caller's name.
 */
function rangesIn(snapshot: Snapshot, caller: CallHierarchyItem, by: readonly HopReason[]): Range[] {
  const places = by.flatMap((reason) => placeOf(snapshot, reason) ?? []);
  const here = places.filter((p) => uriIn(snapshot.folder, p.file) === caller.uri);
  return here.length > 0 ? here.map(rangeOf) : [caller.selectionRange];
}

function placeOf({ policy }: Snapshot, reason: HopReason): Place | undefined {
  return reason.kind === 'rule' ? policy.rules[reason.rule]?.place : policy.zones[reason.zone]?.namePlace;
}
