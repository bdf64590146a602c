/**
 * What a Juniper SRX does with a packet, from `set` commands: read by Juniper's documentation of zones, address books, applications,
 * schedulers and security policies, with no code of the exporter. Whatever it does not know is an error: a statement, a value, a
 * name that is used and not defined.
 *
 * Policies of the packet's two zones come first - also where both are one -, in their order, then the global ones, then the default
 * policy. An interface in no zone is in the null zone, and passes nothing. A file that names no interface at all is for a device whose
 * interfaces are in zones of its own, as its header asks.
 */
import { Temporal } from 'temporal-polyfill';
import { parseCidr } from '../../language/model/addresses.ts';
import type { DevicePacket, DeviceReader } from './device.ts';

/** The first packet of a session. */
export interface SrxPacket {
  readonly iif: string;
  readonly oif: string;
  readonly source: bigint;
  readonly target: bigint;
  /** IP protocol number. */
  readonly proto: number;
  readonly dport?: number;
  readonly type?: number;
  /** Epoch seconds. */
  readonly time: number;
}

interface Span<T> {
  readonly from: T;
  readonly to: T;
}

interface Application {
  proto?: number;
  ports?: Span<number>;
  type?: number;
  ignoresAlg: boolean;
}

interface Scheduler {
  start?: string;
  stop?: string;
  readonly days: Map<number, { start?: string; stop?: string; all: boolean }[]>;
}

interface SrxPolicy {
  readonly sources: string[];
  readonly targets: string[];
  readonly applications: string[];
  action?: 'permit' | 'deny';
  scheduler?: string;
}

/** IPv4 and, above it, IPv6. */
const EVERY_ADDRESS: Span<bigint> = { from: 0n, to: 1n << 200n };
const NUMBERS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 };
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

function fail(what: string): never {
  throw new Error(`not understood: ${what}`);
}

function words(line: string): string[] {
  if (!/^(?:"[^"\\?]*"|[^\s"]+)(?: (?:"[^"\\?]*"|[^\s"]+))*$/.test(line)) fail(line);
  return line.match(/"[^"]*"|\S+/g) ?? [];
}

function named(name: string): string {
  return NAME.test(name) ? name : fail(`name ${name}`);
}

function made<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}

class Srx {
  private readonly zoneOf = new Map<string, string>();
  private readonly addresses = new Map<string, Span<bigint>>();
  private readonly sets = new Map<string, Set<string>>();
  private readonly applications = new Map<string, Application>();
  private readonly schedulers = new Map<string, Scheduler>();
  private readonly contexts = new Map<string, Map<string, SrxPolicy>>();
  private timezone = 'UTC';
  private denies = false;
  private rematches = false;
  private policiesDeleted = false;

  read(line: string): void {
    const [verb, ...rest] = words(line);
    if (verb === 'delete') this.remove(rest);
    else if (verb === 'set') this.set(rest);
    else fail(line);
  }

  private remove(rest: string[]): void {
    const path = rest.join(' ');
    const gone = /^security address-book global address-set (\S+)$/.exec(path)?.[1];
    const timer = /^schedulers scheduler (\S+)$/.exec(path)?.[1];
    if (path === 'security policies') {
      this.contexts.clear();
      this.policiesDeleted = true;
    } else if (gone !== undefined) this.sets.delete(gone);
    else if (timer !== undefined) this.schedulers.delete(timer);
    else fail(`delete ${path}`);
  }

  private set(rest: string[]): void {
    const [a, b, c, d] = rest as [string, string, string, string];
    const head = `${a} ${b} ${c}`;
    if (`${a} ${b}` === 'system time-zone' && rest.length === 3) this.timezone = c;
    else if (`${a} ${b}` === 'schedulers scheduler') this.schedule(named(c), rest.slice(3));
    else if (`${a} ${b}` === 'applications application') this.application(named(c), rest.slice(3));
    else if (head === 'security zones security-zone' && rest[4] === 'interfaces' && rest.length === 6)
      this.bind(rest[5] as string, named(d));
    else if (head === 'security address-book global') this.book(rest.slice(3));
    else if (`${a} ${b}` === 'security policies') this.policyLine(rest.slice(2));
    else fail(`set ${rest.join(' ')}`);
  }

  private bind(port: string, zone: string): void {
    if (!/^[A-Za-z][A-Za-z0-9/:.-]*$/.test(port)) fail(`interface ${port}`);
    if ((this.zoneOf.get(port) ?? zone) !== zone) fail(`interface ${port} in two zones`);
    this.zoneOf.set(port, zone);
  }

