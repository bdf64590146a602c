/** `bulkhead diff`: what a change opens and closes, as sentences by importance, JSON, Markdown for a pull request, or a picture. */
import { dirname, relative, resolve, sep } from 'node:path';
import { type Command, Option } from 'commander';
import type { ReviewOptions } from '../../language/diagram/index.ts';
import type { Difference, FindingChanges } from '../../language/difference/index.ts';
import { EXIT, InputError } from '../errors.ts';
import { type CommonOptions, formFromOutput, formOf, policyCommand, withExamples } from '../options.ts';
import { deliver, jsonText, note, replaceFile } from '../output.ts';
import { PICTURE_FORMATS, type PictureFormat, type PictureOptions, pictureOf, pictureOptions } from '../pictures.ts';
import { instantOf } from '../session.ts';
import { readVersion, type VersionRead } from '../versions.ts';

const FORMATS = ['text', 'json', 'markdown', ...PICTURE_FORMATS] as const;

interface DiffOptions extends CommonOptions, PictureOptions {
  readonly format: (typeof FORMATS)[number];
  readonly picture?: string;
}

export function diffCommand(): Command {
  const command = policyCommand('diff', 'Say what a change to the policy opens and closes.', FORMATS)
    .addOption(new Option('--picture <file>', 'also draw the change: .svg, .png, .drawio or .mmd; Markdown shows it'))
    .argument('[before]', 'a folder or a git revision (default: HEAD)')
    .argument('[after]', 'a folder or a git revision (default: the working tree)');
  for (const option of pictureOptions()) command.addOption(option);
  return withExamples(formFromOutput(command), [
    ['bulkhead diff', 'what is not committed yet'],
    ['bulkhead diff main', 'what this branch changes'],
    ['bulkhead diff v1 v2 --format markdown', 'between two tags, for a pull request'],
    ['bulkhead diff old/ new/', 'between two folders'],
    ['bulkhead diff main -o review.svg', 'as one picture of both versions'],
    ['bulkhead diff main -o review.md --picture review.png', 'for a comment that shows it'],
  ]).action(run);
}

async function run(
  before: string | undefined,
  after: string | undefined,
  { format, output, quiet, picture, ...options }: DiffOptions,
): Promise<void> {
  if (options.stdin) throw new InputError('diff compares folders and revisions: it reads nothing from standard input.');
  const folder = options.policy ?? '.';
  const old = await readVersion(before ?? 'HEAD', folder);
  const current = await readVersion(after, folder);
  const { blastLines, differenceJson, differenceOf, findingChanges, sentencesOf } = await import(
    '../../language/difference/index.ts'
  );
  const clock = options.at ?? options.now;
  const now =
    clock === undefined ? Date.now() : instantOf(clock, current.policy, options.at === undefined ? '--now' : '--at');
  const difference = differenceOf(old.policy, current.policy, { now });
  const findings = findingChanges(await old.findings(now), await current.findings(now));
  const sentences = sentencesOf(difference, findings);
  const names = { before: old.name, after: current.name };
  const reviewed = { difference, findings, names, now };
  const drawn = picture === undefined ? undefined : await drawTo(picture, reviewed, options);
  if (isPicture(format)) deliver(await draw(reviewed, format, options), output);
  else if (format === 'json') deliver(jsonText({ ...names, ...differenceJson(difference, findings) }), output);
  else if (format === 'markdown') {
    const { differenceMarkdown } = await import('../../language/difference/markdown.ts');
    const shown = picture === undefined ? {} : { picture: shownAs(drawn, output, picture) };
    deliver(differenceMarkdown(difference, { names, sentences, ...shown }), output);
  } else {
    const { changeText } = await import('../change-text.ts');
    deliver(changeText(sentences, blastLines(difference)), output);
  }
  if (!quiet) for (const version of [old, current]) tellMeaningless(version);
  if (old.withoutMeaning.length + current.withoutMeaning.length > 0) process.exitCode = EXIT.findings;
}

function isPicture(format: string): format is PictureFormat {
  return PICTURE_FORMATS.some((f) => f === format);
}

interface Reviewed {
  readonly difference: Difference;
  readonly findings: FindingChanges;
  readonly names: ReviewOptions['names'];
  readonly now: number;
}

async function draw(
  { difference, findings, names, now }: Reviewed,
  format: PictureFormat,
  options: PictureOptions,
): Promise<string | Uint8Array> {
  const { reviewGraph, reviewOverlay } = await import('../../language/diagram/index.ts');
  const graph = reviewGraph(difference, { now, names, newFindings: findings.came });
  return pictureOf(graph, format, { ...options, overlay: reviewOverlay(graph, difference, findings) });
}

/** Writes the picture and gives it. Throws InputError where its name says no kind. */
async function drawTo(path: string, reviewed: Reviewed, options: PictureOptions): Promise<string | Uint8Array> {
  const format = formOf(path, PICTURE_FORMATS);
  if (format === undefined)
    throw new InputError(`${path} names no kind of picture: end it with .svg, .png, .drawio or .mmd.`);
  const drawn = await draw(reviewed, format, options);
  replaceFile(resolve(path), drawn);
  return drawn;
}

/** How Markdown shows a picture: Mermaid is text that pages draw themselves. */
function shownAs(drawn: string | Uint8Array | undefined, output: string | undefined, picture: string) {
  const isMermaid = typeof drawn === 'string' && formOf(picture, PICTURE_FORMATS) === 'mermaid';
  return isMermaid ? { mermaid: drawn } : { address: addressFrom(output, picture) };
}

/** How Markdown in one file names a picture in another: relative to it, each part escaped. */
function addressFrom(output: string | undefined, picture: string): string {
  const from = output === undefined || output === '-' ? process.cwd() : dirname(resolve(output));
  return relative(from, resolve(picture)).split(sep).map(encodeURIComponent).join('/');
}

function tellMeaningless({ name, withoutMeaning }: VersionRead): void {
  const [first] = withoutMeaning;
  if (first === undefined) return;
  const where = `${first.place.file}:${first.place.line + 1}`;
  const more = withoutMeaning.length > 1 ? ` and ${withoutMeaning.length - 1} more` : '';
  note(`In ${name} a part of the text has no meaning and is not compared: ${where}: ${first.message}${more}`);
}
