/** The edits that microsegment a zone: the statement, and the firewall that is to enforce it. */
import type { ZoneRef } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';
import { insertProperties, referenceTo, zoneChildren } from '../edits.ts';
import type { TextEdit } from '../finding.ts';
import { label } from '../words.ts';

/** Edits, and what they do in words. */
export interface Microsegmented {
  readonly what: string;
  readonly edits: readonly TextEdit[];
}

/**
 * What `microsegmented` is worth depends on what enforces it: a firewall that leads to the zone. Undefined where the zone is
 * microsegmented, its text is not at hand, or - where it has to be `enforced` - nothing could.
 */
export function microsegmented(
  context: CheckContext,
  ref: ZoneRef,
  need: 'enforced' | 'stated',
): Microsegmented | undefined {
  const { policy, analyses } = context;
  const zone = policy.zones[ref];
  const { segmentOf, pointsAt } = analyses.topology();
  const [point] = pointsAt.get(segmentOf[ref] ?? -1) ?? [];
  const firewall = policy.firewalls[point ?? -1];
  if (zone === undefined || zone.microsegmented) return undefined;
  if (need === 'enforced' && firewall === undefined && zone.enforcedBy === undefined) return undefined;
  const by =
    zone.enforcedBy === undefined && firewall !== undefined ? [`enforced by ${referenceTo(context, firewall)}`] : [];
  const edits = insertProperties(context, zone, ['microsegmented', ...by], zoneChildren(policy, zone));
  return edits.length === 0 ? undefined : { what: `Microsegment zone ${label(policy, zone)}`, edits };
}
