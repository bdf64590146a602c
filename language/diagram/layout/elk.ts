/** The layout engine behind an interface: run directly here, in a worker by the webview. */
import type { ElkNode } from 'elkjs/lib/elk-api.js';

/** What the layout needs of elkjs. */
export interface ElkLayout {
  layout(graph: ElkNode): Promise<ElkNode>;
}

/** elkjs in this thread: it blocks while it computes. Loaded when first asked for, because it is large. */
export function createElk(): ElkLayout {
  let engine: Promise<ElkLayout> | undefined;
  return {
    async layout(graph) {
      engine ??= load();
      return (await engine).layout(graph);
    },
  };
}

/** In a worker elkjs takes over `onmessage`, as if it alone were to be spoken to: whoever listened before goes on listening. */
async function load(): Promise<ElkLayout> {
  const { default: Elk } = await import('./lean-elk.cjs');
  const scope = globalThis as { onmessage?: unknown };
  const listener = scope.onmessage;
  const engine = new Elk();
  if (scope.onmessage !== listener) scope.onmessage = listener;
  return engine;
}
