/** `// bulkhead-ignore NAME: reason` comments. */
import type { Policy } from '../policy.ts';
import type { Source } from '../source.ts';

const IGNORE = /^[^\S\r\n]*\/\/[^\S\r\n]*bulkhead-ignore\b[^\S\r\n]*([^\s:]*)[^\S\r\n]*(?::[^\S\r\n]*(.*))?$/;
const SKIPPED = /^\s*(\/\/.*)?$/;

/** The ignores of a file, each with the next line that is neither blank nor a comment: the one it speaks of. */
export function readIgnores(source: Source): Policy['ignores'][number][] {
  if (!source.text.includes('bulkhead-ignore')) return [];
  const out: Policy['ignores'][number][] = [];
  const lines = source.text.split('\n');
  let offset = 0;
  lines.forEach((raw, number) => {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const match = IGNORE.exec(line);
    if (match !== null) {
      let spokenOf = number + 1;
      while (spokenOf < lines.length && SKIPPED.test(lines[spokenOf] ?? '')) spokenOf++;
      const column = line.indexOf('//');
      out.push({
        check: match[1] ?? '',
        reason: match[2]?.trim() || undefined,
        file: source.path,
        line: spokenOf,
        place: {
          file: source.path,
          offset: offset + column,
          end: offset + line.length,
          line: number,
          column,
          endLine: number,
          endColumn: line.length,
        },
      });
    }
    offset += raw.length + 1;
  });
  return out;
}
