/** `bulkhead diff`: what a change opens and closes, as sentences by importance, JSON, or Markdown for a pull request. */
import type { Command } from 'commander';
import type { Sentence } from '../../language/difference/index.ts';
import { EXIT, InputError } from '../errors.ts';
import { type CommonOptions, policyCommand, withExamples } from '../options.ts';
import { deliver, jsonText, note, printable, styled } from '../output.ts';
import { instantOf } from '../session.ts';
import { readVersion, type VersionRead } from '../versions.ts';

interface DiffOptions extends CommonOptions {
  readonly format: 'text' | 'json' | 'markdown';
}

const DETAILS_SHOWN = 12;
const COLOUR: Partial<Record<Sentence['kind'], 'red' | 'yellow' | 'green'>> = {
  'expectation-broken': 'red',
  'reach-gained': 'red',
  'permission-gained': 'yellow',
  'permission-changed': 'yellow',
  'reach-lost': 'green',
  'permission-lost': 'green',
  'expectation-mended': 'green',
};

export function diffCommand(): Command {
  const command = policyCommand('diff', 'Say what a change to the policy opens and closes.', [
    'text',
    'json',
    'markdown',
  ])
    .argument('[before]', 'a folder or a git revision (default: HEAD)')
    .argument('[after]', 'a folder or a git revision (default: the working tree)');
  return withExamples(command, [
    ['bulkhead diff', 'what is not committed yet'],
    ['bulkhead diff main', 'what this branch changes'],
    ['bulkhead diff v1 v2 --format markdown', 'between two tags, for a pull request'],
    ['bulkhead diff old/ new/', 'between two folders'],
  ]).action(run);
}

async function run(
  before: string | undefined,
  after: string | undefined,
  { format, output, quiet, ...options }: DiffOptions,
): Promise<void> {
  if (options.stdin) throw new InputError('diff compares folders and revisions: it reads nothing from standard input.');
  const folder = options.policy ?? '.';
  const old = await readVersion(before ?? 'HEAD', folder);
  const current = await readVersion(after, folder);
  const { differenceJson, differenceOf, sentencesOf } = await import('../../language/difference/index.ts');
  const clock = options.at ?? options.now;
  const now =
    clock === undefined ? Date.now() : instantOf(clock, current.policy, options.at === undefined ? '--now' : '--at');
  const difference = differenceOf(old.policy, current.policy, { now });
  const sentences = sentencesOf(difference);
  const names = { before: old.name, after: current.name };
  if (format === 'json') deliver(jsonText({ ...names, ...differenceJson(difference) }), output);
  else if (format === 'markdown') {
    const { differenceMarkdown } = await import('../../language/difference/markdown.ts');
    deliver(differenceMarkdown(names, sentences), output);
  } else deliver(text(sentences), output);
  if (!quiet) for (const version of [old, current]) tellMeaningless(version);
  if (old.withoutMeaning.length + current.withoutMeaning.length > 0) process.exitCode = EXIT.findings;
}

function text(sentences: readonly Sentence[]): string {
  if (sentences.length === 0) return 'No change in meaning.';
  return sentences.map(sentenceText).join('\n');
}

function sentenceText({ kind, text: words, details, place }: Sentence): string {
  const colour = COLOUR[kind];
  const head = printable(words);
  const where = place === undefined ? '' : `  ${printable(place.file)}:${place.line + 1}`;
  const shown = details.slice(0, DETAILS_SHOWN).map((line) => `    ${printable(line)}`);
  const more = details.length > DETAILS_SHOWN ? [`    and ${details.length - DETAILS_SHOWN} more`] : [];
  return [`${colour === undefined ? head : styled(colour, head)}${where}`, ...shown, ...more].join('\n');
}

function tellMeaningless({ name, withoutMeaning }: VersionRead): void {
  const [first] = withoutMeaning;
  if (first === undefined) return;
  const where = `${first.place.file}:${first.place.line + 1}`;
  const more = withoutMeaning.length > 1 ? ` and ${withoutMeaning.length - 1} more` : '';
  note(`In ${name} a part of the text has no meaning and is not compared: ${where}: ${first.message}${more}`);
}
