/** Makes any text of a policy fit to be shown: one line, no invisible characters that reorder or break what stands around it. */

// Controls, lone surrogates, noncharacters, bidirectional marks and overrides, line and paragraph separators.
const UNSHOWABLE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text as the picture and its tooltips show it. What cannot be shown becomes `\uFFFD`, so that it does not pass unseen. */
export function displayText(text: string): string {
  return text.replace(/\s*[\r\n\t]+\s*/g, ' ').replace(UNSHOWABLE, '\uFFFD');
}

/** A list in words: `a, b and c`; `` where it is empty. */
export function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

/** `1 asset`, `3 assets`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** Services in few words: `any`, or the first two and how many more. */
export function shortList(services: readonly string[]): string {
  if (services.includes('any')) return 'any';
  const more = services.length - 2;
  return services.slice(0, 2).join(', ') + (more > 0 ? ` +${more}` : '');
}

/** What a simple picture says of itself. */
export function withoutLines(conduits: number): string {
  return `without the lines of ${countOf(conduits, 'conduit')}, which could not be laid out`;
}
