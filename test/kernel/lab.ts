/**
 * One firewall in the middle of namespaces that hold the assets' addresses, one namespace per interface, and what becomes of
 * packets sent across it.
 */
import { Namespaces, type SentProbe } from './namespaces.ts';

/** A probe, and the interfaces behind which its ends are. */
export interface LabProbe extends Omit<SentProbe, 'n' | 'awaited'> {
  /** A reply is expected: wait for it. */
  readonly awaited?: boolean;
  readonly from: string;
  readonly to: string;
  /** Nothing listens at the target: the kernel there refuses. */
  readonly closed?: boolean;
}

/** A file of one firewall: of nftables, or of iptables for one family. */
export interface LabFile {
  readonly part?: 'v4' | 'v6';
  readonly text: string;
}

export interface Outcome {
  /** The first packet reached the target's namespace. */
  readonly arrived: boolean;
  /** An application's answer came back (for ICMP: the echo reply). */
  readonly replied: boolean;
  /** A refusal came back: a reset, or an ICMP error. */
  readonly refused: boolean;
  /** Anything at all of the target's side of the conversation reached the source's namespace. */
  readonly returned: boolean;
}

/** What a namespace has seen arrive: openings, and answers to what it sent. */
const SEEN = `
table inet seen
delete table inet seen
table inet seen {
  set opened4 { type ipv4_addr . ipv4_addr . inet_proto . inet_service; flags dynamic; size 65535; }
  set opened6 { type ipv6_addr . ipv6_addr . inet_proto . inet_service; flags dynamic; size 65535; }
  set echo4 { type ipv4_addr . ipv4_addr; flags dynamic; size 65535; }
  set echo6 { type ipv6_addr . ipv6_addr; flags dynamic; size 65535; }
  set answered4 { type ipv4_addr . ipv4_addr . inet_proto . inet_service; flags dynamic; size 65535; }
  set answered6 { type ipv6_addr . ipv6_addr . inet_proto . inet_service; flags dynamic; size 65535; }
  chain arrivals {
    type filter hook prerouting priority -300; policy accept;
    meta l4proto udp add @opened4 { ip saddr . ip daddr . meta l4proto . th dport }
    meta l4proto udp add @opened6 { ip6 saddr . ip6 daddr . meta l4proto . th dport }
    tcp flags & (syn | ack) == syn add @opened4 { ip saddr . ip daddr . meta l4proto . th dport }
    tcp flags & (syn | ack) == syn add @opened6 { ip6 saddr . ip6 daddr . meta l4proto . th dport }
    icmp type echo-request add @echo4 { ip saddr . ip daddr }
    icmpv6 type echo-request add @echo6 { ip6 saddr . ip6 daddr }
    meta l4proto udp add @answered4 { ip saddr . ip daddr . meta l4proto . th sport }
    meta l4proto udp add @answered6 { ip6 saddr . ip6 daddr . meta l4proto . th sport }
    tcp flags & ack == ack add @answered4 { ip saddr . ip daddr . meta l4proto . th sport }
    tcp flags & ack == ack add @answered6 { ip6 saddr . ip6 daddr . meta l4proto . th sport }
  }
}
`;

const isV6 = (address: string): boolean => address.includes(':');

export class FirewallLab {
  private readonly namespaces: Namespaces;
  private readonly firewall: string;
  /** Interface name -> the namespace behind it and its number. */
  private readonly ports = new Map<string, { readonly namespace: string; readonly number: number }>();

  /** `interfaces`: the firewall's, by their own names. Nothing is forwarded between them before {@link load}. */
  constructor(tag: string, interfaces: readonly string[]) {
    this.namespaces = new Namespaces(tag);
    try {
      this.firewall = this.namespaces.add('fw');
      this.namespaces.sysctl(this.firewall, [
        ...['all', 'default'].map((i) => `net.ipv4.conf.${i}.rp_filter=0`),
        ...['all', 'default'].map((i) => `net.ipv6.conf.${i}.accept_dad=0`),
        'net.ipv4.ip_forward=1',
        'net.ipv6.conf.all.forwarding=1',
        'net.netfilter.nf_conntrack_max=262144',
      ]);
      interfaces.forEach((name, i) => void this.addPort(name, i + 1));
    } catch (error) {
      void this.namespaces.close();
      throw error;
    }
  }

  private addPort(name: string, number: number): void {
    const namespace = this.namespaces.add(`p${number}`);
    this.ports.set(name, { namespace, number });
    this.namespaces.sysctl(namespace, [
      ...['all', 'default'].map((i) => `net.ipv6.conf.${i}.accept_dad=0`),
      'net.ipv4.icmp_ratelimit=0',
      'net.ipv6.icmp.ratelimit=0',
      'net.ipv4.ip_local_port_range=20001 32000',
    ]);
    this.namespaces.ip(this.firewall, [
      `link add ${name} type veth peer name uplink netns ${namespace}`,
      `link set ${name} up`,
      `addr add 169.254.${number}.1/30 dev ${name}`,
      `addr add fd99:${number}::1/64 dev ${name} nodad`,
    ]);
    this.namespaces.ip(namespace, [
      'link set lo up',
      'link set uplink up',
      `addr add 169.254.${number}.2/30 dev uplink`,
      `addr add fd99:${number}::2/64 dev uplink nodad`,
      `route add default via 169.254.${number}.1`,
      `route add default via fd99:${number}::1`,
    ]);
  }

