/** The difference of two versions is what their matrices, blast radii and verdicts differ in: nothing missing, nothing made up. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { policyVersions } from '../../test/generators/versions.ts';
import { blastOf, matrix, matrixJson, reachGraph, whenOf } from '../analysis/index.ts';
import type { AtomSet } from '../model/atoms.ts';
import { normalize, subtract } from '../model/intervals.ts';
import type { Policy } from '../model/policy.ts';
import { holdsAt } from '../model/times.ts';
import { loadPolicy } from '../pipeline.ts';
import { type Difference, differenceJson, differenceOf, type PermissionChange, sentencesOf } from './index.ts';

const now = GENERATED_NOW;
const load = async (text: string): Promise<Policy> => (await loadPolicy([{ path: 'p.seg', text }])).policy;
const diff = async (before: string, after: string): Promise<Difference> =>
  differenceOf(await load(before), await load(after), { now });
const told = async (before: string, after: string): Promise<string[]> =>
  sentencesOf(await diff(before, after)).map((s) => s.text);

/** The atoms of each pair of assets, by `source target`. */
type Matrix = Map<string, AtomSet>;

function matrixOf(policy: Policy, moved: ReadonlyMap<string, string> = new Map(), at?: number): Matrix {
  const entries = matrix(policy, { now, ...(at !== undefined && { at }) });
  const json = matrixJson(policy, entries);
  const id = (asset = '') => moved.get(asset) ?? asset;
  return new Map(entries.map((e, i) => [`${id(json[i]?.source)} ${id(json[i]?.target)}`, e.atoms]));
}

/** Ids of moved assets, before to after. */
function movedIn({ entities }: Difference): Map<string, string> {
  return new Map(entities.moved.map((m) => [m.from, m.to]));
}

/** Of asset pairs alone, each with the atoms of one side of the changes. */
function changed(difference: Difference, which: 'gained' | 'lost'): Matrix {
  const found: Matrix = new Map();
  const isAssets = (c: PermissionChange) => c.from.kind === 'assets' && c.to.kind === 'assets';
  for (const c of difference.permissions.filter(isAssets)) {
    const atoms = normalize(c[which].flatMap((p) => p.atoms));
    if (atoms.length === 0) continue;
    for (const a of c.from.ids) for (const b of c.to.ids) if (a !== b) found.set(`${a} ${b}`, atoms);
  }
  return found;
}

function minus(a: Matrix, b: Matrix): Matrix {
  const left = [...a].map(([pair, atoms]) => [pair, subtract(atoms, b.get(pair) ?? [])] as const);
  return new Map(left.filter(([, atoms]) => atoms.length > 0));
}

/** The atoms of each pair that hold at an instant in one version and not in the other, as the changes tell them. */
function heldAt(difference: Difference, at: number, which: 'gained' | 'lost'): Matrix {
  const [here, there] = which === 'gained' ? (['after', 'before'] as const) : (['before', 'after'] as const);
  const zone = (side: 'before' | 'after'): string => difference[side].policy.header.timezone;
  const found: Matrix = new Map();
  for (const c of difference.permissions.filter((x) => x.from.kind === 'assets' && x.to.kind === 'assets')) {
    const pieces = c[which].filter((p) => holdsAt(p.times, at, zone(here))).flatMap((p) => p.atoms);
    const retimed = c.changed.filter((r) => holdsAt(r[here], at, zone(here)) && !holdsAt(r[there], at, zone(there)));
    const atoms = normalize([...pieces, ...retimed.flatMap((r) => r.atoms)]);
    if (atoms.length === 0) continue;
    for (const a of c.from.ids) for (const b of c.to.ids) if (a !== b) found.set(`${a} ${b}`, atoms);
  }
  return found;
}

