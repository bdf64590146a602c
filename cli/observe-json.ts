/** The published comparison of observed traffic with a policy. */
import { formatAddress } from '../language/model/addresses.ts';
import { atomOf } from '../language/model/atoms.ts';
import type { Policy, RuleRef } from '../language/model/policy.ts';
import { formatTimes } from '../language/model/times.ts';
import { candidatesAmong } from '../language/observe/candidates.ts';
import { type Comparison, captureLength, type Side, type Traffic } from '../language/observe/index.ts';
import { instantJson, placeJson } from './json.ts';

/** The comparison as docs/schema/observe.schema.json describes it. */
export function comparisonJson(policy: Policy, c: Comparison): Record<string, unknown> {
  const rules = (refs: readonly RuleRef[]) => refs.map((r) => ruleJson(policy, r));
  return {
    captures: c.captures.map(({ from, to }) => ({ from: instantJson(from), to: instantJson(to - 1) })),
    capturedSeconds: captureLength(c.captures) / 1000,
    rows: c.rows,
    notPermitted: c.notPermitted.map((n) => ({
      source: sideJson(policy, n.source),
      target: sideJson(policy, n.target),
      services: n.atoms.map((a) => serviceJson(policy, a, n.traffic.services)),
      reason: n.reason,
      deniedBy: rules(n.deniedBy),
      conduits: n.conduits.map((x) => policy.conduits[x]?.id ?? ''),
      ...trafficJson(n.traffic),
    })),
    scans: c.scans.map((s) => ({
      source: sideJson(policy, s.source),
      zones: s.zones.map((z) => policy.zones[z]?.id ?? ''),
      targets: s.targets,
      ports: s.atoms,
      ...trafficJson(s.traffic),
    })),
    outsideWindow: c.outside.map((o) => ({
      rule: ruleJson(policy, o.rule),
      source: sideJson(policy, o.source),
      target: sideJson(policy, o.target),
      services: o.atoms.map((a) => serviceJson(policy, a, o.traffic.services)),
      permitted: formatTimes(o.times, policy.header.timezone),
      ...trafficJson(o.traffic),
    })),
    unknownHosts: c.unknown.flatMap(({ zone, hosts, dhcp }) =>
      hosts.map((h) => ({
        zone: policy.zones[zone]?.id ?? '',
        address: formatAddress(h.address),
        answers: h.answered.map((a) => serviceJson(policy, a, [])),
        mayBe: dhcp.map((a) => policy.assets[a]?.id ?? ''),
        ...trafficJson(h.traffic),
      })),
    ),
    neverSeen: rules(c.neverSeen),
    notLookedAt: rules(c.notLookedAt),
    hits: [...c.hits].map(([rule, { rows, packets, first, last }]) => ({
      ...ruleJson(policy, rule),
      ...{ rows, packets, first: instantJson(first), last: instantJson(last) },
    })),
  };
}

function ruleJson(policy: Policy, ref: RuleRef): { rule: string; file: string; line: number } {
  const rule = policy.rules[ref];
  return { rule: rule?.id ?? '', ...(rule === undefined ? { file: '', line: 0 } : placeJson(rule.place)) };
}

function sideJson(policy: Policy, side: Side): Record<string, unknown> {
  return {
    zone: side.zone === undefined ? null : (policy.zones[side.zone]?.id ?? ''),
    assets: side.assets.map((a) => policy.assets[a]?.id ?? ''),
    firewalls: side.firewalls.map((f) => policy.firewalls[f]?.id ?? ''),
    addresses: side.addresses.map(formatAddress),
  };
}

function serviceJson(policy: Policy, atom: number, named: readonly string[]): Record<string, unknown> {
  const { proto, number } = atomOf(atom);
  return { proto, number, candidates: candidatesAmong(policy, atom, named).map((s) => s.name) };
}

function trafficJson({ first, last, rows, packets, bytes, files, direction, reply }: Traffic): Record<string, unknown> {
  return { first: instantJson(first), last: instantJson(last), rows, packets, bytes, files, direction, reply };
}
