/** Target `xlsx`: the tables of `csv` as one workbook - what it is, rules, matrix of zones, assets - with filters and fixed titles. */
import { headerNotes } from './common/header.ts';
import { notesOf, type Row, type Table, tablesOf } from './tables.ts';
import type { Target, TargetOutput, TargetRequest } from './target.ts';
import { workbookBytes } from './xlsx-workbook.ts';

export const xlsxTarget: Target = {
  name: 'xlsx',
  title: 'Rules, matrix of zones and assets as an Excel workbook',
  extension: 'xlsx',
  capabilities: {
    ...{ ipv6: true, interfaces: true, stateful: true, oneWay: true, times: 'exact', layer2: true },
    ...{ inside: true, input: true, logs: true },
  },
  fallbacks: [],
  render,
};

function render(request: TargetRequest): TargetOutput {
  const { rules, matrix, assets } = tablesOf(request);
  const tables = [rules, matrix, assets];
  const facts = {
    ...{ times: { timed: false, cutAtHorizon: false }, empty: request.rules.rules.length === 0 },
    notes: notesOf(request),
  };
  const notes = headerNotes(
    'xlsx',
    request,
    facts,
    tables
      .flatMap(lines)
      .map((l) => l.text)
      .join('\n'),
  );
  const about: Table = {
    title: 'About',
    columns: [{ title: 'About', width: 100 }],
    rows: notes.map((n) => ({ cells: [n] })),
  };
  const all = [about, ...tables];
  const read = all.flatMap(lines);
  return {
    files: [
      {
        text: `${read.map((l) => l.text).join('\n')}\n`,
        bytes: workbookBytes(all),
        ruleOfLine: read.map((l) => l.rule),
      },
    ],
    refused: [],
  };
}

/** A table for people who read the workbook as text: its title, then a line a row. */
function lines({ title, columns, rows }: Table): { readonly text: string; readonly rule: string | undefined }[] {
  const one = ({ cells, rule }: Row) => ({ text: cells.join('\t').trimEnd(), rule });
  const head = columns.length > 1 ? [one({ cells: columns.map((c) => c.title) })] : [];
  return [{ text: `[${title}]`, rule: undefined }, ...head, ...rows.map(one)];
}
