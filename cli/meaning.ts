/** What commands do about text without meaning: a name that does not resolve makes every answer one about another policy. */
import { EXIT } from './errors.ts';
import { findingText, told } from './findings.ts';
import { count, note } from './output.ts';
import type { Session } from './session.ts';

/** After an answer: where part of the text has no meaning, says so on standard error and ends with code 1. */
export function finishWithMeaning(session: Session): void {
  const errors = told(session.withoutMeaning).map((finding) => findingText(session, finding));
  if (errors.length === 0) return;
  note(`${errors.join('\n')}\n${count(errors.length, 'error')}: the answer holds for the rest of the policy only.`);
  process.exitCode = EXIT.findings;
}

/** Before an answer that must not be given for a part of the policy: says why and returns true. */
export function refuseWithoutMeaning(session: Session, what: string): boolean {
  const errors = told(session.withoutMeaning).map((finding) => findingText(session, finding));
  if (errors.length === 0) return false;
  note(`${errors.join('\n')}\n${count(errors.length, 'error')}: ${what} while part of the policy has no meaning.`);
  process.exitCode = EXIT.findings;
  return true;
}
