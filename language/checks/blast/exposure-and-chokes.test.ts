import { expect, test } from 'vitest';
import { findingsOf, linesOf, mendAll } from '../fixture.ts';

const EXPOSURE = 'exposure-of-safety';
const CHOKE = 'choke-point';

const safety = (
  more = '',
) => `zone Cell { level 1  network 10.3.0.0/24  asset P1 : plc at 10.3.0.5  asset P2 : plc at 10.3.0.6 }
zone S { level 1  kind safety  network 10.4.0.0/24  asset SIS : safety-controller at 10.4.0.5 }
conduit M { between Cell and S  allow P1 -> SIS : modbus because "x" }
${more}`;

test('counts whose fall takes a safety asset along, and shows the shortest way there', async () => {
  const [finding, ...others] = await findingsOf(EXPOSURE, safety());
  expect(others).toEqual([]);
  expect(finding?.severity).toBe('info');
  expect(finding?.message).toBe(
    'In the worst case 2 assets can reach the safety asset SIS, the nearest P1, and no expectation limits how many. State what must hold, or cut the paths.',
  );
  expect(finding?.related.map((r) => r.message)).toEqual(['P1 reaches SIS by this rule.']);
});

test('is silent where an expectation speaks of the asset: its exposure, what cannot reach it, only through what', async () => {
  expect(await findingsOf(EXPOSURE, safety('expect exposure of S at most 2 assets\n'))).toEqual([]);
  expect(await findingsOf(EXPOSURE, safety('zone X { asset x : server }\nexpect x cannot reach SIS\n'))).toEqual([]);
  expect(await findingsOf(EXPOSURE, safety('expect P2 reaches S only through P1\n'))).toEqual([]);
  expect(await findingsOf(EXPOSURE, safety('expect exposure of P1 at most 2 assets\n'))).toHaveLength(1);
  expect(await findingsOf(EXPOSURE, safety('expect blast radius of SIS at most 2 assets\n'))).toHaveLength(1);
});

test('is silent where nothing reaches a safety asset', async () => {
  expect(await findingsOf(EXPOSURE, safety().replace('allow P1 -> SIS', 'allow SIS -> P1'))).toEqual([]);
});

test('inserts the expectation where expectations stand, by a name that means one asset only', async () => {
  const files = {
    'plant.seg': `${safety()}zone Other { network 10.9.0.0/24  asset SIS : server at 10.9.0.1 }\n`,
    'tests.seg': 'expect P1 -> S.SIS : modbus is allowed\n',
  };
  const [finding] = await findingsOf(EXPOSURE, files);
  const [fix] = finding?.fixes() ?? [];
  const mended = mendAll(files, fix as never);
  expect(mended['tests.seg']).toContain('expect exposure of S.SIS at most 2 assets\n');
  expect(await findingsOf(EXPOSURE, mended)).toEqual([]);
});

const chain = (
  plcs: number,
  more = '',
) => `zone A { level 3  network 10.1.0.0/24  asset J : jump-host at 10.1.0.5  asset K : jump-host at 10.1.0.6 }
zone B { level 2  network 10.2.0.0/24  asset E : engineering-workstation at 10.2.0.5 }
zone C { level 1  network 10.3.0.0/24  ${Array.from({ length: plcs }, (_, i) => `asset P${i} : plc at 10.3.0.${i + 5}`).join('  ')} }
conduit AB { between A and B  allow J -> E : rdp because "x" }
conduit BC { between B and C  allow E -> plc : s7comm because "x" }
${more}`;

test('names the assets that more than half of what a zone reaches hangs on, inside the zone and outside', async () => {
  expect(await linesOf(CHOKE, chain(4))).toEqual([
    'plant.seg:1 hint J is a choke point: from zone A 5 assets can be reached in the worst case, without it 0. Harden and watch it before anything else, and let few rules lead on from it.',
    'plant.seg:2 hint E is a choke point: from zone A 5 assets can be reached in the worst case, without it 0. Harden and watch it before anything else, and let few rules lead on from it.',
  ]);
});

test('is silent where half is left, where little is reached, and for a zone of one asset', async () => {
  expect(await findingsOf(CHOKE, chain(3))).toEqual([]);
  const half =
    'zone D { network 10.5.0.0/24  asset D1 : server at 10.5.0.1  asset D2 : server at 10.5.0.2 asset D3 : server at 10.5.0.3 asset D4 : server at 10.5.0.4 }\nconduit AD { between A and D  allow K -> D1 : https because "x" }\n';
  expect(await findingsOf(CHOKE, chain(3, half))).toEqual([]);
  const one = chain(4).replace('  asset K : jump-host at 10.1.0.6', '');
  expect(await findingsOf(CHOKE, one)).toEqual([]);
});

test('offers no edit: what to do is for a person to decide', async () => {
  const found = await findingsOf(CHOKE, chain(4));
  expect(found.flatMap((f) => f.fixes())).toEqual([]);
  expect(found).toHaveLength(2);
});
