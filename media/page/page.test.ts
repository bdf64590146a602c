import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DETAILS, type DiagramGraph } from '../../language/diagram/graph.ts';
import { plants } from '../../language/diagram/random-plants.ts';
import { exampleGraph, graphOf, laidOut } from '../../language/diagram/test-policy.ts';
import { plainView, viewOf } from '../../language/diagram/view/diagram-view.ts';
import { keys } from './help-dialog.tsx';
import { readKept } from './host.ts';
import { LayoutClient, type LayoutWorker } from './layout-client.ts';
import type { LayoutQuestion } from './layout-messages.ts';
import { inOrder, into, neighbour, nodesAt, outOf, type PageNodes, pageNodes } from './nodes.ts';
import { fitView, seesAll, showing, visiblePart, zoomed } from './viewport.ts';

/** What no sequence of arrows, Enter and Escape comes to from the first zone. */
function unreached(graph: DiagramGraph, nodes: PageNodes, inTurn = false): string[] {
  const reached = new Set(graph.zones.slice(0, 1).map((z) => z.id));
  for (const id of reached)
    for (const next of [
      ...(['up', 'down', 'left', 'right'] as const).map((d) => neighbour(id, d, graph, nodes)),
      into(id, graph, nodes),
      outOf(id, nodes),
      ...(inTurn ? [inOrder(id, 1, nodes)] : []),
    ])
      if (next !== undefined) reached.add(next);
  return [...nodes.keys()].filter((id) => !reached.has(id));
}

describe('the keyboard', () => {
  test('walks along conduits, into zones and out again', async () => {
    const graph = await exampleGraph('cascadia');
    const nodes = pageNodes(graph, await laidOut(graph));
    const go = (from: string, direction: 'up' | 'down' | 'left' | 'right') => neighbour(from, direction, graph, nodes);
    const office = graph.zones.find((z) => z.level === 4)!.id;
    const dmz = graph.zones.find((z) => z.kind === 'dmz')!;
    const reports = go(office, 'down')!;
    expect(reports).toMatch(/^conduit:/);
    const gate = go(reports, 'down')!;
    expect(gate).toMatch(/^gate:FW-DMZ@/);
    expect(go(gate, 'down')).toBe(dmz.id);
    expect(go(dmz.id, 'up')).toBe(gate);
    expect(go(gate, 'up')).toBe(reports);
    expect(into(dmz.id, graph, nodes)).toBe(dmz.assets[0]?.id);
    expect(go(dmz.assets[0]!.id, 'right')).toBe(dmz.assets[1]?.id);
    expect(outOf(dmz.assets[0]!.id, nodes)).toBe(dmz.id);
    expect(outOf(dmz.id, nodes)).toBeUndefined();
  });

  test.each(
    ['cascadia', 'wind-plant', 'grfics'].flatMap((example) => DETAILS.map((detail) => [example, detail] as const)),
  )('comes to everything that is drawn of %s in %s', async (example, detail) => {
    const { graph } = viewOf(await exampleGraph(example), plainView(detail));
    const nodes = pageNodes(graph, await laidOut(graph, detail));
    expect(unreached(graph, nodes)).toEqual([]);
  });
});

