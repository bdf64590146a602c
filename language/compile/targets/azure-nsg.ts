/**
 * Target `azure-nsg`: one network security group per firewall as Terraform JSON, to be associated with every subnet behind it.
 *
 * A group judges a packet where it leaves a machine and where it reaches one, by addresses, the lowest priority first: denies, allows,
 * then what stays within a segment, then nothing - before the rules that Azure adds and that let a whole network through.
 */
import { type AddressSet, familyOf, formatCidr } from '../../model/addresses.ts';
import { atoms, ROUTED_ATOMS } from '../../model/atoms.ts';
import { intersect, subtract } from '../../model/intervals.ts';
import type { CompiledRule } from '../entry.ts';
import { inFamilies, type WithinBox, withinSegment } from './common/allow-boxes.ts';
import { cidrPieces } from './common/cidr-pieces.ts';
import { cloudSegments } from './common/cloud-segments.ts';
import { headerNotes, textFile } from './common/header.ts';
import { type JsonValue, jsonLines, OfRule } from './common/json-lines.ts';
import { type FamilyPart, familyParts, type ServicePart, serviceParts } from './common/parts.ts';
import { acceptable, type Judgement, type Objection, ONE_WAY_REPLIES, TIMED_CLOSED } from './common/refusals.ts';
import { originText } from './common/rule-text.ts';
import { plainText, reference } from './common/terraform.ts';
import { NameAllocator, UNICODE_LINE } from './common/text.ts';
import type { Target, TargetOutput, TargetRequest } from './target.ts';

export const azureNsgTarget: Target = {
  name: 'azure-nsg',
  title: 'Azure network security group as Terraform JSON',
  extension: 'tf.json',
  capabilities: {
    ...{ ipv6: true, interfaces: false, stateful: true, oneWay: false, times: 'none', layer2: false },
    ...{ inside: true, input: false, logs: false },
  },
  fallbacks: [ONE_WAY_REPLIES, TIMED_CLOSED],
  render,
};

/** Azure tells names apart by more than the case of their letters. */
const NAMES = { allowed: 'A-Za-z0-9_-', joint: '-', prefix: 'n', ignoreCase: true };

/** Rules of one group, addresses of all of them together, and characters of names and descriptions, that Azure takes. */
const MOST_RULES = 1000;
const MOST_ADDRESSES = 4000;
const NAME = 80;
const DESCRIPTION = 140;
const FIRST_PRIORITY = 100;
const LAST_PRIORITY = 4096;

const PROTOCOLS: Readonly<Record<string, string>> = { tcp: 'Tcp', udp: 'Udp', icmp: 'Icmp', any: '*' };
const IP_PROTOCOLS: Readonly<Record<number, string>> = { 50: 'Esp', 51: 'Ah' };

function render(request: TargetRequest): TargetOutput {
  const segments = segmentRules(request);
  const { rules, refused, notes: changed } = acceptable(azureNsgTarget, request, objections(segments));
  const group = new Group();
  for (const rule of rules)
    for (const { side, service } of statements(rule))
      group.add(
        { name: `${rule.action} ${rule.id}`, access: rule.action, side, service, about: originText(rule, 100) },
        rule.id,
      );
  for (const s of segments) group.add(s);
  const body = { resource: { azurerm_network_security_group: { bulkhead: group.resource(request) } }, ...FRAME };
  const facts = {
    ...{ times: { timed: false, cutAtHorizon: false }, empty: rules.length === 0 },
    notes: changed,
  };
  const notes = headerNotes('azure-nsg', request, facts, textFile(jsonLines(body)).text);
  return { files: [textFile(jsonLines({ '//': notes.map(comment), ...body }))], refused };
}

function comment(note: string): string {
  return plainText(note, { allowed: UNICODE_LINE, limit: 1000 });
}

const FRAME: Readonly<Record<string, JsonValue>> = {
  variable: {
    resource_group_name: { type: 'string', description: 'Resource group of the network security group' },
    location: { type: 'string', description: 'Azure region of the network security group' },
  },
  output: {
    network_security_group_id: {
      value: reference('azurerm_network_security_group.bulkhead.id'),
      description: 'To be associated with every subnet behind this firewall',
    },
  },
};

