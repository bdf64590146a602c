/**
 * What an Azure network security group does with a packet, from Terraform JSON: read by Azure's and the provider's documentation,
 * with no code of the exporter. Whatever it does not know is an error.
 *
 * The group is associated with the subnets of both ends: a packet has to be let out where it leaves and in where it arrives, each time
 * by the matching rule of the lowest priority. Without one, Azure's own rules would let a network through: that is an error.
 */
import { parseCidr } from '../../language/model/addresses.ts';
import type { Device, DevicePacket, DeviceReader } from './device.ts';

interface Span<T> {
  readonly from: T;
  readonly to: T;
}

interface Rule {
  readonly priority: number;
  readonly inbound: boolean;
  readonly allow: boolean;
  readonly protocol: string;
  readonly sources: '*' | readonly Span<bigint>[];
  readonly targets: '*' | readonly Span<bigint>[];
  readonly ports: '*' | readonly Span<number>[];
}

type Json = Readonly<Record<string, unknown>>;

function fail(what: string): never {
  throw new Error(`not understood: ${what}`);
}

/** An object with exactly these members. */
function object(value: unknown, path: string, known: readonly string[]): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(`${path} is no object`);
  const names = Object.keys(value);
  for (const n of names) if (!known.includes(n)) fail(`${path}.${n}`);
  for (const n of known) if (!names.includes(n)) fail(`${path} has no ${n}`);
  return value as Json;
}

function noTemplates(value: unknown, allowed: readonly string[]): void {
  if (typeof value === 'string') {
    if (/[$%]\{/.test(value) && !allowed.includes(value)) fail(`template ${value}`);
  } else if (typeof value === 'object' && value !== null) for (const v of Object.values(value)) noTemplates(v, allowed);
}

const RULE = [
  ...['name', 'description', 'priority', 'direction', 'access', 'protocol', 'source_port_range', 'source_port_ranges'],
  ...['destination_port_range', 'destination_port_ranges', 'source_address_prefix', 'source_address_prefixes'],
  ...['source_application_security_group_ids', 'destination_address_prefix', 'destination_address_prefixes'],
  'destination_application_security_group_ids',
];

function one<T extends string>(value: unknown, path: string, ...values: readonly T[]): T {
  return values.includes(value as T) ? (value as T) : fail(`${path} ${value}`);
}

/** The one of two attributes that is set. */
function either(rule: Json, path: string, plural: string): '*' | readonly string[] {
  const [value, list] = [rule[path], rule[plural]];
  if (value === '*' && list === null) return '*';
  if (value !== null || !Array.isArray(list) || list.length === 0) return fail(`${path} ${value}, ${plural} ${list}`);
  return list.map((v) => (typeof v === 'string' ? v : fail(`${plural} ${v}`)));
}

function prefix(text: string): Span<bigint> {
  const cidr = parseCidr(text);
  return cidr === undefined || cidr.hasHostBits ? fail(`prefix ${text}`) : cidr;
}

function ports(text: string): Span<number> {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? fail(`ports ${text}`);
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  return from <= to && to <= 65535 ? { from, to } : fail(`ports ${text}`);
}

function ruleOf(value: unknown): Rule & { readonly name: string } {
  const r = object(value, 'security_rule', RULE);
  const name = String(r.name);
  if (!/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?$/.test(name)) fail(`name ${name}`);
  if (typeof r.description !== 'string' || r.description.length > 140) fail(`description of ${name}`);
  const priority = r.priority as number;
  if (!Number.isInteger(priority) || priority < 100 || priority > 4096) fail(`priority ${priority}`);
  if (r.source_port_range !== '*' || r.source_port_ranges !== null) fail(`source ports of ${name}`);
  for (const side of ['source', 'destination'])
    if (r[`${side}_application_security_group_ids`] !== null) fail(`application groups of ${name}`);
  const protocol = one(r.protocol, 'protocol', 'Tcp', 'Udp', 'Icmp', 'Esp', 'Ah', '*');
  const portText = either(r, 'destination_port_range', 'destination_port_ranges');
  if (portText !== '*' && protocol !== 'Tcp' && protocol !== 'Udp') fail(`ports of ${protocol}`);
  const side = (text: '*' | readonly string[]) => (text === '*' ? text : text.map(prefix));
  const [sources, targets] = [
    side(either(r, 'source_address_prefix', 'source_address_prefixes')),
    side(either(r, 'destination_address_prefix', 'destination_address_prefixes')),
  ];
  const spans = [sources, targets].flatMap((s) => (s === '*' ? [] : s));
  if (new Set(spans.map((s) => s.from >= 1n << 33n)).size > 1) fail(`families of ${name}`);
  return {
    ...{ name, priority, protocol, sources, targets },
    inbound: one(r.direction, 'direction', 'Inbound', 'Outbound') === 'Inbound',
    allow: one(r.access, 'access', 'Allow', 'Deny') === 'Allow',
    ports: portText === '*' ? '*' : portText.map(ports),
  };
}

/** The rules of the one group of a file, in the order of their priorities. */
function readGroup(text: string): Rule[] {
  const top = object(JSON.parse(text), 'file', ['//', 'resource', 'variable', 'output']);
  const references = ['azurerm_network_security_group.bulkhead.id', 'var.resource_group_name', 'var.location'];
  noTemplates(
    top,
    references.map((r) => `\${${r}}`),
  );
  const group = object(
    object(
      object(top.resource, 'resource', ['azurerm_network_security_group']).azurerm_network_security_group,
      'groups',
      ['bulkhead'],
    ).bulkhead,
    'group',
    ['name', 'resource_group_name', 'location', 'security_rule'],
  );
  const rules = (group.security_rule as unknown[]).map(ruleOf);
  if (rules.length > 1000) fail(`${rules.length} rules`);
  const addresses = rules.flatMap((r) => [r.sources, r.targets]).reduce((n, s) => n + (s === '*' ? 0 : s.length), 0);
  if (addresses > 4000) fail(`${addresses} addresses`);
  if (new Set(rules.map((r) => r.name.toLowerCase())).size < rules.length) fail('a name twice');
  if (new Set(rules.map((r) => `${r.inbound} ${r.priority}`)).size < rules.length) fail('a priority twice');
  return rules.sort((a, b) => a.priority - b.priority);
}

const NAMES = { tcp: 'Tcp', udp: 'Udp', icmp: 'Icmp', icmpv6: '', ip: '' } as const;

function matches(rule: Rule, { source, target, atom }: DevicePacket): boolean {
  const held = (side: Rule['sources'], point: bigint) =>
    side === '*' || side.some((s) => s.from <= point && point < s.to);
  const protocol = atom.proto === 'ip' ? ({ 50: 'Esp', 51: 'Ah' }[atom.number] ?? '') : NAMES[atom.proto];
  return (
    held(rule.sources, source) &&
    held(rule.targets, target) &&
    (rule.protocol === '*' || rule.protocol === protocol) &&
    (rule.ports === '*' || rule.ports.some((p) => p.from <= atom.number && atom.number <= p.to))
  );
}

export const readAzure: DeviceReader = (texts): Device => {
  const rules = readGroup(texts[0] as string);
  const passes = (packet: DevicePacket, inbound: boolean): boolean =>
    (rules.find((r) => r.inbound === inbound && matches(r, packet)) ?? fail('no rule but those of Azure')).allow;
  const opens = (packet: DevicePacket): boolean => passes(packet, false) && passes(packet, true);
  return { opens, answers: opens };
};
