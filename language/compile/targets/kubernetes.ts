/**
 * Target `kubernetes`: NetworkPolicies for one namespace. Pods carry the label `bulkhead/group` of the addresses that they stand for;
 * whoever is no pod of the namespace is known by address.
 *
 * NetworkPolicy knows no denies: those are taken from the allows, exactly. Every pod is isolated both ways, and each permission is
 * stated at both its ends. What stays within a segment passes, but for enforced insides.
 */
import { type AtomSet, atomRanges, atoms, ROUTED_ATOMS } from '../../model/atoms.ts';
import { contains, intersect, subtract, union } from '../../model/intervals.ts';
import { type AllowBox, allowedRules, inFamilies, withinSegment } from './common/allow-boxes.ts';
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
import { acceptable, ONE_WAY_REPLIES, TIMED_CLOSED } from './common/refusals.ts';
import { originText } from './common/rule-text.ts';
import type { Target, TargetOutput, TargetRequest } from './target.ts';

export const kubernetesTarget: Target = {
  name: 'kubernetes',
  title: 'Kubernetes NetworkPolicies for a namespace',
  extension: 'yaml',
  capabilities: {
    ...{ ipv6: true, interfaces: false, stateful: true, oneWay: false, times: 'none', layer2: false },
    ...{ inside: true, input: false, logs: false },
  },
  fallbacks: [ONE_WAY_REPLIES, TIMED_CLOSED],
  render,
};

const SCTP = 132;

/** A permission, what asks for it, and the beginning of its manifests' names. */
interface Permission extends AllowBox {
  readonly name: string;
  readonly about: string;
  readonly rule?: string;
}

function render(request: TargetRequest): TargetOutput {
  const { rules, refused, notes: changed } = acceptable(kubernetesTarget, request);
  const { allowed, refused: cut } = allowedRules(rules, sayable);
  const segments = cloudSegments(request);
  const all = [
    ...allowed.flatMap(({ rule, boxes }) =>
      boxes.map((b): Permission => ({ ...b, name: rule.id, about: originText(rule, 300), rule: rule.id })),
    ),
    ...segments.flatMap((s) =>
      withinSegment(s).map((b): Permission => ({ ...b, name: `within ${s.zone.toLowerCase()}` })),
    ),
  ];
  const permissions = all.filter((p) => inFamilies(p).length > 0);
  const sets = [...permissions.flatMap((p) => [p.sources, p.targets]), ...segments.map((s) => s.addresses)];
  const pods = new PodGroups(sets, request.named());
  const items: Item[] = [{ manifest: pods.manifest() }, { manifest: DENY_ALL }, ...policies(permissions, pods)];
  const body = manifestLines(items);
  const facts = {
    ...{ times: { timed: false, cutAtHorizon: false }, empty: permissions.every((p) => p.rule === undefined) },
    notes: changed,
  };
  const head = headerNotes('kubernetes', request, facts, textFile(body).text).map(yamlComment);
  return { files: [textFile([...head, ...body])], refused: [...refused, ...cut] };
}

const DENY_ALL: Manifest = {
  ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  metadata: metadata('bulkhead-default-deny', 'Nothing that no other policy permits'),
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
};

/** All that can be stated: everything, or ports of TCP and UDP from 1 on, or all of SCTP. */
const SAYABLE: AtomSet = union(atoms('tcp', 1), atoms('udp', 1), atoms('ip', SCTP, SCTP));

function sayable(services: AtomSet): { services: AtomSet; reason?: string } {
  if (contains(services, ROUTED_ATOMS)) return { services };
  // All of a protocol is stated without ports, so that it holds port 0 too.
  const whole = (['tcp', 'udp'] as const).flatMap((p) => (contains(services, atoms(p)) ? atoms(p, 0, 0) : []));
  const held = intersect(services, union(SAYABLE, whole));
  const lost = [...new Set(atomRanges(subtract(services, held)).map((r) => r.proto))];
  if (lost.length === 0) return { services };
  return {
    services: held,
    reason: `NetworkPolicy states ports of TCP and UDP and all of SCTP, or everything: not ${lost.map(lostName).join(', ')}`,
  };
}

function lostName(proto: string): string {
  if (proto === 'tcp' || proto === 'udp') return `${proto} port 0`;
  return proto === 'ip' ? 'other IP protocols' : proto;
}

/** Each permission as what its targets let in and what its sources let out, by family where not all pods have both. */
function policies(permissions: readonly Permission[], pods: PodGroups): Item[] {
  const names = manifestNames();
  const count = new Map<string, number>();
  return permissions.flatMap((p): Item[] => {
    const n = (count.get(p.name) ?? 0) + 1;
    count.set(p.name, n);
    const stem = `bulkhead ${p.name}${n === 1 ? '' : ` ${n}`}`;
    return pods
      .inFamilies(p)
      .flatMap((part, i) => bothEnds(part, pods, (way) => names.name(`${stem} ${way}${i === 0 ? '' : ' v6'}`)));
  });
}

function bothEnds(p: Permission, pods: PodGroups, nameOf: (way: 'in' | 'out') => string): Item[] {
  const ports = portsOf(p.services);
  const rule = (key: 'from' | 'to', side: 'sources' | 'targets'): JsonValue => ({
    [key]: [{ podSelector: pods.selector(p[side]) }, ...cidrs(p[side]).map((cidr) => ({ ipBlock: { cidr } }))],
    ...(ports.length === 0 ? {} : { ports }),
  });
  const policy = (way: 'in' | 'out', spec: Manifest): Item => ({
    manifest: {
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
      ...{ metadata: metadata(nameOf(way), p.about), spec },
    },
    ...(p.rule === undefined ? {} : { rule: p.rule }),
  });
  return [
    policy('in', {
      podSelector: pods.selector(p.targets),
      ...{ policyTypes: ['Ingress'], ingress: [rule('from', 'sources')] },
    }),
    policy('out', {
      podSelector: pods.selector(p.sources),
      ...{ policyTypes: ['Egress'], egress: [rule('to', 'targets')] },
    }),
  ];
}

/** None: every protocol. */
function portsOf(services: AtomSet): JsonValue[] {
  if (contains(services, ROUTED_ATOMS)) return [];
  return atomRanges(services).map(({ proto, from, to }): JsonValue => {
    if (proto === 'ip') return { protocol: 'SCTP' };
    const protocol = proto.toUpperCase();
    if (from === 0) return { protocol };
    return from === to ? { protocol, port: from } : { protocol, port: from, endPort: to };
  });
}