test('the keyboard comes to everything that is drawn of any plant', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(plants, fc.constantFrom(...DETAILS), async (text, detail) => {
      const { graph } = viewOf(await graphOf(text), plainView(detail));
      const nodes = pageNodes(graph, await laidOut(graph, detail));
      expect(unreached(graph, nodes, true)).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

describe('the cursor in the source', () => {
  test('marks the innermost node around it', async () => {
    const graph = await graphOf(
      'zone A { level 2\n asset P : plc\n}\nzone B { level 1 asset Q : plc }\nconduit C { between A and B\n allow P -> Q : modbus\n}',
    );
    expect(nodesAt(graph, 'plant.seg', 1, 3)).toEqual(['asset:A.P']);
    expect(nodesAt(graph, 'plant.seg', 0, 12)).toEqual(['zone:A']);
    expect(nodesAt(graph, 'plant.seg', 5, 4)).toEqual(['conduit:C']);
    expect(nodesAt(graph, 'other.seg', 1, 3)).toEqual([]);
  });

  test('marks every gate of the firewall that it is in', async () => {
    const graph = await exampleGraph('cascadia');
    const firewall = graph.conduits.flatMap((c) => c.gates).find((g) => g.firewall === 'FW-3')!;
    const { file, line, column } = firewall.source;
    expect(nodesAt(graph, file, line, column)).toHaveLength(3);
  });
});

describe('the view', () => {
  const screen = { width: 1000, height: 600, left: 96, right: 0 };

  test('fits the whole picture, never larger than 100 %', () => {
    const bounds = { x: -50, y: 20, width: 2000, height: 900 };
    const view = fitView(bounds, screen);
    expect(seesAll(view, screen, bounds)).toBe(true);
    expect(fitView({ ...bounds, width: 10, height: 10 }, screen).scale).toBe(1);
  });

  test('stands a wide picture below the legend where it is larger there, a high one beside it', () => {
    const covered = { width: 1400, height: 900, left: 96, right: 276 };
    const [wide, high] = [
      { x: 0, y: 0, width: 3000, height: 900 },
      { x: 0, y: 0, width: 900, height: 1600 },
    ];
    const below = fitView(wide, covered, 200);
    expect(below.scale).toBeGreaterThan(fitView(wide, covered).scale * 1.1);
    expect(below.y).toBeGreaterThanOrEqual(200);
    expect(fitView(high, covered, 200)).toEqual(fitView(high, covered));
    expect(fitView(wide, { ...covered, right: 0 }, 200)).toEqual(fitView(wide, { ...covered, right: 0 }));
  });

  test('zooms about the middle of the screen', () => {
    const view = { x: 10, y: 20, scale: 1 };
    const middle = (v: typeof view) => {
      const part = visiblePart(v, screen);
      return [part.x + part.width / 2, part.y + part.height / 2];
    };
    for (const [i, n] of middle(zoomed(view, 2, screen)).entries()) expect(n).toBeCloseTo(middle(view)[i]!, 6);
  });

  test('moves only as far as it takes to show a node, and not at all where it is seen', () => {
    const view = { x: 0, y: 0, scale: 1 };
    expect(showing(view, { x: 200, y: 100, width: 50, height: 50 }, screen)).toBe(view);
    expect(showing(view, { x: 2000, y: 100, width: 50, height: 50 }, screen)).toEqual({ x: -1062, y: 0, scale: 1 });
  });
});

test('state that another version of the page left is forgotten where its shape is unknown', () => {
  expect(readKept({ detail: 'galaxies', legend: true, view: { x: 1, y: Number.NaN, scale: 1 }, selected: 7 })).toEqual({
    legend: true,
  });
  expect(readKept(null)).toEqual({});
});

describe('the layout client', () => {
  class FakeWorker implements LayoutWorker {
    static started: FakeWorker[] = [];
    onmessage: LayoutWorker['onmessage'] = null;
    onerror: LayoutWorker['onerror'] = null;
    asked: LayoutQuestion[] = [];
    ended = false;
    constructor() {
      FakeWorker.started.push(this);
    }
    postMessage(question: LayoutQuestion): void {
      this.asked.push(question);
    }
    terminate(): void {
      this.ended = true;
    }
    answer(message = 'done'): void {
      this.onmessage?.({ data: { request: this.asked.at(-1)!.request, result: { ok: false, message } } });
    }
  }

  beforeEach(() => {
    FakeWorker.started = [];
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('ends the worker of an older request when a newer one comes, unless it is done in a moment', async () => {
    const graph = await graphOf('zone A { level 1 }');
    const client = new LayoutClient(() => new FakeWorker());
    const older = client.layout(graph, 'assets');
    const newer = client.layout(graph, 'zones');
    expect(await older).toBeUndefined();
    vi.advanceTimersByTime(401);
    const [first, second] = FakeWorker.started;
    expect(first?.ended).toBe(true);
    second?.answer();
    expect(await newer).toEqual({ ok: false, message: 'done' });
  });

  test('asks the newest of many requests that come while one is under way, and the worker stays', async () => {
    const graph = await graphOf('zone A { level 1 }');
    const client = new LayoutClient(() => new FakeWorker());
    const outcomes = (['assets', 'zones', 'counts', 'zones'] as const).map((detail) => client.layout(graph, detail));
    const worker = FakeWorker.started[0]!;
    vi.advanceTimersByTime(300);
    worker.answer('of the first');
    expect(worker.asked.map((q) => q.detail)).toEqual(['assets', 'zones']);
    worker.answer('of the newest');
    expect(await Promise.all(outcomes)).toEqual([
      undefined,
      undefined,
      undefined,
      { ok: false, message: 'of the newest' },
    ]);
    vi.advanceTimersByTime(5000);
    expect(worker.ended).toBe(false);
    expect(FakeWorker.started).toHaveLength(1);
  });

  test('lays out again after a worker that stopped or never started', async () => {
    const graph = await graphOf('zone A { level 1 }');
    let broken = true;
    const client = new LayoutClient(() => {
      if (broken) throw new Error('no worker');
      return new FakeWorker();
    });
    client.prepare();
    expect(await client.layout(graph, 'assets')).toEqual({ ok: false, message: 'no worker' });
    broken = false;
    const stopping = client.layout(graph, 'assets');
    FakeWorker.started[0]?.onerror?.({ message: 'out of memory' });
    expect(await stopping).toEqual({ ok: false, message: 'out of memory' });
    const again = client.layout(graph, 'assets');
    FakeWorker.started[1]?.answer();
    expect(await again).toEqual({ ok: false, message: 'done' });
  });

  test('has its worker ready before the first graph comes', async () => {
    const client = new LayoutClient(() => new FakeWorker());
    client.prepare();
    expect(FakeWorker.started).toHaveLength(1);
    void client.layout(await graphOf('zone A { level 1 }'), 'assets');
    expect(FakeWorker.started).toHaveLength(1);
  });

  test('gives up at its deadline and says so', async () => {
    const client = new LayoutClient(() => new FakeWorker(), 5000);
    const answer = client.layout(await graphOf('zone A { level 1 }'), 'assets');
    vi.advanceTimersByTime(5001);
    expect(await answer).toEqual({ ok: false, message: 'It took longer than 5 seconds.' });
    expect(FakeWorker.started[0]?.ended).toBe(true);
  });

  test('answers from what it kept where only places in the source changed', async () => {
    const graph = await graphOf('zone A { level 1 }');
    const client = new LayoutClient(() => new FakeWorker());
    const first = client.layout(graph, 'assets');
    vi.useRealTimers();
    const layout = await laidOut(graph);
    const worker = FakeWorker.started[0]!;
    worker.onmessage?.({ data: { request: worker.asked[0]!.request, result: { ok: true, layout } } });
    await first;
    const moved = { ...graph, zones: graph.zones.map((z) => ({ ...z, source: { ...z.source, line: 7 } })) };
    expect(await client.layout(moved, 'assets')).toEqual({ ok: true, layout });
    expect(worker.asked).toHaveLength(1);
  });
});

test('the keys that the help lists are those of the documentation', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/keyboard.md'), 'utf8');
  const rows = keys().map(([names, meaning]) => `| ${names.map((key) => `\`${key}\``).join(' ')} | ${meaning} |`);
  expect(page.slice(page.indexOf('## In the diagram')).trim().split('\n').slice(4)).toEqual(rows);
});
