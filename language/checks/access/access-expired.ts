/** Check `access-expired`: an access whose time is over. */

import type { Access, Policy } from '../../model/policy.ts';
import { cutFrom, formatInstant, isEmptyTimes, timeSet } from '../../model/times.ts';
import type { Check, CheckContext } from '../check.ts';
import { insertProperties, removalOf, replaceDate } from '../edits.ts';
import type { Fix, TextEdit } from '../finding.ts';

const DAY = 86_400_000;

export const accessExpired: Check = {
  name: 'access-expired',
  family: 'access',
  kind: 'prompt',
  severity: 'warning',
  documentation: {
    summary: 'An `access` block permits nothing any more: its time is over.',
    why: `What has ended is in no compiled rule and in no answer, but it stands in the file like a promise: the next reader counts on it, and
the next edit may wake it up. The record of it is the file's history.

An access is over where no instant of its window and its days lies ahead.`,
    avoid: `zone DMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset JUMP-1 : jump-host at 10.20.0.10
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
}

conduit Edge {
  between DMZ and Supervisory
  sl-t 1
  allow ENG-1 -> JUMP-1 : https because "patches"
}

access Drives "Drive tuning" {
  vendor "ABB"
  from 2026-10-05T08:00 until 2026-10-05T17:00
  requires mfa, session-recording
  approved by "J. Ortiz" ticket "CHG-1042"
  allow JUMP-1 -> ENG-1 : rdp
}
`,
    prefer: `zone DMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset JUMP-1 : jump-host at 10.20.0.10
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
}

conduit Edge {
  between DMZ and Supervisory
  sl-t 1
  allow ENG-1 -> JUMP-1 : https because "patches"
}
`,
    fixes: [
      'Remove the access block.',
      "Extend it: from today, for as long as it was, at most for the days that the policy's `access at most` grants.",
    ],
    basis: 'NERC CIP-005 R2',
  },
  *run(context) {
    const { policy, now } = context;
    for (const access of policy.accesses) {
      if (access.until === undefined || !isOver(policy, access, now)) continue;
      const ended = formatInstant(policy.header.timezone, access.until.value);
      const which = access.until.value <= now ? `ended ${ended}` : `has no day left before it ends ${ended}`;
      yield {
        message: `Access ${access.name}${access.vendor === undefined ? '' : ` of ${access.vendor}`} ${which} and permits nothing any more. Remove it, or extend it if it is still needed.`,
        place: access.until.place,
        related: [{ place: access.namePlace, message: `Access ${access.name} is declared here.` }],
        tags: ['unnecessary'],
        fixes: () => [...removeFix(context, access), ...extendFix(context, access)],
      };
    }
  },
};

/** Whether the access was open at some time, and is at none from now on. */
function isOver(policy: Policy, access: Access, now: number): boolean {
  const open = timeSet(access.from?.value, access.until?.value, access.week);
  return (
    access.until !== undefined &&
    isEmptyTimes(cutFrom(open, now), policy.header.timezone) &&
    (access.until.value <= now || open.length > 0)
  );
}

function removeFix(context: CheckContext, access: Access): Fix[] {
  const edits = removalOf(context, access.place);
  return edits.length === 0 ? [] : [{ title: `Remove access ${access.name}`, edits, safe: true, preferred: true }];
}

/** From today for as long as it was; without a beginning, or where it was too long, for as long as the policy grants. */
function extendFix(context: CheckContext, access: Access): Fix[] {
  const { policy, now } = context;
  const { until, from } = access;
  if (until === undefined) return [];
  const most = policy.header.accessAtMostDays;
  const was = from === undefined ? most : Math.ceil((until.value - from.value) / DAY);
  const days = Math.max(1, Math.min(was, most, 3650));
  const zone = policy.header.timezone;
  const today = formatInstant(zone, now).slice(0, 10);
  const last = formatInstant(zone, now + (days - 1) * DAY).slice(0, 10);
  const edits: TextEdit[] = [replaceDate(context, until.place, last)].flat();
  if (from !== undefined) edits.unshift(...replaceDate(context, from.place, today));
  else
    edits.push(
      ...insertProperties(
        context,
        access,
        [`from ${today}`],
        access.rules.flatMap((r) => policy.rules[r]?.place ?? []),
      ),
    );
  return edits.length === 0 ? [] : [{ title: `Extend access ${access.name} until ${last}`, edits, safe: false }];
}
