/**
 * What a Palo Alto Networks firewall does with a packet, from `set` and `delete` commands: read by the PAN-OS CLI and web interface
 * references, with no code of the exporter. Whatever it does not know is an error: a command, a name too long, one that is not defined.
 *
 * Rules are judged in their order; the first whose zones, addresses, application, service and schedule hold decides. After the last, traffic
 * between zones is dropped and traffic within a zone passes, as the predefined rules have it. Sessions are tracked: replies pass.
 */
import { Temporal } from 'temporal-polyfill';
import { parseAddress, parseCidr } from '../../language/model/addresses.ts';
import type { Device, DevicePacket } from './device.ts';

type Match = (packet: DevicePacket) => boolean;

interface Rule {
  readonly action: 'allow' | 'drop';
  readonly holds: Match;
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

function fail(what: string): never {
  throw new Error(`not understood: ${what}`);
}

function words(line: string): string[] {
  if (!/^(?:"[^"\\?<>&]*"|[^\s"?<>&\\]+)(?: (?:"[^"\\?<>&]*"|[^\s"?<>&\\]+))*$/.test(line)) fail(line);
  return (line.match(/"[^"]*"|\S+/g) ?? []).map((w) => w.replaceAll('"', ''));
}

class Panos {
  readonly rules: Rule[] = [];
  private readonly ruleNames = new Set<string>();
  private readonly zones = new Map<string, string>();
  private readonly addresses = new Map<string, { from: bigint; to: bigint }>();
  private readonly groups = new Map<string, string[]>();
  private readonly services = new Map<string, Match>();
  private readonly applications = new Map<string, Match>();
  private readonly schedules = new Map<string, Match[]>();
  private timezone: string | undefined;
  private cleared = false;
  private tagged = false;

  read(text: string): void {
    if (!text.endsWith('\n')) fail('the last line has no end');
    for (const line of text.slice(0, -1).split('\n')) {
      if (/[^\x20-\x7e]/.test(line)) fail(`a character in ${JSON.stringify(line)}`);
      if (line.startsWith('#')) continue;
      const [verb, ...rest] = words(line);
      if (verb === 'delete') this.remove(rest);
      else if (verb === 'set') this.set(rest);
      else fail(line);
    }
    if (!this.cleared) fail('rules from before are left');
  }

  private remove(rest: string[]): void {
    const [kind, name] = rest;
    if (rest.join(' ') === 'rulebase security rules') {
      if (this.rules.length > 0) fail('rules are deleted');
      this.cleared = true;
    } else if (kind === 'address-group' && rest.length === 2) this.groups.delete(name as string);
    else if (kind === 'schedule' && rest.length === 2) this.schedules.delete(name as string);
    else fail(`delete ${rest.join(' ')}`);
  }

  private set(rest: string[]): void {
    const [kind, name, ...value] = rest as [string, string, ...string[]];
    const said = value.join(' ');
    if (rest.slice(0, 3).join(' ') === 'deviceconfig system timezone' && rest.length === 4) this.timezone = rest[3];
    else if (rest.join(' ') === 'tag bulkhead') this.tagged = true;
    else if (rest.slice(0, 3).join(' ') === 'rulebase security rules') this.rule(rest[3] as string, rest.slice(4));
    else if (kind === 'zone') this.zone(named(name, 31), said);
    else if (kind === 'address') this.addresses.set(fresh(this.addresses, named(name, 63)), span(said));
    else if (kind === 'address-group') this.group(named(name, 63), value);
    else if (kind === 'service') this.services.set(fresh(this.services, named(name, 63)), service(said));
    else if (kind === 'application') this.application(named(name, 31), said);
    else if (kind === 'schedule') this.schedule(named(name, 31), said);
    else fail(`set ${rest.join(' ')}`);
  }

  private zone(zone: string, said: string): void {
    const port = /^network layer3 (ethernet\d+\/\d+(?:\.\d+)?|ae\d+(?:\.\d+)?|(?:vlan|tunnel|loopback)\.\d+)$/.exec(
      said,
    );
    if (port === null || this.zones.has(port[1] as string)) fail(`zone ${zone} ${said}`);
    this.zones.set((port as RegExpExecArray)[1] as string, zone);
  }

