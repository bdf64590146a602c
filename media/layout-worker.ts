/** Lays graphs out in a worker of its own, so that the page never waits for elk. Inlined into the page as one script. */
import { createElk } from '../language/diagram/layout/elk.ts';
import { layoutGraph } from '../language/diagram/layout/layout-graph.ts';
import { warmUp } from '../language/diagram/layout/warm-up.ts';
import type { LayoutAnswer, LayoutQuestion } from './page/layout-messages.ts';

interface WorkerScope {
  document?: unknown;
  onmessage: ((event: MessageEvent<LayoutQuestion>) => void) | null;
  postMessage(answer: LayoutAnswer): void;
}

const scope = globalThis as unknown as WorkerScope;

// elkjs takes over `onmessage` in any scope without a document; with one it stays a library.
scope.document ??= {};

const elk = createElk();

scope.onmessage = async ({ data: { request, graph, ...options } }) => {
  scope.postMessage({ request, result: await layoutGraph(graph, elk, options) });
};

void warmUp(elk);
