/**
 * Which firewalls lie between two segments, and by which segments traffic enters and leaves each of them.
 *
 * Segments and firewalls form a bipartite graph; a permission belongs on every firewall of every shortest path, and with `via` of
 * the shortest simple paths through all firewalls that it names. A firewall named in `via` stands for its twins too.
 */
import type { FirewallRef, ZoneRef } from '../model/policy.ts';
import type { Topology } from './topology.ts';

/** One crossing of one enforcement point: traffic enters it from one segment and leaves it to another. */
export interface Hop {
  /** Position in {@link Topology.points}. */
  readonly point: number;
  readonly from: ZoneRef;
  readonly to: ZoneRef;
}

/** The crossings of all shortest paths, sorted; empty within one segment. Or why there is none. */
export type Paths = { readonly ok: true; readonly hops: readonly Hop[] } | { readonly ok: false; readonly why: NoPath };

/** `none`: the segments are not connected. `via`: no path leads through all of them. `search`: too many paths to decide. */
export type NoPath = 'none' | 'via' | 'search';

/** Steps after which the search for a path through several named firewalls gives up. */
const SEARCH_LIMIT = 200_000;

/** Answers questions about paths over one topology; every answer is computed once. */
export class PathFinder {
  private readonly distances = new Map<ZoneRef, Distances>();
  /** By pair of segments, and where paths have to go through some firewalls also by these. */
  private readonly straight = new Map<number, Paths>();
  private readonly answers = new Map<string, Paths>();
  private readonly topology: Topology;
  /** Per point the segments that a path may pass through: those in which another point has an interface too. */
  private readonly transit: readonly (readonly ZoneRef[])[];

  constructor(topology: Topology) {
    this.topology = topology;
    const isTransit = (segment: ZoneRef) => (topology.pointsAt.get(segment)?.length ?? 0) > 1;
    this.transit = topology.implied ? [] : topology.points.map((p) => [...p.interfaces.keys()].filter(isTransit));
  }

  /** The crossings from one segment to another; with `via`, on the shortest simple paths through all these firewalls. */
  between(from: ZoneRef, to: ZoneRef, via: readonly FirewallRef[] = []): Paths {
    if (via.length > 0)
      return kept(this.answers, `${from} ${to} ${via.join(',')}`, () => this.shortestVia(from, to, via));
    if (this.topology.implied) return this.shortest(from, to);
    return kept(this.straight, from * this.topology.segmentOf.length + to, () => this.shortest(from, to));
  }

  private shortest(from: ZoneRef, to: ZoneRef): Paths {
    if (from === to) return { ok: true, hops: [] };
    if (this.topology.implied) return { ok: true, hops: [{ point: 0, from, to }] };
    const far = this.distancesFrom(from);
    const least = this.stepsTo(far, to);
    if (least === undefined) return { ok: false, why: 'none' };
    const hops: Hop[] = [];
    let layer: ReadonlySet<ZoneRef> = new Set([to]);
    for (let steps = least; steps > 0; steps -= 2) {
      const before = new Set<ZoneRef>();
      for (const out of layer)
        for (const point of this.topology.pointsAt.get(out) ?? []) {
          if (far.points.get(point) !== steps - 1) continue;
          for (const into of this.entries(far, point, steps - 2, from)) {
            hops.push({ point, from: into, to: out });
            before.add(into);
          }
        }
      layer = before;
    }
    return { ok: true, hops: hops.sort(compareHops) };
  }

  /** The segments at a distance by which a shortest path enters a point. */
  private entries(far: Distances, point: number, steps: number, from: ZoneRef): readonly ZoneRef[] {
    if (steps === 0) return [from];
    return (this.transit[point] ?? []).filter((s) => far.segments.get(s) === steps);
  }

  private stepsTo(far: Distances, to: ZoneRef): number | undefined {
    const known = far.segments.get(to);
    if (known !== undefined) return known;
    const steps = (this.topology.pointsAt.get(to) ?? []).flatMap((p) => far.points.get(p) ?? []);
    return steps.length === 0 ? undefined : Math.min(...steps) + 1;
  }

