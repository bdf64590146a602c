/** What falls with an asset, for *Show Blast Radius*: every asset reached, with a shortest way there. */
import {
  blastOf,
  consequence,
  criticalityOf,
  directOf,
  exposureOf,
  type Hop,
  type HopEnd,
  witness,
} from '../../language/analysis/index.ts';
import type { Place } from '../../language/model/policy.ts';
import { worstCase } from '../describe/asset.ts';
import { uriIn } from '../places.ts';
import type { BlastParams, BlastResult, BlastStep, BlastTarget, SourceRange } from '../protocol/messages.ts';
import type { Snapshot } from '../snapshot.ts';

/** Witnesses are told for so many; the rest is listed without. */
const MOST_WITNESSES = 500;

export function blast(snapshot: Snapshot, { asset: id }: BlastParams): BlastResult | null {
  const { policy } = snapshot;
  const asset = policy.assets.find((a) => a.id === id);
  if (asset === undefined) return null;
  const graph = worstCase(snapshot);
  const reached = blastOf(graph, asset.index);
  const targets = reached.map((index, i): BlastTarget => {
    const target = policy.assets[index] as (typeof policy.assets)[number];
    const path = i < MOST_WITNESSES ? (witness(graph, asset.index, index) ?? []) : [];
    return {
      id: target.id,
      type: policy.types[target.type ?? -1]?.name ?? '',
      zone: policy.zones[target.zone]?.id ?? '',
      criticality: criticalityOf(policy, target),
      place: range(snapshot, target.namePlace),
      path: path.map((hop) => step(snapshot, hop)),
    };
  });
  const limit = policy.zones[asset.zone]?.blastLimit?.value;
  return {
    asset: id,
    place: range(snapshot, asset.namePlace),
    consequence: consequence(policy, reached),
    direct: directOf(graph, asset.index).length,
    exposure: exposureOf(graph, asset.index).length,
    others: policy.assets.length - 1,
    ...(limit === undefined ? {} : { limit }),
    targets: targets.sort((a, b) => a.path.length - b.path.length),
  };
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
