/**
 * Finds the boxes that hold a point, or meet a box, among very many: by whichever of source, target and service the fewest share.
 */
import type { AtomSet } from '../../model/atoms.ts';
import { has, overlaps } from '../../model/intervals.ts';
import type { RuleRef } from '../../model/policy.ts';
import type { Box } from './boxes.ts';
import { type EndRef, type EndSet, hasEnd } from './ends.ts';
import { Stabbing } from './stabbing.ts';

/** A run of ends: those of one zone, or all. */
export interface EndRun {
  readonly from: EndRef;
  readonly to: EndRef;
}

/** One end of all boxes: which of them hold a source, or a target. */
class Side {
  private readonly run: EndRun;
  private readonly boxes = new Map<EndSet, Set<Box>>();
  private readonly at: (EndSet[] | undefined)[] = [];
  private readonly loads: Float64Array;
  private readonly rarest = new Map<EndSet, EndRef>();
  private readonly totals = new Map<EndSet, number>();

  constructor(run: EndRun, all: readonly Box[], pick: (box: Box) => EndSet) {
    this.run = run;
    for (const box of all) {
      const here = this.boxes.get(pick(box));
      if (here === undefined) this.boxes.set(pick(box), new Set([box]));
      else here.add(box);
    }
    this.loads = new Float64Array(run.to - run.from);
    for (const [set, boxes] of this.boxes)
      for (const e of set.ends) {
        const i = e - run.from;
        const here = this.at[i];
        if (here === undefined) this.at[i] = [set];
        else here.push(set);
        this.loads[i] = (this.loads[i] as number) + boxes.size;
      }
  }

  /** Loads stay as they were: they only guide the search. */
  remove(box: Box, set: EndSet): void {
    this.boxes.get(set)?.delete(box);
  }

  /** How many boxes held the end at first. */
  loadOf(end: EndRef): number {
    return this.loads[end - this.run.from] as number;
  }

  rarestOf(set: EndSet): EndRef {
    let best = this.rarest.get(set);
    if (best !== undefined) return best;
    best = set.ends[0] as EndRef;
    for (const e of set.ends) if (this.loadOf(e) < this.loadOf(best)) best = e;
    this.rarest.set(set, best);
    return best;
  }

  /** At least as many as meet the set. */
  totalOf(set: EndSet): number {
    let total = this.totals.get(set);
    if (total === undefined) {
      total = set.ends.reduce((n, e) => n + this.loadOf(e), 0);
      this.totals.set(set, total);
    }
    return total;
  }

  holding(end: EndRef): Iterable<Box>[] {
    return (this.at[end - this.run.from] ?? []).map((set) => this.boxes.get(set) ?? []);
  }

  *meeting(set: EndSet): Generator<Box> {
    const seen = new Set<EndSet>();
    for (const e of set.ends)
      for (const other of this.at[e - this.run.from] ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        yield* this.boxes.get(other) ?? [];
      }
  }

  /** Whether sets of two boxes share an end, as far as this side can tell without looking at every end of both. */
  static meet(a: EndSet, b: EndSet): boolean {
    if (a === b) return true;
    const [few, many] = a.ends.length < b.ends.length ? [a, b] : [b, a];
    return few.ends.some((e) => hasEnd(many.ends, e));
  }
}

/** A point of a box that as few boxes as possible hold. */
export interface Probe {
  readonly source: EndRef;
  readonly target: EndRef;
  readonly stretch: number;
}

export class BoxIndex {
  readonly boxesOf: ReadonlyMap<RuleRef, readonly Box[]>;
  private readonly sources: Side;
  private readonly targets: Side;
  private readonly services: Stabbing;
  private readonly byAtoms: readonly Set<Box>[];
  private readonly numberOf = new Map<AtomSet, number>();
  private readonly rarest = new Map<AtomSet, number>();

  /** `asked`: boxes of other rules that questions will be about. */
  constructor(run: EndRun, boxes: readonly Box[], asked: readonly Box[]) {
    this.boxesOf = Map.groupBy(boxes, (b) => b.rule);
    this.sources = new Side(run, boxes, (b) => b.sources);
    this.targets = new Side(run, boxes, (b) => b.targets);
    const byAtoms = Map.groupBy(boxes, (b) => b.atoms);
    this.byAtoms = [...byAtoms.values()].map((b) => new Set(b));
    for (const atoms of byAtoms.keys()) this.numberOf.set(atoms, this.numberOf.size);
    const others = new Set(asked.map((b) => b.atoms));
    const weights = this.byAtoms.map((b) => b.size);
    this.services = new Stabbing([...byAtoms.keys()], weights, others);
  }

  /** Where a box is least likely to be covered. */
  probe(box: Box): Probe {
    let stretch = this.rarest.get(box.atoms);
    if (stretch === undefined) {
      stretch = this.services.rarestOf(box.atoms);
      this.rarest.set(box.atoms, stretch);
    }
    return { source: this.sources.rarestOf(box.sources), target: this.targets.rarestOf(box.targets), stretch };
  }

  /** Takes the boxes of a rule out; `boxesOf` still tells them. */
  remove(rule: RuleRef): void {
    for (const box of this.boxesOf.get(rule) ?? []) {
      this.sources.remove(box, box.sources);
      this.targets.remove(box, box.targets);
      this.byAtoms[this.numberOf.get(box.atoms) ?? -1]?.delete(box);
    }
  }

  /** Shows every box that holds the point, at whatever time, until one is enough: whether one was. */
  visit({ source, target, stretch }: Probe, isEnough: (box: Box) => boolean): boolean {
    const loads = [this.sources.loadOf(source), this.targets.loadOf(target), this.services.loadOf(stretch)];
    const least = Math.min(...loads);
    if (least === 0) return false;
    const atom = this.services.pointOf(stretch);
    const lists =
      least === loads[0]
        ? this.sources.holding(source)
        : least === loads[1]
          ? this.targets.holding(target)
          : this.services.at(stretch).map((s) => this.byAtoms[s] ?? []);
    for (const list of lists)
      for (const b of list)
        if (hasEnd(b.sources.ends, source) && hasEnd(b.targets.ends, target) && has(b.atoms, atom) && isEnough(b))
          return true;
    return false;
  }

  /** The boxes that share a source, a target and a service with the box, at whatever time. */
  *meeting(box: Box): Generator<Box> {
    for (const other of this.candidates(box))
      if (
        overlaps(other.atoms, box.atoms) &&
        Side.meet(other.sources, box.sources) &&
        Side.meet(other.targets, box.targets)
      )
        yield other;
  }

  private candidates(box: Box): Iterable<Box> {
    const loads = [
      this.sources.totalOf(box.sources),
      this.targets.totalOf(box.targets),
      this.services.meetingLoad(box.atoms),
    ];
    const least = Math.min(...loads);
    if (least === loads[0]) return this.sources.meeting(box.sources);
    return least === loads[1] ? this.targets.meeting(box.targets) : this.byService(box.atoms);
  }

  private *byService(atoms: AtomSet): Generator<Box> {
    for (const s of this.services.meeting(atoms)) yield* this.byAtoms[s] ?? [];
  }
}