describe('the difference of two versions', () => {
  it('gains and loses exactly what their matrices differ in', async () => {
    const seen = { gained: 0, lost: 0 };
    await fc.assert(
      fc.asyncProperty(policyVersions(), async ([a, b]) => {
        const [before, after] = [await load(a), await load(b)];
        const difference = differenceOf(before, after, { now });
        const [had, has] = [matrixOf(before, movedIn(difference)), matrixOf(after)];
        const [gained, lost] = [minus(has, had), minus(had, has)];
        expect(changed(difference, 'gained')).toEqual(gained);
        expect(changed(difference, 'lost')).toEqual(lost);
        seen.gained += gained.size;
        seen.lost += lost.size;
      }),
      { numRuns: 150 },
    );
    expect(Math.min(seen.gained, seen.lost)).toBeGreaterThan(100);
  });

  it('gains and loses at any instant exactly what the matrices of that instant differ in', async () => {
    const seen = { gained: 0, lost: 0, retimed: 0 };
    const days = fc.integer({ min: 0, max: 40 * 24 * 4 }).map((quarters) => now + quarters * 15 * 60_000);
    await fc.assert(
      fc.asyncProperty(policyVersions(), days, async ([a, b], at) => {
        const [before, after] = [await load(a), await load(b)];
        const difference = differenceOf(before, after, { now });
        const [had, has] = [matrixOf(before, movedIn(difference), at), matrixOf(after, new Map(), at)];
        const [gained, lost] = [minus(has, had), minus(had, has)];
        expect(heldAt(difference, at, 'gained')).toEqual(gained);
        expect(heldAt(difference, at, 'lost')).toEqual(lost);
        seen.gained += gained.size;
        seen.lost += lost.size;
        seen.retimed += difference.permissions.filter((c) => c.changed.length > 0).length;
      }),
      { numRuns: 100 },
    );
    expect(Math.min(seen.gained, seen.lost)).toBeGreaterThan(100);
    expect(seen.retimed).toBeGreaterThan(10);
  });

  it('tells for every asset that stays what falls with it now, and what no longer does', async () => {
    await fc.assert(
      fc.asyncProperty(policyVersions(), async ([a, b]) => {
        const [before, after] = [await load(a), await load(b)];
        const difference = differenceOf(before, after, { now });
        const { blast } = difference;
        const falls = (policy: Policy, id: string): string[] => {
          const asset = policy.assets.find((x) => x.id === id)?.index ?? -1;
          return blastOf(reachGraph(policy, { when: whenOf({ now }) }), asset).map((x) => policy.assets[x]?.id ?? '');
        };
        const told = new Map(blast.flatMap((c) => c.from.ids.map((id) => [id, c])));
        const moved = movedIn(difference);
        const idAfter = (id: string) => moved.get(id) ?? id;
        for (const { id: was } of before.assets.filter((x) => after.assets.some((y) => y.id === idAfter(x.id)))) {
          const id = idAfter(was);
          const [had, has] = [falls(before, was).map(idAfter).sort(), falls(after, id).sort()];
          const change = told.get(id);
          if (change === undefined) expect([id, has]).toEqual([id, had]);
          else expect([id, change.before, change.after]).toEqual([id, had.length, has.length]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is none, and says so, between a policy and itself written otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(policyText(), async (text) => {
        const difference = await diff(text, `// a remark\n${text.replaceAll('\n', '\n\n')}`);
        expect(difference.none).toBe(true);
        expect(sentencesOf(difference)).toEqual([]);
        expect(differenceJson(difference)).toMatchObject({ noChangeInMeaning: true, gained: [], lost: [], blast: [] });
      }),
      { numRuns: 40 },
    );
  });
});

const PLANT = `
zone Office { level 4 kind business network 10.1.0.0/24 asset pc : workstation at 10.1.0.9 }
zone Cell { level 1 network 10.2.0.0/24 asset plc-1 : plc at 10.2.0.5 asset plc-2 : plc at 10.2.0.6 }
zone Safe { level 1 kind safety network 10.3.0.0/24 asset sis : safety-controller at 10.3.0.5 }
conduit Edge { between Office and Cell }
conduit Trip { between Cell and Safe }
`;
const inEdge = (rule: string, plant = PLANT) => plant.replace('Office and Cell }', `Office and Cell ${rule} }`);
const inTrip = (rule: string, plant = PLANT) => plant.replace('Cell and Safe }', `Cell and Safe ${rule} }`);

describe('the sentences of a difference', () => {
  it('begin with what newly reaches the safety controller, and by which path', async () => {
    const difference = await diff(
      inTrip('allow plc -> sis : modbus'),
      inEdge('allow pc -> plc-1 : modbus', inTrip('allow plc -> sis : modbus')),
    );
    const [first, second] = sentencesOf(difference);
    expect(first?.text).toBe('pc may now reach sis and plc-2, through plc-1');
    expect(first?.details.join(' ')).toContain('allow pc -> plc-1 : modbus (p.seg:5)');
    expect(second?.text).toBe('pc may now open modbus to plc-1');
  });

  it('name each side, the undeclared addresses of a zone among them', async () => {
    expect(await told(PLANT, inEdge('allow Office -> plc : tcp 80-90'))).toContain(
      'pc and undeclared addresses of Office may now open tcp 80-90 to plc-1 and plc-2',
    );
  });

  it('tell times that changed, expectations that broke, and what came, went and moved', async () => {
    const timed = inEdge('allow pc -> plc : modbus until 2026-12-01');
    expect(await told(timed, inEdge('allow pc -> plc : modbus'))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^pc may now open modbus to plc-1 and plc-2 at any time; before: until 2026-12-02 00:00/),
      ]),
    );
    const expecting = `${PLANT}\nexpect pc cannot reach plc`;
    expect(await told(expecting, inEdge('allow pc -> plc : modbus', expecting))).toContain(
      'Does not hold: pc cannot reach plc',
    );
    const moved = PLANT.replace(' asset plc-2 : plc at 10.2.0.6', '').replace(
      'kind safety',
      'kind safety asset plc-2 : plc',
    );
    expect(await told(PLANT, moved)).toContain('plc-2 moves from Cell to Safe');
  });
});
