import { expect, test, vi } from 'vitest';
import { elk } from '../test-policy.ts';
import { warmUp } from './warm-up.ts';

/** How many lines each layout of a warm-up placed, while `mayGoOn` agrees. */
async function linesOf(mayGoOn: (rounds: number) => Promise<boolean>): Promise<number[]> {
  const placed: number[] = [];
  const counting = {
    layout: async (graph: Parameters<typeof elk.layout>[0]) => {
      const answer = await elk.layout(graph);
      placed.push(answer.edges?.length ?? 0);
      return answer;
    },
  };
  await warmUp(counting, () => mayGoOn(placed.length));
  return placed;
}

test('warming up lays out whole plants, columns and lines across borders and all, and comes to an end', async () => {
  const placed = await linesOf(async () => true);
  expect(placed.length).toBeGreaterThan(10);
  expect(new Set(placed).size).toBeGreaterThan(3);
  expect(Math.min(...placed)).toBeGreaterThan(6);
});

test('warming up waits while a layout is asked for, and ends once none is needed', async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let most = 0;
  const done = linesOf(async (rounds) => {
    most = rounds;
    if (rounds === 2) await held;
    return rounds < 4;
  });
  await vi.waitFor(() => expect(most).toBe(2), { timeout: 20_000 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(most).toBe(2);
  release();
  expect(await done).toHaveLength(4);
});
