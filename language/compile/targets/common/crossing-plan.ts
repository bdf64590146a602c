/** In what order a stateful packet filter judges packets: by crossing, and there by action, logs and times. */
import { compareIds } from '../../../analysis/universe.ts';
import type { CompiledRule, Crossing } from '../../entry.ts';
import { crossingName, turned } from './rule-text.ts';

/** One crossing of a firewall: what opens connections across it, and what is answered across it. */
export interface CrossingPlan {
  /** {@link crossingName} of it. */
  readonly key: string;
  readonly crossing: Crossing;
  readonly opening: readonly CompiledRule[];
  /** Rules of the crossing turned round, where one of them may be answered: all denies, and the allows that have answers. */
  readonly answered: readonly CompiledRule[];
}

/** Rules by crossing, sorted; a crossing that is only answered across is one too. */
export function crossingPlans(rules: readonly CompiledRule[]): CrossingPlan[] {
  const found = new Map<string, { crossing: Crossing; opening: CompiledRule[]; answered: CompiledRule[] }>();
  const at = (crossing: Crossing) => {
    const key = crossingName(crossing);
    const entry = found.get(key) ?? { crossing, opening: [], answered: [] };
    found.set(key, entry);
    return entry;
  };
  const known = new Map<Crossing, CompiledRule[]>();
  for (const r of rules) {
    const opening = known.get(r.crossing) ?? at(r.crossing).opening;
    known.set(r.crossing, opening);
    opening.push(r);
  }
  for (const { crossing, opening } of [...found.values()]) {
    if (!opening.some(mayBeAnswered)) continue;
    const { answered } = at(turned(crossing));
    for (const r of opening) if (r.action === 'deny' || !r.oneWay) answered.push(r);
  }
  return [...found].sort(([a], [b]) => compareIds(a, b)).map(([key, c]) => ({ key, ...c }));
}

/** Whether packets may come back. */
export function mayBeAnswered(rule: CompiledRule): boolean {
  return rule.action === 'allow' && !rule.oneWay;
}

/** Rules that are judged together. */
export interface JudgingStep {
  readonly action: 'allow' | 'deny';
  /** What {@link judgingSteps} was told of the times of all of them; undefined: always. */
  readonly times?: string;
  readonly rules: readonly CompiledRule[];
}

/** Denies first; of each kind what logs first; of these what holds always, then each set of times by itself. */
export function judgingSteps(
  rules: readonly CompiledRule[],
  times: (rule: CompiledRule) => string | undefined,
): JudgingStep[] {
  const own = { deny: [[], []], allow: [[], []] } as Record<CompiledRule['action'], [CompiledRule[], CompiledRule[]]>;
  for (const r of rules) own[r.action][r.log ? 0 : 1].push(r);
  return [...own.deny, ...own.allow].flatMap((alike) => stepsByTimes(alike, times));
}

/** Rules of one kind: those that hold always, then each set of times by itself. */
function stepsByTimes(
  rules: readonly CompiledRule[],
  times: (rule: CompiledRule) => string | undefined,
): JudgingStep[] {
  const always: CompiledRule[] = [];
  const timed = new Map<string, CompiledRule[]>();
  for (const r of rules) {
    const when = times(r);
    if (when === undefined) {
      always.push(r);
      continue;
    }
    const alike = timed.get(when);
    if (alike === undefined) timed.set(when, [r]);
    else alike.push(r);
  }
  const steps = [...timed].map(
    ([when, list]): JudgingStep => ({ action: (list[0] as CompiledRule).action, times: when, rules: list }),
  );
  const [first] = always;
  return first === undefined ? steps : [{ action: first.action, rules: always }, ...steps];
}
