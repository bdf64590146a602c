import { expect, test } from 'vitest';
import { elk } from '../test-policy.ts';
import { warmUp } from './warm-up.ts';

test('warming up lays out a whole plant, columns and lines across borders and all', async () => {
  const placed: (number | undefined)[] = [];
  await warmUp({
    layout: async (graph) => {
      const answer = await elk.layout(graph);
      placed.push(answer.edges?.length);
      return answer;
    },
  });
  expect(Math.max(...placed.map((n) => n ?? 0))).toBeGreaterThan(6);
});
