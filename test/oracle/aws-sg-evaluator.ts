/**
 * What AWS security groups do with a packet, from Terraform JSON: read by AWS's and the provider's documentation, with no code of the
 * exporter. Whatever it does not know is an error.
 *
 * Each machine has the groups that the output gives its address. A packet has to be let out by a group of the one end and in by one
 * of the other; a machine without a group is not AWS's.
 */
import { parseCidr } from '../../language/model/addresses.ts';
import { stretch } from './cluster-reading.ts';
import type { Device, DevicePacket, DeviceReader } from './device.ts';

interface Span {
  readonly from: bigint;
  readonly to: bigint;
}

interface Rule {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly peers: readonly Span[];
  readonly ids: readonly string[];
}

interface Group {
  readonly addresses: readonly Span[];
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

type Json = Readonly<Record<string, unknown>>;

function fail(what: string): never {
  throw new Error(`not understood: ${what}`);
}

function object(value: unknown, path: string, known?: readonly string[]): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(`${path} is no object`);
  if (known === undefined) return value as Json;
  const names = Object.keys(value);
  for (const n of names) if (!known.includes(n)) fail(`${path}.${n}`);
  for (const n of known) if (!names.includes(n)) fail(`${path} has no ${n}`);
  return value as Json;
}

function strings(value: unknown, path: string): string[] {
  if (!Array.isArray(value)) return fail(path);
  return value.map((v) => (typeof v === 'string' ? v : fail(path)));
}

