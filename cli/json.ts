/** Parts that several published answers share: services in lowest terms, places, addresses, instants. */

import { type ServiceJson, servicesJson } from '../language/analysis/json.ts';
import { type AddressSet, formatAddresses } from '../language/model/addresses.ts';
import { ALL_ATOMS, type AtomSet } from '../language/model/atoms.ts';
import { contains } from '../language/model/intervals.ts';
import type { Place, SlVector } from '../language/model/policy.ts';

/** Merged, sorted ranges; one `any` where the set holds every atom. */
export function rangesJson(set: AtomSet): ServiceJson[] {
  return servicesJson(set, contains(set, ALL_ATOMS));
}

/** Ranges in words: `tcp 502, udp 5000-5010`. */
export function rangesText(ranges: readonly ServiceJson[]): string {
  return ranges
    .map((range) =>
      'from' in range ? `${range.proto} ${range.from}${range.to === range.from ? '' : `-${range.to}`}` : 'any',
    )
    .join(', ');
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
