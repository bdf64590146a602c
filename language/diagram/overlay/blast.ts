/** The blast radius: what falls with an asset or with all of a zone, a shortest way there, and where it could be stopped. */
import {
  blastSize,
  type ChokePoint,
  chokePoints,
  chooseAssets,
  reachedWithout,
  spreadFrom,
  weightOf,
  witnessFromAny,
  zoneBlastSize,
  zoneChokePoints,
} from '../../analysis/index.ts';
import type { AssetRef } from '../../model/policy.ts';
import { countOf } from '../text/display.ts';
import type { LegendEntry, Overlay, OverlayQuestion, PanelItem, PanelSection } from './overlay.ts';
import { type Asked, asked, graphOf, reachMarks, stepLegend } from './reach.ts';
import { endOf, figureSections, modeSwitches, pathSection, subjectWords } from './reach-panel.ts';
import { assetName, assetNodeId, entityOf, type OverlaySource, placeOf, ruleName } from './source.ts';

const MOST_CHOKE_POINTS = 5;
const WORDING = { taking: 'reached', start: 'start of the blast radius' };

/** Undefined for a policy without assets. */
export function blastOverlay(source: OverlaySource, question: OverlayQuestion): Overlay | undefined {
  const about = asked(source, question);
  if (about === undefined) return undefined;
  const { graph, subject } = about;
  const { policy } = source;
  const spread = spreadFrom(graph, subject.assets);
  const target = targetOf(source, about, spread.steps, question.to);
  const hops = target === undefined ? [] : (witnessFromAny(graph, subject.assets, target) ?? []);
  const chokes = chokesOf(about);
  const left = new Map(chokes.flatMap((c) => (c.asset === undefined ? [] : [[c.asset, c.words] as const])));
  const { marks, path } = reachMarks(source, about, spread, hops, left, WORDING);
  const full: OverlayQuestion = {
    kind: 'blast',
    of: subject.node,
    mode: about.mode,
    ...(about.asBuilt && { asBuilt: true }),
    ...(target !== undefined && { to: assetNodeId(policy, target) }),
  };
  const words = ['start', 'reached in 1 step', 'in 2 steps', 'in 3 steps', 'not reached'];
  const others = policy.assets.length - subject.assets.length;
  return {
    kind: 'blast',
    question: full,
    rest: 'faded',
    marks,
    path,
    links: [],
    legend: [
      ...stepLegend(spread.steps, words, others),
      ...pathLegend(path.length > 0),
      ...(left.size > 0 ? [{ sign: 'choke' as const, words: 'choke point' }] : []),
    ],
    panel: {
      title: `Blast radius of ${subject.name}`,
      subtitle: subjectWords(source, about),
      sign: 'target',
      sections: [
        ...figureSections(source, about, spread.steps, { figure: 'can fall', not: 'not reached', weighs: true }),
        ...pathSection(source, hops, `Witness path to ${endOf(source, hops, 'to')}`),
        ...chokeSection(chokes),
        ...limitSection(source, about, spread.steps.size),
        ...modeSwitches(full, about, builtDiffers(source, about)),
      ],
    },
  };
}

export function pathLegend(shown: boolean): LegendEntry[] {
  return shown ? [{ sign: 'path', words: 'witness path, hops numbered' }] : [];
}

/** The asset whose path is drawn: the one asked for while it is reached, else the worst of what falls, the farthest of several. */
function targetOf(
  { policy }: OverlaySource,
  { graph }: Asked,
  steps: ReadonlyMap<AssetRef, number>,
  to: string | undefined,
): AssetRef | undefined {
  const wanted = entityOf(policy, to);
  if (wanted?.kind === 'asset' && steps.has(wanted.index)) return wanted.index;
  const rank = (a: AssetRef): number => graph.universe.rank[a] as number;
  return [...steps.keys()].sort(
    (a, b) =>
      weightOf(policy, b) - weightOf(policy, a) ||
      (steps.get(b) as number) - (steps.get(a) as number) ||
      rank(a) - rank(b),
  )[0];
}

