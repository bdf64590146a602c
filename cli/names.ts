/** Names that someone types on the command line: assets, firewalls, addresses, services of the policy. */
import { distance } from 'fastest-levenshtein';
import { type Principal, unitsOf } from '../language/analysis/index.ts';
import { parseAddress } from '../language/model/addresses.ts';
import { ALL_ATOMS, type AtomSet, atoms, type Protocol, SPACES } from '../language/model/atoms.ts';
import { union } from '../language/model/intervals.ts';
import type { AssetRef, Policy, ZoneRef } from '../language/model/policy.ts';
import { InputError } from './errors.ts';

/** The asset of a name or qualified name. Throws InputError where there is none or more than one. */
export function findAsset(policy: Policy, text: string): AssetRef {
  const found = assetsNamed(policy, text);
  if (found.length === 1) return found[0] as AssetRef;
  if (found.length > 1) {
    const ids = found.map((asset) => policy.assets[asset]?.id).sort();
    throw new InputError(`${text} could mean ${ids.join(' or ')}.`);
  }
  throw new InputError(
    `There is no asset ${text}.${suggestion(text, [...policy.assets.flatMap(({ id, name }) => [id, name])])}`,
  );
}

/** The asset of a name, else the zone of it. Throws InputError where there is neither, or more than one. */
export function findAssetOrZone(
  policy: Policy,
  text: string,
): { readonly asset: AssetRef } | { readonly zone: ZoneRef } {
  if (assetsNamed(policy, text).length > 0) return { asset: findAsset(policy, text) };
  const whole = policy.zones.filter(({ id }) => id === text);
  const zones =
    whole.length > 0 ? whole : policy.zones.filter(({ id, name }) => name === text || endsWithPath(id, text));
  const [zone] = zones;
  if (zones.length > 1)
    throw new InputError(
      `${text} could mean ${zones
        .map(({ id }) => id)
        .sort()
        .join(' or ')}.`,
    );
  return zone === undefined ? { asset: findAsset(policy, text) } : { zone: zone.index };
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

function suggestion(text: string, names: readonly string[]): string {
  const near = names
    .map((name) => ({ name, far: distance(name.toLowerCase(), text.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.max(1, Math.floor(Math.min(name.length, text.length) / 3)))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))[0];
  return near ? ` Did you mean ${near.name}?` : '';
}

/** One end of a connection: an asset, a firewall with addresses, or an address - of an asset, else of the zone it lies in. */
export function findPrincipal(policy: Policy, text: string): Principal {
  const firewall = policy.firewalls.find(({ name }) => name === text);
  if (firewall && assetsNamed(policy, text).length === 0) return { kind: 'firewall', firewall: firewall.index };
  const address = parseAddress(text);
  return address === undefined ? { kind: 'asset', asset: findAsset(policy, text) } : principalAt(policy, address, text);
}

function principalAt(policy: Policy, address: bigint, text: string): Principal {
  const principal = { kind: 'address', address } as const;
  if (unitsOf(policy, principal).length > 0) return principal;
  throw new InputError(`${text} is the address of no asset and in no zone's network.`);
}

/** `modbus`, `tcp 502`, `udp 5000-5010`, `icmp 8`, `any`, or several with commas between. Throws InputError. */
export function findServices(policy: Policy, text: string): AtomSet {
  return union(...text.split(',').map((part) => findService(policy, part.trim())));
}

function findService(policy: Policy, text: string): AtomSet {
  if (text === 'any') return ALL_ATOMS;
  const literal = /^(tcp|udp|icmp|icmpv6|ip|ethernet)(?:[ /:]+(\d+|0x[0-9a-f]+)(?:-(\d+))?)?$/i.exec(text);
  if (literal) return literalAtoms(literal[1]?.toLowerCase() as Protocol, literal[2], literal[3], text);
  const service = policy.services.find(({ id, name }) => id === text || name === text);
  if (service) return service.atoms;
  throw new InputError(`There is no service ${text}.${suggestion(text, [...policy.services.map(({ name }) => name)])}`);
}

function literalAtoms(protocol: Protocol, first: string | undefined, last: string | undefined, text: string): AtomSet {
  if (first === undefined) return atoms(protocol);
  const from = Number(first);
  const to = last === undefined ? from : Number(last);
  if (to >= SPACES[protocol].size || from > to) throw new InputError(`${text}: there is no such port or number.`);
  return atoms(protocol, from, to);
}
