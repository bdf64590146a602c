/** Type hierarchy: what an asset type is a kind of, and what is a kind of it. Asked at an asset it is its type's. */
import { SymbolKind, type TypeHierarchyItem } from 'vscode-languageserver';
import type { AssetType } from '../../language/model/policy.ts';
import { rangeOf, uriIn } from '../places.ts';
import type { AskedAt } from '../session.ts';
import type { Snapshot } from '../snapshot.ts';

export function prepareTypes({ snapshot, file, offset }: AskedAt): TypeHierarchyItem[] | null {
  const { policy } = snapshot;
  const name = snapshot.nameAt(file, offset);
  const index =
    name?.kind === 'asset' ? policy.assets[name.index]?.type : name?.kind === 'type' ? name.index : undefined;
  return itemsOf(snapshot, [index]) ?? null;
}

export function supertypes(snapshot: Snapshot, item: TypeHierarchyItem): TypeHierarchyItem[] {
  return itemsOf(snapshot, [typeOf(snapshot, item)?.parent]) ?? [];
}

export function subtypes(snapshot: Snapshot, item: TypeHierarchyItem): TypeHierarchyItem[] {
  const type = typeOf(snapshot, item);
  if (type === undefined) return [];
  return (
    itemsOf(
      snapshot,
      snapshot.policy.types.filter((t) => t.parent === type.index).map((t) => t.index),
    ) ?? []
  );
}

/** The type that an item stands for; undefined where it is no longer in the policy. Its name outlives an edit. */
function typeOf({ policy }: Snapshot, { data }: TypeHierarchyItem): AssetType | undefined {
  return policy.types.find((t) => t.name === (data as { readonly name?: string } | undefined)?.name);
}

function itemsOf(
  { policy, folder }: Snapshot,
  indices: readonly (number | undefined)[],
): TypeHierarchyItem[] | undefined {
  const types = indices.flatMap((i) => policy.types[i ?? -1] ?? []);
  if (types.length === 0) return undefined;
  const assets = (type: AssetType): number =>
    policy.assets.filter((a) => a.type !== undefined && isKindOf(policy.types[a.type], type.index)).length;
  return types.map((type) => ({
    name: type.name,
    kind: SymbolKind.Class,
    detail: [type.title, `${assets(type)} assets`].filter(Boolean).join(', '),
    uri: uriIn(folder, type.place.file),
    range: rangeOf(type.place),
    selectionRange: rangeOf(type.namePlace),
    data: { name: type.name },
  }));
}

function isKindOf(type: AssetType | undefined, index: number): boolean {
  return type !== undefined && (type.index === index || type.ancestors.includes(index));
}
