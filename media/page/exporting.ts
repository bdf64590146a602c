/** Files of the picture as it is on the screen: made in a worker that lives as long as one export. */
import * as l10n from '@vscode/l10n';
import type { DrawOptions } from '../../language/diagram/draw/svg.tsx';
import type { RasterParts } from '../../language/diagram/export/png.ts';
import type { ToClient, ToWebview } from '../../server/protocol/diagram.ts';
import type { Shown } from './canvas.tsx';
import type { ExportAnswer, ExportQuestion } from './export-messages.ts';
import { startWorker } from './start-worker.ts';

export type ExportWish = Extract<ToWebview, { type: 'export' }>;

/** An export that takes longer than this is given up. Milliseconds. */
const DEADLINE = 60_000;
const RASTER = 'resvg.wasm';
const FONTS = ['Inter-400Regular.ttf', 'Inter-600SemiBold.ttf'];

/** The file that is wished for, as the message that carries it; one that says why where there is none. Never throws. */
export async function exported(
  wish: ExportWish,
  shown: Shown | undefined,
  drawing: DrawOptions,
  workerSource: string,
): Promise<ToClient> {
  const { request, format } = wish;
  if (shown === undefined) return { type: 'exportFailed', request, message: l10n.t('There is no picture yet.') };
  try {
    const { graph, layout } = shown;
    const picture = { graph, layout, drawing };
    const question =
      format === 'png' ? { format, raster: await rasterParts(), ...picture } : ({ format, ...picture } as const);
    const answer = await ask(question, workerSource);
    return answer.ok
      ? { type: 'exported', request, bytes: answer.bytes }
      : { type: 'exportFailed', request, message: answer.message };
  } catch (error) {
    return { type: 'exportFailed', request, message: error instanceof Error ? error.message : String(error) };
  }
}

/** What PNG files are drawn with, from where the page was told that it lies. Throws where that is nowhere. */
async function rasterParts(): Promise<RasterParts> {
  const address = document.getElementById('diagram')?.dataset.raster;
  if (address === undefined) throw new Error(l10n.t('PNG files cannot be drawn here: choose SVG.'));
  const part = async (name: string): Promise<Uint8Array> => {
    const answer = await fetch(`${address}/${name}`);
    if (!answer.ok) throw new Error(l10n.t('{0} is missing beside the program.', name));
    return new Uint8Array(await answer.arrayBuffer());
  };
  const [wasm, fonts] = await Promise.all([part(RASTER), Promise.all(FONTS.map(part))]);
  return { wasm, fonts };
}

function ask(question: ExportQuestion, workerSource: string): Promise<ExportAnswer> {
  const worker = startWorker(workerSource);
  return new Promise<ExportAnswer>((resolve) => {
    const late = l10n.t('It took longer than {0} seconds: choose less detail.', DEADLINE / 1000);
    const timer = setTimeout(() => resolve({ ok: false, message: late }), DEADLINE);
    worker.onmessage = ({ data }: MessageEvent<ExportAnswer>) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.onerror = ({ message }) => {
      clearTimeout(timer);
      resolve({ ok: false, message: message || l10n.t('The export stopped.') });
    };
    worker.postMessage(question);
  }).finally(() => worker.terminate());
}