  private group(name: string, value: readonly string[]): void {
    const members = this.groups.get(name) ?? [];
    this.groups.set(name, members);
    if (value[0] === 'description' && value.length === 2 && (value[1] as string).length <= 255) return;
    if (value[0] !== 'static' || value.length !== 2 || members.includes(value[1] as string)) fail(`group ${name}`);
    if (!this.addresses.has(value[1] as string) && !this.groups.has(value[1] as string)) fail(`address ${value[1]}`);
    if (members.length >= 500) fail(`more than 500 members of ${name}`);
    members.push(value[1] as string);
  }

  private application(name: string, said: string): void {
    if (said === 'category networking subcategory ip-protocol technology network-protocol risk 1') {
      this.applications.set(fresh(this.applications, name), () => fail(`application ${name} is nothing`));
      return;
    }
    if (!this.applications.has(name)) fail(`application ${name}`);
    const [, kind, digits] = /^default ident-by-(icmp-type type|icmp6-type type|ip-protocol) (\d+)$/.exec(said) ?? [];
    const n = Number(digits);
    const proto = kind === 'ip-protocol' ? 'ip' : kind === 'icmp-type type' ? 'icmp' : 'icmpv6';
    if (kind === undefined || n > 255 || (proto === 'ip' && (n === 0 || n === 6 || n === 17))) fail(said);
    this.applications.set(name, ({ atom }) => atom.proto === proto && atom.number === n);
  }

  private schedule(name: string, said: string): void {
    const parts = this.schedules.get(name) ?? [];
    this.schedules.set(name, parts);
    const weekly = /^schedule-type recurring weekly ([a-z]+) (\d\d:\d\d)-(\d\d:\d\d)$/.exec(said);
    const dated = /^schedule-type non-recurring (\S{10}@\S{5})-(\S{10}@\S{5})$/.exec(said);
    const zone = this.timezone ?? fail('a schedule on an unknown clock');
    if (weekly !== null) {
      const [day, from, to] = [DAYS.indexOf(weekly[1] as string), minutes(weekly[2]), minutes(weekly[3])];
      if (day < 0 || from >= to) fail(said);
      parts.push(({ time }) => {
        const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(time * 1000)).toZonedDateTimeISO(zone);
        const now = at.hour * 60 + at.minute;
        return at.dayOfWeek - 1 === day && now >= from && now < to;
      });
    } else if (dated !== null) {
      const [from, to] = [moment(dated[1] as string, zone), moment(dated[2] as string, zone)];
      if (from >= to) fail(said);
      parts.push(({ time }) => time >= from && time < to);
    } else fail(said);
  }

  private rule(name: string, rest: string[]): void {
    if (!/^[A-Za-z0-9_][A-Za-z0-9_. -]{0,62}$/.test(name) || this.ruleNames.has(name)) fail(`rule ${name}`);
    this.ruleNames.add(name);
    const said = new Map<string, string[]>();
    while (rest.length > 0) {
      const key = rest.shift() as string;
      const first = rest.shift() ?? fail(`rule ${name}`);
      const end = first === '[' ? rest.indexOf(']') : -1;
      if (first === '[' && end < 0) fail(`rule ${name}`);
      if (said.has(key)) fail(`${key} twice in rule ${name}`);
      said.set(key, first === '[' ? rest.splice(0, end + 1).slice(0, -1) : [first]);
    }
    const take = (key: string, otherwise?: string): string[] => {
      const found = said.get(key) ?? (otherwise === undefined ? fail(`rule ${name} without ${key}`) : [otherwise]);
      said.delete(key);
      return found;
    };
    const all = [this.zonesHold(take('from'), take('to'), take('rule-type', 'universal')[0] as string)];
    all.push(this.side(take('source'), 'source'), this.side(take('destination'), 'target'));
    all.push(this.served(take('application'), take('service')));
    const schedule = said.has('schedule') ? this.schedules.get(take('schedule')[0] as string) : [() => true];
    if (schedule === undefined) fail(`schedule of rule ${name}`);
    all.push((p) => (schedule as Match[]).some((m) => m(p)));
    const [action] = take('action');
    if (action !== 'allow' && action !== 'drop') fail(`action ${action}`);
    if (take('log-start')[0] !== 'no' || !['yes', 'no'].includes(take('log-end')[0] as string)) fail(`log of ${name}`);
    if ((take('description', '')[0] as string).length > 1024 || take('tag')[0] !== 'bulkhead' || !this.tagged)
      fail(name);
    if (said.size > 0) fail(`${[...said.keys()]} in rule ${name}`);
    this.rules.push({ action: action as Rule['action'], holds: (p) => all.every((m) => m(p)) });
  }

  zoneOf(port: string): string {
    return this.zones.get(port) ?? (NAME.test(port) ? port : fail(`zone of ${port}`));
  }

  private zonesHold(from: string[], to: string[], type: string): Match {
    if (!['universal', 'interzone', 'intrazone'].includes(type)) fail(`rule-type ${type}`);
    for (const z of [...from, ...to]) if (z.length > 31) fail(`zone ${z}`);
    const held = (list: string[], zone: string) => list.join() === 'any' || list.includes(zone);
    return (p) => {
      const [a, b] = [this.zoneOf(p.iif), this.zoneOf(p.oif)];
      const kind = type === 'universal' || (a === b) === (type === 'intrazone');
      return kind && held(from, a) && held(to, b);
    };
  }

  private side(names: string[], of: 'source' | 'target'): Match {
    if (names.join() === 'any') return () => true;
    const spans = names.flatMap((n) => this.members(n));
    if (spans.length === 0) fail(`nothing in ${names}`);
    return (p) => spans.some((s) => p[of] >= s.from && p[of] < s.to);
  }

  private members(group: string): { from: bigint; to: bigint }[] {
    const names = this.groups.get(group) ?? fail(`group ${group}`);
    return names.flatMap((m) =>
      this.groups.has(m) ? this.members(m) : [this.addresses.get(m) ?? fail(`address ${m}`)],
    );
  }

  /** A service that is `any` does not narrow an application before it is known, so that applications come with their own. */
  private served(applications: string[], services: string[]): Match {
    const any = applications.join() === 'any';
    if (any && services.join() === 'any') return () => true;
    if (any !== (services.join() !== 'application-default')) fail(`application ${applications} service ${services}`);
    const known = any ? this.services : this.applications;
    const matches = (any ? services : applications).map((n) => known.get(n) ?? fail(`${n} is not defined`));
    return (p) => matches.some((m) => m(p));
  }
}

