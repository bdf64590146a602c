/** The verdicts on a policy's expectations with the places that show why one fails: lenses and the Test Explorer tell them. */
import {
  checkExpectations,
  type ExpectationResult,
  type Hop,
  principalName,
  reasonWords,
  type Witness,
} from '../../language/analysis/index.ts';
import { countRules } from '../../language/compile/index.ts';
import type { Place, Policy } from '../../language/model/policy.ts';
import { uriIn } from '../places.ts';
import type { ShownExpectation, SourceRange, WitnessPlace } from '../protocol/messages.ts';
import type { Snapshot } from '../snapshot.ts';
import { compiledOf } from './compiled.ts';

export type ShownVerdict = Pick<ShownExpectation, 'passed' | 'message' | 'places'>;

const known = new WeakMap<Snapshot, readonly ShownVerdict[]>();

/** Every expectation decided, in the order of the policy; computed once a snapshot. */
export function verdictsOf(snapshot: Snapshot): readonly ShownVerdict[] {
  let verdicts = known.get(snapshot);
  if (verdicts === undefined) {
    const { policy, now } = snapshot;
    let counts: readonly number[] | undefined;
    const rulesOn = (firewall: number): number | undefined => {
      counts ??= compiledOf(snapshot).firewalls.map(countRules);
      return counts[firewall];
    };
    verdicts = checkExpectations(policy, { now, rulesOn }).map((result) => shown(snapshot, result));
    known.set(snapshot, verdicts);
  }
  return verdicts;
}

function shown(snapshot: Snapshot, { passed, message, witness }: ExpectationResult): ShownVerdict {
  return { passed, message, places: witness === undefined ? [] : placesOf(snapshot, witness) };
}

function placesOf(snapshot: Snapshot, witness: Witness): WitnessPlace[] {
  const { policy, folder } = snapshot;
  const at = (place: Place | undefined, message: string): WitnessPlace[] =>
    place === undefined ? [] : [{ message, place: sourceRange(folder, place) }];
  if (witness.kind === 'path') return stepsShown(snapshot, witness.hops);
  const { allowedBy, deniedBy, openZone } = witness.explanation;
  return [
    ...deniedBy.flatMap((r) => at(policy.rules[r]?.place, 'This rule denies it.')),
    ...allowedBy.flatMap((r) => at(policy.rules[r]?.place, 'This rule allows it.')),
    ...(openZone === undefined ? [] : at(policy.zones[openZone]?.namePlace, 'Both are in this zone, which is open.')),
  ];
}

/** The steps of a path, each with the rule or open zone that permits it. */
export function stepsShown({ policy, folder }: Snapshot, hops: readonly Hop[]): WitnessPlace[] {
  return hops.flatMap((hop) => {
    const place = placeOfHop(policy, hop);
    return place === undefined ? [] : [{ message: hopWords(policy, hop), place: sourceRange(folder, place) }];
  });
}

function hopWords(policy: Policy, { from, to, by }: Hop): string {
  return `${principalName(policy, from)} -> ${principalName(policy, to)} by ${reasonWords(policy, by)}`;
}

function placeOfHop(policy: Policy, { by }: Hop): Place | undefined {
  return by.kind === 'rule' ? policy.rules[by.rule]?.place : policy.zones[by.zone]?.namePlace;
}

/** A place as the extension's own messages have it. */
export function sourceRange(folder: string, place: Place): SourceRange {
  const { line, column, endLine, endColumn } = place;
  return { uri: uriIn(folder, place.file), line, column, endLine, endColumn };
}
