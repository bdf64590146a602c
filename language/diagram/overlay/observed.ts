/** Observed against permitted: what of the permitted was seen on the wire, what never was, and what was seen and is not permitted. */
import { serviceWords, sideWords, trafficWords } from '../../checks/observed/words.ts';
import type { Policy, RuleRef } from '../../model/policy.ts';
import type { Comparison, NotPermitted, Side } from '../../observe/index.ts';
import { zoneNodeId } from '../build/node-ids.ts';
import { countOf, displayText } from '../text/display.ts';
import { withZonesAround } from './around.ts';
import type { Link, Mark, Overlay, OverlayQuestion, PanelItem, PanelSection, RowMark } from './overlay.ts';
import { assetNodeId, type OverlaySource, placeOf, placeWords, zoneName } from './source.ts';

const MOST_LISTED = 40;
/** Arrows for what is not permitted; more would be a thicket, and the panel lists all. */
const MOST_LINKS = 12;

export function observedOverlay(source: OverlaySource, question: OverlayQuestion): Overlay {
  const { policy, comparison } = source;
  if (comparison === undefined) return nothingObserved(question);
  const { marks, seen, unseen } = rowMarks(source, comparison);
  const links = linksOf(policy, comparison.notPermitted);
  for (const { from, to } of links)
    for (const end of [from, to])
      marks[end] = { tone: 'error', badge: '!', spoken: 'takes part in traffic that is not permitted' };
  for (const { zone, hosts } of comparison.unknown) {
    const words = `${countOf(hosts.length, 'unknown host')} seen`;
    marks[zoneNodeId(policy, zone)] ??= { tone: 'warning', badge: '?', spoken: words };
  }
  withZonesAround(source.drawing.graph, marks);
  return {
    kind: 'observed',
    question: { kind: question.kind },
    rest: 'faded',
    marks,
    path: [],
    links: links.slice(0, MOST_LINKS),
    legend: [
      { sign: 'line', words: 'permitted and seen' },
      { sign: 'line', dash: 'dotted', words: 'permitted, never seen' },
      ...(links.length > 0 ? [{ sign: 'line' as const, tone: 'error' as const, words: 'seen, not permitted' }] : []),
      ...(comparison.unknown.length > 0
        ? [{ sign: 'tile' as const, tone: 'warning' as const, badge: '?', words: 'unknown hosts seen in it' }]
        : []),
      { sign: 'faded', words: 'not looked at' },
    ],
    panel: {
      title: 'Observed traffic',
      subtitle: filesWords(comparison),
      sections: [
        {
          kind: 'figure',
          figure: String(comparison.rows.notPermitted),
          words: [
            `of ${countOf(comparison.rows.all, 'conversation')} not permitted`,
            `${seen} of ${countOf(seen + unseen, 'rule')} seen in use`,
          ],
        },
        ...refusedSection(policy, comparison),
        ...outsideSection(policy, comparison),
        ...neverSection(policy, comparison),
        ...unknownSection(policy, comparison),
      ],
    },
  };
}

function nothingObserved(question: OverlayQuestion): Overlay {
  const text =
    'No traffic was observed: name flow files under "observed" in bulkhead.json, or make one with bulkhead observe.';
  return {
    kind: 'observed',
    question: { kind: question.kind },
    rest: 'plain',
    marks: {},
    path: [],
    links: [],
    legend: [],
    panel: { title: 'Observed traffic', sections: [{ kind: 'text', text }] },
  };
}

function filesWords({ hits, captures }: Comparison): string {
  const captured = captures.length === 0 ? 'no capture time stated' : countOf(captures.length, 'capture');
  return `${captured}, ${countOf(hits.size, 'rule')} hit`;
}

/** Rows that were seen are plain, others dotted; a conduit of which no row was seen is dotted as a whole. */
function rowMarks(
  { drawing: { graph, carried } }: OverlaySource,
  comparison: Comparison,
): { marks: Record<string, Mark>; seen: number; unseen: number } {
  const never = new Set(comparison.neverSeen);
  const rulesOf = new Map<string, Map<number, RuleRef[]>>();
  for (const [rule, places] of carried)
    for (const { conduit, row } of places) {
      const rows = rulesOf.get(conduit) ?? new Map<number, RuleRef[]>();
      rulesOf.set(conduit, rows);
      rows.set(row, [...(rows.get(row) ?? []), rule]);
    }
  const marks: Record<string, Mark> = {};
  for (const conduit of graph.conduits) {
    const rows: Record<string, RowMark> = {};
    const standings = conduit.rows.map((row, i) => {
      if (row.action !== 'allow') return 'none';
      const rules = rulesOf.get(conduit.id)?.get(i) ?? [];
      return rules.some((r) => comparison.hits.has(r)) ? 'seen' : rules.some((r) => never.has(r)) ? 'never' : 'none';
    });
    standings.forEach((standing, i) => {
      if (standing === 'never') rows[i] = { dotted: true };
      else if (standing === 'none' && conduit.rows[i]?.action === 'allow') rows[i] = { faded: true };
    });
    if (standings.every((s) => s === 'none')) continue;
    const isSeen = standings.includes('seen');
    marks[conduit.id] = {
      rows,
      ...(!isSeen && { dash: 'dotted' }),
      spoken: isSeen ? 'seen in traffic' : 'never seen in traffic',
    };
  }
  const rules = [...comparison.hits.keys()];
  return { marks, seen: rules.length, unseen: never.size };
}

