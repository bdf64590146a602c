/**
 * Target `cilium`: CiliumNetworkPolicies for one namespace. Pods carry the label `bulkhead/group` of the addresses that they stand
 * for; whoever is no pod of the namespace is known by address.
 *
 * Denies win over allows, whatever the order. Every pod is isolated both ways, and each rule is stated at both its ends. What
 * stays within a segment passes, but for enforced insides.
 */
import { type AtomSet, atomRanges, atoms, ROUTED_ATOMS } from '../../model/atoms.ts';
import { contains, subtract, union } from '../../model/intervals.ts';
import type { CompiledRule } from '../entry.ts';
import { type AllowBox, inFamilies, withinSegment } from './common/allow-boxes.ts';
import { cloudSegments } from './common/cloud-segments.ts';
import {
  cidrs,
  type Item,
  type Manifest,
  manifestLines,
  manifestNames,
  metadata,
  PodGroups,
  yamlComment,
} from './common/cluster.ts';
import { headerNotes, textFile } from './common/header.ts';
import type { JsonValue } from './common/json-lines.ts';
import { acceptable, type Judgement, ONE_WAY_REPLIES, TIMED_CLOSED } from './common/refusals.ts';
import { originText } from './common/rule-text.ts';
import type { Target, TargetOutput, TargetRequest } from './target.ts';

export const ciliumTarget: Target = {
  name: 'cilium',
  title: 'CiliumNetworkPolicies for a namespace',
  extension: 'yaml',
  capabilities: {
    ...{ ipv6: true, interfaces: false, stateful: true, oneWay: false, times: 'none', layer2: false },
    ...{ inside: true, input: false, logs: false },
  },
  fallbacks: [ONE_WAY_REPLIES, TIMED_CLOSED],
  render,
};

/** Ports, and fields of ICMP, in one list. */
const MOST = 40;
const SCTP = 132;
/** Cilium's word for every port of a protocol. */
const ALL_PORTS = '0';

/** What a rule or a segment asks for. */
interface Statement extends AllowBox {
  readonly action: 'allow' | 'deny';
  readonly name: string;
  readonly about: string;
  readonly rule?: string;
}

function render(request: TargetRequest): TargetOutput {
  const { rules, refused, notes: changed } = acceptable(ciliumTarget, request, objection);
  const segments = cloudSegments(request);
  const all = [
    ...rules.map(statementOf),
    ...segments.flatMap((s) =>
      withinSegment(s).map((b): Statement => ({ ...b, action: 'allow', name: `within ${s.zone.toLowerCase()}` })),
    ),
  ];
  const statements = all.filter((s) => inFamilies(s).length > 0);
  const sets = [...statements.flatMap((p) => [p.sources, p.targets]), ...segments.map((s) => s.addresses)];
  const pods = new PodGroups(sets, request.named());
  const items: Item[] = [{ manifest: pods.manifest() }, { manifest: DENY_ALL }, ...policies(statements, pods)];
  const body = manifestLines(items);
  const facts = {
    ...{ times: { timed: false, cutAtHorizon: false }, empty: statements.every((s) => s.rule === undefined) },
    notes: changed,
  };
  const head = headerNotes('cilium', request, facts, textFile(body).text).map(yamlComment);
  return { files: [textFile([...head, ...body])], refused };
}

