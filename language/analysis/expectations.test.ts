/** Every form of `expect`, what it says when it fails, and - on random policies - that it fails exactly when pairwise permission says so. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { contains, intersect } from '../model/intervals.ts';
import type { AssetRef, Expectation, Policy, SelectorList } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import {
  assetsOf,
  atomsBetween,
  blastTotals,
  checkExpectations,
  type ExpectationResult,
  expectationsJson,
  type Principal,
  permissionBetween,
  possibleAtoms,
  reachGraph,
  select,
  strangersOf,
  WHOLE_POLICY,
  type When,
  whenOf,
} from './index.ts';

const NOW = Date.UTC(2026, 10, 23);

async function load(text: string): Promise<Policy> {
  return (await loadPolicy([{ path: 'p.seg', text }])).policy;
}

const PLANT = `
zone Office { network 10.1.0.0/24 asset pc : workstation at 10.1.0.5 asset pc2 : workstation at 10.1.0.6 }
zone Dmz { network 10.2.0.0/24 asset broker : server at 10.2.0.5 }
zone Cell { network 10.3.0.0/24 microsegmented asset p1 : plc at 10.3.0.1 asset p2 : plc at 10.3.0.2 asset panel : hmi at 10.3.0.3
  allow hmi -> plc : modbus }
zone Island { network 10.4.0.0/24 asset lonely : sensor }
zone Void { }
conduit In { between Office and Dmz allow workstation -> broker : https deny pc2 -> broker : tcp 443 }
conduit Down { between Dmz and Cell one-way from Dmz to Cell allow broker -> hmi : rdp during Sundays allow hmi -> broker : https }
schedule Sundays { every sun 00:00-24:00 }
`;

async function check(
  question: string,
  extra: { rulesOn?: () => number; at?: number } = {},
): Promise<ExpectationResult> {
  const policy = await load(`${PLANT} firewall FW { interface a to Dmz } expect ${question}`);
  const [result] = checkExpectations(policy, { now: NOW, ...extra });
  return result as ExpectationResult;
}

async function message(question: string): Promise<string> {
  return (await check(question)).message;
}

describe('expect ... is allowed', () => {
  it('passes where every pair may open every part', async () => {
    expect((await check('pc -> broker : https is allowed')).passed).toBe(true);
    expect((await check('panel -> plc : modbus is allowed')).passed).toBe(true);
    expect((await check('pc -> pc2 : any is allowed')).passed).toBe(true);
  });
  it('names the denying rule, the missing conduit, the missing rule, the one-way, the time', async () => {
    expect(await message('workstation -> broker : https is allowed')).toBe(
      'Office.pc2 may not open tcp 443 to Dmz.broker\ndenied by deny pc2 -> broker : tcp 443 (p.seg:8)',
    );
    expect(await message('pc -> p1 : modbus is allowed')).toContain('no conduit joins them');
    expect(await message('broker -> pc : https is allowed')).toContain('no rule of In allows it');
    expect(await message('p1 -> p2 : modbus is allowed')).toContain('no rule of their zone allows it');
    expect(await message('panel -> broker : https is allowed')).toContain('Down is one-way, the other way round');
    expect(await message('broker -> panel : rdp is allowed at 2026-11-24T12:00')).toContain(
      'does not count at that time',
    );
    expect(await message('pc -> broker : https, tcp 22 is allowed')).toContain('may not open tcp 22 to');
  });
  it('asks about the time it names', async () => {
    expect((await check('broker -> panel : rdp is allowed')).passed).toBe(true);
    expect((await check('broker -> panel : rdp is allowed at 2026-11-29T12:00')).passed).toBe(true);
    expect((await check('broker -> panel : rdp is allowed during Sundays')).passed).toBe(true);
    expect((await check('broker -> panel : rdp is denied', { at: Date.UTC(2026, 10, 24) })).passed).toBe(true);
  });
});

describe('expect ... is denied', () => {
  it('passes where no pair may open any part', async () => {
    expect((await check('pc2 -> broker : any is denied')).passed).toBe(true);
    expect((await check('Office -> Cell : any is denied')).passed).toBe(true);
  });
  it('names the rules that permit it, and how many pairs more', async () => {
    const broken = await check('panel -> plc : tcp 502 is denied');
    expect(broken.message).toBe(
      'Cell.panel may open tcp 502 to Cell.p1\nby allow hmi -> plc : modbus (p.seg:5)\n1 more pair fails',
    );
    expect(broken.more).toBe(1);
    expect(broken.witness?.kind).toBe('permission');
    expect(await message('pc -> pc2 : tcp 22 is denied')).toContain('by open zone Office');
  });
});

describe('expect ... reach', () => {
  it('shows the path and its rules where a prohibition is broken', async () => {
    const broken = await check('pc cannot reach p1');
    expect(broken.message.split('\n')).toEqual([
      'Office.pc reaches Cell.p1:',
      'Office.pc -> Dmz.broker by allow workstation -> broker : https (p.seg:8)',
      'Dmz.broker -> Cell.panel by allow broker -> hmi : rdp during Sundays (p.seg:9)',
      'Cell.panel -> Cell.p1 by allow hmi -> plc : modbus (p.seg:5)',
    ]);
  });
  it('knows what can and cannot be reached, at a time too', async () => {
    expect((await check('Office can reach Cell')).passed).toBe(true);
    expect((await check('Cell cannot reach Office')).passed).toBe(true);
    expect((await check('Office cannot reach Cell at 2026-11-24T12:00')).passed).toBe(true);
    expect(await message('Cell can reach Office')).toBe('nothing of Cell reaches anything of Office');
  });
  it('counts undeclared addresses as one more asset of a zone', async () => {
    const zones = 'zone A { network 10.0.0.0/24 } zone B { network 10.0.1.0/24 }';
    const result = async (rule: string) =>
      checkExpectations(await load(`${zones} conduit C { between A and B ${rule} } expect A cannot reach B`), {
        now: NOW,
      })[0];
    expect((await result('allow A -> B : tcp 80'))?.message).toContain(
      'undeclared addresses of A -> undeclared addresses of B',
    );
    expect((await result('allow B -> A : tcp 80'))?.passed).toBe(true);
  });
  it('takes out what a path must go through', async () => {
    expect((await check('Office reaches Cell only through Dmz')).passed).toBe(true);
    expect((await check('Office reaches Cell only through broker')).passed).toBe(true);
    expect((await check('Office reaches plc only through panel')).passed).toBe(true);
    expect(await message('Office reaches Cell only through p1')).toContain('without p1');
  });
});

describe('expect blast radius, exposure and rules', () => {
  it('counts other assets that fall, in each mode', async () => {
    expect((await check('blast radius of pc at most 5 assets')).passed).toBe(true);
    const over = await check('blast radius of pc at most 4 assets');
    expect(over.message).toContain('the worst-case blast radius of Office.pc is 5 assets, at most 4 are expected');
    expect(over.witness?.kind).toBe('path');
    expect((await check('blast radius of pc at most 1 assets at 2026-11-24T12:00')).passed).toBe(false);
    expect((await check('blast radius of pc at most 2 assets at 2026-11-24T12:00')).passed).toBe(true);
    expect((await check('conditioned blast radius of pc at most 5 assets')).passed).toBe(true);
    expect((await check('service-aware blast radius of panel at most 2 assets')).passed).toBe(true);
  });
  it('counts those whose fall takes an asset along', async () => {
    expect((await check('exposure of lonely at most 0 assets')).passed).toBe(true);
    expect(await message('exposure of p1 at most 3 assets')).toContain(
      'Cell.p1 is exposed to 4 assets, at most 3 are expected',
    );
  });
  it('asks the compiler for the number of rules, and fails where nobody can tell', async () => {
    expect((await check('rules on FW at most 3', { rulesOn: () => 3 })).passed).toBe(true);
    expect((await check('rules on FW at most 3', { rulesOn: () => 4 })).message).toBe(
      'FW gets 4 rules, at most 3 are expected',
    );
    expect((await check('rules on FW at most 3')).passed).toBe(false);
  });
});

describe('an expectation without sense', () => {
  it('fails: nothing selected, an asset with itself, a name that means nothing', async () => {
    expect(await message('Void cannot reach Cell')).toBe('Void selects nothing');
    expect(await message('Void -> Cell : any is denied')).toBe('Void selects nothing');
    expect(await message('Office reaches Cell only through Void')).toBe('Void selects nothing');
    expect(await message('blast radius of Void at most 3 assets')).toBe('Void selects no asset');
    expect(await message('p1 cannot reach p1')).toBe('p1 and p1 are the same asset');
    expect(await message('p1 -> p1 : any is denied')).toBe('p1 and p1 are the same asset');
    expect((await check('nobody cannot reach Cell')).passed).toBe(false);
  });
});

describe('the published form', () => {
  it('holds place, verdict and the hops or rules that show a failure', async () => {
    const policy = await load(
      `${PLANT} expect pc cannot reach broker\nexpect pc2 -> broker : https is allowed\nexpect p1 cannot reach pc`,
    );
    const [path, denied, fine] = expectationsJson(policy, checkExpectations(policy, { now: NOW }));
    const place = { file: 'p.seg', line: 8 };
    expect(path).toMatchObject({
      ...{ file: 'p.seg', line: 11, passed: false },
      witness: [{ from: 'Office.pc', to: 'Dmz.broker', by: { rule: policy.rules[1]?.id, ...place } }],
    });
    expect(denied).toMatchObject({
      line: 12,
      witness: { reason: 'denied', rules: [{ rule: policy.rules[2]?.id, ...place }] },
    });
    expect(fine).toEqual({
      file: 'p.seg',
      line: 13,
      text: 'expect p1 cannot reach pc',
      passed: true,
      reason: null,
      witness: null,
    });
  });
});

// ---- against pairwise permission, on random policies ----

function principals(policy: Policy, list: SelectorList, withStrangers: boolean): Principal[] {
  const held = select(policy, list, WHOLE_POLICY, { devicesByNameOnly: true });
  const zones = withStrangers ? [...held.strangers.keys()].filter((z) => strangersOf(policy, z).length > 0) : [];
  return [
    ...assetsOf(policy, held).map((asset): Principal => ({ kind: 'asset', asset })),
    ...zones.map((zone): Principal => ({ kind: 'strangers', zone })),
  ];
}

const same = (a: Principal, b: Principal): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether some principal reaches another, each path tried step by step; strangers only at its ends. */
function reaches(
  policy: Policy,
  from: readonly Principal[],
  to: readonly Principal[],
  without: readonly Principal[],
  when: When,
): boolean {
  const open = (a: Principal, b: Principal): boolean => !same(a, b) && permissionBetween(policy, a, b, when).length > 0;
  const out = (p: Principal): boolean => without.some((w) => same(w, p));
  const assets = policy.assets.map((a): Principal => ({ kind: 'asset', asset: a.index })).filter((p) => !out(p));
  const targets = to.filter((p) => !out(p));
  return from.some((start) => {
    if (out(start)) return false;
    const layer = [start];
    const seen: Principal[] = [start];
    for (const here of layer) {
      if (targets.some((t) => !same(t, start) && open(here, t))) return true;
      for (const next of assets) {
        if (seen.some((s) => same(s, next)) || !open(here, next)) continue;
        seen.push(next);
        layer.push(next);
      }
    }
    return false;
  });
}

