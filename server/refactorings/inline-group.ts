/** Inline group: what a group holds in the place of its name - at one use, or at all of them, and the group goes. */
import { insertAt, quoted, referenceTo, removalOf, replace } from '../../language/checks/edits.ts';
import type { TextEdit } from '../../language/checks/finding.ts';
import type { Group, Selector, SelectorList } from '../../language/model/policy.ts';
import { isAt, listsAt, listsOf, type Refactoring, type RefactoringContext, selectorText } from './refactoring.ts';

export function inlineGroup(context: RefactoringContext): Refactoring[] {
  const { policy } = context;
  const uses = listsAt(context).flatMap(({ list }) =>
    usesIn(list)
      .filter((use) => isAt(context, use.place))
      .map((use) => ({ list, use })),
  );
  const [first] = uses;
  const out: Refactoring[] = [];
  const used = first === undefined ? undefined : policy.groups[first.use.ref ?? -1];
  if (first !== undefined && used !== undefined && inlined(context, used, first.list, first.use).length > 0)
    out.push({
      ...{ title: `Inline group ${used.name} here`, kind: 'refactor.inline', keeps: 'meaning' },
      edits: () => inlined(context, used, first.list, first.use),
    });
  const group = used ?? policy.groups.find((g) => isAt(context, g.namePlace));
  if (group === undefined || everywhere(context, group).length === 0) return out;
  out.push({
    ...{ title: `Inline group ${group.name} everywhere and remove it`, kind: 'refactor.inline', keeps: 'meaning' },
    edits: () => [...everywhere(context, group), ...removalOf(context, group.place)],
  });
  return out;
}

function usesIn(list: SelectorList): readonly Selector[] {
  return [...list.items, ...list.except].filter((i) => i.kind === 'group');
}

/** The edits of all uses; none where one of them cannot be inlined, or two of them stand in one list. */
function everywhere(context: RefactoringContext, group: Group): TextEdit[] {
  const uses = listsOf(context.policy).flatMap(({ list }) =>
    usesIn(list)
      .filter((use) => use.ref === group.index)
      .map((use) => ({ list, use })),
  );
  if (new Set(uses.map((u) => u.list)).size < uses.length) return [];
  const edits = uses.map(({ list, use }) => inlined(context, group, list, use));
  return edits.some((e) => e.length === 0) ? [] : edits.flat();
}

/** What the group's `except` takes away is taken from the whole list, so it may only be inlined where it is alone. */
function inlined(context: RefactoringContext, { members }: Group, list: SelectorList, use: Selector): TextEdit[] {
  const narrowed = members.items.map((i) => narrowedText(context, i, use));
  const taken = members.except.map((i) => selectorText(context, i));
  if ([...narrowed, ...taken].includes(undefined)) return [];
  const items = replace(use.place, narrowed.join(', '));
  if (taken.length === 0) return [items];
  if (list.items.length > 1 || list.items[0] !== use) return [];
  const [except] = list.except;
  return except === undefined
    ? [{ ...items, newText: `${items.newText} except ${taken.join(', ')}` }]
    : [items, insertAt(except.place.file, except.place.offset, `${taken.join(', ')}, `)];
}

/** A member with the narrowing that the use adds; undefined where it has one of its own of the same kind. */
function narrowedText(context: RefactoringContext, member: Selector, use: Selector): string | undefined {
  const text = selectorText(context, member);
  const zone = use.in === undefined ? undefined : context.policy.zones[use.in];
  if (text === undefined || (use.in !== undefined && (zone === undefined || member.in !== undefined))) return undefined;
  if (use.narrowedTo !== undefined && member.narrowedTo !== undefined) return undefined;
  const tag = use.narrowedTo === undefined ? '' : ` tagged ${quoted(use.narrowedTo)}`;
  return `${text}${zone === undefined ? '' : ` in ${referenceTo(context, zone)}`}${tag}`;
}
