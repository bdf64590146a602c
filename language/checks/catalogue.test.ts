/** Every check against its own documentation: the example to avoid, the one to prefer, and what each quick-fix makes of the first. */
import { describe, expect, test } from 'vitest';
import { formatText } from '../format/format.ts';
import { findingsIn as allFindingsIn, mend } from './fixture.ts';
import { keepFormatted } from './formatted-fix.ts';
import { CHECKS, DEFAULT_CHECKS, type Finding } from './index.ts';

const told = (findings: readonly Finding[]) => findings.map((f) => `${f.severity} ${f.check}: ${f.message}`);

describe.each(CHECKS.map((c) => [c.name, c] as const))('%s', (name, check) => {
  const { avoid, prefer, fixes, thresholds = {}, flows } = check.documentation;
  const configuration = { ...DEFAULT_CHECKS, thresholds: { [name]: thresholds } };
  const findingsIn = (text: string) => allFindingsIn(text, { configuration, flows });

  test('finds something in the example to avoid, and no other check does', async () => {
    const findings = await findingsIn(avoid);
    expect(findings.length).toBeGreaterThan(0);
    expect(told(findings.filter((f) => f.check !== name))).toEqual([]);
  });

  test('finds nothing in the example to prefer, nor does any other check', async () => {
    expect(told(await findingsIn(prefer))).toEqual([]);
  });

  test('shows its examples as the formatter writes them', () => {
    for (const example of [avoid, prefer]) expect(formatText(example).newText).toBe(example);
  });

  test('names the things and says what to do, in sentences', async () => {
    for (const f of await findingsIn(avoid)) {
      expect(f.message).toMatch(/^[\p{Lu}\p{N}\x22].*[.!?]$/u);
      expect(f.message.length).toBeGreaterThan(40);
      expect(f.link).toBe(`docs/checks/${name}.md`);
    }
  });

  test('each quick-fix leaves a policy that parses, is formatted, lacks the finding and has no new error', async () => {
    const before = await findingsIn(avoid);
    const offered = before.flatMap((f) => f.fixes());
    expect(offered.length > 0).toBe(fixes.length > 0);
    for (const fix of offered.filter((x) => x.reveal === undefined)) {
      const mended = mend(
        avoid,
        keepFormatted(fix, () => avoid),
      );
      expect(mended, fix.title).not.toBe(avoid);
      expect(formatText(mended), fix.title).toMatchObject({ newText: mended, edits: [] });
      const after = await findingsIn(mended);
      expect(told(after.filter((f) => f.check === name)).length, `${fix.title}\n${mended}`).toBeLessThan(before.length);
      const mentioned = `${fix.title}\n${mended}`;
      expect(told(after.filter((f) => f.severity === 'error' && f.check !== name)), mentioned).toEqual([]);
      expect(told(after.filter((f) => f.link === undefined)), mentioned).toEqual([]);
    }
  });
});
