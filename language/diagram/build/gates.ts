/** Where firewalls stand on a conduit: the gate is on the border of the zone that it protects. */
import type { Conduit, Firewall, Policy, Zone, ZoneRef } from '../../model/policy.ts';
import type { DiagramGate } from '../graph.ts';
import { NO_BADGES } from '../graph.ts';
import { displayText } from '../text/display.ts';
import { nodeId, sourceOf } from './node-ids.ts';
import { subtree } from './sides.ts';

/** The gates of a conduit between two zones: one, or one at either end where two different firewalls part them. */
export function conduitGates(
  policy: Policy,
  conduit: Conduit,
  upper: ZoneRef,
  lower: ZoneRef,
  node: string,
): DiagramGate[] {
  const atLower = nearest(policy, conduit, upper, lower);
  const atUpper = nearest(policy, conduit, lower, upper);
  const gate = (end: 'upper' | 'lower', firewalls: readonly Firewall[]): DiagramGate[] => {
    const [first] = firewalls;
    return first === undefined
      ? []
      : [diagramGate(policy, first, firewalls.length - 1, end, end === 'upper' ? upper : lower, node)];
  };
  if (sameFirewalls(atLower, atUpper)) return gate(protectedEnd(policy, upper, lower), atLower);
  return [...gate('upper', atUpper), ...gate('lower', atLower)];
}

function sameFirewalls(a: readonly Firewall[], b: readonly Firewall[]): boolean {
  return a.length === b.length && a.every((f) => b.includes(f));
}

function diagramGate(
  policy: Policy,
  firewall: Firewall,
  more: number,
  end: 'upper' | 'lower',
  zone: ZoneRef,
  node: string,
): DiagramGate {
  const segments = segmentsOf(policy, zone);
  const face = firewall.interfaces.find((i) => i.zones.some((z) => segments.has(z)));
  return {
    id: nodeId('gate', firewall.name, node, end),
    firewall: displayText(firewall.name) + (more > 0 ? ` +${more}` : ''),
    ...(face && { interface: displayText(face.name) }),
    end,
    badges: NO_BADGES,
    source: sourceOf(firewall.place),
  };
}

/** The end whose zone is protected: never an external one; then the lower level, then the higher SL-T; a level before none. */
function protectedEnd(policy: Policy, upper: ZoneRef, lower: ZoneRef): 'upper' | 'lower' {
  const a = policy.zones[upper] as Zone;
  const b = policy.zones[lower] as Zone;
  if ((a.kind === 'external') !== (b.kind === 'external')) return a.kind === 'external' ? 'lower' : 'upper';
  const levels = (a.level ?? Infinity) - (b.level ?? Infinity);
  if (levels < 0) return 'upper';
  if (levels > 0) return 'lower';
  const target = (z: Zone): number => Math.max(0, ...(z.slt ?? []));
  return target(a) > target(b) ? 'upper' : 'lower';
}

/** The zones with interfaces that a zone's traffic enters by: its own, its nearest ancestor's, and those of zones nested in it. */
function segmentsOf(policy: Policy, zone: ZoneRef): Set<ZoneRef> {
  const faced = facedZones(policy);
  const out = new Set([...subtree(policy, zone)].filter((z) => faced.has(z)));
  for (let z: ZoneRef | undefined = zone; z !== undefined; z = policy.zones[z]?.parent)
    if (faced.has(z)) {
      out.add(z);
      break;
    }
  return out;
}

function facedZones(policy: Policy): Set<ZoneRef> {
  return new Set(policy.firewalls.flatMap((f) => f.interfaces.flatMap((i) => i.zones)));
}

/** The firewalls next to `to` on the shortest ways from `from`; of those that `via` names where it names any. */
function nearest(policy: Policy, conduit: Conduit, from: ZoneRef, to: ZoneRef): Firewall[] {
  const distance = new Map<ZoneRef, number>([...segmentsOf(policy, from)].map((z): [ZoneRef, number] => [z, 0]));
  const crossed = new Map<Firewall, number>();
  for (const zone of distance.keys()) {
    const here = distance.get(zone) as number;
    for (const firewall of policy.firewalls) {
      if (crossed.has(firewall) || !facesAny(firewall, new Set([zone]))) continue;
      crossed.set(firewall, here);
      for (const next of firewall.interfaces.flatMap((i) => i.zones))
        if (!distance.has(next)) distance.set(next, here + 1);
    }
  }
  const goals = segmentsOf(policy, to);
  const reached = [...crossed].filter(([firewall]) => facesAny(firewall, goals));
  const named = reached.filter(([firewall]) => conduit.via.includes(firewall.index));
  const candidates = named.length > 0 ? named : reached;
  const least = Math.min(...candidates.map(([, d]) => d));
  return candidates.filter(([, d]) => d === least).map(([firewall]) => firewall);
}

function facesAny(firewall: Firewall, zones: ReadonlySet<ZoneRef>): boolean {
  return firewall.interfaces.some((i) => i.zones.some((z) => zones.has(z)));
}
