/**
 * A policy as rule lists, one per enforcement point: SEMANTICS.md *Compiled rules*.
 *
 * Permissions are placed first, then denies wherever a permission between the same segments may cross. Denies are entries of their
 * own, not holes in the allows: in every target they come first, so that a deny beats every allow packet by packet - also where
 * two assets share an address.
 */
import { accessRules, conduitRules, type RuleReading, readRule, zoneRules } from '../analysis/rules.ts';
import { selectUnits } from '../analysis/select.ts';
import { compareIds } from '../analysis/universe.ts';
import { sidesAt } from '../analysis/zones.ts';
import { ALL_ATOMS, type AtomSet } from '../model/atoms.ts';
import { ruleIds } from '../model/build/rules.ts';
import type { Conduit, ConduitRef, FirewallRef, Place, Policy, Rule, SelectorList, Zone } from '../model/policy.ts';
import { ALWAYS, cutFrom, isAlways, isEmptyTimes, type TimeSet } from '../model/times.ts';
import { AttachmentFinder } from './attachments.ts';
import { type End, EndFinder } from './ends.ts';
import type { Attachment, CompiledRule, Crossing, FirewallRules, Origin, RuleList } from './entry.ts';
import { crossingKey, sideOf } from './entry-sides.ts';
import { CompileErrors } from './errors.ts';
import { containerName } from './origins.ts';
import { type EndGroup, type Placed, Placement, type Product, products } from './placement.ts';
import { SharedSets } from './shared-sets.ts';
import { buildTopology, type Topology } from './topology.ts';

/** The rules of every enforcement point from an instant (epoch ms) on, with their times, and what has no place. Pure. */
export function compileRules(policy: Policy, now: number): RuleList {
  return new Compiler(policy, now).compile();
}

/** Rules that are one: the first read, with the places and settings of all. */
interface Merged {
  readonly id: string;
  readonly action: 'allow' | 'deny';
  readonly atoms: AtomSet;
  readonly times: TimeSet;
  readonly log: boolean;
  readonly why?: string | undefined;
  readonly origin: readonly Origin[];
  /** What an error says of it. */
  readonly rule?: Rule;
}

/** One direction of a rule: its first list to its second, or - with `<->` - back. */
interface Direction {
  readonly from: readonly End[];
  readonly to: readonly End[];
  readonly keys: readonly [string, string];
}

class Compiler {
  private readonly policy: Policy;
  private readonly now: number;
  private readonly topology: Topology;
  private readonly placement: Placement;
  private readonly ends: EndFinder;
  private readonly errors: CompileErrors;
  private readonly attached: AttachmentFinder;
  private readonly entries: CompiledRule[][];
  private readonly shared = new SharedSets();

  constructor(policy: Policy, now: number) {
    this.policy = policy;
    this.now = now;
    this.topology = buildTopology(policy);
    this.placement = new Placement(policy, this.topology);
    this.ends = new EndFinder(policy);
    this.attached = new AttachmentFinder(policy, this.topology);
    this.errors = new CompileErrors(policy);
    this.entries = this.topology.points.map(() => []);
  }

  compile(): RuleList {
    for (const action of ['allow', 'deny'] as const) {
      for (const conduit of this.policy.conduits)
        for (const group of this.rules(conduitRules(this.policy, conduit.index), action))
          this.acrossConduit(group, conduit, false);
      if (action === 'allow') for (const group of this.rules(accessRules(this.policy), action)) this.access(group);
    }
    for (const zone of this.policy.zones) this.zone(zone);
    return { firewalls: this.topology.points.map((p) => this.firewallRules(p.index)), errors: this.errors.list() };
  }

