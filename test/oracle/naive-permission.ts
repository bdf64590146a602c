/**
 * SEMANTICS.md *Permission*, read word by word: one address, one service atom, one instant at a time, with no cleverness. It shares
 * nothing with language/analysis but the model's types, and is what that is tested against.
 */
import { Temporal } from 'temporal-polyfill';
import type { AddressSet } from '../../language/model/addresses.ts';
import type { AtomSet } from '../../language/model/atoms.ts';
import type { Conduit, Policy, Rule, Selector, SelectorList, ZoneRef } from '../../language/model/policy.ts';

/** One end of a connection: a leg at one of its addresses, a firewall's interface, or an undeclared address. */
export interface End {
  readonly asset?: number;
  readonly firewall?: number;
  readonly zone: ZoneRef;
  /** As the zone's neighbours see it, and as the rest does; absent: no address known. */
  readonly inner?: bigint;
  readonly outer?: bigint;
}

type Scope = { readonly conduit: Conduit } | { readonly zone: ZoneRef } | 'policy';

function inSet(set: AddressSet | AtomSet, point: bigint | number): boolean {
  return (set as readonly { from: bigint | number; to: bigint | number }[]).some(
    (i) => point >= i.from && point < i.to,
  );
}

function isIn(policy: Policy, zone: ZoneRef, outer: ZoneRef): boolean {
  for (let z: ZoneRef | undefined = zone; z !== undefined; z = policy.zones[z]?.parent) if (z === outer) return true;
  return false;
}

function side(policy: Policy, conduit: Conduit, zone: ZoneRef): ZoneRef | undefined {
  for (let z: ZoneRef | undefined = zone; z !== undefined; z = policy.zones[z]?.parent)
    if (conduit.zones.includes(z)) return z;
  return undefined;
}

function hasTag(policy: Policy, end: End, tag: string): boolean {
  return end.asset !== undefined && (policy.assets[end.asset]?.effectiveTags.includes(tag) ?? false);
}

function selects(policy: Policy, s: Selector, end: End, scope: Scope, groups: readonly number[]): boolean {
  if (s.in !== undefined && !isIn(policy, end.zone, s.in)) return false;
  if (s.narrowedTo !== undefined && !hasTag(policy, end, s.narrowedTo)) return false;
  const address = typeof scope === 'object' && 'zone' in scope ? end.inner : end.outer;
  switch (s.kind) {
    case 'any':
      return true;
    case 'asset':
      return end.asset !== undefined && end.asset === s.ref;
    case 'firewall':
      return end.firewall !== undefined && end.firewall === s.ref;
    case 'zone':
      return s.ref !== undefined && isIn(policy, end.zone, s.ref);
    case 'tagged':
      return s.tag !== undefined && hasTag(policy, end, s.tag);
    case 'address':
      return address !== undefined && inSet(s.addresses ?? [], address);
    case 'type':
      for (
        let t = end.asset === undefined ? undefined : policy.assets[end.asset]?.type;
        t !== undefined;
        t = policy.types[t]?.parent
      )
        if (t === s.ref) return true;
      return false;
    case 'group': {
      const group = policy.groups[s.ref ?? -1];
      if (group === undefined || groups.includes(group.index)) return false;
      return holds(policy, group.members, end, scope, [...groups, group.index]);
    }
  }
}

function holds(policy: Policy, list: SelectorList, end: End, scope: Scope, groups: readonly number[] = []): boolean {
  if (typeof scope === 'object' && 'zone' in scope && end.zone !== scope.zone) return false;
  if (typeof scope === 'object' && 'conduit' in scope && side(policy, scope.conduit, end.zone) === undefined)
    return false;
  const some = (items: readonly Selector[]) => items.some((s) => selects(policy, s, end, scope, groups));
  return some(list.items) && !some(list.except);
}

function matches(policy: Policy, rule: Rule, from: End, to: End, atom: number, scope: Scope): boolean {
  if (rule.broken || !inSet(rule.atoms, atom)) return false;
  const pair = (a: End, b: End) => holds(policy, rule.sources, a, scope) && holds(policy, rule.targets, b, scope);
  return pair(from, to) || (rule.both && pair(to, from));
}

