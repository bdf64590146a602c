/** List to type: assets named one by one become their type, where that selects exactly the same - which is found out by selecting again. */
import { select } from '../../language/analysis/index.ts';
import { referenceTo, replace, textAt } from '../../language/checks/edits.ts';
import type { Asset, AssetType, Selector, SelectorList, Zone } from '../../language/model/policy.ts';
import {
  holdsComment,
  isAt,
  type ListPlace,
  listsAt,
  type Refactoring,
  type RefactoringContext,
} from './refactoring.ts';
import { selectionKey } from './same-selections.ts';

export function listToType(context: RefactoringContext): Refactoring[] {
  return listsAt(context).flatMap((at): Refactoring[] => {
    const named = namedAssets(context, at.list);
    const written = textAt(context, at.list.place);
    if (named === undefined || written === undefined || holdsComment(written)) return [];
    const found = candidates(context, named).find(({ selector }) => isSame(context, at, named.items, selector));
    if (found === undefined) return [];
    const rest = at.list.items.filter((i) => !named.items.includes(i)).map((i) => textAt(context, i.place));
    const except = at.list.except.map((i) => textAt(context, i.place));
    const newText = [found.text, ...rest].join(', ') + (except.length === 0 ? '' : ` except ${except.join(', ')}`);
    const title = `Write ${found.text} instead of ${named.items.length} assets: the same today, and the next one gets it too`;
    return [{ title, kind: 'refactor.rewrite', keeps: 'meaning', edits: () => [replace(at.list.place, newText)] }];
  });
}

interface NamedAssets {
  readonly items: readonly Selector[];
  readonly assets: readonly Asset[];
  readonly type: AssetType;
}

/** Assets of one type that a list names one by one: those selected, else the first two or more alike. */
function namedAssets(context: RefactoringContext, list: SelectorList): NamedAssets | undefined {
  const { policy } = context;
  const plain = list.items.filter((i) => i.kind === 'asset' && i.in === undefined && i.narrowedTo === undefined);
  const chosen = context.from === context.to ? plain : plain.filter((i) => isAt(context, i.place));
  const byType = Map.groupBy(chosen, (i) => policy.assets[i.ref ?? -1]?.type ?? -1);
  for (const [index, items] of byType) {
    const type = policy.types[index];
    if (type !== undefined && items.length > 1)
      return { items, type, assets: items.flatMap((i) => policy.assets[i.ref ?? -1] ?? []) };
  }
  return undefined;
}

/** The type alone, and in each zone that holds all of the assets, the widest first. */
function candidates(context: RefactoringContext, { assets, type }: NamedAssets) {
  const { policy } = context;
  const around = (asset: Asset): Zone[] => {
    const out: Zone[] = [];
    for (let z = policy.zones[asset.zone]; z !== undefined; z = policy.zones[z.parent ?? -1]) out.unshift(z);
    return out;
  };
  const shared = around(assets[0] as Asset).filter((z) => assets.every((a) => around(a).includes(z)));
  const text = referenceTo(context, type);
  const bare = { kind: 'type' as const, ref: type.index, text, place: type.place };
  return [
    { text, selector: bare },
    ...shared.map((zone) => ({
      text: `${text} in ${referenceTo(context, zone)}`,
      selector: { ...bare, in: zone.index },
    })),
  ];
}

function isSame(context: RefactoringContext, at: ListPlace, items: readonly Selector[], by: Selector): boolean {
  const { policy } = context;
  const { list, scope, devicesByNameOnly } = at;
  const rest = list.items.filter((i) => !items.includes(i));
  const keyOf = (l: SelectorList) => selectionKey(policy, select(policy, l, scope, { devicesByNameOnly }));
  return keyOf(list) === keyOf({ ...list, items: [by, ...rest] });
}
