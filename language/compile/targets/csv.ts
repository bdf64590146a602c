/**
 * Target `csv`: three tables of one firewall for reviewers - its rules, a matrix of zones, and the assets concerned - as files that
 * spreadsheets and scripts read. No cell can be taken for a formula.
 */
import papaparse from 'papaparse';
import { FORMULA } from '../../spreadsheets.ts';
import { headerNotes, textFile } from './common/header.ts';
import { notesOf, type Row, type Table, tablesOf } from './tables.ts';
import type { OutputLine, Target, TargetFile, TargetOutput, TargetRequest } from './target.ts';

export const csvTarget: Target = {
  name: 'csv',
  title: 'Rules, matrix of zones and assets as CSV (RFC 4180)',
  extension: 'csv',
  parts: ['rules', 'matrix', 'assets'],
  capabilities: {
    ...{ ipv6: true, interfaces: true, stateful: true, oneWay: true, times: 'exact', layer2: true },
    ...{ inside: true, input: true, logs: true },
  },
  fallbacks: [],
  render,
};

function render(request: TargetRequest): TargetOutput {
  const { rules, matrix, assets } = tablesOf(request);
  return { files: [rules, matrix, assets].map((table) => file(table, request)), refused: [] };
}

/** Notes first, as lines that begin with `#`; then the names of the columns; then a line a row. */
function file(table: Table, request: TargetRequest): TargetFile {
  const body = [{ text: line(table.columns.map((c) => c.title)) }, ...table.rows.map(rowLine)];
  const facts = {
    ...{ part: table.title, times: { timed: false, cutAtHorizon: false } },
    ...{ empty: request.rules.rules.length === 0, notes: notesOf(request) },
  };
  const notes = headerNotes('csv', request, facts, textFile(body).text).map((n) => ({ text: noteLine(n) }));
  const made = textFile([...notes, ...body]);
  // Spreadsheets read UTF-8 only behind a byte order mark.
  return { ...made, text: `\ufeff${made.text}` };
}

function rowLine({ cells, rule }: Row): OutputLine {
  return { text: line(cells), ...(rule === undefined ? {} : { rule }) };
}

/** `#` in a cell is quoted: no reader that looks for notes takes a row for one. */
function line(cells: readonly string[]): string {
  return papaparse.unparse([[...cells]], { escapeFormulae: FORMULA, quotes: cells.map((c) => c.includes('#')) });
}

/** As it stands, for readers that skip notes; those that do not find no formula in it, and no quote that would hide lines. */
function noteLine(note: string): string {
  const [first = '', ...others] = note.replaceAll('"', "'").split(/(?=[,;])/);
  const inert = others.map(
    (piece) => `${piece.slice(0, 1)}${FORMULA.test(piece.slice(1)) ? "'" : ''}${piece.slice(1)}`,
  );
  return `# ${first}${inert.join('')}`;
}
