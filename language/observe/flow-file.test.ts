/** The flow file: what is written is read again, and whatever the text, the reader answers with rows and reasons. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddress, V4_SIZE, V6_BASE, V6_SIZE } from '../model/addresses.ts';
import { atomOfFlow, type Conversation, DIRECTIONS, FLOW_PROTOCOLS, REPLIES } from './conversation.ts';
import { parseInstant, readFlowFile } from './flow-file.ts';
import { flowFileText } from './flow-writer.ts';

const HEAD = 'source,target,protocol,port,first,last,packets,bytes,direction,reply,services\n';
const read = (text: string) => readFlowFile('flows.csv', text);

const address = fc.oneof(
  fc.bigInt({ min: 0n, max: V4_SIZE - 1n }),
  fc.bigInt({ min: V6_BASE, max: V6_BASE + V6_SIZE - 1n }),
);
const conversation: fc.Arbitrary<Conversation> = fc
  .record({
    source: address,
    target: address,
    protocol: fc.constantFrom(...FLOW_PROTOCOLS),
    port: fc.nat(65535),
    first: fc.integer({ min: 0, max: 4e12 }),
    length: fc.nat(1e9),
    packets: fc.integer({ min: 1, max: 1e12 }),
    bytes: fc.nat(1e9),
    direction: fc.constantFrom(...DIRECTIONS),
    reply: fc.constantFrom(...REPLIES),
    services: fc.uniqueArray(fc.constantFrom('s7comm', 'mms-61850', 'iccp', 'modbus_tcp'), { maxLength: 3 }),
  })
  .map(({ length, ...c }) => ({ ...c, last: c.first + length }))
  .filter((c) => atomOfFlow(c.protocol, c.port) !== undefined);

test('what is written is read again, to the last field', () => {
  fc.assert(
    fc.property(fc.array(conversation, { maxLength: 30 }), (conversations) => {
      const captures = [{ from: 5, to: 1001 }];
      const file = read([...flowFileText(captures, conversations)].join(''));
      expect(file).toEqual({ path: 'flows.csv', conversations, captures, problems: [], problemCount: 0 });
    }),
  );
});

test('any text is read without failing, and every line that is no row has a reason', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('10.0.0.1', 'tcp', '502', '2031-03-04T08:00:00Z', '', '=1+1', '"', '"a\n', '::1', '-1'),
  );
  const line = fc.array(cell, { maxLength: 13 }).map((cells) => cells.join(','));
  fc.assert(
    fc.property(fc.array(line), fc.boolean(), (lines, headed) => {
      const text = (headed ? HEAD : '') + lines.join('\n');
      const file = read(text);
      const last = text.split('\n').length;
      for (const p of file.problems) {
        expect(p.line).toBeLessThanOrEqual(last);
        expect(p.reason).toMatch(/\.$/);
        expect(p.reason).not.toMatch(/[\u0000-\u001f]/);
      }
    }),
  );
});

describe('a row', () => {
  const GOOD = '10.0.0.1,10.0.0.2,tcp,502,2031-03-04T08:00:00Z';

  test('needs source, target, protocol, port and first only; columns stand in any order, others are passed over', () => {
    const file = read('note,port,protocol,first,target,SOURCE\nhello,502,TCP,1362383999.25,10.0.0.2,10.0.0.1\n');
    expect(file.problems).toEqual([]);
    expect(file.conversations).toEqual([
      {
        source: parseAddress('10.0.0.1'),
        target: parseAddress('10.0.0.2'),
        protocol: 'tcp',
        port: 502,
        first: 1_362_383_999_250,
        last: 1_362_383_999_250,
        packets: 1,
        bytes: 0,
        direction: 'syn',
        reply: 'unknown',
        services: [],
      },
    ]);
  });

  test.each([
    ['10.0.0.256,10.0.0.2,tcp,502,2031-03-04T08:00:00Z', 'source "10.0.0.256" is no address.'],
    ['10.0.0.1,,tcp,502,2031-03-04T08:00:00Z', 'target (empty) is no address.'],
    ['10.0.0.1,10.0.0.2,sctp,502,2031-03-04T08:00:00Z', 'protocol "sctp" is none of tcp, udp, icmp, icmpv6, ip.'],
    ['10.0.0.1,10.0.0.2,tcp,65536,2031-03-04T08:00:00Z', 'tcp has no port or number "65536".'],
    ['10.0.0.1,10.0.0.2,ip,6,2031-03-04T08:00:00Z', 'ip has no port or number "6".'],
    ['10.0.0.1,10.0.0.2,tcp,502,2031-03-04 08:00', 'first "2031-03-04 08:00" is no time such as 2031-03-04T08:00:00Z.'],
    [`${GOOD},2031-03-04T07:00:00Z`, 'last "2031-03-04T07:00:00Z" is before first "2031-03-04T08:00:00Z".'],
    [`${GOOD},,0`, 'packets "0" is no number above 0.'],
    [`${GOOD},,,x`, 'bytes "x" is no number.'],
    [`${GOOD},,,,up`, 'direction "up" is none of syn, port, either, unsure.'],
    [`${GOOD},,,,,maybe`, 'reply "maybe" is none of answered, refused, none, unknown.'],
    [`${GOOD},,,,,,s7 =cmd`, 'services holds "=cmd", which cannot be a service\'s name.'],
  ])('that is wrong is listed with its line and reason, and the rows around it count: %s', (row, reason) => {
    for (const end of ['\n', '\r\n']) {
      const file = read(`# a comment${end}${HEAD.trim()}${end}${GOOD}${end}${row}${end}${GOOD}${end}`);
      expect(file.problems).toEqual([{ line: 4, reason }]);
      expect(file.conversations).toHaveLength(2);
    }
  });

  test('that is wrong in a file with quoted cells has the line at which it ends', () => {
    const file = read(`note,${HEAD}"a, ""b""",${GOOD}\n"x",nonsense\n`);
    expect(file.problems).toEqual([{ line: 3, reason: 'source "nonsense" is no address.' }]);
    expect(file.conversations).toHaveLength(1);
  });

  test('one of ten thousand bad ones is listed among the first hundred, and all are counted', () => {
    const file = read(HEAD + 'x\n'.repeat(10_000));
    expect(file.problems).toHaveLength(100);
    expect(file.problems.at(-1)?.line).toBe(101);
    expect(file.problemCount).toBe(10_000);
  });
});

test('a file without the columns it needs says so once', () => {
  expect(read('a,b\n1,2\n').problems).toEqual([
    {
      line: 1,
      reason: 'The header has no column source, target, protocol, port, first, so nothing of the file can be read.',
    },
  ]);
  expect(read('').problems[0]?.reason).toMatch(/^It has no header line/);
  expect(read(`${HEAD.trim()},port\n`).problems[0]?.reason).toMatch(/port twice/);
});

test('the time captured is what the comments say, else from the first to the last conversation', () => {
  const rows = '10.0.0.1,10.0.0.2,tcp,502,100,160\n10.0.0.1,10.0.0.2,tcp,502,90,95\n';
  expect(read(HEAD + rows).captures).toEqual([{ from: 90_000, to: 160_001 }]);
  expect(read(`# capture 10 20\n# capture 30 40\n# capture x y\n${HEAD}${rows}`).captures).toEqual([
    { from: 10_000, to: 20_001 },
    { from: 30_000, to: 40_001 },
  ]);
});

test('a time without its distance from UTC, or none at all, is no instant', () => {
  expect(parseInstant('2031-03-04T08:00Z')).toBe(Date.UTC(2031, 2, 4, 8));
  expect(parseInstant('2031-03-04T08:00:00.5+01:00')).toBe(Date.UTC(2031, 2, 4, 7) + 500);
  for (const text of ['2031-03-04T08:00', '2031-13-04T08:00Z', 'XXXXXXXXXX.XXXXXX', '-1', '1e3', ''])
    expect(parseInstant(text)).toBeUndefined();
});
