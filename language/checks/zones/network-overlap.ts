/** Check `network-overlap`: networks of two zones overlap as seen from outside. */
import { selectorLists, selectorsOf } from '../../analysis/cells.ts';
import {
  type AddressSet,
  ALL_V4,
  countAddresses,
  familyOf,
  formatAddresses,
  parseAddress,
  parseCidr,
  toCidrs,
} from '../../model/addresses.ts';
import { intersect, overlaps, subtract, union } from '../../model/intervals.ts';
import type { Network, Policy, Zone } from '../../model/policy.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { insertAt, replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { comparePlaces } from '../places.ts';
import { label } from '../words.ts';
import { overlapping } from './overlapping.ts';
import { innerAddresses, related, seenFromOutside, zoneAndAncestors } from './zone-networks.ts';

export const networkOverlap: Check = {
  name: 'network-overlap',
  family: 'zones',
  kind: 'prompt',
  severity: 'error',
  documentation: {
    summary: 'Networks of two zones overlap, as the rest of the plant sees them.',
    why: `An address that two zones claim belongs to neither for certain: a firewall cannot route to it, and a rule for the one zone
holds for the other.

A nested zone whose network lies inside that of a zone around it is as it should be; one that reaches beyond it in part is not. Behind
a translation (\`network 192.168.1.0/24 as 10.43.1.0/24\`) the outer addresses count. \`network rest\` never overlaps.`,
    avoid: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc
}

zone Packing {
  level 1
  sl-t 1
  network 10.41.0.128/25
  asset PLC-2 : plc
}
`,
    prefer: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/25
  asset PLC-1 : plc
}

zone Packing {
  level 1
  sl-t 1
  network 10.41.0.128/25
  asset PLC-2 : plc
}
`,
    fixes: [
      'Take the shared part out of the larger network: the rest of it in the fewest networks. Offered where no asset has an address in that part.',
      'Translate one of the two to a range of the same size that no zone has.',
    ],
    basis: 'IEC 62443-3-2, ZCR 6',
  },
  *run(context) {
    const { policy } = context;
    const entries = policy.zones.flatMap((zone) =>
      zone.networks.map(
        (network): Entry => ({ zone, network, outside: seenFromOutside(policy, zone, network.addresses) }),
      ),
    );
    for (const [a, b] of overlapping(entries, (e) => e.outside)) {
      if (a.zone === b.zone || isNested(policy, a, b)) continue;
      const [first, second] = comparePlaces(a.network.place, b.network.place) <= 0 ? [a, b] : [b, a];
      yield reportOf(context, first, second);
    }
  },
};

interface Entry {
  readonly zone: Zone;
  readonly network: Network;
  readonly outside: AddressSet;
}

/** Whether one zone lies in the other, and its network wholly in the other's networks. */
function isNested(policy: Policy, a: Entry, b: Entry): boolean {
  if (!related(policy, a.zone, b.zone)) return false;
  const [inner, outer] = zoneAndAncestors(policy, a.zone).includes(b.zone) ? [a, b] : [b, a];
  return subtract(inner.outside, seenFromOutside(policy, outer.zone, innerAddresses(outer.zone))).length === 0;
}

function reportOf(context: CheckContext, first: Entry, second: Entry): Report {
  const { policy } = context;
  const shared = intersect(first.outside, second.outside);
  const both = formatAddresses(shared).join(', ');
  const a = `zone ${label(policy, first.zone)}`;
  const b = `zone ${label(policy, second.zone)}`;
  const nested = related(policy, first.zone, second.zone)
    ? ' A nested zone lies wholly inside the networks of the zone around it.'
    : '';
  const advice = `Both would hold ${both}: part the ranges, or translate one with "as".${nested}`;
  return {
    message: `Network ${second.network.text} of ${b} overlaps network ${first.network.text} of ${a}. ${advice}`,
    place: second.network.place,
    related: [
      {
        place: first.network.place,
        message: `Network ${first.network.text} of ${a} is stated here.`,
        half: `Network ${first.network.text} of ${a} overlaps network ${second.network.text} of ${b}. ${advice}`,
      },
    ],
    fixes: () => [
      ...splitFix(context, first, second),
      ...splitFix(context, second, first),
      ...[second, first].flatMap((e) => translateFix(context, e)),
    ],
  };
}

