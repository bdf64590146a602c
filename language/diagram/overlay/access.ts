/** Vendor access at a chosen time: what of it is open then, for how long still, and when it opens next. */
import { ruleSelections, ruleTimes } from '../../analysis/index.ts';
import type { Access, Policy, Rule } from '../../model/policy.ts';
import {
  formatInstant,
  holdsAt,
  intersectTimes,
  intervalsWithin,
  nextChange,
  type TimeSet,
  timeSet,
  unionTimes,
} from '../../model/times.ts';
import { pairWords, serviceWords } from '../build/inner-rules.ts';
import { nodeId } from '../build/node-ids.ts';
import { leftLabel } from '../build/time-labels.ts';
import { displayText } from '../text/display.ts';
import { withZonesAround } from './around.ts';
import type { Mark, Overlay, OverlayQuestion, PanelItem, PanelSection, PanelTimes, RowMark } from './overlay.ts';
import { type OverlaySource, placeOf, placeWords } from './source.ts';

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
/** A window without end is looked at so far ahead. */
const AHEAD = 4 * WEEK;
const MOST_STOPS = 400;

interface Window {
  readonly access: Access;
  readonly rules: readonly Rule[];
  /** When any of its rules counts. */
  readonly times: TimeSet;
}

export function accessOverlay(source: OverlaySource, question: OverlayQuestion): Overlay {
  const { policy, now, drawing } = source;
  const { timezone } = policy.header;
  const windows = policy.accesses.flatMap((access) => windowOf(policy, access));
  const times = timesOf(policy, windows, now, question.at);
  const isOpen = (set: TimeSet): boolean => holdsAt(set, times.at, timezone);
  const open = windows.filter((w) => isOpen(w.times));
  const marks: Record<string, Mark> = {};
  for (const { rules } of open)
    for (const rule of rules.filter((r) => isOpen(ruleTimes(r)))) markRule(source, rule, times.at, marks);
  for (const [rule, places] of drawing.carried)
    for (const { conduit, row } of places) {
      const shown = policy.rules[rule];
      const mark = marks[conduit];
      if (shown === undefined || mark === undefined || mark.rows?.[row] !== undefined) continue;
      if (!isOpen(ruleTimes(shown))) marks[conduit] = { ...mark, rows: { ...mark.rows, [row]: { faded: true } } };
    }
  withZonesAround(drawing.graph, marks);
  return {
    kind: 'access',
    question: { kind: question.kind, at: times.at },
    rest: 'faded',
    marks,
    path: [],
    links: [],
    legend: [
      { sign: 'line', tone: 'add', words: 'vendor access, open at this time' },
      { sign: 'tile', tone: 'add', words: 'who and what it joins' },
      { sign: 'faded', words: 'not open by access then' },
    ],
    panel: {
      title: 'Vendor access',
      subtitle: windows.length === 0 ? 'none that still counts' : `${open.length} of ${windows.length} open`,
      sections:
        windows.length === 0
          ? [{ kind: 'text', text: 'No access in this policy counts from now on.' }]
          : [{ kind: 'times', times }, ...windowSections(policy, windows, open, times.at)],
    },
  };
}

/** An access that still counts or will; undefined for one that is over. */
function windowOf(policy: Policy, access: Access): Window[] {
  const rules = access.rules.flatMap((ref) => policy.rules[ref] ?? []).filter((rule) => !rule.broken);
  if (rules.length === 0) return [];
  return [{ access, rules, times: unionTimes(...rules.map((rule) => ruleTimes(rule))) }];
}

