/** Files of the picture as it is on the screen: made in a worker that lives as long as one export. */
import type { DrawOptions } from '../../language/diagram/draw/svg.tsx';
import type { RasterParts } from '../../language/diagram/export/png.ts';
import type { ToClient, ToWebview } from '../../server/protocol/diagram.ts';
import type { Shown } from './canvas.tsx';
import type { ExportAnswer, ExportQuestion } from './export-messages.ts';
import { startWorker } from './start-worker.ts';

export type ExportWish = Extract<ToWebview, { type: 'export' }>;

/** An export that takes longer than this is given up. Milliseconds. */
const DEADLINE = 60_000;
const RASTER_FILES = ['resvg.wasm', 'Inter-400Regular.ttf', 'Inter-600SemiBold.ttf'] as const;

/** The file that is wished for, as the message that carries it; one that says why where there is none. Never throws. */
export async function exported(
  wish: ExportWish,
  shown: Shown | undefined,
  drawing: DrawOptions,
  workerSource: string,
): Promise<ToClient> {
  const { request, format } = wish;
  if (shown === undefined) return { type: 'exportFailed', request, message: 'There is no picture yet.' };
  try {
    const raster = format === 'png' ? await rasterParts() : undefined;
    const { graph, layout } = shown;
    const answer = await ask({ format, graph, layout, drawing, ...(raster && { raster }) }, workerSource);
    return answer.ok
      ? { type: 'exported', request, bytes: answer.bytes }
      : { type: 'exportFailed', request, message: answer.message };
  } catch (error) {
    return { type: 'exportFailed', request, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Where the page was told that it finds them. */
async function rasterParts(): Promise<RasterParts | undefined> {
  const address = document.getElementById('diagram')?.dataset.raster;
  if (address === undefined) return undefined;
  const [wasm, ...fonts] = await Promise.all(
    RASTER_FILES.map(async (name) => {
      const answer = await fetch(`${address}/${name}`);
      if (!answer.ok) throw new Error(`${name} is missing beside the program.`);
      return new Uint8Array(await answer.arrayBuffer());
    }),
  );
  return wasm && { wasm, fonts };
}

function ask(question: ExportQuestion, workerSource: string): Promise<ExportAnswer> {
  const worker = startWorker(workerSource);
  return new Promise<ExportAnswer>((resolve) => {
    const late = `It took longer than ${DEADLINE / 1000} seconds: choose less detail.`;
    const timer = setTimeout(() => resolve({ ok: false, message: late }), DEADLINE);
    worker.onmessage = ({ data }: MessageEvent<ExportAnswer>) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.onerror = ({ message }) => {
      clearTimeout(timer);
      resolve({ ok: false, message: message || 'The export stopped.' });
    };
    worker.postMessage(question);
  }).finally(() => worker.terminate());
}
