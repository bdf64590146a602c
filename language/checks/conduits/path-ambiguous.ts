/** Check `path-ambiguous`: equally short paths over different firewalls, and nothing says which one is meant. SEMANTICS.md *Compiled rules*. */
import { type Hop, PathFinder } from '../../compile/paths.ts';
import { buildTopology, type Topology } from '../../compile/topology.ts';
import type { Conduit, Firewall, FirewallRef, ZoneRef } from '../../model/policy.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { insertMembers, insertProperties, referenceTo } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { label, listed } from '../words.ts';
import { crossingsOf } from './crossings.ts';

const ZONES = `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}
`;

const FIREWALL_1 = `firewall FW-1 {
  interface "port1" to Supervisory
  interface "port2" to Cell
  fails closed
}
`;

const conduit = (via: string) => `conduit Supervision {
  between Supervisory and Cell
  sl-t 1
${via}  allow HMI-1 -> PLC-1 : modbus because "operator control"
}
`;

const FIREWALL_2 = `firewall FW-2 {
  interface "port1" to Supervisory
  interface "port2" to Cell
  fails closed
}
`;

export const pathAmbiguous: Check = {
  name: 'path-ambiguous',
  family: 'conduits',
  severity: 'warning',
  documentation: {
    summary: 'Equally short paths lead over firewalls that are no twins, and the conduit names no `via`.',
    why: `A permission is compiled onto every firewall of every shortest path. Where two firewalls that have nothing to do with each other could carry the traffic, both are
opened, though the traffic takes one of them: the other has a hole that nobody uses. Name the firewalls of the path with \`via\`.

Two devices that stand in for each other are one place with two names: declare one the \`twin of\` the other, and both are meant to carry the same rules.`,
    avoid: `${ZONES}
${conduit('')}
${FIREWALL_1}
${FIREWALL_2}`,
    prefer: `${ZONES}
${conduit('  via FW-1\n')}
${FIREWALL_1}
${FIREWALL_2}`,
    fixes: [
      'Add `via` with the firewalls of one path, up to three of them to choose from: where all that the conduit permits can take it.',
      'Declare one firewall the twin of the other, where both lead to the same zones.',
    ],
    basis: 'Bulkhead: a rule on every shortest path',
  },
  *run(context) {
    const topology = context.analyses.topology();
    if (topology.points.length < 2) return;
    const finder = new PathFinder(topology);
    for (const one of context.policy.conduits) {
      const fork = one.via.length > 0 ? undefined : forkOf(context, one, { topology, finder });
      if (fork !== undefined) yield reportOf(context, one, fork);
    }
  },
};

/** A topology and the paths over it. */
interface Ways {
  readonly topology: Topology;
  readonly finder: PathFinder;
}

/** Where the paths from one zone to another part. */
interface Fork {
  readonly from: ZoneRef;
  readonly to: ZoneRef;
  /** One firewall for each way; twins count as one. */
  readonly points: readonly number[];
  /** Firewalls of whole paths, the first few. */
  readonly paths: readonly (readonly number[])[];
}

/** The first place at which the conduit's traffic could take different firewalls. */
function forkOf(context: CheckContext, one: Conduit, { topology, finder }: Ways): Fork | undefined {
  for (const { from, to, start, end } of segmentsMet(context, one, topology)) {
    const found = finder.between(start, end);
    if (!found.ok) continue;
    const points = partingAt(topology, found.hops, start);
    if (points !== undefined) return { from, to, points, paths: pathsOf(topology, found.hops, start, end) };
  }
  return undefined;
}

/** What the conduit's traffic goes between, one pair of zones for each pair of segments. */
function* segmentsMet(context: CheckContext, one: Conduit, { segmentOf }: Topology) {
  const asked = new Set<string>();
  for (const { from, to } of crossingsOf(context, one)) {
    const [start, end] = [segmentOf[from], segmentOf[to]];
    if (start === undefined || end === undefined || start === end || asked.has(`${start} ${end}`)) continue;
    asked.add(`${start} ${end}`).add(`${end} ${start}`);
    yield { from, to, start, end };
  }
}

/** Whether all that the conduit permits can go through these firewalls, and by one way only. */
function leavesOneWay(context: CheckContext, one: Conduit, via: readonly FirewallRef[]): boolean {
  const topology = context.analyses.topology();
  const finder = new PathFinder(topology);
  return [...segmentsMet(context, one, topology)].every(({ start, end }) => {
    const found = finder.between(start, end, via);
    return found.ok && partingAt(topology, found.hops, start) === undefined;
  });
}

