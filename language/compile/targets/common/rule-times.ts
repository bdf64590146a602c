/** The times of one firewall's rules as absolute intervals, each computed once, and what a header has to say about them. */
import type { TimeSet } from '../../../model/times.ts';
import type { CompiledRule } from '../../entry.ts';
import type { TargetRequest } from '../target.ts';
import { type EpochIntervals, epochIntervals } from './epoch-intervals.ts';

/** Asks {@link epochIntervals} once for the times that rules share; remembers whether times matter to the output. */
export class RuleTimes {
  /** Some rule has times; some weekly times ended at the horizon. */
  timed = false;
  cutAtHorizon = false;
  private readonly request: Pick<TargetRequest, 'timezone' | 'now' | 'horizonDays'>;
  private readonly known = { allow: new Map<TimeSet, EpochIntervals>(), deny: new Map<TimeSet, EpochIntervals>() };

  constructor(request: Pick<TargetRequest, 'timezone' | 'now' | 'horizonDays'>) {
    this.request = request;
  }

  /**
   * Half-open intervals in epoch seconds, whole minutes but for what "for ever" comes to; `seconds` absent: always. One object
   * for all rules of an action that hold one set of times.
   */
  of({ times, action }: Pick<CompiledRule, 'times' | 'action'>): EpochIntervals {
    const known = this.known[action].get(times);
    if (known !== undefined) return known;
    const found = epochIntervals(times, action, this.request);
    this.known[action].set(times, found);
    if (found.seconds !== undefined) this.timed = true;
    if (found.cut) this.cutAtHorizon = true;
    return found;
  }
}
