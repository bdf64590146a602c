/** What holds for the checks on any policy: they never fail, the order of files is nothing to them, and their fixes mend. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { loadPolicy, MEANING_FINDINGS } from '../pipeline.ts';
import { applyEdits } from './edits.ts';
import { checkPolicy, type Finding } from './index.ts';

interface File {
  readonly path: string;
  readonly text: string;
}

/** A policy in files of a few declarations each. */
function split(text: string): File[] {
  const declarations = text.split(/\n(?=(?:policy|zone|type|group|conduit|schedule|access|firewall|expect)\b)/);
  const files = [0, 1, 2, 3].map((n) => ({
    path: `f${n}.seg`,
    text: declarations.filter((_, i) => i % 4 === n).join('\n'),
  }));
  return files.filter((f) => f.text !== '');
}

async function findingsOfFiles(files: readonly File[]): Promise<Finding[]> {
  const { policy, findings, text } = await loadPolicy(files);
  return [...findings, ...checkPolicy(policy, { now: GENERATED_NOW, text })];
}

const shown = (findings: readonly Finding[]) =>
  findings.map(
    (f) =>
      `${f.place.file}:${f.place.offset} ${f.severity} ${f.check} ${f.message} ${JSON.stringify(f.related)} ${JSON.stringify(f.fixes())}`,
  );

test('no check fails on any policy, nor does any fix reach beyond its file or over another edit', async () => {
  await fc.assert(
    fc.asyncProperty(policyText({ expectations: 3 }), async (text) => {
      const found = await findingsOfFiles([{ path: 'p.seg', text }]);
      expect(found.filter((f) => f.check === 'check-failed').map((f) => f.message)).toEqual([]);
      for (const finding of found) {
        expect(finding.place.end).toBeLessThanOrEqual(text.length);
        for (const { edits, title, reveal } of finding.fixes()) {
          expect(edits.length > 0, title).toBe(reveal === undefined);
          const sorted = edits.toSorted((a, b) => a.offset - b.offset || a.end - b.end);
          for (const [i, e] of sorted.entries())
            expect(e.end <= Math.min(text.length, sorted[i + 1]?.offset ?? text.length), title).toBe(true);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('findings and fixes are the same whatever the order of files', async () => {
  await fc.assert(
    fc.asyncProperty(policyText({ expectations: 2 }), fc.infiniteStream(fc.nat()), async (text, keys) => {
      const files = split(text);
      const shuffled = files
        .map((f) => ({ f, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ f }) => f);
      expect(shown(await findingsOfFiles(shuffled))).toEqual(shown(await findingsOfFiles(files)));
    }),
    { numRuns: 40 },
  );
});

test('every fix of every finding leaves a policy that means something and lacks the finding', async () => {
  await fc.assert(
    fc.asyncProperty(policyText(), async (text) => {
      const before = await findingsOfFiles([{ path: 'p.seg', text }]);
      if (before.some((f) => MEANING_FINDINGS.has(f.check))) return;
      for (const finding of before)
        for (const fix of finding.fixes().filter((x) => x.reveal === undefined)) {
          const mended = applyEdits('p.seg', text, fix.edits);
          const after = await findingsOfFiles([{ path: 'p.seg', text: mended }]);
          const context = `${finding.check}: ${finding.message}\n${fix.title}\n${mended}`;
          expect(
            after.filter((f) => MEANING_FINDINGS.has(f.check)).map((f) => f.message),
            context,
          ).toEqual([]);
          const same = (f: Finding) => f.check === finding.check && f.message === finding.message;
          expect(after.filter(same).length, context).toBeLessThan(before.filter(same).length);
        }
    }),
    { numRuns: 10 },
  );
});
