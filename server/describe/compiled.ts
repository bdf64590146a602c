/** A policy's compiled rules, for all that tell of them: compiled once a snapshot, and not again while edits change no meaning. */
import { compileRules, type RuleList } from '../../language/compile/index.ts';
import { type RulesByPlace, rulesByPlace } from '../../language/compile/rules-by-place.ts';
import type { Snapshot } from '../snapshot.ts';
import { worstCase } from './asset.ts';

const lists = new WeakMap<Snapshot, RuleList>();

/** The rules of every firewall from now on. */
export function compiledOf(snapshot: Snapshot): RuleList {
  let list = lists.get(snapshot);
  if (list === undefined) {
    list = compileRules(snapshot.policy, snapshot.now);
    lists.set(snapshot, list);
  }
  return list;
}

/** By the reach graph's edges: snapshots share them where their policies have the same meaning at the same times. */
const places = new WeakMap<object, RulesByPlace>();

/** How many of them concern each zone, conduit and firewall. */
export function compiledByPlace(snapshot: Snapshot): RulesByPlace {
  const key = worstCase(snapshot).next;
  let found = places.get(key);
  if (found === undefined) {
    found = rulesByPlace(snapshot.policy, compiledOf(snapshot));
    places.set(key, found);
  }
  return found;
}
