/**
 * What NetworkPolicies do with a packet between pods, read by Kubernetes' documentation with no code of the exporter. Whatever it
 * does not know is an error. A pod that some policy of a direction selects is isolated in it; policies add up.
 */
import { cidr, fail, type Json, list, object, type PacketEnd, type Pods, readManifests } from './cluster-reading.ts';
import type { Device, DevicePacket, DeviceReader } from './device.ts';

interface Policy {
  readonly selector: unknown;
  readonly types: readonly string[];
  readonly ingress: readonly Json[];
  readonly egress: readonly Json[];
}

function policyOf(manifest: Json): Policy {
  const m = object(manifest, 'policy', ['apiVersion', 'kind', 'metadata', 'spec']);
  if (m.apiVersion !== 'networking.k8s.io/v1' || m.kind !== 'NetworkPolicy') fail(`${m.apiVersion} ${m.kind}`);
  const spec = object(m.spec, 'spec', ['podSelector', 'policyTypes', 'ingress?', 'egress?']);
  const types = list(spec.policyTypes, 'policyTypes') as string[];
  for (const t of types) if (t !== 'Ingress' && t !== 'Egress') fail(`policyType ${t}`);
  if (spec.ingress !== undefined && !types.includes('Ingress')) fail('ingress without its type');
  if (spec.egress !== undefined && !types.includes('Egress')) fail('egress without its type');
  const rules = (value: unknown, peers: string): Json[] =>
    value === undefined ? [] : list(value, peers).map((r) => object(r, 'rule', [peers, 'ports?']));
  return { selector: spec.podSelector, types, ingress: rules(spec.ingress, 'from'), egress: rules(spec.egress, 'to') };
}

function isPeer(pods: Pods, value: unknown, { point, label }: PacketEnd): boolean {
  const peer = object(value, 'peer', ['podSelector?', 'ipBlock?']);
  if (Object.keys(peer).length !== 1) fail('a peer is one thing');
  if (peer.podSelector !== undefined) return pods.selects(peer.podSelector, label);
  const block = cidr(object(peer.ipBlock, 'ipBlock', ['cidr']).cidr);
  return block.from <= point && point < block.to;
}

const PROTOCOLS: Readonly<Record<string, string>> = { tcp: 'TCP', udp: 'UDP' };

function isPort(value: unknown, { proto, number }: DevicePacket['atom']): boolean {
  const p = object(value, 'port', ['protocol', 'port?', 'endPort?']);
  if (!['TCP', 'UDP', 'SCTP'].includes(String(p.protocol))) fail(`protocol ${p.protocol}`);
  const protocol = proto === 'ip' && number === 132 ? 'SCTP' : PROTOCOLS[proto];
  const [from, to] = [p.port as number | undefined, (p.endPort ?? p.port) as number | undefined];
  for (const n of [from, to])
    if (n !== undefined && (!Number.isInteger(n) || n < 1 || n > 65535)) fail(`port ${p.port} ${p.endPort}`);
  if (from === undefined ? p.endPort !== undefined : (to as number) < from) fail(`ports ${from} to ${to}`);
  if (p.protocol !== protocol) return false;
  return from === undefined || (protocol !== 'SCTP' && from <= number && number <= (to as number));
}

/** Whether one end of a packet lets it pass. */
function lets(
  pods: Pods,
  policies: readonly Policy[],
  way: 'ingress' | 'egress',
  { label }: PacketEnd,
  peer: PacketEnd,
  atom: DevicePacket['atom'],
): boolean {
  if (label === undefined) return true;
  const type = way === 'ingress' ? 'Ingress' : 'Egress';
  const bearing = policies.filter((p) => p.types.includes(type) && pods.selects(p.selector, label));
  if (bearing.length === 0) return true;
  return bearing.some((p) =>
    p[way].some((rule) => {
      const peers = list(rule[way === 'ingress' ? 'from' : 'to'], 'peers').map((x) => isPeer(pods, x, peer));
      const ports = rule.ports === undefined ? [true] : list(rule.ports, 'ports').map((x) => isPort(x, atom));
      return peers.includes(true) && ports.includes(true);
    }),
  );
}

export const readKubernetes: DeviceReader = (texts): Device => {
  const { pods, policies: manifests } = readManifests(texts[0] as string);
  const policies = manifests.map(policyOf);
  const opens = (packet: DevicePacket): boolean => {
    const [source, target] = pods.ends(packet);
    return (
      (source.label ?? target.label) !== undefined &&
      lets(pods, policies, 'egress', source, target, packet.atom) &&
      lets(pods, policies, 'ingress', target, source, packet.atom)
    );
  };
  return { opens, answers: opens };
};
