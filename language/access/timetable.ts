/** The instants at which vendor access opens and closes next, for a scheduler that compiles again at each of them. */
import type { Access, Policy } from '../model/policy.ts';
import { holdsAt, nextChange } from '../model/times.ts';
import { localMillisAt } from '../model/timezone.ts';
import { accessTimes } from './standing.ts';

export interface AccessEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly access: Access;
  /** From then on its rules count, or count no longer. */
  readonly opens: boolean;
}

export interface Horizon {
  /** Epoch milliseconds: what lies after `now`, up to and with `until`. */
  readonly now: number;
  readonly until: number;
  /** At most so many; the earliest. */
  readonly most: number;
}

/** The next changes of all accesses, by time, then by name. */
export function timetable(policy: Policy, { now, until, most }: Horizon): AccessEvent[] {
  const { timezone } = policy.header;
  const events = policy.accesses.flatMap((access) => {
    const times = accessTimes(policy, access);
    const own: AccessEvent[] = [];
    let at = nextChange(times, timezone, now);
    while (at !== undefined && at <= until && own.length < most) {
      own.push({ at, access, opens: holdsAt(times, at, timezone) });
      at = nextChange(times, timezone, at);
    }
    return own;
  });
  const name = (e: AccessEvent): string => e.access.id;
  events.sort((a, b) => a.at - b.at || (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0));
  return events.slice(0, most);
}

export interface CronOptions {
  /** IANA name of the time zone in which the lines are read. */
  readonly timezone: string;
  /** What runs at each instant: one line of shell, from whoever asks for the table, never from a policy. */
  readonly command: string;
}

/**
 * The events as lines of a crontab, one an instant. Cron knows no years, so each line makes sure of its own. In an hour that the
 * clock shows twice the command runs twice, which does no harm.
 */
export function cronText(events: readonly AccessEvent[], { timezone, command }: CronOptions): string {
  const groups = [...Map.groupBy(events, ({ at }) => at)];
  const lines = groups.map(([at, group]) => {
    const local = new Date(localMillisAt(timezone, at));
    const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate()];
    const what = group.map(({ access, opens }) => `${commentText(access.id)} ${opens ? 'opens' : 'closes'}`).join(', ');
    const guard = `[ "$(TZ=${timezone} date +\\%Y)" = ${year} ]`;
    const run = command.replaceAll('%', '\\%');
    return `# ${what}\n${local.getUTCMinutes()} ${local.getUTCHours()} ${day} ${month} * ${guard} && ${run}\n`;
  });
  return `CRON_TZ=${timezone}\n${lines.join('')}`;
}

/** A name inside a comment of one line. */
function commentText(name: string): string {
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}
