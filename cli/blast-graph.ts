/** The reach graph that a question of the command line is about. */
import { blastTotals, type ReachGraph, reachGraph, whenOf } from '../language/analysis/index.ts';
import { asBuilt } from '../language/compile/index.ts';
import type { Policy } from '../language/model/policy.ts';
import type { BlastHead, BlastQuestionOptions } from './blast-question.ts';

export interface BlastQuestion {
  readonly head: BlastHead;
  readonly graph: ReachGraph;
}

/** The graph that a question is about; with the undeclared addresses of zones where they are asked for. */
export function blastQuestion(
  policy: Policy,
  { now, at }: { readonly now: number; readonly at?: number },
  options: Pick<BlastQuestionOptions, 'mode' | 'asBuilt'>,
  strangers = false,
): BlastQuestion {
  const question = { when: whenOf({ now, at }), mode: options.mode, strangers };
  const stated = reachGraph(policy, question);
  const built = reachGraph(policy, { ...question, openWire: asBuilt(policy) });
  // What is open on the wire only adds: where every blast is of equal size, they are equal.
  const asBuiltDiffers = blastTotals(stated).sizes.some((size, index) => size !== blastTotals(built).sizes[index]);
  const head = { mode: options.mode, asBuilt: options.asBuilt === true, asBuiltDiffers };
  return { head, graph: options.asBuilt ? built : stated };
}
