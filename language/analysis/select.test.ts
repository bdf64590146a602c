/** What selectors hold in their place: legs, legs on some of their addresses, undeclared addresses, firewalls. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyText } from '../../test/generators/policy.ts';
import { formatAddresses } from '../model/addresses.ts';
import type { Policy, Rule } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import {
  assetsOf,
  blastOf,
  isEmptySelection,
  permissionBetween,
  reachGraph,
  ruleSelections,
  rulesHolding,
  select,
  strangersOf,
  WHOLE_POLICY,
  whenOf,
} from './index.ts';

async function load(text: string): Promise<Policy> {
  return (await loadPolicy([{ path: 'p.seg', text }])).policy;
}

/** The first rule of a text, and what its sources hold, in words. */
async function sources(text: string): Promise<string[]> {
  const policy = await load(text);
  const { sources: held } = ruleSelections(policy, policy.rules[0] as Rule);
  const name = (leg: number): string => {
    const { asset, zone } = policy.legs[leg] as Policy['legs'][number];
    return `${policy.assets[asset]?.name}@${policy.zones[zone]?.name}`;
  };
  return [
    ...held.legs.map(name),
    ...[...held.partial].map(([leg, set]) => `${name(leg)} on ${formatAddresses(set).join(' ')}`),
    ...[...held.strangers].map(([zone, set]) => `${policy.zones[zone]?.name}: ${formatAddresses(set).join(' ')}`),
    ...held.devices.map((d) => `${policy.firewalls[d.firewall]?.name}@${policy.zones[d.zone]?.name}`),
  ].sort();
}

const PLANT = `
zone A { network 10.0.0.0/29 asset a1 : plc at 10.0.0.1, 10.0.0.2 { tags "x" } asset a2 : hmi at 10.0.0.3 also in B at 10.0.1.3
  zone Sub { network 10.0.0.4/31 asset s1 : plc } }
zone B { network 10.0.1.0/30 asset b1 : rtu at 10.0.1.1 }
zone C { asset c1 : plc }
group Cyclic = Cyclic, plc except Other
group Other = Other, s1
firewall FW { interface "in" to B at 10.0.1.2 }
`;
const inConduit = (rule: string): Promise<string[]> =>
  sources(`${PLANT} conduit AB { between A and B ${rule} : tcp 80 }`);

describe('a selector in a conduit', () => {
  it('names an asset by each of its legs inside', async () => {
    expect(await inConduit('allow a2 -> B')).toEqual(['a2@A', 'a2@B']);
  });
  it('names a type with its subtypes, and nothing outside the conduit', async () => {
    expect(await inConduit('allow controller -> B')).toEqual(['a1@A', 'b1@B', 's1@Sub']);
    expect(await inConduit('allow plc -> B')).toEqual(['a1@A', 's1@Sub']);
  });
  it('names a zone with what is nested in it, legs without address, and undeclared addresses by the longest network', async () => {
    const all = ['A: 10.0.0.0 10.0.0.6/31', 'Sub: 10.0.0.4/31', 'a1@A', 'a2@A', 's1@Sub'];
    expect(await inConduit('allow A -> B')).toEqual(all);
    expect(await inConduit('allow any in Sub -> B')).toEqual(['Sub: 10.0.0.4/31', 's1@Sub']);
  });
  it('names addresses one by one: declared ones by their leg, others by their zone', async () => {
    expect(await inConduit('allow 10.0.0.2-10.0.0.4 -> B')).toEqual(['Sub: 10.0.0.4', 'a1@A on 10.0.0.2', 'a2@A']);
  });
  it('takes exceptions from the whole list, address by address', async () => {
    expect(await inConduit('allow plc, A except 10.0.0.2, Sub -> B')).toEqual([
      'A: 10.0.0.0 10.0.0.6/31',
      'a1@A on 10.0.0.1',
      'a2@A',
    ]);
    expect(await inConduit('allow a1 except 10.0.0.0/30 -> B')).toEqual([]);
  });
  it('narrows the one selector before `in` and `tagged`', async () => {
    expect(await inConduit('allow plc tagged "x", B -> A')).toContain('a1@A');
    expect(await inConduit('allow plc tagged "x", hmi in B -> A')).toEqual(['a1@A', 'a2@B']);
    expect(await inConduit('allow A tagged "x" -> B')).toEqual(['a1@A']);
  });
  it('holds a firewall by its name, its address, its zone and any', async () => {
    expect(await inConduit('allow FW -> A')).toEqual(['FW@B']);
    expect(await inConduit('allow 10.0.1.2 -> A')).toEqual(['FW@B']);
    expect(await inConduit('allow B -> A')).toEqual(['B: 10.0.1.0', 'FW@B', 'a2@B', 'b1@B']);
  });
  it('reads groups that hold themselves without end', async () => {
    expect(await inConduit('allow Cyclic in A -> B')).toContain('a1@A');
  });
});

