/** A difference as the terminal shows it: what matters most on one screen, then everything with its reasons. */
import { type Section, type Sentence, sectionsOf } from '../language/difference/index.ts';
import { printable, styled } from './output.ts';

/** Lines that a screen takes. */
const SCREEN = 40;
/** Sentences of a section that the first screen shows: most of what opens and closes. */
const FIRST: Readonly<Record<string, number>> = {
  'Broken expectations': 6,
  Opened: 6,
  Closed: 5,
  'Mended findings': 2,
};
const FIRST_ELSEWHERE = 3;
/** Firewalls, and blast radii, that stand in one line there. */
const IN_LINE = 5;
const DETAILS_SHOWN = 12;

const COLOUR: Partial<Record<Sentence['kind'], 'red' | 'yellow' | 'green'>> = {
  'expectation-broken': 'red',
  'reach-gained': 'red',
  'permission-gained': 'yellow',
  'permission-changed': 'yellow',
  'finding-new': 'yellow',
  'reach-lost': 'green',
  'permission-lost': 'green',
  'permission-narrowed': 'green',
  'expectation-mended': 'green',
  'finding-mended': 'green',
};

/** The whole where a screen takes it; else the first of each section, and below them all with their details. */
export function changeText(sentences: readonly Sentence[], blast: readonly string[]): string {
  if (sentences.length === 0) return 'No change in meaning.';
  const sections = sectionsOf(sentences);
  const full = [...sections.map(fullSection), ...blastSection(blast, false)].join('\n\n');
  if (full.split('\n').length <= SCREEN) return full;
  const first = [...sections.map(shortSection), ...blastSection(blast, true)].join('\n\n');
  return `${first}\n\n${styled('bold', 'Details')}\n\n${full}`;
}

function fullSection({ title, sentences }: Section): string {
  return [heading(title, sentences.length), ...sentences.flatMap((s) => [headLine(s), ...detailLines(s)])].join('\n');
}

function shortSection({ title, sentences }: Section): string {
  if (sentences.every((s) => s.kind === 'rules')) {
    const counts = sentences.map((s) => s.text.replace(/ rules,.*/, ''));
    return [heading(title, sentences.length), inLine(counts)].join('\n');
  }
  const most = FIRST[title] ?? FIRST_ELSEWHERE;
  const shown = sentences.slice(0, sentences.length === most + 1 ? most + 1 : most);
  const more = sentences.length > shown.length ? [`  and ${sentences.length - shown.length} more`] : [];
  return [heading(title, sentences.length), ...shown.map(headLine), ...more].join('\n');
}

function inLine(parts: readonly string[]): string {
  const more = parts.length > IN_LINE ? ` and ${parts.length - IN_LINE} more` : '';
  return `  ${parts.slice(0, IN_LINE).map(printable).join('; ')}${more}`;
}

function blastSection(lines: readonly string[], short: boolean): string[] {
  if (lines.length === 0) return [];
  const shown = short ? [inLine(lines)] : lines.map((line) => `  ${printable(line)}`);
  return [[heading('Blast radius', lines.length), ...shown].join('\n')];
}

function heading(title: string, count: number): string {
  return `${styled('bold', title)} (${count})`;
}

function headLine({ kind, text, place, old }: Sentence): string {
  const colour = COLOUR[kind];
  const words = printable(text);
  const where = place === undefined ? '' : `  ${printable(place.file)}:${place.line + 1}${old ? ' before' : ''}`;
  return `  ${colour === undefined ? words : styled(colour, words)}${where}`;
}

function detailLines({ details }: Sentence): string[] {
  const shown = details.slice(0, DETAILS_SHOWN).map((line) => `      ${printable(line)}`);
  return details.length > DETAILS_SHOWN ? [...shown, `      and ${details.length - DETAILS_SHOWN} more`] : shown;
}
