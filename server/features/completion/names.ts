/** Declarations as items: under the name that means them at the cursor, which may be a qualified one. */
import { CompletionItemKind } from 'vscode-languageserver';
import type { Declared } from '../../../language/model/policy.ts';
import { idPart, splitQualified, writeName } from '../../../language/resolve/names.ts';
import type { SymbolKind } from '../../../language/resolve/symbols.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { Draft, Place } from './draft.ts';
import { type CompletionScope, holdsAsset } from './scope.ts';

const ITEM_KINDS: Readonly<Record<SymbolKind, CompletionItemKind>> = {
  zone: CompletionItemKind.Module,
  asset: CompletionItemKind.Variable,
  type: CompletionItemKind.Class,
  group: CompletionItemKind.Struct,
  firewall: CompletionItemKind.Unit,
  service: CompletionItemKind.Interface,
  schedule: CompletionItemKind.Event,
  conduit: CompletionItemKind.Struct,
  access: CompletionItemKind.Event,
};

export function namesOf(place: Place, kind: SymbolKind): Draft[] {
  const { policy } = place.snapshot;
  const lists: Readonly<Record<SymbolKind, readonly Declared[]>> = {
    zone: policy.zones,
    asset: policy.assets,
    type: policy.types,
    group: policy.groups,
    firewall: policy.firewalls,
    service: policy.services,
    schedule: policy.schedules,
    conduit: policy.conduits,
    access: policy.accesses,
  };
  return lists[kind].flatMap((d) => nameDraft(place, kind, d, 0) ?? []);
}

/** A declaration under the name that means it here; undefined where the typed qualifier is of another. */
export function nameDraft(
  { snapshot, context, scope }: Place,
  kind: SymbolKind,
  declared: Declared,
  rank: number,
): Draft | undefined {
  const path = kind === 'zone' || kind === 'asset' ? splitQualified(declared.id) : [declared.name];
  const { qualifier } = context;
  if (qualifier.length > 0 && !isQualified(path, qualifier)) return undefined;
  const parts =
    qualifier.length > 0
      ? [...qualifier, declared.name]
      : isUnique(snapshot, kind, declared, scope)
        ? [declared.name]
        : path;
  const written = parts.map((p) => writeName(p) ?? idPart(p)).join('.');
  const detail = detailOf(snapshot, kind, declared);
  return {
    label: written,
    kind: ITEM_KINDS[kind],
    newText: written,
    rank,
    detail,
    terminal: 'NAME',
    symbol: { kind, index: declared.index },
  };
}

function isQualified(path: readonly string[], qualifier: readonly string[]): boolean {
  const start = path.length - 1 - qualifier.length;
  return start >= 0 && qualifier.every((q, i) => path[start + i] === q);
}

const counted = new WeakMap<
  Snapshot,
  ReadonlyMap<string, readonly { readonly kind: SymbolKind; readonly index: number }[]>
>();

/** Whether the simple name means this declaration here: LANGUAGE.md *Resolution*. */
function isUnique(snapshot: Snapshot, kind: SymbolKind, declared: Declared, scope: CompletionScope): boolean {
  if (kind !== 'zone' && kind !== 'asset') return true;
  const { policy } = snapshot;
  let byName = counted.get(snapshot);
  if (byName === undefined) {
    const map = new Map<string, { kind: SymbolKind; index: number }[]>();
    for (const a of policy.assets) map.set(a.name, [...(map.get(a.name) ?? []), { kind: 'asset', index: a.index }]);
    for (const z of policy.zones) map.set(z.name, [...(map.get(z.name) ?? []), { kind: 'zone', index: z.index }]);
    byName = map;
    counted.set(snapshot, map);
  }
  const same = byName.get(declared.name) ?? [];
  if (same.length < 2) return true;
  const inside = same.filter(({ kind: k, index }) => {
    const asset = policy.assets[index];
    return k === 'zone'
      ? scope.zones?.has(index)
      : scope.zones !== undefined && asset !== undefined && holdsAsset(policy, scope, asset);
  });
  return inside.length === 1 && inside[0]?.kind === kind && inside[0].index === declared.index;
}

function detailOf({ policy }: Snapshot, kind: SymbolKind, declared: Declared): string {
  if (kind === 'asset') {
    const asset = policy.assets[declared.index];
    return `${policy.types[asset?.type ?? -1]?.name ?? ''} in ${policy.zones[asset?.zone ?? -1]?.name ?? ''}`;
  }
  return declared.title ?? '';
}
