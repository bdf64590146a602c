/** Captures and logs of real plants: what is read from the packets is what Zeek read from them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../model/addresses.ts';
import { loadPolicy } from '../../pipeline.ts';
import type { Conversation } from '../conversation.ts';
import { Observation } from './index.ts';

const DATA = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data');
const PLANT = join(DATA, 'plant1');
const PROTOCOLS = join(DATA, 'protocol-pcaps');
const BASELINES = join(DATA, 'icsnpp-conn-baselines');

async function read(files: readonly string[], change: (text: string) => string = (t) => t) {
  const observation = new Observation((await loadPolicy([])).policy);
  const reports = files.map((path) => {
    const source = observation.source();
    const bytes = readFileSync(path);
    const all = path.endsWith('.log') ? new TextEncoder().encode(change(bytes.toString('utf8'))) : bytes;
    for (let at = 0; at < all.length; at += 1 << 16) source.push(all.subarray(at, at + (1 << 16)));
    return source.end();
  });
  return { reports, conversations: observation.conversations(), passed: observation.passed };
}

const key = (c: Conversation) => `${formatAddress(c.source)} ${formatAddress(c.target)} ${c.protocol} ${c.port}`;
const sizes = (list: readonly Conversation[]) =>
  new Map(list.map((c) => [key(c), `${c.packets} packets, ${c.bytes} bytes`]));

describe('a real plant with a SCADA server and 25 controllers', () => {
  test.skipIf(!existsSync(PLANT)).each([
    ['ModbusTCP_ModbusTCP.pcap', 502, 13],
    ['Plant1_S7comm.pcap', 102, 12],
    ['EthernetIP_EthernetIP-CIP.pcap', 44818, 4],
  ])('has in %s the conversations of its Zeek log, to the packet and byte', async (file, port, count) => {
    const seen = await read([join(PLANT, file)]);
    const logged = await read([join(PLANT, 'zeek', 'conn.log')]);
    expect(seen.reports[0]?.warnings).toEqual([]);
    expect(logged.reports[0]?.problems).toEqual([]);
    const ofPort = (list: readonly Conversation[]) => list.filter((c) => c.port === port && c.protocol === 'tcp');
    expect(ofPort(seen.conversations)).toHaveLength(count);
    expect(sizes(ofPort(seen.conversations))).toEqual(sizes(ofPort(logged.conversations)));
    for (const c of ofPort(seen.conversations)) expect(formatAddress(c.source)).toBe('141.81.0.10');
  });

  test.skipIf(!existsSync(PLANT))(
    'has a log of answers alone, of which every conversation is one of the capture',
    async () => {
      const { conversations, reports } = await read([join(PLANT, 'Plant1_ModbusTCP.conn.log')]);
      const seen = await read([join(PLANT, 'ModbusTCP_ModbusTCP.pcap')]);
      expect(reports[0]?.problems).toEqual([]);
      const known = new Set(seen.conversations.map(key));
      expect(conversations.filter((c) => !known.has(key(c)))).toEqual([]);
      expect(conversations.length).toBeGreaterThan(10);
    },
  );
});

describe('captures of many protocols', () => {
  const files = existsSync(PROTOCOLS) ? readdirSync(PROTOCOLS).filter((f) => f.endsWith('.pcap')) : ['(absent)'];
  test.skipIf(!existsSync(PROTOCOLS)).each(files)('%s is read to its end', async (file) => {
    const { reports, passed, conversations } = await read([join(PROTOCOLS, file)]);
    const [report] = reports;
    expect(report?.warnings).toEqual([]);
    const counted = conversations.reduce((n, c) => n + c.packets, 0);
    const left = passed.otherFrames + passed.malformed + passed.fragments + passed.icmp;
    expect(counted + left).toBeGreaterThanOrEqual((report?.frames ?? 0) * 0.999);
  });
});

describe('logs that Zeek writes today, of industrial protocols', () => {
  const files = existsSync(BASELINES) ? readdirSync(BASELINES).filter((f) => f.endsWith('.conn.log')) : ['(absent)'];
  test.skipIf(!existsSync(BASELINES)).each(files)('%s is read, or said to have no header', async (file) => {
    // The published baselines have their times blanked out.
    const { reports, conversations } = await read([join(BASELINES, file)], (t) =>
      t.replace(/^X+\.X+/gm, '1700000000.5'),
    );
    const [report] = reports;
    if (/profinet|hart/.test(file)) expect([conversations, report?.problemCount]).toEqual([[], 1]);
    else expect([report?.problems, conversations.length > 0]).toEqual([[], true]);
  });

  test.skipIf(!existsSync(BASELINES))('say by their analyser what a conversation is', async () => {
    const services = async (name: string) =>
      (await read([join(BASELINES, name)], (t) => t.replace(/^X+\.X+/gm, '1700000000.5'))).conversations.flatMap(
        (c) => c.services,
      );
    expect(await services('dnp3-analyzer.basic.conn.log')).toContain('dnp3');
    expect(await services('modbus-analyzer.basic.conn.log')).toContain('modbus-tcp');
    expect(await services('s7comm-analyzer.snap7.conn.log')).toContain('s7comm');
  });
});
