/**
 * Code lenses: the blast radius of zones and of assets of note, the rules that are compiled for zones, conduits and firewalls, the way
 * into the diagram, and whether an expectation holds.
 */
import type { CodeLens, Command } from 'vscode-languageserver';
import {
  assetsIn,
  blastSize,
  blastTotals,
  criticalityOf,
  exposureSize,
  zoneBlastSize,
} from '../../language/analysis/index.ts';
import type { Asset, Place, Policy } from '../../language/model/policy.ts';
import { caseWords, worstCase } from '../describe/asset.ts';
import { compiledByPlace } from '../describe/compiled.ts';
import { verdictsOf } from '../describe/verdicts.ts';
import { count, listed } from '../describe/words.ts';
import { rangeOf, uriIn } from '../places.ts';
import {
  COMPILE_COMMAND,
  REVEAL_COMMAND,
  SHOW_BLAST_COMMAND,
  SHOW_IN_DIAGRAM_COMMAND,
  type SourceRange,
} from '../protocol/messages.ts';
import type { Asked } from '../session.ts';
import type { Snapshot } from '../snapshot.ts';

/** What a lens needs to be told when it comes into view: each is a search of its own. */
interface LensData {
  readonly uri: string;
  readonly about: 'blast' | 'rules';
  readonly kind: 'zone' | 'asset' | 'conduit' | 'firewall';
  readonly id: string;
}

/** Ids given to the command that shows compiled rules: it goes to the first that an output has. */
const MOST_IDS = 50;

/** The lenses of a file; what takes a search is told by {@link resolveLens}. */
export function codeLenses({ snapshot, file }: Asked): CodeLens[] {
  return [
    ...zoneLenses(snapshot, file),
    ...assetLenses(snapshot, file),
    ...ruleLenses(snapshot, file),
    ...expectationLenses(snapshot, file),
  ];
}

/** The policy's document that a lens belongs to; empty where it is told already. */
export function documentOfLens(lens: CodeLens): string {
  return (lens.data as LensData | undefined)?.uri ?? '';
}

/** Tells a blast radius or a number of rules. What is gone since is told to have none. */
export function resolveLens(snapshot: Snapshot, lens: CodeLens): CodeLens {
  const { uri, about, kind, id } = (lens.data ?? {}) as Partial<LensData>;
  if (about === 'rules') return { ...lens, command: rulesCommand(snapshot, uri, kind, id) };
  const title = kind === 'zone' ? zoneTitle(snapshot, id) : assetTitle(snapshot, id);
  if (title === undefined) return { ...lens, command: { title: 'No blast radius', command: '' } };
  return { ...lens, command: { title, command: SHOW_BLAST_COMMAND, arguments: [uri, id, kind] } };
}

/** How many rules are compiled there, and the command that opens them. */
function rulesCommand(snapshot: Snapshot, uri?: string, kind?: LensData['kind'], id?: string): Command {
  const { policy } = snapshot;
  const { zones, conduits, firewalls } = compiledByPlace(snapshot);
  if (kind === 'firewall') {
    const firewall = policy.firewalls.find((f) => f.id === id);
    const ids = firewalls.get(firewall?.name ?? '') ?? new Set<string>();
    const limit = firewall?.rulesAtMost === undefined ? '' : ` of at most ${firewall.rulesAtMost.value}`;
    const title = `${ids.size}${limit} ${ids.size === 1 && limit === '' ? 'rule' : 'rules'} compiled`;
    return shownIn({ title, ids, firewalls: firewall === undefined ? [] : [firewall.name] }, uri);
  }
  const list = kind === 'zone' ? policy.zones : policy.conduits;
  const at = (kind === 'zone' ? zones : conduits)[list.find((d) => d.id === id)?.index ?? -1];
  const names = [...(at?.firewalls ?? [])].sort();
  const ids = at?.ids ?? new Set<string>();
  const on = policy.firewalls.length === 0 || names.length === 0 ? '' : ` on ${listed(names, 3)}`;
  return shownIn({ title: `${count(ids.size, 'rule')} compiled${on}`, ids, firewalls: names }, uri);
}

interface Counted {
  readonly title: string;
  readonly ids: ReadonlySet<string>;
  readonly firewalls: readonly string[];
}

function shownIn({ title, ids, firewalls }: Counted, uri: string | undefined): Command {
  if (ids.size === 0) return { title, command: '' };
  return { title, command: COMPILE_COMMAND, arguments: [uri, firewalls, [...ids].slice(0, MOST_IDS)] };
}

function zoneTitle(snapshot: Snapshot, id: string | undefined): string | undefined {
  const zone = snapshot.policy.zones.find((z) => z.id === id);
  if (zone === undefined) return undefined;
  const graph = worstCase(snapshot);
  const others = snapshot.policy.assets.length - assetsIn(graph, zone.index).length;
  const size = zoneBlastSize(graph, zone.index);
  const words = caseWords(snapshot, size, (built) => zoneBlastSize(built, zone.index));
  return `Blast radius: ${size} of ${count(others, 'asset')} outside (${words})`;
}

function assetTitle(snapshot: Snapshot, id: string | undefined): string | undefined {
  const { policy } = snapshot;
  const asset = policy.assets.find((a) => a.id === id);
  if (asset === undefined) return undefined;
  const graph = worstCase(snapshot);
  const size = blastSize(graph, asset.index);
  const limit = policy.zones[asset.zone]?.blastLimit?.value;
  const over = limit !== undefined && size > limit ? `, over the limit of ${limit}` : '';
  const exposure = exposureSize(graph, asset.index);
  const words = caseWords(snapshot, size, (built) => blastSize(built, asset.index));
  return `Blast radius: ${size} of ${count(policy.assets.length - 1, 'asset')} (${words})${over} | exposed to ${exposure}`;
}

function* zoneLenses({ policy, folder }: Snapshot, file: string): Iterable<CodeLens> {
  const uri = uriIn(folder, file);
  for (const { namePlace, id } of policy.zones) {
    if (namePlace.file !== file) continue;
    yield lens(namePlace, { uri, about: 'blast', kind: 'zone', id });
    yield lens(namePlace, { uri, about: 'rules', kind: 'zone', id });
    const { line, column, endLine, endColumn } = namePlace;
    const place: SourceRange = { uri, line, column, endLine, endColumn };
    const command = { title: 'Show in diagram', command: SHOW_IN_DIAGRAM_COMMAND, arguments: [place] };
    yield { range: rangeOf(namePlace), command };
  }
}

function* assetLenses(snapshot: Snapshot, file: string): Iterable<CodeLens> {
  const { policy, folder } = snapshot;
  for (const asset of policy.assets)
    if (asset.namePlace.file === file && (isOfNote(policy, asset) || isOverLimit(snapshot, asset)))
      yield lens(asset.namePlace, { uri: uriIn(folder, file), about: 'blast', kind: 'asset', id: asset.id });
}

function* ruleLenses({ policy, folder }: Snapshot, file: string): Iterable<CodeLens> {
  const uri = uriIn(folder, file);
  for (const [kind, list] of [['conduit', policy.conduits] as const, ['firewall', policy.firewalls] as const])
    for (const { namePlace, id } of list)
      if (namePlace.file === file) yield lens(namePlace, { uri, about: 'rules', kind, id });
}

function lens(place: Place, data: LensData): CodeLens {
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
