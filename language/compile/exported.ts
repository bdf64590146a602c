/** What an output on disk says of itself: for when it was made, until when its times are spelled out, and which rules are in it. */

export interface ExportedRule {
  readonly id: string;
  /** What the output says that it stands in: `conduit KilnSupervision (conduits.seg)`; absent where it says nothing. */
  readonly within?: string;
  /** One-based line of the output that names it first. */
  readonly line: number;
}

const HEAD_LENGTH = 8192;
const INSTANT = String.raw`(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)`;
const MADE_FOR = new RegExp(`Made for ${INSTANT}`);
const SPELLED_OUT = new RegExp(`Weekly times are spelled out until ${INSTANT}`);

/** The instant (epoch ms) that the header names as the one that the output was made for; absent where times do not matter. */
export function madeFor(text: string): number | undefined {
  return instant(MADE_FOR, text);
}

/** The instant (epoch ms) at which the output's weekly times close; absent where it has none. */
export function timesEnd(text: string): number | undefined {
  return instant(SPELLED_OUT, text);
}

function instant(pattern: RegExp, text: string): number | undefined {
  const found = pattern.exec(text.slice(0, HEAD_LENGTH))?.[1];
  return found === undefined ? undefined : Date.parse(found);
}

/** `k3f9aq+x8d2ab conduit KilnSupervision (conduits.seg)`, and `"id": "k3f9aq"`. */
const NAMED =
  /(?<![A-Za-z0-9])([a-z2-7]{6,16}(?:\+[a-z2-7]{6,16})*)(?:\+\d+ more)? ((?:conduit|zone|access) [^()"]{1,200} \([^()"]{1,200}\))|"id": "([a-z2-7]{6,16})"/g;

/** The rules that an output names, in its order, each once. */
export function rulesIn(text: string): ExportedRule[] {
  const found = new Map<string, ExportedRule>();
  text.split('\n').forEach((line, i) => {
    for (const [, ids, within, listed] of line.matchAll(NAMED)) {
      const parts = listed === undefined ? (ids as string).split('+') : [listed];
      for (const id of parts)
        if (!found.has(id)) found.set(id, { id, ...(within === undefined ? {} : { within }), line: i + 1 });
    }
  });
  return [...found.values()];
}

export interface ExportChange {
  /** Ids of rules that the new output has and the old one does not name. */
  readonly added: readonly string[];
  /** Rules that the old output names and the new one does not have. */
  readonly removed: readonly ExportedRule[];
}

/**
 * The difference in rules between an output on disk and the one that would replace it, which holds the rules of these ids. Of entries
 * that many rules were merged into an output names some only: those that neither names are not told.
 */
export function changeOf(
  old: string,
  { text, ids }: { readonly text: string; readonly ids: readonly string[] },
): ExportChange {
  const now = new Set(ids);
  const [before, after] = [wordsOf(old), wordsOf(text)];
  return {
    added: ids.filter((id) => after.has(id) && !before.has(id)).sort(),
    removed: rulesIn(old).filter((r) => !now.has(r.id)),
  };
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/[a-z2-7]{6,16}/g) ?? []);
}
