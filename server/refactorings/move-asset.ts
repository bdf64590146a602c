/** Move asset to zone: the declaration goes, with an address that the zone has - its own where it lies there, else a free one. */
import { freeAddress } from '../../language/analysis/leg-moves.ts';
import { moveAsset as moveEdits, replace } from '../../language/checks/edits.ts';
import type { TextEdit } from '../../language/checks/finding.ts';
import { label } from '../../language/checks/words.ts';
import { type AddressSet, formatAddress } from '../../language/model/addresses.ts';
import { contains, overlaps, union } from '../../language/model/intervals.ts';
import type { Asset, Leg, Policy, Zone } from '../../language/model/policy.ts';
import { idPart } from '../../language/resolve/names.ts';
import { isAt, type Refactoring, type RefactoringContext } from './refactoring.ts';

/** Zones that are offered: those that hold the address, then the nearest. */
const MOST_ZONES = 8;

export function moveAsset(context: RefactoringContext): Refactoring[] {
  const { policy } = context;
  const asset = policy.assets.find((a) => isAt(context, a.namePlace));
  const leg = policy.legs[asset?.legs[0] ?? -1];
  if (asset === undefined || leg === undefined) return [];
  const taken = new Set(asset.legs.map((l) => policy.legs[l]?.zone));
  const twins = new Set(policy.assets.filter((a) => a.name === asset.name).map((a) => a.zone));
  const zones = policy.zones.filter((z) => !taken.has(z.index) && !twins.has(z.index));
  return nearest(policy, asset, leg, zones)
    .slice(0, MOST_ZONES)
    .flatMap((zone): Refactoring[] => {
      const address = addressIn(policy, leg, zone);
      if (address === undefined) return [];
      const said = { kept: '', none: '', new: `, with the free address ${address.text}` }[address.is];
      const title = `Move ${asset.name} to zone ${label(policy, zone)}${said}`;
      return [{ title, kind: 'refactor.move', keeps: 'names', edits: () => edits(context, asset, zone, address) }];
    });
}

/** Where the address belongs first, then around the asset's zone, then by level. */
function nearest(policy: Policy, asset: Asset, { addressSet, zone: home }: Leg, zones: readonly Zone[]): Zone[] {
  const own = policy.zones[home];
  const far = (z: Zone): number => {
    if (addressSet.length > 0 && contains(networksOf(z), addressSet)) return 0;
    const beside =
      z.index === own?.parent || z.parent === asset.zone || (z.parent === own?.parent && z.parent !== undefined);
    return (beside ? 1 : 2) + Math.abs((z.level ?? 0) - (own?.level ?? 0));
  };
  return [...zones].sort((a, b) => far(a) - far(b) || (a.id < b.id ? -1 : 1));
}

const networksOf = (zone: Zone): AddressSet => union<bigint>(...zone.networks.map((n) => n.addresses));

interface AddressThere {
  readonly is: 'kept' | 'none' | 'new';
  readonly text: string;
}

/** What the asset's address becomes in the zone; undefined where it needs one and the zone has none left. */
function addressIn(policy: Policy, leg: Leg, zone: Zone): AddressThere | undefined {
  if (leg.addressSet.length === 0) return { is: 'none', text: '' };
  const others = policy.legs.filter((l) => l.zone === zone.index).map((l) => l.addressSet);
  const fits = contains(networksOf(zone), leg.addressSet) && !overlaps(union<bigint>(...others), leg.addressSet);
  if (fits) return { is: 'kept', text: '' };
  const [free] = freeAddress(policy, zone);
  return free === undefined ? undefined : { is: 'new', text: formatAddress(free.from) };
}

function edits(context: RefactoringContext, asset: Asset, zone: Zone, address: AddressThere): TextEdit[] {
  const moved = moveEdits(context, asset, zone, address.is === 'new' ? address.text : undefined);
  return moved.length === 0 ? [] : [...moved, ...requalified(context, asset, zone)];
}

/** Names that lead to the asset through its old zone lead through the new one. */
function requalified({ references, text }: RefactoringContext, asset: Asset, zone: Zone): TextEdit[] {
  return references
    .filter((r) => r.kind === 'asset' && r.index === asset.index)
    .flatMap(({ place }) => {
      const before = text(place.file)?.slice(0, place.offset) ?? '';
      const qualifier = /(?:(?:'[^'\r\n]*'|[\p{L}\p{N}_-]+)\s*\.\s*)+$/u.exec(before)?.[0];
      if (qualifier === undefined) return [];
      const whole = { ...place, offset: place.offset - qualifier.length };
      return [replace(whole, `${zone.id}.${idPart(asset.name)}`)];
    });
}
