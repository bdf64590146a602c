/** Completion inside a comment: `bulkhead-ignore`, and the names of checks behind it. */
import { CHECKS } from '../../../language/checks/index.ts';

const IGNORE = 'bulkhead-ignore';
const COMMENT = /^\s*\/\/\s*(?:(bulkhead-ignore)\s+)?([\w-]*)$/;

export interface IgnoreItem {
  readonly label: string;
  /** In snippet syntax. */
  readonly snippet: string;
  readonly means: string;
}

export interface IgnoreItems {
  /** What is typed of the word, which stands right before the cursor. */
  readonly word: string;
  readonly items: readonly IgnoreItem[];
}

/** What fits behind the beginning of a line that is a comment; undefined where nothing does. */
export function ignoreItems(line: string): IgnoreItems | undefined {
  const found = COMMENT.exec(line);
  if (found === null) return undefined;
  const [, keyword, word = ''] = found;
  if (keyword === undefined)
    return word !== '' && IGNORE.startsWith(word)
      ? {
          word,
          items: [
            { label: IGNORE, snippet: `${IGNORE} $0`, means: 'Hides a finding of the next line, with the reason.' },
          ],
        }
      : undefined;
  const items = CHECKS.filter((c) => c.review === undefined).map(({ name, documentation }) => ({
    label: name,
    snippet: `${name}: \${1:reason}`,
    means: `${documentation.summary}\n\n${documentation.why}`,
  }));
  return { word, items };
}