/** Leaves in the larger network what the other has no part of, where that is few blocks and no asset's address is cut off. */
function splitFix(context: CheckContext, larger: Entry, smaller: Entry): Fix[] {
  const { policy } = context;
  if (larger.network.translated !== undefined || larger.outside !== larger.network.addresses) return [];
  const rest = subtract(larger.network.addresses, smaller.outside);
  const texts = networkTexts(rest);
  if (rest.length === 0 || texts.length > 8) return [];
  const after = union<bigint>(
    ...larger.zone.networks.filter((n) => n !== larger.network).map((n) => n.addresses),
    rest,
  );
  const cut = subtract(innerAddresses(larger.zone), after);
  const inside = policy.zones.filter((z) => zoneAndAncestors(policy, z).includes(larger.zone));
  const strands = inside.some(
    (z) =>
      (z !== larger.zone && overlaps(innerAddresses(z), cut)) ||
      z.legs.some((l) => overlaps(policy.legs[l]?.addressSet ?? [], cut)),
  );
  if (strands || textAt(context, larger.network.place) === undefined) return [];
  const title = `Take ${formatAddresses(intersect(larger.outside, smaller.outside)).join(', ')} out of the network of ${label(policy, larger.zone)}`;
  return [{ title, edits: [replace(larger.network.place, texts.join(', '))], safe: false, preferred: true }];
}

/** Networks as `network` takes them: CIDR blocks. */
function networkTexts(set: AddressSet): readonly string[] {
  return toCidrs(set).map((c) => `${formatAddresses([{ from: c.from, to: c.from + 1n }])[0]}/${c.prefix}`);
}

/** Where translated addresses are looked for: private ranges. */
const TRANSLATION_RANGES = { 4: ['172.16.0.0/12', '10.0.0.0/8', '192.168.0.0/16'], 6: ['fd00::/8'] } as const;

function translateFix(context: CheckContext, entry: Entry): Fix[] {
  const { policy } = context;
  const { network, zone } = entry;
  if (
    network.translated !== undefined ||
    network.addresses.length !== 1 ||
    textAt(context, network.place) === undefined
  )
    return [];
  // Rules that name these addresses would mean others from then on.
  const named = [...selectorsOf(selectorLists(policy))].some((x) => overlaps(x.addresses ?? [], network.addresses));
  if (named) return [];
  const taken = union<bigint>(
    ...policy.zones.map((z) => seenFromOutside(policy, z, innerAddresses(z))),
    ...policy.zones.map(innerAddresses),
    [],
  );
  const free = freeBlock(network.addresses, taken);
  if (free === undefined) return [];
  const text = network.text.includes('-') ? rangeText(free) : networkTexts(free).join(', ');
  const title = `Translate ${network.text} of ${label(policy, zone)} to ${text} outside the zone`;
  return [{ title, edits: [insertAt(network.place.file, network.place.end, ` as ${text}`)], safe: false }];
}

function rangeText(set: AddressSet): string {
  const [i] = set;
  if (i === undefined) return '';
  return [i.from, i.to - 1n].map((p) => formatAddresses([{ from: p, to: p + 1n }])[0]).join('-');
}

/** The first free block of the size, aligned as the original is to its own size. */
function freeBlock(addresses: AddressSet, taken: AddressSet): AddressSet | undefined {
  const size = countAddresses(addresses);
  const family = familyOf(addresses[0]?.from ?? ALL_V4[0]?.from ?? 0n);
  let align = 1n;
  while (align < size) align <<= 1n;
  for (const range of TRANSLATION_RANGES[family]) {
    const whole = parseCidr(range);
    if (whole === undefined) continue;
    for (const gap of subtract([{ from: whole.from, to: whole.to }], taken)) {
      const base = parseAddress(family === 4 ? '0.0.0.0' : '::') ?? 0n;
      const skew = (gap.from - base) % align;
      const from = skew === 0n ? gap.from : gap.from + align - skew;
      if (from + size <= gap.to) return [{ from, to: from + size }];
    }
  }
  return undefined;
}
