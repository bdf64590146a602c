import { describe, expect, it } from 'vitest';
import { answerOf, bulkhead, folderOf, NOW, PLANT } from './bulkhead.ts';

const CASCADIA = ['--policy', 'examples/cascadia', '--now', NOW];
const json = <Answer>(schema: string, ...args: string[]): Answer =>
  answerOf<Answer>(schema, bulkhead([...args, ...CASCADIA, '--format', 'json']).out);

interface Explained {
  readonly allowed: boolean;
  readonly allowedBy: readonly { readonly rule: string; readonly file: string; readonly line: number }[];
  readonly deniedBy: readonly { readonly rule: string; readonly file: string; readonly line: number }[];
  readonly openZone: string | null;
  readonly firewalls: readonly string[];
  readonly reason: string;
}

describe('bulkhead explain', () => {
  const explain = (...args: string[]): Explained => json('explain', 'explain', ...args);

  it('names the rule that allows, and the firewalls on the way', () => {
    const answer = explain('HMI-1', 'PLC-301', 'modbus');
    expect(answer).toMatchObject({ allowed: true, reason: 'rule', openZone: null, firewalls: ['FW-3'], deniedBy: [] });
    expect(answer.allowedBy.map(({ file }) => file)).toEqual(['conduits.seg']);
  });

  it('names the rule that denies', () => {
    const answer = explain('HMI-2', 'PLC-301', 'modbus');
    expect(answer).toMatchObject({ allowed: false, reason: 'denied', allowedBy: [] });
    expect(answer.deniedBy).toHaveLength(1);
  });

  it('says what is missing where nothing speaks of the two', () => {
    expect(explain('HMI-1', 'PLC-301', 'ssh').reason).toBe('no rule');
    expect(explain('MES-1', 'PLC-301', 'modbus').reason).toBe('no conduit');
  });

  it('names the zone that both are in, without a firewall between them', () => {
    expect(explain('HMI-1', 'HIST-1', 'any')).toMatchObject({
      allowed: true,
      reason: 'open zone',
      openZone: 'Plant.Supervisory',
      firewalls: [],
    });
  });

  it('answers for one instant with --at', () => {
    const rdpAt = (time: string): boolean => explain('JUMP-1', 'ENG-1', 'tcp', '3389', '--at', time).allowed;
    expect(rdpAt('2031-03-04T07:59')).toBe(false);
    expect(rdpAt('2031-03-04T08:00')).toBe(true);
    expect(rdpAt('2031-03-04T17:00')).toBe(false);
  });

  it('says which part is permitted, and no times where one instant is asked about', () => {
    const text = (...args: string[]): string => bulkhead(['explain', ...args, ...CASCADIA]).out;
    expect(text('ENG-1', 'PLC-301', 's7comm')).toContain('Tue, Thu 08:00-12:00');
    expect(text('ENG-1', 'PLC-301', 's7comm', '--at', '2026-11-24T09:00')).not.toContain('2026-11-24');
    expect(text('HMI-1', 'PLC-301', 'tcp', '500-503')).toContain('a part of it is permitted: tcp 502');
  });

  it('names no firewall where a dual-homed asset is reached within an open zone', () => {
    const joined = PLANT.replace('at 10.30.0.11', 'at 10.30.0.11 also in Kiln at 10.41.0.11');
    const folder = folderOf({
      'plant.seg': `${joined}\nfirewall FW { interface a to Supervisory interface b to Kiln }\n`,
    });
    const { out } = bulkhead([
      'explain',
      'HMI-1',
      'PLC-301',
      'ssh',
      '--policy',
      folder,
      '--now',
      NOW,
      '--format',
      'json',
    ]);
    expect(answerOf<Explained>('explain', out)).toMatchObject({ openZone: 'Kiln', reason: 'open zone', firewalls: [] });
  });

  it('takes addresses, of assets and of nobody', () => {
    expect(explain('10.10.4.20', '10.20.0.20', 'https').allowed).toBe(true);
    expect(explain('10.10.99.99', 'HIST-DMZ', 'tcp', '443').allowed).toBe(true);
    expect(explain('10.41.0.77', 'HIST-DMZ', 'tcp', '443').allowed).toBe(false);
  });

  it('lists the assets that an ambiguous name could mean', () => {
    const twice = PLANT.replace('asset PLC-301', 'asset HMI-1 : hmi at 10.41.0.11\n  asset PLC-301');
    const { code, err } = bulkhead([
      'explain',
      'HMI-1',
      'PLC-301',
      'modbus',
      '--policy',
      folderOf({ 'plant.seg': twice }),
    ]);
    expect(err).toContain('Kiln.HMI-1 or Supervisory.HMI-1');
    expect(code).toBe(2);
  });
});