/** The slider: from shortly before the first opening to shortly after the last closing, never without the chosen instant. */
function timesOf(policy: Policy, windows: readonly Window[], now: number, wanted: number | undefined): PanelTimes {
  const { timezone } = policy.header;
  const all = intersectTimes(unionTimes(...windows.map((w) => w.times)), timeSet(now));
  const first = holdsAt(all, now, timezone) ? now : (nextChange(all, timezone, now) ?? now);
  const ends = all.map((p) => p.until).filter((end) => end !== Number.POSITIVE_INFINITY);
  const last = all.some((p) => p.until === Number.POSITIVE_INFINITY) ? first + AHEAD : Math.max(first + HOUR, ...ends);
  const margin = Math.max(HOUR, (last - first) * 0.08);
  const at = wanted ?? first;
  const from = Math.min(at, Math.max(Math.min(now, first), first - margin));
  const until = Math.max(at, last + margin);
  const open = intervalsWithin(all, timezone, from, until);
  const stops = open.flatMap(({ from: opens, to: closes }) => [opens, closes]).filter((t) => t > from && t < until);
  return {
    ...{ from, until, at },
    words: instantWords(policy, at),
    stops: [...new Set(stops)].slice(0, MOST_STOPS).map((t) => ({ at: t, words: instantWords(policy, t) })),
    open: open.slice(0, MOST_STOPS).map((o) => ({ from: o.from, until: o.to })),
  };
}

function instantWords(policy: Policy, at: number): string {
  const { timezone } = policy.header;
  const minute = Math.floor(at / 60_000) * 60_000;
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, weekday: 'short' }).format(minute);
  return `${day} ${formatInstant(timezone, minute)}`;
}

/** How long it is still open: undefined where nothing ends it. */
function left(policy: Policy, times: TimeSet, at: number): string | undefined {
  const end = nextChange(times, policy.header.timezone, at);
  return end === undefined ? undefined : leftLabel(end - at);
}

function markRule({ policy, drawing }: OverlaySource, rule: Rule, at: number, marks: Record<string, Mark>): void {
  const words = left(policy, ruleTimes(rule), at) ?? 'open';
  for (const { conduit, row } of drawing.carried.get(rule.index) ?? []) {
    const before = marks[conduit];
    const rows: Record<string, RowMark> = { ...before?.rows, [row]: { tone: 'add' } };
    marks[conduit] = { tone: 'add', tag: words, rows, spoken: `vendor access open, ${words}` };
  }
  const { sources, targets } = ruleSelections(policy, rule);
  for (const leg of [...sources.legs, ...targets.legs]) {
    const asset = policy.assets[policy.legs[leg]?.asset ?? -1];
    if (asset !== undefined) marks[nodeId('asset', asset.id)] = { tone: 'add', spoken: 'joined by an open access' };
  }
}

function windowSections(
  policy: Policy,
  windows: readonly Window[],
  open: readonly Window[],
  at: number,
): PanelSection[] {
  const closed = windows.filter((w) => !open.includes(w));
  const section = (title: string, list: readonly Window[]): PanelSection[] =>
    list.length === 0 ? [] : [{ kind: 'items', title, items: list.map((w) => windowItem(policy, w, at)) }];
  return [...section('Open', open), ...section('Closed', closed)];
}

function windowItem(policy: Policy, { access, rules, times }: Window, at: number): PanelItem {
  const { timezone } = policy.header;
  const isOpen = holdsAt(times, at, timezone);
  const next = nextChange(times, timezone, at);
  const state = isOpen
    ? (left(policy, times, at) ?? 'without end')
    : next === undefined
      ? 'over'
      : `opens ${instantWords(policy, next)}`;
  const place = placeOf(access.namePlace);
  const facts = [
    ...(access.vendor === undefined ? [] : [access.vendor]),
    ...access.requires,
    access.approvedBy === undefined ? 'not approved' : `approved by ${access.approvedBy}`,
  ];
  return {
    sign: isOpen ? 'check' : 'clock',
    text: displayText(access.title ?? access.name),
    strong: true,
    lines: [
      { text: state, sign: 'clock', ...(isOpen && { tone: 'add' as const }) },
      { text: displayText(facts.join(', ')), sign: 'person' },
      ...rules.slice(0, 4).map((rule) => ({ text: `${pairWords(rule)}: ${serviceWords([rule])}` })),
      { text: placeWords(place), place },
    ],
  };
}