  private book([kind, name, ...rest]: string[]): void {
    named(name ?? '');
    if (kind === 'address' && rest.length === 1) {
      const cidr = parseCidr(rest[0] as string);
      if (cidr === undefined || cidr.hasHostBits || this.addresses.has(name as string)) fail(`address ${name}`);
      this.addresses.set(name as string, cidr as Span<bigint>);
    } else if (kind === 'address-set' && rest[0] === 'address' && rest.length === 2)
      made(this.sets, name as string, () => new Set()).add(rest[1] as string);
    else fail(`address-book ${kind} ${name} ${rest.join(' ')}`);
  }

  private application(name: string, rest: string[]): void {
    const app = made(this.applications, name, (): Application => ({ ignoresAlg: false }));
    const [key, value = ''] = rest;
    if (rest.length !== 2) fail(`application ${name} ${rest.join(' ')}`);
    if (key === 'protocol') app.proto = NUMBERS[value] ?? number(value, 255);
    else if (key === 'destination-port') app.ports = span(value);
    else if (key === 'icmp-type' && app.proto === 1) app.type = number(value, 255);
    else if (key === 'icmp6-type' && app.proto === 58) app.type = number(value, 255);
    else if (key === 'application-protocol' && value === 'ignore') app.ignoresAlg = true;
    else fail(`application ${name} ${rest.join(' ')}`);
  }

  private schedule(name: string, rest: string[]): void {
    const s = made(this.schedulers, name, (): Scheduler => ({ days: new Map() }));
    const [key = '', ...more] = rest;
    const day = DAYS.indexOf(key);
    if (day >= 0 && more.join(' ') === 'all-day') made(s.days, day + 1, () => []).push({ all: true });
    else if (day >= 0 && more[0] === 'start-time' && more[2] === 'stop-time' && more.length === 4) {
      const slots = made(s.days, day + 1, () => []);
      slots.push({ all: false, start: clock(more[1] as string), stop: clock(more[3] as string) });
      if (slots.length > 2) fail(`more than two slots in ${key} of ${name}`);
    } else if (key === 'start-date' && more[1] === 'stop-date' && more.length === 3 && s.start === undefined) {
      s.start = date(more[0] as string);
      s.stop = date(more[2] as string);
    } else fail(`scheduler ${name} ${rest.join(' ')}`);
    if (s.start !== undefined && s.days.size > 0) fail(`scheduler ${name} has dates and days`);
  }

  private policyLine(rest: string[]): void {
    if (rest.join(' ') === 'default-policy deny-all') this.denies = true;
    else if (rest.join(' ') === 'policy-rematch') this.rematches = true;
    else if (rest[0] === 'global' && rest[1] === 'policy') this.policy('global', rest[2] ?? '', rest.slice(3));
    else if (rest[0] === 'from-zone' && rest[2] === 'to-zone' && rest[4] === 'policy')
      this.policy(`${named(rest[1] as string)} ${named(rest[3] as string)}`, rest[5] ?? '', rest.slice(6));
    else fail(`policies ${rest.join(' ')}`);
  }

  private policy(context: string, name: string, rest: string[]): void {
    const policies = made(this.contexts, context, () => new Map<string, SrxPolicy>());
    const p = made(policies, named(name), (): SrxPolicy => ({ sources: [], targets: [], applications: [] }));
    const [a, b, c] = rest as [string, string, string];
    const path = `${a} ${b}`;
    if (a === 'description' && rest.length === 2 && b.length <= 302) return;
    if (a === 'scheduler-name' && rest.length === 2) p.scheduler = b;
    else if (path === 'then permit' || path === 'then deny') {
      if (rest.length > 2 || p.action !== undefined) fail(`policy ${name}: ${rest.join(' ')}`);
      p.action = b as 'permit' | 'deny';
    } else if (path === 'then log' && (c === 'session-init' || c === 'session-close')) return;
    else if (path === 'match source-address') p.sources.push(c);
    else if (path === 'match destination-address') p.targets.push(c);
    else if (path === 'match application') p.applications.push(c);
    else fail(`policy ${name} ${rest.join(' ')}`);
  }

  /** What the whole says: every name defined, every policy complete. */
  check(): void {
    if (!this.denies || !this.policiesDeleted) fail('the policies are not replaced, or the default is not deny-all');
    if (!this.rematches && this.schedulers.size > 0) fail('sessions outlive their schedules');
    for (const [context, policies] of this.contexts) {
      for (const zone of context === 'global' ? [] : context.split(' '))
        if (![...this.zoneOf.values()].includes(zone)) fail(`zone ${zone} has no interface`);
      for (const [name, p] of policies) {
        if (p.action === undefined || [p.sources, p.targets, p.applications].some((l) => l.length === 0))
          fail(`policy ${name} is not complete`);
        for (const s of [...p.sources, ...p.targets]) this.members(s);
        for (const app of p.applications) this.app(app);
        if (p.scheduler !== undefined && !this.schedulers.has(p.scheduler)) fail(`scheduler ${p.scheduler}`);
      }
    }
  }

