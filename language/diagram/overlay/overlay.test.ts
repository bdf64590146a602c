/** What overlays say, held against the analyses that they tell about, on random plants and on the examples. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blastOf, exposureOf, reachGraph, whenOf, witness } from '../../analysis/index.ts';
import { checkPolicy } from '../../checks/index.ts';
import type { Policy } from '../../model/policy.ts';
import { comparisonOf, readFlowFile, seenFlows } from '../../observe/index.ts';
import { loadPolicy } from '../../pipeline.ts';
import { buildDrawing } from '../build/build-graph.ts';
import { plants } from '../random-plants.ts';
import { exampleFiles, NOON, policyOf } from '../test-policy.ts';
import { overlayOf } from './index.ts';
import { OVERLAY_KINDS, type Overlay, type OverlayQuestion, type PanelSection } from './overlay.ts';
import { isOverlay } from './overlay-shape.ts';
import type { OverlaySource } from './source.ts';

function sourceOf(policy: Policy, now = NOON): OverlaySource {
  const findings = checkPolicy(policy, { now });
  return { policy, drawing: buildDrawing(policy, { now, findings }), now, findings };
}

async function example(name: string, now = NOON): Promise<OverlaySource> {
  return sourceOf((await loadPolicy(exampleFiles(name))).policy, now);
}

const assetIds = (overlay: Overlay, holds: (steps: string | undefined) => boolean): string[] =>
  Object.entries(overlay.marks)
    .filter(([id, mark]) => id.startsWith('asset:') && !mark.start && holds(mark.badge))
    .map(([id]) => id)
    .sort();

const section = <K extends PanelSection['kind']>(overlay: Overlay, kind: K): Extract<PanelSection, { kind: K }> =>
  overlay.panel.sections.find((s) => s.kind === kind) as Extract<PanelSection, { kind: K }>;

const items = (overlay: Overlay, title: string) =>
  overlay.panel.sections.flatMap((s) => (s.kind === 'items' && s.title?.startsWith(title) ? s.items : []));

describe('on random plants', () => {
  const anyAsset = fc.tuple(plants, fc.nat(50), fc.constantFrom('worst-case', 'conditioned', 'service-aware' as const));

  test('blast radius and exposure mark exactly what the analyses reach, each with its number of steps', () =>
    fc.assert(
      fc.asyncProperty(anyAsset, async ([text, n, mode]) => {
        const policy = await policyOf(text);
        if (policy.assets.length === 0) return;
        const asset = policy.assets[n % policy.assets.length]!;
        const graph = reachGraph(policy, { when: whenOf({ now: NOON }), mode: mode as 'conditioned' });
        const source = sourceOf(policy);
        const ids = (refs: readonly number[]): string[] => refs.map((a) => `asset:${policy.assets[a]!.id}`).sort();
        const question = { of: `asset:${asset.id}`, mode: mode as 'conditioned' };
        const blast = overlayOf(source, { kind: 'blast', ...question });
        expect(assetIds(blast, (steps) => steps !== undefined)).toEqual(ids(blastOf(graph, asset.index)));
        for (const reached of blastOf(graph, asset.index))
          expect(blast.marks[`asset:${policy.assets[reached]!.id}`]?.badge).toBe(
            String(witness(graph, asset.index, reached)!.length),
          );
        const exposure = overlayOf(source, { kind: 'exposure', ...question });
        expect(assetIds(exposure, (steps) => steps !== undefined)).toEqual(ids(exposureOf(graph, asset.index)));
      }),
      { numRuns: 40 },
    ));

  test('every overlay speaks only of nodes of its picture, is plain JSON of the known shape, and draws a path that hangs together', () =>
    fc.assert(
      fc.asyncProperty(plants, async (text) => {
        const source = sourceOf(await policyOf(text));
        const { graph } = source.drawing;
        const known = new Set([
          ...graph.zones.flatMap((z) => [z.id, ...[...z.assets, ...z.ghosts, ...z.inner].map((x) => x.id)]),
          ...graph.conduits.flatMap((c) => [c.id, ...c.gates.map((g) => g.id)]),
        ]);
        for (const kind of OVERLAY_KINDS) {
          const overlay = overlayOf(source, { kind });
          expect(isOverlay(JSON.parse(JSON.stringify(overlay)))).toBe(true);
          expect(Object.keys(overlay.marks).filter((id) => !known.has(id))).toEqual([]);
          overlay.path.forEach((hop, i) => {
            if (i > 0) expect(hop.from).toBe(overlay.path[i - 1]?.to);
            if (hop.conduit !== undefined)
              expect(graph.conduits.find((c) => c.id === hop.conduit)?.rows[hop.row ?? -1]?.action).toBe('allow');
          });
        }
      }),
      { numRuns: 25 },
    ));
});

describe("the blast radius of the mill's jump host", () => {
  const question: OverlayQuestion = { kind: 'blast', of: 'asset:IDMZ.JUMP-1' };

  test('tells figures, steps, choke points and the limit as the design pictures them', async () => {
    const overlay = overlayOf(await example('cascadia'), question);
    expect(section(overlay, 'figure')).toMatchObject({
      figure: '7',
      words: ['of 9 other assets can fall', 'consequence 35'],
    });
    expect(section(overlay, 'bar').bar.parts).toEqual([
      { tone: 'step1', count: 2 },
      { tone: 'step2', count: 4 },
      { tone: 'step3', count: 1 },
    ]);
    expect(items(overlay, 'Choke').map((i) => [i.text, i.quiet, i.aside])).toEqual(
      expect.arrayContaining([
        ['ENG-1', 'asset', '7 → 1'],
        ['Abb-drives: rdp', 'rule', '7 → 1'],
      ]),
    );
    expect(overlay.marks['asset:Plant.Supervisory.ENG-1']?.choke).toBe('7 → 1');
    expect(items(overlay, 'Expectation').map((i) => i.text)).toContain('at most 7 assets: holds');
  });

  test('draws the witness over the rows that permit it, hop by hop', async () => {
    const source = await example('cascadia');
    const overlay = overlayOf(source, { ...question, to: 'asset:Plant.Kiln.101-PT-22' });
    expect(overlay.path).toEqual([
      { from: 'asset:IDMZ.JUMP-1', to: 'asset:Plant.Supervisory.ENG-1', conduit: 'conduit:PlantEdge', row: 1 },
      {
        from: 'asset:Plant.Supervisory.ENG-1',
        to: 'asset:Plant.Kiln.PLC-301',
        conduit: 'conduit:KilnSupervision',
        row: 1,
      },
      {
        from: 'asset:Plant.Kiln.PLC-301',
        to: 'asset:Plant.Kiln.101-PT-22',
        inner: 'inner:Plant.Kiln.PLC-301@Plant.Kiln.101-PT-22',
      },
    ]);
    expect(overlay.marks['conduit:PlantEdge']?.rows).toEqual({ 1: { hops: [1] } });
    expect(items(overlay, 'Witness').map((i) => [i.text, i.aside])).toEqual([
      ['JUMP-1 → ENG-1', 'rdp'],
      ['ENG-1 → PLC-301', 's7comm'],
      ['PLC-301 → 101-PT-22', 'modbus'],
    ]);
  });

  test('counts for a zone what of it is reached, and fades what is not', async () => {
    const { marks } = overlayOf(await example('cascadia'), question);
    expect(marks['zone:Plant.Supervisory']?.bar).toMatchObject({ words: '4 of 4 reached', of: 4 });
    expect(marks['zone:Enterprise']).toBeUndefined();
    expect(marks['asset:Enterprise.MES-1']?.faded).toBe(true);
    expect(marks['conduit:Reports']).toBeUndefined();
    expect(marks['conduit:KilnSupervision']).toBeDefined();
  });

  test('is of the asset with the largest one where nothing, or something that is gone, is asked about', async () => {
    const source = await example('cascadia');
    const largest = overlayOf(source, { kind: 'blast' }).question?.of;
    expect(largest).toMatch(/^asset:/);
    expect(overlayOf(source, { kind: 'blast', of: 'asset:Gone' }).question?.of).toBe(largest);
    expect(overlayOf(source, { ...question, to: 'asset:Enterprise.MES-1' }).path.at(-1)?.to).not.toBe(
      'asset:Enterprise.MES-1',
    );
  });
});

describe('vendor access', () => {
  const AT_NINE = Date.parse('2031-03-04T17:00:00Z');

  test('is open at an instant of its window, with what is left of it, and closed outside', async () => {
    const source = await example('cascadia');
    const { timezone } = source.policy.header;
    const opens = overlayOf(source, { kind: 'access' });
    const { times } = section(opens, 'times');
    expect(times.words).toBe('Tue 2031-03-04 08:00');
    expect(times.stops.map((s) => s.words)).toEqual(['Tue 2031-03-04 08:00', 'Tue 2031-03-04 17:00']);
    expect(opens.marks['conduit:PlantEdge']).toMatchObject({
      tone: 'add',
      tag: '9 h 0 min left',
      rows: { 1: { tone: 'add' } },
    });
    expect(opens.marks['asset:IDMZ.JUMP-1']?.tone).toBe('add');
    const over = overlayOf(source, { kind: 'access', at: times.stops[1]!.at });
    expect(over.marks['conduit:PlantEdge']).toBeUndefined();
    expect(items(over, 'Closed').map((i) => i.lines?.[0]?.text)).toEqual(['over']);
    expect(timezone).toBe('America/Los_Angeles');
    expect(overlayOf(source, { kind: 'access', at: AT_NINE }).marks['conduit:PlantEdge']?.tag).toBe('8 h 0 min left');
  });
});

describe('observed traffic', () => {
  const HEAD =
    '# capture 2026-11-01T00:00:00Z 2026-11-22T00:00:00Z\nsource,target,protocol,port,first,last,direction,reply\n';
  const seen = (source: string, target: string, port: number, reply = 'answered'): string =>
    `${source},${target},tcp,${port},2026-11-02T08:00:00Z,2026-11-02T09:00:00Z,syn,${reply}\n`;

  async function observing(...rows: string[]): Promise<Overlay> {
    const source = await example('cascadia');
    const flows = { files: [readFlowFile('flows.csv', HEAD + rows.join(''))] };
    expect(flows.files[0]?.problems).toEqual([]);
    const comparison = comparisonOf(source.policy, flows, { now: NOON });
    return overlayOf({ ...source, comparison, seenFlows: () => seenFlows(source.policy, flows) }, { kind: 'observed' });
  }

  test('tells rows that were seen from rows that never were, and from those that nobody looked at', async () => {
    const { marks } = await observing(seen('10.30.0.11', '10.41.0.10', 502), seen('10.10.4.20', '10.20.0.20', 22));
    expect(marks['conduit:SafetyAlarms']).toBeUndefined();
    expect(marks['conduit:KilnSupervision']).toMatchObject({
      rows: { 1: { dotted: true } },
      spoken: 'seen in traffic',
    });
    expect(marks['conduit:KilnSupervision']?.dash).toBeUndefined();
    expect(marks['conduit:Reports']).toMatchObject({ dash: 'dotted', rows: { 0: { dotted: true } } });
  });

  test('leads a red arrow along what is not permitted, and marks zones with hosts that nobody knows', async () => {
    const overlay = await observing(seen('10.10.4.20', '10.30.0.20', 445), seen('10.30.0.77', '10.30.0.20', 445));
    expect(overlay.links).toMatchObject([
      { from: 'asset:Enterprise.MES-1', to: 'asset:Plant.Supervisory.HIST-1', tone: 'error', text: '!' },
    ]);
    expect(overlay.marks['asset:Enterprise.MES-1']).toMatchObject({ tone: 'error', badge: '!' });
    expect(overlay.marks['zone:Plant.Supervisory']).toMatchObject({ tone: 'warning', badge: '?' });
    expect(section(overlay, 'figure').figure).toBe('1');
  });

  test('takes for flows inside a zone what was answered between its assets, and not what was refused', async () => {
    const { policy } = await example('cascadia');
    const rows = [seen('10.30.0.11', '10.30.0.20', 445), seen('10.30.0.12', '10.30.0.20', 445, 'refused')];
    const flows = { files: [readFlowFile('flows.csv', HEAD + rows.join(''))] };
    const name = (index: number): string | undefined => policy.assets[index]?.name;
    expect(seenFlows(policy, flows).map((f) => [name(f.from), name(f.to)])).toEqual([['HMI-1', 'HIST-1']]);
  });

  test('says what to do where none was observed', async () => {
    expect(section(overlayOf(await example('cascadia'), { kind: 'observed' }), 'text').text).toContain('bulkhead.json');
  });
});

describe('findings', () => {
  test('mark their nodes by severity and fade the rest', async () => {
    const policy = await policyOf(
      'zone A { level 2 network 10.0.0.0/24 asset P : plc at 10.0.0.5 asset Q : plc at 10.0.0.5 }\nzone B { level 1 asset R : plc }',
    );
    const source = sourceOf(policy);
    const overlay = overlayOf(source, { kind: 'findings' });
    for (const { id, badges } of source.drawing.graph.zones.flatMap((z) => z.assets)) {
      const worst =
        badges.errors > 0 ? 'error' : badges.warnings > 0 ? 'warning' : badges.infos > 0 ? 'info' : undefined;
      expect(overlay.marks[id]?.tone, id).toBe(worst);
    }
    const listed = overlay.panel.sections.flatMap((s) => (s.kind === 'items' ? s.items : []));
    expect(listed.length).toBe(source.findings.filter((f) => f.severity !== 'hint' && !f.mirror).length);
    expect(listed.every((i) => i.lines?.at(-1)?.place !== undefined)).toBe(true);
  });
});

describe('security levels', () => {
  test('mark assets below what their zone asks for, and conduits below their zones', async () => {
    const source = sourceOf(
      await policyOf(`zone A { level 2 sl-t 2 asset P : plc { sl-c 1 } asset Q : plc { sl-c 2 } asset R : plc }
        zone B { level 1 sl-t 3 asset S : plc { sl-c 3 } }
        conduit C { between A and B sl-t 1 allow P -> S : modbus }`),
    );
    const { marks } = overlayOf(source, { kind: 'sl-t' });
    expect(marks['asset:A.P']).toMatchObject({ tone: 'error', note: 'SL 1, below in every requirement' });
    expect(marks['asset:A.Q']?.tone).toBe('add');
    expect(marks['asset:A.R']).toMatchObject({ note: 'SL-C not stated' });
    expect(marks['zone:A']).toMatchObject({
      chip: { text: 'SL 2', tone: 'error' },
      bar: { words: 'SL 2: 1 of 3 capable' },
    });
    expect(marks['zone:B']?.chip).toEqual({ text: 'SL 3', tone: 'add' });
    expect(marks['conduit:C']).toMatchObject({ tone: 'error', tag: 'below SL 2' });
  });
});

describe('over policies that say little', () => {
  test.each(['', 'zone A { level 1 }', 'zone A { level', 'conduit C { between A and B }'])(
    'every overlay answers: %j',
    async (text) => {
      const source = sourceOf(await policyOf(text));
      for (const kind of OVERLAY_KINDS) expect(isOverlay(overlayOf(source, { kind, of: 'zone:A' }))).toBe(true);
    },
  );
});