  private firewallRules(point: number): FirewallRules {
    const at = this.topology.points[point] as Topology['points'][number];
    const { name, firewall } = at;
    const declared = firewall === undefined ? undefined : this.policy.firewalls[firewall];
    const judgesInput = firewall !== undefined && this.namedAsTarget().has(firewall);
    const rules = (this.entries[point] ?? []).filter((r) => judgesInput || r.crossing.kind !== 'input');
    const { attached } = this;
    let attachments: readonly Attachment[] | undefined;
    return {
      firewall: name,
      ...(declared?.title === undefined ? {} : { title: declared.title }),
      ...(declared === undefined ? {} : { declared: declared.place }),
      rules: inOrder(rules),
      judgesInput,
      get attachments() {
        attachments ??= attached.of(at);
        return attachments;
      },
    };
  }

  /** Rules of one action that have not expired, equal ones together. */
  private *rules(
    book: { readonly allows: readonly RuleReading[]; readonly denies: readonly RuleReading[] },
    action: 'allow' | 'deny',
  ): Generator<{ readonly merged: Merged; readonly reading: RuleReading }> {
    const byId = new Map<string, RuleReading[]>();
    for (const r of action === 'allow' ? book.allows : book.denies) {
      const alike = byId.get(r.rule.id);
      if (alike === undefined) byId.set(r.rule.id, [r]);
      else alike.push(r);
    }
    for (const readings of byId.values()) {
      const [reading] = readings;
      if (reading === undefined) continue;
      const times = this.remaining(reading.times);
      if (times.length > 0) yield { merged: this.merge(readings, this.shared.times(times)), reading };
    }
  }

  private merge(readings: readonly RuleReading[], times: TimeSet): Merged {
    const { rule } = readings[0] as RuleReading;
    const { id, action } = rule;
    return {
      id,
      action,
      atoms: this.shared.atoms(rule.atoms),
      times,
      log: readings.some((r) => r.rule.log),
      why: reasonsOf(readings),
      origin: readings.map((r) => originAt(r.rule.place, containerName(this.policy, r.rule))).sort(compareOrigins),
      rule,
    };
  }

  /** What of a time set is not over; pieces keep the beginnings that they state. */
  private remaining(times: TimeSet): TimeSet {
    if (isAlways(times)) return ALWAYS;
    return isEmptyTimes(cutFrom(times, this.now), this.policy.header.timezone)
      ? []
      : times.filter((p) => p.until > this.now);
  }

  private directions(reading: RuleReading, id: string, view: 'outer' | 'inner'): Direction[] {
    const from = this.ends.of(reading.sources, view);
    const to = this.ends.of(reading.targets, view);
    const there: Direction = { from, to, keys: [`from ${id}`, `to ${id}`] };
    return reading.rule.both ? [there, { from: to, to: from, keys: [`to ${id}`, `from ${id}`] }] : [there];
  }

  private acrossConduit(
    { merged, reading }: { merged: Merged; reading: RuleReading },
    conduit: Conduit,
    several: boolean,
  ) {
    for (const d of this.directions(reading, merged.id, 'outer')) {
      const from = this.placement.groups(d.from, conduit.index);
      const to = this.placement.groups(d.to, conduit.index);
      const placed: Placed[] = [];
      for (const f of from) for (const t of to) placed.push(...this.pair(merged, conduit, f, t));
      const keys = several ? d.keys.map((k) => `${k} ${conduit.id}`) : d.keys;
      const oneWay = conduit.oneWay !== undefined && !conduit.proxied;
      for (const p of products(placed)) this.add(merged, p, keys as [string, string], [from, to], oneWay);
    }
  }

  private pair(merged: Merged, conduit: Conduit, from: EndGroup, to: EndGroup): readonly Placed[] {
    if (from.side === to.side) return [];
    if (merged.action === 'deny') return this.placement.denial(from, to, conduit.via);
    const { oneWay } = conduit;
    if (oneWay !== undefined && (oneWay.from !== from.side || oneWay.to !== to.side)) return [];
    const found = this.placement.permission(from, to, conduit.via);
    if (!('why' in found)) return found;
    this.errors.unplaced(conduit, found, merged.rule);
    return [];
  }

