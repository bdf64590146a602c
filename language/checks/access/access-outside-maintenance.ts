/** Check `access-outside-maintenance`: an access at times at which its target is otherwise never worked on. */
import { ruleTimes } from '../../analysis/rules.ts';
import type { Unit } from '../../analysis/universe.ts';
import type { Access, Schedule, ScheduleRef } from '../../model/policy.ts';
import { cutFrom, formatTimes, intersectTimes, isEmptyTimes, timeSet, unionTimes } from '../../model/times.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { label, listed } from '../words.ts';

const PLANT = `zone DMZ {
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
  allow JUMP-1 -> ENG-1 : rdp during Maintenance ticket "CHG-88" because "program changes"
}

schedule Maintenance {
  every tue, thu 08:00-12:00
}
`;

const access = (window: string) => `access Drives "Drive tuning" {
  vendor "ABB"
  ${window}
  requires mfa, session-recording
  approved by "J. Ortiz" ticket "CHG-1042"
  allow JUMP-1 -> ENG-1 : rdp
}
`;

export const accessOutsideMaintenance: Check = {
  name: 'access-outside-maintenance',
  family: 'access',
  severity: 'info',
  documentation: {
    summary: 'An `access` lies outside every schedule that rules to its target use.',
    why: `Where other rules to an asset hold \`during\` a schedule, that is when the plant expects it to be worked on: someone watches, and the process can bear it. A vendor who
comes at another time does so beside all that. It may be right - a breakdown does not wait for Tuesday - and then an ignore says so.

The times that count are those from now on, of one target at a time, in the policy's time zone. An access that shares any time with a schedule of its target is not reported, and neither is
one to a target without scheduled rules.`,
    avoid: `${PLANT}
${access('from 2026-12-07T08:00 until 2026-12-07T17:00')}`,
    prefer: `${PLANT}
${access('from 2026-12-08T08:00 until 2026-12-08T17:00')}`,
    fixes: [],
    basis: 'NERC CIP-005 R2; SP 800-82',
  },
  *run(context) {
    const { policy } = context;
    if (policy.accesses.length === 0 || policy.schedules.length === 0) return;
    const schedules = schedulesTo(context);
    for (const one of policy.accesses) {
      const report = reportOf(context, one, schedules);
      if (report !== undefined) yield report;
    }
  },
};

type SchedulesTo = ReadonlyMap<Unit, ReadonlySet<ScheduleRef>>;

/** Per target the schedules of the conduits' and zones' `allow`s that lead to it. */
function schedulesTo({ policy, analyses }: CheckContext): SchedulesTo {
  const found = new Map<Unit, Set<ScheduleRef>>();
  for (const rule of policy.rules) {
    if (rule.schedule === undefined || rule.action !== 'allow' || rule.broken) continue;
    const ends = rule.both ? [rule.targets, rule.sources] : [rule.targets];
    for (const unit of ends.flatMap((l) => analyses.units(l, rule)))
      found.set(unit, (found.get(unit) ?? new Set()).add(rule.schedule));
  }
  return found;
}

function reportOf(context: CheckContext, one: Access, schedulesOf: SchedulesTo): Report | undefined {
  const { policy, now, analyses } = context;
  const { timezone } = policy.header;
  const rules = one.rules.flatMap((r) => policy.rules[r] ?? []).filter((r) => !r.broken);
  const [first] = rules;
  const times = first === undefined ? [] : cutFrom(ruleTimes(first), now);
  if (isEmptyTimes(times, timezone)) return undefined;
  for (const unit of rules.flatMap((r) => analyses.units(r.targets, r))) {
    const schedules = [...(schedulesOf.get(unit) ?? [])].flatMap((s) => policy.schedules[s] ?? []);
    const asset = policy.assets[analyses.assetsOf(unit)[0] ?? -1];
    if (schedules.length === 0 || asset === undefined) continue;
    const expected = unionTimes(...schedules.map((s) => timeSet(undefined, undefined, s.week)));
    if (!isEmptyTimes(intersectTimes(times, expected), timezone)) continue;
    const names = listed(schedules.map(scheduleWords));
    return {
      message: `Access ${one.name} (${formatTimes(times, timezone)}) lies outside ${names}, when rules to ${label(policy, asset)} hold. Move it there, or say in an ignore why it cannot wait.`,
      place: one.namePlace,
      related: schedules.map((s) => ({ place: s.namePlace, message: `Schedule ${s.name}: ${s.text}.` })),
    };
  }
  return undefined;
}

function scheduleWords(schedule: Schedule): string {
  return `${schedule.name} (${schedule.text})`;
}
