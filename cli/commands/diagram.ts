/** `bulkhead diagram`: the zone and conduit drawing, by the same code that draws in the editor, as SVG, PNG, draw.io or Mermaid. */
import { type Command, Option } from 'commander';
import type { BuildOptions, DiagramFilter, Facet, FacetValue, SvgOptions } from '../../language/diagram/index.ts';
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
  readonly only?: readonly string[];
  readonly neighbours?: boolean;
  readonly collapse?: readonly string[];
  readonly expand?: readonly string[];
}

function zoneNames(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

export function diagramCommand(): Command {
  const command = policyCommand('diagram', 'Draw the zones and conduits.', FORMATS)
    .addOption(new Option('--theme <theme>', 'colours of the drawing').choices(Object.keys(THEMES)).default('light'))
    .addOption(new Option('--detail <detail>', 'how much is drawn (default: by the number of zones)').choices(DETAILS))
    .addOption(
      new Option('--collapse <zones>', 'zones drawn as one card, with commas between them').argParser(zoneNames),
    )
    .addOption(new Option('--expand <zones>', 'zones drawn with their assets').argParser(zoneNames))
    .addOption(
      new Option(
        '--only <facet=value>',
        'draw a part: zone, level, type, tag, service or finding; commas and repetition of a facet add, other facets narrow',
      ).argParser((value: string, before: readonly string[] = []) => [...before, value]),
    )
    .addOption(new Option('--neighbours', 'with --only: also the zones that a conduit joins with what is drawn'));
  return withExamples(command, [
    ['bulkhead diagram -o plant.svg', 'the policy of this folder'],
    ['bulkhead diagram --format png -o plant.png', 'twice the size, for documents'],
    ['bulkhead diagram --format drawio -o plant.drawio', 'to be edited by hand'],
    ['bulkhead diagram --only level=1,2 --only tag=wet-end -o part.svg', 'what of two levels is tagged'],
    ['bulkhead diagram --policy plant/ --theme dark > plant.svg', 'another one, in dark colours'],
    ['bulkhead diagram --detail counts --collapse Mill.Pulping,Office --expand Mill.Kiln', 'part of it in more detail'],
  ]).action(run);
}

async function run({
  theme,
  detail,
  collapse = [],
  expand = [],
  format,
  output,
  only = [],
  neighbours = false,
  ...options
}: DiagramOptions): Promise<void> {
  const session = await openSession(undefined, options);
  const { policy, text, configuration } = session;
  const now = session.at ?? session.now;
  const { zoneNodeId } = await import('../../language/diagram/index.ts');
  const { findZone } = await import('../names.ts');
  const { checkPolicy } = await import('../../language/checks/index.ts');
  const { observedOf } = await import('../observed.ts');
  const { findings: ofFlowFiles, ...observed } = await observedOf(session);
  const checked = checkPolicy(policy, { now, ...observed, text, configuration: configuration.checks });
  const findings = [...session.findings, ...ofFlowFiles, ...checked];
  const filter = { ...(await filterOf(only, policy, { now, findings })), neighbours };
  const view = {
    ...(detail && { detail }),
    collapsed: collapse.map((name) => zoneNodeId(policy, findZone(policy, name))),
    expanded: expand.map((name) => zoneNodeId(policy, findZone(policy, name))),
  };
  const drawing = { now, theme: THEMES[theme], findings, filter, view };
  deliver(await draw(policy, format, drawing), output);
  finishWithMeaning(session);
}

/** The filter that `--only` asks for. Throws InputError where a facet or a value is not there. */
async function filterOf(only: readonly string[], policy: Policy, options: BuildOptions): Promise<DiagramFilter> {
  if (only.length === 0) return {};
  const { buildGraph, FACETS, facetValues, findValue, toggled } = await import('../../language/diagram/index.ts');
  const graph = buildGraph(policy, options);
  let filter: DiagramFilter = {};
  for (const wish of only) {
    const [name = '', ...rest] = wish.split('=');
    const facet = FACETS.find((f) => f === name);
    if (facet === undefined || rest.length === 0)
      throw new InputError(`--only ${wish}: write ${FACETS.join(', ')}, then = and values, such as level=1,2.`);
    for (const word of rest.join('=').split(',')) {
      const value = findValue(graph, facet, word);
      if (value === undefined) throw new InputError(noSuchValue(facet, word, facetValues(graph)[facet]));
      if (!filter[facet]?.includes(value)) filter = toggled(filter, facet, value);
    }
  }
  return filter;
}

function noSuchValue(facet: Facet, word: string, values: readonly FacetValue[]): string {
  const known = values.map(({ value, label }) => (facet === 'zone' ? label : value)).slice(0, 12);
  const more = values.length > known.length ? ` and ${values.length - known.length} more` : '';
  return `--only ${facet}=${word}: there is none. There are: ${known.join(', ') || 'none at all'}${more}.`;
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
