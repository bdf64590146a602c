/** Check `address-duplicate`: two assets have one address, and neither says that it is shared. */
import { type AddressSet, formatAddresses } from '../../model/addresses.ts';
import { intersect } from '../../model/intervals.ts';
import type { Asset, AssetAddress, Leg, Policy, Zone } from '../../model/policy.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { insertMembers, removeFromList, textAt } from '../edits.ts';
import type { Fix, TextEdit } from '../finding.ts';
import { comparePlaces } from '../places.ts';
import { label } from '../words.ts';
import { overlapping } from './overlapping.ts';
import { seenFromOutside } from './zone-networks.ts';

export const addressDuplicate: Check = {
  name: 'address-duplicate',
  family: 'zones',
  severity: 'error',
  documentation: {
    summary: 'Two assets have the same address, and neither is `shared`.',
    why: `Whatever a rule permits to the one, it permits to the other: a firewall cannot tell them apart. Nearly always one of the two
is a slip of the pen or a device that was replaced.

An address that redundant devices take over from each other is declared on an asset of its own, or on one of the two, with
\`shared\`. Ranges count with all their addresses. Behind a translation (\`network ... as ...\`) inner addresses may repeat in other
zones; what counts between zones are the outer ones.`,
    avoid: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
  asset PLC-2 : plc at 10.41.0.10
}
`,
    prefer: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
  asset PLC-2 : plc at 10.41.0.11
}
`,
    fixes: ['Remove the address from either asset.', 'Mark either asset `shared`.'],
    basis: 'Bulkhead: compiled rules match addresses',
  },
  *run(context) {
    const { policy } = context;
    const holders = holdersOf(policy);
    const told = new Set<Holder>();
    const pairs = [...overlapping(holders, (h) => h.outside)].filter(([a, b]) => a.asset !== b.asset);
    const doubles = pairs.map(inOrder);
    doubles.sort(
      (x, y) =>
        comparePlaces(x[1].address.place, y[1].address.place) || comparePlaces(x[0].address.place, y[0].address.place),
    );
    for (const [first, second] of doubles) {
      if (told.has(second)) continue;
      told.add(second);
      yield reportOf(context, first, second);
    }
  },
};

/** One address entry of a leg, with what the rest of the plant sees of it. */
interface Holder {
  readonly asset: Asset;
  readonly leg: Leg;
  readonly zone: Zone;
  readonly address: AssetAddress;
  readonly inside: AddressSet;
  readonly outside: AddressSet;
}

function inOrder([a, b]: readonly [Holder, Holder]): readonly [Holder, Holder] {
  return comparePlaces(a.address.place, b.address.place) <= 0 ? [a, b] : [b, a];
}

function holdersOf(policy: Policy): Holder[] {
  const out: Holder[] = [];
  for (const leg of policy.legs) {
    const asset = policy.assets[leg.asset];
    const zone = policy.zones[leg.zone];
    if (asset === undefined || zone === undefined || asset.shared) continue;
    for (const address of leg.addresses)
      out.push({
        asset,
        leg,
        zone,
        address,
        inside: address.addresses,
        outside: seenFromOutside(policy, zone, address.addresses),
      });
  }
  return out;
}

function reportOf(context: CheckContext, first: Holder, second: Holder): Report {
  const { policy } = context;
  const same = first.zone === second.zone;
  const both = formatAddresses(
    same ? intersect(first.inside, second.inside) : intersect(first.outside, second.outside),
  ).join(', ');
  const seen = first.inside === first.outside || same ? '' : ' as other zones see it';
  const in1 = same ? '' : ` in zone ${label(policy, first.zone)}`;
  const in2 = same ? '' : ` in zone ${label(policy, second.zone)}`;
  const a = label(policy, first.asset);
  const b = label(policy, second.asset);
  const advice = 'Correct one of the two, or mark an address that devices share with "shared".';
  return {
    message: `${b} has the address ${both}${seen}, which ${a}${in1} has too. ${advice}`,
    place: second.address.place,
    related: [
      {
        place: first.address.place,
        message: `${a}${in1} has the address ${both} here.`,
        half: `${a} has the address ${both}${seen}, which ${b}${in2} has too. ${advice}`,
      },
    ],
    fixes: () => [second, first].flatMap((h) => [...removeFix(context, h), ...shareFix(context, h)]),
  };
}

function removeFix(context: CheckContext, holder: Holder): Fix[] {
  const edit = withoutAddress(context, holder.leg, holder.address);
  return edit === undefined
    ? []
    : [{ title: `Remove the address ${holder.address.text} from ${holder.asset.name}`, edits: [edit], safe: false }];
}

/** Takes one address out of its list, and the word `at` with the last. */
function withoutAddress(context: CheckContext, leg: Leg, address: AssetAddress): TextEdit | undefined {
  const index = leg.addresses.indexOf(address);
  const listed = removeFromList(
    leg.addresses.map((a) => a.place),
    index,
  );
  if (listed !== undefined) return listed;
  const { file, offset, end } = address.place;
  const before = context.text(file)?.slice(0, offset);
  const at = before === undefined ? null : /\s*\bat\s+$/.exec(before.slice(-200));
  return at === null ? undefined : { file, offset: offset - at[0].length, end, newText: '' };
}

function shareFix(context: CheckContext, holder: Holder): Fix[] {
  if (textAt(context, holder.asset.place) === undefined) return [];
  return [
    {
      title: `Mark ${holder.asset.name} as shared`,
      edits: insertMembers(context, holder.asset, ['shared']),
      safe: false,
    },
  ];
}
