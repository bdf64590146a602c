/** What the checks `access-no-mfa` and `access-not-recorded` share: a word that `requires` lacks. */
import type { Access } from '../../model/policy.ts';
import type { CheckContext, Report } from '../check.ts';
import { insertAt, insertProperties, masked } from '../edits.ts';
import type { Fix, TextEdit } from '../finding.ts';

/** One report for every access whose `requires` does not hold the word. */
export function* missingRequirement(context: CheckContext, word: string, consequence: string): Generator<Report> {
  for (const access of context.policy.accesses) {
    if (access.requires.includes(word)) continue;
    yield {
      message: `Access ${access.name}${access.vendor === undefined ? '' : ` of ${access.vendor}`} ${consequence}. Add requires ${word}.`,
      place: access.namePlace,
      fixes: () => requireFix(context, access, word),
    };
  }
}

function requireFix(context: CheckContext, access: Access, word: string): Fix[] {
  const edits =
    extended(context, access, word) ??
    insertProperties(
      context,
      access,
      [`requires ${word}`],
      access.rules.flatMap((r) => context.policy.rules[r]?.place ?? []),
    );
  return edits.length === 0 ? [] : [{ title: `Require ${word}`, edits, safe: true, preferred: true }];
}

/** The word at the end of the list that is there; undefined where there is none. */
function extended(context: CheckContext, access: Access, word: string): TextEdit[] | undefined {
  const text = context.text(access.place.file);
  if (text === undefined || access.body === undefined) return undefined;
  const body = masked(text.slice(access.body.offset, access.body.end));
  const list = /\brequires\s+[\p{L}\w-]+(?:\s*,\s*[\p{L}\w-]+)*/u.exec(body);
  return list === null
    ? undefined
    : [insertAt(access.place.file, access.body.offset + list.index + list[0].length, `, ${word}`)];
}
