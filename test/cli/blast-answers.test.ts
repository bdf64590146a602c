/** What `blast`, `who-can-reach` and `cut` answer, as a user runs them: text, and JSON that keeps to its schema. */
import { describe, expect, it } from 'vitest';
import { answerOf, bulkhead, folderOf, NOW } from './bulkhead.ts';

const CASCADIA = ['--policy', 'examples/cascadia', '--now', NOW];
const json = <Answer>(schema: string, ...args: string[]): Answer =>
  answerOf<Answer>(schema, bulkhead([schema, ...args, '--format', 'json']).out);

interface Head {
  readonly mode: string;
  readonly asBuilt: boolean;
  readonly asBuiltDiffers: boolean;
}

interface Blast extends Head {
  readonly assets: readonly { readonly id: string; readonly blast: readonly string[] }[];
  readonly modes: readonly { readonly mode: string; readonly asBuilt: boolean; readonly blast: number }[];
  readonly undeclared: readonly string[];
  readonly zone: { readonly id: string; readonly assets: number; readonly blast: readonly string[] };
}

interface Who extends Head {
  readonly target: string;
  readonly reachedBy: readonly { readonly id: string; readonly steps: number; readonly path: readonly unknown[] }[];
  readonly undeclared: readonly { readonly zone: string }[];
}

interface Cut extends Head {
  readonly reaches: boolean;
  readonly cut: readonly { readonly file: string; readonly line: number; readonly text: string }[] | null;
  readonly size: { readonly atLeast: number; readonly atMost: number } | null;
  readonly open: readonly { readonly by: Record<string, unknown> }[] | null;
  readonly blast: { readonly before: number; readonly after: number } | null;
}

describe('bulkhead blast', () => {
  it('answers for one asset in every mode, and names the mode of what it lists', () => {
    for (const mode of ['worst-case', 'conditioned', 'service-aware']) {
      const answer = json<Blast>('blast', 'HMI-2', '--mode', mode, ...CASCADIA);
      expect(answer.mode).toBe(mode);
      expect(answer.modes).toHaveLength(6);
      const own = answer.modes.find((m) => m.mode === mode && !m.asBuilt);
      expect(own?.blast).toBe(answer.assets[0]?.blast.length);
    }
  });

  it('answers for a zone: what falls with any of its assets, without these', () => {
    const { zone, assets, undeclared } = json<Blast>('blast', 'Supervisory', ...CASCADIA);
    expect(zone).toMatchObject({ id: 'Plant.Supervisory', assets: 4 });
    const own = assets.map(({ id }) => id);
    const union = new Set(assets.flatMap(({ blast }) => blast).filter((id) => !own.includes(id)));
    expect(zone.blast).toEqual([...union].sort());
    expect(undeclared).toContain('Plant.Supervisory');
  });

  it('says where the plant as built leaves open what the policy forbids', () => {
    const plant = {
      'plant.seg': `zone A { network 10.0.1.0/24 asset a : server at 10.0.1.1 }
zone B { network 10.0.2.0/24 asset b : server at 10.0.2.1 }
zone C { network 10.0.3.0/24 asset c : server at 10.0.3.1 }
firewall FW { interface "x" to A, B  interface "y" to C }
`,
    };
    const parted = json<Blast>('blast', 'a', '--policy', folderOf(plant), '--now', NOW);
    expect(parted).toMatchObject({ asBuilt: false, asBuiltDiffers: false });
    const bare = { 'plant.seg': plant['plant.seg'].replace('interface "x" to A, B  ', '') };
    const open = json<Blast>('blast', 'a', '--as-built', '--policy', folderOf(bare), '--now', NOW);
    expect(open).toMatchObject({ asBuilt: true, asBuiltDiffers: true });
    expect(open.assets[0]?.blast).toEqual(['B.b', 'C.c']);
  });

  it('answers for one instant: outside its access a jump host reaches its own zone only', () => {
    const at = (time: string) => json<Blast>('blast', 'JUMP-1', '--at', time, ...CASCADIA).assets[0]?.blast.length;
    expect(at('2031-03-04T09:00')).toBe(7);
    expect(at('2031-03-05T09:00')).toBe(1);
  });
});