function named(name: string, limit: number): string {
  return NAME.test(name) && name.length <= limit && name !== 'any' ? name : fail(`name ${name}`);
}

function fresh(known: ReadonlyMap<string, unknown>, name: string): string {
  return known.has(name) ? fail(`${name} is defined twice`) : name;
}

function minutes(text: string | undefined): number {
  const m = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text ?? '') ?? fail(`time ${text}`);
  return Number(m[1]) * 60 + Number(m[2]);
}

/** Epoch seconds of a local time that the clock shows exactly once: of another nobody says which is meant. */
function moment(text: string, zone: string): number {
  const m = /^(\d{4})\/(\d\d)\/(\d\d)@(\d\d):(\d\d)$/.exec(text) ?? fail(`time ${text}`);
  const local = new Temporal.PlainDateTime(Number(m[1]), Number(m[2]), Number(m[3]), Number(m[4]), Number(m[5]));
  return local.toZonedDateTime(zone, { disambiguation: 'reject' }).epochMilliseconds / 1000;
}

function span(said: string): { from: bigint; to: bigint } {
  const mask = /^ip-netmask (\S+)$/.exec(said);
  const range = /^ip-range ([^\s-]+)-([^\s-]+)$/.exec(said);
  if (mask !== null) {
    const cidr = parseCidr(mask[1] as string);
    return cidr !== undefined && !cidr.hasHostBits ? cidr : fail(said);
  }
  const [from, last] = [parseAddress(range?.[1] ?? ''), parseAddress(range?.[2] ?? '')];
  return from !== undefined && last !== undefined && from <= last ? { from, to: last + 1n } : fail(said);
}

function service(said: string): Match {
  const [, proto, list] = /^protocol (tcp|udp) port ([\d,-]{1,1023})$/.exec(said) ?? fail(said);
  const ranges = (list as string).split(',').map((r) => {
    const m = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(r) ?? fail(said);
    const [from, to] = [Number(m[1]), Number(m[2] ?? m[1])];
    return from <= to && to <= 65535 ? { from, to } : fail(said);
  });
  return ({ atom }) => atom.proto === proto && ranges.some((r) => atom.number >= r.from && atom.number <= r.to);
}

/** Reads the one file of a firewall. */
export function readPanos(texts: readonly string[]): Device {
  if (texts.length !== 1) fail(`${texts.length} files`);
  const device = new Panos();
  device.read(texts[0] as string);
  const opens = (p: DevicePacket): boolean => {
    const rule = device.rules.find((r) => r.holds(p));
    return rule === undefined ? device.zoneOf(p.iif) === device.zoneOf(p.oif) : rule.action === 'allow';
  };
  return { opens, answers: opens };
}
