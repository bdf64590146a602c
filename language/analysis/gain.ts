/**
 * What micro-segmentation of a zone would be worth (SEMANTICS.md *Operational cost and the worth of micro-segmentation*):
 * 1 - consequence with the zone microsegmented, keeping declared and observed flows inside, / consequence as it is; both summed over
 * the blasts of the zone's assets; 0 where that is 0.
 */
import type { AtomSet } from '../model/atoms.ts';
import type { Asset, AssetRef, Policy, Rule, SelectorList, Zone, ZoneRef } from '../model/policy.ts';
import { assetsIn } from './blast.ts';
import { reachGraph } from './graph.ts';
import type { When } from './permission.ts';
import { blastTotals } from './totals.ts';

/** A flow that was seen between two assets. */
export interface SeenFlow {
  readonly from: AssetRef;
  readonly to: AssetRef;
  readonly atoms: AtomSet;
}

export interface Gain {
  readonly zone: ZoneRef;
  /** Consequence summed over the blasts of the zone's assets, as it is. */
  readonly before: number;
  /** The same with the zone microsegmented. */
  readonly after: number;
  /** 0 to 1. */
  readonly gain: number;
  /** Rules inside that are kept: declared ones and observed flows. */
  readonly kept: number;
  readonly assets: number;
}

/** The gain of one zone; 0 for one that is microsegmented already. */
export function gainOf(policy: Policy, zone: ZoneRef, when: When, seen: readonly SeenFlow[] = []): Gain {
  const graph = reachGraph(policy, { when });
  const assets = assetsIn(graph, zone);
  const sum = (totals: { readonly consequences: Float64Array }): number =>
    assets.reduce((all, asset) => all + (totals.consequences[asset] as number), 0);
  const before = sum(blastTotals(graph));
  const own = policy.zones[zone];
  const declared = (own?.rules ?? []).filter((ref) => policy.rules[ref]?.action === 'allow').length;
  if (own === undefined || own.microsegmented)
    return { zone, before, after: before, gain: 0, kept: declared, assets: assets.length };
  const flows = seen.filter(({ from, to }) => isOwn(policy, own, from) && isOwn(policy, own, to));
  const walled = microsegmented(policy, own, flows);
  const after = sum(blastTotals(reachGraph(walled, { when })));
  const gain = before === 0 ? 0 : 1 - after / before;
  return { zone, before, after, gain, kept: declared + flows.length, assets: assets.length };
}

function isOwn(policy: Policy, zone: Zone, asset: AssetRef): boolean {
  return policy.assets[asset]?.legs.some((leg) => policy.legs[leg]?.zone === zone.index) ?? false;
}

/** The policy with a zone microsegmented, and a rule inside it for each flow. */
export function microsegmented(policy: Policy, zone: Zone, flows: readonly SeenFlow[]): Policy {
  const rules = flows.flatMap((flow, i) => ruleFor(policy, zone, flow, policy.rules.length + i));
  const walled: Zone = {
    ...zone,
    microsegmented: true,
    rules: [...zone.rules, ...rules.map((rule) => rule.index)],
  };
  return {
    ...policy,
    zones: policy.zones.map((z) => (z.index === zone.index ? walled : z)),
    rules: [...policy.rules, ...rules],
  };
}

function ruleFor(policy: Policy, zone: Zone, { from, to, atoms }: SeenFlow, index: number): Rule[] {
  const [source, target] = [policy.assets[from], policy.assets[to]];
  if (source === undefined || target === undefined) return [];
  return [
    {
      index,
      id: `seen-${index}`,
      action: 'allow',
      container: { kind: 'zone', zone: zone.index },
      sources: listOf(source),
      targets: listOf(target),
      both: false,
      services: [],
      atoms,
      log: false,
      text: `allow ${source.id} -> ${target.id}`,
      place: zone.place,
      clausesAt: zone.place,
      broken: false,
    },
  ];
}

function listOf({ index, id, namePlace }: Asset): SelectorList {
  return { items: [{ kind: 'asset', ref: index, text: id, place: namePlace }], except: [], place: namePlace };
}
