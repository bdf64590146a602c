/** Captures become conversations: whatever holds them, wherever they begin or are cut, and whatever bytes they are. */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatAddress } from '../../model/addresses.ts';
import type { Policy } from '../../model/policy.ts';
import { loadPolicy } from '../../pipeline.ts';
import type { Conversation } from '../conversation.ts';
import {
  bytes,
  extension,
  FLAGS,
  type Frame,
  fragment6,
  icmp,
  ipv4,
  ipv6,
  LINKS,
  pcap,
  pcapng,
  tcp,
  udp,
  vlan,
} from './frames.fixture.ts';
import { Observation } from './index.ts';

let policy: Policy;
beforeAll(async () => {
  policy = (await loadPolicy([])).policy;
});

const T = Date.UTC(2031, 2, 4, 8);
const A = '10.30.0.11';
const B = '10.41.0.10';
const A6 = 'fd00:0:0:0:0:0:0:1';
const B6 = 'fd00:0:0:0:0:0:0:2';

function read(file: Uint8Array, chunk = 1 << 16) {
  const observation = new Observation(policy);
  const source = observation.source();
  for (let at = 0; at < file.length; at += chunk) source.push(file.slice(at, at + chunk));
  const report = source.end();
  return {
    ...report,
    conversations: observation.conversations(),
    captures: observation.captures,
    passed: observation.passed,
  };
}

const frames = (...packets: readonly Uint8Array[]): Frame[] =>
  packets.map((p, i) => ({ data: LINKS[1]?.(p) as Uint8Array, time: T + i * 1000 }));
const line = (c: Conversation) =>
  `${formatAddress(c.source)} ${formatAddress(c.target)} ${c.protocol} ${c.port} ${c.packets}p ${c.bytes}b ${c.direction} ${c.reply}`;
const lines = (...packets: readonly Uint8Array[]) => read(pcap(frames(...packets))).conversations.map(line);

const HANDSHAKE = [
  ipv4(A, B, 6, tcp(50000, 502, FLAGS.syn)),
  ipv4(B, A, 6, tcp(502, 50000, FLAGS.synAck)),
  ipv4(A, B, 6, tcp(50000, 502, FLAGS.ack, 12)),
];
const V6 = ipv6(A6, B6, 17, udp(50000, 161, 4));

describe('the same packets are the same conversations', () => {
  const expected = [`${A} ${B} tcp 502 3p 132b syn answered`, 'fd00::1 fd00::2 udp 161 1p 52b port none'];

  test.each(Object.keys(LINKS).map(Number))('on a link of type %i', (link) => {
    const on = [...HANDSHAKE, V6].map((p, i) => ({ data: LINKS[link]?.(p) as Uint8Array, time: T + i }));
    for (const file of [pcap(on, { link }), pcapng(on, { link })]) {
      const { conversations, warnings } = read(file);
      expect(conversations.map(line)).toEqual(expected);
      expect(warnings).toEqual([]);
    }
  });

  test('in pcap and pcapng of either byte order and any clock, to the millisecond', () => {
    const on = frames(...HANDSHAKE, V6).map((f, i) => ({ ...f, time: T + i * 1001 }));
    const files = [true, false].flatMap((little) => [
      pcap(on, { little }),
      pcap(on, { little, nanoseconds: true }),
      ...[3, 6, 9].map((digits) => pcapng(on, { little, digits })),
    ]);
    for (const file of files) {
      const { conversations, captures, frames: count } = read(file);
      expect(conversations.map(line)).toEqual(expected);
      expect([conversations[0]?.first, conversations[0]?.last]).toEqual([T, T + 2002]);
      expect(captures).toEqual([{ from: T, to: T + 3004 }]);
      expect(count).toBe(4);
    }
  });

  test('behind VLAN tags, with IP options, and cut after the headers', () => {
    const tagged = HANDSHAKE.map((p, i) => ({ data: vlan(p), time: T + i, captured: 14 + 8 + 40 }));
    expect(read(pcap(tagged)).conversations.map(line)).toEqual([expected[0]]);
    expect(lines(ipv4(A, B, 6, tcp(50000, 502, FLAGS.syn), { options: 12 }))).toEqual([
      `${A} ${B} tcp 502 1p 52b syn none`,
    ]);
  });

  test('however the bytes of the file come', () => {
    const file = pcapng(frames(...HANDSHAKE, V6));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 97 }), (chunk) => {
        expect(read(file, chunk).conversations.map(line)).toEqual(expected);
      }),
    );
  });
});