  /** Breadth-first distances from a segment, in steps over firewalls (odd) and the segments between them (even). */
  private distancesFrom(from: ZoneRef): Distances {
    const known = this.distances.get(from);
    if (known !== undefined) return known;
    const found: Distances = { segments: new Map([[from, 0]]), points: new Map() };
    this.distances.set(from, found);
    let layer = [from];
    for (let steps = 1; layer.length > 0; steps += 2) {
      const next: ZoneRef[] = [];
      for (const segment of layer)
        for (const point of this.topology.pointsAt.get(segment) ?? []) {
          if (found.points.has(point)) continue;
          found.points.set(point, steps);
          for (const out of this.transit[point] ?? []) {
            if (found.segments.has(out)) continue;
            found.segments.set(out, steps + 1);
            next.push(out);
          }
        }
      layer = next;
    }
    return found;
  }

  /** Depth-first with rising length, cut where the rest is certainly too long: simple paths, all of the least length. */
  private shortestVia(from: ZoneRef, to: ZoneRef, via: readonly FirewallRef[]): Paths {
    const required = via.map((fw) => this.topology.points[fw]?.twins ?? []);
    if (from === to || required.some((r) => r.length === 0)) return { ok: false, why: 'via' };
    const toGoal = this.distancesFrom(to);
    const least = this.stepsTo(toGoal, from);
    if (least === undefined) return { ok: false, why: 'none' };
    const search: Search = { toGoal, required, limit: 0, steps: 0, longer: Infinity, path: [], found: new Map() };
    for (let limit = least; limit < Infinity; limit = search.longer) {
      search.limit = limit;
      search.longer = Infinity;
      this.extend(search, from, to);
      if (search.steps > SEARCH_LIMIT) return { ok: false, why: 'search' };
      if (search.found.size > 0) return { ok: true, hops: [...search.found.values()].sort(compareHops) };
    }
    return { ok: false, why: 'via' };
  }

  private extend(search: Search, at: ZoneRef, to: ZoneRef): void {
    if (++search.steps > SEARCH_LIMIT) return;
    if (at === to) {
      if (search.required.every((r) => search.path.some((h) => r.includes(h.point))))
        for (const h of search.path) search.found.set(`${h.point} ${h.from} ${h.to}`, h);
      return;
    }
    for (const point of this.topology.pointsAt.get(at) ?? []) {
      if (search.path.some((h) => h.point === point)) continue;
      const outs = this.transit[point] ?? [];
      const ends = !outs.includes(to) && this.topology.points[point]?.interfaces.has(to) ? [...outs, to] : outs;
      for (const out of ends) {
        if (out === at || search.path.some((h) => h.from === out)) continue;
        const left = search.toGoal.segments.get(out);
        if (left === undefined) continue;
        const length = 2 * (search.path.length + 1) + left;
        if (length > search.limit) {
          search.longer = Math.min(search.longer, length);
          continue;
        }
        search.path.push({ point, from: at, to: out });
        this.extend(search, out, to);
        search.path.pop();
      }
    }
  }
}

function kept<Key>(known: Map<Key, Paths>, key: Key, find: () => Paths): Paths {
  const answer = known.get(key) ?? find();
  known.set(key, answer);
  return answer;
}

interface Distances {
  readonly segments: Map<ZoneRef, number>;
  readonly points: Map<number, number>;
}

interface Search {
  readonly toGoal: Distances;
  /** Per firewall named, the points that may stand for it. */
  readonly required: readonly (readonly number[])[];
  /** Steps that a path may have in this round, and the next more that one was seen to need. */
  limit: number;
  longer: number;
  steps: number;
  readonly path: Hop[];
  readonly found: Map<string, Hop>;
}

function compareHops(a: Hop, b: Hop): number {
  return a.point - b.point || a.from - b.from || a.to - b.to;
}
