/**
 * The technician's laptop in the wind plant as it is: what falls with it, with and without the management network, and which two
 * changes shrink it most. The figures of the command line are the same ones.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bestChanges, bestPairs, type Change } from '../../language/analysis/changes.ts';
import { blastOf, blastTotals, reachGraph, whenOf } from '../../language/analysis/index.ts';
import type { Policy } from '../../language/model/policy.ts';
import { loadPolicy } from '../../language/pipeline.ts';
import { answerOf, bulkhead, NOW as CLOCK, folderOf } from '../cli/bulkhead.ts';

const NOW = Date.UTC(2026, 10, 23);
const LAPTOP = 'guard-cli';

const files = globSync('examples/wind-plant/*.seg').map((path) => ({
  path: basename(path),
  text: readFileSync(path, 'utf8'),
}));

/** The plant's text without the management network: its zone, the legs in it, its conduits and interfaces. */
const unmanaged = files.map(({ path, text }) => ({
  path,
  text: text
    .replace(/ also in Mgmt at [0-9.]+/g, '')
    .replace(/zone Mgmt[\s\S]*?\n}\n/, '')
    .replace(/conduit (?:GuardMgmt|MgmtRouted)[\s\S]*?\n}\n/g, '')
    .replace(/ *interface "mgmt" to Mgmt\n/g, ''),
}));

async function load(texts: typeof files): Promise<Policy> {
  const { policy, findings } = await loadPolicy(texts);
  expect(findings.map((f) => f.message)).toEqual([]);
  return policy;
}

const graphOf = (policy: Policy) => reachGraph(policy, { when: whenOf({ now: NOW }) });
const laptopOf = (policy: Policy): number => policy.assets.find((a) => a.name === LAPTOP)?.index ?? -1;

function words(policy: Policy, change: Change): string {
  switch (change.kind) {
    case 'remove-conduit':
      return `remove conduit ${policy.conduits[change.conduit]?.name}`;
    case 'take-down':
      return `take down ${policy.zones[change.zone]?.name}`;
    case 'remove-rule':
      return `remove ${policy.rules[change.rule]?.text.split(' because')[0]}`;
    default:
      return change.kind;
  }
}

describe("the technician's laptop in the wind plant as it is", () => {
  it('takes all 24 others along, and all 23 others of the plant without its management network', async () => {
    const [managed, bare] = [await load(files), await load(unmanaged)];
    expect(blastOf(graphOf(managed), laptopOf(managed))).toHaveLength(24);
    expect(bare.assets).toHaveLength(24);
    expect(bare.zones.some((z) => z.name === 'Mgmt')).toBe(false);
    expect(blastOf(graphOf(bare), laptopOf(bare))).toHaveLength(23);
  });

  it('says the same on the command line, in text and JSON', () => {
    const folder = folderOf(Object.fromEntries(unmanaged.map(({ path, text }) => [path, text])));
    for (const [policy, size] of [['examples/wind-plant', 24] as const, [folder, 23] as const]) {
      const asked = ['blast', LAPTOP, '--policy', policy, '--now', CLOCK];
      expect(bulkhead(asked).out).toContain(`reaches ${size} of ${size} others (worst-case, as the policy permits`);
      const { assets } = answerOf<{ assets: { blast: string[] }[] }>(
        'blast',
        bulkhead([...asked, '--format', 'json']).out,
      );
      expect(assets[0]?.blast).toHaveLength(size);
    }
  });

  it('no single change helps much: every way has another beside it', async () => {
    const policy = await load(files);
    const [best] = bestChanges(graphOf(policy), laptopOf(policy));
    expect(best?.size).toBe(23);
  });

  it('two together do: the management network taken down, and the tunnel for strangers on the jump host: 24 -> 16', async () => {
    const policy = await load(files);
    const graph = graphOf(policy);
    const pairs = bestPairs(graph, laptopOf(policy), 3);
    expect(pairs.map(({ size, changes }) => [size, ...changes.map((c) => words(policy, c))])).toEqual([
      [16, 'remove conduit Guard', 'take down Mgmt'],
      [16, 'remove allow guard-jh -> Internet : udp 0-65535', 'take down Mgmt'],
      [expect.any(Number), expect.any(String), expect.any(String)],
    ]);
    expect(pairs[2]?.size).toBe(22);
    expect(blastTotals(graph).sizes[laptopOf(policy)]).toBe(24);
    const asked = ['blast', LAPTOP, '--changes', '2', '--policy', 'examples/wind-plant', '--now', CLOCK];
    const { changes } = answerOf<{ changes: { blast: number; changes: { kind: string }[] }[] }>(
      'blast',
      bulkhead([...asked, '--format', 'json']).out,
    );
    expect(changes[0]).toMatchObject({ blast: 16, changes: [{ kind: 'remove-conduit' }, { kind: 'take-down' }] });
    expect(bulkhead(asked).out).toMatch(
      /24 -> 16, consequence \d+ -> 88: remove all rules of conduit Guard \(rules\.seg:\d+\) and take down the network Mgmt \(plant\.seg:\d+\)/,
    );
  }, 60_000);
});
