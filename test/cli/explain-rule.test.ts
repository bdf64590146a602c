import { describe, expect, it } from 'vitest';
import { answerOf, bulkhead, folderOf, NOW } from './bulkhead.ts';

interface Answer {
  readonly rules: readonly {
    readonly rule: string;
    readonly places: readonly { within: string; file: string; line: number; text?: string }[];
    readonly firewalls: readonly {
      firewall: string;
      entries: readonly { crossing: string; services: unknown[]; answered: boolean }[];
    }[];
  }[];
}

const explain = (...args: readonly string[]) =>
  bulkhead(['explain-rule', ...args, '--policy', 'examples/cascadia', '--now', NOW]);
const rulesOf = (...args: readonly string[]) =>
  answerOf<Answer>('explain-rule', explain(...args, '--format', 'json').out).rules;

describe('bulkhead explain-rule', () => {
  it('leads from the line of a log to the rule, its place and its firewall', () => {
    const rules = bulkhead([
      'compile',
      'examples/cascadia',
      '--now',
      NOW,
      '--target',
      'nftables',
      '--firewall',
      'FW-3',
    ]).out;
    const id = /log prefix "bulkhead allow ([a-z2-7]+) "/.exec(rules)?.[1] as string;
    const [found, ...others] = rulesOf(
      `[ 123.4] bulkhead allow ${id} IN=port2 OUT=port3 SRC=10.30.0.40 DST=10.41.0.10`,
    );
    expect(others).toEqual([]);
    expect(found?.rule).toBe(id);
    expect(found?.places[0]).toMatchObject({ within: 'conduit KilnSupervision', file: 'conduits.seg' });
    expect(found?.places[0]?.text).toContain('ENG-1 -> plc');
    expect(found?.firewalls.map((f) => f.firewall)).toEqual(['FW-3']);
    expect(found?.firewalls[0]?.entries[0]).toMatchObject({
      crossing: 'Plant.Supervisory to Plant.Kiln (port2 -> port3)',
      answered: true,
    });
    const { out, code } = explain(id);
    expect(out).toMatch(new RegExp(`^${id} {2}allow$`, 'm'));
    expect(out).toContain('conduits.seg');
    expect(out).toContain('from 10.30.0.40');
    expect(out).toContain('logged');
    expect(code).toBe(0);
  });

  it('reads every id of a merged entry, and ids that were longer or shorter once', () => {
    const all = answerOf<{ rules: readonly { id: string }[] }>(
      'model',
      bulkhead(['model', '--policy', 'examples/cascadia', '--now', NOW]).out,
    ).rules;
    const [a, b] = all.map((r) => r.id) as [string, string];
    expect(rulesOf(`${a}+${b}`).map((r) => r.rule)).toEqual([a, b]);
    expect(rulesOf(`${a}xy`).map((r) => r.rule)).toEqual([a]);
  });

  it('explains a zone that is open inside, where a firewall enforces it', () => {
    const folder = folderOf({
      'p.seg': `zone Z { network 10.0.0.0/24 enforced by FW  asset a : plc at 10.0.0.1  asset b : plc at 10.0.0.2 }
        firewall FW { fails closed }`,
    });
    const text = bulkhead(['compile', folder, '--target', 'nftables']).out;
    const id = /comment "([a-z2-7]{6}) zone Z/.exec(text)?.[1] as string;
    const { out } = bulkhead(['explain-rule', id], { cwd: folder });
    expect(out).toContain(`${'p.seg'}:1  zone Z`);
    expect(out).toContain('on FW: inside Z');
  });

  it('says so where no rule has the id', () => {
    const { code, err } = explain('zzzzzz');
    expect(err).toContain('No rule of this policy');
    expect(err).toContain('version');
    expect(code).toBe(1);
  });
});
