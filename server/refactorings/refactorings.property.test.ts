/** What refactorings promise, on random policies: those that keep the meaning do, and the others leave no name without one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkExpectations } from '../../language/analysis/index.ts';
import { analysesOf } from '../../language/checks/analyses.ts';
import { DEFAULT_CHECKS } from '../../language/checks/check.ts';
import { applyEdits } from '../../language/checks/edits.ts';
import { differenceOf } from '../../language/difference/index.ts';
import { type Loaded, SourceStore } from '../../language/pipeline.ts';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { objectionTo, refactoringsAt } from './index.ts';
import type { Refactoring, RefactoringContext } from './refactoring.ts';
import { selectSame } from './same-selections.ts';

const FILE = 'a.seg';
const now = GENERATED_NOW;

function load(text: string): Loaded {
  const store = new SourceStore();
  store.set({ path: FILE, text });
  return store.load();
}

const verdicts = ({ policy }: Loaded): boolean[] => checkExpectations(policy, { now }).map((e) => e.passed);

function contextAt(loaded: Loaded, from: number, to: number): RefactoringContext {
  const { policy, references, text } = loaded;
  const analyses = analysesOf(policy, now);
  return { policy, now, text, references, analyses, configuration: DEFAULT_CHECKS, file: FILE, from, to };
}

/** Random policies with lists that can be rewritten: assets of a type side by side, groups, literal ports, two conduits alike. */
const policies = policyText({ expectations: 2, rulesEach: 3 }).map(
  (text) => `${text}
conduit Twin-1 { between Z0 and Z1  allow a0, a1, a2 -> any : tcp 80, 443 }
conduit Twin-2 { between Z1 and Z0  deny G0 -> pump in Z1 : tcp 85 }
group Pumps = pump, a3 except a1
access Visit { allow Pumps, G1 -> a4, a5 : tcp 85 }
`,
);

/** Every refactoring that some place of the text offers, by its kind of change; each title once. */
function allOf(loaded: Loaded, text: string): Refactoring[] {
  const found = new Map<string, Refactoring>();
  const starts = [...text.matchAll(/(?<=\s)[\w-]+/g)].map((m) => m.index);
  for (const at of starts.filter((_, i) => i % 3 === 0))
    for (const one of refactoringsAt(contextAt(loaded, at, at))) if (!found.has(one.title)) found.set(one.title, one);
  return [...found.values()];
}

describe('the proof before a refactoring is applied', () => {
  const text = `zone A { asset X : hmi  asset Y : hmi }
zone B { asset P : plc }
conduit C { between A and B  allow X -> P : modbus }
expect Y -> P : modbus is denied
`;
  const judge = (find: string, write: string, keeps: 'meaning' | 'names' = 'meaning') =>
    objectionTo(load(text), load(text.replace(find, write)), keeps, now);

  it.each([
    ['allow X ->', 'allow hmi ->'],
    ['modbus }', 'modbus, ssh }'],
    ['allow X', 'deny X'],
    ['zone A {', 'zone A { microsegmented '],
    [': modbus }', ': modbus until 2027-01-01 }'],
    ['expect Y ->', 'expect X ->'],
    ['is denied', 'is allowed'],
  ])('objects to a change of %s to %s where the meaning is to be kept', (find, write) => {
    expect(judge(find, write)).toBe('It would change what the policy permits.');
  });

  it('objects to a name that means nothing any more, whatever is to be kept', () => {
    expect(judge('allow X', 'allow Q', 'names')).toMatch(/^It would bring an error: No .* is named Q/);
  });

  it('has nothing against another order, another group, another way to say the same', () => {
    expect(judge('allow X -> P', 'allow A except Y -> plc in B')).toBeUndefined();
    expect(judge('-> P :', '-> P, X :')).toBeUndefined();
    expect(judge('asset X : hmi  asset Y : hmi', 'asset Y : hmi  asset X : hmi')).toBeUndefined();
  });
});

