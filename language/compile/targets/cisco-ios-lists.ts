/** The lists of one IOS device, of both families, and where they are bound. */
import type { AddressSet } from '../../model/addresses.ts';
import { union } from '../../model/intervals.ts';
import type { CompiledRule, Crossing, FirewallRules } from '../entry.ts';
import { EntryMaker, type ReplyKind } from './cisco-ios-entries.ts';
import {
  ANY,
  accessEntry,
  addressBlocks,
  command,
  type Ios,
  interfaceName,
  iosNames,
  isInterfaceName,
  remark,
} from './cisco-ios-syntax.ts';
import { type TimeRange, timeRangeCommands, type UtcTimetable } from './cisco-times.ts';
import { dhcpText } from './common/address-pieces.ts';
import { contentHash } from './common/content-hash.ts';
import { byFamily, type Family } from './common/parts.ts';
import { originText, turned } from './common/rule-text.ts';
import type { OutputLine } from './target.ts';

const ORIGIN_ROOM = 92;
const CLOSED = 'BH-CLOSED';
/** What IOS itself puts before the end of a list of IPv6: without it, neighbours are not found. */
const NEIGHBOUR_DISCOVERY = ['permit icmp any any nd-na', 'permit icmp any any nd-ns'];
/** Multicast that no router forwards: routing protocols and the like. */
const LOCAL_MULTICAST = { 4: 'permit ip any 224.0.0.0 0.0.0.255', 6: 'permit ipv6 any ff02::/16' } as const;

interface BoundList {
  /** Absent: for every interface. */
  readonly port?: string;
  readonly names: Readonly<Record<Family, Ios>>;
}

/** Writes the lists of some rules. */
export class IosLists {
  readonly maker: EntryMaker;
  private readonly firewall: FirewallRules;
  private readonly times: UtcTimetable;
  private readonly names = iosNames();
  private readonly ranges = new Map<
    string,
    { readonly name: Ios; readonly inside: readonly string[]; readonly rule: string }
  >();
  private readonly taken = new Set<string>();
  private readonly bound: readonly BoundList[];

  constructor(firewall: FirewallRules, times: UtcTimetable) {
    this.firewall = firewall;
    this.times = times;
    this.maker = new EntryMaker(times, (rule, range, n) => this.timeRange(rule, range, n));
    this.names.name(CLOSED);
    this.names.name(`${CLOSED}-V6`);
    const ports = [...new Set(firewall.attachments.flatMap((a) => a.interfaces))].filter(isInterfaceName).sort();
    const list = (suffix: string) => ({
      4: this.names.name(`BH-IN${suffix}`),
      6: this.names.name(`BH-IN${suffix}-V6`),
    });
    this.bound =
      firewall.attachments.length === 0
        ? [{ names: list('') }]
        : ports.map((port) => ({ port, names: list(`-${port}`) }));
  }

  /** All commands; `replies` says of which rules replies of which kinds are written. */
  lines(rules: readonly CompiledRule[], replies: ReadonlyMap<CompiledRule, readonly ReplyKind[]>): OutputLine[] {
    const lists = this.bound.flatMap((b) =>
      ([4, 6] as const).flatMap((family) => [
        ...plain(head(b.names[family], family)),
        ...indented(this.entries(b, rules, replies, family)),
      ]),
    );
    const ranges = [...this.ranges.values()];
    return [
      ...(this.times.timed ? plain('clock timezone UTC 0 0', 'no clock summer-time') : []),
      ...plain(...this.closing()),
      ...this.bound.flatMap((b) => ([4, 6] as const).flatMap((f) => plain(`no ${head(b.names[f], f)}`))),
      ...ranges.flatMap((r) => plain(`no time-range ${r.name}`)),
      ...ranges.flatMap((r) => [
        { text: command('time-range', r.name), rule: r.rule },
        ...r.inside.map((line) => ({ text: ` ${line}`, rule: r.rule })),
      ]),
      ...lists,
      ...this.bound.flatMap((b) => plain(...binding(b, b.names))),
    ];
  }

  /** A list that is taken away opens its interface: a closed one holds its place. */
  private closing(): string[] {
    if (this.bound.every((b) => b.port === undefined)) return [];
    const closed = { 4: command(CLOSED), 6: command(`${CLOSED}-V6`) };
    return [
      ...[head(closed[4], 4), ' deny ip any any', head(closed[6], 6), ...NEIGHBOUR_DISCOVERY.map((l) => ` ${l}`)],
      ...[' deny ipv6 any any', ...this.bound.flatMap((b) => binding(b, closed))],
    ];
  }