/** The firewalls at the first step of the paths at which there are several that are no twins. */
function partingAt(topology: Topology, hops: readonly Hop[], start: ZoneRef): readonly number[] | undefined {
  const seen = new Set<ZoneRef>([start]);
  for (let at: ReadonlySet<ZoneRef> = seen; at.size > 0; ) {
    const step = hops.filter((h) => at.has(h.from));
    const points = [...new Set(step.map((h) => meantBy(topology, h.point)))];
    if (points.length > 1) return points;
    at = new Set(step.map((h) => h.to).filter((s) => !seen.has(s)));
    for (const s of at) seen.add(s);
  }
  return undefined;
}

/** The first of the twins that a firewall belongs to. */
function meantBy(topology: Topology, point: number): number {
  return topology.points[point]?.twins[0] ?? point;
}

const PATHS = 3;

/** The firewalls of the first few different paths. */
function pathsOf(topology: Topology, hops: readonly Hop[], start: ZoneRef, end: ZoneRef): readonly number[][] {
  const found = new Map<string, number[]>();
  const walk = (at: ZoneRef, path: readonly number[]): void => {
    if (found.size >= PATHS || path.length > topology.points.length) return;
    if (at === end) {
      found.set(path.join(), [...path]);
      return;
    }
    for (const h of hops) if (h.from === at) walk(h.to, [...path, meantBy(topology, h.point)]);
  };
  walk(start, []);
  return [...found.values()];
}

function reportOf(context: CheckContext, one: Conduit, fork: Fork): Report {
  const { policy } = context;
  const { from, to, points } = fork;
  const [a, b] = [from, to].map((z) => (policy.zones[z] === undefined ? '?' : label(policy, policy.zones[z])));
  const firewalls = points.flatMap((p) => policy.firewalls[p] ?? []);
  const names = listed(firewalls.map((f) => f.name)).replace(/ and (?=[^ ]+$)/, ' or ');
  return {
    message: `From zone ${a} to zone ${b} the path over ${names} is equally short, so what conduit ${one.name} permits is opened on each of them. Say with via which one it takes, or declare one the twin of the other.`,
    place: one.namePlace,
    related: firewalls.map((f) => ({ place: f.namePlace, message: `Firewall ${f.name} lies on one of the paths.` })),
    fixes: () => [...viaFixes(context, one, fork), ...twinFixes(context, one, firewalls)],
  };
}

/** `via` with the firewalls of one path, where that path is the only one left for all that the conduit permits. */
function viaFixes(context: CheckContext, one: Conduit, fork: Fork): Fix[] {
  const { policy } = context;
  const rules = one.rules.flatMap((r) => policy.rules[r]?.place ?? []);
  return fork.paths.flatMap((path) => {
    const firewalls = path.flatMap((p) => policy.firewalls[p] ?? []);
    if (!leavesOneWay(context, one, path)) return [];
    const text = `via ${firewalls.map((f) => referenceTo(context, f)).join(', ')}`;
    const edits = insertProperties(context, one, [text], rules);
    return edits.length === 0 ? [] : [{ title: `Add ${text}`, edits, safe: false }];
  });
}

/** One firewall as the twin of the other, where both lead to the same segments and that leaves one way. */
function twinFixes(context: CheckContext, one: Conduit, firewalls: readonly Firewall[]): Fix[] {
  const { policy, analyses } = context;
  const [first, second] = firewalls;
  if (first === undefined || second === undefined || second.twinOf !== undefined) return [];
  const leadsTo = (f: Firewall) => [...(analyses.topology().points[f.index]?.interfaces.keys() ?? [])].sort().join();
  if (leadsTo(first) !== leadsTo(second)) return [];
  const joined = policy.firewalls.map((f) => (f === second ? { ...f, twinOf: first.index } : f));
  const topology = buildTopology({ ...policy, firewalls: joined });
  if (forkOf(context, one, { topology, finder: new PathFinder(topology) }) !== undefined) return [];
  const edits = insertMembers(context, second, [`twin of ${referenceTo(context, first)}`]);
  const title = `Declare ${second.name} the twin of ${first.name}`;
  return edits.length === 0 ? [] : [{ title, edits, safe: false }];
}
