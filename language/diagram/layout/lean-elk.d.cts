/** elkjs as scripts/generate.ts writes it. */
import type { ElkNode } from 'elkjs/lib/elk-api.js' with { 'resolution-mode': 'require' };

declare const Elk: new () => { layout(graph: ElkNode): Promise<ElkNode> };
export = Elk;
