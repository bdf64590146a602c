/** The objects that PAN-OS security rules refer to: zones, addresses and their groups, services, applications, schedules. */
import type { CompiledRule, RuleSide } from '../entry.ts';
import { addressPieces, dhcpText, stableLists } from './common/address-pieces.ts';
import type { NativeTimes } from './common/native-times.ts';
import { byFamily, type Family, type ServicePart } from './common/parts.ts';
import { Stems } from './common/stems.ts';
import {
  addressName,
  addressValue,
  command,
  daily,
  dated,
  description,
  isInterface,
  LAST_SECOND,
  list,
  number,
  objectNames,
  type Panos,
  portName,
  ports,
} from './panos-syntax.ts';
import type { OutputLine } from './target.ts';

/** Members of one address group: what the smallest models take. */
const MEMBERS = 500;
/** Stretches of one schedule; more become further rules. */
const STRETCHES = 200;
/** Port ranges of one service. */
const PORT_RANGES = 50;
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** What is referred to comes first. */
const KINDS = ['zone', 'address', 'address-group', 'service', 'application', 'schedule'] as const;

type Kind = (typeof KINDS)[number];

/** Makes objects on demand and gives their names. */
export class PanosObjects {
  private readonly lines_ = new Map<Kind, OutputLine[]>();
  private readonly made = new Map<Kind, Panos[]>();
  private readonly names = objectNames();
  private readonly short = objectNames(31);
  private readonly known = new Map<string, readonly Panos[]>();
  private readonly stems = new Stems();
  private readonly timezone: string;

  constructor(timezone: string) {
    this.timezone = timezone;
  }

  /** What an older export may have left in objects that gain members when they are set again. */
  clearing(): OutputLine[] {
    return (['address-group', 'schedule'] as const).flatMap((kind) =>
      [...(this.made.get(kind) ?? [])].reverse().map((name) => ({ text: command('delete', kind, name) })),
    );
  }

  lines(): OutputLine[] {
    return KINDS.flatMap((kind) => this.lines_.get(kind) ?? []);
  }

  rollback(): string[] {
    return [...KINDS]
      .reverse()
      .flatMap((kind) => [...(this.made.get(kind) ?? [])].reverse().map((name) => command('delete', kind, name)));
  }

  private define(kind: Kind, name: Panos, commands: readonly Panos[], rule?: string): Panos {
    this.made.set(kind, [...(this.made.get(kind) ?? []), name]);
    const lines = this.lines_.get(kind) ?? [];
    this.lines_.set(kind, lines);
    for (const c of commands) {
      const text = command('set', kind, name, c);
      lines.push(rule === undefined ? { text } : { text, rule });
    }
    return name;
  }

  private once(key: string, make: () => readonly Panos[]): readonly Panos[] {
    const found = this.known.get(key) ?? make();
    this.known.set(key, found);
    return found;
  }

  /** The zone of an interface, or the zone that the policy names. */
  zone(port: string): Panos {
    if (!isInterface(port)) return portName(port);
    return this.once(`zone ${port}`, () => [
      this.define('zone', this.short.name(`bh-${port}`), [command('network layer3', list([portName(port)]))]),
    ])[0] as Panos;
  }

  /** The group of a side's addresses of some families. */
  side(rule: CompiledRule, side: RuleSide, families: readonly Family[]): Panos {
    const parts = byFamily(side.addresses);
    const whole = families.length === 2 || parts.some((p) => p.length === 0);
    const only = whole ? '' : `-v${families[0]}`;
    const key = this.stems.side(side);
    return this.once(`side ${key}${only}`, () => {
      const members = families
        .flatMap((family) => addressPieces(parts[family === 4 ? 0 : 1]))
        .map((piece) => this.address(piece.from, piece.to));
      const note = side.dhcp.length === 0 ? [] : [command('description', description(dhcpText(side.dhcp), 'object'))];
      return [this.group(`bh-${key}${only}`, members, note, rule.id)];
    })[0] as Panos;
  }

