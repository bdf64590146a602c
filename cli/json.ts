/** Parts that several published answers share: services in lowest terms, places, addresses, instants. */
import { type AddressSet, formatAddresses } from '../language/model/addresses.ts';
import { ALL_ATOMS, type AtomSet, atomRanges } from '../language/model/atoms.ts';
import { contains } from '../language/model/intervals.ts';
import type { Place, SlVector } from '../language/model/policy.ts';

/** A range of ports, types or numbers of one protocol, both ends included; `any` is everything. */
export type ServiceJson = { proto: string; from: number; to: number } | { proto: 'any' };

/** Merged, sorted ranges; one `any` where the set holds all of `everything`. */
export function servicesJson(set: AtomSet, everything: AtomSet = ALL_ATOMS): ServiceJson[] {
  if (contains(set, everything)) return [{ proto: 'any' }];
  return atomRanges(set).map(({ proto, from, to }) => ({ proto, from, to }));
}

/** Line counts from one. */
export function placeJson({ file, line }: Place): { file: string; line: number } {
  return { file, line: line + 1 };
}

/** Addresses in lowest terms: single ones, blocks and ranges. */
export function addressesJson(set: AddressSet): string[] {
  return formatAddresses(set);
}

/** Levels by the names of the foundational requirements. */
export function slJson(vector: SlVector | undefined): Record<string, number> | undefined {
  if (vector === undefined) return undefined;
  const [iac, uc, si, dc, rdf, tre, ra] = vector;
  return { iac, uc, si, dc, rdf, tre, ra };
}

/** An instant (epoch ms) in UTC. */
export function instantJson(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString();
}
