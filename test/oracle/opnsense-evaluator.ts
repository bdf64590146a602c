/**
 * What OPNsense does with a packet, from the parts of a config.xml: read by OPNsense's own documentation of rules and aliases, with no
 * code of the exporter. Whatever it does not know is an error: an element, a value, an alias that does not exist.
 *
 * Order as pf gets it: floating rules, then the interface's, the first match deciding (`quick`); nothing matched is blocked. Rules
 * judge what comes in; what leaves is let out.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { parseCidr } from '../../language/model/addresses.ts';
import type { DevicePacket, DeviceReader } from './device.ts';

/** The first packet of a connection. */
export interface OpnsensePacket {
  readonly iif: string;
  readonly source: bigint;
  readonly target: bigint;
  /** IP protocol number. */
  readonly proto: number;
  readonly dport?: number;
  readonly type?: number;
  /** It is for the firewall itself. */
  readonly self: boolean;
}

export interface OpnsenseVerdict {
  readonly passes: boolean;
  /** A state was made: its replies pass. */
  readonly state: boolean;
}

interface Span<T> {
  readonly from: T;
  readonly to: T;
}

interface Rule {
  readonly pass: boolean;
  readonly floating: boolean;
  /** Empty: every interface. */
  readonly interfaces: readonly string[];
  readonly family: 4 | 6;
  /** Undefined: any. */
  readonly proto?: number;
  readonly source: Side;
  readonly target: Side;
  readonly ports?: readonly Span<number>[];
  readonly types?: readonly number[];
}

type Side = 'any' | 'self' | readonly Span<bigint>[];

export interface OpnsenseRules {
  readonly rules: readonly Rule[];
  judge(packet: OpnsensePacket): OpnsenseVerdict;
}

type Node = Readonly<Record<string, unknown>>;

const PROTOCOLS: Readonly<Record<string, number>> = {
  ...{
    tcp: 6,
    udp: 17,
    igmp: 2,
    ipv6: 41,
    gre: 47,
    esp: 50,
    ah: 51,
    ospf: 89,
    pim: 103,
    carp: 112,
    sctp: 132,
    ipencap: 4,
  },
  ...{ egp: 8, igp: 9, rsvp: 46, eigrp: 88, l2tp: 115, etherip: 97 },
};

/** pf.conf(5), icmp-type and icmp6-type. */
const TYPES: Readonly<Record<4 | 6, Readonly<Record<string, number>>>> = {
  4: {
    ...{ echorep: 0, unreach: 3, squench: 4, redir: 5, althost: 6, echoreq: 8, routeradv: 9, routersol: 10, timex: 11 },
    ...{ paramprob: 12, timereq: 13, timerep: 14, inforeq: 15, inforep: 16, maskreq: 17, maskrep: 18 },
  },
  6: {
    ...{ unreach: 1, toobig: 2, timex: 3, paramprob: 4, echoreq: 128, echorep: 129, groupqry: 130, grouprep: 131 },
    ...{ groupterm: 132, routersol: 133, routeradv: 134, neighbrsol: 135, neighbradv: 136, redir: 137 },
  },
};

function fail(what: string): never {
  throw new Error(`not understood: ${what}`);
}

/** The element's own children by name, each once unless `many` names it; other names are errors. */
function members(
  node: Node,
  path: string,
  known: readonly string[],
  many: readonly string[] = [],
): Map<string, unknown[]> {
  const out = new Map<string, unknown[]>();
  for (const [name, value] of Object.entries(node)) {
    if (name.startsWith('@')) continue;
    if (name === '#text' && String(value).trim() === '') continue;
    if (!known.includes(name)) fail(`${path}/${name}`);
    const list = Array.isArray(value) ? (value as unknown[]) : [value];
    if (list.length > 1 && !many.includes(name)) fail(`${path}/${name} twice`);
    out.set(name, list);
  }
  return out;
}

function text(value: unknown, path: string): string {
  if (typeof value !== 'string') fail(`${path} is no text`);
  return value as string;
}

const RULE_MEMBERS =
  'type interface ipprotocol statetype direction floating quick log protocol icmptype source destination descr'.split(
    ' ',
  );

class Reader {
  private readonly networks = new Map<string, readonly Span<bigint>[]>();
  private readonly ports = new Map<string, readonly Span<number>[]>();

