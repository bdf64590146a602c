/**
 * What a FortiGate does with a packet, from a script of its command line: read by the FortiOS CLI reference and handbook, with no
 * code of the exporter. Whatever it does not know is an error: a table, a setting, a name too long, one that is not defined yet.
 *
 * Policies are judged in the order of the script; the first whose interfaces, addresses, service and schedule hold decides; after
 * the last everything is dropped. Sessions are tracked: replies pass. The device is set up as the script's header asks.
 */
import { Temporal } from 'temporal-polyfill';
import { parseAddress, parseCidr, V6_BASE } from '../../language/model/addresses.ts';
import type { Device, DevicePacket } from './device.ts';

type Settings = ReadonlyMap<string, readonly string[]>;
type Table = Map<string, Settings>;

/** Per table: the longest name, and the settings that it knows here. */
const TABLES: Readonly<Record<string, { readonly name: number; readonly keys: readonly string[] }>> = {
  'firewall address': { name: 79, keys: ['subnet', 'type', 'start-ip', 'end-ip'] },
  'firewall address6': { name: 79, keys: ['ip6', 'type', 'start-ip', 'end-ip'] },
  'firewall addrgrp': { name: 79, keys: ['member', 'comment'] },
  'firewall addrgrp6': { name: 79, keys: ['member', 'comment'] },
  'firewall service custom': {
    name: 79,
    keys: ['tcp-portrange', 'udp-portrange', 'helper', 'protocol', 'icmptype', 'protocol-number'],
  },
  'firewall schedule onetime': { name: 31, keys: ['start', 'end', 'start-utc', 'end-utc'] },
  'firewall schedule recurring': { name: 31, keys: ['day', 'start', 'end'] },
  'firewall schedule group': { name: 31, keys: ['member'] },
  'firewall policy': {
    name: 10,
    keys: [
      ...['name', 'srcintf', 'dstintf', 'action', 'srcaddr', 'dstaddr', 'srcaddr6', 'dstaddr6', 'schedule'],
      ...['schedule-timeout', 'service', 'logtraffic', 'comments'],
    ],
  },
};
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function fail(what: string): never {
  throw new Error(`not understood: ${what}`);
}

/** Words and texts in double quotes of a line; a text keeps no quotes and holds nothing that the CLI would act on. */
function words(line: string): string[] {
  if (!/^(?:"[^"\\?]*"|[A-Za-z0-9.:/-]+)(?: (?:"[^"\\?]*"|[A-Za-z0-9.:/-]+))*$/.test(line)) fail(line);
  return (line.match(/"[^"]*"|\S+/g) ?? []).map((w) => w.replaceAll('"', ''));
}

class Script {
  readonly tables = new Map<string, Table>();
  timezone = 'UTC';

  constructor(text: string) {
    let table: string | undefined;
    let open: { name: string; settings: Map<string, readonly string[]> } | undefined;
    if (!text.endsWith('\n')) fail('the last line has no end');
    for (const line of text.slice(0, -1).split('\n')) {
      if (/[^\x20-\x7e]/.test(line)) fail(`a character in ${JSON.stringify(line)}`);
      if (line === '' || line.startsWith('#')) {
        const zone = /^# Weekly schedules follow the device's clock: set its time zone to (\S+)\.$/.exec(line)?.[1];
        if (zone !== undefined) this.timezone = zone;
        continue;
      }
      const [verb, ...rest] = words(line.trimStart());
      if (verb === 'config' && table === undefined) table = this.table(rest.join(' '));
      else if (verb === 'edit' && table !== undefined && open === undefined && rest.length === 1)
        open = { name: rest[0] as string, settings: new Map() };
      else if (verb === 'set' && open !== undefined && rest.length > 1) this.set(table, open.settings, rest);
      else if (verb === 'move' && table === 'firewall policy' && open === undefined) this.move(rest);
      else if (verb === 'unset' && open !== undefined && rest.join() === 'icmptype') open.settings.delete('icmptype');
      else if (verb === 'next' && open !== undefined && rest.length === 0) {
        this.close(table as string, open);
        open = undefined;
      } else if (verb === 'end' && open === undefined && table !== undefined && rest.length === 0) table = undefined;
      else fail(line);
    }
    if (table !== undefined || open !== undefined) fail('the end of the script');
  }

  private table(path: string): string {
    if (TABLES[path] === undefined || this.tables.has(path)) fail(`config ${path}`);
    this.tables.set(path, new Map());
    return path;
  }

  private set(table: string | undefined, settings: Map<string, readonly string[]>, [key, ...values]: string[]): void {
    if (!TABLES[table ?? '']?.keys.includes(key as string) || settings.has(key as string)) fail(`set ${key}`);
    settings.set(key as string, values);
  }

