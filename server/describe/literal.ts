/** What is written and has no name, as Markdown: an address or network, a tag, a port - what of the policy it stands for. */
import {
  type AddressSet,
  countAddresses,
  formatAddresses,
  parseAddress,
  parseCidr,
} from '../../language/model/addresses.ts';
import { atoms } from '../../language/model/atoms.ts';
import { contains, has, intersect, overlaps, subtract, union } from '../../language/model/intervals.ts';
import type { Policy, Zone } from '../../language/model/policy.ts';
import type { Snapshot } from '../snapshot.ts';
import { code, count, listed } from './words.ts';

/** An address, a network or a range as its set; undefined where it is none. */
export function addressSetOf(text: string): AddressSet | undefined {
  const cidr = parseCidr(text);
  if (cidr !== undefined) return [{ from: cidr.from, to: cidr.to }];
  const [low, high = low] = text.split('-').map(parseAddress);
  return low === undefined || high === undefined || high < low ? undefined : [{ from: low, to: high + 1n }];
}

/** The zones that hold it, the assets that have it, and of a network what is still free. */
export function describeAddress({ policy }: Snapshot, text: string): string {
  const set = addressSetOf(text);
  if (set === undefined) return '';
  const size = countAddresses(set);
  const lines = [size === 1n ? `**address ${text}**` : `**${text}**: ${size} addresses`];
  const around = zonesAround(policy, set);
  lines.push(
    around.length > 0
      ? `In zone ${listed(around.map((z) => code(z.id)))}`
      : 'In no network of a zone; it belongs to the zone with `network rest`, where there is one.',
  );
  const inside = policy.zones.filter((z) => !around.includes(z) && networksOf(z).some((n) => overlaps(n, set)));
  if (inside.length > 0) lines.push(`Holds addresses of zone ${listed(inside.map((z) => code(z.id)))}`);
  const legs = policy.legs.filter((l) => overlaps(l.addressSet, set));
  const names = [...new Set(legs.map((l) => code(policy.assets[l.asset]?.id ?? '')))];
  lines.push(names.length === 0 ? 'No asset has it.' : `${count(names.length, 'asset')}: ${listed(names)}`);
  if (size > 1n) {
    const taken = union<bigint>(...legs.map((l) => intersect(l.addressSet, set)));
    const left = subtract(set, taken);
    lines.push(
      `${countAddresses(taken)} taken, ${countAddresses(left)} free: ${listed(formatAddresses(left).map(code), 4)}`,
    );
  }
  return lines.join('\n\n');
}

const networksOf = (zone: Zone): AddressSet[] => zone.networks.map((n) => n.addresses);

/** The zones whose networks hold the set, those with the smallest: an inner zone's address is not spoken of as its outer one's. */
function zonesAround(policy: Policy, set: AddressSet): Zone[] {
  const holders = policy.zones.flatMap((zone) =>
    networksOf(zone).flatMap((network) => (contains(network, set) ? [{ zone, size: countAddresses(network) }] : [])),
  );
  const least = holders.reduce(
    (l, { size }) => (l === undefined || size < l ? size : l),
    undefined as bigint | undefined,
  );
  return holders.filter(({ size }) => size === least).map(({ zone }) => zone);
}

/** The assets that a tag selects. */
export function describeTag({ policy }: Snapshot, tag: string): string {
  const assets = policy.assets.filter((a) => a.effectiveTags.includes(tag)).map((a) => code(a.id));
  const what = assets.length === 0 ? 'No asset has it.' : `${count(assets.length, 'asset')}: ${listed(assets)}`;
  return `**tag** ${code(tag)}\n\n${what}`;
}

/** The services that have a port, those that are nothing else first. */
export function describePort({ policy }: Snapshot, protocol: 'tcp' | 'udp', port: number): string {
  const [atom] = atoms(protocol, port, port);
  if (atom === undefined) return '';
  const holders = policy.services
    .filter((s) => has(s.atoms, atom.from))
    .sort((a, b) => a.atoms.length - b.atoms.length);
  const names = holders.map((s) => `${code(s.name)}${s.title ? ` (${s.title})` : ''}`);
  const what = names.length === 0 ? 'No service of the policy or the library has it.' : `In ${listed(names, 8)}`;
  return `**${protocol} ${port}**\n\n${what}`;
}