describe('bulkhead who-can-reach', () => {
  it('lists whose fall takes an asset along, the nearest first, each with its path', () => {
    const answer = json<Who>('who-can-reach', 'PLC-301', ...CASCADIA);
    const { assets } = json<{ assets: readonly { readonly exposure: readonly string[] }[] }>(
      'blast',
      'PLC-301',
      ...CASCADIA,
    );
    expect(answer.reachedBy.map(({ id }) => id).sort()).toEqual(assets[0]?.exposure);
    expect(answer.reachedBy.map(({ steps }) => steps)).toEqual([1, 1, 2, 2, 2, 3, 3, 4]);
    for (const { steps, path } of answer.reachedBy) expect(path).toHaveLength(steps);
    expect(answer.undeclared.map(({ zone }) => zone)).toContain('Enterprise');
  });

  it('says so where nothing can', () => {
    const { out, code } = bulkhead(['who-can-reach', 'SIS-1', ...CASCADIA]);
    expect(out).toContain('Plant.KilnSafety.SIS-1 is reached by 0 of 9 others (worst-case, as the policy permits)');
    expect(code).toBe(0);
  });

  it('takes a zone, and leaves its own assets out', () => {
    const { reachedBy } = json<Who>('who-can-reach', 'Kiln', ...CASCADIA);
    expect(reachedBy).toHaveLength(8);
  });
});

describe('bulkhead cut', () => {
  it('names the rule whose removal parts two zones, where it stands, and what that buys', () => {
    const answer = json<Cut>('cut', 'Enterprise', 'Plant', ...CASCADIA);
    expect(answer.cut).toMatchObject([{ file: 'conduits.seg', line: 24 }]);
    expect(answer).toMatchObject({ reaches: true, size: { atLeast: 1, atMost: 1 }, blast: { before: 8, after: 0 } });
  });

  it('takes whatever an expectation can name', () => {
    const { cut } = json<Cut>('cut', 'hmi, ENG-1', 'plc in Kiln', ...CASCADIA);
    expect(cut?.map(({ line }) => line).sort()).toEqual([6, 7]);
    expect(json<Cut>('cut', 'tagged "laptop"', '10.41.0.10', ...CASCADIA).reaches).toBe(true);
  });

  it('says that an open zone cannot be cut, and shows it', () => {
    const answer = json<Cut>('cut', 'HMI-1', 'HMI-2', ...CASCADIA);
    expect(answer).toMatchObject({ reaches: true, cut: null, size: null });
    expect(answer.open?.map(({ by }) => by.zone)).toEqual(['Plant.Supervisory']);
    const { out } = bulkhead(['cut', 'HMI-1', 'HMI-2', ...CASCADIA]);
    expect(out).toContain('no rules can be removed to stop it');
  });

  it('says that there is nothing to cut', () => {
    expect(json<Cut>('cut', 'Enterprise', 'KilnSafety', ...CASCADIA)).toMatchObject({ reaches: false, cut: [] });
  });

  it.each([
    ['nothing of that name', 'Nowhere', 'Plant', /named Nowhere/],
    ['a selection of nothing', 'robot', 'Plant', /robot selects nothing/],
    ['text that is more than a selection', 'Enterprise cannot reach IDMZ expect Enterprise', 'Plant', /./],
    ['a declaration', 'Enterprise', 'Plant zone Sneaked {}', /not two selections|expected|expecting/i],
  ])('refuses %s with code 2', (_, from, to, message) => {
    const { code, err, out } = bulkhead(['cut', from, to, ...CASCADIA]);
    expect(err).toMatch(message);
    expect([code, out]).toEqual([2, '']);
  });
});

it.each(['blast', 'who-can-reach', 'cut'])('%s --help shows examples', (command) => {
  const { out, code } = bulkhead([command, '--help']);
  expect(out).toMatch(new RegExp(`Examples:\\n  \\$ bulkhead ${command} `));
  expect(code).toBe(0);
});
