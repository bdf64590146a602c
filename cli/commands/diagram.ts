/** `bulkhead diagram`: the zone and conduit drawing as SVG, by the same code that draws in the editor. */
import { type Command, Option } from 'commander';
import { InputError } from '../errors.ts';
import { finishWithMeaning } from '../meaning.ts';
import { type CommonOptions, policyCommand, withExamples } from '../options.ts';
import { deliver } from '../output.ts';
import { openSession } from '../session.ts';

const THEMES = { light: 'light', dark: 'dark', 'high-contrast': 'hc', 'high-contrast-light': 'hc-light' } as const;
const DETAILS = ['zones', 'counts', 'assets'] as const;

interface DiagramOptions extends CommonOptions {
  readonly theme: keyof typeof THEMES;
  readonly detail?: (typeof DETAILS)[number];
}

export function diagramCommand(): Command {
  const command = policyCommand('diagram', 'Draw the zones and conduits.', ['svg'])
    .addOption(new Option('--theme <theme>', 'colours of the drawing').choices(Object.keys(THEMES)).default('light'))
    .addOption(new Option('--detail <detail>', 'how much is drawn (default: by the number of zones)').choices(DETAILS));
  return withExamples(command, [
    ['bulkhead diagram -o plant.svg', 'the policy of this folder'],
    ['bulkhead diagram --policy plant/ --theme dark > plant.svg', 'another one, in dark colours'],
  ]).action(run);
}

async function run({ theme, detail, output, ...options }: DiagramOptions): Promise<void> {
  const session = await openSession(undefined, options);
  const { policy, text, configuration } = session;
  const now = session.at ?? session.now;
  const { checkPolicy } = await import('../../language/checks/index.ts');
  const { renderSvg } = await import('../../language/diagram/index.ts');
  const checked = checkPolicy(policy, { now, text, configuration: configuration.checks });
  const drawn = await renderSvg(policy, {
    now,
    theme: THEMES[theme],
    findings: [...session.findings, ...checked],
    ...(detail === undefined ? {} : { detail }),
  });
  if (!drawn.ok) throw new InputError(`The diagram could not be laid out: ${drawn.message}`);
  deliver(drawn.svg, output);
  finishWithMeaning(session);
}
