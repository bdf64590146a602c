/** What the checks mean by business, OT and control: from a zone's level, and from its kind where it states no level. */
import type { Zone, ZoneKind } from '../model/policy.ts';
import type { CheckContext } from './check.ts';

const OUTSIDE_OT: readonly (ZoneKind | undefined)[] = ['business', 'dmz', 'external'];

/** Level 4 or above and no DMZ; without a level, a business or external zone. */
export function isBusiness(context: CheckContext, zone: Zone): boolean {
  if (zone.kind === 'dmz') return false;
  if (zone.level !== undefined) return zone.level >= context.configuration.levels.business;
  return zone.kind === 'business' || zone.kind === 'external';
}

/** Level 3 or below and no business, external or DMZ zone; without a level, a control or safety zone. */
export function isOt(context: CheckContext, zone: Zone): boolean {
  return lowerThan(zone, context.configuration.levels.ot);
}

/** Level 2 or below, or a safety zone: where a process is controlled. */
export function isControl(context: CheckContext, zone: Zone): boolean {
  return zone.kind === 'safety' || lowerThan(zone, context.configuration.levels.control);
}

function lowerThan(zone: Zone, level: number): boolean {
  if (OUTSIDE_OT.includes(zone.kind)) return false;
  if (zone.level !== undefined) return zone.level <= level;
  return zone.kind === 'control' || zone.kind === 'safety';
}
