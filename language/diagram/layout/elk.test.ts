/** The layout engine as a guest of the scope that it is loaded in. */
import { expect, it, vi } from 'vitest';
import { createElk } from './elk.ts';

it('leaves the messages of a worker that lays out to the worker: a server in a browser went on hearing', async () => {
  const listener = vi.fn();
  vi.stubGlobal('self', globalThis);
  vi.stubGlobal('onmessage', listener);
  const { width } = await createElk().layout({ id: 'root', children: [{ id: 'zone', width: 40, height: 20 }] });
  expect(width).toBeGreaterThan(40);
  expect((globalThis as { onmessage?: unknown }).onmessage).toBe(listener);
  vi.unstubAllGlobals();
});
