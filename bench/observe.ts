/**
 * Measures how fast a capture of small OT frames is read, in a process of its own, and prints it as JSON: `node bench/observe.ts [PACKETS]`.
 * Packets a second of processor time, on one core; memory in megabytes. The frames are those of a SCADA server that polls 200 controllers
 * and of stations that look at it, with VLAN tags; they pass through as the bytes of a file do, a megabyte at a time.
 */

import { Observation } from '../language/observe/capture/index.ts';
import { loadPolicy } from '../language/pipeline.ts';

const PACKETS = Number(process.argv[2] ?? 10_000_000);
const BLOCK = 40_000;
const CHUNK = 1 << 20;

/** One Ethernet frame with a VLAN tag, IPv4 and TCP, and `data` bytes behind. */
function frame(from: number, to: number, sport: number, dport: number, data: number): Uint8Array {
  const bytes = new Uint8Array(18 + 40 + data);
  const view = new DataView(bytes.buffer);
  view.setUint16(12, 0x8100);
  view.setUint16(16, 0x0800);
  view.setUint8(18, 0x45);
  view.setUint16(20, 40 + data);
  view.setUint8(27, 6);
  view.setUint32(30, from);
  view.setUint32(34, to);
  view.setUint16(38, sport);
  view.setUint16(40, dport);
  view.setUint8(51, 0x18);
  return bytes;
}

/** Records of a pcap file: polls and answers in turn. */
function block(): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let i = 0; i < BLOCK; i++) {
    const plc = 0x0a290000 + ((i >> 1) % 200);
    const station = 0x0a1e0000 + (i % 20);
    const [a, b, sport] =
      i % 10 === 0 ? [station, 0x0a1e0063, 4000 + (i % 500)] : [0x0a1e0063, plc, 50_000 + (i % 400)];
    const bytes =
      i % 2 === 0 ? frame(a, b, sport, i % 10 === 0 ? 4840 : 502, 12) : frame(b, a, 502, sport, 20 + (i % 60));
    const head = new DataView(new ArrayBuffer(16));
    head.setUint32(0, 1_900_000_000 + Math.floor(i / 1000), true);
    head.setUint32(4, (i % 1000) * 1000, true);
    head.setUint32(8, bytes.length, true);
    head.setUint32(12, bytes.length, true);
    parts.push(new Uint8Array(head.buffer), bytes);
    size += 16 + bytes.length;
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return all;
}

const header = new DataView(new ArrayBuffer(24));
header.setUint32(0, 0xa1b2c3d4, true);
header.setUint32(16, 65535, true);
header.setUint32(20, 1, true);

const { policy } = await loadPolicy([]);
const observation = new Observation(policy);
const source = observation.source();
const records = block();
source.push(new Uint8Array(header.buffer));
const before = process.cpuUsage();
const rounds = Math.ceil(PACKETS / BLOCK);
for (let round = 0; round < rounds; round++)
  for (let at = 0; at < records.length; at += CHUNK)
    source.push(records.subarray(at, Math.min(at + CHUNK, records.length)));
const { frames } = source.end();
const { user, system } = process.cpuUsage(before);
const conversations = observation.conversations().length;
if (frames !== rounds * BLOCK || conversations < 200)
  throw new Error(`${frames} frames, ${conversations} conversations`);
console.log(
  JSON.stringify({
    ...{ frames, conversations, megabytes: (rounds * records.length) / 1e6 },
    perSecond: frames / ((user + system) / 1e6),
    memory: process.resourceUsage().maxRSS / 1024,
  }),
);
