/**
 * What a Cisco ASA does with a packet, from a configuration file: read by the ASA 9 command reference and configuration guide, with no
 * code of the exporter. Commands work one after the other, as on the device; whatever it does not know is an error.
 *
 * A new connection is judged by the list of the interface that it comes in by, or by the global one where that has none: the first
 * entry that holds decides, after the last it is dropped. What comes out of a tunnel that ends on the device passes no list unless
 * `sysopt connection permit-vpn` is switched off, which must be so before the first list is bound. Replies pass in TCP and UDP, in ICMP where it is inspected, and else only
 * where a list permits them as packets of their own.
 */
import { parseAddress, parseCidr, V6_BASE } from '../../language/model/addresses.ts';
import { CiscoTimeRange } from './cisco-time-range.ts';
import type { Device, DevicePacket } from './device.ts';

type Match = (packet: DevicePacket) => boolean;

interface Entry {
  readonly permits: boolean;
  readonly uses: readonly string[];
  readonly holds: Match;
}

const REPLY_OF: Readonly<Record<number, number>> = { 8: 0, 13: 14, 15: 16, 17: 18, 128: 129, 140: 139, 139: 140 };

function fail(what: string): never {
  throw new Error(`not understood: ${what}`);
}

class Asa {
  private readonly lists = new Map<string, Entry[]>();
  private readonly bound = new Map<string, string>();
  private readonly networks = new Map<string, { from: bigint; to: bigint }[]>();
  private readonly services = new Map<string, Match[]>();
  private readonly times = new Map<string, CiscoTimeRange>();
  private readonly utc = new Set<string>();
  private inspects = false;
  private judgesTunnels = false;
  /** What commands that begin with a space belong to. */
  private mode: ((line: string) => void) | undefined;

  read(text: string): void {
    if (!text.endsWith('\n')) fail('the last line has no end');
    for (const line of text.slice(0, -1).split('\n')) {
      if (/[^\x20-\x7e]|\?/.test(line)) fail(`a character in ${JSON.stringify(line)}`);
      if (line.startsWith('!')) continue;
      if (line.startsWith(' ')) (this.mode ?? fail(line))(line.trimStart());
      else {
        this.mode = undefined;
        this.command(line);
      }
    }
    if (this.times.size > 0 && this.utc.size !== 2) fail('time ranges on an unknown clock');
    if (!this.judgesTunnels) fail('what comes out of tunnels passes no list');
    for (const list of this.bound.values()) if (!this.lists.has(list)) fail(`no list ${list}`);
  }

  private command(line: string): void {
    const w = line.split(' ');
    const two = `${w[0]} ${w[1]}`;
    if (line === 'clock timezone UTC 0' || line === 'no clock summer-time') this.utc.add(line);
    else if (line === 'no sysopt connection permit-vpn') this.judgesTunnels = true;
    else if (w[0] === 'access-list' && w[2] === 'remark') this.remark(line, w);
    else if (w[0] === 'access-list' && w[2] === 'extended') this.entry(named(w[1]), w.slice(3));
    else if (line.startsWith('clear configure access-list ') && w.length === 4) this.clear(w[3] as string);
    else if (w[0] === 'no') this.remove(w.slice(1));
    else if (two === 'object-group network' && w.length === 3) this.network(named(w[2]));
    else if (two === 'object-group service' && w.length === 3) this.service(named(w[2]));
    else if (w[0] === 'time-range' && w.length === 2) this.timeRange(named(w[1]));
    else if (w[0] === 'access-group') this.bind(w.slice(1));
    else if (line === 'policy-map global_policy') this.mode = (inner) => this.inspect(inner);
    else fail(line);
  }

  private remark(line: string, w: readonly string[]): void {
    if (line.slice(`access-list ${named(w[1])} remark `.length).length > 100) fail(line);
  }

  private clear(name: string): void {
    if ([...this.bound.values()].includes(name)) fail(`${name} is bound: its interface would be open`);
    this.lists.delete(name);
  }

  private remove(w: readonly string[]): void {
    const [kind, name] = [w.slice(0, -1).join(' '), named(w[w.length - 1])];
    // What an entry still refers to stays, and the device goes on: what follows adds to it.
    if ([...this.lists.values()].flat().some((e) => e.uses.includes(name))) return;
    if (kind === 'object-group network') this.networks.delete(name);
    else if (kind === 'object-group service') this.services.delete(name);
    else if (kind === 'time-range') this.times.delete(name);
    else fail(`no ${w.join(' ')}`);
  }

  private network(name: string): void {
    if (this.services.has(name)) fail(`${name} is a service group`);
    const members = this.networks.get(name) ?? [];
    this.networks.set(name, members);
    this.mode = (line) => {
      if (/^description .{1,200}$/.test(line)) return;
      const [word, first, second, ...rest] = line.split(' ');
      if (word !== 'network-object' || rest.length > 0) fail(line);
      members.push(span(first as string, second));
      if (members.some((m) => m.from >= V6_BASE !== (members[0] as { from: bigint }).from >= V6_BASE)) fail(line);
    };
  }

  private service(name: string): void {
    if (this.networks.has(name)) fail(`${name} is a network group`);
    const members = this.services.get(name) ?? [];
    this.services.set(name, members);
    this.mode = (line) => members.push(serviceObject(line));
  }

