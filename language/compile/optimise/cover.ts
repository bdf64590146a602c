/**
 * Entries that others cover: a deny inside a deny, an allow inside a deny - it permits nothing - and an allow inside an allow that
 * is answered and logged at least as much. Only entries that cross the firewall alike are compared.
 */
import { Stabbing } from '../../analysis/coverage/stabbing.ts';
import type { AddressSet } from '../../model/addresses.ts';
import type { IntervalSet } from '../../model/intervals.ts';
import type { Box, BoxMaker, Interned } from './boxes.ts';

export interface Uncovered {
  /** In the order given. */
  readonly left: readonly Box[];
  /** By the box that stays, what it covers of its own action: it answers for their lines from now on. */
  readonly covers: ReadonlyMap<Box, readonly Box[]>;
}

/** Takes out what others cover. Of two equal entries the first stays. */
export function withoutCovered(boxes: readonly Box[], maker: BoxMaker): Uncovered {
  const finder = new Holders(boxes);
  const gone = new Set<Box>();
  const covers = new Map<Box, Box[]>();
  boxes.forEach((box, at) => {
    for (const other of finder.candidates(box)) {
      const outer = boxes[other] as Box;
      if (other === at || gone.has(outer) || !standsIn(outer, box) || !maker.holds(outer, box)) continue;
      // Of boxes that hold each other the earlier one stays.
      if (other > at && outer.rule.action === box.rule.action && standsIn(box, outer) && maker.holds(box, outer))
        continue;
      gone.add(box);
      if (outer.rule.action === box.rule.action) covers.set(outer, [...(covers.get(outer) ?? []), box]);
      break;
    }
  });
  return { left: boxes.filter((b) => !gone.has(b)), covers: passedOn(covers, gone) };
}

/** What was covered by something that was covered later belongs to what covers that. */
function passedOn(covers: ReadonlyMap<Box, Box[]>, gone: ReadonlySet<Box>): ReadonlyMap<Box, readonly Box[]> {
  const out = new Map<Box, readonly Box[]>();
  const all = (box: Box): Box[] => (covers.get(box) ?? []).flatMap((b) => [b, ...all(b)]);
  for (const box of covers.keys()) if (!gone.has(box)) out.set(box, all(box));
  return out;
}

/** Whether packets of both are treated by the one as by both together, in permission, in answers and in logs. */
function standsIn({ rule: outer }: Box, { rule: inner }: Box): boolean {
  if (outer.action === 'allow' && inner.action === 'deny') return false;
  if (outer.action === 'deny' && inner.action === 'allow') return true;
  return (outer.log || !inner.log) && (!outer.oneWay || inner.oneWay);
}

/** Finds the boxes that may hold a box: those that hold its first source, or its first target, whichever are fewer. */
class Holders {
  private readonly sides: readonly [Side, Side];

  constructor(boxes: readonly Box[]) {
    this.sides = [new Side(boxes, (b) => b.sources), new Side(boxes, (b) => b.targets)];
  }

  candidates(box: Box): readonly number[] {
    const [sources, targets] = this.sides;
    const bySource = sources.load(box.sources);
    return bySource <= targets.load(box.targets) ? sources.holding(box.sources) : targets.holding(box.targets);
  }
}

class Side {
  private readonly sets: readonly Interned<AddressSet>[];
  private readonly boxes = new Map<number, number[]>();
  private readonly ranks = new Map<bigint, number>();
  private readonly index: Stabbing;
  private readonly first = new Map<number, number>();

  constructor(all: readonly Box[], pick: (box: Box) => Interned<AddressSet>) {
    const sets = new Map<number, Interned<AddressSet>>();
    all.forEach((box, i) => {
      const set = pick(box);
      sets.set(set.id, set);
      const here = this.boxes.get(set.id);
      if (here === undefined) this.boxes.set(set.id, [i]);
      else here.push(i);
    });
    this.sets = [...sets.values()];
    const points = new Set(this.sets.flatMap((s) => s.set.flatMap((i) => [i.from, i.to])));
    [...points].sort((a, b) => (a < b ? -1 : 1)).forEach((p, rank) => void this.ranks.set(p, rank));
    const ranked = this.sets.map((s) => this.ranked(s.set));
    const weights = this.sets.map((s) => this.boxes.get(s.id)?.length ?? 0);
    this.index = new Stabbing(ranked, weights);
    this.sets.forEach((s, i) => void this.first.set(s.id, this.index.rarestOf(ranked[i] as IntervalSet<number>)));
  }

  private ranked(set: AddressSet): IntervalSet<number> {
    return set.map((i) => ({ from: this.ranks.get(i.from) as number, to: this.ranks.get(i.to) as number }));
  }

  load(set: Interned<AddressSet>): number {
    return this.index.loadOf(this.first.get(set.id) as number);
  }

  holding(set: Interned<AddressSet>): readonly number[] {
    const at = this.index.at(this.first.get(set.id) as number);
    return at.flatMap((i) => this.boxes.get((this.sets[i] as Interned<AddressSet>).id) ?? []);
  }
}
