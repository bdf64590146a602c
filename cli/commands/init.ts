/** `bulkhead init`: writes a small plant to begin with. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { InputError } from '../errors.ts';
import { withExamples } from '../options.ts';
import { note, printable, replaceFiles } from '../output.ts';
import { CONFIGURATION_FILE, filesUnder, reason } from '../policy-files.ts';
import { shown } from '../session.ts';

/** Where the templates lie beside the program: those that the editor's *New Policy* offers. */
const TEMPLATES = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'syntaxes', 'templates');
const NAMES = ['small-plant', 'wind-farm', 'water-utility'] as const;

interface InitOptions {
  readonly template: (typeof NAMES)[number];
  readonly quiet?: boolean;
}

export function initCommand(): Command {
  const command = new Command('init')
    .description('Begin a policy: a small plant without a finding, and a bulkhead.json. Nothing is written over.')
    .argument('[dir]', 'the folder; made where it is not there', '.')
    .addOption(new Option('--template <name>', 'which plant').choices(NAMES).default(NAMES[0]))
    .option('--quiet', 'do not say what was written');
  return withExamples(command, [
    ['bulkhead init plant/', 'a small plant in a folder of its own'],
    ['bulkhead init --template wind-farm', 'turbines, farm server and control centre, here'],
  ]).action(run);
}

function run(dir: string, { template, quiet }: InitOptions): void {
  const folder = resolve(dir);
  refuse(folder, dir);
  const files = [
    { path: join(folder, `${template}.seg`), text: templateText(template) },
    { path: join(folder, CONFIGURATION_FILE), text: `${JSON.stringify({ include: ['**/*.seg'] }, null, 2)}\n` },
  ];
  replaceFiles(files);
  if (quiet) return;
  for (const { path } of files) note(printable(`written: ${shown(path)}`));
  const way = shown(folder);
  note(
    printable(
      `Next: bulkhead check ${way === '.' ? '' : `${way} `}and then bulkhead compile ${way === '.' ? '' : `${way} `}-o rules/`,
    ),
  );
}

/** Throws InputError where the folder has a policy already, or is in one. */
function refuse(folder: string, named: string): void {
  const kind = statSync(folder, { throwIfNoEntry: false });
  if (kind !== undefined && !kind.isDirectory()) throw new InputError(`${named} is a file. Name a folder.`);
  if (kind !== undefined && filesUnder(folder, '.seg').length > 0)
    throw new InputError(`${named} holds a policy already: nothing is written over.`);
  for (let around = folder; ; around = dirname(around)) {
    const path = join(around, CONFIGURATION_FILE);
    if (existsSync(path))
      throw new InputError(`${shown(path)} makes ${basename(around)} a policy already. Choose a folder outside of it.`);
    if (dirname(around) === around) return;
  }
}

function templateText(name: string): string {
  try {
    return readFileSync(join(TEMPLATES, `${name}.seg`), 'utf8');
  } catch (error) {
    const there = existsSync(TEMPLATES) ? readdirSync(TEMPLATES).join(', ') : 'none';
    throw new InputError(`The template ${name} cannot be read beside the program (${there}): ${reason(error)}.`);
  }
}
