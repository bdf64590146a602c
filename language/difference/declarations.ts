/** Assets and zones that came, went or moved; expectations broken and mended; rules that firewalls gain and lose. */
import { checkExpectations } from '../analysis/index.ts';
import { compileRules, countRules, type RuleList } from '../compile/index.ts';
import type { Place, Policy } from '../model/policy.ts';
import { matchAssets } from './matching.ts';
import { type Restated, restated } from './properties.ts';

export interface EntityChanges {
  readonly added: readonly Entity[];
  readonly removed: readonly Entity[];
  /** Assets that are in another zone, by their own name. */
  readonly moved: readonly {
    readonly name: string;
    readonly from: string;
    readonly to: string;
    readonly place: Place;
  }[];
  /** Those that stay, and say something else of themselves. */
  readonly restated: readonly Restated[];
}

export interface Entity {
  readonly kind: 'asset' | 'zone';
  readonly id: string;
  readonly place: Place;
}

/** Assets and zones by id. */
export function entityChanges(before: Policy, after: Policy): EntityChanges {
  const assets = matchAssets(before, after);
  const entity = (
    kind: Entity['kind'],
    { id, namePlace }: Pick<Entity, 'id'> & { readonly namePlace: Place },
  ): Entity => ({
    kind,
    id,
    place: namePlace,
  });
  return {
    added: [
      ...only(after.zones, before.zones).map((z) => entity('zone', z)),
      ...assets.flatMap((m) => (m.before === undefined && m.after !== undefined ? [entity('asset', m.after)] : [])),
    ],
    removed: [
      ...only(before.zones, after.zones).map((z) => entity('zone', z)),
      ...assets.flatMap((m) => (m.after === undefined && m.before !== undefined ? [entity('asset', m.before)] : [])),
    ],
    moved: assets.flatMap(({ before: from, after: to }) =>
      from === undefined || to === undefined || from.id === to.id
        ? []
        : [{ name: to.name, from: from.id, to: to.id, place: to.namePlace }],
    ),
    restated: restated(before, after),
  };
}

function only<T extends { readonly id: string }>(mine: readonly T[], others: readonly { readonly id: string }[]): T[] {
  const known = new Set(others.map((o) => o.id));
  return mine.filter((m) => !known.has(m.id));
}

export interface ExpectationChange {
  readonly text: string;
  readonly place: Place;
  /** `broken`: held before, or is new and fails; `mended`: failed before and holds; `removed`: is stated no more. */
  readonly change: 'broken' | 'mended' | 'removed';
  readonly message: string;
}

/** How many expectations the newer version has, and how many of them hold. */
export interface Held {
  readonly of: number;
  readonly hold: number;
}

/** Expectations by their text. One that holds before and after, or fails in both, is no change. */
export function expectationChanges(
  before: Policy,
  after: Policy,
  now: number,
): { readonly changes: ExpectationChange[]; readonly held: Held } {
  const [old, current] = [verdicts(before, now), verdicts(after, now)];
  const changes = [...current.values()].flatMap((e): ExpectationChange[] => {
    const was = old.get(e.text);
    const { text, place, message } = e;
    if (!e.passed && was?.passed !== false) return [{ text, place, message, change: 'broken' }];
    return e.passed && was?.passed === false ? [{ text, place, message: '', change: 'mended' }] : [];
  });
  const gone = [...old.values()].filter((e) => !current.has(e.text));
  const withdrawn = gone.map(({ text, place }) => ({ text, place, message: '', change: 'removed' as const }));
  const hold = [...current.values()].filter((e) => e.passed).length;
  return { changes: [...changes, ...withdrawn], held: { of: current.size, hold } };
}

interface Verdict {
  readonly text: string;
  readonly place: Place;
  readonly passed: boolean;
  readonly message: string;
}

function verdicts(policy: Policy, now: number): Map<string, Verdict> {
  let compiled: RuleList | undefined;
  const rulesOn = (firewall: number) => {
    compiled ??= compileRules(policy, now);
    const rules = compiled.firewalls.find((f) => f.firewall === policy.firewalls[firewall]?.name);
    return rules && countRules(rules);
  };
  const results = checkExpectations(policy, { now, rulesOn });
  return new Map(
    results.flatMap(({ expectation, passed, message }) => {
      const stated = policy.expectations[expectation];
      return stated === undefined ? [] : [[stated.text, { text: stated.text, place: stated.place, passed, message }]];
    }),
  );
}

export interface FirewallChange {
  readonly firewall: string;
  /** How many rules it has. */
  readonly before: number;
  readonly after: number;
  readonly added: readonly { readonly rule: string; readonly text: string; readonly place?: Place }[];
  readonly removed: readonly { readonly rule: string; readonly text: string; readonly place?: Place }[];
}

/** Rules by id, per firewall in the order of names; only firewalls with a change. */
export function firewallChanges(before: Policy, after: Policy, now: number): FirewallChange[] {
  const [old, current] = [rulesByFirewall(before, now), rulesByFirewall(after, now)];
  const names = [...new Set([...old.keys(), ...current.keys()])].sort();
  return names.flatMap((firewall) => {
    const [had, has] = [old.get(firewall) ?? new Map(), current.get(firewall) ?? new Map()];
    const added = [...has.values()].filter((r) => !had.has(r.rule));
    const removed = [...had.values()].filter((r) => !has.has(r.rule));
    return added.length + removed.length === 0 ? [] : [{ firewall, before: had.size, after: has.size, added, removed }];
  });
}

function rulesByFirewall(policy: Policy, now: number): Map<string, Map<string, FirewallChange['added'][number]>> {
  const texts = new Map(policy.rules.map((r) => [r.id, { text: r.text, place: r.place }]));
  return new Map(
    compileRules(policy, now).firewalls.map(({ firewall, rules }) => [
      firewall,
      new Map(rules.map(({ id }) => [id, { rule: id, text: '', ...texts.get(id) }])),
    ]),
  );
}
