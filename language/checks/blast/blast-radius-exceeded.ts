/** Check `blast-radius-exceeded`: an asset reaches more than its zone's or the policy's limit. */
import { blastOf, worstReached } from '../../analysis/blast.ts';
import type { ReachGraph } from '../../analysis/graph.ts';
import { blastTotals } from '../../analysis/totals.ts';
import { withoutRules } from '../../analysis/without-rules.ts';
import { type Hop, witness } from '../../analysis/witness.ts';
import type { Asset, Place, RuleRef, Stated, Zone } from '../../model/policy.ts';
import type { Check, CheckContext, RelatedPlace, Report } from '../check.ts';
import type { Fix } from '../finding.ts';
import { label, listed, plural } from '../words.ts';
import { pathPlaces, removeRules, showBlast, smallestCut } from './cuts.ts';
import { oneChangeFixes } from './remedies.ts';

/** Witnesses are drawn for so many findings; further ones say the numbers only. */
const DRAWN = 100;

export const blastRadiusExceeded: Check = {
  name: 'blast-radius-exceeded',
  family: 'blast',
  severity: 'warning',
  documentation: {
    summary: 'From one asset more others can be reached than the zone or the policy allows.',
    why: `The blast radius of an asset is what falls with it in the worst case: every asset that can be reached from it, in one step or
more, at any time from now on. A limit keeps a policy from growing until everything reaches everything.

The innermost \`blast-radius at most N assets\` counts: the zone's own, that of a zone around it, or the policy's. It holds for each
asset by itself.`,
    avoid: `policy "Mill" {
  blast-radius at most 1 assets
}

zone DMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset JUMP-1 : jump-host at 10.20.0.10
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
}

zone View {
  level 2
  sl-t 1
  network 10.31.0.0/24
  asset VIEW-1 : hmi at 10.31.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Edge {
  between DMZ and Supervisory
  sl-t 1
  allow JUMP-1 -> ENG-1 : rdp ticket "CHG-7" because "remote engineering"
}

conduit Programming {
  between Supervisory and Cell
  sl-t 1
  allow ENG-1 -> plc : s7comm because "program changes"
}
`,
    prefer: `policy "Mill" {
  blast-radius at most 1 assets
}

zone DMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset JUMP-1 : jump-host at 10.20.0.10
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
}

zone View {
  level 2
  sl-t 1
  network 10.31.0.0/24
  asset VIEW-1 : hmi at 10.31.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Edge {
  between DMZ and View
  sl-t 1
  allow JUMP-1 -> VIEW-1 : rdp ticket "CHG-7" because "remote support looks on"
}

conduit Programming {
  between Supervisory and Cell
  sl-t 1
  allow ENG-1 -> plc : s7comm because "program changes"
}
`,
    fixes: [
      'Open the diagram with the blast radius of the asset.',
      'Remove the rules that bring it below the limit: as few as can be, up to three, and none that an expectation needs. The title says what is left.',
      'Narrow a rule to the types that serve it, microsegment an open zone, drop a leg, or move a leg behind a gateway: where that one change suffices, with what is left.',
    ],
    basis: 'Bulkhead: blast radius, worst case',
  },
  *run(context) {
    const { policy, analyses } = context;
    if (!policy.zones.some((z) => z.blastLimit !== undefined && z.legs.length > 0)) return;
    const graph = analyses.graph();
    const { sizes } = blastTotals(graph);
    let drawn = 0;
    for (const asset of policy.assets) {
      const zone = policy.zones[asset.zone];
      const limit = zone?.blastLimit;
      const size = sizes[asset.index] ?? 0;
      if (zone === undefined || limit === undefined || size <= limit.value) continue;
      yield reportOf(context, { graph, asset, zone, limit, size }, drawn++ < DRAWN);
    }
  },
};

interface Exceeded {
  readonly graph: ReachGraph;
  readonly asset: Asset;
  readonly zone: Zone;
  readonly limit: Stated<number>;
  readonly size: number;
}

function reportOf(context: CheckContext, exceeded: Exceeded, draw: boolean): Report {
  const { policy } = context;
  const { graph, asset, limit, size } = exceeded;
  const worst = draw ? worstReached(graph, asset.index, 3) : [];
  const names = worst.flatMap((a) => (policy.assets[a] === undefined ? [] : [label(policy, policy.assets[a])]));
  const reached = names.length === 0 ? '' : `, ${names.length < size ? 'among them ' : ''}${listed(names)}`;
  const owner = ownerOf(context, exceeded);
  return {
    message: `From ${label(policy, asset)} ${plural(size, 'asset')} can be reached in the worst case${reached}: ${owner} allows ${limit.value}. Narrow or remove a rule that leads on from it, or microsegment an open zone on the way.`,
    place: asset.namePlace,
    related: [
      { place: limit.place, message: `The limit of ${limit.value} is stated here.` },
      ...witnessPlaces(context, exceeded, worst[0]),
    ],
    fixes: () => [...showBlast(policy, asset.index), ...mendingFixes(context, exceeded)],
  };
}

function ownerOf({ policy }: CheckContext, { limit, zone }: Exceeded): string {
  const states = (place: Place | undefined) => place?.file === limit.place.file && place.offset === limit.place.offset;
  if (states(policy.header.blastLimit?.place)) return 'the policy';
  const owner = policy.zones.find((z) => states(z.stated.blastLimit?.place));
  return `zone ${label(policy, owner ?? zone)}`;
}

function witnessPlaces(context: CheckContext, { graph, asset }: Exceeded, target: number | undefined): RelatedPlace[] {
  const hops = target === undefined ? undefined : witness(graph, asset.index, target);
  return hops === undefined ? [] : pathPlaces(context.policy, hops);
}

function mendingFixes(context: CheckContext, { asset, limit, size }: Exceeded): Fix[] {
  const count = (graph: ReachGraph): number => blastOf(graph, asset.index).length;
  const effect = (after: number): string => `${asset.name} reaches ${size} -> ${plural(after, 'asset')}`;
  const farthest = (graph: ReachGraph): readonly Hop[] | undefined => {
    const reached = blastOf(graph, asset.index);
    if (reached.length <= limit.value) return undefined;
    return reached
      .map((target) => witness(graph, asset.index, target) ?? [])
      .reduce((a, b) => (b.length > a.length ? b : a), []);
  };
  const cut = smallestCut(context, farthest);
  const left = (rules: readonly RuleRef[]): number => count(withoutRules(context.analyses.graph(), new Set(rules)));
  return [
    ...(cut === undefined ? [] : removeRules(context, cut, effect(left(cut)))),
    ...oneChangeFixes(context, { asset: asset.index, count, atMost: limit.value, effect }),
  ];
}
