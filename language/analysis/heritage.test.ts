/** Answers that outlive an edit: what a policy takes over from the one before it is what it would compute itself. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import type { Policy } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { succeed } from './heritage.ts';
import { type BlastMode, blastOf, blastTotals, exposureOf, reachGraph, whenOf, worstBlast } from './index.ts';
import { changedReach } from './reach-changes.ts';

const MODES: readonly BlastMode[] = ['worst-case', 'conditioned', 'service-aware'];

const load = async (text: string): Promise<Policy> => (await loadPolicy([{ path: 'p.seg', text }])).policy;
const graphOf = (policy: Policy, mode: BlastMode = 'worst-case', now = GENERATED_NOW) =>
  reachGraph(policy, { when: whenOf({ now }), mode });

/** One edit of one line: `what` of it, at the line that `at` stands for. */
interface Edit {
  readonly what: 'comment' | 'reason' | 'drop' | 'double' | 'reverse' | 'weigh' | 'move' | 'open' | 'seal';
  readonly at: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  what: fc.constantFrom('comment', 'reason', 'drop', 'double', 'reverse', 'weigh', 'move', 'open', 'seal'),
  at: fc.nat(200),
});

function edited(text: string, { what, at }: Edit): string {
  const lines = text.split('\n');
  const nth = (pattern: RegExp): number => {
    const found = lines.flatMap((line, i) => (pattern.test(line) ? [i] : []));
    return found.length === 0 ? -1 : (found[at % found.length] as number);
  };
  const rule = nth(/^\s*(allow|deny) /);
  const asset = nth(/^\s*asset /);
  const conduit = nth(/^\s*between /);
  const zone = nth(/^\s*zone /);
  if (what === 'open' && conduit >= 0) lines.splice(conduit + 1, 0, 'allow any -> any : tcp 22');
  else if (what === 'seal' && zone >= 0) lines.splice(zone + 1, 0, 'microsegmented');
  else if (what === 'comment') lines.splice(at % lines.length, 0, '// said by the way');
  else if (what === 'weigh' && asset >= 0) lines[asset] = (lines[asset] ?? '').replace(/\{.*\}/, '{ criticality low }');
  else if (what === 'move' && asset >= 0) lines[asset] = (lines[asset] ?? '').replace(/ at [^{]*\{/, ' {');
  else if (rule >= 0) {
    const line = lines[rule] ?? '';
    if (what === 'reason') lines[rule] = `${line} because "said ${at}"`;
    if (what === 'drop') lines.splice(rule, 1);
    if (what === 'double') lines.splice(rule, 0, line);
    if (what === 'reverse') lines[rule] = line.replace(' -> ', ' <-> ');
  }
  return lines.join('\n');
}

it('after any edits the totals are those computed from scratch and those of plain search, in every mode', async () => {
  let shared = 0;
  let kept = 0;
  let changed = 0;
  await fc.assert(
    fc.asyncProperty(
      policyText({ assets: 8, zones: 5, conduits: 6, rulesEach: 4 }),
      fc.array(edit, { minLength: 1, maxLength: 5 }),
      async (first, edits) => {
        let text = first;
        let policy = await load(text);
        for (const mode of MODES) blastTotals(graphOf(policy, mode));
        for (const [step, one] of edits.entries()) {
          text = edited(text, one);
          const next = await load(text);
          succeed(next, policy);
          for (const mode of MODES) {
            const before = graphOf(policy, mode);
            const graph = graphOf(next, mode, GENERATED_NOW + step);
            const totals = blastTotals(graph);
            const clean = graphOf({ ...next }, mode, GENERATED_NOW + step);
            expect(graph.policy).toBe(next);
            expect(totals).toEqual(blastTotals(clean));
            const ways = graph.classes.length === before.classes.length ? changedReach(before, graph) : undefined;
            if (graph.next === before.next) shared++;
            else if (totals.sizes.join() === blastTotals(before).sizes.join()) kept++;
            else if (ways !== undefined) changed++;
            for (const { index } of next.assets) {
              expect(totals.sizes[index]).toBe(blastOf(clean, index).length);
              expect(totals.exposures[index]).toBe(exposureOf(clean, index).length);
            }
          }
          policy = next;
        }
      },
    ),
    { numRuns: 100 },
  );
  // Each way is gone often: nothing changed, another graph of the same reach, another reach.
  expect({ shared: shared > 100, kept: kept > 40, changed: changed > 20 }).toEqual({
    shared: true,
    kept: true,
    changed: true,
  });
}, 120_000);

const PLANT = `policy "P" { timezone "UTC" }
zone A { asset a1 : hmi asset a2 : hmi }
zone B { asset b1 : plc { criticality high } }
conduit K "joined" {
  between A and B
  allow hmi -> plc : modbus because "operators"
}
access X { vendor "V" from 2026-12-01T00:00 until 2026-12-02T00:00 allow b1 -> a1 : rdp }
`;
const NOW = Date.UTC(2026, 10, 23);

it.each([
  ['a comment', (t: string) => `// so\n${t}`],
  ['a reason', (t: string) => t.replace('operators', 'the operators')],
  ['a title', (t: string) => t.replace('"joined"', '"joined up"')],
  ['a ticket', (t: string) => t.replace('because', 'ticket "CHG-1" because')],
  ['an owner', (t: string) => t.replace('zone A {', 'zone A { owner "me"')],
])('an edit of %s leaves graph and totals as they were', async (_, change) => {
  const former = await load(PLANT);
  const totals = blastTotals(graphOf(former, 'worst-case', NOW));
  const policy = await load(change(PLANT));
  succeed(policy, former);
  const graph = graphOf(policy, 'worst-case', NOW + 60_000);
  expect(graph.next).toBe(graphOf(former, 'worst-case', NOW).next);
  expect(blastTotals(graph)).toBe(totals);
  expect(graph.policy).toBe(policy);
  expect(graph.universe.policy).toBe(policy);
});

it.each([
  ['a target', (t: string) => t.replace('hmi -> plc', 'a1 -> plc')],
  ['a criticality', (t: string) => t.replace('high', 'low')],
  ['a type', (t: string) => t.replace('a2 : hmi', 'a2 : sensor')],
  ['the end of an access', (t: string) => t.replace('2026-12-02T00:00', '2026-12-03T00:00')],
  ['a time zone', (t: string) => t.replace('UTC', 'Europe/Berlin')],
])('an edit of %s is not overlooked', async (_, change) => {
  const former = await load(PLANT);
  blastTotals(graphOf(former, 'worst-case', NOW));
  const policy = await load(change(PLANT));
  succeed(policy, former);
  const graph = graphOf(policy, 'worst-case', NOW);
  expect(graph.next).not.toBe(graphOf(former, 'worst-case', NOW).next);
  expect(blastTotals(graph)).toEqual(blastTotals(graphOf({ ...policy }, 'worst-case', NOW)));
});

it('takes nothing over across the end of a window', async () => {
  const former = await load(PLANT);
  const [before, after] = [Date.parse('2026-12-01T23:59Z'), Date.parse('2026-12-02T00:00Z')];
  const open = graphOf(former, 'worst-case', before);
  const policy = await load(`${PLANT}// later\n`);
  succeed(policy, former);
  expect(graphOf(policy, 'worst-case', before + 1000).next).toBe(open.next);
  const b1 = policy.assets.findIndex((a) => a.name === 'b1');
  expect(blastOf(graphOf(policy, 'worst-case', before + 1000), b1)).toHaveLength(2);
  expect(blastOf(graphOf(policy, 'worst-case', after), b1)).toHaveLength(0);
});

it('finds the largest blast without the totals, and the same one with them', async () => {
  await fc.assert(
    fc.asyncProperty(policyText({ assets: 7, zones: 5 }), fc.constantFrom(...MODES), async (text, mode) => {
      const policy = await load(text);
      const worst = worstBlast(graphOf(policy, mode));
      const { sizes } = blastTotals(graphOf({ ...policy }, mode));
      expect(worst?.size).toBe(Math.max(...sizes));
      expect(worst?.asset).toBe(sizes.indexOf(Math.max(...sizes)));
      blastTotals(graphOf(policy, mode));
      expect(worstBlast(graphOf(policy, mode))).toEqual(worst);
    }),
    { numRuns: 150 },
  );
}, 60_000);