describe('a selector elsewhere', () => {
  it('means, in the body of a zone, only what has that very zone', async () => {
    expect(await sources('zone A { asset a : plc zone Sub { asset s : plc } deny any -> plc : tcp 80 }')).toEqual([
      'a@A',
    ]);
  });
  it('goes by inner addresses in the body of a translated zone and by outer ones in conduits', async () => {
    const zones = 'network 192.168.0.0/30 as 10.9.0.0/30 asset a : plc at 192.168.0.1';
    expect(await sources(`zone A { ${zones} deny 192.168.0.0/30 -> any : tcp 80 }`)).toEqual([
      'A: 192.168.0.0 192.168.0.2/31',
      'a@A',
    ]);
    const joined = (source: string) =>
      sources(`zone A { ${zones} } zone B { } conduit C { between A and B allow ${source} -> B : tcp 80 }`);
    expect(await joined('192.168.0.0/30')).toEqual([]);
    expect(await joined('10.9.0.0/30')).toEqual(['A: 10.9.0.0 10.9.0.2/31', 'a@A']);
  });
  it('means the whole policy in an access and in an expectation, where firewalls count by name only', async () => {
    const policy = await load(`${PLANT} access X { allow plc -> b1 : tcp 80 } expect plc, B can reach FW`);
    const { sources: held } = ruleSelections(policy, policy.rules[0] as Rule);
    expect(assetsOf(policy, held).map((a) => policy.assets[a]?.name)).toEqual(['s1', 'a1', 'c1']);
    const question = policy.expectations[0]?.question;
    if (question?.kind !== 'reach') throw new Error('no question of reach');
    expect(select(policy, question.sources, WHOLE_POLICY, { devicesByNameOnly: true }).devices).toEqual([]);
    expect(select(policy, question.targets, WHOLE_POLICY, { devicesByNameOnly: true }).devices).toHaveLength(1);
  });
  it('gives `network rest` every address that no zone holds', async () => {
    const policy = await load('zone I { network rest kind external } zone A { network 128.0.0.0/1 }');
    expect(formatAddresses(strangersOf(policy, 0))).toEqual(['0.0.0.0/1', '::/0']);
  });
  it('selects nothing by a rule with a name that does not resolve', async () => {
    const policy = await load(`${PLANT} conduit AB { between A and B allow nobody, a1 -> B : tcp 80 }`);
    expect(isEmptySelection(ruleSelections(policy, policy.rules[0] as Rule).sources)).toBe(true);
  });
});

describe('denies', () => {
  it('of another conduit count only for the pairs which that conduit joins', async () => {
    const policy = await load(`zone Top { zone A { asset a : plc zone X { asset x : plc } } zone B { asset b : hmi } }
      conduit Wide { between X and Top allow any -> any : tcp 80 }
      conduit Narrow { between A and B deny any -> any : any }`);
    const ref = (name: string) => ({ kind: 'asset', asset: policy.assets.findIndex((a) => a.name === name) }) as const;
    const open = (a: string, b: string) => permissionBetween(policy, ref(a), ref(b), whenOf({ now: 0 })).length > 0;
    expect([open('x', 'a'), open('a', 'x'), open('x', 'b'), open('b', 'x')]).toEqual([true, true, false, false]);
    const graph = reachGraph(policy, { when: whenOf({ now: 0 }) });
    const names = (asset: number) => blastOf(graph, asset).map((a) => policy.assets[a]?.name);
    expect(['a', 'x', 'b'].map((name) => names(ref(name).asset))).toEqual([['x'], ['a'], []]);
  });
});

it('the rules that hold an asset are those that select one of its legs, on random policies', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(policyText({ assets: 8, zones: 4, rulesEach: 4 }), async (text) => {
      const policy = await load(text);
      for (const { index, legs } of policy.assets) {
        const expected = policy.rules.filter((rule) => {
          const { sources: from, targets: to } = ruleSelections(policy, rule);
          return legs.some((leg) => from.legs.includes(leg) || to.legs.includes(leg));
        });
        expect(rulesHolding(policy, index)).toEqual(expected);
        found += expected.length;
      }
    }),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(200);
});
