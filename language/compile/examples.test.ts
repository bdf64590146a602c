/** Outputs for the example plants as an engineer of each device reads them: one whole file a target and plant. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../pipeline.ts';
import { compilePolicy, TARGETS, type Target } from './index.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');
const NOW = Date.UTC(2026, 10, 23);
/** The hardened wind plant on the day when its technician works: an access is open, and a weekly window too. */
const TUNING_DAY = Date.UTC(2031, 2, 6, 14);
/** Nobody reads more; what a longer output says is judged by packets. */
const MOST_LINES = 750;
const GOLDEN = join(import.meta.dirname, 'golden', 'examples');

/** A plant and a firewall of it whose outputs are read. */
interface Plant {
  readonly example: string;
  readonly firewall: string;
  readonly now: number;
  readonly horizonDays?: number;
  /** Targets whose output has more than {@link MOST_LINES}. */
  readonly tooLong: readonly string[];
}

/**
 * The hardened wind plant's rtr-owop and rtr-oem are not among them: they carry one rule as rtr-grid does, and their outputs differ
 * from its in names, addresses and ports only.
 */
const PLANTS: readonly Plant[] = [
  { example: 'grfics', firewall: 'pfSense', now: NOW, tooLong: ['cisco-ios', 'aws-sg'] },
  { example: 'wind-plant-hardened', firewall: 'rtr-grid', now: NOW, tooLong: [] },
  {
    ...{ example: 'wind-plant-hardened', firewall: 'fw-site', now: TUNING_DAY, horizonDays: 14 },
    tooLong: ['kubernetes', 'cilium', 'aws-sg', 'azure-nsg'],
  },
];

describe.each(PLANTS)('the rules of $firewall in $example', async ({ example, firewall, now, tooLong, ...times }) => {
  const folder = join(EXAMPLES, example);
  const files = readdirSync(folder).filter((file) => file.endsWith('.seg'));
  const { policy } = await loadPolicy(files.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') })));
  const targets = (long: boolean) => [...TARGETS.values()].filter((t) => tooLong.includes(t.name) === long);

  const outputsOf = ({ name, fallbacks }: Target) => {
    const chosen = fallbacks.map((f) => f.name);
    const options = { now, ...times, target: name, firewall, version: '1.2.3', fallbacks: chosen };
    const { outputs, errors } = compilePolicy(policy, options);
    expect(errors).toEqual([]);
    expect(outputs.length).toBeGreaterThan(0);
    return outputs;
  };
  const lines = (text: string) => text.split('\n').length;

  it.each(targets(false))('are as printed for $name', async (target) => {
    for (const { file, text, refused } of outputsOf(target)) {
      expect(lines(text), file).toBeLessThanOrEqual(MOST_LINES);
      const said = refused.map((r) => `refused ${r.rule}: ${r.reason}\n`).join('');
      await expect(`${text}${said}`).toMatchFileSnapshot(join(GOLDEN, `${example}-${target.name}-${file}.txt`));
    }
  });

  it.each(targets(true))('are too long to be read for $name', (target) => {
    expect(outputsOf(target).some(({ text }) => lines(text) > MOST_LINES)).toBe(true);
  });
});

it('every target is read on some plant', () => {
  const unread = [...TARGETS.keys()].filter((name) => PLANTS.every((p) => p.tooLong.includes(name)));
  expect(unread).toEqual([]);
});
