/** What a policy opens and closes against an older version of its files, for *Review Changes Against...*. */
import { fileFilter } from '../../language/checks/file-filter.ts';
import { differenceOf, sentencesOf } from '../../language/difference/index.ts';
import { loadPolicy, MEANING_FINDINGS } from '../../language/pipeline.ts';
import { uriIn } from '../places.ts';
import type { ReviewParams, ReviewResult } from '../protocol/messages.ts';
import type { Snapshot } from '../snapshot.ts';

/** Files that `bulkhead.json` leaves out now are left out of the older version too. */
export async function review(snapshot: Snapshot, { before, name }: ReviewParams): Promise<ReviewResult> {
  const isOurs = fileFilter(snapshot.configuration);
  const old = await loadPolicy(before.filter((file) => isOurs(file.path)));
  const meaningless = [...old.findings, ...snapshot.meaning].find(
    (f) => f.severity === 'error' && MEANING_FINDINGS.has(f.check),
  );
  const sentences = sentencesOf(differenceOf(old.policy, snapshot.policy, { now: snapshot.now }));
  return {
    sentences: sentences.map(({ kind, text, details, place, old: gone }) => {
      if (place === undefined || gone) return { kind, text, details };
      const { line, column, endLine, endColumn } = place;
      return {
        kind,
        text,
        details,
        place: { uri: uriIn(snapshot.folder, place.file), line, column, endLine, endColumn },
      };
    }),
    ...(meaningless === undefined
      ? {}
      : { withoutMeaning: `${old.findings.includes(meaningless) ? `${name}: ` : ''}${meaningless.message}` }),
  };
}