describe('bulkhead blast', () => {
  interface Blast {
    readonly asBuiltDiffers: boolean;
    readonly assets: readonly {
      readonly id: string;
      readonly direct: readonly string[];
      readonly blast: readonly string[];
      readonly exposure: readonly string[];
    }[];
    readonly witness: readonly {
      readonly target: string;
      readonly path: readonly { readonly from: string; readonly to: string }[];
    }[];
  }

  it('shows a path to each asset that falls, without a gap', () => {
    const { assets, witness } = json<Blast>('blast', 'blast', 'JUMP-1');
    expect(assets[0]?.blast).toHaveLength(7);
    expect(witness.map(({ target }) => target)).toEqual(assets[0]?.blast);
    for (const { target, path } of witness) {
      expect(path[0]?.from).toBe('IDMZ.JUMP-1');
      expect(path.at(-1)?.to).toBe(target);
      expect(path.slice(1).map(({ from }) => from)).toEqual(path.slice(0, -1).map(({ to }) => to));
    }
  });

  it('names what the blast hangs on', () => {
    const { chokePoints } = json<{ chokePoints: readonly Record<string, unknown>[] }>('blast', 'blast', 'JUMP-1');
    expect(chokePoints).toContainEqual(expect.objectContaining({ asset: 'Plant.Supervisory.ENG-1' }));
    expect(chokePoints).toContainEqual(expect.objectContaining({ file: 'access.seg' }));
  });

  it('lists every asset, and exposure is blast seen from the other end', () => {
    const { assets } = json<Blast>('blast', 'blast', '--all');
    expect(assets).toHaveLength(10);
    for (const one of assets) {
      const from = assets.filter(({ blast }) => blast.includes(one.id)).map(({ id }) => id);
      expect(one.exposure, one.id).toEqual(from);
      expect(one.direct.every((id) => one.blast.includes(id))).toBe(true);
    }
  });

  it('says that more is open on the wire where no firewall parts two zones', () => {
    const apart = `${PLANT}\nzone Island { level 1 kind control sl-t 2 network 10.60.0.0/24 asset IS-1 : plc at 10.60.0.5 }
firewall FW { platform nftables interface a to Supervisory interface b to Kiln fails closed }\n`;
    const folder = folderOf({ 'plant.seg': apart });
    const run = (...args: string[]): Blast =>
      answerOf('blast', bulkhead(['blast', 'IS-1', '--policy', folder, '--now', NOW, '--format', 'json', ...args]).out);
    expect(run()).toMatchObject({ asBuiltDiffers: true, assets: [{ blast: [] }] });
    expect(run('--as-built').assets[0]?.blast).toEqual(['Kiln.PLC-301', 'Supervisory.HMI-1']);
    expect(json<Blast>('blast', 'blast', 'JUMP-1').asBuiltDiffers).toBe(false);
  });
});

describe('bulkhead expect', () => {
  it('passes on the example, and ends with code 1 where one fails, with the path', () => {
    expect(bulkhead(['expect', ...CASCADIA]).code).toBe(0);
    const folder = folderOf({ 'plant.seg': `${PLANT}\nexpect Supervisory cannot reach Kiln\n` });
    const { code, out } = bulkhead(['expect', '--policy', folder, '--format', 'json', '--now', NOW]);
    expect(code).toBe(1);
    const { expectations } = answerOf<{ expectations: { passed: boolean; witness: unknown }[] }>('expect', out);
    expect(expectations.map(({ passed }) => passed)).toEqual([true, false]);
    expect(expectations[1]?.witness).toMatchObject([
      { from: 'Supervisory.HMI-1', to: 'Kiln.PLC-301', by: { file: 'plant.seg', line: 22 } },
    ]);
  });
});