describe('the comparison of a policy with what it was edited into', () => {
  const tryOut = (text: string, write: string): [Loaded, Loaded] => {
    const store = new SourceStore();
    store.set({ path: FILE, text });
    return [store.load(), store.tryOut([{ path: FILE, text: write }])];
  };

  it('sees that an asset, zone, type or group in the place of another has another name', () => {
    const text = `zone A { asset X : hmi at 10.1.0.1  asset Y : hmi at 10.1.0.2 }
zone B { asset P : plc }
zone C { }
type t1 : plc { }
type t2 : hmi { }
group G = X
group H = Y
conduit K { between A and B  allow G -> P : modbus }
conduit L { between A and C  allow H -> any : ssh }
`;
    for (const [one, other] of [
      ['X', 'Y'],
      ['B', 'C'],
      ['plc { }', 'hmi { }'],
      ['G =', 'H ='],
      ['K {', 'L {'],
    ] as const) {
      const swapped = text.replace(one, '?').replace(other, one).replace('?', other);
      const [before, after] = tryOut(text, swapped);
      expect([one, selectSame(before.policy, after.policy)]).toEqual([one, false]);
    }
  });

  it('comes to the same whether the two share objects or not', () => {
    const count = { same: 0, other: 0, shared: 0 };
    fc.assert(
      fc.property(policies, fc.nat(), fc.nat(), fc.boolean(), (text, from, to, both) => {
        const words = text.split(/\b/);
        const names = [...words.keys()].filter((i) => /^\w+$/.test(words[i] as string));
        const [i, j] = [names[from % names.length] as number, names[to % names.length] as number];
        const [a, b] = [words[i] as string, words[j] as string];
        words[i] = b;
        if (both) words[j] = a;
        const [before, after] = tryOut(text, words.join(''));
        const same = selectSame(before.policy, after.policy);
        expect(same).toBe(selectSame(before.policy, load(words.join('')).policy));
        count[same ? 'same' : 'other']++;
        const known = new Set<object>([...before.policy.rules, ...before.policy.legs]);
        count.shared += [...after.policy.rules, ...after.policy.legs].filter((x) => known.has(x)).length;
      }),
      { numRuns: 300, seed: 6 },
    );
    expect([count.same > 20, count.other > 100, count.shared > 1000, count]).toEqual([true, true, true, count]);
  }, 120_000);
});

describe('a refactoring', () => {
  const made = new Map<string, number>();
  const refused = new Map<string, number>();

  it('that keeps the meaning changes no permission, no blast radius and no verdict, at any time', () => {
    fc.assert(
      fc.property(policies, (text) => {
        const before = load(text);
        for (const one of allOf(before, text)) {
          const edits = one.edits();
          if (one.keeps !== 'meaning' || edits.length === 0) continue;
          const name = one.title.split(' ', 1)[0] ?? '';
          const after = load(applyEdits(FILE, text, edits));
          if (objectionTo(before, after, 'meaning', now) !== undefined) {
            refused.set(name, (refused.get(name) ?? 0) + 1);
            continue;
          }
          made.set(name, (made.get(name) ?? 0) + 1);
          expect([one.title, verdicts(after)]).toEqual([one.title, verdicts(before)]);
          const { permissions, blast, entities } = differenceOf(before.policy, after.policy, { now });
          expect([one.title, permissions, blast, entities.added, entities.removed, entities.moved]).toEqual([
            one.title,
            ...[[], [], [], [], []],
          ]);
        }
      }),
      { numRuns: 25, seed: 4 },
    );
  }, 120_000);

  it('of each of these kinds was made often enough to believe it, and seldom refused', () => {
    for (const name of ['Extract', 'Inline', 'Write', 'Sort', 'Merge']) {
      const count = made.get(name) ?? 0;
      expect([name, count >= 10 ? 'often' : count]).toEqual([name, 'often']);
      expect([name, (refused.get(name) ?? 0) * 5 <= count]).toEqual([name, true]);
    }
  });

  it('that changes permissions leaves no name without meaning, or is refused', () => {
    let moves = 0;
    fc.assert(
      fc.property(policies, (text) => {
        const before = load(text);
        for (const one of allOf(before, text)
          .filter((r) => r.keeps === 'names')
          .slice(0, 12)) {
          const after = load(applyEdits(FILE, text, one.edits()));
          if (objectionTo(before, after, 'names', now) !== undefined) continue;
          moves++;
          const errors = after.findings.filter((f) => f.severity === 'error').map((f) => f.message);
          expect(errors.length).toBeLessThanOrEqual(before.findings.filter((f) => f.severity === 'error').length);
          expect(after.policy.assets.length).toBeGreaterThanOrEqual(before.policy.assets.length);
        }
      }),
      { numRuns: 12, seed: 5 },
    );
    expect(moves).toBeGreaterThan(20);
  }, 120_000);
});
