/** Check `unenforceable`: a separation that the policy states and no firewall makes. SEMANTICS.md *as built*. */
import { isWithin } from '../../analysis/zones.ts';
import type { AsBuilt, Topology } from '../../compile/topology.ts';
import type { Policy, Zone, ZoneRef } from '../../model/policy.ts';
import { type Check, type CheckContext, type Report, threshold } from '../check.ts';
import {
  appendDeclarations,
  freeName,
  insertMembers,
  insertProperties,
  quoted,
  referenceTo,
  zoneChildren,
} from '../edits.ts';
import type { Fix, Severity, TextEdit } from '../finding.ts';
import { comparePlaces } from '../places.ts';
import { label, listed } from '../words.ts';

export const unenforceable: Check = {
  name: 'unenforceable',
  family: 'conduits',
  severity: 'warning',
  documentation: {
    summary: 'The policy parts two zones, or the assets inside one, and nothing on the wire does.',
    why: `A zone boundary that no firewall stands on is a line on paper: compiled rules cannot hold there, and every answer about reach that
relies on it is wrong in the plant. Found are

- two zones behind the same interface of the firewalls, of which some service is not permitted;
- a zone that no interface leads to, neither to it nor to a zone around it;
- a zone that states \`microsegmented\` with two or more assets and no \`enforced by\`.

A policy without any firewall is compiled as if one stood between every two zones; it is asked only for the third. Traffic that is
permitted without limit needs no firewall. A zone \`reached through\` an asset is parted from that asset's zone where the latter is
\`enforced by\` a firewall. At SL-T 2 and above the finding is an error.`,
    avoid: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

firewall FW-1 {
  interface "port1" to Supervisory
  fails closed
}
`,
    prefer: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

firewall FW-1 {
  interface "port1" to Supervisory
  interface "port2" to Cell
  fails closed
}
`,
    fixes: [
      'Give the zone an interface of its own on a firewall that stands next to it.',
      'Inside a zone: state `enforced by` with such a firewall.',
      'Declare a firewall with an interface to every zone, where there is none.',
    ],
    basis: 'IEC 62443-3-3 SR 5.2',
  },
  thresholds: {
    'error-at-sl': { value: 2, meaning: 'The SL-T, in any requirement, from which on the finding is an error.' },
  },
  *run(context) {
    const { policy, analyses } = context;
    const built = analyses.asBuilt();
    for (const ref of built.withoutSegment) {
      const zone = policy.zones[ref];
      if (zone !== undefined && built.zones.length > 1) yield withoutSegment(context, zone);
    }
    for (const [segment, members] of built.shared) yield* sharedSegmentReports(context, segment, members);
    for (const ref of built.openInsides) {
      const zone = policy.zones[ref];
      if (zone !== undefined) yield openInside(context, zone);
    }
  },
};

/** Of one segment so many pairs are told apart; the rest are counted. */
const PAIRS = 1000;

function* sharedSegmentReports(
  context: CheckContext,
  segment: ZoneRef,
  members: readonly ZoneRef[],
): Generator<Report> {
  const { policy, analyses } = context;
  let told = 0;
  for (const [a, b] of pairsOf(policy, members)) {
    if (enforcedBehindAsset(policy, a, b) || analyses.everythingPermitted(a.index, b.index)) continue;
    if (++told > PAIRS) continue;
    yield sharedSegment(context, segment, a, b);
  }
  const zone = policy.zones[segment];
  if (told <= PAIRS || zone === undefined) return;
  const message = `Behind the interface to zone ${label(policy, zone)} lie ${told - PAIRS} more pairs of zones that nothing parts. Give the zones interfaces of their own.`;
  yield { severity: severityFor(context, [zone]), message, place: zone.namePlace };
}

function* pairsOf(policy: Policy, members: readonly ZoneRef[]): Generator<readonly [Zone, Zone]> {
  const zones = members.flatMap((m) => policy.zones[m] ?? []).sort((a, b) => comparePlaces(a.namePlace, b.namePlace));
  for (const [i, a] of zones.entries()) for (const b of zones.slice(i + 1)) yield [a, b];
}

/**
 * Whether one zone is reached through an asset of the other, and that other is `enforced by` a firewall: what leaves the asset
 * towards its neighbours crosses it.
 */
function enforcedBehindAsset(policy: Policy, a: Zone, b: Zone): boolean {
  const behind = (inner: Zone, crossed: Zone) => {
    const legs = inner.reachedThrough === undefined ? [] : (policy.assets[inner.reachedThrough]?.legs ?? []);
    return crossed.enforcedBy !== undefined && legs.some((l) => policy.legs[l]?.zone === crossed.index);
  };
  return behind(a, b) || behind(b, a);
}

function severityFor(context: CheckContext, zones: readonly Zone[]): Severity {
  const at = threshold(unenforceable, 'error-at-sl', context.configuration);
  return zones.some((z) => z.slt?.some((level) => level >= at)) ? 'error' : 'warning';
}

function withoutSegment(context: CheckContext, zone: Zone): Report {
  const { policy } = context;
  const firewalls = listed(policy.firewalls.map((f) => f.name));
  return {
    severity: severityFor(context, [zone]),
    message: `No firewall has an interface to zone ${label(policy, zone)} or to a zone around it, so nothing parts it from any other zone. Give it an interface on ${firewalls}.`,
    place: zone.namePlace,
    fixes: () =>
      interfaceFixes(
        context,
        zone,
        policy.firewalls.map((f) => f.index),
      ),
  };
}

