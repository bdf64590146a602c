/** The exposure of an asset or a zone: whose fall takes it along, and a shortest way from there. The ramp of the blast radius, backwards. */
import { chooseAssets, exposureOfAssets, reachGraph, spreadTo, whenOf, witness } from '../../analysis/index.ts';
import type { AssetRef } from '../../model/policy.ts';
import { countOf } from '../text/display.ts';
import { pathLegend } from './blast.ts';
import type { Overlay, OverlayQuestion, PanelItem, PanelSection } from './overlay.ts';
import { type Asked, asked, graphOf, reachMarks, stepLegend } from './reach.ts';
import { endOf, figureSections, modeSwitches, pathSection, subjectWords } from './reach-panel.ts';
import { assetNodeId, entityOf, type OverlaySource, placeOf } from './source.ts';

const WORDING = { taking: 'can reach it', start: 'whose exposure it is' };

/** Undefined for a policy without assets. */
export function exposureOverlay(source: OverlaySource, question: OverlayQuestion): Overlay | undefined {
  const about = asked(source, question);
  if (about === undefined) return undefined;
  const { graph, subject } = about;
  const { policy } = source;
  const spread = spreadTo(graph, subject.assets);
  const from = originOf(source, about, spread.steps, question.to);
  const hops = from === undefined ? [] : nearestWitness(about, from);
  const { marks, path } = reachMarks(source, about, spread, hops, new Map(), WORDING);
  const full: OverlayQuestion = {
    kind: 'exposure',
    of: subject.node,
    mode: about.mode,
    ...(about.asBuilt && { asBuilt: true }),
    ...(from !== undefined && { to: assetNodeId(policy, from) }),
  };
  const words = ['whose exposure it is', 'reaches it in 1 step', 'in 2 steps', 'in 3 steps', 'cannot reach it'];
  return {
    kind: 'exposure',
    question: full,
    rest: 'faded',
    marks,
    path,
    links: [],
    legend: [
      ...stepLegend(spread.steps, words, policy.assets.length - subject.assets.length),
      ...pathLegend(path.length > 0),
    ],
    panel: {
      title: `Exposure of ${subject.name}`,
      subtitle: subjectWords(source, about),
      sign: 'target',
      sections: [
        ...figureSections(source, about, spread.steps, {
          figure: 'can take it along',
          not: 'cannot reach it',
          weighs: false,
        }),
        ...pathSection(source, hops, `Witness path from ${endOf(source, hops, 'from')}`),
        ...expectationSection(source, about),
        ...modeSwitches(full, about, builtDiffers(source, about, spread.steps.size)),
      ],
    },
  };
}

/** The asset whose path is drawn: the one asked for while it takes part, else the farthest of those with least protection around them. */
function originOf(
  { policy }: OverlaySource,
  { graph }: Asked,
  steps: ReadonlyMap<AssetRef, number>,
  wanted: string | undefined,
): AssetRef | undefined {
  const asset = entityOf(policy, wanted);
  if (asset?.kind === 'asset' && steps.has(asset.index)) return asset.index;
  const level = (a: AssetRef): number => policy.zones[policy.assets[a]?.zone ?? -1]?.level ?? -1;
  const rank = (a: AssetRef): number => graph.universe.rank[a] as number;
  return [...steps.keys()].sort(
    (a, b) => level(b) - level(a) || (steps.get(b) as number) - (steps.get(a) as number) || rank(a) - rank(b),
  )[0];
}

function nearestWitness({ graph, subject }: Asked, from: AssetRef) {
  const paths = subject.assets.flatMap((to) => {
    const path = witness(graph, from, to);
    return path === undefined ? [] : [path];
  });
  return paths.reduce((best, p) => (p.length < best.length ? p : best), paths[0] ?? []);
}

/** What the policy expects of this asset's exposure, which is of the worst case. */
function expectationSection({ policy, now }: OverlaySource, { subject, mode }: Asked): PanelSection[] {
  const [asset] = subject.assets;
  if (subject.zone !== undefined || asset === undefined || mode !== 'worst-case') return [];
  const size = exposureOfAssets(reachGraph(policy, { when: whenOf({ now }) }), [asset]).length;
  const items = policy.expectations.flatMap(({ question, broken, place }): PanelItem[] => {
    if (broken || question.kind !== 'exposure' || question.at !== undefined || question.during !== undefined) return [];
    if (!chooseAssets(policy, question.of).includes(asset)) return [];
    const holds = size <= question.atMost;
    const text = `at most ${countOf(question.atMost, 'asset')}: ${holds ? 'holds' : 'exceeded'}`;
    return [{ sign: holds ? 'check' : 'error', text, place: placeOf(place) }];
  });
  return items.length === 0 ? [] : [{ kind: 'items', title: 'Expectation', items }];
}

function builtDiffers(source: OverlaySource, { mode, subject, asBuilt }: Asked, size: number): boolean {
  if (source.openWire === undefined || asBuilt) return asBuilt;
  return exposureOfAssets(graphOf(source, mode, true), subject.assets).length !== size;
}
