/** Between which zones a difference opens or closes something: what a picture must mark, and what it must not. */
import type { Difference, Pair } from '../../difference/index.ts';
import type { Policy } from '../../model/policy.ts';
import { nodeId } from '../build/node-ids.ts';

/** Two zones by the ids of their nodes, in either order. */
export function zonePair(a: string, b: string): string {
  return a < b ? `${a}\n${b}` : `${b}\n${a}`;
}

export interface Touched {
  /** Any permission between what lies in the two zones, or in zones nested in them, is gained, lost or at other times. */
  readonly any: ReadonlySet<string>;
  /** The innermost pairs of zones where this is so between two that stayed where they were. */
  readonly stayed: ReadonlySet<string>;
}

export function touchedBy(difference: Difference): Touched {
  const { before, after, permissions } = difference;
  const zones = new Map<Pair, readonly string[]>();
  const zonesOf = (pair: Pair): readonly string[] => {
    const known = zones.get(pair) ?? [
      ...zoneNodes(before.policy, pair, 'before'),
      ...zoneNodes(after.policy, pair, 'after'),
    ];
    zones.set(pair, known);
    return known;
  };
  const moved = new Set(difference.entities.moved.map((m) => m.to));
  const stays = (p: Pair): boolean =>
    p.before !== undefined && p.after !== undefined && !p.ids.some((id) => moved.has(id));
  const inner = new Set<string>();
  const stayed = new Set<string>();
  for (const { from, to } of permissions)
    for (const a of zonesOf(from))
      for (const b of zonesOf(to)) {
        inner.add(zonePair(a, b));
        if (stays(from) && stays(to)) stayed.add(zonePair(a, b));
      }
  const around = ancestors([before.policy, after.policy]);
  const any = new Set<string>();
  for (const pair of inner) {
    const [a = '', b = ''] = pair.split('\n');
    for (const outerA of around(a)) for (const outerB of around(b)) any.add(zonePair(outerA, outerB));
  }
  return { any, stayed };
}

function zoneNodes(policy: Policy, pair: Pair, side: 'before' | 'after'): string[] {
  if (pair.kind === 'firewall' || pair[side] === undefined) return [];
  if (pair.kind === 'strangers') return pair.ids.map((id) => nodeId('zone', id));
  const legs = pair[side]?.assets.flatMap((asset) => policy.assets[asset]?.legs ?? []) ?? [];
  const zones = new Set(legs.map((leg) => policy.legs[leg]?.zone));
  return [...zones].map((zone) => nodeId('zone', policy.zones[zone ?? -1]?.id ?? ''));
}

/** A zone's node and those of all around it, whichever version has them. */
function ancestors(policies: readonly Policy[]): (zone: string) => readonly string[] {
  const parents = new Map<string, string | undefined>();
  for (const { zones } of policies)
    for (const { id, parent } of zones)
      parents.set(nodeId('zone', id), parent === undefined ? undefined : nodeId('zone', zones[parent]?.id ?? ''));
  return (zone) => {
    const path: string[] = [];
    for (let z: string | undefined = zone; z !== undefined; z = parents.get(z)) path.push(z);
    return path;
  };
}
