/** Equal sets as one object, so that exporters can keep what they make of one: thousands of rules say `https` at all times. */
import type { AtomSet } from '../model/atoms.ts';
import { ALWAYS, isAlways, type TimeSet } from '../model/times.ts';

/** Gives the first of all equal sets that it was asked about. */
export class SharedSets {
  private readonly atomSets = new Map<string, AtomSet>();
  private readonly timeSets = new Map<string, TimeSet>();

  atoms(set: AtomSet): AtomSet {
    return first(this.atomSets, spans(set), set);
  }

  times(set: TimeSet): TimeSet {
    if (isAlways(set)) return ALWAYS;
    return first(this.timeSets, set.map((p) => `${p.from} ${p.until} ${spans(p.week)}`).join(), set);
  }
}

function spans(set: AtomSet): string {
  let text = '';
  for (const { from, to } of set) text += `${from} ${to};`;
  return text;
}

function first<Value>(known: Map<string, Value>, key: string, value: Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, value);
  return value;
}
