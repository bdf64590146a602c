/** Code lenses: the blast radius of zones and of assets of note, and whether an expectation holds. */
import type { CodeLens } from 'vscode-languageserver';
import {
  assetsIn,
  blastOf,
  blastOfZone,
  blastTotals,
  criticalityOf,
  exposureOf,
} from '../../language/analysis/index.ts';
import type { Asset, Place, Policy } from '../../language/model/policy.ts';
import { worstCase } from '../describe/asset.ts';
import { verdictsOf } from '../describe/verdicts.ts';
import { count } from '../describe/words.ts';
import { rangeOf, uriIn } from '../places.ts';
import { REVEAL_COMMAND, SHOW_BLAST_COMMAND } from '../protocol/messages.ts';
import type { Asked } from '../session.ts';
import type { Snapshot } from '../snapshot.ts';

/** What a lens of a zone or an asset needs to be told when it comes into view: each is a search of its own. */
interface BlastLens {
  readonly uri: string;
  readonly kind: 'zone' | 'asset';
  readonly id: string;
}

/** The lenses of a file; a blast radius is told by {@link resolveLens}. */
export function codeLenses({ snapshot, file }: Asked): CodeLens[] {
  return [...zoneLenses(snapshot, file), ...assetLenses(snapshot, file), ...expectationLenses(snapshot, file)];
}

/** The policy's document that a lens belongs to; empty where it is told already. */
export function documentOfLens(lens: CodeLens): string {
  return (lens.data as BlastLens | undefined)?.uri ?? '';
}

/** Tells a blast radius. What is gone since is told to have none. */
export function resolveLens(snapshot: Snapshot, lens: CodeLens): CodeLens {
  const { uri, kind, id } = (lens.data ?? {}) as Partial<BlastLens>;
  const title = kind === 'zone' ? zoneTitle(snapshot, id) : assetTitle(snapshot, id);
  if (title === undefined) return { ...lens, command: { title: 'No blast radius', command: '' } };
  return { ...lens, command: { title, command: SHOW_BLAST_COMMAND, arguments: [uri, id, kind] } };
}

function zoneTitle(snapshot: Snapshot, id: string | undefined): string | undefined {
  const zone = snapshot.policy.zones.find((z) => z.id === id);
  if (zone === undefined) return undefined;
  const graph = worstCase(snapshot);
  const others = snapshot.policy.assets.length - assetsIn(graph, zone.index).length;
  return `Blast radius: ${blastOfZone(graph, zone.index).length} of ${count(others, 'asset')} outside`;
}

function assetTitle(snapshot: Snapshot, id: string | undefined): string | undefined {
  const { policy } = snapshot;
  const asset = policy.assets.find((a) => a.id === id);
  if (asset === undefined) return undefined;
  const graph = worstCase(snapshot);
  const size = blastOf(graph, asset.index).length;
  const limit = policy.zones[asset.zone]?.blastLimit?.value;
  const over = limit !== undefined && size > limit ? `, over the limit of ${limit}` : '';
  const exposure = exposureOf(graph, asset.index).length;
  return `Blast radius: ${size} of ${count(policy.assets.length - 1, 'asset')}${over} | exposed to ${exposure}`;
}

function* zoneLenses({ policy, folder }: Snapshot, file: string): Iterable<CodeLens> {
  for (const { namePlace, id } of policy.zones)
    if (namePlace.file === file) yield blastLens(namePlace, { uri: uriIn(folder, file), kind: 'zone', id });
}

function* assetLenses(snapshot: Snapshot, file: string): Iterable<CodeLens> {
  const { policy, folder } = snapshot;
  for (const asset of policy.assets)
    if (asset.namePlace.file === file && (isOfNote(policy, asset) || isOverLimit(snapshot, asset)))
      yield blastLens(asset.namePlace, { uri: uriIn(folder, file), kind: 'asset', id: asset.id });
}

function blastLens(place: Place, data: BlastLens): CodeLens {
  return { range: rangeOf(place), data };
}

/** Where a limit is in force, the findings need the totals of all assets too: they are computed once for both. */
function isOverLimit(snapshot: Snapshot, { index, zone }: Asset): boolean {
  const limit = snapshot.policy.zones[zone]?.blastLimit?.value;
  return limit !== undefined && (blastTotals(worstCase(snapshot)).sizes[index] ?? 0) > limit;
}

/** Whether people want to see what falls with an asset: it is grave to lose, or more likely than others to fall. */
function isOfNote(policy: Policy, asset: Asset): boolean {
  const criticality = criticalityOf(policy, asset);
  if (criticality === 'high' || criticality === 'safety') return true;
  if (asset.exposures.length > 0 || asset.portable || asset.wireless) return true;
  return policy.zones[asset.zone]?.kind === 'external';
}

function* expectationLenses(snapshot: Snapshot, file: string): Iterable<CodeLens> {
  const { policy } = snapshot;
  const here = policy.expectations.filter((e) => e.place.file === file);
  if (here.length === 0) return;
  const verdicts = verdictsOf(snapshot);
  for (const { index, place } of here) {
    const verdict = verdicts[index];
    if (verdict === undefined) continue;
    const [first] = verdict.places;
    const title = verdict.passed ? 'Passed' : `Failed: ${verdict.message.split('\n')[0]?.replace(/:$/, '') ?? ''}`;
    const command =
      first === undefined ? { title, command: '' } : { title, command: REVEAL_COMMAND, arguments: [first.place] };
    yield { range: rangeOf(place), command };
  }
}