  /** A group, of groups where it has more members than one holds. */
  private group(key: string, members: readonly Panos[], note: readonly Panos[], rule: string): Panos {
    let level = members;
    for (let depth = 1; level.length > MEMBERS; depth++)
      level = stableLists(level, MEMBERS).map((names, i) => {
        const own = this.names.name(`${key}-${depth}-${i === 0 ? 'first' : names[0]}`);
        return this.define('address-group', own, statics(names as Panos[]), rule);
      });
    return this.define('address-group', this.names.name(key), [...statics(level), ...note], rule);
  }

  private address(from: bigint, to: bigint): Panos {
    return this.once(`address ${from} ${to}`, () => [
      this.define('address', this.names.name(`bh-${addressName({ from, to })}`), [addressValue({ from, to })]),
    ])[0] as Panos;
  }

  /** Services of the ports of TCP and UDP. */
  services(rule: CompiledRule, parts: readonly ServicePart[]): readonly Panos[] {
    const own = parts.filter((p) => p.proto === 'tcp' || p.proto === 'udp');
    const stem = this.stems.of(`bh-${rule.id}`, own);
    return this.once(`services ${stem}`, () =>
      own.flatMap(({ proto, ranges }) =>
        Array.from({ length: Math.ceil(ranges.length / PORT_RANGES) }, (_, i) => {
          const name = this.names.name(`${stem}-${proto}${i === 0 ? '' : `-${i + 1}`}`);
          const held = ports(ranges.slice(i * PORT_RANGES, (i + 1) * PORT_RANGES));
          return this.define('service', name, [command('protocol', proto, 'port', held)], rule.id);
        }),
      ),
    );
  }

  /** Applications that are an ICMP type or an IP protocol and nothing else. */
  applications(parts: readonly ServicePart[]): readonly Panos[] {
    return parts.flatMap(({ proto, ranges }) => {
      const ident = { icmp: 'ident-by-icmp-type type', icmpv6: 'ident-by-icmp6-type type', ip: 'ident-by-ip-protocol' };
      if (proto !== 'icmp' && proto !== 'icmpv6' && proto !== 'ip') return [];
      return ranges.flatMap((r) =>
        Array.from({ length: r.to - r.from + 1 }, (_, i) => this.application(proto, r.from + i, ident[proto])),
      );
    });
  }

  private application(proto: string, n: number, ident: string): Panos {
    return this.once(`application ${proto} ${n}`, () => [
      this.define('application', this.short.name(`bh-${proto}-${n}`), [
        command('category networking subcategory ip-protocol technology network-protocol risk 1'),
        command('default', ident, number(n)),
      ]),
    ])[0] as Panos;
  }

  /** Schedules that together are a rule's times, each for a rule of its own; undefined: always. */
  schedules(rule: CompiledRule, times: NativeTimes | undefined): readonly (Panos | undefined)[] {
    if (times === undefined) return [undefined];
    const stem = this.stems.of(`when ${rule.id}`, times).replace('when ', 'bh-');
    return this.once(`schedules ${stem}`, () => this.makeSchedules(rule, stem, times));
  }

  private makeSchedules(rule: CompiledRule, stem: string, { weekly, once }: NativeTimes): Panos[] {
    const out: Panos[] = [];
    if (weekly.length > 0) {
      const days = weekly.flatMap((s) =>
        s.days.map((d) => command('schedule-type recurring weekly', DAYS[d] as string, daily(s.from, s.to))),
      );
      out.push(this.define('schedule', this.short.name(`${stem}-weekly`), days, rule.id));
    }
    const stretches = once
      .map((i) => ({ from: i.from, to: Math.min(i.to, LAST_SECOND) }))
      .filter((i) => i.from < i.to)
      .map((i) => command('schedule-type non-recurring', dated(i.from, i.to, this.timezone)));
    for (let i = 0; i < stretches.length; i += STRETCHES) {
      const name = this.short.name(`${stem}-dates${i === 0 ? '' : `-${i / STRETCHES + 1}`}`);
      out.push(this.define('schedule', name, stretches.slice(i, i + STRETCHES), rule.id));
    }
    return out;
  }
}

function statics(members: readonly Panos[]): Panos[] {
  return members.map((m) => command('static', m));
}
