/** Zeek's connection logs and flow files in a stream: the same conversations as from the packets. */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatAddress } from '../../model/addresses.ts';
import type { Policy } from '../../model/policy.ts';
import { loadPolicy } from '../../pipeline.ts';
import type { Conversation } from '../conversation.ts';
import { Observation } from './index.ts';
import { ZEEK_SERVICES } from './zeek-log.ts';

let policy: Policy;
beforeAll(async () => {
  policy = (await loadPolicy([])).policy;
});

function read(text: string, chunk = 1 << 16) {
  const observation = new Observation(policy);
  const source = observation.source();
  const file = new TextEncoder().encode(text);
  for (let at = 0; at < file.length; at += chunk) source.push(file.slice(at, at + chunk));
  return { ...source.end(), conversations: observation.conversations(), captures: observation.captures };
}
const line = (c: Conversation) =>
  `${formatAddress(c.source)} ${formatAddress(c.target)} ${c.protocol} ${c.port} ${c.packets}p ${c.bytes}b ${c.direction} ${c.reply} ${c.services.join(' ')}`.trim();

const FIELDS =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes'.split(
    ' ',
  );
const HEAD = `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\t${FIELDS.join('\t')}\n`;
/** `ORIG PORT RESP PORT PROTO SERVICE STATE HISTORY`, with 10 packets of 500 bytes there and 9 of 400 back. */
const cells = (row: string): string[] => {
  const [orig = '', op = '', resp = '', rp = '', proto = '', service = '', state = '', history = '', back = '9'] =
    row.split(' ');
  const bytesBack = back === '0' ? '0' : '400';
  return `1000.5 C1 ${orig} ${op} ${resp} ${rp} ${proto} ${service} 2.25 100 90 ${state} ${history} 10 500 ${back} ${bytesBack}`.split(
    ' ',
  );
};
const tsv = (...rows: readonly string[]) => HEAD + rows.map((r) => `${cells(r).join('\t')}\n`).join('');
const json = (...rows: readonly string[]) =>
  rows
    .map((r) => {
      const entries = cells(r).flatMap((cell, i) =>
        cell === '-' ? [] : [[FIELDS[i], /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell]],
      );
      return `${JSON.stringify(Object.fromEntries(entries))}\n`;
    })
    .join('');