describe('who opened', () => {
  const TO = ipv4(A, B, 6, tcp(50000, 502, FLAGS.ack, 1));
  const BACK = ipv4(B, A, 6, tcp(502, 50000, FLAGS.ack, 1));

  test('is told by the SYN, by its answer alone, and by the port of a service where a capture begins in the middle', () => {
    expect(lines(HANDSHAKE[0] as Uint8Array)).toEqual([`${A} ${B} tcp 502 1p 40b syn none`]);
    expect(lines(HANDSHAKE[1] as Uint8Array)).toEqual([`${A} ${B} tcp 502 1p 40b syn answered`]);
    expect(lines(BACK, TO)).toEqual([`${A} ${B} tcp 502 2p 82b port answered`]);
  });

  test('is sure once the SYN is seen, and then also where the port is no service’s', () => {
    expect(lines(BACK, ...HANDSHAKE)).toEqual([`${A} ${B} tcp 502 4p 173b syn answered`]);
    const odd = [ipv4(A, B, 6, tcp(2000, 60000, FLAGS.syn)), ipv4(B, A, 6, tcp(60000, 2000, FLAGS.ack, 1))];
    expect(lines(...odd)).toEqual([`${A} ${B} tcp 60000 2p 81b syn answered`]);
  });

  test('is unsure between ports of no service: the lower is taken; and either where both use one', () => {
    expect(lines(ipv4(A, B, 6, tcp(49999, 51000, FLAGS.ack)))).toEqual([`${B} ${A} tcp 49999 1p 40b unsure answered`]);
    expect(lines(ipv4(A, B, 17, udp(2222, 2222)), ipv4(B, A, 17, udp(2222, 2222)))).toEqual([
      `${A} ${B} udp 2222 2p 56b either answered`,
    ]);
  });

  test('of an echo is who asked, also where only the answer was seen; errors and neighbour discovery are no conversations', () => {
    expect(lines(ipv4(B, A, 1, icmp(0)))).toEqual([`${A} ${B} icmp 8 1p 28b syn answered`]);
    expect(lines(ipv6(B6, A6, 58, icmp(129)))).toEqual(['fd00::1 fd00::2 icmpv6 128 1p 48b syn answered']);
    const quiet = read(pcap(frames(ipv4(A, B, 1, icmp(3)), ipv6(A6, B6, 58, icmp(135)))));
    expect([quiet.conversations, quiet.passed.icmp]).toEqual([[], 2]);
  });

  test('of what goes to a group is the sender', () => {
    expect(lines(ipv4(A, '239.1.1.1', 17, udp(161, 50000)))).toEqual([`${A} 239.1.1.1 udp 50000 1p 28b syn none`]);
  });
});

describe('what came back', () => {
  test('is a refusal, nothing, or an answer; who goes on with an ACK has had one', () => {
    const [syn] = HANDSHAKE as [Uint8Array];
    const rst = ipv4(B, A, 6, tcp(502, 50000, FLAGS.rst));
    expect(read(pcap(frames(syn, rst))).conversations[0]?.reply).toBe('refused');
    expect(read(pcap(frames(syn, syn))).conversations[0]?.reply).toBe('none');
    expect(read(pcap(frames(syn, ipv4(A, B, 6, tcp(50000, 502, FLAGS.ack))))).conversations[0]?.reply).toBe('answered');
  });
});

describe('pieces and headers', () => {
  test('of a packet count to the conversation of its first; without that they are passed over', () => {
    const whole = udp(50000, 161, 100);
    const first = ipv4(A, B, 17, whole.slice(0, 48), { id: 7, more: true });
    const second = ipv4(A, B, 17, whole.slice(48), { id: 7, offset: 6 });
    expect(lines(first, second)).toEqual([`${A} ${B} udp 161 2p 148b port none`]);
    expect(read(pcap(frames(second))).passed.fragments).toBe(1);
    const six = [
      ipv6(A6, B6, 44, fragment6(17, 9, 0, true, whole.slice(0, 48))),
      ipv6(A6, B6, 44, fragment6(17, 9, 6, false, whole.slice(48))),
    ];
    expect(lines(...six)).toEqual(['fd00::1 fd00::2 udp 161 2p 204b port none']);
  });

  test('of IPv6 are passed to what they carry', () => {
    const carried = extension(43, extension(60, extension(6, tcp(50000, 502, FLAGS.syn))));
    expect(lines(ipv6(A6, B6, 0, carried))).toEqual(['fd00::1 fd00::2 tcp 502 1p 84b syn none']);
    expect(lines(ipv6(A6, B6, 59, new Uint8Array(4)))).toEqual([]);
  });

  test('of other protocols are known by their number, and both ends may have begun', () => {
    expect(lines(ipv4(A, B, 47, bytes(0, 0)), ipv4(B, A, 47, bytes(0, 0)))).toEqual([
      `${A} ${B} ip 47 2p 44b either answered`,
    ]);
  });

  test('that contradict themselves, and frames of no IP, are counted and make nothing', () => {
    const { conversations, passed } = read(
      pcap([
        ...frames(ipv4(A, B, 6, bytes(1, 2)), ipv4(A, B, 58, icmp(128))),
        { data: bytes(new Uint8Array(12), 8, 6, 1), time: T },
        { data: bytes(new Uint8Array(12), 8, 0, 0x41, 1), time: T },
        { data: new Uint8Array(3), time: T },
      ]),
    );
    expect(conversations).toEqual([]);
    expect(passed).toMatchObject({ otherFrames: 1, malformed: 4 });
  });
});