  read(xml: string): Rule[] {
    const valid = XMLValidator.validate(xml);
    if (valid !== true) fail(`XML: ${JSON.stringify(valid.err)}`);
    const parser = new XMLParser({
      ...{
        ignoreAttributes: false,
        attributeNamePrefix: '@',
        parseTagValue: false,
        trimValues: true,
        commentPropName: '#comment',
      },
    });
    const parsed = parser.parse(xml) as Node;
    const top = members(parsed, '', ['?xml', '#comment', 'opnsense'], ['#comment']);
    const root = top.get('opnsense')?.[0] as Node | undefined;
    if (root === undefined) fail('no <opnsense>');
    const parts = members(root as Node, 'opnsense', ['#comment', 'OPNsense', 'filter'], ['#comment']);
    this.aliases(parts.get('OPNsense')?.[0]);
    const filter = parts.get('filter')?.[0] ?? fail('no <filter>');
    if (filter === '') return [];
    const uuids = new Set<string>();
    return (members(filter as Node, 'filter', ['rule'], ['rule']).get('rule') ?? []).map((r) => {
      this.uuid(r as Node, uuids);
      return this.rule(r as Node);
    });
  }

  private uuid(node: Node, seen: Set<string>): void {
    const uuid = text(node['@uuid'], '@uuid');
    if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid)) fail(`uuid ${uuid}`);
    if (seen.has(uuid)) fail(`uuid ${uuid} twice`);
    seen.add(uuid);
  }

  private aliases(section: unknown): void {
    if (section === undefined) return;
    const only = (value: unknown, path: string, name: string): unknown =>
      value === '' ? '' : members(value as Node, path, [name]).get(name)?.[0];
    const list = only(only(only(section, 'OPNsense', 'Firewall'), 'Firewall', 'Alias'), 'Alias', 'aliases');
    if (list === undefined || list === '') return;
    const uuids = new Set<string>();
    for (const a of members(list as Node, 'aliases', ['alias'], ['alias']).get('alias') ?? []) {
      this.uuid(a as Node, uuids);
      this.alias(a as Node);
    }
  }

  private alias(node: Node): void {
    const m = members(node, 'alias', ['enabled', 'name', 'type', 'content', 'description']);
    const get = (name: string) => text(m.get(name)?.[0] ?? fail(`alias without ${name}`), `alias/${name}`);
    const name = get('name');
    if (!/^[a-zA-Z_][a-zA-Z0-9_]{0,30}$/.test(name)) fail(`alias name ${name}`);
    if (this.networks.has(name) || this.ports.has(name)) fail(`alias ${name} twice`);
    if (get('enabled') !== '1') fail(`alias ${name} is not enabled`);
    if (m.has('description') && get('description').length > 255) fail(`the description of ${name}`);
    const content = get('content').split('\n');
    if (get('type') === 'network') this.networks.set(name, content.map(network));
    else if (get('type') === 'port')
      this.ports.set(
        name,
        content.map((c) => portSpan(c, ':')),
      );
    else fail(`alias type ${get('type')}`);
  }

  private rule(node: Node): Rule {
    const m = members(node, 'rule', RULE_MEMBERS);
    const get = (name: string): string | undefined => (m.has(name) ? text(m.get(name)?.[0], name) : undefined);
    const one = (name: string, ...values: string[]): string => {
      const value = get(name) ?? fail(`rule without ${name}`);
      return values.includes(value) ? value : fail(`${name} ${value}`);
    };
    const pass = one('type', 'pass', 'block') === 'pass';
    if (pass) one('statetype', 'keep state');
    one('direction', 'in');
    one('quick', '1');
    if (m.has('log')) one('log', '1');
    const floating = m.has('floating') && one('floating', 'yes') === 'yes';
    const interfaces = (get('interface') ?? '').split(',').filter((i) => i !== '');
    for (const i of interfaces) if (!/^[a-zA-Z0-9_]+$/.test(i)) fail(`interface ${i}`);
    if (!floating && interfaces.length !== 1) fail('a rule of an interface needs one interface');
    const family = one('ipprotocol', 'inet', 'inet6') === 'inet' ? 4 : 6;
    const protocol = get('protocol');
    const icmp = family === 4 ? 1 : 58;
    const proto =
      protocol === undefined
        ? undefined
        : protocol === 'icmp'
          ? icmp
          : (PROTOCOLS[protocol] ?? fail(`protocol ${protocol}`));
    const types = get('icmptype')
      ?.split(',')
      .map((t) => TYPES[family][t] ?? fail(`icmptype ${t}`));
    if (types !== undefined && protocol !== 'icmp') fail('icmptype without icmp');
    const source = this.side(m.get('source')?.[0] as Node, false);
    const target = this.side(m.get('destination')?.[0] as Node, proto === 6 || proto === 17);
    return {
      ...{ pass, floating, interfaces, family, source: source.side, target: target.side },
      ...(proto === undefined ? {} : { proto }),
      ...(target.ports === undefined ? {} : { ports: target.ports }),
      ...(types === undefined ? {} : { types }),
    };
  }

  private side(node: Node | undefined, withPort: boolean): { side: Side; ports?: readonly Span<number>[] } {
    if (node === undefined) fail('rule without source or destination');
    const m = members(node as Node, 'address', ['any', 'network', 'address', 'port']);
    const kinds = ['any', 'network', 'address'].filter((k) => m.has(k));
    if (kinds.length !== 1) fail(`address: ${kinds.join()}`);
    const value = text(m.get(kinds[0] as string)?.[0], 'address');
    const port = m.has('port') ? text(m.get('port')?.[0], 'port') : undefined;
    if (port !== undefined && !withPort) fail('port without tcp or udp');
    const ports = port === undefined ? undefined : (this.ports.get(port) ?? [portSpan(port, '-')]);
    return { side: this.addresses(kinds[0] as string, value), ...(ports === undefined ? {} : { ports }) };
  }

  private addresses(kind: string, value: string): Side {
    if (kind === 'any') return value === '1' ? 'any' : fail(`any ${value}`);
    if (kind === 'network') return value === '(self)' ? 'self' : fail(`network ${value}`);
    return this.networks.get(value) ?? [network(value)];
  }
}