describe('a connection in a Zeek log', () => {
  const ROWS = [
    '10.30.0.11 50000 10.41.0.10 502 tcp modbus SF ShADadFf',
    '10.41.0.10 102 10.30.0.11 50001 tcp - OTH DdA',
    '10.30.0.11 50002 10.41.0.10 45000 tcp - S0 S 0',
    '10.30.0.11 50003 10.41.0.10 45001 tcp - REJ Sr 1',
    '10.30.0.11 47808 10.41.0.10 47808 udp bacnet SF Dd',
    '10.30.0.11 8 10.41.0.10 0 icmp - OTH -',
    '10.30.0.11 3 10.41.0.10 1 icmp - OTH -',
    'fd00::1 128 fd00::2 129 icmp - OTH -',
    '10.30.0.11 50004 10.41.0.10 102 tcp s7comm,cotp SF ^dADd',
  ];
  const expected = [
    '10.30.0.11 10.41.0.10 icmp 8 19p 900b syn answered icmp-echo',
    '10.30.0.11 10.41.0.10 tcp 102 38p 1800b port answered s7comm',
    '10.30.0.11 10.41.0.10 tcp 502 19p 900b syn answered modbus-tcp',
    '10.30.0.11 10.41.0.10 tcp 45000 10p 500b syn none',
    '10.30.0.11 10.41.0.10 tcp 45001 11p 900b syn refused',
    '10.30.0.11 10.41.0.10 udp 47808 19p 900b either answered bacnet-ip',
    'fd00::1 fd00::2 icmpv6 128 19p 900b syn answered ping',
  ];

  test.each([
    ['text', tsv],
    ['JSON', json],
  ])('as %s: the opening that was seen, ports otherwise; the analyser decides the service', (_, write) => {
    const { conversations, problems, captures, form } = read(write(...ROWS));
    expect(problems).toEqual([]);
    expect(form).toBe('zeek');
    expect(conversations.map(line)).toEqual(expected);
    expect(captures).toEqual([{ from: 1_000_500, to: 1_002_751 }]);
  });

  test('however the bytes of the log come', () => {
    const file = tsv(...ROWS);
    for (const chunk of [1, 7, 64, 1000]) expect(read(file, chunk).conversations.map(line)).toEqual(expected);
  });

  test('that cannot be read is listed with its line and reason, and the others count', () => {
    const good = ROWS[0] as string;
    const { problems, conversations } = read(
      tsv(good, good.replace('10.41.0.10', 'plc'), good.replace('502', '70000'), good.replace('tcp', 'sctp')).replace(
        '1000.5',
        'XXXX.XX',
      ),
    );
    expect(problems).toEqual([
      { line: 7, reason: 'ts "XXXX.XX" is no time.' },
      { line: 8, reason: 'id.resp_h "plc" is no address.' },
      { line: 9, reason: 'id.resp_p "70000" is no port.' },
      { line: 10, reason: 'proto "sctp" is none of tcp, udp and icmp.' },
    ]);
    expect(conversations).toEqual([]);
    expect(read(`${json(good)}{nonsense\n`).problems).toEqual([{ line: 2, reason: 'It is no JSON.' }]);
  });

  test('of another log, or without its header, is refused once', () => {
    expect(read(tsv(...ROWS).replace('#path\tconn', '#path\tdns')).problems).toEqual([
      { line: 5, reason: 'It is Zeek\'s "dns" log; connections are in conn.log.' },
    ]);
    expect(read(HEAD.replace('id.orig_h\t', '')).problems[0]?.reason).toContain('Its #fields have no id.orig_h');
    const headless = '#separator \\x09\n'.concat(cells(ROWS[0] as string).join('\t'), '\n');
    expect(read(headless).problems).toEqual([
      { line: 2, reason: 'It has no #fields line that says what its columns are.' },
    ]);
  });

  test('is read without failing whatever the text', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('#fields', '#separator \\x', '\t', '{', '}', '"ts":', '-', '1e999', 'null', '\n'),
    );
    fc.assert(
      fc.property(fc.array(word), fc.constantFrom(HEAD, '{', '#fields\tts\n', ''), (words, head) => {
        for (const p of read(head + words.join('')).problems) expect(p.reason).toMatch(/\.$/);
        read(tsv(...ROWS).slice(0, 300) + words.join('\t'));
      }),
    );
  });
});

test('every service that a Zeek analyser stands for is one of the library', () => {
  const names = new Set(policy.services.map((s) => s.name));
  expect([...ZEEK_SERVICES.values()].filter((s) => !names.has(s))).toEqual([]);
});

describe('a flow file in a stream', () => {
  const COLUMNS = 'source,target,protocol,port,first,last,packets\n';
  const row = (i: number) => `10.30.0.${i % 200},10.41.0.10,tcp,502,${1000 + (i % 600)},,2\n`;

  test('of many blocks is gathered into conversations, and a bad row has its line in the file', () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => (i === 50_000 ? 'nonsense\n' : row(i)));
    const { conversations, problems, captures } = read(`# capture 500 2000\n# a comment\n${COLUMNS}${rows.join('')}`);
    expect(conversations).toHaveLength(200);
    expect(conversations.reduce((n, c) => n + c.packets, 0)).toBe(2 * 59_999);
    expect(problems).toEqual([{ line: 50_004, reason: 'source "nonsense" is no address.' }]);
    expect(captures).toEqual([{ from: 500_000, to: 2_000_001 }]);
  });

  test('without its columns says so once', () => {
    const { problems, problemCount } = read('a,b,c\n'.repeat(300_000));
    expect(problemCount).toBe(1);
    expect(problems[0]?.line).toBe(1);
  });
});