  /**
   * Nothing passes afterwards: what let packets pass before this output is not known. Time ranges stay: on an interface that the policy
   * does not name any more a list may refer to them, and an entry without its range holds always.
   */
  rollback(): string[] {
    return [...this.closing(), ...this.bound.flatMap((b) => ([4, 6] as const).map((f) => `no ${head(b.names[f], f)}`))];
  }

  /** Replies first, so that a deny of new connections does not stop them; then denies, then allows. */
  private entries(
    { port }: BoundList,
    rules: readonly CompiledRule[],
    replies: ReadonlyMap<CompiledRule, readonly ReplyKind[]>,
    family: Family,
  ): OutputLine[] {
    const out: OutputLine[] = this.unjudged(family);
    const seen = new Set<string>();
    const add = (r: CompiledRule, words: string, entries: readonly Ios[]) => {
      const fresh = entries.filter((e) => !seen.has(e));
      for (const e of fresh) seen.add(e);
      if (fresh.length > 0) out.push(...[remark(words), ...fresh].map((text) => ({ text, rule: r.id })));
    };
    for (const r of rules)
      if (comesIn(turned(r.crossing), port)) {
        const all = (replies.get(r) ?? []).flatMap((kind) => this.maker.replies(r, kind, rules, family));
        add(r, `replies to ${originText(r, ORIGIN_ROOM - 'replies to '.length)}`, all);
      }
    for (const r of rules)
      if (comesIn(r.crossing, port)) {
        const dhcp = [...new Set([...r.sources.dhcp, ...r.targets.dhcp])];
        add(r, originText(r, ORIGIN_ROOM), this.maker.opening(r, family));
        if (dhcp.length > 0 && out[out.length - 1]?.rule === r.id)
          out.push({ text: remark(dhcpText(dhcp)), rule: r.id });
      }
    out.push({
      text: accessEntry({
        action: 'deny',
        protocol: command(family === 4 ? 'ip' : 'ipv6'),
        from: ANY,
        to: ANY,
        log: true,
      }),
    });
    return out;
  }

  /** What a list on an interface sees and no rule speaks of: neighbour discovery, and - where not judged - packets for the device. */
  private unjudged(family: Family): OutputLine[] {
    const discovery = family === 6 ? NEIGHBOUR_DISCOVERY : [];
    if (this.firewall.judgesInput) return plain(...discovery);
    const own = this.firewall.attachments.reduce<AddressSet>((all, a) => union(all, a.own), []);
    const blocks = addressBlocks(byFamily(own)[family === 4 ? 0 : 1], family);
    const to = blocks.map((b) => command('permit', family === 4 ? 'ip' : 'ipv6', ANY, b));
    return plain(...discovery, LOCAL_MULTICAST[family], ...to);
  }

  private timeRange(rule: string, range: TimeRange, n: number): Ios {
    const inside = timeRangeCommands(range);
    const key = inside.join('\n');
    const known = this.ranges.get(`${rule} ${key}`);
    if (known !== undefined) return known.name;
    const plainName = `BH-WHEN-${rule}-${n}`;
    const name = this.names.name(
      this.taken.has(plainName) ? `${plainName} ${contentHash(key).slice(0, 6)}` : plainName,
    );
    this.taken.add(plainName);
    this.ranges.set(`${rule} ${key}`, { name, inside, rule });
    return name;
  }
}

function head(name: Ios, family: Family): string {
  return family === 4 ? `ip access-list extended ${name}` : `ipv6 access-list ${name}`;
}

/** `exit`: where the device has no such interface, the next lines must not be the interface's before. */
function binding({ port }: BoundList, names: Readonly<Record<Family, Ios>>): string[] {
  if (port === undefined) return [];
  const lists = [` ip access-group ${names[4]} in`, ` ipv6 traffic-filter ${names[6]} in`];
  return [`interface ${interfaceName(port)}`, ...lists, 'exit'];
}

function plain(...texts: readonly string[]): OutputLine[] {
  return texts.map((text) => ({ text }));
}

function indented(lines: readonly OutputLine[]): OutputLine[] {
  return lines.map((l) => ({ ...l, text: ` ${l.text}` }));
}

/** What is inside a zone is told by its addresses, whichever interface it comes in by. */
function comesIn(crossing: Crossing, port: string | undefined): boolean {
  if (crossing.kind === 'between' || crossing.kind === 'input')
    return port !== undefined && crossing.from.interfaces.includes(port);
  return true;
}
