/** Pieces of an OPNsense configuration: aliases and filter rules as XML, within the limits of OPNsense's own forms. */
import { sha1 } from '@noble/hashes/legacy.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { type AddressSet, type CidrBlock, formatAddress, formatCidr } from '../../model/addresses.ts';
import { cidrPieces } from './common/cidr-pieces.ts';
import type { Family, NumberRange, ServicePart } from './common/parts.ts';
import { cleanLine, UNICODE_LINE } from './common/text.ts';
import { element, type XmlNode } from './common/xml.ts';

const DESCRIPTION = 255;

/** Names that pf has for ICMP types, as OPNsense's forms offer them. */
const TYPE_NAMES: Readonly<Record<'icmp' | 'icmpv6', ReadonlyMap<number, string>>> = {
  icmp: new Map([
    ...([
      [0, 'echorep'],
      [3, 'unreach'],
      [4, 'squench'],
      [5, 'redir'],
      [6, 'althost'],
      [8, 'echoreq'],
    ] as const),
    ...([
      [9, 'routeradv'],
      [10, 'routersol'],
      [11, 'timex'],
      [12, 'paramprob'],
      [13, 'timereq'],
    ] as const),
    ...([
      [14, 'timerep'],
      [15, 'inforeq'],
      [16, 'inforep'],
      [17, 'maskreq'],
      [18, 'maskrep'],
    ] as const),
  ]),
  icmpv6: new Map([
    ...([
      [1, 'unreach'],
      [2, 'toobig'],
      [3, 'timex'],
      [4, 'paramprob'],
      [128, 'echoreq'],
      [129, 'echorep'],
    ] as const),
    ...([
      [133, 'routersol'],
      [134, 'routeradv'],
      [135, 'neighbrsol'],
      [136, 'neighbradv'],
      [137, 'redir'],
    ] as const),
  ]),
};

/** Names of IP protocols that OPNsense's forms offer. */
const PROTOCOL_NAMES: ReadonlyMap<number, string> = new Map([
  ...([
    [2, 'igmp'],
    [4, 'ipencap'],
    [41, 'ipv6'],
    [47, 'gre'],
    [50, 'esp'],
    [51, 'ah'],
    [89, 'ospf'],
  ] as const),
  ...([
    [97, 'etherip'],
    [103, 'pim'],
    [112, 'carp'],
    [115, 'l2tp'],
    [132, 'sctp'],
  ] as const),
]);

/** Whether OPNsense has a word for it. */
export function hasWord(proto: 'icmp' | 'icmpv6' | 'ip', number: number): boolean {
  return proto === 'ip' ? PROTOCOL_NAMES.has(number) : TYPE_NAMES[proto].has(number);
}

/** Whether it can be the name by which a configuration speaks of an interface: `lan`, `opt3`. */
export function isInterfaceName(name: string): boolean {
  return /^[A-Za-z0-9_]{1,30}$/.test(name);
}

const NAMESPACE = utf8ToBytes('bulkhead/opnsense');