function network(value: string): Span<bigint> {
  const cidr = parseCidr(value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`);
  if (cidr === undefined || cidr.hasHostBits) return fail(`network ${value}`);
  return cidr;
}

function portSpan(value: string, joint: string): Span<number> {
  const match = new RegExp(`^(\\d+)(?:${joint}(\\d+))?$`).exec(value);
  const [from, last] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (match === null || from < 1 || last > 65535 || last < from) return fail(`port ${value}`);
  return { from, to: last + 1 };
}

/** Reads aliases and rules of a configuration. */
export function readOpnsense(xml: string): OpnsenseRules {
  const rules = new Reader().read(xml);
  const inOrder = [...rules.filter((r) => r.floating), ...rules.filter((r) => !r.floating)];
  return {
    rules,
    judge: (packet) => {
      const passes = inOrder.find((r) => matches(r, packet))?.pass === true;
      return { passes, state: passes };
    },
  };
}

function matches(rule: Rule, p: OpnsensePacket): boolean {
  const held = (side: Side, point: bigint): boolean =>
    side === 'any' || (side !== 'self' && side.some((s) => s.from <= point && point < s.to));
  const family = p.source >= 1n << 33n ? 6 : 4;
  return (
    rule.family === family &&
    (rule.interfaces.length === 0 || rule.interfaces.includes(p.iif)) &&
    (rule.proto === undefined || rule.proto === p.proto) &&
    held(rule.source, p.source) &&
    (rule.target === 'self' ? p.self : held(rule.target, p.target)) &&
    (rule.ports === undefined || rule.ports.some((s) => s.from <= (p.dport ?? -1) && (p.dport ?? -1) < s.to)) &&
    (rule.types === undefined || rule.types.includes(p.type ?? -1))
  );
}

const NUMBER = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 } as const;

/** An OPNsense that routes as the packet's interfaces say. */
export const readOpnsenseDevice: DeviceReader = (texts) => {
  const { judge } = readOpnsense(texts[0] as string);
  const verdict = ({ iif, source, target, atom }: DevicePacket): OpnsenseVerdict =>
    judge({
      ...{ iif, source, target, self: false },
      proto: atom.proto === 'ip' ? atom.number : NUMBER[atom.proto],
      ...(atom.proto === 'tcp' || atom.proto === 'udp' ? { dport: atom.number } : {}),
      ...(atom.proto === 'icmp' || atom.proto === 'icmpv6' ? { type: atom.number } : {}),
    });
  return { opens: (packet) => verdict(packet).passes, answers: (packet) => verdict(packet).state };
};
