/** Findings as the command line shows them: with the source line and a caret, or as the published JSON. */
import type { Finding, Severity } from '../language/checks/index.ts';
import { printable, styled } from './output.ts';
import { pathOf, type Session, shown } from './session.ts';

/** Characters of a source line that are shown around the finding. */
const SHOWN_WIDTH = 140;
const BEFORE_CARET = 60;
const RANK: Readonly<Record<Severity, number>> = { hint: 0, info: 1, warning: 2, error: 3 };
const COLOUR = { error: 'red', warning: 'yellow', info: 'cyan', hint: 'gray' } as const;

/** Findings to tell: each once, sorted by file and place. A mirror says what its other half says. */
export function told(findings: readonly Finding[]): Finding[] {
  return findings
    .filter(({ mirror }) => !mirror)
    .sort(
      (a, b) =>
        compare(a.place.file, b.place.file) ||
        a.place.offset - b.place.offset ||
        compare(a.check, b.check) ||
        compare(a.message, b.message),
    );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether one of the findings is as grave as `threshold`; `never` fails on nothing. */
export function failsOn(findings: readonly Finding[], threshold: Severity | 'never'): boolean {
  return threshold !== 'never' && findings.some(({ severity }) => RANK[severity] >= RANK[threshold]);
}

/** How many findings there are of a severity. */
export function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

/** The published form. Lines and columns count from one. */
export function findingJson(finding: Finding): Record<string, unknown> {
  const { check, severity, message, place } = finding;
  return {
    check,
    severity,
    message,
    file: place.file,
    line: place.line + 1,
    column: place.column + 1,
    endLine: place.endLine + 1,
    endColumn: place.endColumn + 1,
    fixes: finding.fixes().map(({ title }) => title),
    related: finding.related.map((other) => ({
      file: other.place.file,
      line: other.place.line + 1,
      message: other.message,
    })),
  };
}

/** Place, what and why; the source line with a caret; what belongs to it; what to do. */
export function findingText(session: Session, finding: Finding): string {
  const { severity, check, place } = finding;
  const position = `${shown(pathOf(session, place.file))}:${place.line + 1}:${place.column + 1}`;
  const lines = [
    `${styled('bold', printable(position))} ${styled(COLOUR[severity], severity)} ${styled('gray', check)}`,
  ];
  lines.push(...finding.message.split('\n').map((line) => `  ${printable(line)}`));
  lines.push(...sourceLines(session, finding));
  for (const other of finding.related) {
    const where = `${shown(pathOf(session, other.place.file))}:${other.place.line + 1}`;
    lines.push(`  ${styled('gray', printable(`${where}: ${other.message}`))}`);
  }
  for (const { title } of finding.fixes()) lines.push(`  ${styled('green', 'fix:')} ${printable(title)}`);
  return lines.join('\n');
}

function sourceLines(session: Session, { place, severity }: Finding): string[] {
  const line = session.text(place.file)?.split(/\r\n?|\n/)[place.line];
  if (line === undefined || line.trim() === '') return [];
  const from = Math.max(0, place.column > SHOWN_WIDTH - BEFORE_CARET ? place.column - BEFORE_CARET : 0);
  const part = line.slice(from, from + SHOWN_WIDTH);
  const end = place.endLine === place.line ? place.endColumn : line.length;
  const width = Math.max(1, Math.min(end, from + part.length) - place.column);
  const gutter = String(place.line + 1);
  const padding = ' '.repeat(Math.max(0, place.column - from));
  return [
    `  ${styled('gray', `${gutter} |`)} ${printable(part)}`,
    `  ${styled('gray', `${' '.repeat(gutter.length)} |`)} ${padding}${styled(COLOUR[severity], '^'.repeat(width))}`,
  ];
}
