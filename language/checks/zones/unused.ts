/** What the checks of unused declarations share: what is used, and the removal. */
import { selectorLists } from '../../analysis/cells.ts';
import { perPolicy } from '../../analysis/memo.ts';
import { opaqueOr } from '../../grammar/opaque.ts';
import type { Declared, Policy, Selector } from '../../model/policy.ts';
import { unquote } from '../../resolve/names.ts';
import type { CheckContext, Report } from '../check.ts';
import { removalOf, textAt } from '../edits.ts';

const OPAQUE_OR_WORD = opaqueOr(/[\p{L}\p{N}_-]+/u);

/** Every word and quoted name in the texts of the policy, outside comments and texts: also where a reference does not resolve. */
const counted = new WeakMap<Policy, ReadonlyMap<string, number>>();

function wordsOf(context: CheckContext): ReadonlyMap<string, number> {
  const before = counted.get(context.policy);
  if (before !== undefined) return before;
  const counts = new Map<string, number>();
  for (const file of context.policy.files) {
    if (file.library) continue;
    for (const [piece] of (context.text(file.path) ?? '').matchAll(OPAQUE_OR_WORD)) {
      if (/^["/]/.test(piece)) continue;
      const name = unquote(piece);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  counted.set(context.policy, counts);
  return counts;
}

/** Whether nothing in the policy's texts has the name but the declaration itself. */
function isNamedOnce(context: CheckContext, declared: Declared): boolean {
  return (wordsOf(context).get(declared.name) ?? 0) <= 1;
}

const named = perPolicy((policy): ReadonlyMap<Selector['kind'], ReadonlySet<number>> => {
  const found = new Map<Selector['kind'], Set<number>>();
  const add = (kind: Selector['kind'], ref: number): void => {
    const set = found.get(kind);
    if (set === undefined) found.set(kind, new Set([ref]));
    else set.add(ref);
  };
  for (const list of selectorLists(policy))
    for (const selectors of [list.items, list.except])
      for (const s of selectors) {
        if (s.ref !== undefined) add(s.kind, s.ref);
        if (s.in !== undefined) add('zone', s.in);
      }
  return found;
});

/** Positions of what the selectors of one kind name. */
export function selected(policy: Policy, kind: Selector['kind']): ReadonlySet<number> {
  return named(policy).get(kind) ?? new Set();
}

/**
 * One report per declaration of the policy's own files that is not used. `keepsMeaning`: whether the policy means the same without it;
 * asked for when the fix is.
 */
export function* unusedReports(
  context: CheckContext,
  kind: string,
  declarations: readonly Declared[],
  used: ReadonlySet<number>,
  keepsMeaning: (declared: Declared) => boolean = () => true,
): Generator<Report> {
  const library = new Set(context.policy.files.filter((f) => f.library).map((f) => f.path));
  for (const declared of declarations) {
    if (used.has(declared.index) || library.has(declared.place.file) || !isNamedOnce(context, declared)) continue;
    yield {
      message: `${kind} ${declared.name} is declared and never used. Remove it, or use it.`,
      place: declared.namePlace,
      tags: ['unnecessary'],
      fixes: () =>
        textAt(context, declared.place) === undefined
          ? []
          : [
              {
                title: `Remove ${kind.toLowerCase()} ${declared.name}`,
                edits: removalOf(context, declared.place),
                safe: true,
                keepsMeaning: keepsMeaning(declared),
                preferred: true,
              },
            ],
    };
  }
}
