/** The example of the language: its expectations hold, and each fails when the policy is changed against it. */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkExpectations } from '../../language/analysis/index.ts';
import { loadPolicy } from '../../language/pipeline.ts';

const NOW = Date.UTC(2026, 10, 23);
const files = globSync('examples/cascadia/*.seg').map((path) => ({
  path: basename(path),
  text: readFileSync(path, 'utf8'),
}));

/** The expectations that fail, as `text` and message, after replacing one stretch of one file. */
async function failing(change?: {
  file: string;
  from: string;
  to: string;
}): Promise<{ text: string; message: string }[]> {
  const texts = files.map((f) => {
    if (f.path !== change?.file) return f;
    expect(f.text).toContain(change.from);
    return { ...f, text: f.text.replace(change.from, change.to) };
  });
  const { policy, findings } = await loadPolicy(texts);
  expect(findings.map((f) => f.message)).toEqual([]);
  return checkExpectations(policy, { now: NOW }).flatMap((result, i) =>
    result.passed ? [] : [{ text: policy.expectations[i]?.text ?? '', message: result.message }],
  );
}

describe('cascadia', () => {
  it('keeps all six expectations', async () => {
    expect(await failing()).toEqual([]);
  });

  it('tells the path and its rules when the business network reaches the safety controller', async () => {
    const broken = await failing({
      file: 'conduits.seg',
      from: '  one-way from KilnSafety to Supervisory\n  sl-t 3\n',
      to: '  sl-t 3\n  allow HIST-1 -> SIS-1 : https\n',
    });
    const reach = broken.find((b) => b.text === 'expect Enterprise cannot reach KilnSafety');
    expect(reach?.message).toContain('Enterprise.MES-1 reaches Plant.KilnSafety.SIS-1');
    expect(reach?.message).toContain(
      'Plant.Supervisory.HIST-1 -> Plant.KilnSafety.SIS-1 by allow HIST-1 -> SIS-1 : https (conduits.seg:20)',
    );
    expect(reach?.message).toContain('by open zone IDMZ');
  });

  it("counts a safety controller's exposure when its diode is turned round", async () => {
    const broken = await failing({
      file: 'conduits.seg',
      from: '  one-way from KilnSafety to Supervisory\n  sl-t 3\n',
      to: '  sl-t 3\n  allow HIST-1 -> SIS-1 : https\n',
    });
    const exposure = broken.find((b) => b.text.startsWith('expect exposure of SIS-1'));
    expect(exposure?.message).toMatch(/7/);
  });

  it('says that no rule allows what the operator needs', async () => {
    const [broken, ...others] = await failing({
      file: 'conduits.seg',
      from: '  allow hmi   -> plc     : modbus, ethernet-ip because "operator control"\n',
      to: '',
    });
    expect(others).toEqual([]);
    expect(broken?.text).toBe('expect HMI-1 -> PLC-301 : modbus is allowed');
    expect(broken?.message).toContain('no rule');
  });

  it('says that no conduit joins the zones', async () => {
    const [moved, ...others] = await failing({
      file: 'expectations.seg',
      from: 'HMI-1 -> PLC-301 : modbus is allowed',
      to: 'MES-1 -> PLC-301 : modbus is allowed',
    });
    expect(others).toEqual([]);
    expect(moved?.message).toContain('no conduit');
  });

  it('names the rule that denies what the operator needs', async () => {
    const [broken, ...others] = await failing({
      file: 'conduits.seg',
      from: '  deny  HMI-2 -> PLC-301 : any ',
      to: '  deny  hmi -> PLC-301 : any ',
    });
    expect(others).toEqual([]);
    expect(broken?.text).toBe('expect HMI-1 -> PLC-301 : modbus is allowed');
    expect(broken?.message).toContain('deny hmi -> PLC-301 : any');
    expect(broken?.message).toContain('conduits.seg:8');
  });

  it('names the rule that permits what a view-only station must not do', async () => {
    const [broken, ...others] = await failing({
      file: 'conduits.seg',
      from: '  deny  HMI-2 -> PLC-301 : any                 because "view-only station"\n',
      to: '',
    });
    expect(others).toEqual([]);
    expect(broken?.text).toBe('expect HMI-2 -> PLC-301 : modbus is denied');
    expect(broken?.message).toContain('allow hmi -> plc : modbus, ethernet-ip');
  });

  it('tells the way round the DMZ', async () => {
    const broken = await failing({
      file: 'conduits.seg',
      from: 'conduit Reports {',
      to: 'conduit Shortcut { between Enterprise and Supervisory allow MES-1 -> HMI-1 : https because "dashboards" }\n\nconduit Reports {',
    });
    const only = broken.find((b) => b.text === 'expect Enterprise reaches Plant only through IDMZ');
    expect(only?.message).toContain('Enterprise.MES-1 -> Plant.Supervisory.HMI-1 by allow MES-1 -> HMI-1 : https');
  });

  it('counts what the jump host reaches when one more conduit is opened', async () => {
    const broken = await failing({
      file: 'conduits.seg',
      from: 'allow Enterprise -> HIST-DMZ : https because "reports" }',
      to: 'allow Enterprise -> HIST-DMZ : https because "reports" allow JUMP-1 -> MES-1 : https because "portal" }',
    });
    const blast = broken.find((b) => b.text === 'expect blast radius of JUMP-1 at most 7 assets');
    expect(blast?.message).toMatch(/8/);
  });
});
