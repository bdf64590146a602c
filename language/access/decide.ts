/** Deciding on vendor access: approving it with a name, and revoking it. */
import { insertProperties, quoted, removalOf, replaceDate } from '../checks/edits.ts';
import type { TextEdit } from '../checks/index.ts';
import type { Access, Place } from '../model/policy.ts';
import { localInstant, localMillisAt } from '../model/timezone.ts';
import { type AccessOutcome, accessNamed, changeOf, type Ground, type Standing, stand } from './change.ts';
import { isApproved } from './standing.ts';

const MINUTE = 60_000;
/** Longer no clock shows an hour twice; minutes. */
const LONGEST_REPEAT = 26 * 60;

/** Writes who approved an access. Refused where somebody has, where it is over, or where the checks find another error in it. */
export async function approveAccess(
  ground: Ground,
  { name, by, ticket }: { readonly name: string; readonly by: string; readonly ticket?: string },
): Promise<AccessOutcome> {
  const before = await stand(ground);
  const access = accessNamed(before, name);
  if ('problem' in access) return access;
  if (isApproved(access)) return { problem: `Access ${access.name} is approved already, by ${access.approvedBy}.` };
  if (by.trim() === '') return { problem: 'An approval needs the name of who approves.' };
  if (access.until !== undefined && access.until.value <= ground.now)
    return { problem: `Access ${access.name} is over: request it anew.` };
  const lines = [
    `approved by ${quoted(by.trim())}`,
    ...(ticket?.trim() && access.ticket === undefined ? [`ticket ${quoted(ticket.trim())}`] : []),
  ];
  const edits = insertProperties(before.context, access, lines, rulePlaces(before, access));
  return changeOf(ground, before, edits, { access: access.name, kind: 'opens' });
}

/**
 * Ends an access now: its `until` becomes this minute, and the block stays as the record. One that has not begun, or that is to leave
 * no record, goes altogether; the file's history keeps it.
 */
export async function revokeAccess(
  ground: Ground,
  { name, remove = false }: { readonly name: string; readonly remove?: boolean },
): Promise<AccessOutcome> {
  const before = await stand(ground);
  const access = accessNamed(before, name);
  if ('problem' in access) return access;
  if (access.until !== undefined && access.until.value <= ground.now && !remove)
    return { problem: `Access ${access.name} has ended already.` };
  const end = latestEnd(before.loaded.policy.header.timezone, ground.now);
  const begun = access.from === undefined || access.from.value < end.instant;
  const edits = remove || !begun ? removalOf(before.context, access.place) : endEdits(before, access, end.written);
  return changeOf(ground, before, edits, { access: access.name, kind: 'ends' });
}

function endEdits(standing: Standing, access: Access, written: string): TextEdit[] {
  if (access.until !== undefined) return replaceDate(standing.context, access.until.place, written);
  return insertProperties(standing.context, access, [`until ${written}`], rulePlaces(standing, access));
}

function rulePlaces({ loaded }: Standing, access: Access): Place[] {
  return access.rules.flatMap((r) => loaded.policy.rules[r]?.place ?? []);
}

/**
 * The last minute that, written as `until`, lies at or before an instant. In an hour that the clock shows twice `until` means the
 * second: then it is the minute before that hour.
 */
function latestEnd(timezone: string, now: number): { readonly written: string; readonly instant: number } {
  const local = Math.floor(localMillisAt(timezone, now) / MINUTE) * MINUTE;
  for (let back = 0; back <= LONGEST_REPEAT; back++) {
    const date = new Date(local - back * MINUTE);
    const at = {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
    };
    const instant = localInstant(timezone, at, 'until');
    if (instant !== undefined && instant <= now) return { written: date.toISOString().slice(0, 16), instant };
  }
  throw new Error(`No local time in ${timezone} lies at or before ${now}.`);
}
