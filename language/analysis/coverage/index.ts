/**
 * What rules do to each other, exactly, over (source, target, service, time) from now on: allows that denies take back wholly,
 * allows that other allows hold already, denies that take nothing away.
 *
 * Pairs are as in SEMANTICS.md: between zones every conduit that joins them counts, and accesses; within a zone its own body.
 */

import { overlaps } from '../../model/intervals.ts';
import type { Policy, Rule, RuleRef } from '../../model/policy.ts';
import { intersectTimes, isEmptyTimes, timeSet } from '../../model/times.ts';
import { perPolicy } from '../memo.ts';
import { ruleTimes } from '../rules.ts';
import { compareIds, universeOf } from '../universe.ts';
import { BoxIndex } from './box-index.ts';
import { type Box, BoxMaker, carries } from './boxes.ts';
import { type Accepts, coverOf, isCovered, type Space } from './covers.ts';
import { type Ends, endsOf, isPair, sharedEnds } from './ends.ts';

/** A rule that others cover. */
export interface Covered {
  readonly rule: RuleRef;
  /** Rules that cover it together; none of them can be left out. In the order of files and lines, accesses last. */
  readonly by: readonly RuleRef[];
}

export interface IdleDeny {
  readonly rule: RuleRef;
  /** Its time has ended, or nothing that it names is permitted anyway. */
  readonly why: 'over' | 'nothing permitted';
}

export interface Coverage {
  /**
   * Allows of which denies take back everything, from now on. The cover is of denies that always count where those suffice
   * (`timed` false); else some of it counts only within a window or on a schedule.
   */
  readonly shadowed: readonly (Covered & { readonly timed: boolean })[];
  /**
   * Allows that permit nothing but what others permit, denies left aside: all of them together can go without any permission being
   * lost, and none of them is in the cover of another. An allow counts for one in another conduit only if what it permits takes
   * the same `via` and gets its replies where that one's does.
   */
  readonly redundant: readonly Covered[];
  /** Denies that take nothing away from any allow, access or open zone. One that pairs nobody with anybody is not among them. */
  readonly idleDenies: readonly IdleDeny[];
}

const known = perPolicy((): { now?: number; coverage?: Coverage } => ({}));

/**
 * What rules do to each other from `now` (epoch ms) on; all lists in the order of files and lines. Each is computed when first read
 * and kept with the policy for one `now`.
 */
export function coverageOf(policy: Policy, now: number): Coverage {
  const kept = known(policy);
  if (kept.coverage === undefined || kept.now !== now) {
    kept.now = now;
    kept.coverage = lazily(policy, now);
  }
  return kept.coverage;
}

