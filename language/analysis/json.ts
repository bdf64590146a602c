/** The published JSON shapes of blast, expectations and matrix (EXPERIENCE.md): ids instead of positions, lists sorted. */
import { type AtomSet, atomRanges } from '../model/atoms.ts';
import type { AssetRef, Place, Policy } from '../model/policy.ts';
import { blastOf, directCount, directOf, exposureOf, worstReached } from './blast.ts';
import { type HopReason, type ReachGraph, reachGraph } from './graph.ts';
import type { MatrixEntry } from './matrix.ts';
import { blastTotals } from './totals.ts';
import type { ExpectationResult } from './verdict.ts';
import { type Hop, witness } from './witness.ts';
import { principalName } from './words.ts';

/** Services in lowest terms: `{proto: 'any'}` is everything. */
export type ServiceJson =
  | { readonly proto: string; readonly from: number; readonly to: number }
  | { readonly proto: 'any' };

/** Merged, sorted ranges; `any` where `everything` says so. */
export function servicesJson(atoms: AtomSet, everything = false): ServiceJson[] {
  return everything ? [{ proto: 'any' }] : atomRanges(atoms).map(({ proto, from, to }) => ({ proto, from, to }));
}

export interface MatrixJson {
  readonly source: string;
  readonly target: string;
  readonly services: readonly ServiceJson[];
  readonly timed: boolean;
}

/** `permissions` of `query matrix`. */
export function matrixJson(policy: Policy, entries: readonly MatrixEntry[]): MatrixJson[] {
  const services = new Map<AtomSet, ServiceJson[]>();
  return entries.map(({ source, target, atoms, any, timed }) => {
    let list = any ? servicesJson(atoms, true) : services.get(atoms);
    if (list === undefined) {
      list = servicesJson(atoms);
      services.set(atoms, list);
    }
    return { source: idOf(policy, source), target: idOf(policy, target), services: list, timed };
  });
}

export interface PlaceJson {
  readonly file: string;
  /** Counted from one. */
  readonly line: number;
}

export interface HopJson {
  readonly from: string;
  readonly to: string;
  readonly by: ({ readonly rule: string } | { readonly zone: string } | { readonly wire: string }) & PlaceJson;
}

/** The hops of a path. */
export function hopsJson(policy: Policy, hops: readonly Hop[]): HopJson[] {
  return hops.map((h) => ({
    from: principalName(policy, h.from),
    to: principalName(policy, h.to),
    by: byJson(policy, h.by),
  }));
}

function byJson(policy: Policy, by: HopReason): HopJson['by'] {
  if (by.kind === 'rule') {
    const rule = policy.rules[by.rule];
    return { rule: rule?.id ?? '?', ...placeJson(rule?.place) };
  }
  const zone = policy.zones[by.zone];
  const place = placeJson(zone?.place);
  return by.kind === 'zone' ? { zone: zone?.id ?? '?', ...place } : { wire: zone?.id ?? '?', ...place };
}

export function placeJson(place: Place | undefined): PlaceJson {
  return { file: place?.file ?? '', line: (place?.line ?? 0) + 1 };
}

/** One asset of `blast --all`: lists of ids, or only their lengths. */
export interface BlastJson {
  readonly id: string;
  readonly direct: readonly string[] | number;
  readonly blast: readonly string[] | number;
  readonly exposure: readonly string[] | number;
  readonly consequence: number;
}

/** `assets` of `blast --all`, or only some, in the order of ids; without members the lists become counts. */
export function* blastJson(graph: ReachGraph, members: boolean, only?: readonly AssetRef[]): Generator<BlastJson> {
  const { policy, universe } = graph;
  const order = [...(only ?? policy.assets.map((a) => a.index))].sort(
    (a, b) => (universe.rank[a] as number) - (universe.rank[b] as number),
  );
  for (const asset of order) yield members ? membersJson(graph, asset) : countsJson(graph, asset);
}

function membersJson(graph: ReachGraph, asset: AssetRef): BlastJson {
  const ids = (assets: readonly AssetRef[]): string[] => assets.map((a) => idOf(graph.policy, a));
  return {
    id: idOf(graph.policy, asset),
    direct: ids(directOf(graph, asset)),
    blast: ids(blastOf(graph, asset)),
    exposure: ids(exposureOf(graph, asset)),
    consequence: blastTotals(graph).consequences[asset] as number,
  };
}

function countsJson(graph: ReachGraph, asset: AssetRef): BlastJson {
  const { sizes, exposures, consequences } = blastTotals(graph);
  return {
    id: idOf(graph.policy, asset),
    direct: directCount(graph, asset),
    blast: sizes[asset] as number,
    exposure: exposures[asset] as number,
    consequence: consequences[asset] as number,
  };
}

/** What `blast ASSET` adds for its one asset. */
export interface BlastOneJson extends BlastJson {
  readonly witness: readonly { readonly target: string; readonly path: readonly HopJson[] }[];
  /** Ids of the conditioned blast. */
  readonly conditioned: readonly string[];
}

const WORST_SHOWN = 10;

/** The answer of `blast ASSET`: with a shortest path to each asset of the blast; without members only to the ten worst. */
export function blastOneJson(graph: ReachGraph, asset: AssetRef, members = true): BlastOneJson {
  const { policy, options } = graph;
  const conditioned = reachGraph(policy, { when: options.when, mode: 'conditioned' });
  const targets = members ? blastOf(graph, asset) : worstReached(graph, asset, WORST_SHOWN);
  return {
    ...(members ? membersJson(graph, asset) : countsJson(graph, asset)),
    witness: targets.map((target) => ({
      target: idOf(policy, target),
      path: hopsJson(policy, witness(graph, asset, target) ?? []),
    })),
    conditioned: blastOf(conditioned, asset).map((a) => idOf(policy, a)),
  };
}

/** One of the `expectations` of `expect` and `check`. */
export interface ExpectationJson extends PlaceJson {
  readonly text: string;
  readonly passed: boolean;
  /** Why it fails; null where it passes. */
  readonly reason: string | null;
  /** The path of a broken prohibition; the reason and rules of a broken permission; null otherwise. */
  readonly witness:
    | readonly HopJson[]
    | {
        readonly from: string;
        readonly to: string;
        readonly reason: string;
        readonly rules: readonly ({ readonly rule: string } & PlaceJson)[];
      }
    | null;
}

/** The results of expectations with the places where they stand. */
export function expectationsJson(policy: Policy, results: readonly ExpectationResult[]): ExpectationJson[] {
  return results.flatMap((result) => {
    const expectation = policy.expectations[result.expectation];
    if (expectation === undefined) return [];
    const { passed, message } = result;
    const reason = passed ? null : message;
    return [
      { ...placeJson(expectation.place), text: expectation.text, passed, reason, witness: witnessJson(policy, result) },
    ];
  });
}

function witnessJson(policy: Policy, { witness: shown }: ExpectationResult): ExpectationJson['witness'] {
  if (shown === undefined) return null;
  if (shown.kind === 'path') return hopsJson(policy, shown.hops);
  const { reason, allowedBy, deniedBy, allowed, permitted } = shown.explanation;
  const rules = allowed || permitted.length > 0 ? allowedBy : deniedBy;
  return {
    from: principalName(policy, shown.from),
    to: principalName(policy, shown.to),
    reason,
    rules: rules.flatMap((r) =>
      policy.rules[r] ? [{ rule: policy.rules[r].id, ...placeJson(policy.rules[r].place) }] : [],
    ),
  };
}

function idOf(policy: Policy, asset: AssetRef): string {
  return policy.assets[asset]?.id ?? '?';
}
