/** What a review lays over the picture of two versions: the marks of its nodes, the legend, and the story in the side panel. */
import type { Finding } from '../../checks/finding.ts';
import { blastRows, type Difference, type FindingChanges, type Sentence, sentencesOf } from '../../difference/index.ts';
import type { Place } from '../../model/policy.ts';
import { sourceOf } from '../build/node-ids.ts';
import type { DiagramGraph, Mark as NodeMark, SourcePlace } from '../graph.ts';
import type {
  LegendEntry,
  Mark,
  Overlay,
  OverlayPanel,
  PanelItem,
  PanelLine,
  PanelSection,
  Tone,
} from '../overlay/overlay.ts';
import { countOf, displayText } from '../text/display.ts';

/** Sentences that the panel shows, and radii below them. */
const MOST_SENTENCES = 24;
const MOST_RADII = 8;
const MOST_FINDINGS = 8;

/** `graph`: of the same difference, by `reviewGraph`. */
export function reviewOverlay(graph: DiagramGraph, difference: Difference, findings: FindingChanges): Overlay {
  return {
    kind: 'review',
    question: { kind: 'review' },
    rest: 'plain',
    marks: marksOf(graph),
    path: [],
    links: [],
    legend: legendOf(graph),
    panel: panelOf(graph, difference, findings),
  };
}

const TONES: Readonly<Record<NodeMark, Tone>> = {
  added: 'add',
  removed: 'remove',
  changed: 'change',
  moved: 'move',
  left: 'move',
};

function marksOf({ zones, conduits }: DiagramGraph): Record<string, Mark> {
  const marks: Record<string, Mark> = {};
  for (const zone of zones) {
    if (zone.mark !== undefined) marks[zone.id] = { ...toned(zone.mark), corner: zone.mark };
    else if ([...zone.assets, ...zone.ghosts, ...zone.inner].some((one) => one.mark))
      marks[zone.id] = { corner: 'changed' };
    for (const asset of zone.assets)
      if (asset.mark !== undefined)
        marks[asset.id] = { ...toned(asset.mark), ...(asset.mark !== 'left' && { corner: asset.mark }) };
    for (const node of [...zone.ghosts, ...zone.inner]) if (node.mark !== undefined) marks[node.id] = toned(node.mark);
  }
  for (const { id, mark } of conduits) marks[id] = mark === undefined ? { still: true } : toned(mark);
  return marks;
}

function toned(mark: NodeMark): Mark {
  const isGone = mark === 'removed' || mark === 'left';
  return {
    tone: TONES[mark],
    ...(isGone && { dash: 'dashed', hollow: true }),
    ...(mark === 'removed' && { struck: true }),
  };
}

function legendOf(graph: DiagramGraph): LegendEntry[] {
  const { zones, conduits } = graph;
  const inside = zones.flatMap((z) => [...z.assets, ...z.ghosts, ...z.inner]);
  const on = conduits.flatMap((c) => [...c.rows, ...c.gates]);
  const marks = new Set([...zones, ...inside, ...conduits, ...on].map((one) => one.mark));
  const entries: readonly (readonly [boolean, LegendEntry])[] = [
    [marks.has('added'), { sign: 'line', tone: 'add', words: '+ added' }],
    [marks.has('removed'), { sign: 'line', tone: 'remove', dash: 'dashed', words: '− removed' }],
    [marks.has('changed'), { sign: 'line', tone: 'change', words: '~ changed' }],
    [marks.has('moved'), { sign: 'line', tone: 'move', dash: 'dotted', words: 'moved, ghost left behind' }],
    [conduits.some((c) => c.mark === undefined), { sign: 'line', faded: true, words: 'unchanged' }],
  ];
  return entries.flatMap(([used, entry]) => (used ? [entry] : []));
}

function panelOf(graph: DiagramGraph, difference: Difference, findings: FindingChanges): OverlayPanel {
  const { before = '', after = '' } = graph.review ?? {};
  const sections = [
    counts(graph),
    ...sentences(difference, findings, before),
    ...radii(difference),
    ...newFindings(findings.came),
    ...expectations(difference),
    ...rules(difference),
  ];
  return { title: 'Review', subtitle: `${after} against ${before}`, sections };
}

/** How many zones, assets and conduits are marked how. */
function counts({ zones, conduits }: DiagramGraph): PanelSection {
  const nodes = [...zones, ...zones.flatMap((z) => [...z.assets, ...z.inner]), ...conduits];
  const marks = (['added', 'removed', 'changed', 'moved'] as const).map((mark) => ({
    badge: { text: '', mark },
    text: `${nodes.filter((n) => n.mark === mark).length} ${mark}`,
  }));
  return { kind: 'counts', counts: marks.filter((c) => !c.text.startsWith('0 ')) };
}

/** What findings and rules say has a section of its own. */
const ELSEWHERE: ReadonlySet<Sentence['kind']> = new Set(['finding-new', 'finding-mended', 'rules']);

