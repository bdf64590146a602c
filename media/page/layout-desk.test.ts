import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DiagramGraph } from '../../language/diagram/graph.ts';
import { openDesk } from './layout-desk.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const EMPTY: DiagramGraph = {
  format: 1,
  title: '',
  zoneCount: 0,
  assetCount: 0,
  conduitCount: 0,
  zones: [],
  conduits: [],
};

/** An elk that finishes what it is at when it is told to. */
function slowElk() {
  const waiting: (() => void)[] = [];
  let begun = 0;
  return {
    layout: (graph: ElkNode) => {
      begun++;
      return new Promise<ElkNode>((resolve) => waiting.push(() => resolve(graph)));
    },
    begun: () => begun,
    finish: () => waiting.shift()?.(),
  };
}

test('a desk warms elk up while nobody asks, round after round', async () => {
  const elk = slowElk();
  openDesk(elk);
  await vi.advanceTimersByTimeAsync(10);
  expect(elk.begun()).toBe(1);
  elk.finish();
  await vi.advanceTimersByTimeAsync(10);
  expect(elk.begun()).toBeGreaterThan(1);
});

test('a question that comes between two rounds is answered before the next begins, and some quiet follows it', async () => {
  const elk = slowElk();
  const answer = openDesk(elk);
  await vi.advanceTimersByTimeAsync(10);
  const answered = answer({ request: 7, graph: EMPTY, detail: 'zones' });
  await vi.advanceTimersByTimeAsync(10);
  // The round under way and the question.
  const begun = elk.begun();
  elk.finish();
  elk.finish();
  expect(await answered).toMatchObject({ request: 7, result: { ok: true } });
  await vi.advanceTimersByTimeAsync(400);
  expect(elk.begun()).toBe(begun);
  await vi.advanceTimersByTimeAsync(400);
  expect(elk.begun()).toBeGreaterThan(begun);
});
