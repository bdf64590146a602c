/** Check `address-outside-zone`: an asset's address lies in none of its zone's networks. */
import { type AddressSet, familyOf, formatAddresses, toCidrs, V6_BASE } from '../../model/addresses.ts';
import { contains, overlaps, subtract, union } from '../../model/intervals.ts';
import type { Asset, AssetAddress, Leg, Policy, Zone } from '../../model/policy.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { insertAt, insertProperties, moveAsset, referenceTo, textAt, zoneChildren } from '../edits.ts';
import type { Fix, TextEdit } from '../finding.ts';
import { label, listed } from '../words.ts';
import { keepsRules } from './moving.ts';
import { addressHome, holderOf, innerAddresses, related, seenFromOutside, zoneAndAncestors } from './zone-networks.ts';

export const addressOutsideZone: Check = {
  name: 'address-outside-zone',
  family: 'zones',
  kind: 'prompt',
  severity: 'error',
  documentation: {
    summary: 'An asset has an address that lies in none of the networks of its zone.',
    why: `Compiled rules match addresses. An asset whose address belongs elsewhere gets rules on the wrong segment: what the
policy permits does not work, and what it forbids may pass.

A zone without \`network\` uses those of the nearest zone around it. Where no zone around it states any, an address is wrong only if
a network of another zone holds it. In a zone with \`network ... as ...\` assets have the inner addresses. \`at dhcp\` is never outside.`,
    avoid: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.42.0.10
  asset PLC-2 : plc at 10.41.0.11
}

zone Packing {
  level 1
  sl-t 1
  network 10.42.0.0/24
  asset PLC-3 : plc at 10.42.0.11
}
`,
    prefer: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-2 : plc at 10.41.0.11
}

zone Packing {
  level 1
  sl-t 1
  network 10.42.0.0/24
  asset PLC-3 : plc at 10.42.0.11
  asset PLC-1 : plc at 10.42.0.10
}
`,
    fixes: [
      'Move the asset to the zone whose network holds the address (of a second leg: change its zone).',
      "Add a network that holds the address to the asset's zone, or the length that a network there lacks.",
    ],
    basis: 'IEC 62443-3-2, ZCR 6',
  },
  *run(context) {
    const { policy } = context;
    const ofOthers = elsewhere(policy);
    const homes = new Map<Zone, Home>();
    for (const leg of policy.legs) {
      const zone = policy.zones[leg.zone];
      const asset = policy.assets[leg.asset];
      if (zone === undefined || asset === undefined || leg.addresses.length === 0) continue;
      const home = homes.get(zone) ?? homeOf(policy, zone);
      homes.set(zone, home);
      for (const address of leg.addresses) {
        if (contains(home.addresses, address.addresses)) continue;
        const outside = outsideOf(zone, home, address.addresses, ofOthers);
        if (outside.length > 0) yield reportOf(context, { asset, leg, zone, address, outside });
      }
    }
  },
};

interface Stray {
  readonly asset: Asset;
  readonly leg: Leg;
  readonly zone: Zone;
  readonly address: AssetAddress;
  readonly outside: AddressSet;
}

/** Addresses that zones other than the given one state, as seen from outside. Computed at most once per zone. */
function elsewhere(policy: Policy): (zone: Zone) => AddressSet {
  const known = new Map<number, AddressSet>();
  return (zone) => {
    const found = known.get(zone.index);
    if (found !== undefined) return found;
    const others = policy.zones.filter((z) => z !== zone && z.networks.length > 0);
    const set = union<bigint>(...others.map((z) => seenFromOutside(policy, z, innerAddresses(z))), []);
    known.set(zone.index, set);
    return set;
  };
}

/** The zone that says which addresses belong into a zone, and those that it states. */
interface Home {
  readonly home: Zone | undefined;
  readonly addresses: AddressSet;
}

function homeOf(policy: Policy, zone: Zone): Home {
  const home = addressHome(policy, zone);
  return { home, addresses: home === undefined ? [] : innerAddresses(home) };
}

function outsideOf(
  zone: Zone,
  { home, addresses: held }: Home,
  addresses: AddressSet,
  ofOthers: (zone: Zone) => AddressSet,
): AddressSet {
  if (home === undefined) return overlaps(addresses, ofOthers(zone)) ? addresses : [];
  const strange = subtract(addresses, held);
  if (!home.rest || strange.length === 0) return strange;
  return overlaps(strange, ofOthers(home)) ? strange : [];
}

function reportOf(context: CheckContext, stray: Stray): Report {
  const { policy } = context;
  const { asset, leg, zone, address, outside } = stray;
  const home = addressHome(policy, zone);
  const holder = holderOf(policy, outside);
  const what = formatAddresses(outside).join(', ');
  const networks =
    home === undefined ? '' : listed([...home.networks.map((n) => n.text), ...(home.rest ? ['rest'] : [])]);
  const where =
    home === undefined
      ? `belongs to another zone than ${label(policy, zone)}, which states no network`
      : `lies in no network of zone ${label(policy, zone)}${home === zone ? '' : `, which is inside ${label(policy, home)}`} (${networks})`;
  const advice =
    holder === undefined
      ? `Correct the address, or add its network to the zone.`
      : `Zone ${label(policy, holder)} holds it: move ${asset.name} there, or correct the address.`;
  const short = home && withoutLength(home, outside);
  const hint = short && ` ${short.network.text} is one address: a network is written ${short.meant}.`;
  const first = home?.networks[0];
  return {
    message: `The address ${what} of ${label(policy, asset)} ${where}. ${advice}${hint ?? ''}`,
    place: address.place,
    related: [
      {
        place: first?.place ?? zone.namePlace,
        message: `Zone ${label(policy, home ?? zone)} states its networks here.`,
        half: `${label(policy, asset)} in zone ${label(policy, zone)} has the address ${what}, which is in none of these networks.`,
      },
      ...(holder === undefined
        ? []
        : [{ place: holder.namePlace, message: `Zone ${label(policy, holder)} holds ${what}.` }]),
    ],
    fixes: () => [...lengthFix(short), ...moveFix(context, stray, leg, holder), ...networkFix(context, zone, outside)],
  };
}