function lazily(policy: Policy, now: number): Coverage {
  const spaces = once(() => spacesOf(policy, now));
  const inOrder = <T extends { readonly rule: RuleRef }>(list: T[]): T[] => {
    const rank = ranksOf(policy);
    return list.sort((a, b) => (rank[a.rule] as number) - (rank[b.rule] as number));
  };
  const shadowed = once(() => inOrder(spaces().flatMap((s) => shadowedIn(policy, s))));
  const redundant = once(() => inOrder(spaces().flatMap((s) => redundantIn(s))));
  const idle = once(() => inOrder([...overDenies(policy, now), ...spaces().flatMap((s) => idleIn(s))]));
  return {
    get shadowed() {
      return shadowed();
    },
    get redundant() {
      return redundant();
    },
    get idleDenies() {
      return idle();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The boxes of one space, by what their rules do. */
interface Filled extends Space {
  readonly allows: BoxIndex;
  readonly denies: BoxIndex;
  /** Boxes of all allows, also of those in an open zone's body, which permit nothing that is not open anyway. */
  readonly stated: ReadonlyMap<RuleRef, readonly Box[]>;
  /** Everything is permitted here that no deny takes away. */
  readonly open: boolean;
}

const ranksOf = perPolicy((policy): Int32Array => {
  const late = (r: Rule) => (r.container.kind === 'access' ? 1 : 0);
  const order = [...policy.rules].sort(
    (a, b) =>
      late(a) - late(b) ||
      compareIds(a.place.file, b.place.file) ||
      a.place.offset - b.place.offset ||
      a.index - b.index,
  );
  const ranks = new Int32Array(policy.rules.length);
  for (const [i, r] of order.entries()) ranks[r.index] = i;
  return ranks;
});

/** The space between zones and that of every zone with rules in its body. */
function spacesOf(policy: Policy, now: number): Filled[] {
  const { start, ownEnd } = universeOf(policy);
  const out: Filled[] = [];
  const between = policy.rules.filter((r) => r.container.kind !== 'zone');
  if (between.length > 0) {
    const ends = endsOf(policy, 'outer');
    out.push(fill(policy, now, ends, { from: 0, to: ends.count }, between, false));
  }
  const bodies = policy.zones.filter((z) => z.rules.length > 0);
  if (bodies.length === 0) return out;
  const ends = endsOf(policy, 'inner');
  for (const zone of bodies) {
    const run = {
      from: ends.first[start[zone.index] ?? 0] as number,
      to: ends.first[ownEnd[zone.index] ?? 0] as number,
    };
    const rules = zone.rules.flatMap((r) => policy.rules[r] ?? []);
    out.push(fill(policy, now, ends, run, rules, !zone.microsegmented));
  }
  return out;
}

function fill(
  policy: Policy,
  now: number,
  ends: Ends,
  run: { readonly from: number; readonly to: number },
  rules: readonly Rule[],
  open: boolean,
): Filled {
  const maker = new BoxMaker(policy, ends, now);
  const stated: Box[] = [];
  const taken: Box[] = [];
  for (const rule of rules) (rule.action === 'allow' ? stated : taken).push(...maker.boxesOf(rule));
  const ranks = ranksOf(policy);
  return {
    ends,
    clockwork: maker.clockwork,
    rank: (rule) => ranks[rule] as number,
    allows: new BoxIndex(run, open ? [] : stated, taken),
    denies: new BoxIndex(run, taken, stated),
    stated: Map.groupBy(stated, (b) => b.rule),
    open,
  };
}

function isTimed(rule: Rule | undefined): boolean {
  return rule?.week !== undefined || rule?.from !== undefined || rule?.until !== undefined;
}

function shadowedIn(policy: Policy, space: Filled): (Covered & { timed: boolean })[] {
  const out: (Covered & { timed: boolean })[] = [];
  const steady: Accepts = (deny) => !isTimed(policy.rules[deny.rule]);
  const any: Accepts = () => true;
  for (const [rule, boxes] of space.stated) {
    if (!isCovered(space, space.denies, boxes, any)) continue;
    const always = isCovered(space, space.denies, boxes, steady);
    const by = coverOf(space, space.denies, boxes, always ? steady : any);
    if (by !== undefined) out.push({ rule, by, timed: !always });
  }
  return out;
}

/**
 * From the last rule back, each one that the others still there cover, is taken out: what remains in the space permits all that was
 * permitted, so that other questions about what is permitted have the same answers before and after.
 */
function redundantIn(space: Filled): Covered[] {
  const { allows, rank } = space;
  const gone: RuleRef[] = [];
  const alike: Accepts = (other, box) => carries(other.way, box.way);
  const fromLast = [...allows.boxesOf].sort((a, b) => rank(b[0]) - rank(a[0]));
  for (const [rule, boxes] of fromLast) {
    if (!isCovered(space, allows, boxes, alike)) continue;
    gone.push(rule);
    allows.remove(rule);
  }
  return gone.flatMap((rule) => {
    const by = coverOf(space, allows, allows.boxesOf.get(rule) ?? [], alike);
    return by === undefined ? [] : [{ rule, by }];
  });
}

function overDenies(policy: Policy, now: number): IdleDeny[] {
  const ahead = timeSet(now);
  const { timezone } = policy.header;
  return policy.rules
    .filter((r) => r.action === 'deny' && !r.broken && isEmptyTimes(intersectTimes(ruleTimes(r), ahead), timezone))
    .map((r) => ({ rule: r.index, why: 'over' }));
}

function idleIn(space: Filled): IdleDeny[] {
  if (space.open) return [];
  const out: IdleDeny[] = [];
  for (const [rule, boxes] of space.denies.boxesOf)
    if (!boxes.some((box) => takesSomething(space, box))) out.push({ rule, why: 'nothing permitted' });
  return out;
}

function takesSomething(space: Filled, deny: Box): boolean {
  for (const allow of space.allows.meeting(deny))
    if (
      overlaps(allow.atoms, deny.atoms) &&
      space.clockwork.meet(allow.times, deny.times) &&
      isPair(space.ends, sharedEnds(allow.sources, deny.sources), sharedEnds(allow.targets, deny.targets))
    )
      return true;
  return false;
}
