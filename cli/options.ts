/** Options that several commands share, and how their values are read. */
import { extname } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';

/** How every command finds its policy and clock. */
export interface CommonOptions {
  readonly policy?: string;
  readonly stdin?: boolean;
  readonly now?: string;
  readonly at?: string;
  readonly format?: string;
  readonly output?: string;
  readonly quiet?: boolean;
}

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$/;

/** The text of a time, once its form is right; what it means depends on the policy's time zone (session.ts). */
function timeText(value: string): string {
  if (!TIME.test(value)) {
    throw new InvalidArgumentError(
      'Write a time as 2031-03-04, 2031-03-04T08:00 or, in another time zone, 2031-03-04T08:00Z.',
    );
  }
  return value;
}

/** A command with the options that say which policy and when. */
export function policyCommand(name: string, description: string, formats: readonly [string, ...string[]]): Command {
  return new Command(name)
    .description(description)
    .addOption(new Option('--policy <dir>', "the policy's folder (default: that of the current folder)"))
    .addOption(new Option('--stdin', 'read one file from standard input instead'))
    .addOption(
      new Option('--now <time>', "the clock, in the policy's time zone (default: this moment)").argParser(timeText),
    )
    .addOption(new Option('--at <time>', 'ask about one instant').argParser(timeText))
    .addOption(new Option('--format <format>', 'form of the answer').choices(formats).default(formats[0]))
    .addOption(new Option('-o, --output <path>', 'write the answer to a file'))
    .addOption(new Option('--quiet', 'print findings and answers only, no summary'));
}

/** The form of an answer that a file's ending asks for. */
const FORM_OF_ENDING: Readonly<Record<string, string>> = {
  '.svg': 'svg',
  '.png': 'png',
  '.drawio': 'drawio',
  '.mmd': 'mermaid',
  '.html': 'html',
  '.md': 'markdown',
  '.csv': 'csv',
  '.json': 'json',
  '.sarif': 'sarif',
};

/** Which of some forms a file's name asks for by its ending, in capitals or not; undefined where it asks for none of them. */
export function formOf<Form extends string>(path: string, forms: readonly Form[]): Form | undefined {
  const wanted = FORM_OF_ENDING[extname(path).toLowerCase()];
  return forms.find((form) => form === wanted);
}

/** Lets the ending of `-o` say the form of the answer where `--format` does not: `-o plant.png` is a PNG. */
export function formFromOutput(command: Command): Command {
  return command.hook('preAction', (_, asked) => {
    const { output } = asked.opts<CommonOptions>();
    const forms = asked.options.find(({ long }) => long === '--format')?.argChoices ?? [];
    const wanted = output === undefined ? undefined : formOf(output, forms);
    if (wanted !== undefined && asked.getOptionValueSource('format') === 'default')
      asked.setOptionValueWithSource('format', wanted, 'implied');
  });
}

/** Appends examples to a command's help. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [command: string, meaning: string])[],
): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, meaning]) => `  $ ${line.padEnd(width)}  ${meaning}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/** A whole number of at least zero. */
export function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('A whole number is expected.');
  return Number(value);
}
