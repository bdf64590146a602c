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

/** What is asked of a policy's firewalls again and again, worked out once. */
interface Faces {
  /** The firewalls with an interface to a zone. */
  readonly firewalls: ReadonlyMap<ZoneRef, readonly Firewall[]>;
  readonly segments: Map<ZoneRef, Set<ZoneRef>>;
  /** How many firewalls lie before each, on the way from a zone. */
  readonly crossed: Map<ZoneRef, ReadonlyMap<Firewall, number>>;
}

const FACES = new WeakMap<Policy, Faces>();

function facesOf(policy: Policy): Faces {
  const known = FACES.get(policy);
  if (known !== undefined) return known;
  const firewalls = new Map<ZoneRef, Firewall[]>();
  for (const firewall of policy.firewalls)
    for (const zone of new Set(firewall.interfaces.flatMap((i) => i.zones))) {
      const list = firewalls.get(zone);
      if (list === undefined) firewalls.set(zone, [firewall]);
      else list.push(firewall);
    }
  const faces = { firewalls, segments: new Map(), crossed: new Map() };
  FACES.set(policy, faces);
  return faces;
}

/** The zones with interfaces that a zone's traffic enters by: its own, its nearest ancestor's, and those of zones nested in it. */
function segmentsOf(policy: Policy, zone: ZoneRef): ReadonlySet<ZoneRef> {
  const { firewalls, segments } = facesOf(policy);
  const known = segments.get(zone);
  if (known !== undefined) return known;
  const out = new Set([...subtree(policy, zone)].filter((z) => firewalls.has(z)));
  for (let z: ZoneRef | undefined = zone; z !== undefined; z = policy.zones[z]?.parent)
    if (firewalls.has(z)) {
      out.add(z);
      break;
    }
  segments.set(zone, out);
  return out;
}

/** The firewalls next to `to` on the shortest ways from `from`; of those that `via` names where it names any. */
function nearest(policy: Policy, conduit: Conduit, from: ZoneRef, to: ZoneRef): Firewall[] {
  const goals = segmentsOf(policy, to);
  const reached = [...crossedFrom(policy, from)].filter(([firewall]) => facesAny(firewall, goals));
  const named = reached.filter(([firewall]) => conduit.via.includes(firewall.index));
  const candidates = named.length > 0 ? named : reached;
  const least = Math.min(...candidates.map(([, d]) => d));
  return candidates.filter(([, d]) => d === least).map(([firewall]) => firewall);
}

/** Every firewall that traffic from a zone can come to, with the number of those before it. */
function crossedFrom(policy: Policy, from: ZoneRef): ReadonlyMap<Firewall, number> {
  const faces = facesOf(policy);
  const known = faces.crossed.get(from);
  if (known !== undefined) return known;
  const distance = new Map<ZoneRef, number>([...segmentsOf(policy, from)].map((z): [ZoneRef, number] => [z, 0]));
  const crossed = new Map<Firewall, number>();
  for (const [zone, here] of distance)
    for (const firewall of faces.firewalls.get(zone) ?? []) {
      if (crossed.has(firewall)) continue;
      crossed.set(firewall, here);
      for (const next of firewall.interfaces.flatMap((i) => i.zones))
        if (!distance.has(next)) distance.set(next, here + 1);
    }
  faces.crossed.set(from, crossed);
  return crossed;
}

function facesAny(firewall: Firewall, zones: ReadonlySet<ZoneRef>): boolean {
  return firewall.interfaces.some((i) => i.zones.some((z) => zones.has(z)));
}