  private timeRange(name: string): void {
    const range = this.times.get(name) ?? new CiscoTimeRange();
    this.times.set(name, range);
    this.mode = (line) => range.read(line);
  }

  private inspect(line: string): void {
    if (line === 'inspect icmp') this.inspects = true;
    else if (line !== 'class inspection_default' && line !== 'inspect icmp error') fail(line);
  }

  private bind(w: readonly string[]): void {
    const [name, way, ...rest] = w;
    if (!this.judgesTunnels) fail('a list that is bound and that tunnels pass by');
    const to =
      way === 'global' && rest.length === 0 ? '' : way === 'in' && rest[0] === 'interface' ? rest[1] : undefined;
    if (to === undefined || rest.length > 2 || !this.lists.has(named(name))) fail(`access-group ${w.join(' ')}`);
    this.bound.set(to as string, name as string);
  }

  private entry(list: string, w: string[]): void {
    const uses: string[] = [];
    const take = (): string => w.shift() ?? fail('an entry that ends too soon');
    const group = <T>(known: ReadonlyMap<string, T>): T => {
      const name = take();
      uses.push(name);
      return known.get(name) ?? fail(`group ${name}`);
    };
    const action = take();
    if (action !== 'permit' && action !== 'deny') fail(action);
    const what = take();
    const services = what === 'object-group' ? group(this.services) : what === 'ip' ? [() => true] : fail(what);
    const side = (of: 'source' | 'target'): Match => {
      const word = take();
      if (word === 'any') return () => true;
      const spans = word === 'object-group' ? group(this.networks) : fail(word);
      return (p) => spans.some((s) => p[of] >= s.from && p[of] < s.to);
    };
    const [source, target] = [side('source'), side('target')];
    if (w[0] === 'log') take();
    let time: CiscoTimeRange | undefined;
    if (w[0] === 'time-range') {
      take();
      time = group(this.times);
    }
    if (w.length > 0) fail(w.join(' '));
    const holds: Match = (p) => source(p) && target(p) && services.some((s) => s(p)) && (time?.holds(p.time) ?? true);
    const entries = this.lists.get(list) ?? [];
    entries.push({ permits: action === 'permit', uses, holds });
    this.lists.set(list, entries);
  }

  permits(packet: DevicePacket): boolean {
    const list = this.bound.get(packet.iif) ?? this.bound.get('') ?? fail('no list is bound');
    return this.lists.get(list)?.find((e) => e.holds(packet))?.permits ?? false;
  }

  answers(packet: DevicePacket): boolean {
    const { proto, number } = packet.atom;
    if (proto === 'tcp' || proto === 'udp') return true;
    if (proto !== 'ip' && this.inspects) return true;
    const back = proto === 'ip' ? number : (REPLY_OF[number] as number);
    const { iif, oif, source, target } = packet;
    return this.permits({
      ...packet,
      iif: oif,
      oif: iif,
      source: target,
      target: source,
      atom: { proto, number: back },
    });
  }
}

function named(name: string | undefined): string {
  return name !== undefined && /^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(name) ? name : fail(`name ${name}`);
}

function span(first: string, second: string | undefined): { from: bigint; to: bigint } {
  if (first === 'host') {
    const p = parseAddress(second as string) ?? fail(`host ${second}`);
    return { from: p, to: p + 1n };
  }
  if (second === undefined) {
    const cidr = parseCidr(first);
    return cidr !== undefined && !cidr.hasHostBits && cidr.from >= V6_BASE ? cidr : fail(first);
  }
  const [from, mask] = [parseAddress(first), parseAddress(second)];
  if (from === undefined || mask === undefined || from >= V6_BASE || mask >= V6_BASE) fail(`${first} ${second}`);
  const host = 0xffffffffn - (mask as bigint);
  if ((host & (host + 1n)) !== 0n || ((from as bigint) & host) !== 0n) fail(`${first} ${second}`);
  return { from: from as bigint, to: (from as bigint) + host + 1n };
}

function serviceObject(line: string): Match {
  const ports = /^service-object (tcp|udp)(?: destination (?:eq (\d+)|range (\d+) (\d+)))?$/.exec(line);
  if (ports !== null) {
    const [from, to] = [Number(ports[2] ?? ports[3] ?? 0), Number(ports[2] ?? ports[4] ?? 65535)];
    if (from > to || to > 65535) fail(line);
    return ({ atom }) => atom.proto === ports[1] && atom.number >= from && atom.number <= to;
  }
  const icmp = /^service-object (icmp6?)(?: (\d+))?$/.exec(line);
  if (icmp !== null) {
    const proto = icmp[1] === 'icmp' ? 'icmp' : 'icmpv6';
    if (Number(icmp[2] ?? 0) > 255) fail(line);
    return ({ atom }) => atom.proto === proto && (icmp[2] === undefined || atom.number === Number(icmp[2]));
  }
  const n = Number(/^service-object (\d+)$/.exec(line)?.[1]);
  if (!(n > 0 && n <= 255) || [1, 6, 17, 58].includes(n)) fail(line);
  return ({ atom }) => atom.proto === 'ip' && atom.number === n;
}

/** Reads the one configuration of a firewall. */
export function readCiscoAsa(texts: readonly string[]): Device {
  if (texts.length !== 1) fail(`${texts.length} files`);
  const asa = new Asa();
  asa.read(texts[0] as string);
  return { opens: (p) => asa.permits(p), answers: (p) => asa.answers(p) };
}
