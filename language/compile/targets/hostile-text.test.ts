/** Names, titles, reasons and tickets that try to be syntax: no output of any target gains a line or another meaning by them. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DevicePacket } from '../../../test/oracle/device.ts';
import { READERS } from '../../../test/oracle/readers.ts';
import { parseAddress } from '../../model/addresses.ts';
import { loadPolicy } from '../../pipeline.ts';
import { type CompiledOutput, compilePolicy, TARGETS } from '../index.ts';

/** A Wednesday. */
const NOW = Date.UTC(2031, 2, 5, 12);
/** What people read, and no device. */
const WITHOUT_READER = ['csv', 'xlsx'];
const FALLBACKS = ['one-way-replies', 'stateless-replies'];
const RUNS = Number(process.env.PROPERTY_RUNS ?? 40);

const hostile = fc.oneof(
  fc.constantFrom(
    ...[
      '"; drop; }',
      '\n}\nadd rule inet x y accept',
      '" accept comment "',
      '$(reboot)',
      '`reboot`',
      '\\',
      '\\"',
      "'",
      '"""',
    ],
    ...[
      '*',
      '../../etc/passwd',
      '\u2028accept',
      '\u202etxt',
      '\u2066x\u2069',
      '}',
      '{',
      '#',
      '!',
      ';',
      '-->',
      '<!--',
      ']]>',
    ],
    ...[
      '\r\naccept',
      '\nend\nconfig system admin\nedit x',
      '\nexit\nno access-list all',
      '\npermit ip any any',
      '| display',
      '?',
    ],
    ...[
      'con',
      '-',
      '.',
      '..',
      'a\u0000b',
      '@src',
      '; flush ruleset',
      ['$', '{aws_vpc.main}'].join(''),
      '%{ if true }',
      '{{ .Values }}',
      '&amp;<x/>',
    ],
    ...[
      'any',
      'all',
      'permit',
      'deny',
      'accept',
      'yes',
      'null',
      '~',
      '- a: b',
      '=cmd|calc',
      '+1',
      '@SUM(1)',
      '\t',
      '🏭🔥',
      '\u{e0001}',
    ],
    ...['x'.repeat(10_000), '"'.repeat(10_000), '🏭'.repeat(5000), 'é\u0301'.repeat(3000)],
  ),
  fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
  fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
);

/** As text in double quotes of the language. */
const quoted = (s: string) =>
  JSON.stringify(s)
    .replace(/\\[bfr]/g, '\\u000c')
    .replace(/[\u007f-\u009f\u2028\u2029]/g, ' ');
/** As a name in single quotes, with a letter before it so that it is one. */
const name = (s: string) => `'n${s.replace(/['\\\p{C}\p{Z}]/gu, '+')}'`;

interface Texts {
  readonly zone: string;
  readonly other: string;
  readonly firewall: string;
  readonly title: string;
  readonly reason: string;
  readonly schedule: string;
  readonly conduit: string;
}

/** `times`: the target has some. */
const policyOf = (t: Texts, times: boolean): string => `
policy ${quoted(t.title)} { timezone "UTC" }
zone ${name(t.zone)} ${quoted(t.title)} { network 10.0.0.0/24  asset ${name(`x${t.zone}`)} : server at 10.0.0.1 ${quoted(t.reason)} }
zone ${name(`b${t.other}`)} { network 10.0.1.0/24  asset ${name(`y${t.other}`)} : plc at 10.0.1.1  asset ${name(`z${t.other}`)} : plc at dhcp }
conduit ${name(t.conduit)} ${quoted(t.title)} { between ${name(t.zone)} and ${name(`b${t.other}`)}
  allow ${name(`x${t.zone}`)} -> ${name(`y${t.other}`)} : tcp 502 ${times ? `during ${name(t.schedule)}` : ''} log ticket ${quoted(t.reason)} because ${quoted(t.reason)}
  allow ${name(`x${t.zone}`)} -> ${name(`b${t.other}`)} : tcp 80-90, 443 owner ${quoted(t.title)} because ${quoted(t.title)}
  deny ${name(`x${t.zone}`)} -> ${name(`y${t.other}`)} : tcp 85 ticket ${quoted(t.title)} because ${quoted(t.reason)} }
schedule ${name(t.schedule)} { every wed 11:00-13:00 }
firewall ${name(`f${t.firewall}`)} ${quoted(t.title)} { interface "e0" to ${name(t.zone)} interface "e1" to ${name(`b${t.other}`)} }`;

