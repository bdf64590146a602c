/** The lists of one ASA, and the groups and time ranges that they refer to. */
import { type AtomSet, atoms } from '../../model/atoms.ts';
import { equal } from '../../model/intervals.ts';
import type { CompiledRule, Crossing, RuleSide } from '../entry.ts';
import {
  type Asa,
  accessEntry,
  command,
  commentLine,
  definitionName,
  description,
  isNameif,
  nameif,
  networkObjects,
  remark,
  serviceObjects,
} from './cisco-asa-syntax.ts';
import { type Answerable, answerable } from './cisco-replies.ts';
import { timeRangeCommands, type UtcTimetable } from './cisco-times.ts';
import { dhcpText } from './common/address-pieces.ts';
import { contentHash } from './common/content-hash.ts';
import { byFamily, type Family, familyParts, serviceParts } from './common/parts.ts';
import { originText, turned } from './common/rule-text.ts';
import type { NameAllocator } from './common/text.ts';
import type { OutputLine, TargetRequest } from './target.ts';

const ORIGIN_ROOM = 92;
const CLOSED = 'bh-closed';
const GLOBAL = 'bh-global';
/** What the device tracks no connections of; without number 0, which ASA reads as every protocol. */
export const UNTRACKED = atoms('ip', 1);

interface Means {
  readonly names: NameAllocator<Asa>;
  readonly times: UtcTimetable;
  /** Replies of what the device does not track have entries of their own. */
  readonly replies: boolean;
}

/** A thing that is defined once: its kind in commands, its name, and the commands inside it. */
interface Definition {
  readonly kind: 'object-group network' | 'object-group service' | 'time-range';
  readonly name: Asa;
  readonly rule: string;
  readonly inside: readonly string[];
}

/** Writes the lists of some rules. */
export class AsaLists {
  private readonly rules: readonly CompiledRule[];
  private readonly means: Means;
  private readonly definitions = new Map<string, Definition>();
  private readonly bound: { readonly list: Asa; readonly to: string; readonly entries: readonly OutputLine[] }[];

  constructor(request: TargetRequest, rules: readonly CompiledRule[], means: Means) {
    this.rules = rules;
    this.means = means;
    for (const own of [CLOSED, GLOBAL]) means.names.name(own);
    const ports = new Set(request.rules.attachments.flatMap((a) => a.interfaces).filter(isNameif));
    this.bound = [...ports].sort().map((port) => {
      const list = means.names.name(`bh-in-${port}`);
      return { list, to: `in interface ${nameif(port)}`, entries: this.entries(list, port) };
    });
    const list = means.names.name(GLOBAL);
    this.bound.push({ list, to: 'global', entries: this.entries(list, undefined) });
  }

  lines(): OutputLine[] {
    const plain = (...texts: readonly string[]): OutputLine[] => texts.map((t) => ({ text: command(t) }));
    const all = [...this.definitions.values()];
    return [
      // Else what comes out of a tunnel that ends on the device passes no list: that is the default, and not shown.
      { text: commentLine('What comes out of a VPN tunnel is judged by the lists, too, from here on.') },
      ...plain('no sysopt connection permit-vpn'),
      ...(this.means.times.timed ? plain('clock timezone UTC 0', 'no clock summer-time') : []),
      // A list that is bound and taken away opens its interface to the device's defaults: a closed one holds its place.
      ...plain(`access-list ${CLOSED} extended deny ip any any`),
      ...this.bound.flatMap((b) => plain(`access-group ${CLOSED} ${b.to}`)),
      ...this.bound.flatMap((b) => plain(`clear configure access-list ${b.list}`)),
      ...all.flatMap((d) => plain(`no ${d.kind} ${d.name}`)),
      ...all.flatMap((d) => [
        { text: command(d.kind, d.name), rule: d.rule },
        ...d.inside.map((line) => ({ text: ` ${line}`, rule: d.rule })),
      ]),
      ...this.bound.flatMap((b) => b.entries),
      ...this.bound.flatMap((b) => plain(`access-group ${b.list} ${b.to}`)),
    ];
  }

  /**
   * Nothing passes afterwards: what let packets pass before this output is not known. Time ranges stay: a list that the policy no longer
   * has may refer to them, and without its range an entry might hold always.
   */
  rollback(): string[] {
    return [
      `access-list ${CLOSED} extended deny ip any any`,
      ...this.bound.map((b) => `access-group ${CLOSED} ${b.to}`),
      ...this.bound.map((b) => `clear configure access-list ${b.list}`),
      ...[...this.definitions.values()].filter((d) => d.kind !== 'time-range').map((d) => `no ${d.kind} ${d.name}`),
      commentLine('sysopt connection permit-vpn stays off: it may have been off before.'),
    ];
  }

  /** What comes in by an interface, or - without one - by any that has no list of its own. Replies first, then denies, then allows. */
  private entries(list: Asa, port: string | undefined): OutputLine[] {
    const here = this.rules.filter((r) => comesIn(r.crossing, port));
    const back = this.means.replies
      ? this.rules.filter((r) => r.action === 'allow' && comesIn(turned(r.crossing), port))
      : [];
    return [
      ...back.flatMap((r) => this.replies(list, r)),
      ...here.flatMap((r) => this.rule(list, r)),
      { text: accessEntry({ list, action: 'deny', log: true }) },
    ];
  }

