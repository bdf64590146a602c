/** Outputs for the example plants as an engineer of each device reads them: one whole file a target and plant. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../pipeline.ts';
import { compilePolicy, TARGETS } from './index.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');
const NOW = Date.UTC(2026, 10, 23);
/** The hardened wind plant on the day when its technician works: an access is open, and a weekly window too. */
const TUNING_DAY = Date.UTC(2031, 2, 6, 14);
/** Nobody reads more; what a longer output says is judged by packets. */
const MOST_LINES = 650;
const GOLDEN = join(import.meta.dirname, 'golden', 'examples');

/** A plant and the firewall of it whose output is short enough to be read. */
const PLANTS = [
  { example: 'grfics', firewall: 'pfSense', now: NOW },
  { example: 'wind-plant-hardened', firewall: 'rtr-grid', now: NOW },
  { example: 'wind-plant-hardened', firewall: 'fw-site', now: TUNING_DAY, horizonDays: 14 },
] as const;

describe.each(PLANTS)('the rules of $firewall in $example', async ({ example, firewall, now, ...times }) => {
  const folder = join(EXAMPLES, example);
  const files = readdirSync(folder).filter((file) => file.endsWith('.seg'));
  const { policy } = await loadPolicy(files.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') })));

  it.each([...TARGETS.values()])('are as printed for $name', async ({ name, fallbacks }) => {
    const chosen = fallbacks.map((f) => f.name);
    const options = { now, ...times, target: name, firewall, version: '1.2.3', fallbacks: chosen };
    const { outputs, errors } = compilePolicy(policy, options);
    expect(errors).toEqual([]);
    expect(outputs.length).toBeGreaterThan(0);
    for (const { file, text, refused } of outputs) {
      if (text.split('\n').length > MOST_LINES) continue;
      const said = refused.map((r) => `refused ${r.rule}: ${r.reason}\n`).join('');
      await expect(`${text}${said}`).toMatchFileSnapshot(join(GOLDEN, `${example}-${name}-${file}.txt`));
    }
  });
});
