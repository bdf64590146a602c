/** Findings as GitHub-flavoured Markdown, for the comment on a pull request. Built as a syntax tree: no text of a policy becomes markup. */
import type { PhrasingContent, RootContent, TableCell, TableRow } from 'mdast';
import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { toMarkdown } from 'mdast-util-to-markdown';
import type { Finding, Severity } from '../../language/checks/index.ts';
import { count, printable } from '../output.ts';
import { pathOf, shown, titleOf } from '../session.ts';
import type { Checked } from './checked.ts';

/** A comment holds 65,536 characters; what is not shown is counted. */
const MOST_ROWS = 150;
const ORDER: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** A heading with the policy's name, the figures, the failed expectations and a table of findings, the gravest first. */
export function markdownReport(checked: Checked): string {
  const { session, findings, summary } = checked;
  const sorted = ORDER.flatMap((severity) => findings.filter((f) => f.severity === severity));
  const children: RootContent[] = [
    { type: 'heading', depth: 2, children: words(titleOf(session)) },
    { type: 'paragraph', children: words(figures(summary)) },
  ];
  if (sorted.length > 0) {
    const rows = sorted.slice(0, MOST_ROWS).map((finding) => findingRow(checked, finding));
    children.push({ type: 'table', children: [row(['', 'check', 'place', 'finding'].map((t) => words(t))), ...rows] });
  }
  if (sorted.length > MOST_ROWS)
    children.push({
      type: 'paragraph',
      children: words(`${sorted.length - MOST_ROWS} more findings are not shown here.`),
    });
  return toMarkdown(
    { type: 'root', children },
    { extensions: [gfmTableToMarkdown({ tablePipeAlign: false }), { unsafe: AUTOLINKS }], bullet: '-' },
  );
}

/** GitHub makes links of bare addresses; within a text they stay text. */
const AUTOLINKS = [
  { character: ':', before: '[ps]', after: '\\/', inConstruct: 'phrasing' as const },
  { character: '.', before: '[Ww]', after: '[\\-.\\w]', inConstruct: 'phrasing' as const },
];

function figures(summary: Checked['summary']): string {
  const of = (name: string): number => summary[name] ?? 0;
  const found = [count(of('errors'), 'error'), count(of('warnings'), 'warning')];
  if (of('infos') > 0) found.push(count(of('infos'), 'info'));
  if (of('hints') > 0) found.push(count(of('hints'), 'hint'));
  return `${found.join(', ')}; ${of('passed')} of ${count(of('expectations'), 'expectation')} passed.`;
}

function findingRow({ session }: Checked, finding: Finding): TableRow {
  const { check, severity, message, place, related } = finding;
  const at = (p: Finding['place']): string => `${shown(pathOf(session, p.file))}:${p.line + 1}`;
  const others = related.flatMap((r): PhrasingContent[] => [
    BREAK,
    { type: 'emphasis', children: words(`${at(r.place)}: ${r.message}`) },
  ]);
  return row([words(severity), code(check), code(at(place)), [...words(message), ...others]]);
}

const BREAK: PhrasingContent = { type: 'html', value: '<br>' };

function row(cells: readonly PhrasingContent[][]): TableRow {
  return { type: 'tableRow', children: cells.map((children): TableCell => ({ type: 'tableCell', children })) };
}

function code(text: string): PhrasingContent[] {
  return [{ type: 'inlineCode', value: oneLine(text) }];
}

/** Text; `@name` and `#12` in it notify nobody and link nowhere: an empty comment parts the sign from its name. */
function words(text: string): PhrasingContent[] {
  return oneLine(text)
    .split(/(?<=[@#])(?=\w)/)
    .flatMap((part, i): PhrasingContent[] => [
      ...(i === 0 ? [] : [{ type: 'html', value: '<!-- -->' } as const]),
      { type: 'text', value: part },
    ]);
}

function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' '));
}
