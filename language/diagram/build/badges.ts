/** Gives each node of the picture the findings that lie in its source. */
import type { Finding } from '../../checks/finding.ts';
import type { Place, Policy } from '../../model/policy.ts';
import { type Badges, type DiagramConduit, type DiagramZone, NO_BADGES } from '../graph.ts';
import { nodeId } from './node-ids.ts';

interface Owner {
  readonly place: Place;
  readonly node: string;
}

export interface Nodes {
  readonly zones: readonly DiagramZone[];
  readonly conduits: readonly DiagramConduit[];
  /** Conduit nodes in which an access is shown, by the access's index. */
  readonly accesses: ReadonlyMap<number, string>;
}

/** The node in whose source a place lies; undefined where there is none. */
export type BearerOf = (place: Place) => string | undefined;

export function bearerOf(policy: Policy, nodes: Nodes): BearerOf {
  const byFile = owners(policy, nodes);
  return (place) =>
    byFile.get(place.file)?.find((o) => o.place.offset <= place.offset && place.end <= o.place.end)?.node;
}

/** The zones and conduits again, with counts of findings by severity on zone, asset, pill and gate. Hints are not shown. */
export function withBadges(
  nodes: Nodes,
  findings: readonly Finding[],
  bearer: BearerOf,
): Pick<Nodes, 'zones' | 'conduits'> {
  const counts = countByNode(bearer, findings);
  const of = (id: string): Badges => counts.get(id) ?? NO_BADGES;
  return {
    zones: nodes.zones.map((z) => ({
      ...z,
      badges: of(z.id),
      assets: z.assets.map((a) => ({ ...a, badges: of(a.id) })),
    })),
    conduits: nodes.conduits.map((c) => ({
      ...c,
      badges: of(c.id),
      gates: c.gates.map((g) => ({ ...g, badges: of(g.id) })),
    })),
  };
}

/** What may bear a finding, by file, small places first: the first that holds a finding's place is the innermost. */
function owners(policy: Policy, { conduits, accesses }: Nodes): Map<string, Owner[]> {
  const all: Owner[] = [
    ...policy.zones.map((z) => ({ place: z.place, node: nodeId('zone', z.id) })),
    ...policy.assets.map((a) => ({ place: a.place, node: nodeId('asset', a.id) })),
    ...policy.conduits.map((c) => ({ place: c.place, node: nodeId('conduit', c.name) })),
    ...[...accesses].flatMap(([ref, node]) =>
      policy.accesses[ref] ? [{ place: policy.accesses[ref].place, node }] : [],
    ),
  ];
  for (const firewall of policy.firewalls) {
    const prefix = nodeId('gate', firewall.name, '');
    const gate = conduits.flatMap((c) => c.gates).find((g) => g.id.startsWith(prefix));
    if (gate !== undefined) all.push({ place: firewall.place, node: gate.id });
  }
  const byFile = new Map<string, Owner[]>();
  for (const owner of all.sort((a, b) => a.place.end - a.place.offset - (b.place.end - b.place.offset))) {
    const list = byFile.get(owner.place.file);
    if (list === undefined) byFile.set(owner.place.file, [owner]);
    else list.push(owner);
  }
  return byFile;
}

function countByNode(bearer: BearerOf, findings: readonly Finding[]): Map<string, Badges> {
  const counts = new Map<string, { errors: number; warnings: number; infos: number; checks: string[] }>();
  for (const { check, place, severity } of findings) {
    if (severity === 'hint') continue;
    const node = bearer(place);
    if (node === undefined) continue;
    const count = counts.get(node) ?? { errors: 0, warnings: 0, infos: 0, checks: [] };
    counts.set(node, count);
    if (!count.checks.includes(check)) count.checks = [...count.checks, check].sort();
    if (severity === 'error') count.errors++;
    else if (severity === 'warning') count.warnings++;
    else count.infos++;
  }
  return counts;
}
