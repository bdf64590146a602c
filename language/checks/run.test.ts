/** What a run of the checks in two steps promises to the editor: the same findings however it is cut, and a first step without sets. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { NOW } from './fixture.ts';
import { CHECKS, CheckRun, checkPolicy, DEFAULT_CHECKS, type Finding, sortFindings } from './index.ts';

const shown = (findings: readonly Finding[]) => findings.map(({ fixes: _, ...rest }) => rest);

test('a run cut into slices anywhere finds what a run at once finds', async () => {
  let cuts = 0;
  await fc.assert(
    fc.asyncProperty(policyText({ expectations: 2 }), fc.nat({ max: 7 }), async (body, every) => {
      const { policy, text } = await loadPolicy([
        { path: 'p.seg', text: `// bulkhead-ignore level-skip: known\n${body}` },
      ]);
      const options = { now: GENERATED_NOW, text };
      const run = new CheckRun(policy, options);
      for (let asked = 0; !run.advance(() => asked++ % (every + 1) === every); ) cuts++;
      expect(shown(run.findings())).toEqual(shown(checkPolicy(policy, options)));
      expect(shown(sortFindings([...run.prompt(), ...run.exact()]))).toEqual(shown(run.findings()));
    }),
    { numRuns: 30 },
  );
  expect(cuts).toBeGreaterThan(100);
});

test('prompt checks find what they find without any analysis', async () => {
  const prompt = CHECKS.filter((c) => c.kind === 'prompt');
  expect(prompt.length).toBeGreaterThan(20);
  const analyses = new Proxy({} as never, {
    get: (_, name) => {
      throw new Error(`a prompt check asked for ${String(name)}`);
    },
  });
  for (const check of prompt) {
    const { policy, text } = await loadPolicy([{ path: 'plant.seg', text: check.documentation.avoid }]);
    const context = { policy, now: NOW, text, configuration: DEFAULT_CHECKS, analyses };
    const reports = [
      ...check.run(context),
      ...(check.review?.(context, { ran: new Set(), known: [], used: new Set() }) ?? []),
    ];
    expect(reports.length, check.name).toBeGreaterThan(0);
  }
});
