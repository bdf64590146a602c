/** Selectors and groups: names of assets, zones, types and groups, addresses, `any` and tags. */
import type { Finding } from '../../checks/finding.ts';
import type * as ast from '../../grammar/generated/ast.ts';
import type { SymbolKind } from '../../resolve/symbols.ts';
import type { Group, Selector, SelectorList } from '../policy.ts';
import { placeOf, startOf } from '../source.ts';
import type { BuildContext } from './context.ts';
import { type Declarations, declared } from './declare.ts';
import { readAddresses, textOf } from './values.ts';

const SELECTABLE: readonly SymbolKind[] = ['asset', 'zone', 'type', 'group', 'firewall'];

/**
 * A list of selectors. `broken` where a name in it has no meaning: such a list must not be taken for a smaller one.
 * `zones`: those whose contents come first where a name could mean several.
 */
export function readSelectors(
  file: string,
  list: ast.SelectorList | undefined,
  zones: readonly number[],
  context: BuildContext,
): { list: SelectorList; broken: boolean } {
  if (list === undefined) return { list: { items: [], except: [], place: startOf(file) }, broken: true };
  let broken = list.items.length === 0;
  const read = (nodes: readonly ast.Selector[]): Selector[] => {
    const out: Selector[] = [];
    for (const node of nodes) {
      const selector = readSelector(file, node, zones, context);
      if (selector === undefined) broken = true;
      else out.push(selector);
    }
    return out;
  };
  const items = read(list.items);
  const except = read(list.except);
  return { list: { items, except, place: placeOf(file, list) }, broken };
}

function readSelector(
  file: string,
  node: ast.Selector,
  zones: readonly number[],
  context: BuildContext,
): Selector | undefined {
  const place = placeOf(file, node);
  context.once(file, node.narrowings, (n) => (n.zone === undefined ? 'tagged' : 'in'));
  const narrowed = readNarrowings(file, node, zones, context);
  if (narrowed === undefined) return undefined;
  const base = { ...narrowed, text: textOf(node), place };
  if (node.any) return { kind: 'any', ...base };
  if (node.tag !== undefined) return { kind: 'tagged', tag: context.text(file, node, 'tag', node.tag) ?? '', ...base };
  if (node.address !== undefined) {
    const addresses = readAddresses(node.address, place, context);
    return addresses === undefined ? undefined : { kind: 'address', addresses, ...base };
  }
  const symbol = context.resolve(file, node.target, SELECTABLE, zones);
  if (symbol === undefined) return undefined;
  return { kind: symbol.kind as Selector['kind'], ref: symbol.index, ...base };
}

function readNarrowings(
  file: string,
  node: ast.Selector,
  zones: readonly number[],
  context: BuildContext,
): { in?: number; narrowedTo?: string } | undefined {
  const inside = node.narrowings.find((n) => n.zone !== undefined);
  const tagged = node.narrowings.find((n) => n.tag !== undefined);
  const zone = context.resolve(file, inside?.zone, ['zone'], zones);
  if (inside !== undefined && zone === undefined) return undefined;
  return {
    in: zone?.index,
    narrowedTo: tagged === undefined ? undefined : context.text(file, tagged, 'tag', tagged.tag),
  };
}

/** The groups of a file; names in one resolve where it stands. */
export function readGroups(drafts: Declarations['groups'], context: BuildContext): Group[] {
  return drafts.map((draft): Group => {
    const zones = draft.zone === undefined ? [] : [draft.zone];
    const members = readSelectors(draft.file, draft.node.members, zones, context);
    return { ...declared(draft, context), members: members.list, zone: draft.zone };
  });
}

/** Every group that holds itself. */
export function reportRings(groups: readonly Group[], report: (finding: Finding) => void): void {
  const reaches = (from: number, to: number, seen: Set<number>): boolean =>
    [...(groups[from]?.members.items ?? []), ...(groups[from]?.members.except ?? [])].some((s) => {
      if (s.kind !== 'group' || s.ref === undefined) return false;
      if (s.ref === to) return true;
      if (seen.has(s.ref)) return false;
      seen.add(s.ref);
      return reaches(s.ref, to, seen);
    });
  for (const group of groups)
    if (reaches(group.index, group.index, new Set()))
      report({
        check: 'reference',
        severity: 'error',
        message: `The group ${group.name} holds itself.`,
        place: group.namePlace,
        related: [],
        fixes: () => [],
      });
}
