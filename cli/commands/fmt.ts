/** `bulkhead fmt`: lays the text of `.seg` files out; its meaning stays. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { text as readStream } from 'node:stream/consumers';
import { Command } from 'commander';
import { EXIT, InputError } from '../errors.ts';
import { withExamples } from '../options.ts';
import { count, note, replaceFiles } from '../output.ts';
import { reason } from '../policy-files.ts';
import { configuredFiles, shown } from '../session.ts';

interface FmtOptions {
  readonly check?: boolean;
  readonly policy?: string;
  readonly stdin?: boolean;
  readonly quiet?: boolean;
}

export function fmtCommand(): Command {
  const command = new Command('fmt')
    .description('Lay out .seg files: indentation, columns, order of properties. The meaning stays.')
    .argument('[paths...]', "policy folders and .seg files (default: the current folder's policy)")
    .option('--check', 'change nothing; list the files that are laid out otherwise, and end with code 1')
    .option('--policy <dir>', "the policy's folder (default: that of the current folder)")
    .option('--stdin', 'format standard input to standard output')
    .option('--quiet', 'print no summary');
  return withExamples(command, [
    ['bulkhead fmt', 'all files of the policy of this folder'],
    ['bulkhead fmt --check plant/', 'for a pipeline or a commit hook'],
    ['bulkhead fmt --stdin < a.seg > b.seg', 'one text'],
  ]).action(run);
}

async function run(paths: readonly string[], options: FmtOptions): Promise<void> {
  if (options.stdin) return formatStream(options.check === true);
  const { formatText } = await import('../../language/format/format.ts');
  const named = paths.length > 0 ? paths : [options.policy ?? '.'];
  const files = [...new Set((await Promise.all(named.map(filesOf))).flat())];
  const changed: { path: string; text: string }[] = [];
  let refused = 0;
  for (const path of files) {
    const { newText, edits, refused: why } = formatText(readExactly(path));
    if (why !== undefined) {
      refused++;
      note(`${shown(path)} has syntax errors and stays as it is; bulkhead check shows them.`);
    } else if (edits.length > 0) changed.push({ path, text: newText });
  }
  for (const { path } of changed) console.log(shown(path));
  if (!options.check) replaceFiles(changed);
  if (!options.quiet) {
    const done = options.check ? 'to format' : 'formatted';
    note(`${count(changed.length, 'file')} ${done}, ${files.length - changed.length - refused} as they should be`);
  }
  if (refused > 0 || (options.check && changed.length > 0)) process.exitCode = EXIT.findings;
}

async function formatStream(check: boolean): Promise<void> {
  const { formatText } = await import('../../language/format/format.ts');
  const { newText, edits, refused } = formatText(await readStream(process.stdin));
  if (refused !== undefined) note('The text has syntax errors and stays as it is.');
  if (!check) process.stdout.write(newText);
  if (refused !== undefined || (check && edits.length > 0)) process.exitCode = EXIT.findings;
}

/** Absolute paths of what an argument names: one file, or all files of a folder's policy. */
async function filesOf(named: string): Promise<string[]> {
  const absolute = resolve(named);
  if (statSync(absolute, { throwIfNoEntry: false })?.isFile()) return [absolute];
  return configuredFiles(named);
}

/** The whole text with its byte-order mark, if it is UTF-8: anything else would not survive being written back. */
function readExactly(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    const why = error instanceof TypeError ? 'it is not UTF-8 text' : reason(error);
    throw new InputError(`${shown(path)} cannot be formatted: ${why}.`);
  }
}
