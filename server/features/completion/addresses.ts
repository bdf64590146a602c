/** Free addresses of a zone's networks: behind the last one taken first, then from the beginning. */
import { familyOf, formatAddress } from '../../../language/model/addresses.ts';
import { has } from '../../../language/model/intervals.ts';
import type { Policy, Zone } from '../../../language/model/policy.ts';

const OFFERED = 4;
/** Addresses looked at in one network before giving up: a network may be full, or as large as IPv6 is. */
const MOST_TRIED = 5000n;

/** At most four a network. */
export function freeAddresses(policy: Policy, zone: Zone): string[] {
  const taken = policy.legs.filter((l) => l.zone === zone.index).map((l) => l.addressSet);
  const isTaken = (point: bigint): boolean => taken.some((set) => has(set, point));
  return zone.networks.flatMap(({ addresses }) =>
    addresses.flatMap(({ from, to }) => {
      const size = to - from;
      const whole = familyOf(from) === 4 && size >= 4n && (size & (size - 1n)) === 0n;
      const first = whole ? from + 1n : from;
      const end = whole ? to - 1n : to;
      const lasts = taken.flatMap((set) => set.filter((i) => i.from >= first && i.to <= end).map((i) => i.to));
      let start = first;
      for (const last of lasts) if (last > start) start = last;
      const found = [...free(start, end, isTaken), ...free(first, start, isTaken)];
      return found.slice(0, OFFERED).map(formatAddress);
    }),
  );
}

function* free(from: bigint, to: bigint, isTaken: (point: bigint) => boolean): Iterable<bigint> {
  const end = to - from > MOST_TRIED ? from + MOST_TRIED : to;
  let given = 0;
  for (let point = from; point < end && given < OFFERED; point++) {
    if (isTaken(point)) continue;
    given++;
    yield point;
  }
}