  /** An access rule counts on every conduit that joins what it selects. */
  private access(group: { merged: Merged; reading: RuleReading }): void {
    const { sources, targets } = this.zonesOf(group.reading);
    const conduits = new Set<ConduitRef>();
    for (const zone of sources) for (const c of sidesAt(this.policy, zone).keys()) conduits.add(c);
    const there = new Set([...targets].flatMap((zone) => [...sidesAt(this.policy, zone).keys()]));
    const joining = [...conduits].filter((c) => there.has(c)).sort((a, b) => a - b);
    for (const c of joining) this.acrossConduit(group, this.policy.conduits[c] as Conduit, joining.length > 1);
  }

  private zonesOf(reading: RuleReading): { sources: Set<number>; targets: Set<number> } {
    const zones = (list: readonly End[]) => new Set(list.map((e) => e.zone));
    return {
      sources: zones(this.ends.of(reading.sources, 'outer')),
      targets: zones(this.ends.of(reading.targets, 'outer')),
    };
  }

  /** Inside a zone: on the firewall that enforces it, and to a firewall that the policy names and that stands in it. */
  private zone(zone: Zone): void {
    const devices = [...this.namedAsTarget()].filter((f) => this.topology.points[f]?.interfaces.has(zone.index));
    const enforcers = zone.enforcedBy === undefined ? [] : (this.topology.points[zone.enforcedBy]?.twins ?? []);
    if (devices.length === 0 && enforcers.length === 0) return;
    const book = zoneRules(this.policy, zone.index);
    if (!zone.microsegmented) this.openZone(zone, enforcers, devices);
    for (const action of ['allow', 'deny'] as const) {
      if (action === 'allow' && !zone.microsegmented) continue;
      for (const { merged, reading } of this.rules(book, action))
        for (const d of this.directions(reading, merged.id, 'inner')) this.within(zone, merged, d, enforcers, devices);
    }
  }

  private openZone(zone: Zone, enforcers: readonly number[], devices: readonly FirewallRef[]): void {
    const id = ruleIds([JSON.stringify(['open zone', zone.id])])[0] as string;
    const all: SelectorList = {
      items: [{ kind: 'any', text: 'any', place: zone.namePlace }],
      except: [],
      place: zone.namePlace,
    };
    const held = this.ends.of(selectUnits(this.policy, all, { kind: 'zone', zone: zone.index }), 'inner');
    const merged: Merged = {
      ...{ id, action: 'allow', atoms: ALL_ATOMS, times: ALWAYS, log: false },
      why: `${zone.id} is open inside`,
      origin: [originAt(zone.namePlace, `zone ${zone.id}`)],
    };
    this.within(zone, merged, { from: held, to: held, keys: [`from ${id}`, `to ${id}`] }, enforcers, devices);
  }

  private within(
    zone: Zone,
    merged: Merged,
    d: Direction,
    enforcers: readonly number[],
    devices: readonly FirewallRef[],
  ) {
    const segment = this.topology.segmentOf[zone.index];
    const group = (ends: readonly End[]): EndGroup => ({ label: zone.id, side: zone.index, segment, ends });
    const from = group(d.from.filter((e) => e.device === undefined));
    const to = group(d.to.filter((e) => e.device === undefined));
    for (const point of enforcers) {
      const crossing = this.placement.inside(zone.index);
      this.add(merged, { point, crossing, from: [from], to: [to] }, d.keys, [[from], [to]], false);
    }
    for (const device of devices) {
      const own = group(d.to.filter((e) => e.device === device));
      const crossing = this.placement.input(
        this.topology.points[device] as Topology['points'][number],
        segment ?? zone.index,
      );
      const keys = [d.keys[0], `${d.keys[1]} ${this.topology.points[device]?.name}`] as const;
      this.add(merged, { point: device, crossing, from: [from], to: [own] }, keys, [[from], [own]], false);
    }
  }

