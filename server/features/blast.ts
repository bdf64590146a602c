/** What falls with an asset or with a zone, for *Show Blast Radius*: every asset reached, with a shortest way there. */
import {
  assetsIn,
  blastOfAssets,
  chokePoints,
  consequence,
  criticalityOf,
  exposureOfAssets,
  type Hop,
  type HopEnd,
  openedBy,
  type ReachGraph,
  weightOf,
  witnessFromAny,
} from '../../language/analysis/index.ts';
import { nodeId } from '../../language/diagram/build/node-ids.ts';
import type { AssetRef, Place, ZoneRef } from '../../language/model/policy.ts';
import { caseWords, worstCase } from '../describe/asset.ts';
import { uriIn } from '../places.ts';
import type {
  BlastChokePoint,
  BlastParams,
  BlastResult,
  BlastStep,
  BlastTarget,
  SourceRange,
} from '../protocol/messages.ts';
import type { Snapshot } from '../snapshot.ts';

/** Witnesses are told for so many; the rest is listed without. */
const MOST_WITNESSES = 500;
const MOST_CHOKE_POINTS = 5;

/** Whose blast it is: an asset's, or that of all assets of a zone. */
interface Subject {
  readonly namePlace: Place;
  readonly zone: ZoneRef;
  readonly assets: readonly AssetRef[];
}

export function blast(snapshot: Snapshot, { asset: id, zone }: BlastParams): BlastResult | null {
  const { policy } = snapshot;
  const graph = worstCase(snapshot);
  const subject = zone === true ? zoneSubject(graph, id) : assetSubject(graph, id);
  if (subject === undefined) return null;
  const { assets } = subject;
  const reached = blastOfAssets(graph, assets);
  const targets = reached.map((index, i): BlastTarget => {
    const target = policy.assets[index] as (typeof policy.assets)[number];
    const path = i < MOST_WITNESSES ? (witnessFromAny(graph, assets, index) ?? []) : [];
    return {
      id: target.id,
      type: policy.types[target.type ?? -1]?.name ?? '',
      zone: policy.zones[target.zone]?.id ?? '',
      criticality: criticalityOf(policy, target),
      place: range(snapshot, target.namePlace),
      path: path.map((hop) => step(snapshot, hop)),
    };
  });
  const limit = zone === true ? undefined : policy.zones[subject.zone]?.blastLimit?.value;
  return {
    asset: id,
    node: nodeId(zone === true ? 'zone' : 'asset', id),
    place: range(snapshot, subject.namePlace),
    question: caseWords(snapshot, reached.length, (built) => blastOfAssets(built, assets).length),
    consequence: consequence(policy, reached),
    direct: openedBy(graph, assets).length,
    exposure: exposureOfAssets(graph, assets).length,
    others: policy.assets.length - assets.length,
    ...(limit === undefined ? {} : { limit }),
    targets: targets.sort((a, b) => a.path.length - b.path.length),
    chokePoints: zone === true ? [] : chokesOf(snapshot, graph, assets[0] ?? -1),
  };
}

/** Choke points that are worth more than what they are themselves. */
function chokesOf(snapshot: Snapshot, graph: ReachGraph, asset: AssetRef): BlastChokePoint[] {
  const { policy } = snapshot;
  return chokePoints(graph, asset)
    .filter((point) => point.kind === 'rule' || point.saved > weightOf(policy, point.asset))
    .slice(0, MOST_CHOKE_POINTS)
    .flatMap((point): BlastChokePoint[] => {
      const { saved } = point;
      if (point.kind === 'asset') {
        const found = policy.assets[point.asset];
        return found === undefined ? [] : [{ text: found.id, place: range(snapshot, found.namePlace), saved }];
      }
      const rule = policy.rules[point.rule];
      return rule === undefined ? [] : [{ text: rule.text, place: range(snapshot, rule.place), saved }];
    });
}

function assetSubject({ policy }: ReachGraph, id: string): Subject | undefined {
  const asset = policy.assets.find((a) => a.id === id);
  return asset && { namePlace: asset.namePlace, zone: asset.zone, assets: [asset.index] };
}

function zoneSubject(graph: ReachGraph, id: string): Subject | undefined {
  const zone = graph.policy.zones.find((z) => z.id === id);
  return zone && { namePlace: zone.namePlace, zone: zone.index, assets: assetsIn(graph, zone.index) };
}

function range(snapshot: Snapshot, place: Place): SourceRange {
  const { line, column, endLine, endColumn } = place;
  return { uri: uriIn(snapshot.folder, place.file), line, column, endLine, endColumn };
}

function step(snapshot: Snapshot, { from, to, by }: Hop): BlastStep {
  const { policy } = snapshot;
  const end = (e: HopEnd): string =>
    e.kind === 'asset'
      ? (policy.assets[e.asset]?.id ?? '')
      : `undeclared addresses of ${policy.zones[e.zone]?.id ?? ''}`;
  const ends = { from: end(from), to: end(to) };
  if (by.kind === 'rule') {
    const rule = policy.rules[by.rule];
    return rule === undefined
      ? { ...ends, by: 'a rule' }
      : { ...ends, by: rule.text, place: range(snapshot, rule.place) };
  }
  if (by.kind === 'wire') return { ...ends, by: 'no firewall between their zones' };
  const zone = policy.zones[by.zone];
  return {
    ...ends,
    by: `inside zone ${zone?.id ?? ''}, which is open`,
    ...(zone === undefined ? {} : { place: range(snapshot, zone.namePlace) }),
  };
}
