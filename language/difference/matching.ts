/** Which asset of one version is which of the other: by id, or - where it moved to another zone - by a name that only it has. */
import type { Asset, Policy } from '../model/policy.ts';

export interface Matched {
  /** In the version after; of what is gone, in the one before. */
  readonly id: string;
  readonly before?: Asset;
  readonly after?: Asset;
}

/** Every asset of either version once, in the order of ids. */
export function matchAssets(before: Policy, after: Policy): Matched[] {
  const old = new Map(before.assets.map((a) => [a.id, a]));
  const now = new Map(after.assets.map((a) => [a.id, a]));
  const gone = byName([...old.values()].filter((a) => !now.has(a.id)));
  const come = byName([...now.values()].filter((a) => !old.has(a.id)));
  const moved = new Map<string, Asset>();
  for (const [name, [from, another]] of gone) {
    const [to, yetAnother] = come.get(name) ?? [];
    if (from !== undefined && to !== undefined && another === undefined && yetAnother === undefined)
      moved.set(to.id, from);
  }
  const left = new Set([...moved.values()].map((a) => a.id));
  const all: Matched[] = [
    ...[...now.values()].map((a) => matched(a.id, old.get(a.id) ?? moved.get(a.id), a)),
    ...[...old.values()].filter((a) => !now.has(a.id) && !left.has(a.id)).map((a) => matched(a.id, a, undefined)),
  ];
  return all.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function byName(assets: readonly Asset[]): Map<string, Asset[]> {
  const found = new Map<string, Asset[]>();
  for (const asset of assets) found.set(asset.name, [...(found.get(asset.name) ?? []), asset]);
  return found;
}

function matched(id: string, before: Asset | undefined, after: Asset | undefined): Matched {
  return { id, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}
