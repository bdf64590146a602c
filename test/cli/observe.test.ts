/** `bulkhead observe` as a user runs it: captures and logs in, conversations out, and how they compare with the policy. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FLAGS, type Frame, ipv4, LINKS, pcap, pcapng, tcp } from '../../language/observe/capture/frames.fixture.ts';
import { answerOf, bulkhead, folderOf, NOW, PLANT, ROOT } from './bulkhead.ts';

const HEAD = 'source,target,protocol,port,first,last,packets,bytes,direction,reply,services\n';
const T = Date.UTC(2026, 10, 20, 8);
const on = (packet: Uint8Array, i: number): Frame => ({ data: LINKS[1]?.(packet) as Uint8Array, time: T + i });
const [HMI, PLC] = ['10.30.0.11', '10.41.0.10'];
const FRAMES = [
  ipv4(HMI, PLC, 6, tcp(50000, 502, FLAGS.syn)),
  ipv4(PLC, HMI, 6, tcp(502, 50000, FLAGS.synAck)),
  ipv4(HMI, PLC, 6, tcp(50001, 22, FLAGS.syn)),
].map(on);
const ROWS = `10.30.0.11,10.41.0.10,tcp,22,2026-11-20T08:00:00.002Z,2026-11-20T08:00:00.002Z,1,40,syn,none,ssh
10.30.0.11,10.41.0.10,tcp,502,2026-11-20T08:00:00.000Z,2026-11-20T08:00:00.001Z,2,80,syn,answered,modbus-tcp
`;
const FLOWS = `# capture 2026-11-20T08:00:00.000Z 2026-11-20T08:00:00.002Z\n${HEAD}${ROWS}`;

interface Compared {
  readonly rows: { readonly all: number; readonly permitted: number; readonly notPermitted: number };
  readonly notPermitted: readonly {
    readonly source: { readonly assets: readonly string[]; readonly addresses: readonly string[] };
    readonly services: readonly { readonly number: number }[];
    readonly reason: string;
  }[];
  readonly unknownHosts: readonly { readonly address: string }[];
  readonly neverSeen: readonly unknown[];
  readonly hits: readonly { readonly packets: number }[];
}

describe('bulkhead observe', () => {
  it('writes the conversations of captures of either kind, gzipped or not, from files and from standard input', () => {
    const folder = folderOf({
      'a.pcap': pcap(FRAMES),
      'b.pcapng': pcapng(FRAMES),
      'c.pcap.gz': gzipSync(pcap(FRAMES)),
    });
    for (const file of ['a.pcap', 'b.pcapng', 'c.pcap.gz'])
      expect(bulkhead(['observe', file], { cwd: folder })).toMatchObject({
        code: 0,
        out: FLOWS,
        err: '2 conversations in 1 file.\n',
      });
    expect(bulkhead(['observe', '-'], { cwd: folder, input: pcap(FRAMES) }).out).toBe(FLOWS);
  });

  it('adds several files up, and reads its own output', () => {
    const folder = folderOf({ 'a.pcap': pcap(FRAMES), 'b.pcapng': pcapng(FRAMES) });
    expect(bulkhead(['observe', 'a.pcap', 'b.pcapng', '-o', 'f.csv'], { cwd: folder }).code).toBe(0);
    const text = readFileSync(join(folder, 'f.csv'), 'utf8');
    expect(text).toContain(',4,160,syn,answered,modbus-tcp');
    expect(bulkhead(['observe', 'f.csv'], { cwd: folder }).out).toBe(text);
  });

  it('reads a cut capture, and a gzip that is cut, up to there and says so', () => {
    const whole = pcap(FRAMES);
    const zipped = gzipSync(pcap(Array.from({ length: 3000 }, (_, i) => FRAMES[i % 3] as Frame)));
    const folder = folderOf({ 'a.pcap': whole.slice(0, -10), 'b.pcap.gz': zipped.subarray(0, zipped.length - 20) });
    const cut = bulkhead(['observe', 'a.pcap'], { cwd: folder });
    expect(cut.out).toContain('modbus-tcp');
    expect(cut.err).toContain('warning: a.pcap: It ends within a packet, at byte 164: what was before it counts.');
    const broken = bulkhead(['observe', 'b.pcap.gz'], { cwd: folder });
    expect(broken.err).toContain('Its gzip is cut off or broken');
    expect(broken.out).toContain('modbus-tcp');
  });

  it('ends with code 2 where it is asked for nothing, or a file is not there', () => {
    expect(bulkhead(['observe'])).toMatchObject({ code: 2 });
    expect(bulkhead(['observe', 'nowhere.pcap'])).toMatchObject({ code: 2 });
    expect(bulkhead(['observe', '/'])).toMatchObject({ code: 2 });
    expect(bulkhead(['observe', '--check', '--policy', 'examples/cascadia'])).toMatchObject({ code: 2 });
  });

  it('says which lines of a log cannot be read', () => {
    const folder = folderOf({ 'f.csv': `${HEAD}${'x\n'.repeat(9)}${ROWS}` });
    const { err, out } = bulkhead(['observe', 'f.csv'], { cwd: folder });
    expect(err).toContain('warning: f.csv:2: source "x" is no address.');
    expect(err).toContain('warning: f.csv: 6 more lines cannot be read.');
    expect(out).toContain('modbus-tcp');
  });
});

describe('bulkhead observe --check', () => {
  it('compares a capture with the policy', () => {
    const folder = folderOf({ 'plant.seg': PLANT, 'a.pcap': pcap(FRAMES) });
    const { out, code } = bulkhead(['observe', '--check', 'a.pcap', '--now', NOW], { cwd: folder });
    expect(out).toContain('warning observed-not-permitted');
    expect(out).toContain('HMI-1 opened ssh (tcp 22) to PLC-301');
    expect(out).toContain('fix: Permit it in conduit KilnSupervision: allow hmi -> plc : ssh');
    expect(out).toContain('2 conversations in 0 seconds of capture: 1 permitted, 1 not permitted');
    expect(code).toBe(0);
    const args = ['observe', '--check', 'a.pcap', '--now', NOW];
    expect(bulkhead([...args, '--fail-on', 'warning'], { cwd: folder }).code).toBe(1);
  });

  it('answers as its schema says', () => {
    const folder = folderOf({ 'plant.seg': PLANT, 'a.pcap': pcap(FRAMES) });
    const { out } = bulkhead(['observe', '--check', 'a.pcap', '--format', 'json', '--now', NOW], { cwd: folder });
    const answer = answerOf<Compared>('observe', out);
    expect(answer.rows).toMatchObject({ all: 2, permitted: 1, notPermitted: 1 });
    expect(answer.notPermitted.map((n) => [n.source.assets, n.services.map((s) => s.number)])).toEqual([
      [['Supervisory.HMI-1'], [22]],
    ]);
    expect(answer.hits).toMatchObject([{ packets: 2 }]);
  });

  it('and check read what observed of bulkhead.json names', () => {
    const folder = folderOf({
      'plant.seg': PLANT,
      'bulkhead.json': '{ "observed": ["seen/*.csv"] }',
      'seen/monday.csv': `${FLOWS}nonsense\n`,
    });
    for (const args of [['observe', '--check'], ['check']]) {
      const { out } = bulkhead([...args, '--now', NOW], { cwd: folder });
      expect(out).toContain('observed-not-permitted');
      expect(out).toContain('in seen/monday.csv');
      expect(out).toContain('seen/monday.csv:5:1 warning flow-file');
    }
    const none = folderOf({ 'plant.seg': PLANT, 'bulkhead.json': '{ "observed": ["seen/*.csv"] }' });
    expect(bulkhead(['check', '--now', NOW], { cwd: none }).out).toContain('no such .csv file is there');
  });

  it('lets an ignore speak for what was observed, also where check has no flow files', () => {
    const ignored = PLANT.replace(
      'conduit KilnSupervision',
      '// bulkhead-ignore observed-not-permitted: known, to be moved\nconduit KilnSupervision',
    );
    const folder = folderOf({ 'plant.seg': ignored, 'a.pcap': pcap(FRAMES) });
    const { out } = bulkhead(['observe', '--check', 'a.pcap', '--now', NOW], { cwd: folder });
    expect(out).not.toContain('observed-not-permitted');
    expect(bulkhead(['check', '--now', NOW], { cwd: folder }).out).not.toContain('ignore-useless');
  });

  const capture = join(ROOT, '..', 'shared', 'data', 'plant1', 'zeek', 'conn.log');
  it.skipIf(!existsSync(capture))('finds in a real plant the remote desktop from outside', () => {
    const folder = folderOf({
      'plant.seg': `zone Scada { level 2 network 141.81.0.0/28 asset SCADA : scada-server at 141.81.0.10 }
zone Cells { level 1 network 141.81.0.0/24 }
conduit Polling { between Scada and Cells allow scada-server -> Cells : modbus, s7, ethernet-ip because "polling" }
`,
    });
    const { out } = bulkhead(['observe', '--check', capture, '--format', 'json', '--now', NOW], { cwd: folder });
    const answer = answerOf<Compared>('observe', out);
    expect(
      answer.notPermitted.filter((n) => n.reason === 'no zone').map((n) => [n.source.addresses, n.services[0]?.number]),
    ).toEqual([[['192.168.113.4'], 3389]]);
    expect(answer.unknownHosts.length).toBeGreaterThan(20);
  });
});
