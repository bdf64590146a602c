/** The comments of a conduit that is written anew: where they go with the rules that stay. */
import type { Place, Rule } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';
import { commentsIn, removalOf } from '../edits.ts';

type Span = Pick<Place, 'file' | 'offset' | 'end'>;

/** Comments of a conduit's text, in its order; those that speak of a rule can be taken once. */
export class ConduitComments {
  readonly #ofRules = new Map<Rule, string[]>();
  readonly #others: string[] = [];

  /** `whole`: all that goes; `copied`: what of each rule is written again as it stands, the comments in it too. */
  constructor(context: CheckContext, whole: Span, copied: ReadonlyMap<Rule, readonly Span[]>) {
    const text = context.text(whole.file)?.slice(whole.offset, whole.end) ?? '';
    const spans = [...copied].map(([rule, places]) => ({ rule, places, around: removalOf(context, rule.place) }));
    for (const { offset, end } of commentsIn(text)) {
      const [from, to] = [whole.offset + offset, whole.offset + end];
      const within = (p: Span) => p.offset <= from && to <= p.end;
      const owner = spans.find(({ around }) => around.some(within));
      if (owner?.places.some(within)) continue;
      const comment = text.slice(offset, end).trimEnd();
      if (owner === undefined) this.#others.push(comment);
      else this.#ofRules.set(owner.rule, [...(this.#ofRules.get(owner.rule) ?? []), comment]);
    }
  }

  /** What is said of a rule, if it was not taken before. */
  take(rule: Rule): readonly string[] {
    const found = this.#ofRules.get(rule) ?? [];
    this.#ofRules.delete(rule);
    return found;
  }

  /** What speaks of no rule, or of one that nobody took. */
  get left(): readonly string[] {
    return [...this.#others, ...[...this.#ofRules.values()].flat()];
  }
}
