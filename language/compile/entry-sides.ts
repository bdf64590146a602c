/** One side of a compiled rule: its addresses together, and the name under which a device may keep them. */
import { compareIds } from '../analysis/universe.ts';
import { normalize } from '../model/intervals.ts';
import type { Policy } from '../model/policy.ts';
import type { End } from './ends.ts';
import type { Crossing, RuleSide } from './entry.ts';
import type { EndGroup } from './placement.ts';

/**
 * The side made of some of a selection's groups. Its key is the selection's own where it holds all of them, else it names their
 * places, so that it changes neither with addresses nor with the number of assets.
 */
export function sideOf(policy: Policy, key: string, groups: readonly EndGroup[], all: readonly EndGroup[]): RuleSide {
  const ends = groups.length === 1 ? (groups[0]?.ends ?? []) : groups.flatMap((g) => g.ends);
  const isWhole = groups.length === all.length && groups.every((g) => all.includes(g));
  return {
    key: isWhole ? key : `${key} ${placesOf(groups)}`,
    addresses: ends.length === 1 ? (ends[0]?.addresses ?? []) : normalize(ends.flatMap((e) => e.addresses)),
    dhcp: ends.every((e) => e.dhcp.length === 0) ? [] : dhcpAssets(policy, ends),
  };
}

function placesOf(groups: readonly EndGroup[]): string {
  const [only] = groups;
  if (groups.length === 1 && only !== undefined) return only.label;
  return groups
    .map((g) => g.label)
    .sort(compareIds)
    .join(', ');
}

function dhcpAssets(policy: Policy, ends: readonly End[]): string[] {
  const ids = ends.flatMap((e) => e.dhcp.map((leg) => policy.assets[policy.legs[leg]?.asset ?? -1]?.id ?? ''));
  return [...new Set(ids)].sort(compareIds);
}

/** A text that is equal for equal crossings of one firewall and sorts them by the zones that they join. */
export function crossingKey(crossing: Crossing): string {
  switch (crossing.kind) {
    case 'between':
      return `between ${crossing.from.zone} ${crossing.to.zone}`;
    case 'inside':
      return `inside ${crossing.zone}`;
    case 'input':
      return `input ${crossing.from.zone}`;
    case 'anywhere':
      return 'anywhere';
  }
}