const PLAIN: Texts = { zone: 'z', other: 'o', firewall: 'f', title: 't', reason: 'r', schedule: 's', conduit: 'c' };

const texts: fc.Arbitrary<Texts> = fc.record({
  ...{ zone: hostile, other: hostile, firewall: hostile, title: hostile, reason: hostile, schedule: hostile },
  conduit: hostile,
});

async function compiled(t: Texts, target: string, file = 'p.seg'): Promise<readonly CompiledOutput[]> {
  const { policy, findings } = await loadPolicy([
    { path: file, text: policyOf(t, TARGETS.get(target)?.capabilities.times !== 'none') },
  ]);
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  const fallbacks = FALLBACKS.filter((f) => TARGETS.get(target)?.fallbacks.some((x) => x.name === f));
  return compilePolicy(policy, { now: NOW, target, version: '0', horizonDays: 7, fallbacks }).outputs;
}

const point = (text: string): bigint => parseAddress(text) as bigint;

/** Packets that the rules tell apart, in both directions. */
const PACKETS: readonly DevicePacket[] = [502, 501, 80, 85, 90, 91, 443, 22].flatMap((number) =>
  [
    ['10.0.0.1', '10.0.1.1', 'e0', 'e1'],
    ['10.0.0.1', '10.0.1.9', 'e0', 'e1'],
    ['10.0.0.2', '10.0.1.1', 'e0', 'e1'],
    ['10.0.1.1', '10.0.0.1', 'e1', 'e0'],
  ].flatMap(([source = '', target = '', iif = '', oif = '']) =>
    [NOW / 1000, NOW / 1000 + 7200].map((time) => ({
      ...{ iif, oif, source: point(source), target: point(target), sport: 50_000, time },
      atom: { proto: 'tcp', number } as const,
    })),
  ),
);

/** What a target's outputs let through, packet by packet; undefined where nobody reads them but people. */
function meaning(target: string, outputs: readonly CompiledOutput[]): readonly string[] | undefined {
  const device = READERS.get(target)?.(outputs.map((o) => o.text));
  return device && PACKETS.map((p) => `${device.opens(p)} ${device.opens(p) && device.answers(p)}`);
}

/** What ends or hides a line or turns the direction of text, tabs aside. */
const NOT_A_LINE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const CHECKERS: Readonly<Record<string, (output: CompiledOutput) => readonly [string, ...string[]]>> = {
  nftables: () => ['nft', '-c', '-f', '-'],
  iptables: ({ part }) => [part === 'v6' ? 'ip6tables-restore' : 'iptables-restore', '--test'],
};

/** What the real reader of a format says of an output; undefined where it takes it, or there is none here. */
function complaint(target: string, output: CompiledOutput): string | undefined {
  const command = CHECKERS[target]?.(output);
  if (command === undefined) return undefined;
  const { status, stderr, error } = spawnSync('unshare', ['-rn', ...command], { input: output.text, encoding: 'utf8' });
  return error !== undefined || status === 0 || /unshare|not permitted|No such file/.test(stderr) ? undefined : stderr;
}

describe('text from a policy', () => {
  it('is read back from every target that a device reads', () => {
    expect([...TARGETS.keys()].filter((t) => !READERS.has(t))).toEqual(WITHOUT_READER);
  });

  it.each([...TARGETS.keys()])('adds no line to the output of %s and changes nothing that it means', async (target) => {
    const plain = await compiled(PLAIN, target);
    const expected = meaning(target, plain);
    expect(plain.flatMap((o) => o.refused)).toEqual([]);
    if (expected !== undefined) expect(new Set(expected).size).toBeGreaterThan(1);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(texts, async (t) => {
        const outputs = await compiled(t, target, `${t.conduit.slice(0, 200)}.seg`);
        expect(outputs.map((o) => o.refused)).toEqual(plain.map((o) => o.refused));
        expect(outputs.map((o) => o.text.split('\n').length)).toEqual(plain.map((o) => o.text.split('\n').length));
        for (const o of outputs) expect(o.text).not.toMatch(NOT_A_LINE);
        expect(meaning(target, outputs)).toEqual(expected);
        if (run++ % 8 === 0) for (const o of outputs) expect(complaint(target, o)).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
  });
});