interface Statement {
  readonly side: Pick<FamilyPart, 'family' | 'sources' | 'targets'>;
  readonly service: ServicePart;
}

interface GroupRule extends Statement {
  readonly name: string;
  readonly access: 'allow' | 'deny';
  readonly about: string;
}

function statements(rule: CompiledRule): Statement[] {
  return familyParts(rule).flatMap((side) =>
    serviceParts(rule.services, side.family)
      .flatMap((s) => (s.proto === 'ip' ? s.ranges.flatMap(single) : [s]))
      .map((service) => ({ side, service })),
  );
}

/** One statement for each IP protocol. */
function single({ from, to }: { from: number; to: number }): ServicePart[] {
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    ...{ proto: 'ip' as const, whole: false, ranges: [{ from: from + i, to: from + i }] },
  }));
}

/** What statements take of a group's room: each stands in both directions. */
function roomOf(list: readonly Statement[]): { readonly rules: number; readonly addresses: number } {
  const addresses = list.reduce(
    (n, { side }) => n + cidrPieces(side.sources).length + cidrPieces(side.targets).length,
    0,
  );
  return { rules: 2 * list.length, addresses: 2 * addresses };
}

/** What no rule of a group can say, and what is more than a group holds; `reserved` and the last two rules are the exporter's own. */
function objections(reserved: readonly Statement[]): Objection {
  const own = roomOf(reserved);
  const left = { rules: MOST_RULES - own.rules - 2, addresses: MOST_ADDRESSES - own.addresses };
  return (rule): Judgement => {
    const refused: { reason: string }[] = [];
    let services = rule.services;
    for (const part of serviceParts(rule.services, 4).concat(serviceParts(rule.services, 6))) {
      const { without, reason } = unsaid(part);
      if (reason === undefined || intersect(services, without).length === 0) continue;
      services = subtract(services, without);
      refused.push({ reason });
    }
    const kept = { ...rule, services };
    const needs = roomOf(statements(kept));
    if (needs.rules > left.rules)
      return {
        refused: [{ reason: `a network security group holds ${MOST_RULES} rules, and those before it leave too few` }],
      };
    if (needs.addresses > left.addresses)
      return {
        refused: [
          { reason: `a network security group holds ${MOST_ADDRESSES} addresses, and those before it leave too few` },
        ],
      };
    left.rules -= needs.rules;
    left.addresses -= needs.addresses;
    return services.length === 0 ? { refused } : { kept, refused };
  };
}

/** The atoms of a part that Azure has no way to state. */
function unsaid({ proto, ranges, whole }: ServicePart): {
  readonly without: ReturnType<typeof atoms>;
  readonly reason?: string;
} {
  if (proto === 'icmp' && !whole)
    return { without: atoms('icmp'), reason: 'Azure does not tell ICMP types apart: only all of ICMP can be stated' };
  if (proto === 'icmpv6') return { without: atoms('icmpv6'), reason: 'Azure cannot state ICMPv6 but as any protocol' };
  if (proto !== 'ip') return { without: [] };
  const others = subtract(
    ranges.flatMap((r) => atoms('ip', r.from, r.to)),
    Object.keys(IP_PROTOCOLS).flatMap((n) => atoms('ip', Number(n), Number(n))),
  );
  return others.length === 0
    ? { without: others }
    : {
        without: others,
        reason: 'of IP protocols besides TCP, UDP and ICMP Azure can state ESP (50) and AH (51) only',
      };
}

/** After all rules: nothing else inside a zone that the firewall enforces; what else stays within a segment; nothing else. */
function segmentRules(request: TargetRequest): GroupRule[] {
  const service: ServicePart = { proto: 'any', ranges: [], whole: true };
  const within = (access: 'allow' | 'deny', zone: string, box: WithinBox): GroupRule[] =>
    inFamilies(box).map(({ sources, targets, about }) => ({
      ...{ name: `${access} within ${zone}`, access, service, about },
      side: { family: familyOf(sources[0]?.from ?? 0n), sources, targets },
    }));
  const segments = cloudSegments(request);
  const insides = segments.flatMap((s) => s.enforced);
  const inside = ({ zone, addresses }: (typeof insides)[number]): WithinBox => ({
    ...{ sources: addresses, targets: addresses, services: ROUTED_ATOMS, about: `Nothing else inside ${zone}` },
  });
  return [
    ...insides.flatMap((z) => within('deny', z.zone, inside(z))),
    ...segments.flatMap((s) => withinSegment(s).flatMap((box) => within('allow', s.zone, box))),
  ];
}

