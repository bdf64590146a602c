/** A difference as Markdown for a pull request. Built as a syntax tree, so that no text of a policy can become markup. */
import type { BlockContent, ListItem, RootContent } from 'mdast';
import { toMarkdown } from 'mdast-util-to-markdown';
import { blastLines } from './blast-lines.ts';
import type { Difference } from './index.ts';
import { type Section, sectionsOf } from './sentences.ts';
import type { Sentence } from './telling.ts';

/** So many sentences of a section stand open, the rest under a fold. */
const OPEN = 8;
/** A comment on a pull request that nobody reads to its end is none; nor does a site take one without end. */
const SHOWN = 60;
const DETAILS_SHOWN = 30;

export interface MarkdownOptions {
  readonly names: { readonly before: string; readonly after: string };
  readonly sentences: readonly Sentence[];
  /** The picture: its address, as a reader of the Markdown finds it, or itself as Mermaid, which pages draw. */
  readonly picture?: { readonly address: string } | { readonly mermaid: string };
}

export function differenceMarkdown(difference: Difference, { names, sentences, picture }: MarkdownOptions): string {
  const blast = blastLines(difference);
  const children: RootContent[] = [
    { type: 'heading', depth: 2, children: [words(`Segmentation policy: ${names.before} to ${names.after}`)] },
    ...(sentences.length === 0 ? [paragraph('No change in meaning.')] : []),
    ...(picture === undefined || sentences.length === 0 ? [] : [image(picture)]),
    ...sectionsOf(sentences).flatMap(sectionContent),
    ...(blast.length === 0
      ? []
      : [
          title('Blast radius'),
          ...folded(
            blast.map((line) => item({ text: line })),
            SHOWN,
          ),
        ]),
  ];
  return toMarkdown({ type: 'root', children }, { bullet: '-' });
}

function sectionContent({ title: name, sentences }: Section): RootContent[] {
  return [title(name), ...folded(sentences.map(item), SHOWN)];
}

/** The first items open, the others under a fold; what exceeds even that is counted. */
function folded(items: readonly ListItem[], most: number): RootContent[] {
  const list = (children: readonly ListItem[]): RootContent[] =>
    children.length === 0 ? [] : [{ type: 'list', ordered: false, spread: false, children: [...children] }];
  if (items.length <= OPEN + 1) return list(items);
  const rest = items.slice(OPEN, most);
  const left = items.length - OPEN - rest.length;
  return [
    ...list(items.slice(0, OPEN)),
    { type: 'html', value: `<details><summary>and ${items.length - OPEN} more</summary>` },
    ...list(rest),
    ...(left > 0 ? [paragraph(`and ${left} more`)] : []),
    { type: 'html', value: '</details>' },
  ];
}

function title(text: string): RootContent {
  return { type: 'heading', depth: 3, children: [words(text)] };
}

/** Sites refuse to draw longer diagrams. */
const MOST_MERMAID = 45_000;

function image(picture: NonNullable<MarkdownOptions['picture']>): RootContent {
  if ('mermaid' in picture)
    return picture.mermaid.length > MOST_MERMAID
      ? paragraph('The change is too large to be drawn on this page.')
      : { type: 'code', lang: 'mermaid', value: picture.mermaid.trimEnd() };
  const url = picture.address;
  return {
    type: 'paragraph',
    children: [{ type: 'image', url, alt: 'Both versions in one picture, the change marked' }],
  };
}

function item({ text, details = [], place }: Partial<Sentence>): ListItem {
  const where = place === undefined ? '' : ` (${place.file}:${place.line + 1})`;
  const shown = details.slice(0, DETAILS_SHOWN).map(oneLine);
  if (details.length > shown.length) shown.push(`and ${details.length - shown.length} more`);
  const lines: BlockContent[] = shown.length === 0 ? [] : [{ type: 'code', lang: 'text', value: shown.join('\n') }];
  return { type: 'listItem', spread: false, children: [paragraph(`${text ?? ''}${where}`), ...lines] };
}

function paragraph(text: string) {
  return { type: 'paragraph' as const, children: [words(text)] };
}

function words(text: string) {
  return { type: 'text' as const, value: oneLine(text) };
}

function oneLine(text: string): string {
  return text.replace(/[\s\u0085\u2028\u2029]+/g, ' ');
}
