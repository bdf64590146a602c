/**
 * The semantic difference between two versions of a policy (SEMANTICS.md): what either permits and the other does not, what falls
 * with which asset, what came, went and moved, which expectations break or mend, and which rules firewalls gain and lose.
 */
import { whenOf } from '../analysis/index.ts';
import type { Policy } from '../model/policy.ts';
import { type BlastChange, blastChanges } from './blast.ts';
import {
  type EntityChanges,
  type ExpectationChange,
  entityChanges,
  expectationChanges,
  type FirewallChange,
  firewallChanges,
  type Held,
} from './declarations.ts';
import { type PermissionChange, permissionChanges } from './permissions.ts';
import { pairsOf, type Version, versionOf } from './principals.ts';

export type { BlastChange } from './blast.ts';
export { type BlastRow, blastLines, blastRows } from './blast-lines.ts';
export type { EntityChanges, ExpectationChange, FirewallChange } from './declarations.ts';
export { type FindingChanges, findingChanges } from './findings.ts';
export { type DifferenceJson, differenceJson } from './json.ts';
export type { PermissionChange, Retimed } from './permissions.ts';
export type { Pair } from './principals.ts';
export { type PropertyChange, propertyText, type Restated } from './properties.ts';
export { type Section, sectionsOf, sentencesOf } from './sentences.ts';
export { SENTENCE_KINDS, type Sentence } from './telling.ts';

export interface Difference {
  readonly before: Version;
  readonly after: Version;
  readonly permissions: readonly PermissionChange[];
  readonly blast: readonly BlastChange[];
  readonly entities: EntityChanges;
  readonly expectations: readonly ExpectationChange[];
  readonly held: Held;
  readonly firewalls: readonly FirewallChange[];
  /** Nothing of the above: the texts may differ all the same. */
  readonly none: boolean;
}

/** Compares two versions from an instant (epoch ms) on. Pure. */
export function differenceOf(before: Policy, after: Policy, { now }: { readonly now: number }): Difference {
  const when = whenOf({ now });
  const versions = { before: versionOf(before, when), after: versionOf(after, when) };
  const pairs = pairsOf(versions.before, versions.after);
  const permissions = permissionChanges(versions.before, versions.after, pairs);
  const blast = blastChanges(versions.before, versions.after, pairs);
  const entities = entityChanges(before, after);
  const { changes: expectations, held } = expectationChanges(before, after, now);
  const firewalls = firewallChanges(before, after, now);
  const lists = [
    permissions,
    blast,
    entities.added,
    entities.removed,
    entities.moved,
    entities.restated,
    expectations,
    firewalls,
  ];
  const none = lists.every((list) => list.length === 0);
  return { ...versions, permissions, blast, entities, expectations, held, firewalls, none };
}