/** The rules that bear on one address, one atom, to another address; `open` where no rule is needed. */
export interface Bearing {
  readonly open: boolean;
  readonly allows: readonly Rule[];
  readonly denies: readonly Rule[];
}

/** What SEMANTICS.md says bears on a connection, whatever the time. */
export function bearing(policy: Policy, from: End, to: End, atom: number): Bearing {
  if (from.zone === to.zone) {
    const zone = policy.zones[from.zone];
    const rules = (zone?.rules ?? []).map((r) => policy.rules[r] as Rule);
    const matching = rules.filter((r) => matches(policy, r, from, to, atom, { zone: from.zone }));
    const denies = matching.filter((r) => r.action === 'deny');
    if (!zone?.microsegmented) return { open: true, allows: [], denies };
    return { open: false, allows: matching.filter((r) => r.action === 'allow'), denies };
  }
  const allows: Rule[] = [];
  const denies: Rule[] = [];
  for (const conduit of policy.conduits) {
    const [a, b] = [side(policy, conduit, from.zone), side(policy, conduit, to.zone)];
    if (a === undefined || b === undefined || a === b) continue;
    const against = conduit.oneWay !== undefined && (conduit.oneWay.from !== a || conduit.oneWay.to !== b);
    for (const ref of conduit.rules) {
      const rule = policy.rules[ref] as Rule;
      if (!matches(policy, rule, from, to, atom, { conduit })) continue;
      if (rule.action === 'deny') denies.push(rule);
      else if (!against) allows.push(rule);
    }
    if (against) continue;
    for (const access of policy.accesses)
      for (const ref of access.rules) {
        const rule = policy.rules[ref] as Rule;
        if (matches(policy, rule, from, to, atom, 'policy')) allows.push(rule);
      }
  }
  return { open: false, allows, denies };
}

/** Whether a rule counts at an instant, by the policy's wall clock. */
export function counts(policy: Policy, rule: Rule, instant: number): boolean {
  if (rule.from !== undefined && instant < rule.from.value) return false;
  if (rule.until !== undefined && instant >= rule.until.value) return false;
  if (rule.week === undefined) return true;
  const z = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(policy.header.timezone);
  const minute = (z.dayOfWeek - 1) * 1440 + z.hour * 60 + z.minute;
  return rule.week.some((w) => minute >= w.from && minute < w.to);
}

/** Whether a connection is permitted, given what bears on it, when `active` says which rules count. */
export function permits({ open, allows, denies }: Bearing, active: (rule: Rule) => boolean): boolean {
  return (open || allows.some(active)) && !denies.some(active);
}

/** The outer address of an inner one in a zone: by the translation of the zone or of the nearest zone around it that has one for it. */
function outerOf(policy: Policy, zone: ZoneRef, point: bigint): bigint {
  for (let z: ZoneRef | undefined = zone; z !== undefined; z = policy.zones[z]?.parent)
    for (const n of policy.zones[z]?.networks ?? []) {
      const [inner, outer] = [n.addresses[0], n.translated?.addresses[0]];
      if (inner !== undefined && outer !== undefined && point >= inner.from && point < inner.to)
        return point - inner.from + outer.from;
    }
  return point;
}

function innerOf(policy: Policy, zone: ZoneRef, point: bigint): bigint {
  for (let z: ZoneRef | undefined = zone; z !== undefined; z = policy.zones[z]?.parent)
    for (const n of policy.zones[z]?.networks ?? []) {
      const [inner, outer] = [n.addresses[0], n.translated?.addresses[0]];
      if (inner !== undefined && outer !== undefined && point >= outer.from && point < outer.to)
        return point - outer.from + inner.from;
    }
  return point;
}

function points(set: AddressSet): bigint[] {
  return set.flatMap((i) => Array.from({ length: Number(i.to - i.from) }, (_, k) => i.from + BigInt(k)));
}

