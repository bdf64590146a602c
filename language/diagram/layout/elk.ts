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
      engine ??= import('elkjs/lib/elk.bundled.js').then(({ default: Elk }) => {
        const Constructor = Elk as unknown as new () => ElkLayout;
        return new Constructor();
      });
      return (await engine).layout(graph);
    },
  };
}
