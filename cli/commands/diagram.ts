/** `bulkhead diagram`: the zone and conduit drawing, by the same code that draws in the editor, as SVG, PNG, draw.io or Mermaid. */
import { type Command, Option } from 'commander';
import type { SvgOptions } from '../../language/diagram/index.ts';
import type { Policy } from '../../language/model/policy.ts';
import { InputError } from '../errors.ts';
import { finishWithMeaning } from '../meaning.ts';
import { type CommonOptions, policyCommand, withExamples } from '../options.ts';
import { deliver } from '../output.ts';
import { readRasterParts } from '../raster-parts.ts';
import { openSession } from '../session.ts';

const THEMES = { light: 'light', dark: 'dark', 'high-contrast': 'hc', 'high-contrast-light': 'hc-light' } as const;
const FORMATS = ['svg', 'png', 'drawio', 'mermaid'] as const;
const DETAILS = ['zones', 'counts', 'assets'] as const;

interface DiagramOptions extends CommonOptions {
  readonly theme: keyof typeof THEMES;
  readonly detail?: (typeof DETAILS)[number];
  readonly format: (typeof FORMATS)[number];
}

export function diagramCommand(): Command {
  const command = policyCommand('diagram', 'Draw the zones and conduits.', FORMATS)
    .addOption(new Option('--theme <theme>', 'colours of the drawing').choices(Object.keys(THEMES)).default('light'))
    .addOption(new Option('--detail <detail>', 'how much is drawn (default: by the number of zones)').choices(DETAILS));
  return withExamples(command, [
    ['bulkhead diagram -o plant.svg', 'the policy of this folder'],
    ['bulkhead diagram --format png -o plant.png', 'twice the size, for documents'],
    ['bulkhead diagram --format drawio -o plant.drawio', 'to be edited by hand'],
    ['bulkhead diagram --policy plant/ --theme dark > plant.svg', 'another one, in dark colours'],
  ]).action(run);
}

async function run({ theme, detail, format, output, ...options }: DiagramOptions): Promise<void> {
  const session = await openSession(undefined, options);
  const { policy, text, configuration } = session;
  const now = session.at ?? session.now;
  const { checkPolicy } = await import('../../language/checks/index.ts');
  const { observedOf } = await import('../observed.ts');
  const { findings: ofFlowFiles, ...observed } = await observedOf(session);
  const checked = checkPolicy(policy, { now, ...observed, text, configuration: configuration.checks });
  const findings = [...session.findings, ...ofFlowFiles, ...checked];
  const drawing = { now, theme: THEMES[theme], findings, ...(detail === undefined ? {} : { detail }) };
  deliver(await draw(policy, format, drawing), output);
  finishWithMeaning(session);
}

async function draw(
  policy: Policy,
  format: DiagramOptions['format'],
  drawing: SvgOptions,
): Promise<string | Uint8Array> {
  const { drawioText, layOut, mermaidText, renderSvg } = await import('../../language/diagram/index.ts');
  if (format === 'svg' || format === 'png') {
    const drawn = await renderSvg(policy, drawing);
    if (!drawn.ok) throw new InputError(`The diagram could not be laid out: ${drawn.message}`);
    return format === 'svg' ? drawn.svg : rasterise(drawn.svg);
  }
  const laid = await layOut(policy, drawing);
  if (!laid.ok) throw new InputError(`The diagram could not be laid out: ${laid.message}`);
  return format === 'drawio' ? drawioText(laid.graph, laid.layout) : mermaidText(laid.graph);
}

async function rasterise(svg: string): Promise<Uint8Array> {
  const { renderPng } = await import('../../language/diagram/export/png.ts');
  const result = await renderPng(svg, readRasterParts());
  if (!result.ok) throw new InputError(`The picture could not be drawn: ${result.message}.`);
  return result.png;
}