function noTemplates(value: unknown, allowed: (text: string) => boolean): void {
  if (typeof value === 'string') {
    if (/[$%]\{/.test(value) && !allowed(value)) fail(`template ${value}`);
  } else if (typeof value === 'object' && value !== null) for (const v of Object.values(value)) noTemplates(v, allowed);
}

function cidr(text: string, v6: boolean): Span {
  const found = parseCidr(text);
  return found === undefined || found.hasHostBits || found.from >= 1n << 33n !== v6 ? fail(`CIDR ${text}`) : found;
}

const RULE = [
  ...['description', 'protocol', 'from_port', 'to_port', 'cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids'],
  ...['security_groups', 'self'],
];
const LABEL = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const TEXT = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{0,255}$/;

type Lists = ReadonlyMap<string, readonly Span[]>;

/** Prefix lists by how rules refer to them. */
function listsOf(value: unknown): Lists {
  const names = new Set<string>();
  return new Map(
    Object.entries(object(value, 'prefix lists')).map(([label, list]) => {
      if (!LABEL.test(label)) fail(`label ${label}`);
      const l = object(list, label, ['name', 'address_family', 'max_entries', 'entry']);
      const name = String(l.name);
      if (!TEXT.test(name) || name.startsWith('com.amazonaws') || names.has(name)) fail(`name ${name}`);
      names.add(name);
      if (l.address_family !== 'IPv4' && l.address_family !== 'IPv6') fail(`family ${l.address_family}`);
      const entries = (l.entry as unknown[]).map((e) => object(e, 'entry', ['cidr', 'description']));
      const cidrs = entries.map((e) => String(e.cidr));
      if (entries.some((e) => !TEXT.test(String(e.description)))) fail('description of an entry');
      if (new Set(cidrs).size < cidrs.length) fail('an entry twice');
      if (l.max_entries !== cidrs.length || cidrs.length < 1 || cidrs.length > 1000)
        fail(`max_entries ${l.max_entries}`);
      const spans = cidrs.map((c) => cidr(c, l.address_family === 'IPv6'));
      return [`\${aws_ec2_managed_prefix_list.${label}.id}`, spans];
    }),
  );
}

function ruleOf(value: unknown, lists: Lists): Rule {
  const r = object(value, 'rule', RULE);
  if (!TEXT.test(String(r.description))) fail(`description ${r.description}`);
  if (r.self !== false || strings(r.security_groups, 'groups').length > 0) fail('peers other than addresses');
  const v4 = strings(r.cidr_blocks, 'cidr_blocks').map((c) => cidr(c, false));
  const v6 = strings(r.ipv6_cidr_blocks, 'ipv6_cidr_blocks').map((c) => cidr(c, true));
  const ids = strings(r.prefix_list_ids, 'prefix_list_ids');
  const peers = [...v4, ...v6, ...ids.flatMap((id) => lists.get(id) ?? fail(`prefix list ${id}`))];
  if (peers.length === 0) fail('a rule without peers');
  const [protocol, from, to] = [String(r.protocol), r.from_port as number, r.to_port as number];
  const ports = protocol === 'tcp' || protocol === 'udp';
  const icmp = protocol === 'icmp' || protocol === 'icmpv6';
  if (ports && !(from >= 0 && from <= to && to <= 65535)) fail(`ports ${from}-${to}`);
  if (icmp && !(from >= -1 && from <= 255 && to === -1)) fail(`ICMP ${from} ${to}`);
  if (!ports && !icmp && (!/^(-1|\d{1,3})$/.test(protocol) || from !== 0 || to !== 0)) fail(`protocol ${protocol}`);
  if (['1', '6', '17', '58'].includes(protocol)) fail(`protocol ${protocol} by its number`);
  return { protocol, from, to, peers, ids };
}

/** AWS refuses the same rule twice, whatever its description. */
function rulesOf(list: unknown, lists: Lists): Rule[] {
  const rules = (list as unknown[]).map((r) => ruleOf(r, lists));
  const keys = rules.flatMap((r) =>
    (r.ids.length > 0 ? r.ids : r.peers.map((p) => `${p.from} ${p.to}`)).map(
      (p) => `${r.protocol} ${r.from} ${r.to} ${p}`,
    ),
  );
  if (new Set(keys).size < keys.length) fail('the same rule twice');
  return rules;
}

function readGroups(text: string): Group[] {
  const top = object(JSON.parse(text), 'file', ['//', 'resource', 'variable', 'output']);
  const resource = object(top.resource, 'resource', ['aws_ec2_managed_prefix_list', 'aws_security_group']);
  const resources = object(resource.aws_security_group, 'groups');
  const lists = listsOf(resource.aws_ec2_managed_prefix_list);
  noTemplates(
    top,
    (t) =>
      /^\$\{var\.vpc_id\}$/.test(t) ||
      /^\$\{aws_(security_group|ec2_managed_prefix_list)\.[A-Za-z_][A-Za-z0-9_-]*\.id\}$/.test(t),
  );
  const output = object(object(top.output, 'output', ['security_groups']).security_groups, 'output', [
    'value',
    'description',
  ]);
  const attached = object(output.value, 'attachments');
  if (Object.keys(attached).join() !== Object.keys(resources).join()) fail('groups and attachments');
  const names = new Set<string>();
  return Object.entries(resources).map(([label, value]) => {
    if (!LABEL.test(label)) fail(`label ${label}`);
    const g = object(value, label, ['name', 'description', 'vpc_id', 'ingress', 'egress']);
    const name = String(g.name);
    if (!TEXT.test(name) || name.startsWith('sg-') || names.has(name.toLowerCase())) fail(`name ${name}`);
    names.add(name.toLowerCase());
    if (!TEXT.test(String(g.description)) || g.description === '') fail(`description ${g.description}`);
    const at = object(attached[label], label, ['id', 'addresses']);
    if (at.id !== `\${aws_security_group.${label}.id}`) fail(`id ${at.id}`);
    const addresses = strings(at.addresses, 'addresses').map(stretch);
    return { addresses, ingress: rulesOf(g.ingress, lists), egress: rulesOf(g.egress, lists) };
  });
}

function lets(rules: readonly Rule[], peer: bigint, atom: DevicePacket['atom']): boolean {
  return rules.some((r) => {
    if (!r.peers.some((s) => s.from <= peer && peer < s.to)) return false;
    if (r.protocol === '-1') return true;
    if (r.protocol !== (atom.proto === 'ip' ? `${atom.number}` : atom.proto)) return false;
    if (atom.proto === 'ip') return true;
    if (atom.proto === 'icmp' || atom.proto === 'icmpv6') return r.from === -1 || r.from === atom.number;
    return r.from <= atom.number && atom.number <= r.to;
  });
}

export const readAws: DeviceReader = (texts): Device => {
  const groups = readGroups(texts[0] as string);
  const of = (point: bigint | undefined) =>
    point === undefined ? [] : groups.filter((g) => g.addresses.some((s) => s.from <= point && point < s.to));
  const opens = ({ source, target, atom, machines = { source, target } }: DevicePacket): boolean => {
    const [sources, targets] = [of(machines.source), of(machines.target)];
    if (sources.length > 1 || targets.length > 1) fail('an address with several groups');
    if (sources.length + targets.length === 0) return false;
    return sources.every((g) => lets(g.egress, target, atom)) && targets.every((g) => lets(g.ingress, source, atom));
  };
  return { opens, answers: opens };
};
