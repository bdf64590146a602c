/** What holds for all checks: a failure is contained, severities and ignores are obeyed, order and mirrors are as promised. */
import { expect, test } from 'vitest';
import { loadPolicy } from '../pipeline.ts';
import type { Check } from './check.ts';
import { findingsIn, NOW } from './fixture.ts';
import { CHECKS, type ChecksConfiguration, checkPolicy, DEFAULT_CHECKS } from './index.ts';

const A = 'zone A { network 10.1.0.0/24  asset P : plc at 10.1.0.5 }\n';
const B = 'zone B { network 10.2.0.0/24  asset Q : plc also in A at 10.1.0.5 }\n';
const configured = (part: Partial<ChecksConfiguration>): ChecksConfiguration => ({ ...DEFAULT_CHECKS, ...part });

function checkOf(name: string, run: Check['run']): Check {
  const documentation = { summary: '', why: '', avoid: '', prefer: '', fixes: [], basis: '' };
  return { name, family: 'zones', severity: 'warning', documentation, run };
}

test('a check that throws becomes a finding of its own, keeps what it found before, and stops no other', async () => {
  const { policy } = await loadPolicy([{ path: 'a.seg', text: A }]);
  const place = policy.assets[0]?.place as never;
  const throws = checkOf('throws', function* () {
    yield { message: 'Found before.', place };
    throw new TypeError('no such thing');
  });
  const sound = checkOf('sound', function* () {
    yield { message: 'Found after.', place };
  });
  const found = checkPolicy(policy, { now: NOW, checks: [throws, sound] });
  expect(found.map((f) => [f.check, f.severity])).toEqual([
    ['check-failed', 'error'],
    ['sound', 'warning'],
    ['throws', 'warning'],
  ]);
  expect(found[0]?.message).toContain('The check throws stopped with "no such thing"');
  expect(
    checkPolicy(policy, { now: NOW, checks: [throws], configuration: configured({ severities: { throws: 'off' } }) }),
  ).toEqual([]);
});

test('no ignore of a check that throws is taken for useless, nor does it hide that the check threw', async () => {
  const { policy } = await loadPolicy([{ path: 'a.seg', text: `// bulkhead-ignore address-duplicate: known\n${A}` }]);
  const throws = checkOf('address-duplicate', () => {
    throw new TypeError('defect');
  });
  const reviewing = CHECKS.filter((c) => c.review !== undefined);
  const found = (checks: readonly Check[]) => checkPolicy(policy, { now: NOW, checks }).map((f) => f.check);
  expect(found([throws, ...reviewing])).toEqual(['check-failed']);
  expect(found([checkOf('address-duplicate', () => []), ...reviewing])).toEqual(['ignore-useless']);
});

test('a quick-fix that throws offers nothing', async () => {
  const { policy } = await loadPolicy([{ path: 'a.seg', text: A }]);
  const place = policy.assets[0]?.place as never;
  const check = checkOf('x', () => [
    {
      message: 'Found.',
      place,
      fixes: () => {
        throw new Error('defect');
      },
    },
  ]);
  expect(checkPolicy(policy, { now: NOW, checks: [check] })[0]?.fixes()).toEqual([]);
});

test('settings silence a check or set its severity, also for the files of a glob; the last glob that matches counts', async () => {
  const files = { 'a.seg': A, 'old/b.seg': B };
  const severities = async (part: Partial<ChecksConfiguration>) =>
    (await findingsIn(files, { configuration: configured(part) }))
      .filter((f) => f.check === 'address-duplicate')
      .map((f) => `${f.place.file} ${f.severity}`);
  expect(await severities({})).toEqual(['a.seg error', 'old/b.seg error']);
  expect(await severities({ severities: { 'address-duplicate': 'info' } })).toEqual(['a.seg info', 'old/b.seg info']);
  expect(await severities({ severities: { 'address-duplicate': 'off' } })).toEqual([]);
  const overrides = [
    { files: ['**'], severities: { 'address-duplicate': 'warning' } },
    { files: ['old/**'], severities: { 'address-duplicate': 'off' } },
  ] as const;
  expect(await severities({ overrides })).toEqual(['a.seg warning']);
});

test('an ignore above either half silences the finding in both files, and no other finding', async () => {
  const ignore = '// bulkhead-ignore address-duplicate: the old one is switched off\n';
  const more = 'zone C { network 10.3.0.0/24\n asset R : plc at 10.3.0.1\n asset S : plc at 10.3.0.1 }\n';
  const found = async (a: string, b: string) =>
    (await findingsIn({ 'a.seg': a, 'b.seg': b + more }))
      .filter((f) => f.check === 'address-duplicate')
      .map((f) => f.place.file);
  expect(await found(A, B)).toEqual(['a.seg', 'b.seg', 'b.seg']);
  expect(await found(ignore + A, B)).toEqual(['b.seg']);
  expect(await found(A, ignore + B)).toEqual(['b.seg']);
  expect(await found(`// bulkhead-ignore because-missing: x\n${A}`, B)).toEqual(['a.seg', 'b.seg', 'b.seg']);
});

test('the mirror of a finding says it from its own side and leads back', async () => {
  const all = await findingsIn({ 'a.seg': A, 'b.seg': B });
  const [mirror, finding] = all.filter((f) => f.check === 'address-duplicate');
  expect(finding).toMatchObject({ place: { file: 'b.seg' } });
  expect(finding?.mirror).toBeUndefined();
  expect(mirror).toMatchObject({
    mirror: true,
    place: { file: 'a.seg' },
    related: [{ place: { file: 'b.seg' }, message: finding?.message }],
  });
  expect(mirror?.fixes().map((f) => f.title)).toEqual(finding?.fixes().map((f) => f.title));
});

test('findings come in the order of files and places, whatever the order in which files are read', async () => {
  const files = [
    { path: 'b.seg', text: B },
    { path: 'a.seg', text: A },
    { path: 'c.seg', text: 'conduit K { between A and B  allow any -> P : any }\nexpect P cannot reach Q\n' },
  ];
  const run = async (order: readonly (typeof files)[number][]) => {
    const { policy, text } = await loadPolicy(order);
    return checkPolicy(policy, { now: NOW, text }).map((f) => ({ ...f, fixes: f.fixes() }));
  };
  const first = await run(files);
  expect(first.length).toBeGreaterThan(5);
  expect(first.map((f) => f.place.file)).toEqual(first.map((f) => f.place.file).toSorted());
  expect(await run(files.toReversed())).toEqual(first);
});

test('without the texts of files findings are the same and fixes are empty, not wrong', async () => {
  const { policy, text } = await loadPolicy([{ path: 'a.seg', text: A + B }]);
  const [bare, full] = [checkPolicy(policy, { now: NOW }), checkPolicy(policy, { now: NOW, text })];
  expect(bare.map((f) => f.message)).toEqual(full.map((f) => f.message));
  expect(bare.flatMap((f) => f.fixes()).flatMap((f) => f.edits)).toEqual([]);
});