test('a conversation that falls silent for more than a quarter of an hour goes on in another row, whatever the order of packets', () => {
  const at = (minutes: number): Frame => ({
    ...(frames(HANDSHAKE[2] as Uint8Array)[0] as Frame),
    time: T + minutes * 60_000,
  });
  const minutes = [0, 10, 20, 40, 50, 200];
  fc.assert(
    fc.property(fc.shuffledSubarray(minutes, { minLength: minutes.length }), (order) => {
      const { conversations } = read(pcap(order.map(at)));
      expect(conversations.map((c) => [(c.first - T) / 60_000, (c.last - T) / 60_000, c.packets])).toEqual([
        [0, 20, 3],
        [40, 50, 2],
        [200, 200, 1],
      ]);
    }),
  );
});

describe('a file that is', () => {
  const whole = [pcap(frames(...HANDSHAKE, V6)), pcapng(frames(...HANDSHAKE, V6))];

  test('cut anywhere is read up to there, with a warning unless the cut is between packets', () => {
    fc.assert(
      fc.property(fc.constantFrom(...whole), fc.nat(), (file, at) => {
        const cut = at % file.length;
        const { conversations, warnings, frames: count } = read(file.slice(0, cut));
        expect(conversations.reduce((n, c) => n + c.packets, 0)).toBe(count);
        expect(warnings.length).toBeLessThanOrEqual(1);
        if (warnings.length === 0) expect(read(file.slice(0, cut + 1)).frames).toBe(count);
      }),
    );
    const [file] = whole as [Uint8Array];
    expect(read(file.slice(0, -1)).warnings[0]).toMatch(
      /^It ends within a packet, at byte \d+: what was before it counts\.$/,
    );
  });

  test('broken in the middle is read up to there, and says where', () => {
    const [first] = whole as [Uint8Array];
    const broken = bytes(first.slice(0, 24 + 16 + 54), new Uint8Array(64).fill(0xff));
    const { frames: count, warnings } = read(broken);
    expect(count).toBe(1);
    expect(warnings).toEqual(['It is broken at byte 94: a packet of 4294967295 bytes. What was before it counts.']);
  });

  test('of no known kind or link says so', () => {
    expect(read(new Uint8Array(100)).warnings).toEqual(['It is no capture: it begins like neither pcap nor pcapng.']);
    expect(read(new Uint8Array(0)).warnings).toEqual(['It is empty.']);
    expect(read(pcap(frames(...HANDSHAKE), { link: 147 })).warnings).toEqual([
      'Its link type 147 is not known: packets of it are passed over.',
    ]);
  });

  test('any bytes at all is read without failing, also where it begins like a capture', () => {
    const noise = fc.uint8Array({ maxLength: 600 });
    fc.assert(
      fc.property(fc.constantFrom(...whole), fc.nat(), noise, fc.boolean(), (file, at, more, replaced) => {
        const from = at % file.length;
        const rest = replaced ? file.slice(Math.min(file.length, from + more.length)) : file.slice(from);
        for (const odd of [more, bytes(file.slice(0, from), more, rest)]) {
          const { conversations } = read(odd);
          for (const c of conversations) expect(c.last).toBeGreaterThanOrEqual(c.first);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a capture with every byte changed in turn is read without failing', () => {
    for (const file of whole)
      for (let at = 0; at < file.length; at++)
        for (const value of [0, 0xff, 0x7f]) {
          const changed = file.slice();
          changed[at] = value;
          read(changed);
        }
  });
});
