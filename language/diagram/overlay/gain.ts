/** What micro-segmenting each zone would take from the consequence of what begins in it. */
import { type Gain, gainOf, type SeenFlow, whenOf } from '../../analysis/index.ts';
import type { Policy, Zone } from '../../model/policy.ts';
import { zoneNodeId } from '../build/node-ids.ts';
import { countOf } from '../text/display.ts';
import { insideOf, withZonesAround } from './around.ts';
import type { Mark, Overlay, OverlayQuestion, PanelItem, PanelSection, Tone } from './overlay.ts';
import { type OverlaySource, zoneName } from './source.ts';

/** SEMANTICS.md: from here on it may be worth it, and below the lower one it is not. This project's judgement. */
const WORTH = 0.3;
const NOT_WORTH = 0.1;
/** Zones that are judged, those with most assets first: each is a policy of its own, so in a large policy fewer are. */
const MOST_ZONES = 60;
const LEAST_ZONES = 4;
const WORK = 40_000;

export function gainOverlay(source: OverlaySource, question: OverlayQuestion): Overlay {
  const { policy, drawing, now } = source;
  const when = whenOf({ now });
  const seen: readonly SeenFlow[] = source.seenFlows?.() ?? [];
  const open = policy.zones.filter((z) => !z.microsegmented && assetsOf(policy, z) > 1);
  const judged = [...open].sort((a, b) => assetsOf(policy, b) - assetsOf(policy, a) || a.index - b.index);
  const most = Math.max(LEAST_ZONES, Math.min(MOST_ZONES, Math.floor(WORK / Math.max(1, policy.assets.length))));
  const gains = judged.slice(0, most).map((z) => gainOf(policy, z.index, when, seen));
  const marks: Record<string, Mark> = {};
  for (const gain of gains) {
    const node = zoneNodeId(policy, gain.zone);
    for (const id of insideOf(drawing.graph, node)) marks[id] ??= {};
    marks[node] = markOf(gain);
  }
  withZonesAround(drawing.graph, marks);
  const best = [...gains].sort((a, b) => b.gain - a.gain || b.before - a.before || a.zone - b.zone);
  return {
    kind: 'gain',
    question: { kind: question.kind },
    rest: 'faded',
    marks,
    path: [],
    links: [],
    legend: [
      { sign: 'bar', tone: 'add', words: `gain of ${percent(WORTH)} or more` },
      { sign: 'bar', tone: 'warning', words: 'less' },
      { sign: 'faded', words: 'walled already, or one asset' },
    ],
    panel: {
      title: 'Micro-segmentation gain',
      subtitle: 'what less would fall if each zone were walled inside',
      sections: [
        {
          kind: 'figure',
          figure: String(best.filter((g) => g.gain >= WORTH).length),
          words: [`of ${countOf(open.length, 'open zone')} gain ${percent(WORTH)} or more`, flowWords(gains, seen)],
        },
        ...zonesSection(policy, best),
        ...(open.length > gains.length
          ? [{ kind: 'text' as const, text: `The ${gains.length} zones with most assets are judged.` }]
          : []),
        {
          kind: 'text',
          text: 'Gain alone is no verdict: it also takes a need, monitoring, few places to touch, and something that can enforce it.',
        },
      ],
    },
  };
}

function assetsOf(policy: Policy, zone: Zone): number {
  return new Set(zone.legs.map((leg) => policy.legs[leg]?.asset)).size;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function toneOf({ gain }: Gain): Tone | undefined {
  return gain >= WORTH ? 'add' : gain >= NOT_WORTH ? 'warning' : undefined;
}

function markOf(gain: Gain): Mark {
  const tone = toneOf(gain);
  const words = `gain ${percent(gain.gain)}`;
  return {
    ...(tone && { tone }),
    chip: { text: words, ...(tone && { tone }) },
    bar: barOf(gain, `${words}: ${gain.before} → ${gain.after}`),
    spoken: words,
  };
}

function barOf(gain: Gain, words: string): NonNullable<Mark['bar']> {
  const tone = toneOf(gain) ?? 'warning';
  return { parts: gain.gain > 0 ? [{ tone, count: gain.gain }] : [], of: 1, words };
}

function flowWords(gains: readonly Gain[], seen: readonly SeenFlow[]): string {
  const kept = gains.reduce((sum, g) => sum + g.kept, 0);
  const source = seen.length > 0 ? 'declared and observed' : 'declared';
  return kept === 0 ? 'no flows inside are known' : `${countOf(kept, 'flow')} inside kept, ${source}`;
}

function zonesSection(policy: Policy, gains: readonly Gain[]): PanelSection[] {
  if (gains.length === 0) return [{ kind: 'text', text: 'Every zone with several assets is walled inside already.' }];
  const items = gains.map((gain): PanelItem => {
    const known = gain.kept === 0 ? 'nothing known of flows inside' : `${countOf(gain.kept, 'flow')} inside kept`;
    return {
      text: zoneName(policy, gain.zone),
      strong: true,
      aside: percent(gain.gain),
      node: zoneNodeId(policy, gain.zone),
      bar: barOf(gain, ''),
      lines: [{ text: `consequence ${gain.before} → ${gain.after}, ${known}` }],
    };
  });
  return [{ kind: 'items', title: 'Zones', aside: 'gain', items }];
}
