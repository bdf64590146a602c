/** What nftables cannot say, found before anything is written: rules left out, and why. */
import { type AtomSet, atomRanges, atoms } from '../../model/atoms.ts';
import { contains, intersect, subtract } from '../../model/intervals.ts';
import type { CompiledRule, SegmentPorts } from '../entry.ts';
import { isInterfaceName } from './nft-syntax.ts';
import type { Fallback, Refusal } from './target.ts';

export const ADDRESSES_ONLY: Fallback = {
  name: 'addresses-only',
  meaning: 'Where an interface has a name that Linux cannot have, packets are matched by their addresses alone.',
};

const ETHERNET = atoms('ethernet');

/** The rules that can be written, and a refusal for every rule, or part of one, that cannot. */
export function acceptable(
  rules: readonly CompiledRule[],
  fallbacks: readonly string[],
): { readonly rules: readonly CompiledRule[]; readonly refused: readonly Refusal[] } {
  const refused: Refusal[] = [];
  const kept: CompiledRule[] = [];
  for (const rule of rules) {
    const crossed = withInterfaces(rule, fallbacks.includes(ADDRESSES_ONLY.name), refused);
    if (crossed === undefined) continue;
    if (rule.crossing.kind === 'input' && rule.oneWay) {
      refused.push({
        rule: rule.id,
        reason: 'answers of the firewall itself to a one-way permission cannot be held back',
      });
      continue;
    }
    const services = routedOnly(rule, refused);
    if (services.length > 0) kept.push({ ...crossed, services });
  }
  return { rules: kept, refused: distinct(refused) };
}

/** Layer 2 is never forwarded. `any` does not speak of it; a service that names an Ethernet type does. */
function routedOnly(rule: CompiledRule, refused: Refusal[]): AtomSet {
  const layer2 = intersect(rule.services, ETHERNET);
  if (layer2.length === 0) return rule.services;
  if (!contains(layer2, ETHERNET)) {
    const types = atomRanges(layer2).map((r) => (r.from === r.to ? hex(r.from) : `${hex(r.from)}-${hex(r.to)}`));
    refused.push({ rule: rule.id, reason: `Ethernet type ${types.join(', ')} is layer 2: nftables forwards only IP` });
  }
  return subtract(rule.services, ETHERNET);
}

function hex(type: number): string {
  return `0x${type.toString(16).padStart(4, '0')}`;
}

function withInterfaces(rule: CompiledRule, addressesOnly: boolean, refused: Refusal[]): CompiledRule | undefined {
  const { crossing } = rule;
  const bad = interfacesOf(rule).filter((n) => !isInterfaceName(n));
  if (bad.length === 0) return rule;
  if (!addressesOnly) {
    refused.push({
      rule: rule.id,
      reason: `interface ${bad.map((n) => JSON.stringify(n)).join(', ')} cannot be the name of an interface of Linux`,
      fallback: ADDRESSES_ONLY.name,
    });
    return undefined;
  }
  const usable = (ports: SegmentPorts): SegmentPorts =>
    ports.interfaces.every(isInterfaceName) ? ports : { ...ports, interfaces: [] };
  if (crossing.kind === 'between')
    return { ...rule, crossing: { ...crossing, from: usable(crossing.from), to: usable(crossing.to) } };
  if (crossing.kind === 'input') return { ...rule, crossing: { ...crossing, from: usable(crossing.from) } };
  return rule;
}

function interfacesOf({ crossing }: CompiledRule): readonly string[] {
  if (crossing.kind === 'between') return [...crossing.from.interfaces, ...crossing.to.interfaces];
  if (crossing.kind === 'input') return crossing.from.interfaces;
  return [];
}

function distinct(refused: readonly Refusal[]): Refusal[] {
  const seen = new Map(refused.map((r) => [`${r.rule} ${r.reason}`, r]));
  return [...seen.values()];
}