/** The rules of the group, each twice: for what reaches a machine, and for what leaves one. */
class Group {
  private readonly names = new NameAllocator({ ...NAMES, limit: NAME - 4 });
  private readonly rules: JsonValue[] = [];
  private priority = FIRST_PRIORITY;

  add(rule: GroupRule, id?: string): void {
    const v6 = rule.side.family === 6 ? ' v6' : '';
    const proto = rule.service.proto === 'any' ? '' : ` ${rule.service.proto}`;
    const name = this.names.name(`${rule.name}${proto}${v6}${this.known(`${rule.name}${proto}${v6}`)}`);
    const { proto: kind, ranges } = rule.service;
    const protocol = kind === 'ip' ? (IP_PROTOCOLS[ranges[0]?.from ?? 0] ?? '') : (PROTOCOLS[kind] ?? '');
    for (const direction of ['Inbound', 'Outbound'] as const) {
      const made = securityRule({
        ...{ name: `${name}-${direction === 'Inbound' ? 'in' : 'out'}`, direction, protocol, priority: this.priority },
        ...{ access: rule.access === 'allow' ? 'Allow' : 'Deny', about: rule.about, ports: portsOf(rule.service) },
        ...{ sources: prefixes(rule.side.sources), targets: prefixes(rule.side.targets) },
      });
      this.rules.push(id === undefined ? made : new OfRule(id, made));
    }
    this.priority++;
  }

  private readonly seen = new Map<string, number>();

  private known(name: string): string {
    const n = (this.seen.get(name) ?? 0) + 1;
    this.seen.set(name, n);
    return n === 1 ? '' : ` ${n}`;
  }

  resource(request: TargetRequest): JsonValue {
    for (const direction of ['Inbound', 'Outbound'] as const)
      this.rules.push(
        securityRule({
          ...{ name: `deny-all-${direction === 'Inbound' ? 'in' : 'out'}`, direction, priority: LAST_PRIORITY },
          ...{ access: 'Deny', protocol: '*', about: 'Nothing else', ports: [], sources: '*', targets: '*' },
        }),
      );
    const names = new NameAllocator({ ...NAMES, limit: NAME });
    return {
      name: names.name(`bulkhead ${request.rules.firewall}`),
      resource_group_name: reference('var.resource_group_name'),
      location: reference('var.location'),
      security_rule: this.rules,
    };
  }
}

function portsOf({ proto, ranges, whole }: ServicePart): string[] {
  if (whole || (proto !== 'tcp' && proto !== 'udp')) return [];
  return ranges.map((r) => (r.from === r.to ? `${r.from}` : `${r.from}-${r.to}`));
}

function prefixes(addresses: AddressSet): string[] {
  return cidrPieces(addresses).map(formatCidr);
}

interface SecurityRule {
  readonly name: string;
  readonly about: string;
  readonly priority: number;
  readonly direction: 'Inbound' | 'Outbound';
  readonly access: string;
  readonly protocol: string;
  /** Empty: all. */
  readonly ports: readonly string[];
  readonly sources: '*' | readonly string[];
  readonly targets: '*' | readonly string[];
}

/** Terraform wants every attribute of these, also those that say nothing. */
function securityRule(rule: SecurityRule): JsonValue {
  const side = (key: 'source' | 'destination', list: '*' | readonly string[]) => ({
    [`${key}_address_prefix`]: list === '*' ? '*' : null,
    [`${key}_address_prefixes`]: list === '*' ? null : list,
    [`${key}_application_security_group_ids`]: null,
  });
  return {
    ...{ name: rule.name, description: plainText(rule.about, { limit: DESCRIPTION }) },
    ...{ priority: rule.priority, direction: rule.direction, access: rule.access, protocol: rule.protocol },
    ...{ source_port_range: '*', source_port_ranges: null },
    destination_port_range: rule.ports.length === 0 ? '*' : null,
    destination_port_ranges: rule.ports.length === 0 ? null : rule.ports,
    ...side('source', rule.sources),
    ...side('destination', rule.targets),
  };
}
