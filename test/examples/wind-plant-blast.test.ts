/**
 * The technician's laptop in the wind plant as it is: what falls with it, with and without the management network, and which two
 * changes shrink it most. Lens, hover, tree, command line and JSON have the same figures.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CodeLens, Hover, MarkupContent } from 'vscode-languageserver';
import { bestChanges, bestPairs, type Change } from '../../language/analysis/changes.ts';
import { blastOf, blastTotals, reachGraph, whenOf } from '../../language/analysis/index.ts';
import type { Policy } from '../../language/model/policy.ts';
import { loadPolicy } from '../../language/pipeline.ts';
import type { BlastResult } from '../../server/protocol/messages.ts';
import { TestClient, uriOf } from '../../server/testing/client.ts';
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

/** What the language server tells of the laptop: above its line, on its name, and in the view *Blast Radius*. */
async function inTheEditor(texts: Readonly<Record<string, string>>) {
  const client = await TestClient.start({ files: texts, clock: () => NOW });
  onTestFinished(() => client.stop());
  const uri = uriOf('plant.seg');
  const ask = <R>(method: string, params: unknown): Promise<R> => client.connection.sendRequest<R>(method, params);
  const lines = (texts['plant.seg'] ?? '').split('\n');
  const line = lines.findIndex((l) => l.includes(`asset ${LAPTOP}`));
  const lenses = await ask<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
  const lens = lenses.find((l) => l.range.start.line === line);
  const character = (lines[line] ?? '').indexOf(LAPTOP);
  const hover = await ask<Hover>('textDocument/hover', { textDocument: { uri }, position: { line, character } });
  return {
    lens: (await ask<CodeLens>('codeLens/resolve', lens)).command?.title,
    hover: (hover.contents as MarkupContent).value,
    tree: await ask<BlastResult>('bulkhead/blast', { uri, asset: `Internet.${LAPTOP}` }),
  };
}

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

  /** Without the network the laptop is one asset of fewer; each place says the same of it. */
  it.each([
    { plant: 'with the management network', texts: files, size: 24, direct: 21, exposure: 24, consequence: 152 },
    { plant: 'without it', texts: unmanaged, size: 23, direct: 2, exposure: 23, consequence: 149 },
  ])('has the same figures in lens, hover, tree, command line and JSON: $plant', async ({ texts, ...figures }) => {
    const { size, direct, exposure, consequence } = figures;
    const byPath = Object.fromEntries(texts.map(({ path, text }) => [path, text]));
    const asked = ['blast', LAPTOP, '--policy', folderOf(byPath), '--now', CLOCK];
    const { assets } = answerOf<{ assets: { blast: string[]; direct: string[]; exposure: string[] }[] }>(
      'blast',
      bulkhead([...asked, '--format', 'json']).out,
    );
    expect(assets).toMatchObject([{ id: `Internet.${LAPTOP}`, consequence }]);
    expect([assets[0]?.blast, assets[0]?.direct, assets[0]?.exposure].map((m) => m?.length)).toEqual([
      ...[size, direct, exposure],
    ]);
    const { out } = bulkhead(asked);
    expect(out).toContain(`Internet.${LAPTOP} reaches ${size} of ${size} others (worst-case, as the policy permits)`);
    expect(out).toContain(`directly ${direct}, consequence ${consequence}`);
    expect(out).toContain(`reached by ${exposure}`);

    const shown = await inTheEditor(byPath);
    expect(shown.lens).toBe(
      `Blast radius: ${size} of ${size} assets (worst case), over the limit of 10 | exposed to ${exposure}`,
    );
    expect(shown.hover).toContain(
      `**Blast radius**: ${size} of ${size} assets (worst case), consequence ${consequence}.`,
    );
    expect(shown.hover).toContain(`${exposure} assets can reach it.`);
    expect(shown.tree).toMatchObject({
      question: 'worst case',
      others: size,
      direct,
      exposure,
      consequence,
      limit: 10,
    });
    expect(shown.tree.targets.map((t) => t.id).sort()).toEqual([...(assets[0]?.blast ?? [])].sort());
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
