/** Extract group: the selected items of a list become a group of their own, and the list names it. */
import { freeName, insertAfter, replace, textAt } from '../../language/checks/edits.ts';
import {
  holdsComment,
  isAt,
  type ListPlace,
  listsAt,
  outermostAt,
  type Refactoring,
  type RefactoringContext,
  selectorText,
  spanOf,
} from './refactoring.ts';

export function extractGroup(context: RefactoringContext): Refactoring[] {
  return listsAt(context).flatMap((at): Refactoring[] => {
    const { items } = at.list;
    const chosen = context.from === context.to ? items : items.filter((i) => isAt(context, i.place));
    const [first, last] = [items[0], items.at(-1)];
    if (chosen.length < 2 || first === undefined || last === undefined) return [];
    const written = textAt(context, spanOf(first.place, last.place));
    if (written === undefined || holdsComment(written)) return [];
    const name = freeName(context, 'Extracted');
    const title = `Extract ${chosen.length} selectors to group ${name}`;
    return [{ title, kind: 'refactor.extract', keeps: 'meaning', edits: () => extraction(context, at, chosen, name) }];
  });
}

function extraction(
  context: RefactoringContext,
  { list }: ListPlace,
  chosen: ListPlace['list']['items'],
  name: string,
) {
  const { items } = list;
  const [first, last] = [items[0], items.at(-1)];
  const members = chosen.map((i) => selectorText(context, i));
  const home = outermostAt(context, list.place);
  if (first === undefined || last === undefined || home === undefined || members.includes(undefined)) return [];
  const kept = items.flatMap((i) => (i === chosen[0] ? [name] : chosen.includes(i) ? [] : [textAt(context, i.place)]));
  return [
    replace(spanOf(first.place, last.place), kept.join(', ')),
    ...insertAfter(context, home, `group ${name} = ${members.join(', ')}`),
  ];
}
