/** What holds for the checks on any policy: they never fail, the order of files is nothing to them, and their fixes mend. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { loadPolicy, MEANING_FINDINGS } from '../pipeline.ts';
import { applyEdits } from './edits.ts';
import { checkPolicy, type Finding } from './index.ts';
import { soundFixes } from './sound-fixes.ts';

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
          expect(isMended(finding, before, after), context).toBe(true);
        }
    }),
    { numRuns: 10 },
  );
}, 120_000);

/** Fewer findings of the check, or fewer with this message: what is left of the others may say now what this one said. */
function isMended({ check, message }: Finding, before: readonly Finding[], after: readonly Finding[]): boolean {
  const fewer = (counts: (f: Finding) => boolean) => after.filter(counts).length < before.filter(counts).length;
  return fewer((f) => f.check === check) || fewer((f) => f.check === check && f.message === message);
}

test('no fix that is offered brings an error of any check', async () => {
  let offered = 0;
  await fc.assert(
    fc.asyncProperty(policyText(), async (text) => {
      const file = { path: 'p.seg', text };
      const { policy, findings: meaning, text: read } = await loadPolicy([file]);
      const options = { now: GENERATED_NOW };
      const before = [...meaning, ...checkPolicy(policy, { ...options, text: read })];
      const state = { files: [file], findings: before, options, size: 0 };
      for (const finding of before)
        for (const fix of soundFixes(finding, state).filter((x) => x.reveal === undefined)) {
          offered++;
          const mended = applyEdits('p.seg', text, fix.edits);
          const after = await findingsOfFiles([{ path: 'p.seg', text: mended }]);
          const errors = (found: readonly Finding[]) => found.filter((f) => f.severity === 'error').map((f) => f.check);
          const excess = errors(before).reduce((rest, check) => without(rest, check), errors(after));
          expect(excess, `${finding.check}: ${finding.message}\n${fix.title}\n${mended}`).toEqual([]);
        }
    }),
    { numRuns: 6 },
  );
  expect(offered).toBeGreaterThan(20);
}, 120_000);

/** The list with one occurrence less. */
function without(list: readonly string[], one: string): string[] {
  const index = list.indexOf(one);
  return index < 0 ? [...list] : list.toSpliced(index, 1);
}
