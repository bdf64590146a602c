/** The objects that FortiOS policies refer to: addresses and their groups, services, schedules. Each is defined once, before its use. */
import type { AddressSet } from '../../model/addresses.ts';
import { formatRange } from '../../model/addresses.ts';
import type { CompiledRule, RuleSide } from '../entry.ts';
import { addressPieces, dhcpText, stableLists } from './common/address-pieces.ts';
import type { NativeTimes } from './common/native-times.ts';
import { byFamily, type Family, type ServicePart, serviceParts } from './common/parts.ts';
import { Stems } from './common/stems.ts';

import {
  addressSettings,
  dateTime,
  deletions,
  entry,
  type Forti,
  LAST_SECOND,
  number,
  objectNames,
  quoted,
  ranges,
  scheduleNames,
  set,
  table,
  text,
  timeOfDay,
  unset,
  word,
} from './fortios-syntax.ts';
import type { OutputLine } from './target.ts';

/** Members of one group, so that lines stay short and the smallest models take them; more become groups of groups. */
const MEMBERS = 100;
/** Schedules of one group; more become further policies. */
const SCHEDULES = 250;
/** Port ranges of one service. */
const PORT_RANGES = 15;
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** In the order in which they are written: what is referred to comes first. */
const TABLES = [
  'firewall schedule onetime',
  'firewall schedule recurring',
  'firewall schedule group',
  'firewall address',
  'firewall addrgrp',
  'firewall address6',
  'firewall addrgrp6',
  'firewall service custom',
] as const;

type TableName = (typeof TABLES)[number];

/** Makes objects on demand and gives their names. */
export class FortiObjects {
  private readonly tables = new Map<TableName, { names: Forti[]; lines: OutputLine[] }>();
  private readonly names = objectNames();
  private readonly schedules = scheduleNames();
  private readonly known = new Map<string, readonly Forti[]>();
  private readonly stems = new Stems();
  private readonly timezone: string;

  constructor(timezone: string) {
    this.timezone = timezone;
  }

  /** All tables. */
  lines(): OutputLine[] {
    return TABLES.flatMap((path) => table(path, this.tables.get(path)?.lines ?? []));
  }

  /** What takes them off the device again: users of objects before the objects. */
  rollback(): string[] {
    return [...TABLES]
      .reverse()
      .flatMap((path) => deletions(path, [...(this.tables.get(path)?.names ?? [])].reverse()));
  }

  private define(path: TableName, name: string, settings: readonly Forti[], rule?: string): Forti {
    const own = this.tables.get(path) ?? { names: [], lines: [] };
    this.tables.set(path, own);
    own.names.push(quoted(name));
    own.lines.push(...entry(quoted(name), settings, rule));
    return quoted(name);
  }

  private once(key: string, make: () => readonly Forti[]): readonly Forti[] {
    const found = this.known.get(key) ?? make();
    this.known.set(key, found);
    return found;
  }

  /** The group of a side's addresses of a family, of which it has some. */
  side(rule: CompiledRule, side: RuleSide, family: Family): Forti {
    const addresses = byFamily(side.addresses)[family === 4 ? 0 : 1];
    const key = `${this.stems.side(side)}${family === 6 ? ' v6' : ''}`;
    return this.once(`side ${key}`, () => [this.group(rule, side, family, addresses, key)])[0] as Forti;
  }

  private group(rule: CompiledRule, side: RuleSide, family: Family, addresses: AddressSet, key: string): Forti {
    const path = family === 4 ? 'firewall addrgrp' : 'firewall addrgrp6';
    const members = addressPieces(addresses).map((piece) => this.address(piece.from, piece.to, family));
    const note = side.dhcp.length === 0 ? [] : [set('comment', text(dhcpText(side.dhcp), 'object'))];
    let level = stableLists(members, MEMBERS);
    for (let depth = 1; level.length > 1; depth++) {
      const groups = level.map((list, i) => {
        const name = this.names.name(`bh_${key}_${depth}_${i === 0 ? '' : (list[0] as string)}`);
        return this.define(path, name, [set('member', ...(list as Forti[]))], rule.id);
      });
      level = stableLists(groups, MEMBERS);
    }
    const name = this.names.name(`bh_${key}`);
    return this.define(path, name, [set('member', ...(level[0] as Forti[])), ...note], rule.id);
  }

