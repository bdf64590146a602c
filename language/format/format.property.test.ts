/** What holds of the formatter for any text: idempotent, the same model, every comment kept, never an exception. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyText } from '../../test/generators/policy.ts';
import { segServices } from '../grammar/parser.ts';
import type { Policy } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { applyEdits, formatText } from './format.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(ROOT + path, 'utf8');
const LIBRARY = ['language/library/services.seg', 'language/library/types.seg'];
const EXAMPLES = globSync('examples/**/*.seg', { cwd: ROOT }).sort();

/** Every construct of the language at least once. */
const EVERYTHING = `policy "All" { owner "o" timezone "UTC" blast-radius at most 12 assets access at most 30 days standard "62443", "CIP" }
zone Out { level 5 kind external network rest }
zone Plant "The plant" { level 3.5 kind control sl-t 2 site "North" monitored vlan 12, "office" tags "a", "b"
  network 10.0.0.0/16, 2001:db8::/64
  zone Cell { level 1 sl-t { iac 2, uc 1 } network 192.168.1.0/24 as 10.43.1.0/24 microsegmented enforced by FW
    asset 101-PT-22 : sensor at 192.168.1.5 { mac 00:1a:2b:3c:4d:5e wireless }
    asset 'PLC 1/0' : plc at 192.168.1.6, 192.168.1.7-192.168.1.9 also in Plant at 10.0.0.9 "Kiln" { criticality high exposure "CVE-1" code-execution sl-c 2 }
    group Things = plc, 'PLC 1/0' in Cell, tagged "x" except 101-PT-22
    allow plc -> sensor : modbus because "values"
    deny sensor -> plc : any
    blast-radius at most 3 assets
  }
  zone Pool { kind external network 10.222.0.0/24 reached through VPN }
  asset VPN : vpn-gateway at 10.0.0.1 { serves https, ssh vendor "v" model "m" firmware "1" owner "me" monitored portable shared }
  asset D : server at dhcp
}
type big : plc "Big" { class control level 0-1 serves s7 tags "t" criticality high }
service own "Own" { tcp 80, 8000-8010 udp 53 icmp 8 icmpv6 128 ip 50 ethernet 0x88b8 dynamic 49152-65535 secure https source "s" initiator client category control risks reads, writes }
service both { own, https icmp }
schedule Night { every mon-fri 22:00-06:00, 12:00-13:00 every sat, sun 00:00-24:00 }
conduit C "Join" { between Plant.Cell, Pool and Out one-way from Plant.Cell to Out }
conduit K { between Plant and Out sl-t 2 owner "o" via FW encrypted inspected proxied
  allow plc in Cell tagged "a", 10.0.0.1 <-> any except big : tcp 80, 443, udp 53-54, icmp, icmp 8, ip 50 during Night from 2030-01-01 until 2031-01-01T10:00 log owner "x" ticket "T" because "b"
}
access Vendor "Help" { vendor "V" allow VPN -> D : rdp log because "x" from 2031-03-04T08:00 until 2031-03-05 every day 08:00-10:00 owner "o" ticket "t" requires mfa approved by "N" }
firewall FW "Wall" { platform nftables interface "eth0" to Plant, Plant.Cell at 10.0.0.254 interface out to Out rules at most 200 default log fails closed twin of FW2 }
firewall FW2
expect Plant -> Out : https is denied at 2031-03-04T09:00
expect Out can reach Plant during Night
expect Out cannot reach Plant.Cell
expect Out reaches Plant only through Pool
expect service-aware blast radius of VPN at most 7 assets
expect exposure of D at most 0 assets
expect rules on FW at most 100
`;

/** A policy without its places and without the texts that are taken from the source as they stand. */
function meaning(policy: Policy): unknown {
  const own = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(own);
    if (typeof value === 'bigint') return `${value}n`;
    if (value === null || typeof value !== 'object') return value;
    if ('endColumn' in value) return 'a place';
    const kept = Object.entries(value).filter(([key]) => !['line', 'text', 'everyText'].includes(key));
    return Object.fromEntries(kept.map(([k, v]) => [k, k === 'doc' ? String(v).replace(/\s+/g, ' ') : own(v)]));
  };
  return own(policy);
}

async function meaningOf(text: string): Promise<unknown> {
  return meaning((await loadPolicy([{ path: 'a.seg', text }])).policy);
}

/** The comments of a text, without the white space in them, sorted: properties may move with theirs. */
function comments(text: string): string[] {
  const { hidden } = segServices().parser.Lexer.tokenize(text);
  return hidden.map((t) => t.image.replace(/\s+/g, ' ').trim()).sort();
}

function words(text: string): string[] {
  return segServices()
    .parser.Lexer.tokenize(text)
    .tokens.map((t) => t.image);
}

