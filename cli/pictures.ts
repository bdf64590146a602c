/** Pictures as the command line writes them: SVG, PNG, draw.io or Mermaid, of a graph that is laid out here. */
import { Option } from 'commander';
import type { Detail, DiagramGraph, DrawOptions, LayOutOptions } from '../language/diagram/index.ts';
import { InputError } from './errors.ts';
import { readRasterParts } from './raster-parts.ts';

export const PICTURE_FORMATS = ['svg', 'png', 'drawio', 'mermaid'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

const THEMES = { light: 'light', dark: 'dark', 'high-contrast': 'hc', 'high-contrast-light': 'hc-light' } as const;
const DETAILS = ['zones', 'counts', 'assets'] as const;

export interface PictureOptions {
  readonly theme: keyof typeof THEMES;
  readonly detail?: Detail;
}

/** What of the graph is drawn: all of it, unless told. */
type Parts = Pick<LayOutOptions, 'view' | 'filter'>;
type Headings = Pick<DrawOptions, 'title' | 'version' | 'time' | 'overlay'>;

/** The options `--theme` and `--detail`. */
export function pictureOptions(): Option[] {
  return [
    new Option('--theme <theme>', 'colours of the drawing').choices(Object.keys(THEMES)).default('light'),
    new Option('--detail <detail>', 'how much is drawn (default: by the number of zones)').choices(DETAILS),
  ];
}

/** Lays a graph out and draws it. Throws InputError where that fails. */
export async function pictureOf(
  graph: DiagramGraph,
  format: PictureFormat,
  { theme, detail, view, filter, ...headings }: PictureOptions & Parts & Headings,
): Promise<string | Uint8Array> {
  const { drawioText, layOutGraph, mermaidText, svgOf } = await import('../language/diagram/index.ts');
  const shown = { ...view, ...(detail && { detail }) };
  const laid = await layOutGraph(graph, { view: shown, ...(filter && { filter }) });
  if (!laid.ok) throw new InputError(`The diagram could not be laid out: ${laid.message}`);
  if (format === 'mermaid') return mermaidText(laid.graph);
  if (format === 'drawio') return drawioText(laid.graph, laid.layout);
  const svg = await svgOf(laid.graph, laid.layout, { theme: THEMES[theme], ...headings });
  return format === 'svg' ? svg : rasterise(svg);
}

async function rasterise(svg: string): Promise<Uint8Array> {
  const { renderPng } = await import('../language/diagram/export/png.ts');
  const result = await renderPng(svg, readRasterParts());
  if (!result.ok) throw new InputError(`The picture could not be drawn: ${result.message}.`);
  return result.png;
}
