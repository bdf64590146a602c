/** Which lines of a text another version of it did not have. */

/** Lines (zero-based) of `after` that `before` has fewer times; where a line moved, nothing changed. */
export function changedLines(before: string, after: string): number[] {
  const left = new Map<string, number>();
  for (const line of before.split('\n')) left.set(line, (left.get(line) ?? 0) + 1);
  return after.split('\n').flatMap((line, i) => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count > 0 ? [] : [i];
  });
}
