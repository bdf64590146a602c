/** The READMEs of the examples say what the checks find, no more and no less. */
import { describe, expect, it } from 'vitest';
import { EXAMPLES, readmeWithFindings } from '../../scripts/example-findings.ts';

describe('the README of', () => {
  it.each(EXAMPLES)('examples/%s tells what is found there (else run scripts/example-findings.ts)', async (example) => {
    const { text, written } = await readmeWithFindings(example);
    expect(written).toContain('<!-- findings -->');
    expect(written).toBe(text);
  });

  it.each(['cascadia', 'wind-plant-hardened'])('examples/%s has neither errors nor warnings', async (example) => {
    const { text } = await readmeWithFindings(example);
    expect(text).not.toMatch(/\| (error|warning) \|/);
  });

  it('examples/wind-plant and examples/grfics tell of at least fifteen different checks between them', async () => {
    const texts = await Promise.all(['wind-plant', 'grfics'].map(readmeWithFindings));
    const checks = texts.flatMap(({ text }) => [...text.matchAll(/^\| \[([a-z-]+)\]/gm)].map((m) => m[1]));
    expect(new Set(checks).size).toBeGreaterThanOrEqual(15);
  });
});