interface Choke {
  readonly item: PanelItem;
  readonly asset?: AssetRef;
  /** `7 → 1`: how many are reached, and how many without it. */
  readonly words: string;
}

/** Choke points that are worth more than they are themselves, the most worth first. */
function chokesOf({ graph, subject }: Asked): Choke[] {
  const { policy } = graph;
  const assetChoke = (asset: AssetRef, words: string): Choke => ({
    asset,
    words,
    item: {
      sign: 'choke',
      text: assetName(policy, asset),
      strong: true,
      quiet: 'asset',
      aside: words,
      node: assetNodeId(policy, asset),
    },
  });
  if (subject.zone !== undefined) {
    const { before, points } = zoneChokePoints(graph, subject.zone);
    return points
      .filter(({ asset }) => !subject.assets.includes(asset))
      .slice(0, MOST_CHOKE_POINTS)
      .map(({ asset, after }) => assetChoke(asset, `${before} → ${after}`));
  }
  const [start] = subject.assets;
  if (start === undefined) return [];
  const before = blastSize(graph, start);
  const isWorth = (p: ChokePoint): boolean => p.kind === 'rule' || p.saved > weightOf(policy, p.asset);
  return chokePoints(graph, start)
    .filter(isWorth)
    .slice(0, MOST_CHOKE_POINTS)
    .map((point): Choke => {
      const words = `${before} → ${reachedWithout(graph, start, point)}`;
      if (point.kind === 'asset') return assetChoke(point.asset, words);
      const rule = policy.rules[point.rule];
      const text = ruleName(policy, point.rule);
      const place = rule && placeOf(rule.place);
      return {
        words,
        item: { sign: 'choke', text, strong: true, quiet: 'rule', aside: words, ...(place && { place }) },
      };
    });
}

function chokeSection(chokes: readonly Choke[]): PanelSection[] {
  if (chokes.length === 0) return [];
  return [{ kind: 'items', title: 'Choke points', aside: 'assets reached', items: chokes.map((c) => c.item) }];
}

/** The limit that is in force, and what the policy expects of this asset in this mode. */
function limitSection({ policy }: OverlaySource, { subject, mode }: Asked, size: number): PanelSection[] {
  const [asset] = subject.assets;
  if (subject.zone !== undefined || asset === undefined) return [];
  const items: PanelItem[] = [];
  const verdict = (text: string, holds: boolean, place: PanelItem['place']): void => {
    items.push({
      sign: holds ? 'check' : 'error',
      text: `${text}: ${holds ? 'holds' : 'exceeded'}`,
      ...(place && { place }),
    });
  };
  for (const { question, broken, place } of policy.expectations) {
    if (broken || question.kind !== 'blast' || question.mode !== mode || question.during !== undefined) continue;
    if (question.at !== undefined || !chooseAssets(policy, question.of).includes(asset)) continue;
    verdict(`at most ${countOf(question.atMost, 'asset')}`, size <= question.atMost, placeOf(place));
  }
  const limit = policy.zones[policy.assets[asset]?.zone ?? -1]?.blastLimit;
  if (limit !== undefined && mode === 'worst-case')
    verdict(`limit of ${countOf(limit.value, 'asset')}`, size <= limit.value, placeOf(limit.place));
  return items.length === 0 ? [] : [{ kind: 'items', title: items.length > 1 ? 'Expectations' : 'Expectation', items }];
}

/** Whether more can fall over what no firewall parts. */
function builtDiffers(source: OverlaySource, { mode, subject, asBuilt, graph }: Asked): boolean {
  if (source.openWire === undefined || asBuilt) return asBuilt;
  const built = graphOf(source, mode, true);
  const size = (g: typeof graph): number =>
    subject.zone === undefined ? blastSize(g, subject.assets[0] ?? -1) : zoneBlastSize(g, subject.zone);
  return size(built) !== size(graph);
}
