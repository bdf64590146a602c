/**
 * Names that someone types in a question, outside any text of the policy: assets, zones, firewalls, addresses, services. What means
 * nothing, or several things, is a problem in words, with what is near.
 */
import { distance } from 'fastest-levenshtein';
import { parseAddress } from '../model/addresses.ts';
import { ALL_ATOMS, type AtomSet, atoms, type Protocol, SPACES } from '../model/atoms.ts';
import { union } from '../model/intervals.ts';
import type { AssetRef, Policy, Zone, ZoneRef } from '../model/policy.ts';
import { type Principal, unitsOf } from './permission.ts';

/** What a text stands for, or why it stands for nothing: a whole sentence. */
export type Typed<T> = { readonly found: T } | { readonly problem: string };

/** The asset of a name or qualified name. */
export function typedAsset(policy: Policy, text: string): Typed<AssetRef> {
  const [found, another] = assetsNamed(policy, text);
  if (found !== undefined && another === undefined) return { found };
  if (found !== undefined)
    return ambiguous(
      text,
      assetsNamed(policy, text).map((asset) => policy.assets[asset]?.id ?? '?'),
    );
  const names = policy.assets.flatMap(({ id, name }) => [id, name]);
  return { problem: `There is no asset ${shown(text)}.${suggestion(text, names)}` };
}

/** The asset of a name, else the zone of it. */
export function typedAssetOrZone(
  policy: Policy,
  text: string,
): Typed<{ readonly asset: AssetRef } | { readonly zone: ZoneRef }> {
  const zones = zonesNamed(policy, text);
  const [zone, another] = assetsNamed(policy, text).length > 0 ? [] : zones;
  if (another !== undefined)
    return ambiguous(
      text,
      zones.map(({ id }) => id),
    );
  if (zone !== undefined) return { found: { zone: zone.index } };
  const asset = typedAsset(policy, text);
  if ('found' in asset) return { found: { asset: asset.found } };
  if (assetsNamed(policy, text).length > 0) return asset;
  const names = [...policy.assets, ...policy.zones].flatMap(({ id, name }) => [id, name]);
  return { problem: `There is no asset or zone ${shown(text)}.${suggestion(text, names)}` };
}

/** The zone of a name or qualified name. */
export function typedZone(policy: Policy, text: string): Typed<ZoneRef> {
  const zones = zonesNamed(policy, text);
  const [zone, another] = zones;
  if (another !== undefined)
    return ambiguous(
      text,
      zones.map(({ id }) => id),
    );
  if (zone !== undefined) return { found: zone.index };
  const names = policy.zones.flatMap(({ id, name }) => [id, name]);
  return { problem: `There is no zone ${shown(text)}.${suggestion(text, names)}` };
}

function zonesNamed(policy: Policy, text: string): readonly Zone[] {
  const whole = policy.zones.filter(({ id }) => id === text);
  return whole.length > 0 ? whole : policy.zones.filter(({ id, name }) => name === text || endsWithPath(id, text));
}

/** Nothing, and what holds blanks, is not to be taken for a part of the sentence. */
function shown(text: string): string {
  return /^\S+$/.test(text) ? text : `"${text}"`;
}

function ambiguous(text: string, ids: readonly string[]): { readonly problem: string } {
  return { problem: `${text} could mean ${[...ids].sort().join(' or ')}.` };
}

function assetsNamed(policy: Policy, text: string): AssetRef[] {
  const whole = policy.assets.filter(({ id }) => id === text);
  const found =
    whole.length > 0 ? whole : policy.assets.filter(({ id, name }) => name === text || endsWithPath(id, text));
  return found.map(({ index }) => index);
}

/** Whether the path ends with these whole parts; a dot between single quotes parts nothing. */
function endsWithPath(path: string, end: string): boolean {
  if (!path.endsWith(`.${end}`)) return false;
  const before = path.slice(0, path.length - end.length);
  return (before.split("'").length - 1) % 2 === 0;
}

/** ` Did you mean ...?`, or nothing where no name is near. */
function suggestion(text: string, names: readonly string[]): string {
  const near = names
    .map((name) => ({ name, far: distance(name.toLowerCase(), text.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.max(1, Math.floor(Math.min(name.length, text.length) / 3)))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))[0];
  return near ? ` Did you mean ${near.name}?` : '';
}

/** One end of a connection: an asset, a firewall with addresses, or an address - of an asset, else of the zone it lies in. */
export function typedPrincipal(policy: Policy, text: string): Typed<Principal> {
  const firewall = policy.firewalls.find(({ name }) => name === text);
  if (firewall && assetsNamed(policy, text).length === 0)
    return { found: { kind: 'firewall', firewall: firewall.index } };
  const address = parseAddress(text);
  if (address === undefined) {
    const asset = typedAsset(policy, text);
    return 'problem' in asset ? asset : { found: { kind: 'asset', asset: asset.found } };
  }
  const principal = { kind: 'address', address } as const;
  if (unitsOf(policy, principal).length > 0) return { found: principal };
  return { problem: `${text} is the address of no asset and in no zone's network.` };
}

/** `modbus`, `tcp 502`, `udp 5000-5010`, `icmp 8`, `any`, or several with commas between. */
export function typedServices(policy: Policy, text: string): Typed<AtomSet> {
  const all: AtomSet[] = [];
  for (const part of text.split(',')) {
    const one = typedService(policy, part.trim());
    if ('problem' in one) return one;
    all.push(one.found);
  }
  return { found: union(...all) };
}

function typedService(policy: Policy, text: string): Typed<AtomSet> {
  if (text === 'any') return { found: ALL_ATOMS };
  const literal = /^(tcp|udp|icmp|icmpv6|ip|ethernet)(?:[ /:]+(\d+|0x[0-9a-f]+)(?:-(\d+))?)?$/i.exec(text);
  if (literal) return literalAtoms(literal[1]?.toLowerCase() as Protocol, literal[2], literal[3], text);
  const service = policy.services.find(({ id, name }) => id === text || name === text);
  if (service) return { found: service.atoms };
  const names = policy.services.map(({ name }) => name);
  return { problem: `There is no service ${shown(text)}.${suggestion(text, names)}` };
}

function literalAtoms(
  protocol: Protocol,
  first: string | undefined,
  last: string | undefined,
  text: string,
): Typed<AtomSet> {
  if (first === undefined) return { found: atoms(protocol) };
  const from = Number(first);
  const to = last === undefined ? from : Number(last);
  if (to >= SPACES[protocol].size || from > to) return { problem: `${text}: there is no such port or number.` };
  return { found: atoms(protocol, from, to) };
}
