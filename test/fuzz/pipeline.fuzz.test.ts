/** Bad input: whatever the bytes, the pipeline answers with findings, and other files keep their meaning. */
import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../language/pipeline.ts';

const GOOD = { path: 'good.seg', text: 'zone Good { network 10.9.0.0/16 asset PLC-9 : plc at 10.9.0.1 }' };
const examples = globSync('examples/*/*.seg').map((path) => readFileSync(path, 'utf8'));

async function survives(text: string) {
  const loaded = await loadPolicy([GOOD, { path: 'bad.seg', text }]);
  const zone = loaded.policy.zones.find((z) => z.id === 'Good');
  expect(zone?.legs).toHaveLength(1);
  for (const f of loaded.findings) {
    expect(f.message.length).toBeGreaterThan(0);
    expect(f.place.offset).toBeLessThanOrEqual(f.place.end);
    if (f.place.file === 'bad.seg') expect(f.place.end).toBeLessThanOrEqual(text.length);
    f.fixes();
  }
  return loaded;
}

describe('the pipeline survives', () => {
  it('a file cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...examples),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (text, share) => {
          await survives(text.slice(0, Math.floor(text.length * share)));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('a file with a stretch taken out or doubled', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...examples),
        fc.nat(),
        fc.nat(200),
        fc.boolean(),
        async (text, at, length, twice) => {
          const from = at % text.length;
          const cut = text.slice(from, from + length);
          await survives(text.slice(0, from) + (twice ? cut + cut : '') + text.slice(from + length));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('random characters and random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 400 }), async (text) => void (await survives(text))),
      { numRuns: 150 },
    );
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919 + (i >> 3) * 104729) & 255));
    await survives(bytes.toString('utf8'));
  });

  it('words of the language in any order', async () => {
    const words = [
      'zone',
      'asset',
      'A',
      'B',
      '{',
      '}',
      ':',
      'plc',
      'at',
      '10.0.0.1',
      'conduit',
      'between',
      'and',
      'allow',
      'deny',
      '->',
      'any',
      'because',
      '"x"',
      'expect',
      'cannot',
      'reach',
      'schedule',
      'every',
      'mon',
      '08:00-09:00',
      'also',
      'in',
      'group',
      '=',
      ',',
      'except',
      'one-way',
      'from',
      'to',
      'type',
      'service',
      'tcp',
      '80',
      'firewall',
      'interface',
      "'q'",
      '502-510',
      'access',
      'until',
      '2031-01-01',
      'network',
      'as',
      'rest',
      'reached',
      'through',
      'twin',
      'of',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...words), { maxLength: 60 }),
        async (list) => void (await survives(list.join(' '))),
      ),
      { numRuns: 400 },
    );
  });

  it('five thousand nested braces, with one finding', async () => {
    const { findings } = await survives('zone A {'.repeat(5000));
    expect(findings.map((f) => f.check)).toEqual(['nesting']);
    expect(
      (await survives(`${Array.from({ length: 99 }, (_, i) => `zone Z${i} {`).join('')}${'}'.repeat(99)}`)).findings,
    ).toEqual([]);
  });

  it('ten megabytes', async () => {
    const lines = Array.from(
      { length: 120_000 },
      (_, i) =>
        `  asset A-${i}-PT : sensor at 10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255} "Sensor ${i} of the line"\n`,
    );
    const text = `zone Big { network 10.0.0.0/8\n${lines.join('')}}\n`;
    expect(text.length).toBeGreaterThan(8_000_000);
    const { policy, findings } = await loadPolicy([GOOD, { path: 'bad.seg', text }]);
    expect([policy.assets.length, findings.length]).toEqual([120_001, 0]);
  }, 120_000);

  it('a hundred thousand names without meaning, with a count instead of a flood', async () => {
    const { findings } = await survives(`group g = ${'nobody, '.repeat(100_000)}nobody`);
    expect(findings.length).toBeLessThan(600);
    expect(findings.at(-1)?.message).toMatch(/^\d+ more errors stand in this file\.$/);
  }, 60_000);
});
