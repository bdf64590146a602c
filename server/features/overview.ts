/** What the view *Policy* shows: zones as they nest, conduits, findings by check, and vendor access by state. */
import { accessTimes, accessWindow, isApproved } from '../../language/access/index.ts';
import type { Finding, Severity } from '../../language/checks/index.ts';
import type { Access, Place, Zone } from '../../language/model/policy.ts';
import { formatTimes } from '../../language/model/times.ts';
import { isLibraryPath, uriIn } from '../places.ts';
import type { SourceRange } from '../protocol/messages.ts';
import {
  MOST_SHOWN,
  type OverviewAccess,
  type OverviewConduit,
  type OverviewFindings,
  type OverviewZone,
  type PolicyOverview,
} from '../protocol/overview.ts';
import type { Snapshot } from '../snapshot.ts';
import { titleOf } from './contents.ts';

const GRAVITY: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** The overview of a judged policy. */
export function overview(snapshot: Snapshot): PolicyOverview {
  const { policy, folder } = snapshot;
  const tops = policy.zones.filter((z) => z.parent === undefined);
  return {
    title: titleOf(snapshot),
    folder,
    zones: tops.map((z) => zoneOf(snapshot, z)),
    conduits: policy.conduits.map((c): OverviewConduit => {
      const ends = c.oneWay === undefined ? c.zones : [c.oneWay.from, c.oneWay.to];
      const zones = ends.map((z) => policy.zones[z]?.name ?? '');
      const place = rangeIn(snapshot, c.namePlace);
      return { name: c.name, zones, oneWay: c.oneWay !== undefined, rules: c.rules.length, place };
    }),
    findings: findingsOf(snapshot),
    accesses: policy.accesses.map((a) => accessOf(snapshot, a)),
  };
}

function rangeIn({ folder }: Snapshot, { file, line, column, endLine, endColumn }: Place): SourceRange {
  return { uri: uriIn(folder, file), line, column, endLine, endColumn };
}

function zoneOf(snapshot: Snapshot, zone: Zone): OverviewZone {
  const { policy } = snapshot;
  const children = zone.children.flatMap((z) => policy.zones[z] ?? []).map((z) => zoneOf(snapshot, z));
  const own = zone.legs.filter((l) => policy.legs[l]?.primary).length;
  const level = zone.level === undefined ? [] : [`level ${zone.level}`];
  return {
    ...{ id: zone.id, name: zone.name, children, place: rangeIn(snapshot, zone.namePlace) },
    detail: [...level, ...(zone.kind === undefined ? [] : [zone.kind])].join(', '),
    assets: children.reduce((n, c) => n + c.assets, own),
  };
}

function findingsOf(snapshot: Snapshot): OverviewFindings[] {
  const all = snapshot.findings().filter((f) => f.mirror !== true && !isLibraryPath(f.place.file));
  const gravest = (list: readonly Finding[]): Severity =>
    GRAVITY.find((severity) => list.some((f) => f.severity === severity)) ?? 'hint';
  const groups = [...Map.groupBy(all, (f) => f.check)].map(([check, list]): OverviewFindings => {
    const shown = list.slice(0, MOST_SHOWN).map((f) => ({ message: f.message, place: rangeIn(snapshot, f.place) }));
    return { check, severity: gravest(list), shown, count: list.length };
  });
  const rank = (f: OverviewFindings): number => GRAVITY.indexOf(f.severity);
  return groups.sort((a, b) => rank(a) - rank(b) || b.count - a.count || (a.check < b.check ? -1 : 1));
}

function accessOf(snapshot: Snapshot, access: Access): OverviewAccess {
  const { policy, now } = snapshot;
  const times = accessTimes(policy, access);
  return {
    name: access.name,
    ...(access.vendor === undefined ? {} : { vendor: access.vendor }),
    state: accessWindow(policy, access, now, times),
    unapproved: !isApproved(access),
    times: times.length === 0 ? '' : formatTimes(times, policy.header.timezone),
    place: rangeIn(snapshot, access.namePlace),
  };
}
