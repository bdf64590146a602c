/**
 * The arrangement of boxes inside a box: the parts of it that the others tell apart, and who holds each part. Exact: sources are
 * grouped by who holds them, within each group targets, then services, then times.
 */
import type { AtomSet } from '../../model/atoms.ts';
import { contains, intersect, normalize } from '../../model/intervals.ts';
import type { RuleRef } from '../../model/policy.ts';
import type { TimeSet } from '../../model/times.ts';
import type { Box } from './boxes.ts';
import { type EndRef, type EndSet, type Ends, hasEnd, isPair } from './ends.ts';
import type { Clockwork } from './times.ts';

/** The rules, ascending, that hold a part. */
export type Holders = readonly RuleRef[];

export interface Question {
  readonly ends: Ends;
  readonly clockwork: Clockwork;
  readonly box: Box;
  /** Boxes that meet it. */
  readonly candidates: readonly Box[];
  /** Whether to tell who holds each part, or only that every part is held. */
  readonly everyHolder: boolean;
}

/** The different sets of holders over all parts of the box; undefined as soon as some part is held by none. */
export function holdersOf(question: Question): readonly Holders[] | undefined {
  const { ends, box, candidates } = question;
  const found = new Map<string, Holders>();
  const settled = new Set<string>();
  const bySource = Map.groupBy(candidates, (b) => b.sources);
  for (const { members, within } of groups(box.sources, [...bySource.keys()])) {
    const here = within.flatMap((set) => bySource.get(set) ?? []);
    const byTarget = Map.groupBy(here, (b) => b.targets);
    for (const target of groups(box.targets, [...byTarget.keys()])) {
      if (!isPair(ends, members, target.members)) continue;
      const both = target.within.flatMap((set) => byTarget.get(set) ?? []);
      const key = keyOf(both, candidates);
      if (settled.has(key)) continue;
      settled.add(key);
      if (!addServices(question, both, found)) return undefined;
    }
  }
  return [...found.values()];
}

function keyOf(some: readonly Box[], all: readonly Box[]): string {
  return some.length === all.length ? '*' : some.map((b) => `${b.rule}.${b.sources.id}.${b.targets.id}`).join();
}

interface Group {
  readonly members: readonly EndRef[];
  /** The sets that hold all of these ends; the others hold none. */
  readonly within: readonly EndSet[];
}

/** The ends of a set, alike ones together; those that the fewest hold first, so that a gap is found soon. */
function groups(whole: EndSet, sets: readonly EndSet[]): Group[] {
  const { ends } = whole;
  const kind = new Int32Array(ends.length);
  const kinds: { readonly within: readonly EndSet[]; readonly members: EndRef[] }[] = [{ within: [], members: [] }];
  const everywhere: EndSet[] = [];
  for (const set of sets) {
    const held = positionsIn(ends, set);
    if (held === undefined || held.length === ends.length) {
      everywhere.push(set);
      continue;
    }
    const split = new Map<number, number>();
    for (const at of held) {
      const before = kind[at] as number;
      let after = split.get(before);
      if (after === undefined) {
        after = kinds.push({ within: [...(kinds[before]?.within ?? []), set], members: [] }) - 1;
        split.set(before, after);
      }
      kind[at] = after;
    }
  }
  ends.forEach((e, i) => {
    kinds[kind[i] as number]?.members.push(e);
  });
  return kinds
    .filter((k) => k.members.length > 0)
    .sort((a, b) => a.within.length - b.within.length)
    .map((k) => ({ members: k.members, within: [...everywhere, ...k.within] }));
}

/** Where in an ascending list the ends of a set stand; undefined for the list itself. */
function positionsIn(ends: Int32Array, set: EndSet): number[] | undefined {
  if (set.ends === ends) return undefined;
  const out: number[] = [];
  if (set.ends.length < ends.length) {
    for (const e of set.ends) {
      const at = positionOf(ends, e);
      if (ends[at] === e) out.push(at);
    }
  } else
    ends.forEach((e, i) => {
      if (hasEnd(set.ends, e)) out.push(i);
    });
  return out;
}

function positionOf(ends: Int32Array, end: EndRef): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if ((ends[mid] as number) < end) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** Parts the services of the box by those of boxes that hold all its pairs in question. False where some part is held by none. */
function addServices(question: Question, boxes: readonly Box[], found: Map<string, Holders>): boolean {
  const { box, clockwork, everyHolder } = question;
  if (!everyHolder) {
    const always = boxes.filter((b) => clockwork.holds(b.times, box.times));
    if (contains(normalize(always.flatMap((b) => b.atoms)), box.atoms)) return true;
    if (always.length === boxes.length) return false;
  }
  const settled = new Set<string>();
  for (const { key, held } of stretches(box.atoms, boxes)) {
    if (settled.has(key)) continue;
    settled.add(key);
    if (!addTimes(question, held, found)) return false;
  }
  return true;
}

interface Stretch {
  readonly key: string;
  readonly held: readonly Box[];
}

/** The services of a set from left to right, with the boxes that hold each stretch. */
function* stretches(atoms: AtomSet, boxes: readonly Box[]): Generator<Stretch> {
  const edges = new Map<number, { readonly opens: number[]; readonly closes: number[] }>();
  const edge = (at: number) => {
    const known = edges.get(at) ?? { opens: [], closes: [] };
    edges.set(at, known);
    return known;
  };
  for (const i of atoms) {
    edge(i.from).opens.push(-1);
    edge(i.to).closes.push(-1);
  }
  boxes.forEach((b, number) => {
    for (const i of intersect(b.atoms, atoms)) {
      edge(i.from).opens.push(number);
      edge(i.to).closes.push(number);
    }
  });
  const open = new Set<number>();
  for (const at of [...edges.keys()].sort((a, b) => a - b)) {
    const { opens, closes } = edge(at);
    for (const c of closes) open.delete(c);
    for (const o of opens) open.add(o);
    if (!open.has(-1)) continue;
    const held = [...open].filter((o) => o >= 0).sort((a, b) => a - b);
    yield { key: held.join(), held: held.map((o) => boxes[o] as Box) };
  }
}

/** Parts the times of the box by those of the boxes, and notes who holds each part. False where some part is held by none. */
function addTimes(question: Question, boxes: readonly Box[], found: Map<string, Holders>): boolean {
  const { box, clockwork, everyHolder } = question;
  const always = boxes.filter((b) => clockwork.holds(b.times, box.times)).map((b) => b.rule);
  if (always.length > 0 && !everyHolder) return true;
  const sometimes = boxes.filter((b) => !clockwork.holds(b.times, box.times) && clockwork.meet(b.times, box.times));
  let parts: { readonly times: TimeSet; readonly rules: readonly RuleRef[] }[] = [
    { times: box.times.set, rules: always },
  ];
  for (const [times, some] of Map.groupBy(sometimes, (b) => b.times)) {
    parts = parts.flatMap((part) => {
      const inside = clockwork.shared(part.times, times.set);
      const outside = clockwork.without(part.times, times.set);
      return [
        ...(inside === undefined ? [] : [{ times: inside, rules: [...part.rules, ...some.map((b) => b.rule)] }]),
        ...(outside === undefined ? [] : [{ times: outside, rules: part.rules }]),
      ];
    });
  }
  for (const { rules } of parts) {
    if (rules.length === 0) return false;
    const holders = [...new Set(rules)].sort((a, b) => a - b);
    found.set(holders.join(), holders);
  }
  return true;
}
