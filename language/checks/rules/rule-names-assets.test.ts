import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { assetsOf, scopeOf, select } from '../../analysis/select.ts';
import { loadPolicy } from '../../pipeline.ts';
import { findingsOf, linesOf, mend } from '../fixture.ts';

const NAME = 'rule-names-assets';
const plant = (rule: string, more = '') => `zone A { level 2  network 10.1.0.0/24  asset H : hmi at 10.1.0.5 }
zone B { level 1  network 10.2.0.0/24
  asset P1 : sensor at 10.2.0.1
  asset P2 : sensor at 10.2.0.2
  asset P3 : sensor at 10.2.0.3
  asset P4 : sensor at 10.2.0.4
  asset R : robot at 10.2.0.9
}
conduit K { between A and B  allow H -> ${rule} : modbus because "x" }
${more}`;
const titles = async (text: string) => (await findingsOf(NAME, text)).flatMap((f) => f.fixes().map((x) => x.title));
const rewritten = async (rule: string, more = '') => {
  const text = plant(rule, more);
  const [fix] = (await findingsOf(NAME, text))[0]?.fixes() ?? [];
  return fix === undefined ? undefined : /H -> (.*?) : modbus/.exec(mend(text, fix))?.[1];
};

test('speaks of three and more than half of a type in a zone, and says how many there are', async () => {
  expect(await linesOf(NAME, plant('P1, P2, P4, R'))).toEqual([
    'plant.seg:9 hint This rule lists 3 of the 4 assets of type sensor in zone B one by one. Name the type, so that the next one gets the rule by being declared.',
  ]);
  expect(await linesOf(NAME, plant('P1, P2'))).toEqual([]);
  expect(await linesOf(NAME, plant('P1, P1, P2'))).toEqual([]);
  const seven = [5, 6, 7].map((n) => `zone N${n} { level 1  network 10.${n}.0.0/24 }\n`).join('');
  expect(await linesOf(NAME, plant('P1, P2, R, any', seven))).toEqual([]);
  expect(await linesOf(NAME, plant('sensor'))).toEqual([]);
});

test('writes the type, the zone where others of it could be meant, and what was not listed', async () => {
  expect(await rewritten('P1, P2, P3, P4')).toBe('sensor');
  expect(await rewritten('P1, R, P2, P4 except H')).toBe('sensor, R except H, P3');
  const another = 'zone C { level 1  network 10.3.0.0/24  asset Q : sensor at 10.3.0.1 }\n';
  const wide = plant('P1, P2, P3, P4', another).replace('between A and B', 'between A, B and C');
  const [fix] = (await findingsOf(NAME, wide))[0]?.fixes() ?? [];
  expect(fix?.title).toBe('Name the type: sensor in B');
  expect(fix?.safe).toBe(true);
});

test('offers nothing where something else in the list holds what would be taken out, or an asset stands elsewhere too', async () => {
  expect(await titles(plant('P1, P2, P3, tagged "t"').replace('10.2.0.4', '10.2.0.4 { tags "t" }'))).toEqual([]);
  const legs = plant('P1, P2, P3').replace('10.2.0.1\n', '10.2.0.1 also in C at 10.3.0.1\n');
  const third = `${legs}zone C { level 1  network 10.3.0.0/24 }\n`.replace('A and B', 'A, B and C');
  expect(await titles(third)).toEqual([]);
});

test('selects exactly the same assets, whatever is listed, nested, dual-homed or excepted', async () => {
  const often = (share: number) => fc.nat(99).map((n) => n < share);
  const sensor = fc.record({ listed: often(75), nested: often(30), second: often(5), tagged: often(30) });
  const others = fc.subarray(['R', 'tagged "t"', 'B', 'sensor in C', '10.2.0.0/29', 'field-device'], { maxLength: 1 });
  let fixed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(sensor, { minLength: 3, maxLength: 7 }),
      others,
      fc.subarray(['S1', 'S2', 'tagged "t"', 'C']),
      fc.boolean(),
      async (sensors, extra, except, wide) => {
        const declared = sensors.map(
          (s, i) =>
            `asset S${i} : sensor at 10.2.0.${i + 1} ${s.second ? `also in C at 10.3.0.${i + 1}` : ''} { ${s.tagged ? 'tags "t"' : ''} }`,
        );
        const listed = sensors.flatMap((s, i) => (s.listed ? [`S${i}`] : []));
        const text = `zone A { network 10.1.0.0/24  asset H : hmi at 10.1.0.5 }
zone B { network 10.2.0.0/24
${declared.filter((_, i) => sensors[i]?.nested === false).join('\n')}
  zone Inner { ${declared.filter((_, i) => sensors[i]?.nested).join('\n')} }
  asset R : robot at 10.2.0.9
}
zone C { network 10.3.0.0/24  asset Q : sensor at 10.3.0.99 }
conduit K { between ${wide ? 'A, B and C' : 'A and B'}  allow H -> ${[...listed, ...extra, 'R'].join(', ')}${except.length > 0 ? ` except ${except.join(', ')}` : ''} : modbus }
`;
        const held = await targetsOf(text);
        for (const finding of await findingsOf(NAME, text))
          for (const fix of finding.fixes()) {
            fixed++;
            expect(await targetsOf(mend(text, fix)), fix.title).toEqual(held);
          }
      },
    ),
    { numRuns: 200 },
  );
  expect(fixed).toBeGreaterThan(10);
});

async function targetsOf(text: string): Promise<unknown> {
  const { policy, findings } = await loadPolicy([{ path: 'plant.seg', text }]);
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  const rule = policy.rules[0];
  if (rule === undefined) throw new Error('no rule');
  const { legs, partial, strangers, devices } = select(policy, rule.targets, scopeOf(rule));
  const names = assetsOf(policy, { legs, partial, strangers, devices }).map((a) => policy.assets[a]?.id);
  return { names, legs, partial: [...partial], strangers: [...strangers], devices };
}