  private add(
    merged: Merged,
    product: Product,
    keys: readonly [string, string],
    all: readonly [readonly EndGroup[], readonly EndGroup[]],
    oneWay: boolean,
  ): void {
    this.errors.unaddressed(product.from, merged.rule);
    this.errors.unaddressed(product.to, merged.rule);
    const sources = sideOf(this.policy, keys[0], product.from, all[0]);
    const targets = sideOf(this.policy, keys[1], product.to, all[1]);
    if (sources.addresses.length === 0 || targets.addresses.length === 0) return;
    const { id, action, times, log, why, origin } = merged;
    const firewall = this.topology.points[product.point]?.firewall;
    const logged = log || (firewall !== undefined && this.policy.firewalls[firewall]?.defaultLog === true);
    const { crossing } = product;
    const services = merged.atoms;
    this.entries[product.point]?.push(
      why === undefined
        ? { id, action, sources, targets, services, times, oneWay, log: logged, origin, crossing }
        : { id, action, sources, targets, services, times, oneWay, log: logged, why, origin, crossing },
    );
  }

  private named: ReadonlySet<FirewallRef> | undefined;

  /** Firewalls that some rule names as a target, itself or in a group. */
  private namedAsTarget(): ReadonlySet<FirewallRef> {
    if (this.named !== undefined) return this.named;
    const found = new Set<FirewallRef>();
    const seen = new Set<SelectorList>();
    const read = (list: SelectorList): void => {
      if (seen.has(list)) return;
      seen.add(list);
      for (const { kind, ref } of list.items) {
        if (ref === undefined) continue;
        if (kind === 'firewall') found.add(ref);
        const group = kind === 'group' ? this.policy.groups[ref] : undefined;
        if (group !== undefined) read(group.members);
      }
    };
    for (const rule of this.policy.firewalls.length === 0 ? [] : this.policy.rules) {
      if (rule.broken || this.remaining(readRule(this.policy, rule.index).times).length === 0) continue;
      read(rule.targets);
      if (rule.both) read(rule.sources);
    }
    this.named = found;
    return found;
  }
}

/** The reasons that rules state, each once; undefined where none states one. */
function reasonsOf(readings: readonly RuleReading[]): string | undefined {
  const [first] = readings;
  if (readings.length === 1) return first?.rule.because?.value;
  const reasons = new Set(readings.flatMap(({ rule }) => (rule.because === undefined ? [] : [rule.because.value])));
  return reasons.size === 0 ? undefined : [...reasons].join('; ');
}

function originAt(place: Place, within: string): Origin {
  return { within, file: place.file, line: place.line + 1, place };
}

function compareOrigins(a: Origin, b: Origin): number {
  return compareIds(a.file, b.file) || a.place.offset - b.place.offset;
}

/** Denies first, by crossing; there what logs first, so that no packet goes unlogged past a rule that asks for it; then by id. */
function inOrder(rules: readonly CompiledRule[]): CompiledRule[] {
  type Sorted = Record<'deny' | 'allow', [logged: CompiledRule[], silent: CompiledRule[]]>;
  const known = new Map<Crossing, Sorted>();
  const found = new Map<string, Sorted>();
  const at = (crossing: Crossing): Sorted => {
    const key = crossingKey(crossing);
    const entries = found.get(key) ?? { deny: [[], []], allow: [[], []] };
    found.set(key, entries);
    known.set(crossing, entries);
    return entries;
  };
  for (const rule of rules) (known.get(rule.crossing) ?? at(rule.crossing))[rule.action][rule.log ? 0 : 1].push(rule);
  const crossings = [...found].sort(([a], [b]) => compareIds(a, b)).map(([, entries]) => entries);
  return (['deny', 'allow'] as const).flatMap((action) =>
    crossings.flatMap((entries) => entries[action].flatMap((list) => list.sort(compareNames))),
  );
}

function compareNames(a: CompiledRule, b: CompiledRule): number {
  return compareIds(a.id, b.id) || compareIds(a.sources.key, b.sources.key) || compareIds(a.targets.key, b.targets.key);
}
