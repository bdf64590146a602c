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
});
