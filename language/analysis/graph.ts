/**
 * The directed graph of who may open connections to whom, over classes of assets.
 *
 * Pairs are not enumerated: a rule or an open zone is a *hub* that its sources lead into and that leads to its targets. Only where
 * denies could take a rule's whole effect from some pairs are its sources and targets grouped, and the groups compared.
 *
 * Nodes: `p` for each principal as one that opens connections (class, or undeclared addresses of a zone), `P + p` for one that is
 * reached but not gone on from, then the hubs. A principal that is gone on from is reached at node `p` itself.
 */
import { intersect } from '../model/intervals.ts';
import type { Policy, RuleRef, ZoneRef } from '../model/policy.ts';
import { unionTimes } from '../model/times.ts';
import { inheritedGraph, leaveToHeirs } from './heritage.ts';
import type { When } from './permission.ts';
import { connect } from './products.ts';
import { riskAtoms } from './risk.ts';
import { type AssetClass, type Universe, universeOf } from './universe.ts';
import { connectWires } from './wires.ts';

export type BlastMode = 'worst-case' | 'conditioned' | 'service-aware';

/** What is open on the wire, whatever the policy says (SEMANTICS.md *as built*), as compile's `asBuilt` finds it. */
export interface OpenWire {
  /** Zones that take part. */
  readonly zones: readonly ZoneRef[];
  /** Of these, zones that no firewall leads to: unseparated from every other. */
  readonly withoutSegment: readonly ZoneRef[];
  /** Zones that share a segment, by segment: unseparated from each other. */
  readonly shared: ReadonlyMap<ZoneRef, readonly ZoneRef[]>;
  /** Microsegmented zones that nothing enforces. */
  readonly openInsides: readonly ZoneRef[];
}

export interface GraphOptions {
  readonly when: When;
  readonly mode?: BlastMode;
  readonly openWire?: OpenWire;
  /** Whether the undeclared addresses of each zone stand in the graph: as ends of paths, never on the way. */
  readonly strangers?: boolean;
}

/** What permits a hop: a rule, an open zone, or - as built - nothing, the wire into a zone being open. */
export type HopReason =
  | { readonly kind: 'rule'; readonly rule: RuleRef }
  | { readonly kind: 'zone'; readonly zone: ZoneRef }
  | { readonly kind: 'wire'; readonly zone: ZoneRef };

/** Adjacency in compressed form: the successors of n are `to[at[n]] .. to[at[n + 1] - 1]`. */
export interface Adjacency {
  readonly at: Int32Array;
  readonly to: Int32Array;
}

export interface ReachGraph {
  readonly policy: Policy;
  readonly universe: Universe;
  readonly options: Required<Pick<GraphOptions, 'when' | 'mode'>>;
  readonly classes: readonly AssetClass[];
  /** Classes, then zones with undeclared addresses where the graph has them. */
  readonly principals: number;
  /** Zone of each principal from `classes.length` on. */
  readonly strangerZones: readonly ZoneRef[];
  readonly nodes: number;
  readonly next: Adjacency;
  readonly previous: Adjacency;
  /** Reason of node n at `n - 2 * principals`. */
  readonly hubs: readonly HopReason[];
}

/** How a hop arrives: gone on from, or the end of every path. */
export type Arrival = 'go' | 'stop';

/** Collects nodes and edges. */
export class GraphDraft {
  readonly policy: Policy;
  readonly universe: Universe;
  readonly when: When;
  readonly mode: BlastMode;
  readonly hubs: HopReason[] = [];
  readonly principals: number;
  readonly strangerZones: readonly ZoneRef[];
  readonly #sources: number[] = [];
  readonly #targets: number[] = [];
  readonly #strangerAt = new Map<ZoneRef, number>();

