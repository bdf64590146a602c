/** Check `choke-point`: much of what a zone reaches hangs on a single asset. */
import { zoneChokePoints } from '../../analysis/zone-choke-points.ts';
import type { AssetRef, Zone } from '../../model/policy.ts';
import { type Check, type CheckContext, type Report, threshold } from '../check.ts';
import { label, plural } from '../words.ts';

const CELL = `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
  asset PLC-2 : plc at 10.41.0.11
  asset PLC-3 : plc at 10.41.0.12
  asset PLC-4 : plc at 10.41.0.13
}
`;

const ZONES = `zone DMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset JUMP-1 : jump-host at 10.20.0.10
  asset JUMP-2 : jump-host at 10.20.0.11
}

zone Line1 {
  level 2
  sl-t 1
  network 10.31.0.0/24
  asset ENG-1 : engineering-workstation at 10.31.0.40
}

zone Line2 {
  level 2
  sl-t 1
  network 10.32.0.0/24
  asset ENG-2 : engineering-workstation at 10.32.0.40
}

${CELL}`;

const CONDUITS = `
conduit Edge {
  between DMZ, Line1 and Line2
  sl-t 1
  allow jump-host -> engineering-workstation : rdp ticket "CHG-7" because "remote engineering"
}

conduit Programming {
  between Line1, Line2 and Cell
  sl-t 1
`;

export const chokePoint: Check = {
  name: 'choke-point',
  family: 'blast',
  severity: 'hint',
  thresholds: {
    reach: {
      value: 5,
      meaning: 'A zone that reaches fewer assets than this is too small to have a choke point worth a hint.',
    },
    work: {
      value: 200_000,
      meaning: 'Zones times nodes of the reach graph beyond which the check stays silent: it would slow typing down.',
    },
  },
  documentation: {
    summary: 'Without one asset a zone would reach less than half of what it reaches.',
    why: `What an attacker can reach from a zone often hangs on a single asset: a jump host, a broker, a dual-homed server. That is where
hardening, watching and two-factor logins buy most - and where one forgotten rule costs most.

The zone's reach is the blast radius of all its assets together, in the worst case and over any number of steps. What is lost with each asset is
read off the dominator tree, exactly. A zone of a single asset has none: it is its own. \`bulkhead blast ASSET\` names choke points, assets and rules, in
policies of any size.`,
    avoid: `${ZONES}${CONDUITS}  allow ENG-1 -> plc : s7comm because "program changes"
}
`,
    prefer: `${ZONES}${CONDUITS}  allow ENG-1 -> PLC-1, PLC-2 : s7comm because "program changes of line 1"
  allow ENG-2 -> PLC-3, PLC-4 : s7comm because "program changes of line 2"
}
`,
    fixes: [],
    basis: 'Bulkhead: blast radius, worst case',
  },
  *run(context) {
    const { policy, configuration, analyses } = context;
    const zones = policy.zones.filter((z) => z.legs.length > 0);
    if (zones.length === 0) return;
    const least = threshold(chokePoint, 'reach', configuration);
    const limit = threshold(chokePoint, 'work', configuration);
    // What is cheap to know comes first: the graph is not needed where every zone is small and reaches little.
    if (policy.assets.length <= least || zones.length > limit) return;
    const graph = analyses.graph();
    if (zones.length * graph.nodes > limit) return;
    const found = new Map<AssetRef, Hung[]>();
    for (const zone of zones) {
      const { before, points } = zoneChokePoints(graph, zone.index);
      if (before < least) continue;
      for (const { asset, after } of points) {
        if (2 * after >= before) break;
        found.set(asset, [...(found.get(asset) ?? []), { zone, before, after }]);
      }
    }
    for (const [asset, zonesThere] of found) yield reportOf(context, asset, zonesThere);
  },
};

/** A zone whose reach hangs on an asset. */
interface Hung {
  readonly zone: Zone;
  readonly before: number;
  readonly after: number;
}

function reportOf({ policy }: CheckContext, ref: AssetRef, zones: readonly Hung[]): Report {
  const asset = policy.assets[ref] as (typeof policy.assets)[number];
  const sorted = [...zones].sort(
    (a, b) => b.before - b.after - (a.before - a.after) || (a.zone.id < b.zone.id ? -1 : 1),
  );
  const [{ zone, before, after }] = sorted as [Hung];
  const more = zones.length === 1 ? '' : `, and so with ${plural(zones.length - 1, 'more zone')}`;
  return {
    message: `${label(policy, asset)} is a choke point: from zone ${label(policy, zone)} ${plural(before, 'asset')} can be reached in the worst case, without it ${after}${more}. Harden and watch it before anything else, and let few rules lead on from it.`,
    place: asset.namePlace,
    related: sorted.slice(0, 5).map((h) => ({
      place: h.zone.namePlace,
      message: `From ${label(policy, h.zone)}: ${h.before} -> ${plural(h.after, 'asset')} without ${label(policy, asset)}.`,
    })),
  };
}