/** Every address of every leg of an asset, as an end; a leg without known address is one end without. */
export function endsOfAsset(policy: Policy, asset: number): End[] {
  return (policy.assets[asset]?.legs ?? []).flatMap((ref) => {
    const leg = policy.legs[ref];
    if (leg === undefined) return [];
    const known = points(leg.addressSet).map((p) => ({
      asset,
      zone: leg.zone,
      inner: p,
      outer: outerOf(policy, leg.zone, p),
    }));
    return known.length === 0 || leg.dhcp ? [...known, { asset, zone: leg.zone }] : known;
  });
}

/** The interfaces of a firewall, as ends. */
export function endsOfFirewall(policy: Policy, firewall: number): End[] {
  return (policy.firewalls[firewall]?.interfaces ?? []).flatMap((i) =>
    i.addresses.flatMap((a) =>
      points(a.addresses).map((p) => ({ firewall, zone: i.zones[0] as ZoneRef, inner: p, outer: p })),
    ),
  );
}

/** The zone an undeclared address belongs to: that with the longest network, the inner of two nested ones, else the first. */
function ownerOf(policy: Policy, point: bigint): ZoneRef | undefined {
  const depth = (z: ZoneRef): number => {
    let n = 0;
    for (let p = policy.zones[z]?.parent; p !== undefined; p = policy.zones[p]?.parent) n++;
    return n;
  };
  const claims = policy.zones.flatMap((zone) =>
    zone.networks.flatMap((n) => {
      const outer = n.translated?.addresses[0] ?? n.addresses[0];
      if (outer === undefined) return [];
      const from = n.translated === undefined ? outerOf(policy, zone.index, outer.from) : outer.from;
      const size = outer.to - outer.from;
      return point >= from && point < from + size ? [{ zone: zone.index, size }] : [];
    }),
  );
  claims.sort((a, b) =>
    a.size === b.size ? depth(b.zone) - depth(a.zone) || a.zone - b.zone : a.size < b.size ? -1 : 1,
  );
  return claims[0]?.zone ?? policy.zones.find((z) => z.rest)?.index;
}

/** The undeclared end at an address, as zones see it from outside; undefined where no zone holds it. */
export function strangerAt(policy: Policy, point: bigint): End | undefined {
  const zone = ownerOf(policy, point);
  return zone === undefined ? undefined : { zone, outer: point, inner: innerOf(policy, zone, point) };
}

/** The outer address of one in a zone, by the translations of its networks. */
export function outside(policy: Policy, zone: ZoneRef, point: bigint): bigint {
  return outerOf(policy, zone, point);
}

/** Undeclared addresses, a sample with at least one of every kind that any rule or network of the policy tells apart. */
export function strangers(policy: Policy): End[] {
  const declared = new Set<bigint>();
  for (const a of policy.assets)
    for (const e of endsOfAsset(policy, a.index)) if (e.outer !== undefined) declared.add(e.outer);
  for (const f of policy.firewalls) for (const e of endsOfFirewall(policy, f.index)) declared.add(e.outer as bigint);
  const edges = new Set<bigint>([...declared].flatMap((p) => [p, p + 1n]));
  const note = (set: AddressSet | undefined): void => {
    for (const i of set ?? []) for (const p of [i.from, i.to]) edges.add(p);
  };
  for (const zone of policy.zones)
    for (const n of zone.networks) {
      note(n.addresses);
      note(n.translated?.addresses);
    }
  const lists = [...policy.rules.flatMap((r) => [r.sources, r.targets]), ...policy.groups.map((g) => g.members)];
  for (const list of lists) for (const s of [...list.items, ...list.except]) note(s.addresses);
  // What is named inside a translated network is told apart outside of it, and the other way round.
  for (const zone of policy.zones)
    for (const p of [...edges]) edges.add(outerOf(policy, zone.index, p)).add(innerOf(policy, zone.index, p));
  return [...edges].flatMap((point) => {
    const end = declared.has(point) ? undefined : strangerAt(policy, point);
    return end === undefined ? [] : [end];
  });
}