  constructor(policy: Policy, options: GraphOptions) {
    this.policy = policy;
    this.universe = universeOf(policy);
    this.when = options.when;
    this.mode = options.mode ?? 'worst-case';
    const { classes, strangersOf } = this.universe;
    this.strangerZones =
      options.strangers === true ? policy.zones.map((z) => z.index).filter((z) => (strangersOf[z] ?? -1) >= 0) : [];
    this.strangerZones.forEach((z, i) => void this.#strangerAt.set(z, classes.length + i));
    this.principals = classes.length + this.strangerZones.length;
  }

  hub(reason: HopReason): number {
    return 2 * this.principals + this.hubs.push(reason) - 1;
  }

  edge(from: number, to: number): void {
    this.#sources.push(from);
    this.#targets.push(to);
  }

  /** The principal that a unit belongs to; undefined for those that are in no graph. */
  principalOf(unit: number): number | undefined {
    const u = this.universe.units[unit];
    if (u?.kind === 'legs') return u.assetClass;
    return u?.kind === 'strangers' ? this.#strangerAt.get(u.zone) : undefined;
  }

  /** Lets a unit open connections through a hub. */
  leave(unit: number, hub: number): void {
    const p = this.principalOf(unit);
    if (p !== undefined) this.edge(p, hub);
  }

  /** Lets a hub lead to a unit. */
  arrive(hub: number, unit: number, arrival: Arrival): void {
    const p = this.principalOf(unit);
    if (p === undefined) return;
    const assetClass = this.universe.classes[p];
    const goesOn = arrival === 'go' && assetClass !== undefined && (this.mode !== 'conditioned' || assetClass.goesOn);
    this.edge(hub, goesOn ? p : this.principals + p);
  }

  /** What is left of an arrival when these atoms are permitted: nothing, its end, or a step to go on from. */
  arrivalBy(atoms: Parameters<typeof intersect<number>>[0]): Arrival | undefined {
    if (atoms.length === 0) return undefined;
    if (this.mode !== 'service-aware') return 'go';
    const risks = riskAtoms(this.policy);
    if (intersect(atoms, risks.goesOn).length > 0) return 'go';
    return intersect(atoms, risks.stops).length > 0 ? 'stop' : undefined;
  }

  finish(): ReachGraph {
    const nodes = 2 * this.principals + this.hubs.length;
    return {
      policy: this.policy,
      universe: this.universe,
      options: { when: this.when, mode: this.mode },
      classes: this.universe.classes,
      principals: this.principals,
      strangerZones: this.strangerZones,
      nodes,
      next: compress(nodes, this.#sources, this.#targets),
      previous: compress(nodes, this.#targets, this.#sources),
      hubs: this.hubs,
    };
  }
}

function compress(nodes: number, from: readonly number[], to: readonly number[]): Adjacency {
  const at = new Int32Array(nodes + 1);
  for (const n of from) at[n + 1] = (at[n + 1] as number) + 1;
  for (let n = 0; n < nodes; n++) at[n + 1] = (at[n + 1] as number) + (at[n] as number);
  const fill = at.slice();
  const out = new Int32Array(from.length);
  from.forEach((n, i) => {
    out[fill[n] as number] = to[i] as number;
    fill[n] = (fill[n] as number) + 1;
  });
  return { at, to: out };
}

const cache = new WeakMap<Policy, Map<string, ReachGraph>>();
const KEPT = 8;

/** The graph for a question; the last few of a policy are kept, and those of a policy before it that says the same are taken over. */
export function reachGraph(policy: Policy, options: GraphOptions): ReachGraph {
  const when = unionTimes(options.when);
  const question = questionOf(options);
  const key = JSON.stringify([when.map((p) => [String(p.from), String(p.until), p.week]), question]);
  let known = cache.get(policy);
  if (known === undefined) {
    known = new Map();
    cache.set(policy, known);
  }
  let graph = known.get(key);
  if (graph === undefined) {
    graph = inheritedGraph(policy, question, when) ?? drawn(policy, options);
    leaveToHeirs(question, graph);
    const [oldest] = known.keys();
    if (known.size >= KEPT && oldest !== undefined) known.delete(oldest);
    known.set(key, graph);
  }
  return graph;
}

/** What is asked, but for when. */
function questionOf({ mode = 'worst-case', strangers = false, openWire: wire }: GraphOptions): string {
  const open = wire === undefined ? null : [wire.zones, wire.withoutSegment, [...wire.shared], wire.openInsides];
  return JSON.stringify([mode, strangers, open]);
}

function drawn(policy: Policy, options: GraphOptions): ReachGraph {
  const draft = new GraphDraft(policy, options);
  connect(draft);
  if (options.openWire !== undefined) connectWires(draft, options.openWire);
  return draft.finish();
}

/** The principal reached at a node; -1 for hubs. */
export function principalAt(graph: Pick<ReachGraph, 'principals'>, node: number): number {
  if (node >= 2 * graph.principals) return -1;
  return node < graph.principals ? node : node - graph.principals;
}