/** What may stand between two tokens. */
const gap = fc.oneof(
  { weight: 12, arbitrary: fc.constant(' ') },
  { weight: 4, arbitrary: fc.constantFrom('  ', '\t', '\n', '\n\n', '\n\n\n', '\r\n', ' \n  ', '\n\t') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ' // note\n',
      ' // "text" {\n',
      '\n// own line\n',
      '\n\n  // apart\r\n\n',
      ' /* in */ ',
      '\n/* own */\n',
      ' /** doc */ ',
      '\n/** doc\n * of\n   two */\n',
      '\n  // bulkhead-ignore any-source: because\n',
      ' /* a\n b */ ',
      '\n/* a\n  * b */\n// c\n',
    ),
  },
);

/** A text of the same tokens with other white space and more comments. */
function scrambled(text: string): fc.Arbitrary<string> {
  const tokens = words(text);
  return fc
    .tuple(fc.array(gap, { minLength: tokens.length + 1, maxLength: tokens.length + 1 }), fc.constantFrom('', '\uFEFF'))
    .map(([gaps, mark]) => mark + tokens.map((t, i) => gaps[i] + t).join('') + gaps[tokens.length]);
}

async function holds(text: string): Promise<void> {
  const first = formatText(text);
  expect(first.refused).toBeUndefined();
  expect(applyEdits(text, first.edits)).toBe(first.newText);
  const again = formatText(first.newText);
  expect(again.newText).toBe(first.newText);
  expect(comments(first.newText)).toEqual(comments(text));
  expect(words(first.newText).sort()).toEqual(words(text).sort());
  expect(await meaningOf(first.newText)).toEqual(await meaningOf(text));
  expect(/[^\S\r\n](?=\r?\n)/.exec(first.newText)).toBeNull();
}

describe('the formatter, for any text that parses', () => {
  it.each([...LIBRARY, ...EXAMPLES])('leaves the meaning and the comments of %s as they are', async (path) => {
    await holds(read(path));
  });

  it.each(LIBRARY)('finds %s formatted', (path) => {
    expect(formatText(read(path)).edits).toEqual([]);
  });

  it('reads the text of every construct without a syntax error', () => {
    expect(formatText(EVERYTHING).refused).toBeUndefined();
  });

  it('keeps meaning, comments and itself, however the text is spaced and commented', async () => {
    await fc.assert(fc.asyncProperty(scrambled(EVERYTHING), holds), { numRuns: 80 });
  }, 120_000);

  it('keeps the whole examples when they are spaced at random', async () => {
    const texts = EXAMPLES.map(read);
    if (texts.length === 0) return;
    await fc.assert(fc.asyncProperty(fc.constantFrom(...texts).chain(scrambled), holds), { numRuns: 40 });
  }, 120_000);

  it('keeps random policies with every kind of rule, window and expectation', async () => {
    await fc.assert(fc.asyncProperty(policyText({ expectations: 6 }).chain(scrambled), holds), { numRuns: 40 });
    await fc.assert(fc.asyncProperty(policyText({ expectations: 6 }), holds), { numRuns: 60 });
  }, 120_000);

  it('keeps the meaning when only a range is formatted', async () => {
    const spots = fc.tuple(scrambled(EVERYTHING), fc.nat(5000), fc.nat(400));
    await fc.assert(
      fc.asyncProperty(spots, async ([text, offset, length]) => {
        const result = formatText(text, { range: { offset, end: offset + length } });
        expect(result.refused).toBeUndefined();
        expect(comments(result.newText)).toEqual(comments(text));
        expect(await meaningOf(result.newText)).toEqual(await meaningOf(text));
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe('the formatter, for any text at all', () => {
  const unharmed = (text: string): void => {
    const { newText, edits, refused } = formatText(text);
    expect(applyEdits(text, edits)).toBe(newText);
    expect(refused).not.toBe('meaning');
    if (refused) expect(newText).toBe(text);
    else expect(words(newText).sort()).toEqual(words(text).sort());
    const parts = formatText(text, { tolerant: true });
    expect(applyEdits(text, parts.edits)).toBe(parts.newText);
    expect(words(parts.newText).sort()).toEqual(words(text).sort());
    expect(comments(parts.newText)).toEqual(comments(text));
  };

  it('never throws and never loses a token of random characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), unharmed), { numRuns: 500 });
    const signs = fc.constantFrom(...'{}[]()<>-:,."\'\\/*#=0123456789abcxyz \n\r\t\uFEFF\u2028\u00A0');
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 80 }), (s) => unharmed(s.join(''))),
      { numRuns: 2000 },
    );
  });

  it('never throws on a text cut anywhere', () => {
    for (let end = 0; end <= EVERYTHING.length; end += 7) unharmed(EVERYTHING.slice(0, end));
    for (let start = 0; start <= EVERYTHING.length; start += 11) unharmed(EVERYTHING.slice(start));
  });

  it('never throws on tokens of the language in any order', () => {
    const token = fc.constantFrom(...new Set(words(EVERYTHING)), '// c\n', '/* c */', '\n');
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (t) => unharmed(t.join(' '))),
      { numRuns: 2000 },
    );
  });
});