  private close(table: string, { name, settings }: { name: string; settings: Settings }): void {
    const entries = this.tables.get(table) as Table;
    if (name.length > (TABLES[table]?.name ?? 0) || entries.has(name) || /[<>()#'"]/.test(name)) fail(`edit ${name}`);
    if (table === 'firewall policy' && !(Number(name) > 0 && Number(name) < 2 ** 32)) fail(`policy ${name}`);
    entries.set(name, settings);
  }

  private move([id, after, other, ...rest]: string[]): void {
    const policies = this.tables.get('firewall policy') as Table;
    const settings = policies.get(id as string);
    if (settings === undefined || after !== 'after' || !policies.has(other as string) || rest.length > 0)
      fail(`move ${id}`);
    const order = [...policies].filter(([name]) => name !== id);
    order.splice(order.findIndex(([name]) => name === other) + 1, 0, [id as string, settings as Settings]);
    policies.clear();
    for (const [name, s] of order) policies.set(name, s);
  }

  get(table: string, name: string): Settings | undefined {
    return this.tables.get(table)?.get(name);
  }
}

function only(settings: Settings, key: string): string {
  const values = settings.get(key);
  return values?.length === 1 ? (values[0] as string) : fail(`${key} ${values}`);
}

type Match = (packet: DevicePacket) => boolean;

class FortiGate {
  private readonly script: Script;
  private readonly made = new Map<string, Match>();

  constructor(text: string) {
    this.script = new Script(text);
  }

  private memo(key: string, make: () => Match): Match {
    const known = this.made.get(key) ?? make();
    this.made.set(key, known);
    return known;
  }

  private some(names: readonly string[], one: (name: string) => Match): Match {
    if (new Set(names).size !== names.length) fail(`a name twice in ${names}`);
    const all = names.map(one);
    return (p) => all.some((m) => m(p));
  }

  private address(name: string, six: boolean, side: 'source' | 'target'): Match {
    const suffix = six ? '6' : '';
    if (name === 'all') return (p) => p[side] >= V6_BASE === six;
    return this.memo(`address${suffix} ${side} ${name}`, () => {
      const group = this.script.get(`firewall addrgrp${suffix}`, name);
      const single = this.script.get(`firewall address${suffix}`, name);
      if ((group === undefined) === (single === undefined)) fail(`address ${name}`);
      if (group !== undefined) {
        if ((group.get('comment')?.[0]?.length ?? 0) > 255) fail(`comment of ${name}`);
        const members = group.get('member') ?? [];
        if (members.length === 0 || members.length > 300) fail(`members of ${name}`);
        return this.some(members, (m) => this.address(m, six, side));
      }
      const { from, to } = span(single as Settings, six);
      return (p) => p[side] >= from && p[side] < to;
    });
  }

  private service(name: string): Match {
    if (name === 'ALL') return () => true;
    return this.memo(`service ${name}`, () => {
      const s = this.script.get('firewall service custom', name) ?? fail(`service ${name}`);
      const protocol = s.has('protocol') ? only(s, 'protocol') : 'TCP/UDP/SCTP';
      const keys = [...s.keys()].filter((k) => k !== 'protocol').join(' ');
      if (protocol === 'TCP/UDP/SCTP') {
        if (!keys.includes('portrange') || /icmptype|number/.test(keys)) fail(`service ${name}`);
        // `auto`, which it is where nothing else is set, opens what a helper for a well-known port reads out of sessions.
        if (!s.has('helper') || only(s, 'helper') !== 'disable') fail(`service ${name} may open more by a helper`);
        return ({ atom }) =>
          (atom.proto === 'tcp' || atom.proto === 'udp') &&
          (s.get(`${atom.proto}-portrange`) ?? []).some((r) => inRange(r, atom.number));
      }
      if (protocol === 'IP') {
        const n = Number(only(s, 'protocol-number'));
        if (keys !== 'protocol-number' || !(n > 0 && n < 255 + 1)) fail(`service ${name}`);
        return ({ atom }) => atom.proto === 'ip' && atom.number === n;
      }
      const proto = protocol === 'ICMP' ? 'icmp' : protocol === 'ICMP6' ? 'icmpv6' : fail(`service ${name}`);
      if (keys !== '' && keys !== 'icmptype') fail(`service ${name}`);
      const type = s.has('icmptype') ? Number(only(s, 'icmptype')) : undefined;
      return ({ atom }) => atom.proto === proto && (type === undefined || atom.number === type);
    });
  }

  private schedule(name: string): Match {
    if (name === 'always') return () => true;
    return this.memo(`schedule ${name}`, () => {
      const kinds = ['group', 'onetime', 'recurring'].filter((k) => this.script.get(`firewall schedule ${k}`, name));
      if (kinds.length !== 1) fail(`schedule ${name}`);
      const s = this.script.get(`firewall schedule ${kinds[0]}`, name) as Settings;
      if (kinds[0] === 'group') return this.some(s.get('member') ?? [], (m) => this.schedule(m));
      if (kinds[0] === 'recurring') return this.recurring(s);
      for (const key of ['start', 'end'])
        if (!/^\d\d:\d\d \d{4}\/\d\d\/\d\d$/.test((s.get(key) ?? []).join(' '))) fail(`${key} of ${name}`);
      const [start, end] = [Number(only(s, 'start-utc')), Number(only(s, 'end-utc'))];
      if (!(start < end && end < 2 ** 31)) fail(`schedule ${name}`);
      return (p) => p.time >= start && p.time < end;
    });
  }

  /** A stop that is not after the start is on the next day. */
  private recurring(s: Settings): Match {
    const days = (s.get('day') ?? []).map((d) => (DAYS.includes(d) ? DAYS.indexOf(d) : fail(`day ${d}`)));
    const [start, stop] = [minutes(only(s, 'start')), minutes(only(s, 'end'))];
    const length = stop > start ? stop - start : stop - start + 1440;
    return (p) => {
      const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(p.time * 1000)).toZonedDateTimeISO(
        this.script.timezone,
      );
      const now = at.hour * 60 + at.minute;
      const today = at.dayOfWeek - 1;
      return (
        (days.includes(today) && now >= start && now < start + length) ||
        (days.includes((today + 6) % 7) && now + 1440 < start + length)
      );
    };
  }

  /** The policies in their order, each with what it does. */
  policies(): { readonly accepts: boolean; readonly holds: Match }[] {
    const names = new Set<string>();
    return [...(this.script.tables.get('firewall policy') ?? [])].map(([id, s]) => {
      const name = only(s, 'name');
      if (name.length > 35 || names.has(name)) fail(`name ${name} of policy ${id}`);
      names.add(name);
      if ((s.get('comments')?.[0]?.length ?? 0) > 1023) fail(`comments of policy ${id}`);
      const action = only(s, 'action');
      if (action !== 'accept' && action !== 'deny') fail(`action ${action}`);
      if (!['all', 'disable'].includes(only(s, 'logtraffic'))) fail(`logtraffic of policy ${id}`);
      return { accepts: action === 'accept', holds: this.policy(s) };
    });
  }

  private policy(s: Settings): Match {
    const port = (key: string, of: (p: DevicePacket) => string): Match => {
      const names = s.get(key) ?? fail(key);
      for (const n of names) if (n.length > 35) fail(`interface ${n}`);
      return (p) => names.join() === 'any' || names.includes(of(p));
    };
    const family = (six: boolean): Match => {
      const [from, to] = six ? ['srcaddr6', 'dstaddr6'] : ['srcaddr', 'dstaddr'];
      if (s.has(from as string) !== s.has(to as string)) fail(`${from} without ${to}`);
      if (!s.has(from as string)) return () => false;
      const source = this.some(s.get(from as string) ?? [], (n) => this.address(n, six, 'source'));
      const target = this.some(s.get(to as string) ?? [], (n) => this.address(n, six, 'target'));
      return (p) => source(p) && target(p);
    };
    if (!s.has('srcaddr') && !s.has('srcaddr6')) fail('a policy without addresses');
    const [v4, v6] = [family(false), family(true)];
    const all: Match[] = [
      port('srcintf', (p) => p.iif),
      port('dstintf', (p) => p.oif),
      (p) => v4(p) || v6(p),
      this.some(s.get('service') ?? fail('service'), (n) => this.service(n)),
      this.schedule(only(s, 'schedule')),
    ];
    return (p) => all.every((m) => m(p));
  }
}

function inRange(text: string, n: number): boolean {
  const m = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? fail(`ports ${text}`);
  const [from, to] = [Number(m[1]), Number(m[2] ?? m[1])];
  if (from > to || to > 65535) fail(`ports ${text}`);
  return n >= from && n <= to;
}

function minutes(text: string): number {
  const m = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? fail(`time ${text}`);
  return Number(m[1]) * 60 + Number(m[2]);
}

function point(text: string, six: boolean): bigint {
  const p = parseAddress(text);
  return p !== undefined && p >= V6_BASE === six ? p : fail(`address ${text}`);
}

function span(s: Settings, six: boolean): { from: bigint; to: bigint } {
  if (s.has('type')) {
    if (only(s, 'type') !== 'iprange' || s.size !== 3) fail('address type');
    const [from, last] = [point(only(s, 'start-ip'), six), point(only(s, 'end-ip'), six)];
    return from <= last ? { from, to: last + 1n } : fail('address range');
  }
  if (s.size !== 1) fail('address settings');
  const [address, mask] = six ? [only(s, 'ip6')] : (s.get('subnet') ?? []);
  if (six) {
    const cidr = parseCidr(address as string);
    return cidr !== undefined && !cidr.hasHostBits ? cidr : fail(`address ${address}`);
  }
  const host = 0xffffffffn - point(mask as string, false);
  const from = point(address as string, false);
  if ((host & (host + 1n)) !== 0n || (from & host) !== 0n) fail(`subnet ${address} ${mask}`);
  return { from, to: from + host + 1n };
}

/** Reads the one script of a firewall. */
export function readFortios(texts: readonly string[]): Device {
  if (texts.length !== 1) fail(`${texts.length} files`);
  const policies = new FortiGate(texts[0] as string).policies();
  const opens = (packet: DevicePacket) => policies.find((p) => p.holds(packet))?.accepts ?? false;
  return { opens, answers: opens };
}
