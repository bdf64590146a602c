/**
 * What a router with Cisco IOS does with a packet, from a configuration file: read by the IOS command references, with no code of the
 * exporter. Commands work one after the other, as on the device; whatever it does not know is an error. A command belongs to the block
 * that is open - the one before, where the block's own first line is not taken - until `exit`, which leaves no block open.
 *
 * Every packet is judged by the list that is bound to what comes in by its interface, of its family: the first entry that holds decides, after
 * the last it is dropped. Nothing is tracked: a reply is a packet as any other, with the flags of one. Lists that are bound
 * nowhere are taken to be bound everywhere, as the output's header asks where it names no interface.
 */
import { parseAddress, parseCidr, V6_BASE } from '../../language/model/addresses.ts';
import { CiscoTimeRange } from './cisco-time-range.ts';
import type { Device, DevicePacket } from './device.ts';

interface Packet extends DevicePacket {
  /** Of TCP: not the first of its connection. */
  readonly established: boolean;
}

type Match = (packet: Packet) => boolean;

interface List {
  readonly six: boolean;
  readonly entries: { readonly permits: boolean; readonly holds: Match; readonly text: string }[];
}

const REPLY_OF: Readonly<Record<number, number>> = { 8: 0, 13: 14, 15: 16, 17: 18, 128: 129, 139: 140 };
const ND = { 'nd-na': 136, 'nd-ns': 135 } as const;
const NAME = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;

function fail(what: string): never {
  throw new Error(`not understood: ${what}`);
}

class Router {
  private readonly lists = new Map<string, List>();
  private readonly times = new Map<string, CiscoTimeRange>();
  /** By interface and family. */
  private readonly bound = new Map<string, string>();
  private readonly ports = new Set<string>();
  private utc = 0;
  private mode: ((line: string) => void) | undefined;
  /** The open block is an interface's. */
  private onPort = false;

  read(text: string): void {
    if (!text.endsWith('\n')) fail('the last line has no end');
    for (const line of text.slice(0, -1).split('\n')) {
      if (/[^\x20-\x7e]|\?/.test(line)) fail(`a character in ${JSON.stringify(line)}`);
      if (line.startsWith('!')) continue;
      if (line === 'exit') {
        if (this.mode === undefined) fail('exit leaves the configuration');
        this.mode = undefined;
        this.onPort = false;
      } else if (line.startsWith(' ')) (this.mode ?? fail(line))(line.slice(1));
      else {
        if (this.onPort) fail(`${line}: were it not taken, what follows would be the interface's`);
        this.mode = undefined;
        this.command(line);
      }
    }
    if (this.onPort) fail('an interface without exit');
    if (this.times.size > 0 && this.utc !== 2) fail('time ranges on an unknown clock');
    for (const port of this.ports)
      for (const f of ['4', '6']) if (!this.bound.has(`${port} ${f}`)) fail(`${port} is open`);
  }

  private command(line: string): void {
    const four = /^ip access-list extended (\S+)$/.exec(line);
    const six = /^ipv6 access-list (\S+)$/.exec(line);
    const port = /^interface ([A-Za-z][A-Za-z0-9-]*(?: ?[0-9][A-Za-z0-9/.:]*)?)$/.exec(line);
    const range = /^time-range (\S+)$/.exec(line);
    if (line === 'clock timezone UTC 0 0' || line === 'no clock summer-time') this.utc++;
    else if (line.startsWith('no ')) this.remove(line.slice(3));
    else if (four !== null || six !== null) this.list((four ?? six)?.[1] as string, six !== null);
    else if (port !== null) this.port(port[1] as string);
    else if (range !== null) this.range(range[1] as string);
    else fail(line);
  }

  private remove(line: string): void {
    const name = line.split(' ').at(-1) as string;
    if (/^(ip access-list extended|ipv6 access-list) \S+$/.test(line)) {
      if ([...this.bound.values()].includes(name)) fail(`${name} is bound: its interface would be open`);
      this.lists.delete(name);
    } else if (/^time-range \S+$/.test(line)) {
      if ([...this.lists.values()].some((l) => l.entries.some((e) => e.text.endsWith(` ${name}`)))) fail(line);
      this.times.delete(name);
    } else fail(line);
  }

  private list(name: string, six: boolean): void {
    if (!NAME.test(name) || (this.lists.get(name)?.six ?? six) !== six) fail(`list ${name}`);
    const list = this.lists.get(name) ?? { six, entries: [] };
    this.lists.set(name, list);
    const seen = new Set(list.entries.map((e) => e.text));
    this.mode = (line) => {
      if (line.startsWith('remark ')) {
        if (line.length > 'remark '.length + 100) fail(line);
        return;
      }
      if (seen.has(line)) fail(`twice: ${line}`);
      seen.add(line);
      list.entries.push({ ...this.entry(line.split(' '), six), text: line });
    };
  }

  private range(name: string): void {
    if (!NAME.test(name)) fail(`time-range ${name}`);
    const range = this.times.get(name) ?? new CiscoTimeRange();
    this.times.set(name, range);
    this.mode = (line) => range.read(line);
  }

  private port(name: string): void {
    this.ports.add(name);
    this.onPort = true;
    this.mode = (line) => {
      const [, list, family] =
        /^ip access-group (\S+)( in)$/.exec(line) ?? /^ipv6 traffic-filter (\S+)( in)$/.exec(line) ?? fail(line);
      const six = line.startsWith('ipv6');
      if (family === undefined || this.lists.get(list as string)?.six !== six) fail(line);
      this.bound.set(`${name} ${six ? 6 : 4}`, list as string);
    };
  }

