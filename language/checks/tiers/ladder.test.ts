/** Each tier is kept from a policy by each of its tests, and reached without them. */
import { describe, expect, test } from 'vitest';
import { loadPolicy } from '../../pipeline.ts';
import type { ChecksConfiguration } from '../check.ts';
import { NOW } from '../fixture.ts';
import { checkNamed, DEFAULT_CHECKS } from '../index.ts';
import { ladderOf } from './ladder.ts';
import { TIERS } from './tiers.ts';

async function climbed(text: string, configuration: ChecksConfiguration = DEFAULT_CHECKS) {
  const { policy, findings } = await loadPolicy([{ path: 'plant.seg', text }]);
  const { reached, next, blockers } = ladderOf(policy, { now: NOW, configuration, meaning: findings });
  const told = blockers.map((b) => `${b.place.line + 1} ${b.by}${b.ignored ? ' ignored' : ''}`);
  return { tier: reached.tier, next: next?.tier, told, blockers };
}

/** Office, DMZ, supervision and a cell, each behind a firewall; the cell micro-segmented. */
const PLANT = `zone Enterprise { level 4  kind business  sl-t 1  network 10.10.0.0/24
  asset MES-1 : mes-server at 10.10.0.20 }
zone IDMZ { level 3.5  kind dmz  sl-t 2  network 10.20.0.0/24
  asset HIST-DMZ : historian at 10.20.0.20 }
zone Supervisory { level 2  kind control  sl-t 2  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11 { criticality medium } }
zone Cell { level 1  kind control  sl-t 2  network 10.41.0.0/24  microsegmented  enforced by FW
  asset PLC-1 : plc at 10.41.0.10
  asset PLC-2 : plc at 10.41.0.11
  allow PLC-1 -> PLC-2 : modbus because "interlock" }
conduit Reports { between Enterprise and IDMZ  sl-t 2  allow MES-1 -> HIST-DMZ : https because "reports" }
conduit Control { between Supervisory and Cell  sl-t 2  allow hmi -> plc : modbus because "control" }
firewall FW {
  interface "1" to Enterprise  interface "2" to IDMZ  interface "3" to Supervisory  interface "4" to Cell
  fails closed }
`;

describe('the ladder', () => {
  test('ends at the top for a policy in which nothing of any table is found', async () => {
    expect(await climbed(PLANT)).toEqual({ tier: 4, next: undefined, told: [], blockers: [] });
  });

  test('is at its foot for one flat network, and for no policy at all', async () => {
    expect(await climbed('zone Plant { network 10.0.0.0/24  asset P : plc at 10.0.0.1 }')).toMatchObject({
      tier: 0,
      next: 1,
      told: ['1 boundary-not-drawn', '1 boundary-not-drawn', '1 zone-unplaced'],
    });
    expect((await climbed('')).tier).toBe(0);
  });

  test.each<[string, string, string, number, string]>([
    ['a firewall between business and OT', 'interface "1" to Enterprise  ', '', 0, '5 boundary-open'],
    [
      'no way past the DMZ',
      'between Enterprise and IDMZ',
      'between Enterprise, IDMZ and Supervisory',
      0,
      '11 dmz-bypassed',
    ],
    ['no level left out', 'level 2  kind control  sl-t 2', 'sl-t 2', 0, '5 zone-unplaced'],
    [
      'names that mean something',
      'because "interlock"',
      'because "interlock" }\nconduit X { between Cell and Nowhere',
      0,
      '11 reference',
    ],
    ['no rule from anywhere', 'allow hmi -> plc', 'allow any -> plc', 1, '12 any-source'],
    ['no open neighbours of what is worth most', '  microsegmented  enforced by FW', '', 2, '7 needs-isolation'],
    ['something that enforces the inside', '  enforced by FW', '', 2, '7 needs-isolation'],
    [
      'no open inside anywhere in OT',
      '{ criticality medium } }',
      '{ criticality medium }\n  asset HMI-2 : hmi at 10.30.0.12 { criticality low } }',
      3,
      '5 open-inside',
    ],
  ])('asks for %s', async (_, old, fresh, tier, blocker) => {
    expect(PLANT).toContain(old);
    const { tier: reached, told } = await climbed(PLANT.replace(old, fresh));
    expect(told).toContain(blocker);
    expect(reached).toBe(tier);
  });

  test('asks for something that parts the zones of OT from each other', async () => {
    const shared = PLANT.replace('zone Supervisory', 'zone Plant { zone Supervisory')
      .replace('because "interlock" }', 'because "interlock" } }')
      .replace('interface "3" to Supervisory  interface "4" to Cell', 'interface "3" to Plant');
    expect(await climbed(shared)).toMatchObject({ tier: 1, told: ['7 unenforceable'] });
  });

  test('counts exposure to code execution and third-party access as need', async () => {
    const open = (more: string, rest = '') =>
      climbed(
        PLANT.replace(
          '{ criticality medium } }',
          `{ criticality low  ${more} }\n  asset HMI-2 : hmi at 10.30.0.12 { criticality low } }`,
        ) + rest,
      );
    expect((await open('')).told).toEqual(['5 open-inside']);
    expect((await open('exposure "CVE-1" code-execution')).told).toEqual(['5 needs-isolation']);
    const access = `access V { vendor "V"  allow HIST-DMZ -> HMI-1 : ssh  from 2026-11-01 until 2026-12-01 }
conduit In { between IDMZ and Supervisory  sl-t 2 }`;
    expect((await open('', access)).blockers.map((b) => b.message).join()).toContain('HMI-1 (third-party access)');
  });

  test('is climbed by no setting and no ignore, and says what was ignored', async () => {
    const wide = PLANT.replace(
      '  allow hmi -> plc',
      '\n  // bulkhead-ignore any-source: known\n  allow any -> plc',
    ).replace('Control { between', 'Control {\n between');
    const off = { ...DEFAULT_CHECKS, severities: { 'any-source': 'off' } as const };
    expect(await climbed(wide)).toMatchObject({
      tier: 1,
      told: expect.arrayContaining([expect.stringMatching(/any-source ignored$/)]),
    });
    expect((await climbed(wide.replace(/\n.*bulkhead-ignore.*/, ''), off)).told.join()).toContain('any-source');
  });

  test('names checks that exist, and conditions that are no checks', () => {
    for (const { checks, conditions } of TIERS) {
      expect(checks.filter((c) => checkNamed(c.name) === undefined).map((c) => c.name)).toEqual([]);
      expect(conditions.filter((c) => checkNamed(c.name) !== undefined)).toEqual([]);
    }
    expect(TIERS.map((t) => t.tier)).toEqual([0, 1, 2, 3, 4]);
  });
});
