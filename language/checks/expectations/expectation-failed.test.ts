import { expect, test } from 'vitest';
import { findingsIn, findingsOf, linesOf, mend } from '../fixture.ts';

const NAME = 'expectation-failed';
const plant = `zone A { level 2  sl-t 1  network 10.1.0.0/24  asset H1 : hmi at 10.1.0.5  asset H2 : hmi at 10.1.0.6 }
zone B { level 1  sl-t 1  network 10.2.0.0/24  asset P : plc at 10.2.0.5 }
zone C { level 1  sl-t 1  network 10.3.0.0/24  asset S : server at 10.3.0.5 }
conduit K { between A and B  sl-t 1  allow hmi -> plc : modbus, https until 2026-12-01 because "x"  deny H2 -> P : https because "y" }
conduit L { between B and C  one-way from B to C  sl-t 1  deny S -> P : any because "z" }
`;
const message = async (line: string) => (await findingsOf(NAME, `${plant}${line}\n`)).map((f) => f.message);

test('a broken permission shows the denying rule, `no conduit` or `no rule`', async () => {
  expect(await message('expect H2 -> P : https is allowed')).toEqual([
    'This expectation fails: A.H2 may not open tcp 443 to B.P: denied by deny H2 -> P : https because "y" (plant.seg:4). Narrow the deny, or correct the expectation.',
  ]);
  expect(await message('expect H1 -> S : https is allowed')).toEqual([
    expect.stringContaining('no conduit joins them. Allow it in a conduit'),
  ]);
  expect(await message('expect P -> H1 : https is allowed')).toEqual([
    expect.stringContaining('no rule of K allows it'),
  ]);
});

test('a broken prohibition shows path and rules', async () => {
  expect(await message('expect H1 cannot reach P')).toEqual([
    'This expectation fails: A.H1 reaches B.P: A.H1 -> B.P by allow hmi -> plc : modbus, https until 2026-12-01 because "x" (plant.seg:4). Remove or narrow a rule of the path.',
  ]);
  expect(await message('expect H1 -> P : modbus is denied')).toEqual([
    expect.stringContaining('A.H1 may open tcp 502, udp 502 to B.P: by allow hmi -> plc'),
  ]);
});

test('holds are silent, of every form', async () => {
  expect(
    await message(`expect H1 -> P : https is allowed
expect H2 -> P : https is denied
expect H1 -> P : modbus is denied at 2027-01-01T00:00
expect A can reach B
expect B cannot reach A
expect A reaches P only through A
expect blast radius of H1 at most 2 assets
expect service-aware blast radius of H1 at most 2 assets
expect exposure of P at most 2 assets
expect rules on FW at most 20
firewall FW { interface a to A  interface b to B  interface c to C }`),
  ).toEqual([]);
});

test('an empty selection fails, a name that does not resolve is left to its own finding', async () => {
  expect(await message('expect robot cannot reach P')).toEqual([
    'This expectation fails: robot selects nothing. Correct what it asks about.',
  ]);
  const found = await findingsIn(`${plant}expect Nobody cannot reach P\n`);
  expect(found.map((f) => f.check)).toEqual(['reference']);
});

test('is shown at the rule that breaks it, in its own file, and gone when either is mended', async () => {
  const files = { 'plant.seg': plant, 'tests.seg': 'expect H1 -> P : modbus is denied\n' };
  expect(await linesOf(NAME, files)).toEqual([
    '~plant.seg:4 error This rule breaks the expectation "expect H1 -> P : modbus is denied". Narrow the rule, or correct the expectation.',
    expect.stringMatching(/^tests.seg:1 error This expectation fails/),
  ]);
  expect(await linesOf(NAME, { ...files, 'plant.seg': plant.replace('modbus, ', '') })).toEqual([]);
  expect(await linesOf(NAME, { ...files, 'tests.seg': 'expect H1 -> P : modbus is allowed\n' })).toEqual([]);
});

test('goes to the rule, and says the opposite where that holds', async () => {
  const text = `${plant}expect H1 -> P : modbus is denied\n`;
  const [finding] = await findingsOf(NAME, text);
  const [jump, negate] = finding?.fixes() ?? [];
  expect(jump).toMatchObject({ title: 'Go to the rule (plant.seg:4)', edits: [], reveal: { place: { line: 3 } } });
  expect(mend(text, negate as never)).toContain('expect H1 -> P : modbus is allowed\n');
});

test('does not offer an opposite that fails too', async () => {
  const [finding] = await findingsOf(NAME, `${plant}expect hmi -> P : https is denied\n`);
  expect(finding?.fixes().map((f) => f.title)).toEqual(['Go to the rule (plant.seg:4)']);
});

test('every rewriting makes the expectation hold', async () => {
  for (const [line, rewritten] of [
    ['expect H1 cannot reach P', 'expect H1 can reach P'],
    ['expect P can reach H1', 'expect P cannot reach H1'],
    ['expect A reaches B only through C', 'expect A can reach B'],
    ['expect blast radius of A at most 0 assets', 'expect blast radius of A at most 2 assets'],
    ['expect exposure of P at most 0 assets during W', 'expect exposure of P at most 2 assets during W'],
    ['expect exposure of S at most 0 assets at 2026-11-25', undefined],
    ['expect rules on FW at most 0', 'expect rules on FW at most 3'],
  ]) {
    const text = `${plant}schedule W { every mon 08:00-10:00 }\nfirewall FW { interface a to A  interface b to B  interface c to C }\n${line}\n`;
    const [finding] = await findingsOf(NAME, text);
    const fix = finding?.fixes().find((f) => f.reveal === undefined);
    expect(fix && mend(text, fix).split('\n').at(-2), line).toBe(rewritten);
    if (fix !== undefined) expect(await findingsOf(NAME, mend(text, fix)), line).toEqual([]);
  }
});
