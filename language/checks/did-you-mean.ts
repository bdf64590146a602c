/** The name that was probably meant by one that does not exist. */
import { distance } from 'fastest-levenshtein';

/** The name that was probably meant; undefined where none is near. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const name of [...names].sort()) {
    const [a, b] = [written.toLowerCase(), name.toLowerCase()];
    const d = a.length >= 3 && b.startsWith(a) ? 1 : distance(a, b);
    if (d < least) [best, least] = [name, d];
  }
  return best;
}