/** An empty rule matches nothing, and isolates the endpoint. */
const DENY_ALL: Manifest = {
  ...{ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy' },
  metadata: metadata('bulkhead-default-deny', 'Nothing that no other policy permits'),
  spec: { endpointSelector: {}, ingress: [{}], egress: [{}] },
};

function statementOf(rule: CompiledRule): Statement {
  return {
    ...{ sources: rule.sources.addresses, targets: rule.targets.addresses, services: rule.services },
    ...{ action: rule.action, name: `${rule.action} ${rule.id}`, about: originText(rule, 300), rule: rule.id },
  };
}

const OTHER_PROTOCOLS: AtomSet = subtract(atoms('ip'), atoms('ip', SCTP, SCTP));

/** Port 0 is stated with all ports only, and IP protocols besides TCP, UDP, SCTP and ICMP all together only. */
function objection(rule: CompiledRule): Judgement {
  if (contains(rule.services, ROUTED_ATOMS)) return { kept: rule, refused: [] };
  const zero = (['tcp', 'udp'] as const)
    .filter((p) => !contains(rule.services, atoms(p)))
    .flatMap((p) => atoms(p, 0, 0));
  const services = subtract(rule.services, union(zero, OTHER_PROTOCOLS));
  const lost = [...new Set(atomRanges(subtract(rule.services, services)).map((r) => r.proto))];
  const refused = lost.map((proto) => ({
    reason:
      proto === 'ip'
        ? 'Cilium has no word for IP protocols besides TCP, UDP, SCTP and ICMP'
        : `Cilium has no word for ${proto} port 0`,
  }));
  return services.length === 0 ? { refused } : { kept: { ...rule, services }, refused };
}

/** Each statement as one policy: what it says of its targets, and of its sources, by family where not all pods have both. */
function policies(statements: readonly Statement[], pods: PodGroups): Item[] {
  const names = manifestNames();
  const count = new Map<string, number>();
  return statements.map((s): Item => {
    const n = (count.get(s.name) ?? 0) + 1;
    count.set(s.name, n);
    return {
      manifest: {
        ...{ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy' },
        metadata: metadata(names.name(`bulkhead ${s.name}${n === 1 ? '' : ` ${n}`}`), s.about),
        specs: pods.inFamilies(s).flatMap((part) => bothEnds(part, pods)),
      },
      ...(s.rule === undefined ? {} : { rule: s.rule }),
    };
  });
}

function bothEnds(s: Statement, pods: PodGroups): Manifest[] {
  const [ingress, egress] = s.action === 'allow' ? ['ingress', 'egress'] : ['ingressDeny', 'egressDeny'];
  const matches = serviceMatches(s.services);
  const rules = (endpoints: string, networks: string, side: 'sources' | 'targets'): JsonValue =>
    matches.flatMap((m): Manifest[] => [
      { [endpoints]: [pods.selector(s[side])], ...m },
      { [networks]: cidrs(s[side]).map((cidr) => ({ cidr })), ...m },
    ]);
  return [
    {
      endpointSelector: pods.selector(s.targets),
      [ingress as string]: rules('fromEndpoints', 'fromCIDRSet', 'sources'),
    },
    {
      endpointSelector: pods.selector(s.sources),
      [egress as string]: rules('toEndpoints', 'toCIDRSet', 'targets'),
    },
  ];
}

/** What follows the peers of a rule: nothing for everything, ports, or ICMP - Cilium takes no two of them together. */
function serviceMatches(services: AtomSet): Manifest[] {
  if (contains(services, ROUTED_ATOMS)) return [{}];
  const ranges = atomRanges(services);
  const ports = ranges.flatMap(({ proto, from, to }): Manifest[] => {
    if (proto === 'ip') return [{ port: ALL_PORTS, protocol: 'SCTP' }];
    if (proto !== 'tcp' && proto !== 'udp') return [];
    const protocol = proto.toUpperCase();
    if (from === 0) return [{ port: ALL_PORTS, protocol }];
    return [from === to ? { port: `${from}`, protocol } : { port: `${from}`, endPort: to, protocol }];
  });
  const fields = ranges.flatMap(({ proto, from, to }): Manifest[] =>
    proto === 'icmp' || proto === 'icmpv6'
      ? Array.from({ length: to - from + 1 }, (_, i) => ({
          family: proto === 'icmp' ? 'IPv4' : 'IPv6',
          type: from + i,
        }))
      : [],
  );
  return [
    ...chunks(ports).map((some): Manifest => ({ toPorts: [{ ports: some }] })),
    ...chunks(fields).map((some): Manifest => ({ icmps: [{ fields: some }] })),
  ];
}

function chunks(list: readonly Manifest[]): Manifest[][] {
  const out: Manifest[][] = [];
  for (let i = 0; i < list.length; i += MOST) out.push(list.slice(i, i + MOST));
  return out;
}
