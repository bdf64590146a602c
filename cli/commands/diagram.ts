/** `bulkhead diagram`: the zone and conduit drawing, by the same code that draws in the editor, as SVG, PNG, draw.io or Mermaid. */
import { type Command, Option } from 'commander';
import type { BuildOptions, DiagramFilter, Facet, FacetValue } from '../../language/diagram/index.ts';
import type { Policy } from '../../language/model/policy.ts';
import { type OverlayOptions, overlayMaker, overlayOptions } from '../diagram-overlay.ts';
import { InputError } from '../errors.ts';
import { finishWithMeaning } from '../meaning.ts';
import { type CommonOptions, formFromOutput, policyCommand, withExamples } from '../options.ts';
import { deliver } from '../output.ts';
import { PICTURE_FORMATS, type PictureFormat, type PictureOptions, pictureOf, pictureOptions } from '../pictures.ts';
import { openSession } from '../session.ts';

interface DiagramOptions extends CommonOptions, PictureOptions, OverlayOptions {
  readonly format: PictureFormat;
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
  const command = policyCommand('diagram', 'Draw the zones and conduits.', PICTURE_FORMATS)
    .argument('[dir]', "the policy's folder")
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
  for (const option of [...pictureOptions(), ...overlayOptions()]) command.addOption(option);
  return withExamples(formFromOutput(command), [
    ['bulkhead diagram -o plant.svg', 'the policy of this folder'],
    ['bulkhead diagram -o plant.png', 'twice the size, for documents'],
    ['bulkhead diagram -o plant.drawio', 'to be edited by hand'],
    ['bulkhead diagram --only level=1,2 --only tag=wet-end -o part.svg', 'what of two levels is tagged'],
    ['bulkhead diagram --overlay blast --of JUMP-1 -o blast.png', 'what falls with an asset, by steps'],
    ['bulkhead diagram plant/ --theme dark > plant.svg', 'another one, in dark colours'],
    ['bulkhead diagram --detail counts --collapse Mill.Pulping,Office --expand Mill.Kiln', 'part of it in more detail'],
  ]).action(run);
}

async function run(
  dir: string | undefined,
  {
    theme,
    detail,
    collapse = [],
    expand = [],
    format,
    output,
    only = [],
    neighbours = false,
    ...options
  }: DiagramOptions,
): Promise<void> {
  const session = await openSession(dir, options);
  const { policy, text, configuration } = session;
  const now = session.at ?? session.now;
  const { buildDrawing, zoneNodeId } = await import('../../language/diagram/index.ts');
  const { findZone } = await import('../names.ts');
  const { checkPolicy } = await import('../../language/checks/index.ts');
  const { observedOf } = await import('../observed.ts');
  const { findings: ofFlowFiles, ...observed } = await observedOf(session);
  const checked = checkPolicy(policy, { now, ...observed, text, configuration: configuration.checks });
  const findings = [...session.findings, ...ofFlowFiles, ...checked];
  const filter = { ...(await filterOf(only, policy, { now, findings })), neighbours };
  const view = {
    collapsed: collapse.map((name) => zoneNodeId(policy, findZone(policy, name))),
    expanded: expand.map((name) => zoneNodeId(policy, findZone(policy, name))),
  };
  if (options.overlay !== undefined && format !== 'svg' && format !== 'png')
    throw new InputError(`--overlay ${options.overlay} is drawn as svg and png, not as ${format}.`);
  const overlayOf = await overlayMaker(session, options, observed.observed, findings);
  const drawing = buildDrawing(policy, { now, findings });
  const overlay = overlayOf?.(drawing);
  const parts = { theme, ...(detail && { detail }), filter, view, ...(overlay && { overlay }) };
  deliver(await pictureOf(drawing.graph, format, parts), output);
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
