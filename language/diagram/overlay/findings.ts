/** The findings: which nodes have any, the gravest first in the panel. */
import type { Finding } from '../../checks/finding.ts';
import { countOf, displayText } from '../text/display.ts';
import { insideOf, withZonesAround } from './around.ts';
import type { BarPart, LegendEntry, Mark, Overlay, OverlayQuestion, PanelItem, PanelSection } from './overlay.ts';
import { type OverlaySource, placeOf, placeWords } from './source.ts';

const SEVERITIES = ['error', 'warning', 'info'] as const;
type Severity = (typeof SEVERITIES)[number];
const MOST_LISTED = 100;
const TITLES: Readonly<Record<Severity, string>> = { error: 'Errors', warning: 'Warnings', info: 'Information' };

/** A finding, and the node in whose source it lies. */
interface Located {
  readonly finding: Finding;
  readonly severity: Severity;
  readonly node: string | undefined;
}

export function findingsOverlay(source: OverlaySource, question: OverlayQuestion): Overlay {
  const { drawing, findings } = source;
  const located = findings.flatMap((finding): Located[] => {
    const severity = SEVERITIES.find((s) => s === finding.severity);
    return severity === undefined || finding.mirror ? [] : [{ finding, severity, node: drawing.bearer(finding.place) }];
  });
  const present = SEVERITIES.filter((s) => located.some((l) => l.severity === s));
  return {
    kind: 'findings',
    question: { kind: question.kind },
    rest: present.length > 0 ? 'faded' : 'plain',
    marks: marksOf(source, located),
    path: [],
    links: [],
    legend: [
      ...present.map((severity): LegendEntry => ({ sign: 'finding', severity, words: severity })),
      ...present.map((s): LegendEntry => ({ sign: 'tile', tone: s, words: `${s} is the worst here` })),
      ...(present.length > 0 ? [{ sign: 'faded' as const, words: 'without findings' }] : []),
    ],
    panel: {
      title: 'Findings',
      subtitle: present.map((s) => countOf(located.filter((l) => l.severity === s).length, s)).join(', '),
      sections: sectionsOf(located, present),
    },
  };
}

function marksOf({ drawing: { graph } }: OverlaySource, located: readonly Located[]): Record<string, Mark> {
  const marks: Record<string, Mark> = {};
  for (const severity of SEVERITIES)
    for (const { node } of located.filter((l) => l.severity === severity && l.node !== undefined))
      marks[node as string] ??= { tone: severity };
  // What is on a gate or beside a wall is not seen when the line below it is faded.
  for (const conduit of graph.conduits)
    if (conduit.gates.some((gate) => marks[gate.id] !== undefined)) marks[conduit.id] ??= {};
  const own = new Set(Object.keys(marks));
  withZonesAround(graph, marks);
  for (const zone of graph.zones) {
    if (own.has(zone.id) || marks[zone.id] === undefined) continue;
    const inside = new Set(insideOf(graph, zone.id));
    const found = located.filter((l) => l.node !== undefined && inside.has(l.node));
    const parts = SEVERITIES.map((tone): BarPart => ({ tone, count: found.filter((l) => l.severity === tone).length }));
    const shown = parts.filter((p) => p.count > 0);
    marks[zone.id] = { bar: { parts: shown, of: found.length, words: `${countOf(found.length, 'finding')} inside` } };
  }
  return marks;
}

function sectionsOf(located: readonly Located[], present: readonly Severity[]): PanelSection[] {
  if (located.length === 0) return [{ kind: 'text', text: 'Nothing is found in this policy.', sign: 'check' }];
  let room = MOST_LISTED;
  return present.map((severity): PanelSection => {
    const all = located.filter((l) => l.severity === severity);
    const listed = all.slice(0, room);
    room -= listed.length;
    const more: PanelItem[] = all.length > listed.length ? [{ text: `and ${all.length - listed.length} more` }] : [];
    const aside = String(all.length);
    return { kind: 'items', title: TITLES[severity], aside, items: [...listed.map(itemOf), ...more] };
  });
}

function itemOf({ finding, severity, node }: Located): PanelItem {
  const place = placeOf(finding.place);
  return {
    sign: severity,
    text: displayText(finding.message),
    ...(node !== undefined && { node }),
    lines: [{ text: finding.check }, { text: placeWords(place), place }],
  };
}