  private rule(list: Asa, r: CompiledRule): OutputLine[] {
    const action = r.action === 'allow' ? 'permit' : 'deny';
    const lines = this.families(r, { list, action, log: r.log }, r);
    const note = { text: remark(list, originText(r, ORIGIN_ROOM)), rule: r.id };
    return lines.length === 0 ? [] : [note, ...lines];
  }

  /** Replies to connections that the device does not track: of the same protocol, the other way. */
  private replies(list: Asa, r: CompiledRule): OutputLine[] {
    const pieces = answerable(r, UNTRACKED, this.rules) ?? [];
    const lines = pieces.flatMap((p) => {
      const back = { ...r, ...this.sides(r, p), services: p.services, times: p.times };
      return this.families(back, { list, action: 'permit', log: false }, p);
    });
    const note = { text: remark(list, `replies to ${originText(r, ORIGIN_ROOM - 'replies to '.length)}`), rule: r.id };
    return lines.length === 0 ? [] : [note, ...lines];
  }

  private sides(r: CompiledRule, p: Answerable): Pick<CompiledRule, 'sources' | 'targets'> {
    const side = (of: RuleSide, addresses: RuleSide['addresses']): RuleSide =>
      addresses === of.addresses ? of : { ...of, key: `${of.key} part ${hash(addresses)}`, addresses };
    return { sources: side(r.targets, p.targets), targets: side(r.sources, p.sources) };
  }

  private families(
    r: CompiledRule,
    what: { readonly list: Asa; readonly action: 'permit' | 'deny'; readonly log: boolean },
    { services, times }: { readonly services: AtomSet; readonly times: CompiledRule['times'] },
  ): OutputLine[] {
    const out: OutputLine[] = [];
    const ranges = this.timeRanges({ ...r, times });
    for (const { family } of familyParts(r)) {
      const held = this.services(r, services, family);
      if (held === undefined) continue;
      const [sources, targets] = [this.network(r, r.sources, family), this.network(r, r.targets, family)];
      for (const timeRange of ranges)
        out.push({ text: accessEntry({ ...what, services: held.group, sources, targets, timeRange }), rule: r.id });
    }
    return out;
  }

  /**
   * A name says what the thing holds, by a hash: where an older list keeps a device from removing an older group, entering a group of
   * that name again would add to it, and what the policy dropped would stay permitted. A description is no content.
   */
  private define(kind: Definition['kind'], key: string, rule: string, content: readonly string[], note?: Asa): Asa {
    const name = definitionName(this.means.names.name(key), contentHash(content.join('\n')));
    const inside = note === undefined ? content : [note, ...content];
    const known = this.definitions.get(name);
    this.definitions.set(name, { kind, name, rule: known?.rule ?? rule, inside });
    return name;
  }

  private network(r: CompiledRule, side: RuleSide, family: Family): Asa {
    const addresses = byFamily(side.addresses)[family === 4 ? 0 : 1];
    const note = side.dhcp.length === 0 ? undefined : description(dhcpText(side.dhcp));
    return this.define('object-group network', `bh-${side.key}${six(family)}`, r.id, networkObjects(addresses), note);
  }

  /** A group of the services of a family; undefined where it has none, without group where they are everything. */
  private services(r: CompiledRule, services: AtomSet, family: Family): { readonly group?: Asa } | undefined {
    const parts = serviceParts(services, family);
    if (parts.length === 0) return undefined;
    if (parts.some((p) => p.proto === 'any')) return {};
    const own = parts.some((p) => p.proto === 'icmpv6') ? '-v6' : '';
    const inside = parts.flatMap(serviceObjects);
    if (equal(services, UNTRACKED))
      return { group: this.define('object-group service', 'bh-svc-other-protocols', r.id, inside) };
    return { group: this.define('object-group service', `bh-svc-${r.id}${own}`, r.id, inside) };
  }

  private timeRanges(r: Pick<CompiledRule, 'id' | 'times' | 'action'>): readonly (Asa | undefined)[] {
    const ranges = this.means.times.of(r);
    if (ranges === undefined) return [undefined];
    return ranges.map((range, i) =>
      this.define('time-range', `bh-when-${r.id}-${i + 1}`, r.id, timeRangeCommands(range)),
    );
  }
}

function six(family: Family): string {
  return family === 6 ? '-v6' : '';
}

/** Tells apart what shares a rule's name; the same for the same content. */
function hash(content: readonly unknown[]): string {
  return contentHash(JSON.stringify(content, (_, v) => (typeof v === 'bigint' ? `${v}` : v))).slice(0, 6);
}

/** What is inside a zone is told by its addresses, whichever interface it comes in by. */
function comesIn(crossing: Crossing, port: string | undefined): boolean {
  return crossing.kind !== 'between' || (port !== undefined && crossing.from.interfaces.includes(port));
}