describe('bulkhead query matrix', () => {
  interface Matrix {
    readonly permissions: readonly {
      readonly source: string;
      readonly target: string;
      readonly services: readonly Record<string, unknown>[];
      readonly timed: boolean;
    }[];
  }

  it('has one entry a pair, sorted, with services in lowest terms', () => {
    const { permissions } = json<Matrix>('query-matrix', 'query', 'matrix');
    const pairs = permissions.map(({ source, target }) => `${source} ${target}`);
    expect(pairs).toEqual([...new Set(pairs)].sort());
    expect(permissions).toContainEqual({
      source: 'Enterprise.MES-1',
      target: 'IDMZ.HIST-DMZ',
      services: [{ proto: 'tcp', from: 443, to: 443 }],
      timed: false,
    });
    expect(permissions).toContainEqual({
      source: 'IDMZ.HIST-DMZ',
      target: 'IDMZ.JUMP-1',
      services: [{ proto: 'any' }],
      timed: false,
    });
    expect(
      permissions.find(({ source, target }) => source === 'IDMZ.JUMP-1' && target === 'Plant.Supervisory.ENG-1')?.timed,
    ).toBe(true);
  });
});

describe('bulkhead model', () => {
  it.each(['cascadia', 'wind-plant', 'wind-plant-hardened', 'grfics'])(
    'prints examples/%s as its schema says',
    (name) => {
      const { code, out, err } = bulkhead(['model', '--policy', `examples/${name}`]);
      expect(err).toBe('');
      expect(code).toBe(0);
      answerOf('model', out);
    },
  );

  it('resolves what is inherited and what names mean', () => {
    const { assets, zones, rules } = json<Record<'assets' | 'zones' | 'rules', readonly Record<string, unknown>[]>>(
      'model',
      'model',
    );
    expect(zones.find(({ id }) => id === 'Plant.Kiln')).toMatchObject({
      kind: 'control',
      parent: 'Plant',
      enforcedBy: 'FW-3',
    });
    expect(assets.find(({ id }) => id === 'Plant.Kiln.PLC-301')).toMatchObject({ type: 'plc', criticality: 'high' });
    expect(rules.every(({ id }) => /^[a-z2-7]{6,}$/.test(String(id)))).toBe(true);
  });

  it('prints what can be read of a broken policy, says so, and ends with code 1', () => {
    const folder = folderOf({ 'plant.seg': PLANT, 'broken.seg': 'conduit X { between Nowhere and Kiln }' });
    const { code, out, err } = bulkhead(['model', '--policy', folder]);
    expect(JSON.parse(out).assets).toHaveLength(2);
    expect(err).toContain('Nowhere');
    expect(code).toBe(1);
  });
});

describe('bulkhead diagram', () => {
  it('draws every zone and asset of the example as SVG, the same bytes each time', () => {
    const draw = (): string => bulkhead(['diagram', ...CASCADIA]).out;
    const svg = draw();
    expect(svg).toMatch(/^<\?xml[^>]*\?>\n<svg /);
    for (const text of ['Business network', 'Industrial DMZ', 'Kiln cell', 'KilnSafety', 'PLC-301', 'JUMP-1'])
      expect(svg).toContain(text);
    expect(svg).not.toContain('<script');
    expect(draw()).toBe(svg);
  });

  it('draws in the colours asked for', () => {
    const themes = ['light', 'dark', 'high-contrast'].map(
      (theme) => bulkhead(['diagram', ...CASCADIA, '--theme', theme]).out,
    );
    expect(new Set(themes).size).toBe(3);
  });

  it('lets no text of the policy become markup', () => {
    const nasty = PLANT.replace('zone Kiln {', 'zone Kiln "<script>alert(1)</script>" {');
    const { out } = bulkhead(['diagram', '--policy', folderOf({ 'plant.seg': nasty })]);
    expect(out).toContain('&lt;script');
    expect(out).not.toContain('<script');
  });
});
