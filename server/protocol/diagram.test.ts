import { describe, expect, test } from 'vitest';
import { exampleGraph } from '../../language/diagram/test-policy.ts';
import { type Overlay, readToClient, readToWebview, type ToClient, type ToWebview } from './diagram.ts';

const OVERLAY: Overlay = {
  kind: 'blast',
  question: { kind: 'blast', of: 'asset:A.P' },
  rest: 'faded',
  marks: { 'asset:A.P': { tone: 'step0', start: true }, 'conduit:C': { rows: { 0: { hops: [1] } } } },
  path: [{ from: 'asset:A.P', to: 'asset:B.Q', conduit: 'conduit:C', row: 0 }],
  links: [],
  legend: [{ sign: 'path', words: 'path' }],
  panel: { title: 'Blast radius of P', sections: [{ kind: 'figure', figure: '1', words: ['of 1'] }] },
};

const place = { file: 'plant.seg', line: 1, column: 2, endLine: 3, endColumn: 4 };

describe('messages to the page', () => {
  test('of the known shapes are read as they are', async () => {
    const graph = await exampleGraph('cascadia');
    const messages: ToWebview[] = [
      { type: 'show', graph },
      { type: 'show', graph, stale: { message: 'expected }', place } },
      { type: 'reveal', file: 'plant.seg', line: 0, column: 0, select: true },
      { type: 'failed', message: 'no' },
      { type: 'show', graph, overlay: OVERLAY },
      { type: 'overlay', overlay: OVERLAY },
      { type: 'ask', question: { kind: 'blast', of: 'asset:A.P', mode: 'conditioned' } },
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
      { type: 'show', graph, overlay: { ...OVERLAY, rest: 'gone' } },
      { type: 'overlay', overlay: { ...OVERLAY, marks: { 'asset:A.P': { tone: 'purple' } } } },
      { type: 'overlay', overlay: { ...OVERLAY, panel: { title: 'x', sections: [{ kind: 'game' }] } } },
      { type: 'ask', question: { kind: 'weather' } },
    ];
    for (const message of broken) expect(readToWebview(message)).toBeUndefined();
  });
});

describe('messages to the extension', () => {
  test('of the known shapes are read as they are', () => {
    const messages: ToClient[] = [
      { type: 'ready' },
      { type: 'ready', overlay: { kind: 'access', at: 5 } },
      { type: 'overlay' },
      { type: 'overlay', question: { kind: 'gain' } },
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
      { type: 'ready', overlay: { kind: 'blast', of: 7 } },
      { type: 'overlay', question: 'blast' },
      7,
    ];
    for (const message of broken) expect(readToClient(message)).toBeUndefined();
  });
});
