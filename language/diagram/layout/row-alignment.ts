/**
 * Puts blocks of one Purdue level into one stripe, across sites that elk laid out independently.
 *
 * Everything is only ever pushed down, and what lies below something that is pushed (and overlaps it in x) is pushed at least as
 * far: so nothing that did not touch before touches afterwards, and lines stay orthogonal because only their vertical parts stretch.
 */
import type { Box } from './placed.ts';

/** Something with a place: a block of a row, or any other box or horizontal line that must keep its order. */
export interface Pushable {
  readonly box: Box;
  /** Row from the top; absent for what belongs to none: pills, lines, borders of containers. */
  readonly row?: number;
}

/** A stripe: the rows that it holds, more than one where the plant does not let them be parted. */
export interface Stripe {
  readonly rows: readonly number[];
  readonly top: number;
  readonly bottom: number;
}

export interface Alignment {
  /** How far down each thing goes, by its index. */
  readonly shifts: readonly number[];
  readonly stripes: readonly Stripe[];
}

const LEAST_GAP = 24;
const MARGIN = 3;

/**
 * Aligns what can be aligned. Where conduits put a lower level above a higher one, the stripes stand in the order in which elk put
 * the rows; rows that cannot be parted at all share a stripe.
 */
export function alignRows(things: readonly Pushable[]): Alignment {
  const present = [...new Set(things.flatMap((t) => (t.row === undefined ? [] : [t.row])))].sort((a, b) => a - b);
  const above = orderedPairs(things);
  const byLevel = attempt(
    things,
    above,
    present.map((row) => [row]),
  );
  if (byLevel.clash === undefined) return byLevel;
  let groups = [...present].sort((a, b) => middleOf(things, a) - middleOf(things, b)).map((row) => [row]);
  for (;;) {
    const tried = attempt(things, above, groups);
    const { clash } = tried;
    if (clash === undefined) return tried;
    groups = groups.flatMap((rows, i) =>
      i === clash ? [] : i === clash - 1 ? [[...rows, ...(groups[clash] as number[])]] : [rows],
    );
  }
}

/** One order of stripes, and the first that does not lie below the one before it. */
function attempt(
  things: readonly Pushable[],
  above: Above,
  groups: readonly (readonly number[])[],
): Alignment & { clash: number | undefined } {
  const groupOf = new Map(groups.flatMap((rows, i) => rows.map((row): [number, number] => [row, i])));
  const grouped = things.map((t) => (t.row === undefined ? undefined : groupOf.get(t.row)));
  const shifts = push(things, grouped, above, groups.length);
  const stripes = groups.map((rows, i) => stripe(things, grouped, shifts, rows, i));
  const clash = stripes.findIndex((s, i) => i > 0 && s.top < (stripes[i - 1] as Stripe).bottom + LEAST_GAP / 2);
  return { shifts, stripes, clash: clash < 0 ? undefined : clash };
}

function middleOf(things: readonly Pushable[], row: number): number {
  const boxes = things.filter((t) => t.row === row).map((t) => t.box);
  return boxes.reduce((sum, b) => sum + b.y + b.height / 2, 0) / Math.max(1, boxes.length);
}

function stripe(
  things: readonly Pushable[],
  grouped: readonly (number | undefined)[],
  shifts: readonly number[],
  rows: readonly number[],
  index: number,
): Stripe {
  let top = Infinity;
  let bottom = -Infinity;
  things.forEach(({ box }, i) => {
    if (grouped[i] !== index) return;
    top = Math.min(top, box.y + (shifts[i] as number));
    bottom = Math.max(bottom, box.y + box.height + (shifts[i] as number));
  });
  return { rows, top, bottom };
}

/** For each thing, those above it that overlap it in x: indices, in order of the thing's top. */
interface Above {
  readonly order: readonly number[];
  readonly of: readonly (readonly number[])[];
}

function orderedPairs(things: readonly Pushable[]): Above {
  const order = things
    .map((_, i) => i)
    .sort((a, b) => topOf(things, a) - topOf(things, b) || bottomOf(things, a) - bottomOf(things, b));
  const of: number[][] = things.map(() => []);
  // Every pair is looked at, thousands of things give millions: in arrays of their own numbers are at hand.
  const inOrder = (value: (box: Box) => number): Float64Array =>
    Float64Array.from(order, (i) => value((things[i] as Pushable).box));
  const left = inOrder((box) => box.x);
  const right = inOrder((box) => box.x + box.width + MARGIN);
  const bottom = inOrder((box) => box.y + box.height);
  order.forEach((low, position) => {
    const { x, y, width } = (things[low] as Pushable).box;
    const [from, to, top] = [x, x + width + MARGIN, y + 0.5];
    const found = of[low] as number[];
    for (let k = 0; k < position; k++)
      if ((bottom[k] as number) <= top && (right[k] as number) > from && to > (left[k] as number))
        found.push(order[k] as number);
  });
  return { order, of };
}

const topOf = (things: readonly Pushable[], i: number): number => (things[i] as Pushable).box.y;
const bottomOf = (things: readonly Pushable[], i: number): number =>
  topOf(things, i) + (things[i] as Pushable).box.height;

function push(
  things: readonly Pushable[],
  grouped: readonly (number | undefined)[],
  above: Above,
  groups: number,
): number[] {
  const shifts: number[] = things.map(() => 0);
  const steps = stepsInGroup(grouped, above);
  for (let group = 0; group < groups; group++) {
    const floor = lowest(things, grouped, shifts, group) + LEAST_GAP;
    const members = above.order.filter((i) => grouped[i] === group);
    for (let step = 0; step <= Math.max(0, ...members.map((i) => steps[i] as number)); step++) {
      const inStep = members.filter((i) => steps[i] === step);
      const top = Math.max(
        step === 0 ? floor : -Infinity,
        ...inStep.map((i) => topOf(things, i) + (shifts[i] as number)),
      );
      for (const i of inStep) shifts[i] = top - topOf(things, i);
      carryDown(shifts, above);
    }
  }
  return shifts;
}

/** The lowest bottom of all groups before this one. */
function lowest(
  things: readonly Pushable[],
  grouped: readonly (number | undefined)[],
  shifts: readonly number[],
  group: number,
): number {
  let bottom = -Infinity;
  grouped.forEach((g, i) => {
    if (g !== undefined && g < group) bottom = Math.max(bottom, bottomOf(things, i) + (shifts[i] as number));
  });
  return bottom;
}

function carryDown(shifts: number[], above: Above): void {
  for (const i of above.order)
    for (const high of above.of[i] ?? []) shifts[i] = Math.max(shifts[i] as number, shifts[high] as number);
}

/** A block below another of its group, through whatever lies between, is in that group's next step. */
function stepsInGroup(grouped: readonly (number | undefined)[], above: Above): number[] {
  const chains: Map<number, number>[] = grouped.map(() => new Map());
  const steps: number[] = grouped.map(() => 0);
  for (const i of above.order) {
    const chain = chains[i] as Map<number, number>;
    for (const high of above.of[i] ?? [])
      for (const [group, step] of chains[high] as Map<number, number>)
        chain.set(group, Math.max(chain.get(group) ?? -1, step));
    const group = grouped[i];
    if (group === undefined) continue;
    steps[i] = (chain.get(group) ?? -1) + 1;
    chain.set(group, steps[i] as number);
  }
  return steps;
}
