/** Equal sets as one object, so that exporters can keep what they make of one: thousands of rules say `https` at all times. */
import type { AtomSet } from '../model/atoms.ts';
import { equal } from '../model/intervals.ts';
import { ALWAYS, isAlways, type TimePiece, type TimeSet } from '../model/times.ts';

/** Gives the first of all equal sets that it was asked about. */
export class SharedSets {
  /** By a number that equal sets share. */
  private readonly atomSets = new Map<number, AtomSet[]>();
  private readonly timeSets = new Map<string, TimeSet>();

  atoms(set: AtomSet): AtomSet {
    let sum = set.length;
    for (const { from, to } of set) sum = (Math.imul(sum, 31) + Math.imul(from, 7919) + to) | 0;
    const alike = this.atomSets.get(sum);
    const known = alike?.find((s) => equal(s, set));
    if (known !== undefined) return known;
    if (alike === undefined) this.atomSets.set(sum, [set]);
    else alike.push(set);
    return set;
  }

  times(set: TimeSet): TimeSet {
    if (isAlways(set)) return ALWAYS;
    const key = set.map((p) => `${p.from} ${p.until} ${spans(p.week)}`).join();
    const known = this.timeSets.get(key) ?? set;
    this.timeSets.set(key, known);
    return known;
  }
}

function spans(set: TimePiece['week']): string {
  let text = '';
  for (const { from, to } of set) text += `${from} ${to};`;
  return text;
}
