/** The side panel of blast radius and exposure: figures, who takes part by steps, the path, and the ways to ask otherwise. */
import { consequence, type Hop } from '../../analysis/index.ts';
import type { AssetRef } from '../../model/policy.ts';
import { typeWords } from '../build/asset-words.ts';
import { countOf } from '../text/display.ts';
import type { OverlayQuestion, PanelItem, PanelSection } from './overlay.ts';
import { endName, pathItems } from './path.ts';
import { type Asked, bySteps, stepParts, toneOf } from './reach.ts';
import { assetName, assetNodeId, type OverlaySource, zoneName } from './source.ts';

/** Names listed for each number of steps; the rest is counted. */
const MOST_NAMES = 40;

/** `jump host in Industrial DMZ, 10.20.0.10`; for a zone how many assets it has. */
export function subjectWords({ policy }: OverlaySource, { subject }: Asked): string {
  if (subject.zone !== undefined) return `zone with ${countOf(subject.assets.length, 'asset')}`;
  const asset = policy.assets[subject.assets[0] ?? -1];
  if (asset === undefined) return '';
  const type = asset.type === undefined ? undefined : policy.types[asset.type];
  const leg = policy.legs[asset.legs[0] ?? -1];
  const address = leg?.addresses[0]?.text;
  const where = `${typeWords(type)} in ${zoneName(policy, asset.zone)}`;
  return address === undefined ? where : `${where}, ${address}`;
}

export function figureSections(
  { policy }: OverlaySource,
  { graph, subject }: Asked,
  steps: ReadonlyMap<AssetRef, number>,
  words: { readonly figure: string; readonly not: string; readonly weighs: boolean },
): PanelSection[] {
  const others = policy.assets.length - subject.assets.length;
  const far = [...steps.values()];
  const missing = policy.assets.map((a) => a.index).filter((a) => !steps.has(a) && !subject.assets.includes(a));
  const reached = bySteps(graph, steps).map(
    ([n, assets]): PanelItem => ({
      badge: { text: String(n), tone: toneOf(n) },
      text: '',
      ...choicesOf(graph.policy, assets),
    }),
  );
  const not: PanelItem[] =
    missing.length === 0 ? [] : [{ badge: { text: '' }, text: `${words.not}: ${namesOf(policy, missing)}` }];
  return [
    {
      kind: 'figure',
      figure: String(steps.size),
      words: [
        `of ${countOf(others, 'other asset')} ${words.figure}`,
        ...(words.weighs ? [`consequence ${consequence(policy, steps.keys())}`] : []),
      ],
    },
    { kind: 'bar', bar: { parts: stepParts(far), of: Math.max(1, others), words: '' } },
    { kind: 'items', items: [...reached, ...not], joined: true },
  ];
}

function choicesOf(policy: OverlaySource['policy'], assets: readonly AssetRef[]): Partial<PanelItem> {
  const choices = assets
    .slice(0, MOST_NAMES)
    .map((a) => ({ text: assetName(policy, a), node: assetNodeId(policy, a) }));
  const more = assets.length - choices.length;
  return { choices, ...(more > 0 && { quiet: `and ${more} more` }) };
}

function namesOf(policy: OverlaySource['policy'], assets: readonly AssetRef[]): string {
  const names = assets.slice(0, 6).map((a) => assetName(policy, a));
  return names.join(', ') + (assets.length > names.length ? ` and ${assets.length - names.length} more` : '');
}

export function pathSection(source: OverlaySource, hops: readonly Hop[], title: string): PanelSection[] {
  return hops.length === 0 ? [] : [{ kind: 'items', title, items: pathItems(source, hops) }];
}

/** `PLC-301`, of the last hop; of the first for a path that is told from its other end. */
export function endOf({ policy }: OverlaySource, hops: readonly Hop[], which: 'from' | 'to'): string {
  const hop = which === 'to' ? hops[hops.length - 1] : hops[0];
  return hop === undefined ? '' : endName(policy, hop[which]);
}

const MODE_WORDS = {
  'worst-case': 'Worst case',
  conditioned: 'Conditioned',
  'service-aware': 'Service-aware',
} as const;

/** How what is asked is counted; and, where the wire lets more through than the policy, whether that counts. */
export function modeSwitches(
  question: OverlayQuestion,
  { mode, asBuilt }: Asked,
  builtDiffers: boolean,
): PanelSection[] {
  const modes: PanelSection = {
    kind: 'switch',
    label: 'What an attacker goes on from',
    options: (['worst-case', 'conditioned', 'service-aware'] as const).map((m) => ({
      text: MODE_WORDS[m],
      on: m === mode,
      ask: { ...question, mode: m },
    })),
  };
  if (!builtDiffers && !asBuilt) return [modes];
  return [
    modes,
    {
      kind: 'switch',
      label: 'What counts as open',
      options: [false, true].map((built) => ({
        text: built ? 'As built' : 'As stated',
        on: built === asBuilt,
        ask: { ...question, asBuilt: built },
      })),
    },
  ];
}