  private entry(w: string[], six: boolean): { readonly permits: boolean; readonly holds: Match } {
    const said = w.join(' ');
    const take = (): string => w.shift() ?? fail(said);
    const action = take();
    if (action !== 'permit' && action !== 'deny') fail(said);
    const proto = take();
    const source = address(take, six);
    const sport = proto === 'tcp' || proto === 'udp' ? portsOf(w) : undefined;
    const target = address(take, six);
    const all: Match[] = [(p) => source(p.source), (p) => target(p.target)];
    if (sport !== undefined) all.push((p) => p.sport !== undefined && sport(p.sport));
    all.push(this.service(proto, w, six, said));
    if (w[0] === 'established' && proto === 'tcp') {
      take();
      all.push((p) => p.established);
    }
    if (w[0] === 'log') take();
    if (w[0] === 'time-range') {
      take();
      const range = this.times.get(take()) ?? fail(said);
      all.push((p) => range.holds(p.time));
    }
    if (w.length > 0) fail(said);
    return { permits: action === 'permit', holds: (p) => all.every((m) => m(p)) };
  }

  private service(proto: string, w: string[], six: boolean, said: string): Match {
    if (proto === (six ? 'ipv6' : 'ip')) return () => true;
    if (proto === 'tcp' || proto === 'udp') {
      const dport = portsOf(w);
      return ({ atom }) => atom.proto === proto && (dport?.(atom.number) ?? true);
    }
    if (proto === 'icmp') {
      const own = six ? 'icmpv6' : 'icmp';
      const word = w[0] ?? '';
      const type =
        six && Object.hasOwn(ND, word) ? ND[word as keyof typeof ND] : /^\d+$/.test(word) ? Number(word) : undefined;
      if (type !== undefined) w.shift();
      if ((type ?? 0) > 255) fail(said);
      return ({ atom }) => atom.proto === own && (type === undefined || atom.number === type);
    }
    const n = /^\d+$/.test(proto) ? Number(proto) : fail(said);
    if (n === 0 || n > 255 || [1, 6, 17, 58].includes(n)) fail(said);
    return ({ atom }) => atom.proto === 'ip' && atom.number === n;
  }

  /** A packet that comes in by an interface that the device does not have does not come. */
  permits(packet: Packet): boolean {
    const six = packet.source >= V6_BASE;
    const own = [...this.lists].filter(([, l]) => l.six === six);
    const name = this.ports.size > 0 ? this.bound.get(`${packet.iif} ${six ? 6 : 4}`) : own[0]?.[0];
    if (this.ports.size === 0 && own.length !== 1) fail(`${own.length} lists that are bound nowhere`);
    const list = name === undefined ? undefined : this.lists.get(name);
    return list?.entries.find((e) => e.holds(packet))?.permits ?? false;
  }
}

function address(take: () => string, six: boolean): (p: bigint) => boolean {
  const first = take();
  if (first === 'any') return () => true;
  if (first === 'host') {
    const text = take();
    const host = parseAddress(text);
    if (host === undefined || host >= V6_BASE !== six) fail(`host ${text}`);
    return (p) => p === host;
  }
  if (six) {
    const cidr = parseCidr(first);
    if (cidr === undefined || cidr.hasHostBits || cidr.from < V6_BASE) fail(first);
    return (p) => p >= (cidr as { from: bigint }).from && p < (cidr as { to: bigint }).to;
  }
  const [from, wildcard] = [parseAddress(first), parseAddress(take())];
  if (from === undefined || wildcard === undefined || from >= V6_BASE || wildcard >= V6_BASE) fail(first);
  return (p) => (p | (wildcard as bigint)) === ((from as bigint) | (wildcard as bigint));
}

function portsOf(w: string[]): ((n: number) => boolean) | undefined {
  const number = () => {
    const text = w.shift() ?? '';
    const n = /^\d{1,5}$/.test(text) ? Number(text) : 65536;
    return n <= 65535 ? n : fail(`port ${text}`);
  };
  const word = w[0];
  if (word !== 'eq' && word !== 'range') return undefined;
  w.shift();
  const from = number();
  const to = word === 'eq' ? from : number();
  return from <= to ? (n) => n >= from && n <= to : fail(`range ${from} ${to}`);
}

/** The reply to a packet, were it let through. */
function reply(packet: DevicePacket): Packet {
  const { iif, oif, source, target, atom, sport } = packet;
  const ports = atom.proto === 'tcp' || atom.proto === 'udp';
  const number = ports ? (sport as number) : atom.proto === 'ip' ? atom.number : (REPLY_OF[atom.number] as number);
  return {
    ...packet,
    ...{ iif: oif, oif: iif, source: target, target: source, atom: { proto: atom.proto, number } },
    ...(ports ? { sport: atom.number } : {}),
    established: atom.proto === 'tcp',
  };
}

/** Reads the one configuration of a device. */
export function readCiscoIos(texts: readonly string[]): Device {
  if (texts.length !== 1) fail(`${texts.length} files`);
  const router = new Router();
  router.read(texts[0] as string);
  return {
    opens: (p) => router.permits({ ...p, established: false }),
    answers: (p) => router.permits(reply(p)),
  };
}