function sharedSegment(context: CheckContext, segment: ZoneRef, a: Zone, b: Zone): Report {
  const { policy, analyses } = context;
  const topology = analyses.topology();
  const points = namesOf(topology, segment);
  const around = policy.zones[segment];
  const via = around === undefined || around === a || around === b ? '' : ` of zone ${label(policy, around)}`;
  const why = `both are reached through the same interface${via} on ${points}, and the policy does not permit everything between them`;
  const advice = 'Give one of them an interface of its own, or join them to one zone.';
  return {
    severity: severityFor(context, [a, b]),
    message: `Nothing parts zone ${label(policy, b)} from zone ${label(policy, a)}: ${why}. ${advice}`,
    place: b.namePlace,
    related: [
      {
        place: a.namePlace,
        message: `Zone ${label(policy, a)} is on the same segment.`,
        half: `Nothing parts zone ${label(policy, a)} from zone ${label(policy, b)}: ${why}. ${advice}`,
      },
    ],
    fixes: () =>
      [b, a]
        .filter((z) => z.index !== segment)
        .flatMap((z) => interfaceFixes(context, z, topology.pointsAt.get(segment) ?? [])),
  };
}

function namesOf(topology: Topology, segment: ZoneRef): string {
  return listed((topology.pointsAt.get(segment) ?? []).map((p) => topology.points[p]?.name ?? ''));
}

function openInside(context: CheckContext, zone: Zone): Report {
  const { policy } = context;
  const name = label(policy, zone);
  const parent = zone.stated.microsegmented ?? zone.namePlace;
  return {
    severity: severityFor(context, [zone]),
    message: `Zone ${name} is microsegmented, but nothing enforces it: its ${zone.legs.length} assets reach each other on the wire. State "enforced by" the firewall, private VLAN or host agents that part them.`,
    place: parent,
    related: [{ place: zone.namePlace, message: `Zone ${name} is declared here.` }],
    fixes: () => enforcedByFixes(context, zone),
  };
}

/** One fix per firewall, at most three: an interface to the zone, and to zones nested in it that would be without one. Firewalls that lead to the zone's conduit partners come first. */
function interfaceFixes(context: CheckContext, zone: Zone, firewalls: readonly number[]): Fix[] {
  const { policy, analyses } = context;
  const topology = analyses.topology();
  const partners = policy.conduits
    .filter((c) => c.zones.some((z) => isWithin(policy, zone.index, z)))
    .flatMap((c) => c.zones);
  const lost = analyses
    .asBuilt()
    .withoutSegment.filter((z) => z !== zone.index && isWithin(policy, z, zone.index))
    .flatMap((z) => policy.zones[z] ?? []);
  const near = new Set(partners.map((z) => topology.segmentOf[z]));
  const weight = (fw: number) => [...(topology.points[fw]?.interfaces.keys() ?? [])].filter((s) => near.has(s)).length;
  const ranked = [...firewalls].sort((a, b) => weight(b) - weight(a) || a - b).slice(0, 3);
  return ranked.flatMap((ref): Fix[] => {
    const firewall = policy.firewalls[ref];
    if (firewall === undefined) return [];
    const edits = insertMembers(
      context,
      firewall,
      interfaceMembers(
        context,
        [zone, ...lost],
        firewall.interfaces.map((f) => f.name),
      ),
    );
    return edits.length === 0
      ? []
      : [{ title: `Give zone ${label(policy, zone)} an interface on ${firewall.name}`, edits, safe: false }];
  });
}

/** An interface per zone, each with a name that the firewall does not have yet. */
function interfaceMembers(context: CheckContext, zones: readonly Zone[], taken: readonly string[]): string[] {
  const names = new Set(taken);
  return zones.map((zone) => {
    let name = zone.name;
    for (let n = 2; names.has(name); n++) name = `${zone.name} ${n}`;
    names.add(name);
    return `interface ${quoted(name)} to ${referenceTo(context, zone)}`;
  });
}

/** `enforced by` each firewall at the zone's segment, else each firewall; where there is none, a new one with all zones on it. */
function enforcedByFixes(context: CheckContext, zone: Zone): Fix[] {
  const { policy, analyses } = context;
  const topology = analyses.topology();
  const statement = (firewall: string): TextEdit[] =>
    insertProperties(context, zone, [`enforced by ${firewall}`], zoneChildren(policy, zone));
  if (topology.implied) {
    const name = freeName(context, 'FW-1');
    const edits = [...statement(name), ...declareFirewall(context, name, zone, analyses.asBuilt())];
    return [
      {
        title: `Declare firewall ${name} between all zones and enforce ${label(policy, zone)} by it`,
        edits,
        safe: false,
      },
    ];
  }
  const segment = topology.segmentOf[zone.index];
  const beside = segment === undefined ? [] : (topology.pointsAt.get(segment) ?? []);
  const candidates = beside.length > 0 ? beside : policy.firewalls.map((f) => f.index);
  return candidates.slice(0, 3).flatMap((ref, i): Fix[] => {
    const firewall = policy.firewalls[ref];
    const edits = firewall === undefined ? [] : statement(referenceTo(context, firewall));
    return edits.length === 0
      ? []
      : [{ title: `Enforce zone ${label(policy, zone)} by ${firewall?.name}`, edits, safe: false, preferred: i === 0 }];
  });
}

function declareFirewall(context: CheckContext, name: string, zone: Zone, built: AsBuilt): TextEdit[] {
  const zones = built.zones.flatMap((ref) => context.policy.zones[ref] ?? []);
  const interfaces = interfaceMembers(context, zones, []).map((m) => `  ${m}`);
  return appendDeclarations(context, zone.place.file, [
    `firewall ${name} {\n${interfaces.join('\n')}\n  fails closed\n}`,
  ]);
}
