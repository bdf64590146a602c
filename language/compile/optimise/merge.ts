/** Entries that differ in one part only become one: in services, else in targets, else in sources. Logged ones stay by themselves. */
import { compareIds } from '../../analysis/universe.ts';
import { union } from '../../model/intervals.ts';
import type { CompiledRule, Origin, RuleSide } from '../entry.ts';
import type { Box, BoxMaker } from './boxes.ts';

type Part = 'services' | 'targets' | 'sources';
const PARTS: readonly Part[] = ['services', 'targets', 'sources'];

/** Merges until nothing more merges; order of first members. */
export function merged(boxes: readonly Box[], maker: BoxMaker): readonly Box[] {
  let current = boxes;
  for (;;) {
    const before = current.length;
    for (const part of PARTS) current = mergedIn(current, part, maker);
    if (current.length === before) return current;
  }
}

function mergedIn(boxes: readonly Box[], part: Part, maker: BoxMaker): readonly Box[] {
  const groups = Map.groupBy(boxes, (b) => keyWithout(b, part));
  return [...groups.values()].map((group) =>
    group.length === 1 ? (group[0] as Box) : maker.box(inOne(group.map((b) => b.rule))),
  );
}

/** Equal for boxes that differ at most in one part and may be one. A rule that logs is one by itself: its hits name it. */
function keyWithout({ rule, sources, targets, services, times }: Box, part: Part): string {
  if (rule.log) return `log ${rule.id} ${rule.sources.key} ${rule.targets.key}`;
  const parts = [
    part === 'sources' ? '' : sources.id,
    part === 'targets' ? '' : targets.id,
    part === 'services' ? '' : services.id,
  ];
  return `${rule.action} ${rule.oneWay} ${times.id} ${parts.join(' ')}`;
}

/** The union of rules that differ in one part: the first of them, with the ids, places and reasons of all. */
function inOne(rules: readonly CompiledRule[]): CompiledRule {
  const [first] = rules as readonly [CompiledRule];
  const sides = (side: 'sources' | 'targets') => unionOfSides(rules.map((r) => r[side]));
  return {
    ...traced(first, rules.slice(1)),
    sources: sides('sources'),
    targets: sides('targets'),
    services: union(...new Set(rules.map((r) => r.services))),
  };
}

/** A rule that stands for others too: nothing of them but their ids, places and reasons. */
export function traced(rule: CompiledRule, others: readonly CompiledRule[]): CompiledRule {
  const all = [rule, ...others];
  const ids = new Set(all.flatMap((r) => [r.id, ...(r.merged ?? [])]));
  ids.delete(rule.id);
  const reasons = [...new Set(all.flatMap((r) => r.why ?? []))];
  return {
    ...rule,
    ...(ids.size === 0 ? {} : { merged: [...ids].sort(compareIds) }),
    ...(reasons.length === 0 ? {} : { why: reasons.join('; ') }),
    origin: distinct(all.flatMap((r) => r.origin)),
  };
}

function distinct(origins: readonly Origin[]): Origin[] {
  const found = new Map(origins.map((o) => [`${o.file} ${o.place.offset}`, o]));
  return [...found.values()].sort((a, b) => compareIds(a.file, b.file) || a.place.offset - b.place.offset);
}

function unionOfSides(sides: readonly RuleSide[]): RuleSide {
  const different = [...new Map(sides.map((s) => [s.addresses, s])).values()];
  const [first] = sides as readonly [RuleSide];
  const equal = different.every((s) => sameAddresses(s, first));
  // Of equal sides the first's name serves; a union is named by all of its parts.
  if (equal) return first;
  return {
    key: [...new Set(sides.map((s) => s.key))].sort(compareIds).join(' + '),
    addresses: union(...different.map((s) => s.addresses)),
    dhcp: [...new Set(sides.flatMap((s) => s.dhcp))].sort(compareIds),
  };
}

function sameAddresses(a: RuleSide, b: RuleSide): boolean {
  return (
    a.addresses === b.addresses ||
    (a.addresses.length === b.addresses.length &&
      a.addresses.every((x, i) => x.from === b.addresses[i]?.from && x.to === b.addresses[i]?.to))
  );
}
