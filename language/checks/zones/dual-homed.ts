/** Check `dual-homed`: an asset with legs in two zones that something keeps apart is a bridge past it. */
import { changedPolicy } from '../../analysis/changes.ts';
import { joiningConduits } from '../../analysis/zones.ts';
import type { Asset, Leg, Policy, Zone } from '../../model/policy.ts';
import { breaks } from '../blast/remedies.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { freeName, insertMembers, removalOf, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { isBusiness } from '../levels.ts';
import { label, listed, plural } from '../words.ts';

/** Types whose work it is to stand between zones; their subtypes too. */
const BETWEEN: ReadonlySet<string> = new Set(['gateway', 'router', 'data-diode', 'vpn-gateway', 'jump-host']);

export const dualHomed: Check = {
  name: 'dual-homed',
  family: 'zones',
  severity: 'warning',
  documentation: {
    summary: 'An asset has legs in zones that a firewall parts, or that no conduit joins.',
    why: `An asset's legs are the zones in which it has an address: its own, and those of \`also in\`. With legs on both sides it is a way round the firewall: who takes it stands in both zones, whatever the rules say. A gateway, router, data
diode, VPN gateway or jump host is made for that and is not reported; neither is a leg in a zone \`reached through\` an asset, which is
the far end of a tunnel. The finding is an error where one of the zones is at level 4 or above, external or a safety zone.`,
    avoid: `zone Supervisory {
  level 2
  kind control
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  kind control
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10 also in Supervisory at 10.30.0.41
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow HMI-1 -> PLC-1 : modbus because "operator control"
}

firewall FW-1 {
  interface "port1" to Supervisory
  interface "port2" to Cell
  fails closed
}
`,
    prefer: `zone Supervisory {
  level 2
  kind control
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  kind control
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow HMI-1 -> PLC-1 : modbus because "operator control"
}

firewall FW-1 {
  interface "port1" to Supervisory
  interface "port2" to Cell
  fails closed
}
`,
    fixes: ['Drop the second leg.', "Give the second leg to a new gateway in the asset's own zone."],
    basis: 'IEC 62443-3-2 ZCR 3.2',
  },
  *run(context) {
    for (const asset of context.policy.assets) {
      const report = asset.legs.length < 2 ? undefined : reportOf(context, asset);
      if (report !== undefined) yield report;
    }
  },
};

function reportOf(context: CheckContext, asset: Asset): Report | undefined {
  const { policy } = context;
  if (isMadeForIt(policy, asset)) return undefined;
  const [first, ...others] = asset.legs.flatMap((l) => policy.legs[l] ?? []).filter((leg) => !isTunnelEnd(policy, leg));
  const bridged = first === undefined ? [] : others.filter((leg) => isKeptApart(context, first.zone, leg.zone));
  const [second] = bridged;
  if (first === undefined || second === undefined) return undefined;
  const zones = [first, ...bridged].flatMap((leg) => policy.zones[leg.zone] ?? []);
  const legs = (policy.zones[second.zone]?.legs.length ?? 1) - 1;
  const names = zones.map((z) => label(policy, z));
  return {
    message: `${label(policy, asset)} has legs in ${listed(names)}, which are kept apart: who takes it stands on both sides, and ${plural(legs, 'asset')} with a leg in ${label(policy, policy.zones[second.zone] as Zone)} with it. Drop a leg, or let a gateway stand between.`,
    place: second.place,
    severity: zones.some((z) => isFar(context, z)) ? 'error' : 'warning',
    related: zones.map((z) => ({ place: z.namePlace, message: `Zone ${label(policy, z)} is declared here.` })),
    fixes: () => fixesOf(context, asset, second),
  };
}

function isMadeForIt(policy: Policy, asset: Asset): boolean {
  const type = asset.type === undefined ? undefined : policy.types[asset.type];
  return type !== undefined && [type.index, ...type.ancestors].some((t) => BETWEEN.has(policy.types[t]?.id ?? ''));
}

/** A leg in a zone that is reached through an asset is the end of a tunnel over another leg. */
function isTunnelEnd(policy: Policy, leg: Leg): boolean {
  return policy.zones[leg.zone]?.reachedThrough !== undefined;
}

function isKeptApart({ policy, analyses }: CheckContext, a: number, b: number): boolean {
  const { segmentOf: segments, implied } = analyses.topology();
  const parted = !implied && segments[a] !== undefined && segments[b] !== undefined && segments[a] !== segments[b];
  return parted || joiningConduits(policy, a, b).length === 0;
}

function isFar(context: CheckContext, zone: Zone): boolean {
  const { level = 0, kind } = zone;
  return (
    isBusiness(context, zone) ||
    level >= context.configuration.levels.business ||
    kind === 'external' ||
    kind === 'safety'
  );
}

function fixesOf(context: CheckContext, asset: Asset, leg: Leg): Fix[] {
  const zone = context.policy.zones[leg.zone];
  const home = context.policy.zones[asset.zone];
  const clause = textAt(context, leg.place);
  if (zone === undefined || home === undefined || clause === undefined || leg.primary) return [];
  if (breaks(context, changedPolicy(context.policy, [{ kind: 'drop-leg', leg: leg.index }]))) return [];
  const drop = removalOf(context, leg.place);
  const gateway = freeName(context, `${asset.name.replace(/[^A-Za-z0-9_-]/g, '-')}-gw`);
  return [
    { title: `Drop the leg of ${asset.name} in ${zone.name}`, edits: drop, safe: false, preferred: true },
    {
      title: `Give the leg in ${zone.name} to a new gateway ${gateway}`,
      edits: [...drop, ...insertMembers(context, home, [`asset ${gateway} : gateway ${clause}`])],
      safe: false,
    },
  ];
}
