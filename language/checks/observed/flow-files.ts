/** What is wrong with the flow files of a policy: rows that cannot be read, and globs that name no file. */
import type { Place } from '../../model/policy.ts';
import type { FlowFile } from '../../observe/index.ts';
import type { Finding } from '../finding.ts';
import { plural } from '../words.ts';

/** Name of these findings. They are of no check: like those of `bulkhead.json` itself they cannot be configured. */
const CHECK = 'flow-file';
/** So many rows are spelt out. */
const ROWS = 3;

/** One finding for a file of which rows cannot be read, at the first of them. */
export function flowFileFindings({ path, problems, problemCount }: FlowFile): Finding[] {
  const [first] = problems;
  if (first === undefined) return [];
  const rows = problems.slice(0, ROWS).map((p) => (p.line > 0 ? `Line ${p.line}: ${p.reason}` : p.reason));
  const more = problemCount > rows.length ? ` And ${problemCount - rows.length} more.` : '';
  const head = `${plural(problemCount, 'row')} of this flow file cannot be read and ${problemCount === 1 ? 'is' : 'are'} left out.`;
  return [finding(lineOf(path, Math.max(0, first.line - 1)), `${head} ${rows.join(' ')}${more}`)];
}

/** Where `observed` is stated and no file is there: nothing is compared, and nobody would know. `file`: that of the configuration. */
export function noFlowFiles(file: string, globs: readonly string[], found: number): Finding[] {
  if (globs.length === 0 || found > 0) return [];
  const message = `"observed" names ${globs.join(', ')}, and no such .csv file is there: no traffic is compared with the policy.`;
  return [finding(lineOf(file, 0), message)];
}

function finding(place: Place, message: string): Finding {
  return { check: CHECK, severity: 'warning', message, place, related: [], fixes: () => [] };
}

/** The beginning of a line. Texts of flow files are not kept, so an offset within them is not known and not needed. */
function lineOf(file: string, line: number): Place {
  return { file, offset: 0, end: 0, line, column: 0, endLine: line, endColumn: 0 };
}
