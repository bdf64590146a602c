/** The policy of all files' entities: runs put one behind the other, ids of rules, and legs that stand in zones of other files. */
import { isEqual } from '../equal.ts';
import type { Expectation, Policy, Rule, Zone } from '../policy.ts';
import type { Reference } from './context.ts';
import { referencesOf, type Scope, strayLegs } from './read.ts';
import { RuleIds } from './rules.ts';
import type { Entities, Unit } from './unit.ts';

/** Kinds of entity that are taken as their files have them. */
type PlainRun = 'assets' | 'legs' | 'groups' | 'conduits' | 'accesses' | 'firewalls';

export class Assembly {
  readonly #ids = new RuleIds();
  #policy: Policy | undefined;
  #references: readonly Reference[] = [];

  /** Keeps the policy as it is; answers what brings it back. */
  keep(): () => void {
    const [policy, references] = [this.#policy, this.#references];
    return () => {
      this.#policy = policy;
      this.#references = references;
    };
  }

  /** The frozen policy. Where it says what the one before says in its place, it has the same objects. */
  policy(units: readonly Unit[], { header, types, services, schedules }: Scope): Policy {
    const before = this.#policy;
    const all = <T extends object>(pick: (entities: Entities) => readonly T[]): readonly T[] =>
      units.flatMap((unit) => (unit.entities === undefined ? [] : pick(unit.entities)));
    const plain = <K extends PlainRun>(run: K) =>
      frozen<Policy[K][number]>(
        before?.[run],
        all<Policy[K][number]>((e) => e[run]),
      );
    const policy: Policy = {
      header: Object.freeze(header),
      zones: frozen(before?.zones, this.#zones(units, [...all((e) => e.zones)])),
      types: frozen(before?.types, types),
      assets: plain('assets'),
      legs: plain('legs'),
      services: frozen(before?.services, services),
      groups: plain('groups'),
      schedules: frozen(before?.schedules, schedules),
      conduits: plain('conduits'),
      rules: frozen(before?.rules, this.#rules(units)),
      accesses: plain('accesses'),
      firewalls: plain('firewalls'),
      files: this.#files(units),
      expectations: frozen(
        before?.expectations,
        numbered(
          all((e) => e.expectations),
          before?.expectations,
        ),
      ),
      ignores: frozen(
        before?.ignores,
        units.flatMap((unit) => unit.ignores),
      ),
    };
    this.#policy = Object.freeze(policy);
    return this.#policy;
  }

  #files(units: readonly Unit[]): Policy['files'] {
    const files = units.map(({ source }) => ({ path: source.path, library: source.library }));
    const before = this.#policy?.files;
    return before !== undefined && isEqual(before, files) ? before : frozen(undefined, files);
  }

  /** Zones with the legs that assets of other files have in them. */
  #zones(units: readonly Unit[], zones: Zone[]): Zone[] {
    const strays = new Map<number, number[]>();
    for (const unit of units)
      for (const leg of strayLegs(unit)) {
        const list = strays.get(leg.zone);
        if (list === undefined) strays.set(leg.zone, [leg.index]);
        else list.push(leg.index);
      }
    for (const [index, legs] of strays) {
      const zone = zones[index];
      if (zone === undefined) continue;
      const whole = { ...zone, legs: [...zone.legs, ...legs].sort((a, b) => a - b) };
      const before = this.#policy?.zones[index];
      zones[index] = before !== undefined && isEqual(before, whole) ? before : whole;
    }
    return zones;
  }

  /** The rules of all files with their ids, which come of all together. */
  #rules(units: readonly Unit[]): readonly Rule[] {
    const lists = units.flatMap((unit) => unit.entities?.canonical ?? []);
    const ids = this.#ids.of(lists);
    let at = 0;
    return units.flatMap(({ entities }) => {
      if (entities === undefined) return [];
      const own = ids.slice(at, at + entities.rules.length);
      at += own.length;
      const known = this.#named.get(entities.rules);
      if (known?.every((rule, i) => rule.id === own[i])) return known;
      const from = at - own.length;
      const named = entities.rules.map((rule, i) => this.#rule({ ...rule, id: own[i] as string }, from + i));
      this.#named.set(entities.rules, named);
      return named;
    });
  }

  #rule(rule: Rule, index: number): Rule {
    const before = this.#policy?.rules[index];
    return before !== undefined && isEqual(before, rule) ? before : rule;
  }

  /** A file's rules with their ids, by those without. */
  readonly #named = new WeakMap<readonly Rule[], readonly Rule[]>();

  /** The uses of names of all files. `read`: files that were read anew; `moved`: whether any index is another than before. */
  references(units: readonly Unit[], read: ReadonlySet<Unit>, moved: boolean): readonly Reference[] {
    const isNew = (unit: Unit) => moved || read.has(unit);
    for (const unit of units) if (isNew(unit)) unit.references = referencesOf(unit);
    this.#references = Object.freeze(units.flatMap((unit) => unit.references));
    return this.#references;
  }
}

/** The list with its entities frozen; the one before where it holds the same. */
function frozen<T extends object>(before: readonly T[] | undefined, now: readonly T[]): readonly T[] {
  const fresh = before === undefined ? now : now.filter((entity, i) => entity !== before[i]);
  if (fresh.length === 0 && before?.length === now.length) return before;
  for (const entity of fresh) Object.freeze(entity);
  return Object.freeze(now);
}

/** Expectations with their positions among all. */
function numbered(all: readonly Expectation[], before: readonly Expectation[] = []): Expectation[] {
  return all.map((e, index) => {
    const whole = e.index === index ? e : { ...e, index };
    return isEqual(before[index], whole) ? (before[index] as Expectation) : whole;
  });
}
