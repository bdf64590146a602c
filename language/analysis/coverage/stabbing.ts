/**
 * Which of many interval sets hold a point, or meet a set: a segment tree over the stretches that their edges cut the line into.
 */
import type { IntervalSet } from '../../model/intervals.ts';

export class Stabbing {
  private readonly edges: Float64Array;
  private readonly nodes: (number[] | undefined)[] = [];
  /** First stretches of intervals, ascending, with the set each belongs to. */
  private readonly starts: { readonly at: number; readonly set: number }[] = [];
  /** The weights of the first k of them, together. */
  private readonly startLoads: Float64Array;
  /** Per stretch the weights of the sets that hold it, together. */
  private readonly loads: Float64Array;

  /** `weights` says how much each set counts in the load of a stretch; `others` are sets that may be asked about too. */
  constructor(
    sets: readonly IntervalSet<number>[],
    weights: readonly number[],
    others: Iterable<IntervalSet<number>> = [],
  ) {
    const edges = new Set<number>();
    for (const set of [...sets, ...others])
      for (const i of set) {
        edges.add(i.from);
        edges.add(i.to);
      }
    this.edges = Float64Array.from(edges).sort();
    const loads = new Float64Array(this.edges.length + 1);
    sets.forEach((set, number) => {
      for (const i of set) {
        const from = this.stretchOf(i.from);
        const to = this.stretchOf(i.to);
        this.insert(from, to, number);
        this.starts.push({ at: from, set: number });
        loads[from] = (loads[from] as number) + (weights[number] as number);
        loads[to] = (loads[to] as number) - (weights[number] as number);
      }
    });
    for (let k = 1; k < loads.length; k++) loads[k] = (loads[k] as number) + (loads[k - 1] as number);
    this.loads = loads;
    this.starts.sort((a, b) => a.at - b.at);
    this.startLoads = new Float64Array(this.starts.length + 1);
    this.starts.forEach(({ set }, k) => {
      this.startLoads[k + 1] = (this.startLoads[k] as number) + (weights[set] as number);
    });
  }

  /** The number of the stretch that begins at an edge. */
  private stretchOf(point: number): number {
    let low = 0;
    let high = this.edges.length;
    while (low < high) {
      const mid = (low + high) >>> 1;
      if ((this.edges[mid] as number) <= point) low = mid + 1;
      else high = mid;
    }
    return low - 1;
  }

  /** The point at which a stretch begins. */
  pointOf(stretch: number): number {
    return this.edges[stretch] as number;
  }

  /** The weights of the sets that hold a stretch, together. */
  loadOf(stretch: number): number {
    return this.loads[stretch] as number;
  }

  /** The stretch of a set, one of those given, that the least holds. */
  rarestOf(set: IntervalSet<number>): number {
    let best = -1;
    for (const i of set) {
      const to = this.stretchOf(i.to);
      for (let k = this.stretchOf(i.from); k < to; k++) if (best < 0 || this.loadOf(k) < this.loadOf(best)) best = k;
    }
    return best;
  }

  /** The sets that hold a stretch. */
  at(stretch: number): number[] {
    const out: number[] = [];
    for (let i = stretch + this.edges.length; i >= 1; i >>= 1) {
      const here = this.nodes[i];
      if (here !== undefined) for (const set of here) out.push(set);
    }
    return out;
  }

  /** The sets that share a point with one of those given, each once. */
  *meeting(set: IntervalSet<number>): Generator<number> {
    const seen = new Set<number>();
    const isNew = (s: number): boolean => seen.size < seen.add(s).size;
    for (const i of set) {
      const from = this.stretchOf(i.from);
      for (const s of this.at(from)) if (isNew(s)) yield s;
      const end = this.firstStart(this.stretchOf(i.to));
      for (let k = this.firstStart(from + 1); k < end; k++) {
        const s = this.starts[k]?.set as number;
        if (isNew(s)) yield s;
      }
    }
  }

  /** At least the weights of the sets that `meeting` tells, together. */
  meetingLoad(set: IntervalSet<number>): number {
    let load = 0;
    for (const i of set) {
      const from = this.stretchOf(i.from);
      const [first, end] = [this.firstStart(from + 1), this.firstStart(this.stretchOf(i.to))];
      load += this.loadOf(from) + (this.startLoads[end] as number) - (this.startLoads[first] as number);
    }
    return load;
  }

  private firstStart(stretch: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const mid = (low + high) >>> 1;
      if ((this.starts[mid]?.at as number) < stretch) low = mid + 1;
      else high = mid;
    }
    return low;
  }

  private insert(from: number, to: number, set: number): void {
    const size = this.edges.length;
    for (let l = from + size, r = to + size; l < r; l >>= 1, r >>= 1) {
      if (l & 1) this.put(l++, set);
      if (r & 1) this.put(--r, set);
    }
  }

  private put(node: number, set: number): void {
    const here = this.nodes[node];
    if (here === undefined) this.nodes[node] = [set];
    else here.push(set);
  }
}
