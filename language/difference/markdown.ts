/** A difference as Markdown for a pull request. Built as a syntax tree, so that no text of a policy can become markup. */
import type { BlockContent, ListItem, RootContent } from 'mdast';
import { toMarkdown } from 'mdast-util-to-markdown';
import type { Sentence } from './sentences.ts';

/** Sections by what they mean to a reviewer, in the order of reading. */
const SECTIONS: readonly { readonly title: string; readonly kinds: readonly Sentence['kind'][] }[] = [
  { title: 'Broken expectations', kinds: ['expectation-broken'] },
  { title: 'Opened', kinds: ['reach-gained', 'permission-gained', 'permission-changed'] },
  { title: 'Closed', kinds: ['reach-lost', 'permission-lost', 'expectation-mended'] },
  { title: 'Declared', kinds: ['declared'] },
  { title: 'Firewall rules', kinds: ['rules'] },
];
/** A comment on a pull request that nobody reads to its end is none. */
const SHOWN = 50;

export function differenceMarkdown(
  names: { readonly before: string; readonly after: string },
  sentences: readonly Sentence[],
): string {
  const children: RootContent[] = [
    { type: 'heading', depth: 2, children: [words(`Segmentation policy: ${names.before} to ${names.after}`)] },
    ...(sentences.length === 0 ? [paragraph('No change in meaning.')] : []),
    ...SECTIONS.flatMap(({ title, kinds }): RootContent[] => {
      const own = sentences.filter((s) => kinds.includes(s.kind));
      if (own.length === 0) return [];
      const more = own.length > SHOWN ? [paragraph(`and ${own.length - SHOWN} more`)] : [];
      const list: RootContent = {
        type: 'list',
        ordered: false,
        spread: false,
        children: own.slice(0, SHOWN).map(item),
      };
      return [{ type: 'heading', depth: 3, children: [words(title)] }, list, ...more];
    }),
  ];
  return toMarkdown({ type: 'root', children }, { bullet: '-' });
}

function item({ text, details, place }: Sentence): ListItem {
  const where = place === undefined ? '' : ` (${place.file}:${place.line + 1})`;
  const lines: BlockContent[] =
    details.length === 0 ? [] : [{ type: 'code', lang: 'text', value: details.map(oneLine).join('\n') }];
  return { type: 'listItem', spread: false, children: [paragraph(`${text}${where}`), ...lines] };
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
