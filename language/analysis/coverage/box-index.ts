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
  private readonly boxes = new Map<EndSet, Box[]>();
  private readonly at: (EndSet[] | undefined)[] = [];
  private readonly loads: Float64Array;
  private readonly rarest = new Map<EndSet, EndRef>();

  constructor(run: EndRun, all: readonly Box[], pick: (box: Box) => EndSet) {
    this.run = run;
    for (const box of all) {
      const here = this.boxes.get(pick(box));
      if (here === undefined) this.boxes.set(pick(box), [box]);
      else here.push(box);
    }
    this.loads = new Float64Array(run.to - run.from);
    for (const [set, boxes] of this.boxes)
      for (const e of set.ends) {
        const i = e - run.from;
        const here = this.at[i];
        if (here === undefined) this.at[i] = [set];
        else here.push(set);
        this.loads[i] = (this.loads[i] as number) + boxes.length;
      }
  }

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
    return set.ends.reduce((n, e) => n + this.loadOf(e), 0);
  }

  *holding(end: EndRef): Generator<Box> {
    for (const set of this.at[end - this.run.from] ?? []) yield* this.boxes.get(set) ?? [];
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
  private readonly byAtoms: readonly (readonly Box[])[];
  private readonly rarest = new Map<AtomSet, number>();

  /** `asked`: boxes of other rules that questions will be about. */
  constructor(run: EndRun, boxes: readonly Box[], asked: readonly Box[]) {
    this.boxesOf = Map.groupBy(boxes, (b) => b.rule);
    this.sources = new Side(run, boxes, (b) => b.sources);
    this.targets = new Side(run, boxes, (b) => b.targets);
    const byAtoms = Map.groupBy(boxes, (b) => b.atoms);
    this.byAtoms = [...byAtoms.values()];
    const others = new Set(asked.map((b) => b.atoms));
    const weights = this.byAtoms.map((b) => b.length);
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

  /** The boxes that hold the point, at whatever time. */
  at({ source, target, stretch }: Probe): Box[] {
    const loads = [this.sources.loadOf(source), this.targets.loadOf(target), this.services.loadOf(stretch)];
    const least = Math.min(...loads);
    if (least === 0) return [];
    const atom = this.services.pointOf(stretch);
    const holds = (b: Box) => hasEnd(b.sources.ends, source) && hasEnd(b.targets.ends, target) && has(b.atoms, atom);
    const candidates =
      least === loads[0]
        ? this.sources.holding(source)
        : least === loads[1]
          ? this.targets.holding(target)
          : this.services.at(stretch).flatMap((s) => this.byAtoms[s] ?? []);
    const out: Box[] = [];
    for (const b of candidates) if (holds(b)) out.push(b);
    return out;
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
    const bySource = this.sources.totalOf(box.sources);
    const byTarget = this.targets.totalOf(box.targets);
    const least = Math.min(bySource, byTarget);
    if (least > MANY_CANDIDATES) {
      const sets = [...this.services.meeting(box.atoms)];
      if (sets.reduce((n, s) => n + (this.byAtoms[s]?.length ?? 0), 0) < least)
        return sets.flatMap((s) => this.byAtoms[s] ?? []);
    }
    return bySource <= byTarget ? this.sources.meeting(box.sources) : this.targets.meeting(box.targets);
  }
}

/** Beyond this many by source and by target it pays to look whether there are fewer by service. */
const MANY_CANDIDATES = 64;
