/** Before the first graph comes the page runs what it will do with it, and no longer than is worth it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { samplePlant } from '../../language/diagram/sample-plant.ts';
import { initialView, viewOf } from '../../language/diagram/view/diagram-view.ts';
import { readToWebview } from '../../server/protocol/diagram.ts';
import { rehearse } from './rehearsal.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a rehearsal comes to an end by itself, and at once where the page goes', () => {
  const read = vi.spyOn(globalThis, 'structuredClone');
  rehearse();
  vi.advanceTimersByTime(10_000);
  expect(vi.getTimerCount()).toBe(0);
  const whole = read.mock.calls.length;
  expect(whole).toBeGreaterThan(10);
  const end = rehearse();
  vi.advanceTimersByTime(100);
  end();
  vi.advanceTimersByTime(10_000);
  expect(read.mock.calls.length - whole).toBeLessThan(10);
  expect(vi.getTimerCount()).toBe(0);
});

test('the plant of a rehearsal is one that the page takes, with zones in zones to be drawn', () => {
  const graph = samplePlant({ areas: 10, cells: 4 });
  expect(readToWebview({ type: 'show', graph })).toMatchObject({ type: 'show' });
  expect(viewOf(graph, initialView(graph)).graph.zones.length).toBe(63);
});
