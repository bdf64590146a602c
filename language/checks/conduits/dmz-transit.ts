/** Check `dmz-transit`: one service goes into the DMZ on one side and out on the other. */
import type { Unit } from '../../analysis/universe.ts';
import type { AtomSet } from '../../model/atoms.ts';
import { intersect, subtract, union } from '../../model/intervals.ts';
import type { ServiceTerm, Zone } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { isBusiness, isOt } from '../levels.ts';
import { assetsAmong, crossingFlows, type Flow, isOfType, meet } from '../rules/flows.ts';
import { dropTermsFix } from '../rules/removing.ts';
import { servedByAll, withoutEcho } from '../rules/services.ts';
import { DMZ } from '../scenes.ts';
import { label } from '../words.ts';

export const dmzTransit: Check = {
  name: 'dmz-transit',
  family: 'conduits',
  severity: 'warning',
  documentation: {
    summary: 'One service leads to an asset in the DMZ and from that asset on to the other side.',
    why: `A DMZ parts two sides only where what comes in ends there. An asset that takes a protocol from one side and speaks the same to the other passes
on what it got, attacks included. Let it answer from a replica, or speak another protocol inward.

Sides are business - level 4 and above, or such a kind - and OT. Remote access through a jump host is what a jump host is for, and echo requests
carry nothing.`,
    avoid: `${DMZ}
conduit Office {
  between Enterprise and IDMZ
  sl-t 1
  allow MES-1 -> HIST-DMZ : https because "reports"
}

conduit Plant {
  between IDMZ and Supervisory
  sl-t 1
  allow HIST-DMZ -> HIST-1 : https because "reports"
}
`,
    prefer: `${DMZ}
conduit Office {
  between Enterprise and IDMZ
  sl-t 1
  allow MES-1 -> HIST-DMZ : https because "reports"
}

conduit Plant {
  between IDMZ and Supervisory
  sl-t 1
  allow HIST-1 -> HIST-DMZ : pi because "replication"
}
`,
    fixes: [
      'Remove the onward rule, where no expectation relies on it and the rule has only this service.',
      'Change the onward service to another that its targets serve and that does not come in from the other side, up to two of them.',
    ],
    basis: 'NIST SP 800-82',
  },
  *run(context) {
    const ways = new Map<number, Way>();
    for (const flow of crossingFlows(context)) collect(context, flow, ways);
    for (const [, way] of [...ways].sort(([a], [b]) => a - b)) yield* transits(context, way);
  },
};

type Side = 'business' | 'ot';

/** What leads to a unit in the DMZ and on from there, by side. */
interface Way {
  readonly unit: Unit;
  readonly into: Map<Side, { atoms: AtomSet; flows: Flow[] }>;
  readonly onward: { readonly side: Side; readonly flow: Flow }[];
}

function sideOfZone(context: CheckContext, zone: Zone | undefined): Side | undefined {
  if (zone === undefined) return undefined;
  return isBusiness(context, zone) ? 'business' : isOt(context, zone) ? 'ot' : undefined;
}

function collect(context: CheckContext, flow: Flow, ways: Map<number, Way>): void {
  const { policy } = context;
  const sidesOf = (units: readonly Unit[]) => {
    const zones = [...new Set(units.map((u) => u.zone))];
    return zones.flatMap((z) => {
      const side = sideOfZone(context, policy.zones[z]);
      return side === undefined ? [] : [{ zone: z, side }];
    });
  };
  const wayOf = (unit: Unit): Way => {
    const way = ways.get(unit.index) ?? { unit, into: new Map(), onward: [] };
    ways.set(unit.index, way);
    return way;
  };
  const inDmz = (u: Unit) => policy.zones[u.zone]?.kind === 'dmz' && u.kind === 'legs';
  const [from, to] = [sidesOf(flow.sources), sidesOf(flow.targets)];
  for (const unit of from.length === 0 ? [] : flow.targets.filter(inDmz))
    for (const side of ['business', 'ot'] as const) {
      if (!from.some((f) => f.side === side && meet(policy, flow.rule, f.zone, unit.zone))) continue;
      const way = wayOf(unit);
      const before = way.into.get(side) ?? { atoms: [], flows: [] };
      before.flows.push(flow);
      before.atoms = union(before.atoms, flow.rule.atoms);
      way.into.set(side, before);
    }
  for (const unit of to.length === 0 ? [] : flow.sources.filter(inDmz))
    for (const side of ['business', 'ot'] as const)
      if (to.some((t) => t.side === side && meet(policy, flow.rule, unit.zone, t.zone)))
        wayOf(unit).onward.push({ side, flow });
}

function* transits(context: CheckContext, way: Way) {
  const { policy } = context;
  const [asset] = assetsAmong(context, [way.unit]);
  if (asset === undefined) return;
  const exempt = isOfType(policy, asset, 'jump-host')
    ? union<number>(...policy.services.filter((s) => s.category === 'remote-access').map((s) => s.atoms))
    : [];
  for (const { side, flow } of way.onward) {
    const into = way.into.get(side === 'ot' ? 'business' : 'ot');
    if (into === undefined) continue;
    const passed = subtract(withoutEcho(intersect(into.atoms, flow.rule.atoms)), exempt);
    if (passed.length === 0) continue;
    const terms = flow.rule.services.filter((t) => intersect(t.atoms, passed).length > 0);
    const [term] = terms;
    if (term === undefined) continue;
    const [a, b] = side === 'ot' ? ['business', 'OT'] : ['OT', 'business'];
    const first = into.flows.find((f) => intersect(f.rule.atoms, passed).length > 0) ?? flow;
    yield {
      message: `Service ${term.text} comes to ${label(policy, asset)} in the DMZ from the ${a} side, and this rule takes it on to the ${b} side. End it on ${label(policy, asset)}, or use another protocol from there.`,
      place: term.place,
      related: [{ place: first.rule.place, message: `It comes in from the ${a} side here.` }],
      fixes: () => [...dropTermsFix(context, flow.rule, terms), ...protocolFixes(context, flow, term, into.atoms)],
    };
  }
}

/** Services of another protocol that all targets of the onward rule serve; those for reading and writing values come first. */
function protocolFixes(context: CheckContext, { rule, targets }: Flow, term: ServiceTerm, into: AtomSet): Fix[] {
  const { policy } = context;
  if (textAt(context, term.place) === undefined) return [];
  const stays = union(into, rule.atoms);
  return servedByAll(policy, assetsAmong(context, targets))
    .filter((s) => intersect(s.atoms, stays).length === 0 && PASSING_ON.has(s.category ?? ''))
    .slice(0, 2)
    .map((s) => ({ title: `Go on by ${s.id}`, edits: [replace(term.place, s.id)], safe: false }));
}

/** Categories of services by which values are passed on, rather than machines worked on. */
const PASSING_ON: ReadonlySet<string> = new Set(['operations', 'infrastructure', 'control']);
