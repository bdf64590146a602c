/** The quick-fix that puts assets of a zone into a zone of their own, nested in it. */
import { formatAddresses } from '../../model/addresses.ts';
import { union } from '../../model/intervals.ts';
import type { Asset, Firewall, Leg, Place, Policy, Rule, SelectorList, Zone } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';
import {
  bodyAt,
  freeName,
  insertMembers,
  quoted,
  referenceTo,
  removalOf,
  replace,
  textAt,
  withItsComments,
} from '../edits.ts';
import type { Fix, TextEdit } from '../finding.ts';
import { label, listed, plural } from '../words.ts';

/** What the new zone is called and says of itself. */
export interface Split {
  readonly suffix: string;
  readonly properties: readonly string[];
}

/**
 * Moves the assets into a nested zone that holds their addresses, with an interface of its own on the firewall that leads to the zone;
 * of those that only have a second leg here, that leg. None where that would break something: a rule of the zone's own body that is
 * left without what it names, an expectation, an address whose outer side is a translation's.
 */
export function splitFix(context: CheckContext, zone: Zone, assets: readonly Asset[], split: Split): Fix[] {
  const { policy } = context;
  const moved = assets.flatMap((asset) => movedHere(policy, zone, asset) ?? []);
  if (assets.length === 0 || moved.length < assets.length || !isMovable(context, zone, moved)) return [];
  const name = freeName(context, `${zone.name.replace(/[^A-Za-z0-9_-]/g, '-')}-${split.suffix}`);
  if (breaksExpectation(context, zone, moved, name)) return [];
  const [parting, moving] = [interfaceTo(context, zone, name), movingEdits(context, zone, moved, { ...split, name })];
  if (parting === undefined || moving === undefined) return [];
  const names = listed(
    assets.map((a) => label(policy, a)),
    3,
  );
  return [
    {
      title: `Move ${assets.length > 3 ? plural(assets.length, 'asset') : names} to a zone ${name} of ${assets.length > 1 ? 'their' : 'its'} own`,
      edits: [...moving, ...parting],
      safe: false,
      preferred: true,
    },
  ];
}

/** An asset and its leg in the zone: the only one that it has, declared there, or a second one. */
interface Moved {
  readonly asset: Asset;
  readonly leg: Leg;
}

function movedHere(policy: Policy, zone: Zone, asset: Asset): Moved | undefined {
  const legs = asset.legs.flatMap((l) => policy.legs[l] ?? []);
  const here = legs.filter((l) => l.zone === zone.index);
  const [leg] = here;
  if (leg === undefined || here.length > 1 || (leg.primary && legs.length > 1)) return undefined;
  return { asset, leg };
}

/** The zone with the declarations in it, or written into the zone's body, and the second legs renamed to it. */
function movingEdits(
  context: CheckContext,
  zone: Zone,
  moved: readonly Moved[],
  split: Split & { readonly name: string },
): readonly TextEdit[] | undefined {
  const homes = moved.filter((m) => m.leg.primary).map((m) => m.asset);
  // Of those that an `also in` adds to the zone none stands where a zone may be declared.
  const first = homes.find(({ place }) => holds(zone.place, place));
  // What is said of the first stays where it is: above and behind the zone that takes its place.
  const texts = homes.map((a) => (a === first ? textAt(context, a.place) : withItsComments(context, a.place)));
  const visits = moved.filter((m) => !m.leg.primary).map((m) => visitEdit(context, m.leg, split.name));
  if ([...texts, ...visits].some((t) => t === undefined)) return undefined;
  const hosts = addressesOf(moved).map((a) => (a.includes('-') ? a : `${a}/${a.includes(':') ? 128 : 32}`));
  const members = [
    ...split.properties,
    ...(hosts.length === 0 ? [] : [`network ${hosts.join(', ')}`]),
    ...texts.map((t) => t as string),
  ];
  const legs = visits.map((v) => v as TextEdit);
  const removals = homes.filter((a) => a !== first).flatMap((a) => removalOf(context, a.place));
  if (first === undefined) {
    const declaration = `zone ${split.name} {\n${members.map((m) => `  ${m}`).join('\n')}\n}`;
    const written = insertMembers(context, zone, [declaration]);
    return written.length === 0 ? undefined : [...written, ...removals, ...legs];
  }
  const declared = replace(first.place, `zone ${split.name} ${bodyAt(context, first.place, members)}`);
  return [declared, ...removals, ...legs];
}

function holds(outer: Place, inner: Place): boolean {
  return outer.file === inner.file && outer.offset <= inner.offset && inner.end <= outer.end;
}

