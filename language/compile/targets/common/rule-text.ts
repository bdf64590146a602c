/** What an output says of a rule where a device has room for words. */
import type { CompiledRule, Crossing } from '../../entry.ts';

/**
 * `k3f9aq conduit KilnSupervision (conduits.seg)`: as many places as fit into about `room` characters, then how many more; of an
 * entry that stands for several rules `k3f9aq+x8d2ab`. No line numbers: a line added to a file would change the output of rules that
 * it has nothing to do with. Not cleaned: names may hold anything.
 */
export function originText(r: Pick<CompiledRule, 'id' | 'merged' | 'origin'>, room: number): string {
  let out = idsText(r, room / 2);
  const [only] = r.origin;
  if (r.origin.length === 1 && only !== undefined) return `${out} ${only.within} (${only.file})`;
  const places = [...new Set(r.origin.map((o) => `${o.within} (${o.file})`))];
  for (const [i, place] of places.entries()) {
    const next = `${out}${i === 0 ? ' ' : ', '}${place}`;
    if (next.length > room && i > 0) return `${out} and ${places.length - i} more`;
    out = next;
  }
  return out;
}

/** The ids of all rules in an entry, `+` between them, as many as fit, then how many more. */
export function idsText({ id, merged = [] }: Pick<CompiledRule, 'id' | 'merged'>, room: number): string {
  let out = id;
  for (const [i, other] of merged.entries()) {
    const next = `${out}+${other}`;
    if (next.length > room) return `${out}+${merged.length - i} more`;
    out = next;
  }
  return out;
}

/** The prefix of a device's log line for a rule: `bulkhead allow k3f9aq`. `bulkhead explain-rule` takes it as it stands. */
export function logPrefix(r: Pick<CompiledRule, 'id' | 'action'>): string {
  return `bulkhead ${r.action} ${r.id}`;
}

/** A name for a crossing, stable while assets come and go: `Plant to DMZ`. Equal names within a firewall mean equal crossings. */
export function crossingName(crossing: Crossing): string {
  switch (crossing.kind) {
    case 'between':
      return `${crossing.from.zone} to ${crossing.to.zone}`;
    case 'inside':
      return `inside ${crossing.zone}`;
    case 'input':
      return `from ${crossing.from.zone}`;
    case 'anywhere':
      return 'all';
  }
}

/** The crossing of the answers. */
export function turned(crossing: Crossing): Crossing {
  return crossing.kind === 'between' ? { kind: 'between', from: crossing.to, to: crossing.from } : crossing;
}
