import { describe, expect, test } from 'vitest';
import { exampleGraph } from '../../language/diagram/test-policy.ts';
import { readToClient, readToWebview, type ToClient, type ToWebview } from './diagram.ts';

const place = { file: 'plant.seg', line: 1, column: 2, endLine: 3, endColumn: 4 };

describe('messages to the page', () => {
  test('of the known shapes are read as they are', async () => {
    const graph = await exampleGraph('cascadia');
    const messages: ToWebview[] = [
      { type: 'show', graph },
      { type: 'show', graph, stale: { message: 'expected }', place } },
      { type: 'reveal', file: 'plant.seg', line: 0, column: 0, select: true },
      { type: 'failed', message: 'no' },
    ];
    for (const message of messages) expect(readToWebview(structuredClone(message))).toEqual(message);
  });

  test('of any other shape are refused', async () => {
    const graph = await exampleGraph('cascadia');
    const broken = [
      undefined,
      null,
      'show',
      { type: 'show' },
      { type: 'show', graph: { ...graph, format: 2 } },
      { type: 'show', graph: { ...graph, zones: [{ ...graph.zones[0], kind: 'castle' }] } },
      { type: 'show', graph: { ...graph, conduits: [{ ...graph.conduits[0], rows: 'all' }] } },
      { type: 'show', graph, stale: 'yes' },
      { type: 'reveal', file: 'x', line: -1, column: 0, select: false },
      { type: 'launch' },
    ];
    for (const message of broken) expect(readToWebview(message)).toBeUndefined();
  });
});

describe('messages to the extension', () => {
  test('of the known shapes are read as they are', () => {
    const messages: ToClient[] = [
      { type: 'ready' },
      { type: 'retry' },
      { type: 'source', place, open: false },
      { type: 'drawn', zones: 6, milliseconds: 12.5 },
      { type: 'layoutFailed', message: 'x' },
    ];
    for (const message of messages) expect(readToClient(structuredClone(message))).toEqual(message);
  });

  test('of any other shape are refused', () => {
    const broken = [
      { type: 'source', place: { ...place, line: 1.5 }, open: true },
      { type: 'source', place },
      { type: 'drawn', zones: '6', milliseconds: 1 },
      7,
    ];
    for (const message of broken) expect(readToClient(message)).toBeUndefined();
  });
});
