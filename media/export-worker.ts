/** Makes a file of the picture in a worker of its own, by the code that the command line draws with. Inlined into the page as one script. */
import { drawSvg } from '../language/diagram/draw/svg.tsx';
import { drawioText } from '../language/diagram/export/drawio.ts';
import { mermaidText } from '../language/diagram/export/mermaid.ts';
import { renderPng } from '../language/diagram/export/png.ts';
import { INTER_FONT_CSS } from '../language/diagram/text/inter-font.ts';
import type { ExportAnswer, ExportQuestion } from './page/export-messages.ts';

interface WorkerScope {
  onmessage: ((event: MessageEvent<ExportQuestion>) => void) | null;
  postMessage(answer: ExportAnswer): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = async ({ data }) => {
  try {
    scope.postMessage(await made(data));
  } catch (error) {
    scope.postMessage({ ok: false, message: error instanceof Error ? error.message : String(error) });
  }
};

async function made({ format, graph, layout, drawing, raster }: ExportQuestion): Promise<ExportAnswer> {
  if (format === 'drawio') return textAnswer(drawioText(graph, layout));
  if (format === 'mermaid') return textAnswer(mermaidText(graph));
  const svg = drawSvg(graph, layout, { ...drawing, fontCss: INTER_FONT_CSS });
  if (raster === undefined) return textAnswer(svg);
  const result = await renderPng(svg, raster);
  return result.ok ? { ok: true, bytes: result.png } : result;
}

function textAnswer(text: string): ExportAnswer {
  return { ok: true, bytes: new TextEncoder().encode(text) };
}
