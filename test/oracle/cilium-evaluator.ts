/**
 * What CiliumNetworkPolicies do with a packet between endpoints, read by Cilium's documentation with no code of the exporter.
 * Whatever it does not know is an error. A deny wins over every allow; an endpoint with a rule of a direction is isolated in it.
 */
import { cidr, fail, type Json, list, object, type PacketEnd, type Pods, readManifests } from './cluster-reading.ts';
import type { Device, DevicePacket, DeviceReader } from './device.ts';

type Way = 'ingress' | 'egress';

interface Rule {
  readonly selector: unknown;
  readonly way: Way;
  readonly deny: boolean;
  /** An empty one matches nothing. */
  readonly entries: readonly Json[];
}

function rulesOf(manifest: Json): Rule[] {
  const m = object(manifest, 'policy', ['apiVersion', 'kind', 'metadata', 'spec?', 'specs?']);
  if (m.apiVersion !== 'cilium.io/v2' || m.kind !== 'CiliumNetworkPolicy') fail(`${m.apiVersion} ${m.kind}`);
  if ((m.spec === undefined) === (m.specs === undefined)) fail('spec and specs');
  return (m.spec === undefined ? list(m.specs, 'specs') : [m.spec]).flatMap((value) => {
    const spec = object(value, 'spec', ['endpointSelector', 'ingress?', 'egress?', 'ingressDeny?', 'egressDeny?']);
    return (['ingress', 'egress', 'ingressDeny', 'egressDeny'] as const).flatMap((key): Rule[] => {
      if (spec[key] === undefined) return [];
      const way = key.startsWith('ingress') ? 'ingress' : 'egress';
      const peers = way === 'ingress' ? ['fromEndpoints?', 'fromCIDRSet?'] : ['toEndpoints?', 'toCIDRSet?'];
      const entries = list(spec[key], key).map((e) => object(e, key, [...peers, 'toPorts?', 'icmps?']));
      return [{ selector: spec.endpointSelector, way, deny: key.endsWith('Deny'), entries }];
    });
  });
}

function isPort(value: unknown, { proto, number }: DevicePacket['atom']): boolean {
  const p = object(value, 'port', ['port', 'endPort?', 'protocol']);
  if (typeof p.port !== 'string' || !/^\d{1,5}$/.test(p.port)) return fail(`port ${p.port}`);
  const [from, to] = [Number(p.port), (p.endPort ?? Number(p.port)) as number];
  if (to > 65535 || to < from || !Number.isInteger(to)) fail(`ports ${from} to ${to}`);
  // Port 0 stands for all of the protocol.
  if (from === 0 && p.endPort !== undefined) fail(`ports ${from} to ${to}`);
  if (proto === 'ip') return number === 132 && p.protocol === 'SCTP' && from === 0;
  if (!['TCP', 'UDP', 'SCTP'].includes(String(p.protocol))) fail(`protocol ${p.protocol}`);
  return p.protocol === proto.toUpperCase() && (from === 0 || (from <= number && number <= to));
}

function isType(value: unknown, { proto, number }: DevicePacket['atom']): boolean {
  const f = object(value, 'field', ['family', 'type']);
  if (f.family !== 'IPv4' && f.family !== 'IPv6') fail(`family ${f.family}`);
  if (!Number.isInteger(f.type) || (f.type as number) < 0 || (f.type as number) > 255) fail(`type ${f.type}`);
  return proto === (f.family === 'IPv4' ? 'icmp' : 'icmpv6') && f.type === number;
}

/** At most 40 in a list, as Cilium has it. */
function few(value: unknown, path: string): readonly unknown[] {
  const found = list(value, path);
  return found.length > 40 ? fail(`${found.length} ${path}`) : found;
}

function holds(pods: Pods, entry: Json, way: Way, peer: PacketEnd, atom: DevicePacket['atom']): boolean {
  const [endpoints, networks] = way === 'ingress' ? ['fromEndpoints', 'fromCIDRSet'] : ['toEndpoints', 'toCIDRSet'];
  const [selectors, sets] = [entry[endpoints as string], entry[networks as string]];
  if (Object.keys(entry).length === 0) return false;
  if ((selectors === undefined) === (sets === undefined)) fail('peers are endpoints or networks');
  if (entry.toPorts !== undefined && entry.icmps !== undefined) fail('ports and ICMP in one rule');
  const isPeer =
    selectors === undefined
      ? list(sets, 'networks')
          .map((s) => cidr(object(s, 'network', ['cidr']).cidr))
          .some((s) => s.from <= peer.point && peer.point < s.to)
      : list(selectors, 'endpoints').some((s) => pods.selects(s, peer.label));
  if (entry.toPorts !== undefined)
    return (
      list(entry.toPorts, 'toPorts')
        .flatMap((p) => few(object(p, 'toPorts', ['ports']).ports, 'ports').map((x) => isPort(x, atom)))
        .includes(true) && isPeer
    );
  if (entry.icmps !== undefined)
    return (
      list(entry.icmps, 'icmps')
        .flatMap((p) => few(object(p, 'icmps', ['fields']).fields, 'fields').map((x) => isType(x, atom)))
        .includes(true) && isPeer
    );
  return isPeer;
}

/** Whether one end of a packet lets it pass. */
function lets(
  pods: Pods,
  rules: readonly Rule[],
  way: Way,
  { label }: PacketEnd,
  peer: PacketEnd,
  atom: DevicePacket['atom'],
): boolean {
  const bearing = rules.filter((r) => r.way === way && label !== undefined && pods.selects(r.selector, label));
  if (bearing.length === 0) return true;
  const held = (deny: boolean) =>
    bearing.filter((r) => r.deny === deny).some((r) => r.entries.some((e) => holds(pods, e, way, peer, atom)));
  return !held(true) && held(false);
}

export const readCilium: DeviceReader = (texts): Device => {
  const { pods, policies } = readManifests(texts[0] as string);
  const rules = policies.flatMap(rulesOf);
  const opens = (packet: DevicePacket): boolean => {
    const [source, target] = pods.ends(packet);
    return (
      (source.label ?? target.label) !== undefined &&
      lets(pods, rules, 'egress', source, target, packet.atom) &&
      lets(pods, rules, 'ingress', target, source, packet.atom)
    );
  };
  return { opens, answers: opens };
};
