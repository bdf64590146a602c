/** What the sentences of a difference have in common: their kinds, the words of both versions, and how much each weighs. */
import { explain, type Permission, reasonWords, weightOf } from '../analysis/index.ts';
import type { AtomSet } from '../model/atoms.ts';
import type { AssetRef, Place, Policy, RuleRef } from '../model/policy.ts';
import type { Product } from './cover.ts';
import type { Difference } from './index.ts';
import { type Names, namesOf } from './names.ts';
import type { Version } from './principals.ts';
import { type ServiceWords, serviceWordsOf } from './service-words.ts';

export const SENTENCE_KINDS = [
  'expectation-broken',
  'reach-gained',
  'permission-gained',
  'permission-changed',
  'reach-lost',
  'permission-lost',
  'permission-narrowed',
  'expectation-mended',
  'expectation-removed',
  'finding-new',
  'finding-mended',
  'declared',
  'rules',
] as const;

export interface Sentence {
  readonly kind: (typeof SENTENCE_KINDS)[number];
  readonly text: string;
  /** Lines that explain it: a path, a reason. */
  readonly details: readonly string[];
  /** Where to look, in the version after; with `old` in the one before. */
  readonly place?: Place;
  readonly old?: true;
  /** Of what is declared: what became of it. */
  readonly change?: 'added' | 'removed' | 'changed' | 'moved';
}

export type Side = 'before' | 'after';

export interface Teller {
  readonly difference: Difference;
  readonly names: Readonly<Record<Side, Names>>;
  readonly services: ServiceWords;
}

export function tellerOf(difference: Difference): Teller {
  const [before, after] = [difference.before.policy, difference.after.policy];
  return {
    difference,
    names: { before: namesOf(before, before, after), after: namesOf(after, before, after) },
    services: serviceWordsOf([after, before]),
  };
}

/** A sentence, and how much it matters among those of its section. */
export interface Weighed {
  readonly sentence: Sentence;
  readonly weight: number;
}

/** The heaviest first. */
export function ordered(weighed: readonly Weighed[]): Sentence[] {
  return [...weighed].sort((a, b) => b.weight - a.weight).map((w) => w.sentence);
}

/** Reach out of a zone that is not one's own weighs as much more. */
const EXTERNAL = 3;

/** The worst target counts most, and more where an external zone reaches it; then how much falls altogether. */
export function weightIn({ policy }: Version, side: Side, { from, to }: Product<unknown>): number {
  const weights = to.flatMap((p) => (p[side]?.assets ?? []).map((a) => weightOf(policy, a)));
  const sources = from.reduce((sum, p) => sum + (p.kind === 'assets' ? p.ids.length : 0), 0);
  const external = from.some((p) => (p[side]?.assets ?? []).some((a) => isExternal(policy, a)));
  return Math.max(0, ...weights) * (external ? EXTERNAL : 1) * 1e9 + weights.reduce((sum, w) => sum + w, 0) * sources;
}

function isExternal(policy: Policy, asset: AssetRef): boolean {
  return policy.zones[policy.assets[asset]?.zone ?? -1]?.kind === 'external';
}

export interface Reason {
  readonly details: readonly string[];
  readonly place?: Place;
}

const NO_REASON: Reason = { details: [] };

/** The rule or open zone that permits services, in the version of a side, for the first source and target. */
export function reasonOf(version: Version, side: Side, { from, to }: Product<unknown>, atoms: AtomSet): Reason {
  const { policy, when } = version;
  const source = from[0]?.[side]?.principals[0];
  const target = to.flatMap((p) => p[side]?.principals ?? []).find((p) => !samePrincipal(p, source));
  if (source === undefined || target === undefined) return NO_REASON;
  const { allowedBy, openZone } = explain(policy, source, target, atoms, when);
  const [rule] = allowedBy;
  if (rule !== undefined) {
    const place = policy.rules[rule]?.place;
    const details = [...containerWords(policy, rule), `by ${reasonWords(policy, { kind: 'rule', rule })}`];
    return { details, ...(place === undefined ? {} : { place }) };
  }
  if (openZone === undefined) return NO_REASON;
  const place = policy.zones[openZone]?.namePlace;
  const details = [`by ${reasonWords(policy, { kind: 'zone', zone: openZone })}`];
  return { details, ...(place === undefined ? {} : { place }) };
}

function samePrincipal(a: unknown, b: unknown): boolean {
  const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
  return JSON.stringify(a, plain) === JSON.stringify(b, plain);
}

/** `conduit KilnHistory, encrypted`, `access Abb-drives`. */
function containerWords(policy: Policy, rule: RuleRef): string[] {
  const container = policy.rules[rule]?.container;
  if (container?.kind === 'access') return [`access ${policy.accesses[container.access]?.name}`];
  if (container?.kind !== 'conduit') return [];
  const conduit = policy.conduits[container.conduit];
  if (conduit === undefined) return [];
  const facts = [conduit.encrypted && 'encrypted', conduit.inspected && 'inspected', conduit.proxied && 'proxied'];
  return [[`conduit ${conduit.name}`, ...facts.filter((fact) => fact !== false)].join(', ')];
}

export function atomsOfFirst(permission: Permission): AtomSet {
  return permission[0]?.atoms ?? [];
}

/** A sentence's first word with a capital, unless it is a name: that stays as it is written. */
export function capital(text: string): string {
  return text.replace(
    /^(undeclared|some|all|every|the|zones?|conduits?) /,
    (word) => word[0]?.toUpperCase() + word.slice(1),
  );
}