  private address(from: bigint, to: bigint, family: Family): Forti {
    const path = family === 4 ? 'firewall address' : 'firewall address6';
    return this.once(`address ${from} ${to}`, () => {
      const name = this.names.name(`bh_${formatRange(from, to)}`);
      return [this.define(path, name, addressSettings({ from, to }))];
    })[0] as Forti;
  }

  /** The services of a rule, of both families. */
  services(rule: CompiledRule): readonly Forti[] {
    const parts = [
      ...serviceParts(rule.services, 4),
      ...serviceParts(rule.services, 6).filter((p) => p.proto === 'icmpv6'),
    ];
    if (parts.some((p) => p.proto === 'any')) return [quoted('ALL')];
    const stem = this.stems.of(`bh_${rule.id}`, parts);
    return this.once(`services ${stem}`, () => this.makeServices(rule, stem, parts));
  }

  private makeServices(rule: CompiledRule, stem: string, parts: readonly ServicePart[]): Forti[] {
    const of = (proto: ServicePart['proto']) => parts.find((p) => p.proto === proto);
    const out: Forti[] = [];
    const add = (what: string, settings: readonly Forti[]) =>
      out.push(this.define('firewall service custom', this.names.name(`${stem}_${what}`), settings, rule.id));
    const [tcp, udp] = [ranges(of('tcp')?.ranges ?? []), ranges(of('udp')?.ranges ?? [])];
    for (let i = 0; i < Math.max(tcp.length, udp.length); i += PORT_RANGES) {
      const own = (key: string, list: readonly Forti[]) =>
        list.length > i ? [set(key, ...list.slice(i, i + PORT_RANGES))] : [];
      add(i === 0 ? 'ports' : `ports_${i / PORT_RANGES + 1}`, [
        ...own('tcp-portrange', tcp),
        ...own('udp-portrange', udp),
        // Else the device's helper for a well-known port opens what it reads out of a session, whatever the policy says.
        set('helper', word('disable')),
      ]);
    }
    for (const [proto, name] of [
      ['icmp', 'ICMP'],
      ['icmpv6', 'ICMP6'],
    ] as const) {
      const part = of(proto);
      if (part?.whole) add(proto, [set('protocol', word(name)), unset('icmptype')]);
      else
        for (const type of each(part))
          add(`${proto}_${type}`, [set('protocol', word(name)), set('icmptype', number(type))]);
    }
    for (const n of each(of('ip'))) add(`ip_${n}`, [set('protocol', word('IP')), set('protocol-number', number(n))]);
    return out;
  }

  /** Schedules that together are a rule's times, each to be named in a policy of its own. */
  schedulesOf(rule: CompiledRule, times: NativeTimes | undefined): readonly Forti[] {
    if (times === undefined) return [quoted('always')];
    const stem = this.stems.of(`when ${rule.id}`, times).replace('when ', 'bh_');
    return this.once(`schedules ${stem}`, () => this.makeSchedules(rule, stem, times));
  }

  private makeSchedules(rule: CompiledRule, stem: string, { weekly, once }: NativeTimes): Forti[] {
    const own: Forti[] = weekly.map((span, i) =>
      this.define(
        'firewall schedule recurring',
        this.schedules.name(`${stem}_w${i + 1}`),
        [
          set('day', ...span.days.map((d) => word(DAYS[d] as string))),
          set('start', timeOfDay(span.from)),
          set('end', timeOfDay(span.to)),
        ],
        rule.id,
      ),
    );
    for (const { from, to } of once) {
      const end = Math.min(to, LAST_SECOND);
      if (from >= end) continue;
      const start = new Date(from * 1000).toISOString().slice(0, 16).replace(/\D/g, '');
      own.push(
        this.define(
          'firewall schedule onetime',
          this.schedules.name(`${stem}_${start}Z`),
          [
            set('start', dateTime(from, this.timezone)),
            set('end', dateTime(end, this.timezone)),
            set('start-utc', number(from)),
            set('end-utc', number(end)),
          ],
          rule.id,
        ),
      );
    }
    if (own.length === 1) return own;
    return Array.from({ length: Math.ceil(own.length / SCHEDULES) }, (_, i) =>
      this.define(
        'firewall schedule group',
        this.schedules.name(`${stem}${i === 0 ? '' : `_${i + 1}`}`),
        [set('member', ...own.slice(i * SCHEDULES, (i + 1) * SCHEDULES))],
        rule.id,
      ),
    );
  }
}

function each(part: ServicePart | undefined): number[] {
  return (part?.ranges ?? []).flatMap((r) => Array.from({ length: r.to - r.from + 1 }, (_, i) => r.from + i));
}
