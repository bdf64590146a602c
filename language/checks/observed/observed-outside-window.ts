/** Check `observed-outside-window`: traffic that a rule permits at certain times was seen at others. */
import type { Place, Policy, Rule } from '../../model/policy.ts';
import { formatTimes } from '../../model/times.ts';
import type { OutsideWindow } from '../../observe/index.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import type { Fix } from '../finding.ts';
import { ruleWords } from '../rules/covered.ts';
import { listed } from '../words.ts';
import { comparing } from './comparing.ts';
import { directionWords, relatedSide, serviceWords, sideWords, trafficWords } from './words.ts';

const POLICY = `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Programming {
  between Supervisory and Cell
  sl-t 1
  allow ENG-1 -> plc : s7comm during Maintenance because "program changes"
}
`;

export const observedOutsideWindow: Check = {
  name: 'observed-outside-window',
  family: 'observed',
  severity: 'error',
  documentation: {
    summary: 'Traffic that a rule or an access permits at certain times was seen at another.',
    why: `A window is a promise: engineering on Tuesday mornings, the vendor until five o'clock. Traffic outside of it is somebody who does not keep it, a
session that was left open - or a window that is not enforced.

A conversation is judged at the times at which it was seen, from its first packet to its last, on the policy's wall clock; a session that begins within the window and goes
on after it is found. One that falls silent for a quarter of an hour is judged anew. A window that has ended since does not matter: what
counts is whether it was open then.`,
    avoid: `${POLICY}
schedule Maintenance { every tue 08:00-12:00 }
`,
    prefer: `${POLICY}
schedule Maintenance { every tue, fri 08:00-12:00 }
`,
    flows: `source,target,protocol,port,first,last,packets,bytes,direction,reply,services
10.30.0.40,10.41.0.10,tcp,102,2026-11-17T09:00:00Z,2026-11-17T09:30:00Z,2400,153600,syn,answered,s7comm
10.30.0.40,10.41.0.10,tcp,102,2026-11-20T09:00:00Z,2026-11-20T09:30:00Z,1200,76800,syn,answered,s7comm
`,
    fixes: ['Go to the schedule or the access whose time it is: whether it is to be wider is a decision.'],
    basis: 'IEC 62443-3-3 SR 1.13, SR 2.6; ATT&CK T0858',
  },
  *run(context) {
    for (const seen of comparing(context)?.outside ?? []) yield* report(context, seen);
  },
};

function* report({ policy }: CheckContext, seen: OutsideWindow): Iterable<Report> {
  const rule = policy.rules[seen.rule];
  if (rule === undefined) return;
  const { source, target, atoms, traffic, times } = seen;
  const what = listed(
    atoms.map((a) => serviceWords(policy, a, traffic.services)),
    3,
  );
  const when = formatTimes(times, policy.header.timezone);
  yield {
    message: `Outside its time: ${sideWords(policy, source)} opened ${what} to ${sideWords(policy, target)}, ${trafficWords(policy, traffic)}.${directionWords(traffic)} ${ruleWords(policy, rule)} permits it only ${when}. Find out who it was, or widen the time.`,
    place: rule.place,
    related: [...relatedSide(policy, source), ...relatedSide(policy, target)],
    fixes: () => timeFix(policy, rule),
  };
}

function timeFix(policy: Policy, rule: Rule): Fix[] {
  const schedule = policy.schedules[rule.schedule ?? -1];
  const access = rule.container.kind === 'access' ? policy.accesses[rule.container.access] : undefined;
  const declared = schedule ?? access;
  const place: Place | undefined = declared?.namePlace ?? rule.until?.place ?? rule.from?.place;
  if (place === undefined) return [];
  const title =
    declared === undefined ? 'Go to its time' : `Go to ${schedule ? 'schedule' : 'access'} ${declared.name}`;
  return [{ title, edits: [], safe: false, reveal: { place } }];
}
