/** The conduits of the picture: one for each pair of zones that a conduit's rules join, with the rows of its pill. */
import type { Conduit, Policy, RuleRef } from '../../model/policy.ts';
import type { DiagramConduit, Flow, PillRow } from '../graph.ts';
import { NO_BADGES } from '../graph.ts';
import { displayText } from '../text/display.ts';
import { conduitGates } from './gates.ts';
import { nodeId, sourceOf, zoneNodeId } from './node-ids.ts';
import { type ConduitPair, pillRows, type RuledRow } from './pill-rows.ts';
import { conduitSides } from './sides.ts';
import type { Clock } from './time-labels.ts';
import { type VerticalOrder, verticalOrder } from './vertical-order.ts';
import { securityLevel } from './zones.ts';

/** Where a rule is shown: the conduit's node, and which row of its pill. */
export interface CarriedBy {
  readonly conduit: string;
  readonly row: number;
}

/** The rows that show each rule; several where its conduit joins several pairs of zones. */
export type Carried = ReadonlyMap<RuleRef, readonly CarriedBy[]>;

/** Drawn conduits, and which rules each shows. */
export interface ConduitsDrawn {
  readonly conduits: DiagramConduit[];
  /** Conduit node ids in which an access's rules are shown, by access. */
  readonly accesses: ReadonlyMap<number, string>;
  readonly carried: Carried;
}

export function diagramConduits(policy: Policy, clock: Clock): ConduitsDrawn {
  const conduits: DiagramConduit[] = [];
  const accesses = new Map<number, string>();
  const carried = new Map<RuleRef, CarriedBy[]>();
  const shown = new Set<string>();
  const isAbove = verticalOrder(policy.zones);
  for (const conduit of policy.conduits) {
    const drawn = pairsOf(policy, conduit, isAbove)
      .map((pair) => ({ pair, ...pillRows(policy, conduit, pair, clock, shown) }))
      .filter(({ rows }, i, all) => rows.some(({ row }) => row.action !== 'nothing') || isLonely(i, all));
    drawn.forEach(({ pair, rows, accessRules }, i) => {
      const id = nodeId('conduit', i === 0 ? conduit.name : `${conduit.name}~${i + 1}`);
      for (const rule of accessRules)
        if (rule.container.kind === 'access' && !accesses.has(rule.container.access))
          accesses.set(rule.container.access, id);
      rows.forEach(({ rules }, row) => {
        for (const { index } of rules) carried.set(index, [...(carried.get(index) ?? []), { conduit: id, row }]);
      });
      conduits.push(
        diagramConduit(
          policy,
          conduit,
          pair,
          rows.map(({ row }) => row),
          id,
        ),
      );
    });
  }
  return { conduits, accesses, carried };
}

/** A conduit that permits nothing at all is still drawn, between its first two zones. */
function isLonely(index: number, all: readonly { rows: readonly RuledRow[] }[]): boolean {
  return index === 0 && all.every(({ rows }) => rows.every(({ row }) => row.action === 'nothing'));
}

function pairsOf(policy: Policy, conduit: Conduit, isAbove: VerticalOrder): ConduitPair[] {
  const sides = conduitSides(policy, conduit);
  const pairs: ConduitPair[] = [];
  sides.forEach((a, i) => {
    for (const b of sides.slice(i + 1))
      if (a.zone !== b.zone) pairs.push(isAbove(a.zone, b.zone) ? { upper: a, lower: b } : { upper: b, lower: a });
  });
  return pairs;
}

function diagramConduit(
  policy: Policy,
  conduit: Conduit,
  pair: ConduitPair,
  rows: PillRow[],
  id: string,
): DiagramConduit {
  const { upper, lower } = pair;
  const towardsUpper = flowOf(rows, 'up');
  const towardsLower = flowOf(rows, 'down');
  const sl = securityLevel(conduit.slt?.value)?.text;
  const oneWay = conduit.oneWay === undefined ? undefined : conduit.oneWay.from === upper.zone ? 'down' : 'up';
  return {
    id,
    title: displayText(conduit.title ?? conduit.name),
    ...(sl && { sl }),
    upper: zoneNodeId(policy, upper.zone),
    lower: zoneNodeId(policy, lower.zone),
    rows,
    ...(towardsUpper && { towardsUpper }),
    ...(towardsLower && { towardsLower }),
    ...(oneWay && { oneWay }),
    encrypted: conduit.encrypted,
    inspected: conduit.inspected,
    proxied: conduit.proxied,
    gates: conduitGates(policy, conduit, upper.zone, lower.zone, id),
    badges: NO_BADGES,
    source: sourceOf(conduit.place),
  };
}

function flowOf(rows: readonly PillRow[], direction: 'up' | 'down'): Flow | undefined {
  const open = rows.filter((r) => r.action === 'allow' && (r.direction === direction || r.direction === 'both'));
  if (open.length === 0) return undefined;
  return open.every((r) => r.schedule !== undefined || r.vendor !== undefined) ? 'timed' : 'always';
}