/** The `also in` clause with the new zone's name. */
function visitEdit(context: CheckContext, leg: Leg, name: string): TextEdit | undefined {
  const [first, last] = [leg.addresses[0]?.place, leg.addresses.at(-1)?.place];
  if (first === undefined || last === undefined)
    return textAt(context, leg.place) === undefined ? undefined : replace(leg.place, `also in ${name}`);
  const addresses = textAt(context, { ...first, end: last.end });
  return addresses === undefined ? undefined : replace(leg.place, `also in ${name} at ${addresses}`);
}

function isMovable(context: CheckContext, zone: Zone, moved: readonly Moved[]): boolean {
  const { policy } = context;
  const assets = moved.map((m) => m.asset);
  return (
    zone.networks.every((n) => n.translated === undefined) &&
    moved.every((m) => !m.leg.dhcp) &&
    addressesOf(moved).every((a) => !a.includes('/')) &&
    !namedByZone(context, zone, assets) &&
    zone.rules.every((r) => policy.rules[r] === undefined || keepsEnds(context, policy.rules[r], assets))
  );
}

/** Addresses of single assets and ranges, as written. */
function addressesOf(moved: readonly Moved[]): readonly string[] {
  return moved.flatMap((m) => m.leg.addresses.map((x) => x.text));
}

/** Whether every selector of a rule of the zone's body still means something without the assets. */
function keepsEnds(context: CheckContext, rule: Rule, moved: readonly Asset[]): boolean {
  const { analyses } = context;
  const gone = new Set(moved.map((a) => a.index));
  const left = (list: SelectorList) =>
    [...list.items, ...list.except].every((item) => {
      const units = analyses.units({ items: [item], except: [], place: item.place }, rule);
      const assets = units.flatMap((u) => analyses.assetsOf(u));
      return assets.length < units.length || assets.length === 0 || assets.some((a) => !gone.has(a));
    });
  return rule.broken || (left(rule.sources) && left(rule.targets));
}

/** Whether something names one of the assets by its path through the zone, which the move lengthens. */
function namedByZone(context: CheckContext, zone: Zone, assets: readonly Asset[]): boolean {
  return assets.some((a) => referenceTo(context, a) === a.id && a.id !== a.name && zone.index === a.zone);
}

function breaksExpectation(context: CheckContext, zone: Zone, moved: readonly Moved[], name: string): boolean {
  const { policy, analyses } = context;
  if (policy.expectations.length === 0) return false;
  const before = new Set(analyses.failedExpectations(policy));
  return analyses.failedExpectations(afterSplit(policy, zone, moved, name)).some((e) => !before.has(e));
}

/** The policy with the assets' legs in a zone of their own. */
function afterSplit(policy: Policy, zone: Zone, moved: readonly Moved[], name: string): Policy {
  const index = policy.zones.length;
  const legs = new Set(moved.map((m) => m.leg.index));
  const homes = new Set(moved.filter((m) => m.leg.primary).map((m) => m.asset.index));
  const addresses = union<bigint>(...moved.map((m) => m.leg.addressSet), []);
  const network = { addresses, text: formatAddresses(addresses).join(', '), place: zone.place };
  const nested: Zone = {
    ...zone,
    ...{ index, id: `${zone.id}.${name}`, name, parent: zone.index, children: [], stated: {} },
    ...{ networks: addresses.length === 0 ? [] : [network], rest: false, rules: [], microsegmented: false },
    legs: [...legs],
  };
  const { enforcedBy: _, ...free } = nested;
  const around: Zone = {
    ...zone,
    children: [...zone.children, index],
    legs: zone.legs.filter((l) => !legs.has(l)),
  };
  return {
    ...policy,
    zones: [...policy.zones.map((z) => (z === zone ? around : z)), free],
    legs: policy.legs.map((l) => (legs.has(l.index) ? { ...l, zone: index } : l)),
    assets: policy.assets.map((a) => (homes.has(a.index) ? { ...a, zone: index } : a)),
  };
}

/** An interface to the new zone on a firewall that leads to the old one; undefined where there are firewalls and none does. */
function interfaceTo(context: CheckContext, zone: Zone, name: string): readonly TextEdit[] | undefined {
  const { policy, analyses } = context;
  const topology = analyses.topology();
  if (topology.implied) return [];
  const points = topology.pointsAt.get(topology.segmentOf[zone.index] ?? -1) ?? [];
  const firewall: Firewall | undefined = policy.firewalls[points[0] ?? -1];
  if (firewall === undefined) return undefined;
  const edits = insertMembers(context, firewall, [`interface ${quoted(name)} to ${name}`]);
  return edits.length === 0 ? undefined : edits;
}
