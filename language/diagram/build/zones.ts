/** The zones of the picture with what stands in them: assets, second legs of other zones' assets, inner rules. */
import type { Asset, Leg, Policy, SlVector, Zone } from '../../model/policy.ts';
import type { DiagramAsset, DiagramGhost, DiagramKind, DiagramZone, SecurityLevel } from '../graph.ts';
import { NO_BADGES } from '../graph.ts';
import { displayText } from '../text/display.ts';
import { iconOf, typeWords } from './asset-words.ts';
import { innerRules } from './inner-rules.ts';
import { nodeId, sourceOf } from './node-ids.ts';
import type { Clock } from './time-labels.ts';

export function zoneTitle(zone: Zone): string {
  return displayText(zone.title ?? zone.name);
}

/** `SL 2`; where the seven requirements differ, their range and the values. */
export function securityLevel(vector: SlVector | undefined): SecurityLevel | undefined {
  if (vector === undefined) return undefined;
  const least = Math.min(...vector);
  const most = Math.max(...vector);
  return least === most ? { text: `SL ${least}` } : { text: `SL ${least}–${most}`, vector: [...vector] };
}

/** Every zone, parents before children; safety zones after their siblings. */
export function diagramZones(policy: Policy, clock: Clock): DiagramZone[] {
  const out: DiagramZone[] = [];
  const visit = (zone: Zone): void => {
    out.push(diagramZone(policy, zone, clock));
    for (const child of safetyLast(zone.children.map((ref) => policy.zones[ref] as Zone))) visit(child);
  };
  for (const zone of safetyLast(policy.zones.filter((z) => z.parent === undefined))) visit(zone);
  return out;
}

function safetyLast(zones: readonly Zone[]): Zone[] {
  return [...zones.filter((z) => z.kind !== 'safety'), ...zones.filter((z) => z.kind === 'safety')];
}

function diagramZone(policy: Policy, zone: Zone, clock: Clock): DiagramZone {
  const assets: DiagramAsset[] = [];
  const ghosts: DiagramGhost[] = [];
  for (const ref of zone.legs) {
    const leg = policy.legs[ref] as Leg;
    const asset = policy.assets[leg.asset] as Asset;
    if (leg.primary) assets.push(diagramAsset(policy, asset));
    else if (asset.zone !== zone.index) ghosts.push(diagramGhost(policy, asset, leg, zone));
  }
  const groups = zone.children.length > 0 && assets.length + ghosts.length === 0;
  const sl = groups ? undefined : securityLevel(zone.slt);
  return {
    id: nodeId('zone', zone.id),
    ...(zone.parent !== undefined && { parent: nodeId('zone', policy.zones[zone.parent]?.id ?? '') }),
    title: zoneTitle(zone),
    kind: groups ? 'plain' : (zone.kind ?? ('plain' satisfies DiagramKind)),
    ...(zone.level !== undefined && { level: zone.level }),
    ...(sl && { sl }),
    micro: zone.stated.microsegmented !== undefined,
    walled: zone.microsegmented,
    assets,
    ghosts,
    ...innerRules(policy, zone, clock),
    tags: zone.tags.map(displayText),
    badges: NO_BADGES,
    source: sourceOf(zone.place),
  };
}

function diagramAsset(policy: Policy, asset: Asset): DiagramAsset {
  const type = asset.type === undefined ? undefined : policy.types[asset.type];
  const others = asset.legs.map((ref) => policy.legs[ref] as Leg).filter((leg) => leg.zone !== asset.zone);
  return {
    id: nodeId('asset', asset.id),
    name: displayText(asset.name),
    type: typeWords(type),
    icon: iconOf(policy, type),
    critical: asset.criticality === 'high' || asset.criticality === 'safety',
    exposed: asset.exposures.length > 0,
    monitored: asset.monitored,
    alsoIn: others.map((leg) => zoneTitle(policy.zones[leg.zone] as Zone)),
    tags: asset.effectiveTags.map(displayText),
    badges: NO_BADGES,
    source: sourceOf(asset.place),
  };
}

function diagramGhost(policy: Policy, asset: Asset, leg: Leg, zone: Zone): DiagramGhost {
  return {
    id: nodeId(
      'leg',
      asset.id,
      zone.id,
      ...(asset.legs.filter((l) => policy.legs[l]?.zone === zone.index)[0] === leg.index ? [] : [`${leg.index}`]),
    ),
    asset: nodeId('asset', asset.id),
    name: displayText(asset.name),
    icon: iconOf(policy, asset.type === undefined ? undefined : policy.types[asset.type]),
    home: zoneTitle(policy.zones[asset.zone] as Zone),
    source: sourceOf(leg.place),
  };
}