function sentences(difference: Difference, findings: FindingChanges, before: string): PanelSection[] {
  const all = sentencesOf(difference, findings);
  if (all.length === 0) return [{ kind: 'text', text: 'No change in meaning.', sign: 'check' }];
  const told = movesEarly(all.filter((s) => !ELSEWHERE.has(s.kind)));
  const items = told.slice(0, MOST_SENTENCES).map((s) => sentenceItem(s, before));
  const more = told.length - items.length;
  const rest: PanelItem[] = more > 0 ? [{ text: `and ${more} more, in the view Changes` }] : [];
  return told.length === 0 ? [] : [{ kind: 'items', items: [...items, ...rest] }];
}

const SENTENCE_MARKS: Partial<Record<Sentence['kind'], NodeMark>> = {
  'permission-gained': 'added',
  'reach-gained': 'added',
  'permission-changed': 'changed',
  'permission-narrowed': 'changed',
  'permission-lost': 'removed',
  'reach-lost': 'removed',
  'expectation-removed': 'removed',
};

/** A move stands before what closes: much of that follows from it. */
function movesEarly(all: readonly Sentence[]): Sentence[] {
  const moves = all.filter((s) => s.change === 'moved');
  const others = all.filter((s) => s.change !== 'moved');
  const at = others.findIndex((s) => s.kind === 'reach-lost' || s.kind === 'permission-lost');
  return at < 0 ? [...others, ...moves] : [...others.slice(0, at), ...moves, ...others.slice(at)];
}

function sentenceItem({ kind, text, details, place, old, change }: Sentence, before: string): PanelItem {
  const mark = change ?? SENTENCE_MARKS[kind];
  const [head, was] = text.split('; before: ');
  const short = details.find((line) => !line.startsWith('by ') && !line.includes(' -> '));
  const lines: PanelLine[] = [
    ...(was === undefined ? [] : [{ text: `was ${was}` }]),
    ...(short === undefined ? [] : [{ text: displayText(short) }]),
    ...(place === undefined ? [] : [placeLine(place, old ? before : undefined)]),
  ];
  return {
    text: displayText(head ?? text),
    strong: true,
    ...(mark && { badge: { text: '', mark } }),
    ...(kind === 'expectation-broken' && { sign: 'error' }),
    ...(kind === 'expectation-mended' && { sign: 'check' }),
    lines,
  };
}

/** `conduits.seg, line 71`; of the version before with its name. */
function placeLine(place: Place, version: string | undefined): PanelLine {
  const words = `${place.file}, line ${place.line + 1}`;
  const source: SourcePlace = { ...sourceOf(place), ...(version !== undefined && { old: true }) };
  return { text: displayText(version === undefined ? words : `${version}, ${words}`), place: source };
}

function radii(difference: Difference): PanelSection[] {
  const rows = blastRows(difference);
  if (rows.length === 0) return [];
  const most = Math.max(1, ...rows.map((r) => Math.max(r.before, r.after)));
  const items = rows.slice(0, MOST_RADII).map(
    ({ assets, before, after }): PanelItem => ({
      text: displayText(assets),
      strong: true,
      pair: { before, after, most },
    }),
  );
  const more: PanelItem[] = rows.length > items.length ? [{ text: `and ${rows.length - items.length} more` }] : [];
  return [{ kind: 'items', title: 'Blast radius that changes', aside: 'assets', items: [...items, ...more] }];
}

function newFindings(came: readonly Finding[]): PanelSection[] {
  if (came.length === 0) return [];
  const items = came.slice(0, MOST_FINDINGS).map(
    ({ severity, message, check, place }): PanelItem => ({
      text: displayText(/^.+?[.](?=\s|$)/s.exec(message)?.[0] ?? message),
      ...(severity !== 'hint' && { sign: severity }),
      lines: [{ text: check }, placeLine(place, undefined)],
    }),
  );
  const more: PanelItem[] = came.length > items.length ? [{ text: `and ${came.length - items.length} more` }] : [];
  return [{ kind: 'items', title: 'New findings', items: [...items, ...more] }];
}

function expectations({ held: { of, hold } }: Difference): PanelSection[] {
  if (of === 0) return [];
  const verb = hold === 1 ? 'holds' : 'hold';
  return [
    { kind: 'text', text: `${hold} of ${countOf(of, 'expectation')} ${verb}`, sign: hold === of ? 'check' : 'error' },
  ];
}

function rules({ firewalls }: Difference): PanelSection[] {
  if (firewalls.length === 0) return [];
  const words = firewalls.map(
    ({ firewall, before, after, added }) =>
      `${firewall} ${before === after ? `${countOf(added.length, 'rule')} of ${after} new` : `rules ${before} → ${after}`}`,
  );
  return [{ kind: 'text', text: displayText(words.join(', ')) }];
}
