/** The report's tables as CSV (RFC 4180), a file a table, with a byte order mark so that spreadsheets read UTF-8. */
import papaparse from 'papaparse';
import { FORMULA } from '../spreadsheets.ts';
import { linesOf, type Report } from './content.ts';

export interface CsvFile {
  /** `zones.csv`. */
  readonly name: string;
  readonly text: string;
}

/** Every table of a report. A cell that a spreadsheet would take for a formula is made text. */
export function reportCsv(report: Report): CsvFile[] {
  return report.sections
    .flatMap((section) => section.tables)
    .map(({ id, columns, rows }) => ({
      name: `${id}.csv`,
      text: `\ufeff${papaparse.unparse(
        { fields: [...columns], data: rows.map((row) => row.map((cell) => linesOf(cell).join('\n'))) },
        { escapeFormulae: FORMULA, newline: '\r\n' },
      )}\r\n`,
    }));
}