  /** Replaces the firewall's rules: by a ruleset of nftables, or by tables of iptables. */
  load(files: readonly LabFile[]): void {
    for (const { part, text } of files)
      if (part === undefined) this.namespaces.nft(this.firewall, text);
      else this.namespaces.iptables(this.firewall, part, text);
  }

  /** Gives the firewall itself an address, as on one of its interfaces. */
  ownAddress(address: string): void {
    this.namespaces.ip(this.firewall, [`addr add ${address} dev lo`, 'link set lo up']);
  }

  /** Moves addresses behind interfaces: all others are gone. */
  place(addresses: ReadonlyMap<string, string>): void {
    const routes: string[] = [];
    const own = new Map<string, string[]>([...this.ports.values()].map((p) => [p.namespace, []]));
    for (const [address, port] of addresses) {
      const at = this.port(port);
      const v6 = isV6(address);
      own.get(at.namespace)?.push(v6 ? `addr add ${address}/128 dev lo nodad` : `addr add ${address}/32 dev lo`);
      routes.push(`route replace ${address} via ${v6 ? `fd99:${at.number}::2` : `169.254.${at.number}.2`}`);
    }
    for (const [namespace, lines] of own) this.namespaces.ip(namespace, ['addr flush dev lo scope global', ...lines]);
    this.namespaces.ip(this.firewall, routes);
  }

  private port(name: string) {
    const found = this.ports.get(name);
    if (found === undefined) throw new Error(`the lab has no interface ${name}`);
    return found;
  }

  /** Sends probes that differ in source, target, protocol or port, all at once. */
  async run(probes: readonly LabProbe[]): Promise<Outcome[]> {
    const used = new Set(probes.flatMap((p) => [this.port(p.from).namespace, this.port(p.to).namespace]));
    for (const namespace of used) this.namespaces.nft(namespace, SEEN);
    await this.serve(probes);
    const replied = new Set<number>();
    const refused = new Set<number>();
    await Promise.all(
      [...used].map(async (namespace) => {
        const own = probes
          .map((p, n) => ({ ...p, awaited: p.awaited === true, n }))
          .filter((p) => this.port(p.from).namespace === namespace);
        if (own.length === 0) return;
        const answer = await this.namespaces.prober(namespace).send(own);
        for (const n of answer.replied) replied.add(n);
        for (const n of answer.refused) refused.add(n);
      }),
    );
    const seen = new Map([...used].map((namespace) => [namespace, this.seen(namespace)]));
    return probes.map((p, n) => {
      const opened = seen.get(this.port(p.to).namespace)?.opened.has(keyOf(p.source, p.target, p)) === true;
      const back = seen.get(this.port(p.from).namespace)?.answered.has(keyOf(p.target, p.source, p)) === true;
      const returned = back || replied.has(n) || refused.has(n);
      return { arrived: opened, replied: replied.has(n), refused: refused.has(n), returned };
    });
  }

  /** A stream from a probe's target, asked for by its source: when its last packet came, in ms, and how many did. */
  async stream(probe: LabProbe, milliseconds: number): Promise<{ readonly last: number; readonly count: number }> {
    await this.serve([probe]);
    return this.namespaces.prober(this.port(probe.from).namespace).stream(probe, milliseconds);
  }

  private async serve(probes: readonly Omit<LabProbe, 'awaited'>[]): Promise<void> {
    const wanted = new Map<string, Map<string, { proto: 'tcp' | 'udp'; address: string; port: number }>>();
    for (const { proto, target, port, to, closed } of probes) {
      if (proto === 'icmp' || closed === true) continue;
      const { namespace } = this.port(to);
      const list = wanted.get(namespace) ?? new Map();
      wanted.set(namespace, list.set(`${proto} ${target} ${port}`, { proto, address: target, port }));
    }
    const answers = await Promise.all(
      [...wanted].map(([namespace, list]) => this.namespaces.prober(namespace).serve([...list.values()])),
    );
    const problems = answers.flatMap((a) => a.problems);
    if (problems.length > 0) throw new Error(`servers of the test could not be opened: ${problems.join('; ')}`);
  }

  private seen(namespace: string): { readonly opened: ReadonlySet<string>; readonly answered: ReadonlySet<string> } {
    const sets = this.namespaces.seen(namespace);
    const read = (...names: string[]) => names.flatMap((n) => sets.get(n) ?? []);
    const echoes = read('echo4', 'echo6').map(([s, t]) => `${s} ${t} icmp`);
    return {
      opened: new Set([...read('opened4', 'opened6').map((e) => e.join(' ')), ...echoes]),
      answered: new Set(read('answered4', 'answered6').map((e) => e.join(' '))),
    };
  }

  close(): Promise<void> {
    return this.namespaces.close();
  }
}

const PROTOCOL_NUMBER = { tcp: '6', udp: '17' } as const;

function keyOf(source: string, target: string, { proto, port }: Pick<LabProbe, 'proto' | 'port'>): string {
  return proto === 'icmp' ? `${source} ${target} icmp` : `${source} ${target} ${PROTOCOL_NUMBER[proto]} ${port}`;
}
