/** Findings as workflow commands of GitHub Actions: annotations at the lines of a change. */
import type { Finding, Severity } from '../../language/checks/index.ts';
import { printable } from '../output.ts';
import { pathOf, shown } from '../session.ts';
import type { Checked } from './checked.ts';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' } as const;
/** GitHub shows ten annotations of a kind per step: what is grave comes first. */
const ORDER: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** One line a finding, the gravest first. `closing` ends them, as an annotation of its own: no text of a policy begins a line. */
export function githubAnnotations(checked: Checked, closing: string | undefined): string {
  const sorted = ORDER.flatMap((severity) => checked.findings.filter((f) => f.severity === severity));
  const lines = sorted.map((finding) => annotation(checked, finding));
  if (closing !== undefined) lines.push(`::notice title=Bulkhead::${data(closing)}`);
  return lines.join('\n');
}

function annotation({ session }: Checked, { check, severity, message, place, related, fixes }: Finding): string {
  const oneLine = place.line === place.endLine;
  const properties: readonly (readonly [string, string | number])[] = [
    ['file', shown(pathOf(session, place.file))],
    ['line', place.line + 1],
    ['endLine', place.endLine + 1],
    // GitHub knows columns only of findings within one line.
    ...(oneLine ? [['col', place.column + 1] as const, ['endColumn', place.endColumn + 1] as const] : []),
    ['title', check],
  ];
  const others = related.map((r) => `${shown(pathOf(session, r.place.file))}:${r.place.line + 1}: ${r.message}`);
  const text = [message, ...others, ...fixes().map(({ title }) => `Fix: ${title}`)].join('\n');
  return `::${COMMANDS[severity]} ${properties.map(([name, value]) => `${name}=${property(String(value))}`).join(',')}::${data(text)}`;
}

/** A command's message: what would end its line is written as GitHub reads it back. */
function data(text: string): string {
  const lines = text.split(/\r\n?|\n/).map(printable);
  return lines
    .join('\n')
    .replace(/%/g, '%25')
    .replace(/[\u2028\u2029\u0085]/g, ' ')
    .replace(/\n/g, '%0A');
}

/** A command's property: what would end the property is escaped too. */
function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