interface WithoutLength {
  readonly network: Zone['networks'][number];
  /** With its length: `10.2.0.0/24`. */
  readonly meant: string;
}

/** The network whose address a zone states without a length, where the usual subnet around it holds the addresses. */
function withoutLength(zone: Zone, outside: AddressSet): WithoutLength | undefined {
  for (const network of zone.networks) {
    const [meant] = formatAddresses(aroundSubnet(union(outside, network.addresses)) ?? []);
    if (meant?.startsWith(`${network.text}/`) === true) return { network, meant };
  }
  return undefined;
}

function lengthFix(short: WithoutLength | undefined): Fix[] {
  if (short === undefined) return [];
  const { file, offset, end } = short.network.place;
  const edits = [{ file, offset, end: Math.min(end, offset + short.network.text.length), newText: short.meant }];
  return [{ title: `Change ${short.network.text} to ${short.meant}`, edits, safe: false, preferred: true }];
}

function moveFix(context: CheckContext, stray: Stray, leg: Leg, holder: Zone | undefined): Fix[] {
  const { policy } = context;
  const { asset, zone } = stray;
  if (holder === undefined || holder === zone || subtract(leg.addressSet, innerAddresses(holder)).length > 0) return [];
  const taken = policy.assets.some((a) => a !== asset && a.name === asset.name && a.zone === holder.index);
  const already = asset.legs.some((l) => policy.legs[l]?.zone === holder.index);
  if (already || (leg.primary && taken) || !keepsRules(context, asset, leg, holder)) return [];
  const edits = leg.primary ? moveAsset(context, asset, holder) : changeLeg(context, leg, holder);
  return edits.length === 0
    ? []
    : [{ title: `Move ${asset.name} to zone ${label(policy, holder)}`, edits, safe: false, preferred: true }];
}

function changeLeg(context: CheckContext, leg: Leg, to: Zone): TextEdit[] {
  const written = textAt(context, leg.place);
  const match =
    written === undefined
      ? null
      : /^(also\s+in\s+)((?:'[^'\n]*'|[^\s.']+)(?:\s*\.\s*(?:'[^'\n]*'|[^\s.']+))*)/.exec(written);
  if (match?.[1] === undefined) return [];
  const offset = leg.place.offset + match[1].length;
  return [{ file: leg.place.file, offset, end: leg.place.offset + match[0].length, newText: referenceTo(context, to) }];
}

/** A network around the addresses: the usual subnet where nothing stands against it, else just the addresses. */
function networkFix(context: CheckContext, zone: Zone, outside: AddressSet): Fix[] {
  const { policy } = context;
  const text = [aroundSubnet(outside), outside].find((set) => set !== undefined && isFree(policy, zone, set));
  if (text === undefined) return [];
  const written = formatAddresses(text)
    .map((t) => (t.includes('/') || t.includes('-') ? t : `${t}/${t.includes(':') ? 128 : 32}`))
    .join(', ');
  const last = zone.networks.at(-1);
  const edits =
    last === undefined
      ? insertProperties(context, zone, [`network ${written}`], zoneChildren(policy, zone))
      : [insertAt(last.place.file, last.place.end, `, ${written}`)];
  return edits.length === 0
    ? []
    : [{ title: `Add network ${written} to zone ${label(policy, zone)}`, edits, safe: false }];
}

/** Whether the zone may state the addresses: no other network has any, but those of zones around it that hold them all and nested ones in them. */
function isFree(policy: Policy, zone: Zone, set: AddressSet): boolean {
  return policy.zones.every((other) => {
    const theirs = seenFromOutside(policy, other, innerAddresses(other));
    if (!overlaps(set, theirs)) return other !== zone || !overlaps(set, innerAddresses(zone));
    if (other === zone || !related(policy, zone, other)) return false;
    const around = zoneAndAncestors(policy, zone).includes(other);
    return subtract(around ? set : theirs, around ? theirs : set).length === 0;
  });
}

/** The /24 (v6: /64) that holds all the addresses, where one does. */
function aroundSubnet(set: AddressSet): AddressSet | undefined {
  const [first] = toCidrs(set);
  if (first === undefined) return undefined;
  const v4 = familyOf(first.from) === 4;
  const size = v4 ? 1n << 8n : 1n << 64n;
  const from = first.from - ((first.from - (v4 ? 0n : V6_BASE)) % size);
  const subnet = [{ from, to: from + size }];
  return subtract(set, subnet).length === 0 ? subnet : undefined;
}
