/** The report as GitHub-flavoured Markdown. Built as a syntax tree, so that no text of a policy can become markup. */
import type { PhrasingContent, RootContent, TableRow } from 'mdast';
import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { toMarkdown } from 'mdast-util-to-markdown';
import { type Cell, linesOf, type Report, type Section, type Table } from './content.ts';

/** `picture`: where the drawing lies, relative to the file; absent: none is shown. */
export function reportMarkdown(report: Report, picture?: string): string {
  const children: RootContent[] = [
    heading(1, report.title),
    paragraph('Zone and conduit documentation (IEC 62443-3-2, ZCR 6).'),
    {
      type: 'list',
      ordered: false,
      spread: false,
      children: report.facts.map(([name, value]) => ({
        type: 'listItem',
        spread: false,
        children: [paragraph(`${name}: ${value}`)],
      })),
    },
    ...report.sections.flatMap((section) => sectionNodes(section, picture)),
  ];
  return toMarkdown({ type: 'root', children }, { extensions: [gfmTableToMarkdown()], bullet: '-' });
}

function sectionNodes(section: Section, picture: string | undefined): RootContent[] {
  const title = section.basis === undefined ? section.title : `${section.title} (${section.basis})`;
  return [
    heading(2, title),
    ...section.paragraphs.map(paragraph),
    ...(section.drawing && picture !== undefined ? [drawing(picture)] : []),
    ...section.tables.flatMap((table) => tableNodes(table, section.tables.length > 1)),
  ];
}

function drawing(url: string): RootContent {
  return { type: 'paragraph', children: [{ type: 'image', url, alt: 'Zones and conduits' }] };
}

function tableNodes(table: Table, titled: boolean): RootContent[] {
  const title = titled ? [heading(3, table.title)] : [];
  if (table.rows.length === 0) return [...title, paragraph(table.empty)];
  return [...title, { type: 'table', children: [row(table.columns), ...table.rows.map(row)] }];
}

function row(cells: readonly Cell[]): TableRow {
  return { type: 'tableRow', children: cells.map((cell) => ({ type: 'tableCell', children: cellNodes(cell) })) };
}

/** Lines of a cell, parted by `<br>`: the one tag that is written, and never from a policy. */
function cellNodes(cell: Cell): PhrasingContent[] {
  return linesOf(cell).flatMap((line, i): PhrasingContent[] => [
    ...(i === 0 ? [] : [{ type: 'html', value: '<br>' } as const]),
    { type: 'text', value: oneLine(line) },
  ]);
}

function heading(depth: 1 | 2 | 3, text: string): RootContent {
  return { type: 'heading', depth, children: [{ type: 'text', value: oneLine(text) }] };
}

function paragraph(text: string) {
  return { type: 'paragraph' as const, children: [{ type: 'text' as const, value: oneLine(text) }] };
}

function oneLine(text: string): string {
  return text.replace(/[\s\u0085\u2028\u2029]+/g, ' ');
}
