/** Whether other rules cover all that a rule says, and which few of them do. */

import { contains } from '../../model/intervals.ts';
import type { RuleRef } from '../../model/policy.ts';
import type { TimeSet } from '../../model/times.ts';
import { type Holders, holdersOf } from './arrangement.ts';
import type { BoxIndex } from './box-index.ts';
import type { Box } from './boxes.ts';
import { type Ends, holdsEnds, isPair } from './ends.ts';
import { smallestCover } from './smallest.ts';
import type { Clockwork, Times } from './times.ts';

/** One space of permission: between zones, or within one. */
export interface Space {
  readonly ends: Ends;
  readonly clockwork: Clockwork;
  /** The order of rules: of two that do for each other the later one is to go. */
  readonly rank: (rule: RuleRef) => number;
}

/** Whether one box may count for another. */
export type Accepts = (other: Box, box: Box) => boolean;

/** Whether what the boxes of a rule say is wholly within other boxes that are accepted. A rule that says nothing is in none. */
export function isCovered(space: Space, index: BoxIndex, boxes: readonly Box[], accepts: Accepts): boolean {
  return boxes.length > 0 && boxes.every((box) => isBoxCovered(space, index, box, accepts));
}

function isBoxCovered(space: Space, index: BoxIndex, box: Box, accepts: Accepts): boolean {
  const { ends, clockwork } = space;
  const probe = index.probe(box);
  if (isPair(ends, [probe.source], [probe.target])) {
    const times = new Set<Times>();
    const found = index.visit(probe, (b) => {
      if (b.rule === box.rule || !accepts(b, box)) return false;
      times.add(b.times);
      return holdsBox(clockwork, b, box);
    });
    if (found) return true;
    if (!fillTime(clockwork, times, box)) return false;
  }
  const candidates = meeting(space, index, box, accepts);
  return holdersOf({ ends, clockwork, box, candidates, everyHolder: false }) !== undefined;
}

function meeting(space: Space, index: BoxIndex, box: Box, accepts: Accepts): Box[] {
  const out: Box[] = [];
  for (const b of index.meeting(box))
    if (b.rule !== box.rule && accepts(b, box) && space.clockwork.meet(b.times, box.times)) out.push(b);
  return out;
}

function fillTime(clockwork: Clockwork, all: ReadonlySet<Times>, box: Box): boolean {
  let left: TimeSet | undefined = box.times.set;
  for (const times of all) {
    if (clockwork.holds(times, box.times)) return true;
    left = clockwork.without(left, times.set);
    if (left === undefined) return true;
  }
  return false;
}

/** Whether one box holds all of another. */
function holdsBox(clockwork: Clockwork, outer: Box, inner: Box): boolean {
  return (
    clockwork.holds(outer.times, inner.times) &&
    (outer.atoms === inner.atoms || contains(outer.atoms, inner.atoms)) &&
    holdsEnds(outer.sources, inner.sources) &&
    holdsEnds(outer.targets, inner.targets)
  );
}

/**
 * A small set of rules that together cover what the boxes of a rule say, in their order; undefined where they are not covered. None
 * of it can be left out, and where the search is short no smaller one exists.
 */
export function coverOf(
  space: Space,
  index: BoxIndex,
  boxes: readonly Box[],
  accepts: Accepts,
): readonly RuleRef[] | undefined {
  const [first] = boxes;
  if (first === undefined) return undefined;
  const alone = soleCover(space, index, boxes, accepts);
  if (alone !== undefined) return [alone];
  const { ends, clockwork, rank } = space;
  const parts: Holders[] = [];
  for (const box of boxes) {
    const candidates = meeting(space, index, box, accepts);
    const holders = holdersOf({ ends, clockwork, box, candidates, everyHolder: true });
    if (holders === undefined) return undefined;
    parts.push(...holders);
  }
  return smallestCover(parts, rank);
}

/** The first rule that holds every box in one of its own. */
function soleCover(space: Space, index: BoxIndex, boxes: readonly Box[], accepts: Accepts): RuleRef | undefined {
  const first = boxes[0] as Box;
  const { clockwork, rank } = space;
  const holdsAll = (rule: RuleRef): boolean => {
    const own = index.boxesOf.get(rule) ?? [];
    return boxes.every((box) => own.some((b) => accepts(b, box) && holdsBox(clockwork, b, box)));
  };
  let best: RuleRef | undefined;
  index.visit(index.probe(first), (b) => {
    const earlier = best === undefined || rank(b.rule) < rank(best);
    if (earlier && b.rule !== first.rule && accepts(b, first) && holdsAll(b.rule)) best = b.rule;
    return false;
  });
  return best;
}