/** One arrow between the two ends, whatever was seen between them. */
function linksOf(policy: Policy, refused: readonly NotPermitted[]): Link[] {
  const found = new Map<string, { from: string; to: string; rows: number }>();
  for (const { source, target, traffic } of refused) {
    const [from, to] = [nodeOf(policy, source), nodeOf(policy, target)];
    if (from === undefined || to === undefined || from === to) continue;
    const key = `${from} ${to}`;
    const link = found.get(key) ?? { from, to, rows: 0 };
    link.rows += traffic.rows;
    found.set(key, link);
  }
  return [...found.values()]
    .sort((a, b) => b.rows - a.rows)
    .map(({ from, to, rows }) => ({
      from,
      to,
      tone: 'error',
      text: rows > 1 ? `! ${rows}` : '!',
      spoken: `${countOf(rows, 'conversation')} seen that the policy does not permit`,
    }));
}

function nodeOf(policy: Policy, { zone, assets }: Side): string | undefined {
  const [only, another] = assets;
  if (only !== undefined && another === undefined) return assetNodeId(policy, only);
  return zone === undefined ? undefined : zoneNodeId(policy, zone);
}

function limited(title: string, items: readonly PanelItem[]): PanelSection[] {
  if (items.length === 0) return [];
  const more = items.length - MOST_LISTED;
  const shown = more > 0 ? [...items.slice(0, MOST_LISTED), { text: `and ${more} more` }] : items;
  return [{ kind: 'items', title, aside: String(items.length), items: shown }];
}

function refusedSection(policy: Policy, { notPermitted, scans }: Comparison): PanelSection[] {
  const items = notPermitted.map(({ source, target, atoms, traffic }): PanelItem => {
    const services = atoms.slice(0, 2).map((atom) => serviceWords(policy, atom, traffic.services));
    const node = nodeOf(policy, source);
    return {
      sign: 'error',
      text: displayText(`${sideWords(policy, source)} → ${sideWords(policy, target)}`),
      strong: true,
      ...(node !== undefined && { node }),
      lines: [{ text: displayText(services.join(', ')) }, { text: displayText(trafficWords(policy, traffic)) }],
    };
  });
  const looked = scans.map(
    ({ source, targets, traffic }): PanelItem => ({
      sign: 'error',
      text: displayText(`${sideWords(policy, source)} tried ${countOf(targets, 'target')}`),
      strong: true,
      lines: [{ text: displayText(trafficWords(policy, traffic)) }],
    }),
  );
  return limited('Seen, not permitted', [...items, ...looked]);
}

function ruleItem(policy: Policy, ref: RuleRef, sign: 'warning' | 'info', text: string): PanelItem[] {
  const rule = policy.rules[ref];
  if (rule === undefined) return [];
  const place = placeOf(rule.place);
  return [
    { sign, text: displayText(rule.text), lines: [...(text ? [{ text }] : []), { text: placeWords(place), place }] },
  ];
}

function outsideSection(policy: Policy, { outside }: Comparison): PanelSection[] {
  return limited(
    'Seen outside its time',
    outside.flatMap(({ rule, traffic }) =>
      ruleItem(policy, rule, 'warning', displayText(trafficWords(policy, traffic))),
    ),
  );
}

function neverSection(policy: Policy, { neverSeen }: Comparison): PanelSection[] {
  return limited(
    'Permitted, never seen',
    neverSeen.flatMap((rule) => ruleItem(policy, rule, 'info', '')),
  );
}

function unknownSection(policy: Policy, { unknown }: Comparison): PanelSection[] {
  const items = unknown.map(
    ({ zone, hosts }): PanelItem => ({
      sign: 'warning',
      text: zoneName(policy, zone),
      aside: countOf(hosts.length, 'host'),
      node: zoneNodeId(policy, zone),
    }),
  );
  return limited('Unknown hosts', items);
}
