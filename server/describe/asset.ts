/** An asset as Markdown: where it stands, what it serves, which rules speak of it, and what falls with it. */
import {
  blastOf,
  blastSize,
  consequence,
  criticalityOf,
  exposureSize,
  type ReachGraph,
  reachGraph,
  rulesHolding,
  whenOf,
  worstReached,
} from '../../language/analysis/index.ts';
import { asBuilt } from '../../language/compile/index.ts';
import type { Asset, Rule } from '../../language/model/policy.ts';
import type { Snapshot } from '../snapshot.ts';
import { block, code, count, listed, plain, securityLevel } from './words.ts';

const MOST_RULES = 8;
const WORST_SHOWN = 10;

/** The graph of what may reach what from now on, in the worst case: whatever can be reached falls. */
export function worstCase({ policy, now }: Snapshot): ReachGraph {
  return reachGraph(policy, { when: whenOf({ now }) });
}

/** The same with what no firewall parts taken as open; undefined where nothing is open on the wire that the policy does not know of. */
export function asBuiltCase({ policy, now }: Snapshot): ReachGraph | undefined {
  const openWire = asBuilt(policy);
  const { shared, withoutSegment, openInsides } = openWire;
  if (shared.size + withoutSegment.length + openInsides.length === 0) return undefined;
  return reachGraph(policy, { when: whenOf({ now }), openWire });
}

/** Which question the figures answer: `worst case`, or `worst case; 12 as built` where more is open on the wire. */
export function caseWords(snapshot: Snapshot, stated: number, sizeIn: (graph: ReachGraph) => number): string {
  const graph = asBuiltCase(snapshot);
  const built = graph === undefined ? stated : sizeIn(graph);
  return built === stated ? 'worst case' : `worst case; ${built} as built`;
}

export function describeAsset(snapshot: Snapshot, index: number): string[] {
  const { policy } = snapshot;
  const asset = policy.assets[index];
  if (asset === undefined) return [];
  return [
    identity(snapshot, asset),
    ...legs(snapshot, asset),
    asset.serves.length > 0
      ? `Serves ${listed(asset.serves.flatMap((s) => policy.services[s]?.name ?? []).map(code), 14)}`
      : '',
    ...asset.exposures.map((e) => `Exposure: ${plain(e.what)}${e.codeExecution ? ' (code execution)' : ''}`),
    asset.slc === undefined ? '' : `SL-C ${securityLevel(asset.slc)}`,
    rulesText(rulesHolding(policy, asset.index)),
    blastText(snapshot, asset),
  ].filter((line) => line !== '');
}

function identity({ policy }: Snapshot, asset: Asset): string {
  const type = asset.type === undefined ? undefined : policy.types[asset.type];
  const make = [asset.vendor, asset.model, asset.firmware && `firmware ${asset.firmware}`].filter(
    (t) => t !== undefined,
  );
  const facts = [
    type && `${code(type.name)}${type.title ? ` (${plain(type.title)})` : ''}`,
    `criticality ${criticalityOf(policy, asset)}`,
    make.length > 0 && plain(make.join(' ')),
    asset.monitored && 'monitored',
    asset.wireless && 'wireless',
    asset.portable && 'portable',
    asset.shared && 'shared address',
    asset.effectiveTags.length > 0 && `tagged ${listed([...asset.effectiveTags].map((t) => code(t)))}`,
  ];
  return facts.filter((f) => typeof f === 'string').join(' · ');
}

function legs({ policy }: Snapshot, asset: Asset): string[] {
  return asset.legs.map((l) => {
    const leg = policy.legs[l];
    const zone = policy.zones[leg?.zone ?? -1];
    const where = leg?.dhcp
      ? ' at dhcp'
      : leg?.addresses.length
        ? ` at ${listed(leg.addresses.map((a) => a.text))}`
        : ', without address';
    return `${leg?.primary ? 'In' : 'Also in'} zone ${code(zone?.id ?? '')}${where}`;
  });
}

function rulesText(rules: readonly Rule[]): string {
  if (rules.length === 0) return 'No rule speaks of it.';
  const shown = block(
    rules
      .slice(0, MOST_RULES)
      .map((r) => r.text)
      .join('\n'),
  );
  const rest = rules.length > MOST_RULES ? `\n\nand ${count(rules.length - MOST_RULES, 'rule')} more` : '';
  return `${count(rules.length, 'rule')} ${rules.length === 1 ? 'applies' : 'apply'}:\n\n${shown}${rest}`;
}

function blastText(snapshot: Snapshot, asset: Asset): string {
  const { policy } = snapshot;
  const graph = worstCase(snapshot);
  const reached = blastOf(graph, asset.index);
  const worst = worstReached(graph, asset.index, WORST_SHOWN).map((a) => code(policy.assets[a]?.id ?? ''));
  const sum = consequence(policy, reached);
  const exposure = exposureSize(graph, asset.index);
  const words = caseWords(snapshot, reached.length, (built) => blastSize(built, asset.index));
  const head = `**Blast radius**: ${reached.length} of ${count(policy.assets.length - 1, 'asset')} (${words}), consequence ${sum}.`;
  const what =
    worst.length === 0 ? '' : ` Worst: ${listed(worst)}${reached.length > worst.length ? ' and others' : ''}.`;
  return `${head}${what} ${count(exposure, 'asset')} can reach it.`;
}