/** A UUID made of a name (RFC 9562, version 5): the same name gets the same one. */
export function uuidOf(name: string): string {
  const bytes = sha1(Uint8Array.from([...NAMESPACE, ...utf8ToBytes(name)])).slice(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** An alias of networks: a line of the configuration each, so that one more is one line more. */
export function networkAlias(name: string, addresses: AddressSet, about: string): XmlNode {
  return alias(name, 'network', networks(addresses), about);
}

/** An alias of ports, which lie in 1-65535. */
export function portAlias(name: string, ranges: readonly NumberRange[], about: string): XmlNode {
  return alias(
    name,
    'port',
    ranges.map((r) => (r.from === r.to ? `${r.from}` : `${r.from}:${r.to}`)),
    about,
  );
}

function alias(name: string, type: 'network' | 'port', content: readonly string[], about: string): XmlNode {
  // The form of aliases takes few signs in a description.
  const description = cleanLine(about, { allowed: 'A-Za-z0-9 .,_-', instead: '_', limit: DESCRIPTION });
  return element(
    'alias',
    [
      element('enabled', '1'),
      element('name', name),
      element('type', type),
      element('content', content.join('\n')),
      element('description', description),
    ],
    { uuid: uuidOf(`alias ${name}`) },
  );
}

function networks(addresses: AddressSet): string[] {
  return cidrPieces(addresses).flatMap(halves).map(blockText);
}

/** A table of pf takes no network of everything: its halves say the same. */
function halves(block: CidrBlock): CidrBlock[] {
  if (block.prefix > 0) return [block];
  const half = 1n << (block.from === 0n ? 31n : 127n);
  return [
    { from: block.from, prefix: 1 },
    { from: block.from + half, prefix: 1 },
  ];
}

function blockText(block: CidrBlock): string {
  const host = block.prefix === (block.from < 1n << 33n ? 32 : 128);
  return host ? formatAddress(block.from) : formatCidr(block);
}

export interface FilterRule {
  /** Of which the UUID is made; no two rules of a firewall have the same. */
  readonly identity: string;
  readonly action: 'allow' | 'deny';
  /** Absent: a floating rule for every interface. */
  readonly interface?: string;
  /** A floating rule, which is judged before those of interfaces. */
  readonly floating: boolean;
  readonly family: Family;
  readonly service: ServicePart;
  /** The alias of its ports, where it has several ranges. */
  readonly ports?: string;
  /** Names of aliases; undefined: anything, and as a target `self`: the firewall's own addresses. */
  readonly sources?: string;
  readonly targets?: string | 'self';
  readonly log: boolean;
  readonly description: string;
}

/** A filter rule that decides at once what it matches, coming in. */
export function filterRule(rule: FilterRule): XmlNode {
  const one = (name: string, text: string): XmlNode => element(name, text);
  const { service } = rule;
  const icmp = service.proto === 'icmp' || service.proto === 'icmpv6';
  return element(
    'rule',
    [
      one('type', rule.action === 'allow' ? 'pass' : 'block'),
      ...(rule.interface === undefined ? [] : [one('interface', rule.interface)]),
      one('ipprotocol', rule.family === 4 ? 'inet' : 'inet6'),
      ...(rule.action === 'allow' ? [one('statetype', 'keep state')] : []),
      one('direction', 'in'),
      ...(rule.floating ? [one('floating', 'yes')] : []),
      one('quick', '1'),
      ...(rule.log ? [one('log', '1')] : []),
      ...(service.proto === 'any' ? [] : [one('protocol', protocolName(service))]),
      ...(icmp && !service.whole ? [one('icmptype', typeNames(service))] : []),
      element('source', [side(rule.sources)]),
      element('destination', [side(rule.targets), ...portOf(rule)]),
      one('descr', cleanLine(rule.description, { allowed: UNICODE_LINE, instead: ' ', limit: DESCRIPTION })),
    ],
    { uuid: uuidOf(rule.identity) },
  );
}

function side(name: string | undefined): XmlNode {
  if (name === undefined) return element('any', '1');
  return name === 'self' ? element('network', '(self)') : element('address', name);
}

function portOf({ service, ports }: FilterRule): XmlNode[] {
  if ((service.proto !== 'tcp' && service.proto !== 'udp') || service.whole) return [];
  if (ports !== undefined) return [element('port', ports)];
  const [range] = service.ranges;
  if (range === undefined) return [];
  return [element('port', range.from === range.to ? `${range.from}` : `${range.from}-${range.to}`)];
}

/** `ip` of one number only. */
function protocolName({ proto, ranges }: ServicePart): string {
  if (proto === 'ip') return PROTOCOL_NAMES.get(ranges[0]?.from ?? -1) ?? '';
  return proto === 'icmpv6' ? 'icmp' : proto;
}

function typeNames({ proto, ranges }: ServicePart): string {
  const names = TYPE_NAMES[proto === 'icmp' ? 'icmp' : 'icmpv6'];
  return [...names].flatMap(([n, name]) => (ranges.some((r) => r.from <= n && n <= r.to) ? [name] : [])).join(',');
}
