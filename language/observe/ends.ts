/**
 * Whose the addresses of conversations are: a declared asset's, a firewall's, an undeclared one of a zone, one of no zone - or one that
 * names no single host, so that there is nothing to judge.
 */
import { deviceLegs, legAt, outerAddress, zoneOfAddress } from '../analysis/address-space.ts';
import { actingUnits } from '../analysis/permission.ts';
import { type Unit, universeOf } from '../analysis/universe.ts';
import { parseAddress, parseCidr, V6_BASE } from '../model/addresses.ts';
import { has } from '../model/intervals.ts';
import type { AssetRef, FirewallRef, Policy, ZoneRef } from '../model/policy.ts';

/**
 * Why an address is judged no conversation by: a group or a broadcast, whose receivers are not known; one that means something on its
 * own link alone; one that is the inner address of several translated zones.
 */
export type Unjudged = 'multicast' | 'link' | 'ambiguous';

export type Who =
  | { readonly kind: 'asset'; readonly asset: AssetRef; readonly zone: ZoneRef }
  | { readonly kind: 'firewall'; readonly firewall: FirewallRef; readonly zone: ZoneRef }
  /** `stranger`: in a zone of kind external, or of all the rest: nobody would declare it. */
  | { readonly kind: 'undeclared'; readonly zone: ZoneRef; readonly stranger: boolean }
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'unjudged'; readonly why: Unjudged };

export interface End {
  /** As the rest of the plant knows it. */
  readonly address: bigint;
  readonly who: Who;
  /** What permission is asked of: the leg with this address; at an undeclared one also the zone's assets at dhcp. */
  readonly units: readonly Unit[];
  /** Ends with the same number are told apart by no rule. */
  readonly alike: number;
}

const point = (text: string): bigint => parseAddress(text) as bigint;
const cidr = (text: string) => parseCidr(text) as { from: bigint; to: bigint };
const MULTICAST = [cidr('224.0.0.0/4'), cidr('ff00::/8')];
const LINK = [cidr('0.0.0.0/8'), cidr('127.0.0.0/8'), cidr('169.254.0.0/16'), cidr('fe80::/10'), cidr('::/127')];
const BROADCAST = point('255.255.255.255');

/** Finds the end of every address once. */
export class Ends {
  readonly #policy: Policy;
  readonly #known = new Map<bigint, End>();
  readonly #alike = new Map<string, number>();
  readonly #broadcasts: ReadonlySet<bigint>;
  readonly #dhcp: ReadonlyMap<ZoneRef, readonly Unit[]>;
  readonly #translated: readonly ZoneRef[];

  constructor(policy: Policy) {
    this.#policy = policy;
    this.#broadcasts = new Set(broadcastsOf(policy));
    this.#dhcp = dhcpUnits(policy);
    this.#translated = policy.zones.filter((z) => z.networks.some((n) => n.translated)).map((z) => z.index);
  }

  of(address: bigint): End {
    let end = this.#known.get(address);
    if (end === undefined) {
      end = this.#find(address);
      this.#known.set(address, end);
    }
    return end;
  }

  #find(seen: bigint): End {
    if (seen === BROADCAST || inAny(MULTICAST, seen)) return unjudged(seen, 'multicast');
    const outer = this.#outer(seen);
    if (outer === undefined) return unjudged(seen, 'ambiguous');
    const who = this.#who(outer);
    if (who.kind === 'unjudged' || who.kind === 'nowhere') return { address: outer, who, units: [], alike: -1 };
    const own = actingUnits(this.#policy, { kind: 'address', address: outer });
    const units = who.kind === 'undeclared' ? [...own, ...this.#atDhcp(who.zone, own)] : own;
    return { address: outer, who, units, alike: this.#number(units) };
  }

  /** A capture from inside a translated zone shows inner addresses, which no zone has from outside. */
  #outer(seen: bigint): bigint | undefined {
    const policy = this.#policy;
    if (legAt(policy, seen) !== undefined || zoneOfAddress(policy, seen) !== undefined) return seen;
    const inside = this.#translated.filter((z) =>
      policy.zones[z]?.networks.some((n) => n.translated !== undefined && has(n.addresses, seen)),
    );
    const [only, another] = inside;
    if (only === undefined) return seen;
    return another === undefined ? outerAddress(policy, only, seen) : undefined;
  }

  #who(address: bigint): Who {
    const policy = this.#policy;
    const leg = legAt(policy, address);
    if (leg !== undefined) return { kind: 'asset', asset: leg.asset, zone: leg.zone };
    const device = deviceLegs(policy).find((d) => has(d.addresses, address));
    if (device !== undefined) return { kind: 'firewall', firewall: device.firewall, zone: device.zone };
    if (this.#broadcasts.has(address)) return { kind: 'unjudged', why: 'multicast' };
    const zone = policy.zones[zoneOfAddress(policy, address) ?? -1];
    if (inAny(LINK, address) && (zone === undefined || zone.rest)) return { kind: 'unjudged', why: 'link' };
    if (zone === undefined) return { kind: 'nowhere' };
    return { kind: 'undeclared', zone: zone.index, stranger: zone.rest || zone.kind === 'external' };
  }

  /** The zone's assets at dhcp, at the very address. */
  #atDhcp(zone: ZoneRef, [own]: readonly Unit[]): Unit[] {
    if (own === undefined) return [];
    return (this.#dhcp.get(zone) ?? []).map((unit) => ({ ...unit, outer: own.outer, inner: own.inner }));
  }

  #number(units: readonly Unit[]): number {
    const key = units.map((u) => `${u.index}:${u.outer.join()}:${u.inner.join()}`).join('/');
    const number = this.#alike.get(key) ?? this.#alike.size;
    this.#alike.set(key, number);
    return number;
  }
}

function unjudged(address: bigint, why: Unjudged): End {
  return { address, who: { kind: 'unjudged', why }, units: [], alike: -1 };
}

function inAny(ranges: readonly { readonly from: bigint; readonly to: bigint }[], address: bigint): boolean {
  return ranges.some((r) => address >= r.from && address < r.to);
}

/** The last address of every IPv4 network that zones state as such: it means all hosts of the network. */
function* broadcastsOf(policy: Policy): Iterable<bigint> {
  for (const zone of policy.zones)
    for (const { addresses, text, translated } of zone.networks)
      for (const { from, to } of translated?.addresses ?? addresses)
        if (to < V6_BASE && to - from >= 4n && text.includes('/')) yield to - 1n;
}

function dhcpUnits(policy: Policy): Map<ZoneRef, Unit[]> {
  const { units, unitOfLeg } = universeOf(policy);
  const found = new Map<ZoneRef, Set<Unit>>();
  for (const leg of policy.legs) {
    const unit = leg.dhcp ? units[unitOfLeg[leg.index] ?? -1] : undefined;
    if (unit !== undefined) found.set(leg.zone, (found.get(leg.zone) ?? new Set()).add(unit));
  }
  return new Map([...found].map(([zone, set]) => [zone, [...set]]));
}
