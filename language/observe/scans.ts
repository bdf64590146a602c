/**
 * Scans: many conversations of one source that the policy does not permit, of which each alone says little. Told as one.
 *
 * Two shapes: many ports of one target, whatever they answered; one port of many targets that answered nothing or refused. What nothing tells
 * the direction of is no scan: its ports may be those of the wrong end.
 */
import type { Scan } from './comparison.ts';
import type { Refused } from './refused.ts';
import { SideTally, TrafficTally, zoneOfEnd } from './tally.ts';

/** Parts what belongs to a scan from the rest. `atLeast`: so many ports of one target, or targets of one port, make one. */
export function foldScans(
  refused: readonly Refused[],
  atLeast: number,
): { readonly scans: readonly Scan[]; readonly rest: readonly Refused[] } {
  const shapes = new Counts();
  for (const r of refused) if (r.conversation.direction !== 'unsure') shapes.add(r);
  const scanning = new Map<string, Refused[]>();
  const rest: Refused[] = [];
  for (const r of refused) {
    if (r.conversation.direction !== 'unsure' && shapes.isScan(r, atLeast)) push(scanning, scannerOf(r), r);
    else rest.push(r);
  }
  return { scans: [...scanning.values()].map(scanOf), rest };
}

/** Who scans: a host by its address; strangers, who may come from anywhere, by their zone. */
function scannerOf({ from }: Refused): string {
  return from.who.kind === 'undeclared' && from.who.stranger ? `zone ${from.who.zone}` : `host ${from.address}`;
}

function isUnanswered({ conversation }: Refused): boolean {
  return conversation.reply === 'none' || conversation.reply === 'refused';
}

/** How many ports of each target, and how many targets of each port, a source tried. */
class Counts {
  readonly #ports = new Map<string, Set<number>>();
  readonly #targets = new Map<string, Set<bigint>>();

  add(r: Refused): void {
    const scanner = scannerOf(r);
    collect(this.#ports, `${scanner} ${r.to.address}`, r.atom);
    if (isUnanswered(r)) collect(this.#targets, `${scanner} ${r.atom}`, r.to.address);
  }

  isScan(r: Refused, atLeast: number): boolean {
    const scanner = scannerOf(r);
    if ((this.#ports.get(`${scanner} ${r.to.address}`)?.size ?? 0) >= atLeast) return true;
    return isUnanswered(r) && (this.#targets.get(`${scanner} ${r.atom}`)?.size ?? 0) >= atLeast;
  }
}

function collect<T>(map: Map<string, Set<T>>, key: string, value: T): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function scanOf(refused: readonly Refused[]): Scan {
  const [{ from }] = refused as [Refused];
  const source = new SideTally(zoneOfEnd(from));
  const traffic = new TrafficTally();
  const targets = new Set<bigint>();
  const atoms = new Set<number>();
  const zones = new Set<number>();
  for (const r of refused) {
    source.add(r.from);
    traffic.add(r.conversation, r.file);
    targets.add(r.to.address);
    atoms.add(r.atom);
    const zone = zoneOfEnd(r.to);
    if (zone !== undefined) zones.add(zone);
  }
  const [atom] = atoms;
  return {
    source: source.side(),
    zones: [...zones].sort((a, b) => a - b),
    targets: targets.size,
    atoms: atoms.size,
    ...(atoms.size === 1 && atom !== undefined ? { atom } : {}),
    traffic: traffic.traffic(),
  };
}
