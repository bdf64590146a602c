/** On any policy and any traffic: the checks do not fail, and what a quick-fix writes permits or declares what was seen, and raises no error. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { GENERATED_NOW, policyText } from '../../../test/generators/policy.ts';
import { formatAddress } from '../../model/addresses.ts';
import type { Policy } from '../../model/policy.ts';
import { readFlowFile } from '../../observe/index.ts';
import { loadPolicy, MEANING_FINDINGS } from '../../pipeline.ts';
import { applyEdits } from '../edits.ts';
import { checkPolicy, type Finding } from '../index.ts';

const OWN = /^(observed-|permitted-never-seen|flow-file)/;

async function findingsIn(text: string, flows: string): Promise<Finding[]> {
  const { policy, findings, text: textOf } = await loadPolicy([{ path: 'p.seg', text }]);
  const observed = { files: [readFlowFile('flows.csv', flows)] };
  return [...findings, ...checkPolicy(policy, { now: GENERATED_NOW, text: textOf, observed })];
}

/** Addresses of assets and beside them, of networks and of nobody. */
function addressesOf(policy: Policy): bigint[] {
  const own = policy.legs.flatMap((l) => l.addressSet.flatMap((i) => [i.from, i.to]));
  const nets = policy.zones.flatMap((z) =>
    z.networks.flatMap((n) => n.addresses.flatMap((i) => [i.from + 1n, i.to - 2n])),
  );
  return [...new Set([...own, ...nets, 0x08080808n])].filter((a) => a > 0n);
}

const PORTS = ['tcp,80', 'tcp,443', 'tcp,502', 'tcp,102', 'udp,53', 'tcp,22', 'icmp,8', 'tcp,34567', 'ip,47'];
const DIRECTIONS = ['syn', 'syn', 'port', 'either', 'unsure'];
const REPLIES = ['answered', 'answered', 'none', 'refused', 'unknown'];

/** Errors without the lines that their witnesses name: a fix moves these. */
const errors = (found: readonly Finding[]) =>
  found
    .filter((f) => f.severity === 'error' && !OWN.test(f.check))
    .map((f) => `${f.check}: ${f.message.replace(/p\.seg:\d+/g, 'p.seg')}`);

test('every fix of observed traffic leaves a policy with meaning, without its finding, and without a new error', async () => {
  const seen = { permitted: 0, declared: 0, removed: 0 };
  await fc.assert(
    fc.asyncProperty(policyText({ expectations: 2 }), fc.infiniteStream(fc.nat()), async (text, random) => {
      const { policy, findings } = await loadPolicy([{ path: 'p.seg', text }]);
      if (findings.some((f) => f.severity === 'error')) return;
      const pick = <T>(list: readonly T[]): T => list[random.next().value % list.length] as T;
      const addresses = addressesOf(policy);
      const rows = Array.from({ length: 6 }, (_, i) => {
        const at = new Date(GENERATED_NOW - i * 3_600_000).toISOString();
        const ends = `${formatAddress(pick(addresses))},${formatAddress(pick(addresses))}`;
        return `${ends},${pick(PORTS)},${at},${pick(DIRECTIONS)},${pick(REPLIES)}`;
      });
      const flows = `source,target,protocol,port,first,direction,reply\n${rows.join('\n')}\n`;
      const before = await findingsIn(text, flows);
      expect(before.filter((f) => f.check === 'check-failed').map((f) => f.message)).toEqual([]);
      for (const finding of before.filter((f) => OWN.test(f.check)))
        for (const fix of finding.fixes().filter((x) => x.reveal === undefined)) {
          const mended = applyEdits('p.seg', text, fix.edits);
          const after = await findingsIn(mended, flows);
          const context = `${finding.message}\n${fix.title}\n${flows}\n${mended}`;
          expect(
            after.filter((f) => MEANING_FINDINGS.has(f.check)).map((f) => f.message),
            context,
          ).toEqual([]);
          expect(
            after.filter((f) => f.check === finding.check && f.message === finding.message),
            context,
          ).toEqual([]);
          const known = new Set(errors(before));
          if (finding.check === 'observed-not-permitted')
            expect(
              errors(after).filter((e) => !known.has(e)),
              context,
            ).toEqual([]);
          if (fix.title.startsWith('Permit')) seen.permitted++;
          else if (fix.title.startsWith('Declare')) seen.declared++;
          else seen.removed++;
        }
    }),
    { numRuns: 15 },
  );
  for (const [kind, count] of Object.entries(seen)) expect(count, kind).toBeGreaterThan(0);
});
