/** The times of one firewall's rules as absolute intervals, each computed once, and what a header has to say about them. */
import type { CompiledRule } from '../../entry.ts';
import type { TargetRequest } from '../target.ts';
import { type EpochIntervals, epochIntervals } from './epoch-intervals.ts';

/** Asks {@link epochIntervals} once a rule; remembers whether times matter to the output. */
export class RuleTimes {
  /** Some rule has times; some weekly times ended at the horizon. */
  timed = false;
  cutAtHorizon = false;
  private readonly request: Pick<TargetRequest, 'timezone' | 'now' | 'horizonDays'>;
  private readonly known = new Map<CompiledRule, EpochIntervals>();

  constructor(request: Pick<TargetRequest, 'timezone' | 'now' | 'horizonDays'>) {
    this.request = request;
  }

  /** Half-open intervals in epoch seconds, whole minutes but for what "for ever" comes to; `seconds` absent: always. */
  of(rule: CompiledRule): EpochIntervals {
    const known = this.known.get(rule);
    if (known !== undefined) return known;
    const found = epochIntervals(rule.times, rule.action, this.request);
    this.known.set(rule, found);
    if (found.seconds !== undefined) this.timed = true;
    if (found.cut) this.cutAtHorizon = true;
    return found;
  }
}