function naiveVerdict(policy: Policy, { question }: Expectation): boolean {
  if (question.kind === 'rules') return false;
  const schedule = policy.schedules[question.during ?? -1];
  const when = whenOf({ now: GENERATED_NOW, at: question.at, during: schedule?.week });
  if (question.kind === 'blast' || question.kind === 'exposure') {
    const graph = reachGraph(policy, { when, mode: question.kind === 'blast' ? question.mode : 'worst-case' });
    const counts = question.kind === 'blast' ? blastTotals(graph).sizes : blastTotals(graph).exposures;
    const assets = assetsOf(policy, select(policy, question.of, WHOLE_POLICY));
    return assets.length > 0 && assets.every((a: AssetRef) => (counts[a] as number) <= question.atMost);
  }
  const strangers = question.kind !== 'permission';
  const from = principals(policy, question.sources, strangers);
  const to = principals(policy, question.targets, strangers);
  const pairs = from.flatMap((a) => to.filter((b) => !same(a, b)).map((b) => [a, b] as const));
  if (pairs.length === 0) return false;
  if (question.kind === 'only-through') {
    const through = principals(policy, question.through, true);
    return through.length > 0 && !reaches(policy, from, to, through, when);
  }
  if (question.kind === 'reach') return reaches(policy, from, to, [], when) === question.can;
  return pairs.every(([a, b]) => {
    const asked = intersect(question.atoms, possibleAtoms(policy, a, b));
    const open = atomsBetween(policy, a, b, when);
    return question.allowed ? asked.length > 0 && contains(open, asked) : intersect(asked, open).length === 0;
  });
}

describe('expectations on random policies', () => {
  it('pass exactly when every pair, tried one by one, says so; failures of prohibitions come with a witness', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(policyText({ expectations: 4, assets: 5, zones: 4, firewalls: false }), async (text) => {
        const policy = await load(text);
        for (const result of checkExpectations(policy, { now: GENERATED_NOW })) {
          const expectation = policy.expectations[result.expectation] as Expectation;
          if (expectation.broken) continue;
          const { kind } = expectation.question;
          seen.add(`${kind} ${result.passed}`);
          expect([expectation.text, result.passed]).toEqual([expectation.text, naiveVerdict(policy, expectation)]);
          expect(result.message === '').toBe(result.passed);
          if (result.witness?.kind === 'path') expect(result.witness.hops.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 200 },
    );
    for (const kind of ['permission', 'reach', 'only-through', 'blast', 'exposure'])
      for (const verdict of [true, false]) expect(seen).toContain(`${kind} ${verdict}`);
  }, 120_000);
});
