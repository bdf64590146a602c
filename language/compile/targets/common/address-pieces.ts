/** Address sets in the pieces that become objects of a device. */
import type { AddressSet } from '../../../model/addresses.ts';
import type { Interval } from '../../../model/intervals.ts';

/** Stretches up to this long are written address by address, so that a neighbour more is an object more and changes no other. */
const WRITTEN_OUT = 8n;

/** The set as single addresses and longer stretches, in order. */
export function addressPieces(set: AddressSet): Interval<bigint>[] {
  return set.flatMap(({ from, to }) =>
    to - from > WRITTEN_OUT
      ? [{ from, to }]
      : Array.from({ length: Number(to - from) }, (_, i) => ({ from: from + BigInt(i), to: from + BigInt(i) + 1n })),
  );
}

/**
 * Names in lists of at most `limit`, whose borders depend on the names near them only: a name more or less changes its own list, and
 * no other.
 */
export function stableLists(names: readonly string[], limit: number): string[][] {
  if (names.length <= limit) return [[...names]];
  const out: string[][] = [[]];
  for (const name of names) {
    const last = out[out.length - 1] as string[];
    const full = last.length >= limit || (last.length > limit / 4 && sum(name) % Math.ceil(limit / 4) === 0);
    if (full) out.push([name]);
    else last.push(name);
  }
  return out;
}

function sum(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return (h ^ (h >>> 15)) >>> 0;
}

const NAMED = 5;

/** What to say of a side in which assets `at dhcp` stand as their zone's free addresses. Not cleaned: names may hold anything. */
export function dhcpText(assets: readonly string[]): string {
  const more = assets.length > NAMED ? ` and ${assets.length - NAMED} more` : '';
  return `At dhcp, so the free addresses of its zone stand here: ${assets.slice(0, NAMED).join(', ')}${more}`;
}