  private members(name: string): Span<bigint>[] {
    if (name === 'any') return [EVERY_ADDRESS];
    const one = this.addresses.get(name);
    if (one !== undefined) return [one];
    const set = this.sets.get(name) ?? fail(`address ${name}`);
    return [...set].map((m) => this.addresses.get(m) ?? fail(`address ${m}`));
  }

  private app(name: string): Application | 'any' {
    if (name === 'any') return 'any';
    const app = this.applications.get(name) ?? fail(`application ${name}`);
    if (app.proto === undefined) fail(`application ${name} without protocol`);
    if (app.ports !== undefined && app.proto !== 6 && app.proto !== 17) fail(`application ${name}: ports`);
    if ((app.proto === 6 || app.proto === 17) && !app.ignoresAlg) fail(`application ${name} may open more by its ALG`);
    return app;
  }

  permits(packet: SrxPacket): boolean {
    const [from, to] = [this.zoneOf.get(packet.iif), this.zoneOf.get(packet.oif)];
    if (this.zoneOf.size > 0 && (from === undefined || to === undefined)) return false;
    const context = `${from} ${to}`;
    for (const key of [context, 'global'])
      for (const p of this.contexts.get(key)?.values() ?? []) if (this.matches(p, packet)) return p.action === 'permit';
    return false;
  }

  private matches(p: SrxPolicy, packet: SrxPacket): boolean {
    const held = (names: readonly string[], point: bigint) =>
      names.some((n) => this.members(n).some((s) => s.from <= point && point < s.to));
    return (
      held(p.sources, packet.source) &&
      held(p.targets, packet.target) &&
      p.applications.some((a) => serves(this.app(a), packet)) &&
      (p.scheduler === undefined || this.isActive(this.schedulers.get(p.scheduler) as Scheduler, packet.time))
    );
  }

  private isActive(s: Scheduler, seconds: number): boolean {
    const at = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(this.timezone);
    const now = at.toPlainDateTime().toString({ smallestUnit: 'second' });
    if (s.start !== undefined) return s.start <= now && now < (s.stop as string);
    const time = now.slice(11);
    return (s.days.get(at.dayOfWeek) ?? []).some(
      (slot) => slot.all || ((slot.start as string) <= time && time < (slot.stop as string)),
    );
  }
}

function serves(app: Application | 'any', p: SrxPacket): boolean {
  if (app === 'any') return true;
  return (
    app.proto === p.proto &&
    (app.ports === undefined || (app.ports.from <= (p.dport ?? -1) && (p.dport ?? -1) <= app.ports.to)) &&
    (app.type === undefined || app.type === p.type)
  );
}

function number(text: string, most: number): number {
  return /^\d+$/.test(text) && Number(text) <= most ? Number(text) : fail(`number ${text}`);
}

function span(text: string): Span<number> {
  const [low, high = low] = text.split('-') as [string, string?];
  const [from, to] = [number(low, 65535), number(high, 65535)];
  return from <= to ? { from, to } : fail(`ports ${text}`);
}

function clock(text: string): string {
  return /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(text) ? text : fail(`time ${text}`);
}

function date(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d)\.(\d\d:\d\d)$/.exec(text) ?? fail(`date ${text}`);
  return `${match[1]}T${match[2]}:00`;
}

/** Reads a file of `set` commands; `#` begins a comment line. */
export function readSrx(text: string): { permits(packet: SrxPacket): boolean } {
  const srx = new Srx();
  for (const line of text.split('\n')) if (line !== '' && !line.startsWith('#')) srx.read(line);
  srx.check();
  return srx;
}

/** An SRX: a session's answers pass. */
export const readSrxDevice: DeviceReader = (texts) => {
  const srx = readSrx(texts[0] as string);
  const permits = ({ iif, oif, source, target, atom, time }: DevicePacket): boolean =>
    srx.permits({
      ...{ iif, oif, source, target, time: Math.floor(time) },
      proto: atom.proto === 'ip' ? atom.number : (NUMBERS[atom.proto === 'icmpv6' ? 'icmp6' : atom.proto] as number),
      ...(atom.proto === 'tcp' || atom.proto === 'udp' ? { dport: atom.number } : {}),
      ...(atom.proto === 'icmp' || atom.proto === 'icmpv6' ? { type: atom.number } : {}),
    });
  return { opens: permits, answers: permits };
};
