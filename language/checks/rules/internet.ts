/** What `internet-to-ot` and `ot-to-internet` share: which zones are the Internet, and the rules that join it with OT. */
import { sideOf } from '../../analysis/zones.ts';
import type { Zone } from '../../model/policy.ts';
import type { CheckContext, Report } from '../check.ts';
import { throughDmzFixes } from '../conduits/through-dmz.ts';
import type { Fix } from '../finding.ts';
import { isOt } from '../levels.ts';
import { label } from '../words.ts';
import { crossingFlows, type Flow, zonesMeeting } from './flows.ts';

/** Purdue level from which on an external zone is the Internet. */
const INTERNET_LEVEL = 5;

/** `network rest`, or an external zone at level 5 or without level. */
export function isInternet(zone: Zone): boolean {
  return zone.rest || (zone.kind === 'external' && (zone.level ?? INTERNET_LEVEL) >= INTERNET_LEVEL);
}

export function* internetReports(context: CheckContext, inward: boolean): Generator<Report> {
  const { policy } = context;
  const ot = (z: Zone) => isOt(context, z) && !isInternet(z);
  for (const flow of crossingFlows(context)) {
    const met = inward ? zonesMeeting(context, flow, isInternet, ot) : zonesMeeting(context, flow, ot, isInternet);
    if (met === undefined) continue;
    const [from, to] = [label(policy, met.from), label(policy, met.to)];
    const what = inward
      ? `The Internet (zone ${from}) may open connections into OT zone ${to}`
      : `OT zone ${from} may open connections to the Internet (zone ${to})`;
    const list = flow.reversed ? flow.rule.targets : flow.rule.sources;
    yield {
      message: `${what}, past any DMZ. End the connection on a proxy in a zone of kind dmz.`,
      place: list.place,
      related: [met.from, met.to].map((z) => ({
        place: z.namePlace,
        message: `Zone ${label(policy, z)} is declared here.`,
      })),
      fixes: () => proxyFixes(context, flow, inward ? met.from : met.to, inward ? met.to : met.from),
    };
  }
}

/** The ways of `dmz-bypassed` to part the conduit. */
export function proxyFixes(context: CheckContext, flow: Flow, upper: Zone, lower: Zone): readonly Fix[] {
  const { container } = flow.rule;
  const conduit = container.kind === 'conduit' ? context.policy.conduits[container.conduit] : undefined;
  if (conduit === undefined) return [];
  const [a, b] = [upper, lower].map((z) => sideOf(context.policy, conduit.index, z.index));
  return a === undefined || b === undefined ? [] : throughDmzFixes(context, conduit, a, b);
}
