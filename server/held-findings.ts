/**
 * Findings of the exact checks between two answers: the text has changed, the checks are still at work, and what they said of the
 * text before is shown on - moved along with the words that it speaks of, so that no place is ever wrong.
 */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../language/checks/index.ts';
import type { Place } from '../language/model/policy.ts';

/** What the texts of a policy were, or are. */
export interface Texts {
  text(file: string): string | undefined;
  document(file: string): TextDocument | undefined;
}

/**
 * The findings at the places where their words stand now. One whose words are gone altogether - deleted, or replaced by others - is
 * left out: there is nothing that it could point at. A place that only belongs to a finding goes alone. Fixes are left out too: they
 * are edits of the text before.
 */
export function movedFindings(findings: readonly Finding[], before: Texts, after: Texts): Finding[] {
  const moves = new Map<string, Move | undefined>();
  const moveOf = (file: string): Move | undefined => {
    if (!moves.has(file)) moves.set(file, moveBetween(file, before, after));
    return moves.get(file);
  };
  const moved = (place: Place): Place | undefined => {
    const move = moveOf(place.file);
    return move === undefined ? place : move(place);
  };
  return findings.flatMap((finding) => {
    const place = moved(finding.place);
    if (place === undefined) return [];
    const related = finding.related.flatMap((r) => {
      const at = moved(r.place);
      return at === undefined ? [] : [at === r.place ? r : { ...r, place: at }];
    });
    return [{ ...finding, place, related, fixes: () => [] }];
  });
}

type Move = (place: Place) => Place | undefined;

/** How places of a file move; undefined where its text is the same. */
function moveBetween(file: string, before: Texts, after: Texts): Move | undefined {
  const old = before.text(file);
  const document = after.document(file);
  const now = document?.getText();
  if (old === now) return undefined;
  if (old === undefined || document === undefined || now === undefined) return () => undefined;
  const change = changeBetween(old, now);
  return (place) => {
    const range = moveRange(change, old, now, place.offset, place.end);
    if (range === undefined) return undefined;
    const [start, end] = [document.positionAt(range[0]), document.positionAt(range[1])];
    return {
      file,
      offset: range[0],
      end: range[1],
      line: start.line,
      column: start.character,
      endLine: end.line,
      endColumn: end.character,
    };
  };
}

/** The one stretch in which two texts differ: from `start` to `oldEnd` of the one, to `newEnd` of the other. */
interface Change {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

function changeBetween(old: string, now: string): Change {
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old.charCodeAt(start) === now.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < most - start && old.charCodeAt(old.length - 1 - tail) === now.charCodeAt(now.length - 1 - tail)) tail++;
  return { start, oldEnd: old.length - tail, newEnd: now.length - tail };
}

/** Where the words from `from` to `to` stand now; what is left of them where some are gone, undefined where all are. */
function moveRange(
  { start, oldEnd, newEnd }: Change,
  old: string,
  now: string,
  from: number,
  to: number,
): readonly [number, number] | undefined {
  const delta = newEnd - oldEnd;
  if (to <= start) return [from, to];
  if (from >= oldEnd) return [from + delta, to + delta];
  if (from < start) return [from, to >= oldEnd ? to + delta : start];
  if (to > oldEnd) return [from > start ? newEnd : start, to + delta];
  const words = old.slice(from, to);
  const there = onlyPlace(now.slice(start, newEnd), words);
  const alone = onlyPlace(old.slice(start, oldEnd), words) !== undefined;
  return there === undefined || !alone ? undefined : [start + there, start + there + words.length];
}

/** Where the words stand in a text, if once. */
function onlyPlace(text: string, words: string): number | undefined {
  const first = words === '' ? -1 : text.indexOf(words);
  return first < 0 || text.indexOf(words, first + 1) >= 0 ? undefined : first;
}
