/**
 * Shrinks a firewall's rule list without changing a packet: what is permitted, what is answered, and what is logged stay the same
 * sets. Entries that others cover go, entries that differ in one part only become one. Every id and place of the policy stays with
 * the entry that now stands for it.
 *
 * What is grouped depends on which sides are equal sets of addresses, and a group is named by its members: an asset that comes or
 * goes changes the elements of sets, and groups only where two sides were equal by accident.
 */

import type { CompiledRule, FirewallRules } from '../entry.ts';
import { crossingKey } from '../entry-sides.ts';
import { type Box, BoxMaker } from './boxes.ts';
import { withoutCovered } from './cover.ts';
import { merged, traced } from './merge.ts';

/** The same firewall with as few entries as this finds. Pure; `timezone` is the policy's. */
export function optimise(rules: FirewallRules, timezone: string): FirewallRules {
  const maker = new BoxMaker(timezone);
  const crossings = Map.groupBy(rules.rules, (r) => crossingKey(r.crossing));
  const place = new Map(rules.rules.map((r, i) => [`${r.id} ${crossingKey(r.crossing)}`, i]));
  const at = (r: CompiledRule): number => place.get(`${r.id} ${crossingKey(r.crossing)}`) ?? 0;
  const left = [...crossings.values()].flatMap((list) => shrunk(list, maker));
  return { ...rules, rules: left.sort((a, b) => at(a) - at(b)) };
}

/** Entries of one crossing: covers and merges feed each other until neither finds anything. */
function shrunk(list: readonly CompiledRule[], maker: BoxMaker): readonly CompiledRule[] {
  let boxes: readonly Box[] = list.map((r) => maker.box(r));
  for (;;) {
    const before = boxes.length;
    const { left, covers } = withoutCovered(boxes, maker);
    boxes = left.map((box) => {
      const covered = covers.get(box);
      return covered === undefined
        ? box
        : maker.box(
            traced(
              box.rule,
              covered.map((b) => b.rule),
            ),
          );
    });
    boxes = merged(boxes, maker);
    if (boxes.length === before) return boxes.map((b) => b.rule);
  }
}
