/** What every refactoring is and is made from: the policy, the texts, and what is selected. */
import type { Scope } from '../../language/analysis/index.ts';
import { scopeOf, WHOLE_POLICY } from '../../language/analysis/index.ts';
import type { CheckContext } from '../../language/checks/check.ts';
import { quoted, referenceTo, textAt } from '../../language/checks/edits.ts';
import type { TextEdit } from '../../language/checks/finding.ts';
import type { Expectation, Place, Policy, Selector, SelectorList } from '../../language/model/policy.ts';
import type { Reference } from '../../language/pipeline.ts';

export interface RefactoringContext extends CheckContext {
  readonly references: readonly Reference[];
  /** File and UTF-16 offsets of the selection; a cursor where both are the same. */
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

export interface Refactoring {
  /** Imperative; says what changes where permissions do. */
  readonly title: string;
  readonly kind: 'refactor.extract' | 'refactor.inline' | 'refactor.rewrite' | 'refactor.move';
  /**
   * `meaning`: every permission at every time and every verdict stay as they are, which is proved on the edited texts before they are
   * applied. `names`: permissions change as the title says; every name must still mean something.
   */
  readonly keeps: 'meaning' | 'names';
  /** Computed when it is chosen. Empty where it turns out that nothing can be done. */
  readonly edits: () => readonly TextEdit[];
}

/** A list of selectors where it stands. */
export interface ListPlace {
  readonly list: SelectorList;
  readonly scope: Scope;
  /** In an expectation a firewall counts only where it is named. */
  readonly devicesByNameOnly: boolean;
}

/** All lists of selectors of a policy. */
export function listsOf(policy: Policy): ListPlace[] {
  const out: ListPlace[] = [];
  for (const rule of policy.rules)
    if (!rule.broken)
      for (const list of [rule.sources, rule.targets])
        out.push({ list, scope: scopeOf(rule), devicesByNameOnly: false });
  for (const { members } of policy.groups) out.push({ list: members, scope: WHOLE_POLICY, devicesByNameOnly: false });
  for (const expectation of policy.expectations)
    for (const list of listsIn(expectation)) out.push({ list, scope: WHOLE_POLICY, devicesByNameOnly: true });
  return out;
}

/** The lists of selectors that an expectation asks about. */
export function listsIn({ question: q, broken }: Expectation): readonly SelectorList[] {
  if (broken || q.kind === 'rules') return [];
  if (q.kind === 'blast' || q.kind === 'exposure') return [q.of];
  return q.kind === 'only-through' ? [q.sources, q.targets, q.through] : [q.sources, q.targets];
}

/** Whether a place touches the selection. */
export function isAt({ file, from, to }: RefactoringContext, place: Place): boolean {
  return place.file === file && place.offset <= to && from <= place.end;
}

/** The lists that the selection touches. */
export function listsAt(context: RefactoringContext): ListPlace[] {
  return listsOf(context.policy).filter(({ list }) => isAt(context, list.place));
}

/** A selector as it can be written anywhere in the policy: every name in it qualified where it must be. */
export function selectorText(context: CheckContext, item: Selector): string | undefined {
  const { policy } = context;
  const zone = item.in === undefined ? undefined : policy.zones[item.in];
  const base = baseText(context, item);
  if (base === undefined || (item.in !== undefined && zone === undefined)) return undefined;
  const narrowing = zone === undefined ? '' : ` in ${referenceTo(context, zone)}`;
  return `${base}${narrowing}${item.narrowedTo === undefined ? '' : ` tagged ${quoted(item.narrowedTo)}`}`;
}

function baseText(context: CheckContext, item: Selector): string | undefined {
  const { policy } = context;
  if (item.kind === 'any') return 'any';
  if (item.kind === 'tagged') return item.tag === undefined ? undefined : `tagged ${quoted(item.tag)}`;
  if (item.kind === 'address') return /^\S+/.exec(textAt(context, item.place) ?? '')?.[0];
  const lists = {
    asset: policy.assets,
    zone: policy.zones,
    type: policy.types,
    group: policy.groups,
    firewall: policy.firewalls,
  };
  const declared = lists[item.kind][item.ref ?? -1];
  return declared === undefined ? undefined : referenceTo(context, declared);
}

/** Beyond so many assets and rules what needs whole policies compared is not worked out for a cursor that merely passes. */
export const LARGE = 3000;

/** Whether what is costly is to be offered: in a large policy only for a selection, which nobody makes in passing. */
export function isAskedFor({ policy, from, to }: RefactoringContext): boolean {
  return from < to || policy.assets.length + policy.rules.length <= LARGE;
}

/** Whether a stretch of text holds a comment, which rewriting it would lose. */
export function holdsComment(text: string): boolean {
  return /\/[/*]/.test(text.replace(/"(?:\\.|[^"\\])*"|'[^']*'/g, ''));
}

/** From the beginning of the first place to the end of the last. */
export function spanOf(first: Place, last: Place): Place {
  return { ...first, end: last.end, endLine: last.endLine, endColumn: last.endColumn };
}

/** The declaration of the outermost level that an offset lies in. */
export function outermostAt({ policy }: CheckContext, { file, offset }: Place): { readonly place: Place } | undefined {
  const tops: readonly { readonly place: Place }[] = [
    ...policy.zones.filter((z) => z.parent === undefined),
    ...policy.groups.filter((g) => g.zone === undefined),
    ...policy.conduits,
    ...policy.accesses,
    ...policy.expectations,
  ];
  return tops.find(({ place }) => place.file === file && place.offset <= offset && offset < place.end);
}
