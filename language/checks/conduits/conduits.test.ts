/** Checks of what conduits and firewalls say of themselves, at their edges. */
import { expect, test } from 'vitest';
import { findingsIn, findingsOf, linesOf, mend, mendAll } from '../fixture.ts';

const zones = (a = 'sl-t 1', b = 'sl-t 1') => `zone A { level 2  ${a}  network 10.1.0.0/24  asset H : hmi at 10.1.0.5 }
zone B { level 1  ${b}  network 10.2.0.0/24  asset P : plc at 10.2.0.5 }
zone C { level 1  sl-t 1  network 10.3.0.0/24  asset Q : plc at 10.3.0.5 }
`;
const RULE = 'allow H -> P : modbus because "x"';

test('a conduit is compared with its zones requirement by requirement, and raised in those alone', async () => {
  const text = `${zones('sl-t 2', 'sl-t { iac 1 uc 1 si 3 dc 0 rdf 2 tre 1 ra 1 }')}conduit K { between A and B  sl-t 2  ${RULE} }\n`;
  const [finding] = await findingsOf('conduit-sl-low', text);
  expect(finding?.message).toContain(
    'below zone B with { iac 1 uc 1 si 3 dc 0 rdf 2 tre 1 ra 1 } (SI). Raise it to { iac 2 uc 2 si 3 dc 2 rdf 2 tre 2 ra 2 }',
  );
  const mended = mend(text, finding?.fixes()[0] as never);
  expect(mended).toContain('sl-t { iac 2 uc 2 si 3 dc 2 rdf 2 tre 2 ra 2 }  allow');
  expect(await findingsIn(mended)).toEqual([]);
});

test('levels that are not stated are not compared', async () => {
  expect(await linesOf('conduit-sl-low', `${zones('', 'sl-t 3')}conduit K { between A and B  ${RULE} }`)).toEqual([]);
  expect(await linesOf('conduit-sl-low', `${zones('', '')}conduit K { between A and B  sl-t 0  ${RULE} }`)).toEqual([]);
});

test('duplicates differ in nothing that they say, and are merged with their comments across files', async () => {
  const files = {
    'a.seg': `${zones()}conduit K {\n  between A and B\n  sl-t 1\n  ${RULE}\n}\n`,
    'b.seg': 'conduit L {\n  between B and A\n  sl-t 1\n  // the line\n  deny P -> H : any because "y"\n}\n',
  };
  expect((await linesOf('conduit-duplicate', files)).map((l) => l.split(' ')[0])).toEqual(['~a.seg:4', 'b.seg:1']);
  const [finding] = await findingsOf('conduit-duplicate', files);
  const mended = mendAll(files, finding?.fixes()[0] as never);
  expect(mended['a.seg']).toContain(`  ${RULE}\n  // the line\n  deny P -> H : any because "y"\n}`);
  expect(mended['b.seg']).toBe('');
  expect(await findingsIn(mended)).toEqual([]);
  for (const difference of ['encrypted', 'owner "x"', 'proxied', 'one-way from A to B'])
    expect(
      await linesOf('conduit-duplicate', {
        ...files,
        'b.seg': files['b.seg'].replace('B and A', `B and A ${difference}`),
      }),
    ).toEqual([]);
});

const mergesIn = async (files: Readonly<Record<string, string>>) =>
  (await findingsIn(files)).filter((f) => f.check === 'conduit-duplicate').flatMap((f) => f.fixes());

test('merging loses no comment, and leaves alone what is half-written', async () => {
  const second = (rule: string) =>
    `// Above.\nconduit L { // head\n  // ends\n  between B and A // both\n  sl-t 1\n  ${rule} // why\n  // foot\n} // tail\n`;
  const files = (rule: string) => ({
    'a.seg': `${zones()}conduit K {\n  between A and B\n  sl-t 1\n  ${RULE}\n}\n`,
    'b.seg': second(rule),
  });
  const whole = files('deny P -> H : any because "y"');
  const [finding] = await findingsOf('conduit-duplicate', whole);
  const mended = mendAll(whole, finding?.fixes()[0] as never)['a.seg'] ?? '';
  for (const said of ['Above.', 'head', 'ends', 'both', 'foot', 'tail']) expect(mended).toContain(`  // ${said}\n`);
  expect(mended).toContain('  deny P -> H : any because "y" // why\n');
  expect(await mergesIn(whole)).not.toEqual([]);
  for (const half of ['deny P -> Nobody : any', 'deny P -> H : any\n  deny H'])
    expect(await mergesIn(files(half))).toEqual([]);
});

test('a conduit that only an access uses is not empty, one that no access crosses is', async () => {
  const access =
    'access V { vendor "V" from 2026-12-01 until 2026-12-02 requires mfa approved by "J" ticket "T" allow H -> P : rdp }\n';
  const text = `${zones()}conduit K { between A and B }\nconduit L { between B and C }\n${access}`;
  expect(await linesOf('conduit-empty', text)).toEqual([expect.stringContaining('Conduit L has no rule')]);
});

test('a zone named twice is named once, or its conduit goes', async () => {
  const three = `${zones()}conduit K { between A, B and A  ${RULE} }\n`;
  const [finding] = await findingsOf('conduit-same-zone', three);
  expect(mend(three, finding?.fixes()[0] as never)).toContain('between A and B  allow');
  const alone = `${zones()}conduit K { between A and A }\n`;
  const [empty] = await findingsOf('conduit-same-zone', alone);
  expect(mend(alone, empty?.fixes()[0] as never)).toBe(zones());
});

test('a firewall fails closed where any zone behind it has SL-T 3, also one without interface of its own', async () => {
  const text = (fails: string, slt: string) =>
    `zone A { level 2  network 10.0.0.0/8\n zone N { ${slt}  network 10.1.0.0/24 } }\nfirewall FW { interface a to A  ${fails} }\n`;
  expect(await linesOf('fails-open', text('', 'sl-t 3'))).toEqual([
    expect.stringContaining('does not say how it fails, and zone N behind it has SL-T 3'),
  ]);
  expect(await linesOf('fails-open', text('', 'sl-t 2'))).toEqual([]);
  expect(await linesOf('fails-open', text('fails closed', 'sl-t 4'))).toEqual([]);
  const open = text('fails open', 'sl-t 3');
  const [finding] = await findingsOf('fails-open', open);
  expect(mend(open, finding?.fixes()[0] as never)).toBe(text('fails closed', 'sl-t 3'));
});
