/** The quick-fix that puts assets of a zone into a zone of their own, nested in it. */
import { formatAddresses } from '../../model/addresses.ts';
import { union } from '../../model/intervals.ts';
import type { Asset, Firewall, Policy, Rule, SelectorList, Zone } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';
import { freeName, insertMembers, quoted, referenceTo, removalOf, replace, separatorAt, textAt } from '../edits.ts';
import type { Fix, TextEdit } from '../finding.ts';
import { label, listed, plural } from '../words.ts';

/** What the new zone is called and says of itself. */
export interface Split {
  readonly suffix: string;
  readonly properties: readonly string[];
}

/**
 * Moves the assets into a nested zone that holds their addresses, with an interface of its own on the firewall that leads to the zone.
 * None where that would break something: a rule of the zone's own body that is left without what it names, an expectation, an address
 * whose outer side is a translation's, a second leg.
 */
export function splitFix(context: CheckContext, zone: Zone, assets: readonly Asset[], split: Split): Fix[] {
  const { policy } = context;
  const [first, ...others] = assets;
  if (first === undefined || !isMovable(context, zone, assets)) return [];
  const texts = assets.map((a) => textAt(context, a.place));
  if (texts.some((t) => t === undefined)) return [];
  const name = freeName(context, `${zone.name.replace(/[^A-Za-z0-9_-]/g, '-')}-${split.suffix}`);
  if (breaksExpectation(context, zone, assets, name)) return [];
  const parting = interfaceTo(context, zone, name);
  if (parting === undefined) return [];
  const hosts = addressesOf(policy, assets).map((a) => (a.includes('-') ? a : `${a}/${a.includes(':') ? 128 : 32}`));
  const members = [
    ...split.properties,
    ...(hosts.length === 0 ? [] : [`network ${hosts.join(', ')}`]),
    ...texts.map((t) => t as string),
  ];
  const gap = separatorAt(context, first.place);
  const multiline = gap.includes('\n');
  const inner = multiline ? members.map((m) => `${gap}  ${m}`).join('') + gap : ` ${members.join('  ')} `;
  const names = listed(
    assets.map((a) => label(policy, a)),
    3,
  );
  const moved = [
    replace(first.place, `zone ${name} {${inner}}`),
    ...others.flatMap((a) => removalOf(context, a.place)),
  ];
  return [
    {
      title: `Move ${assets.length > 3 ? plural(assets.length, 'asset') : names} to a zone ${name} of ${assets.length > 1 ? 'their' : 'its'} own`,
      edits: [...moved, ...parting],
      safe: false,
      preferred: true,
    },
  ];
}

function isMovable(context: CheckContext, zone: Zone, assets: readonly Asset[]): boolean {
  const { policy } = context;
  const legs = assets.flatMap((a) => a.legs.flatMap((l) => policy.legs[l] ?? []));
  return (
    zone.networks.every((n) => n.translated === undefined) &&
    assets.every((a) => a.zone === zone.index && a.legs.length === 1) &&
    legs.every((l) => !l.dhcp) &&
    addressesOf(policy, assets).every((a) => !a.includes('/')) &&
    !namedByZone(context, zone, assets) &&
    zone.rules.every((r) => policy.rules[r] === undefined || keepsEnds(context, policy.rules[r], assets))
  );
}

/** Addresses of single assets and ranges, as written. */
function addressesOf(policy: Policy, assets: readonly Asset[]): readonly string[] {
  return assets.flatMap((a) => a.legs.flatMap((l) => policy.legs[l]?.addresses.map((x) => x.text) ?? []));
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

function breaksExpectation(context: CheckContext, zone: Zone, assets: readonly Asset[], name: string): boolean {
  const { policy, analyses } = context;
  if (policy.expectations.length === 0) return false;
  const before = new Set(analyses.failedExpectations(policy));
  return analyses.failedExpectations(afterSplit(policy, zone, assets, name)).some((e) => !before.has(e));
}

/** The policy with the assets in a zone of their own. */
function afterSplit(policy: Policy, zone: Zone, assets: readonly Asset[], name: string): Policy {
  const index = policy.zones.length;
  const moved = new Set(assets.flatMap((a) => a.legs));
  const addresses = union<bigint>(...[...moved].flatMap((l) => policy.legs[l]?.addressSet ?? []).map((i) => [i]), []);
  const network = { addresses, text: formatAddresses(addresses).join(', '), place: zone.place };
  const nested: Zone = {
    ...zone,
    ...{ index, id: `${zone.id}.${name}`, name, parent: zone.index, children: [], stated: {} },
    ...{ networks: addresses.length === 0 ? [] : [network], rest: false, rules: [], microsegmented: false },
    legs: [...moved],
  };
  const { enforcedBy: _, ...free } = nested;
  const around: Zone = {
    ...zone,
    children: [...zone.children, index],
    legs: zone.legs.filter((l) => !moved.has(l)),
  };
  return {
    ...policy,
    zones: [...policy.zones.map((z) => (z === zone ? around : z)), free],
    legs: policy.legs.map((l) => (moved.has(l.index) ? { ...l, zone: index } : l)),
    assets: policy.assets.map((a) => (assets.includes(a) ? { ...a, zone: index } : a)),
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
