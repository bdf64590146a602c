/**
 * What is open on the wire as edges: every service, both ways, between zones that nothing parts and inside zones that nothing
 * enforces. Linear in zones: the others of a group are reached along two chains, before and after a zone, never one by one.
 */
import type { ZoneRef } from '../model/policy.ts';
import type { GraphDraft, OpenWire } from './graph.ts';

/** Takes what is open on the wire as open. */
export function connectWires(draft: GraphDraft, wire: OpenWire): void {
  for (const group of wire.shared.values()) connectOthers(draft, group, group);
  connectOthers(draft, wire.zones, wire.withoutSegment);
  connectOthers(draft, wire.withoutSegment, wire.zones);
  for (const zone of wire.openInsides) {
    const entry = entryTo(draft, zone);
    leaveAll(draft, zone, entry);
  }
}

/** From each zone of the first list to each other zone of the second. */
function connectOthers(draft: GraphDraft, from: readonly ZoneRef[], to: readonly ZoneRef[]): void {
  if (to.length === 0) return;
  const before: number[] = [];
  const after: number[] = [];
  const position = new Map(to.map((zone, i) => [zone, i]));
  const entries = to.map((zone) => entryTo(draft, zone));
  for (let i = 0; i < to.length; i++) {
    before[i] = link(draft, to[i] as ZoneRef, entries[i] as number, before[i - 1]);
    const j = to.length - 1 - i;
    after[j] = link(draft, to[j] as ZoneRef, entries[j] as number, after[j + 1]);
  }
  for (const zone of from) {
    const own = position.get(zone);
    const ways = own === undefined ? [after[0]] : [before[own - 1], after[own + 1]];
    for (const way of ways) if (way !== undefined) leaveAll(draft, zone, way);
  }
}

/** A link of a chain: leads into one zone, and on along the chain. */
function link(draft: GraphDraft, zone: ZoneRef, entry: number, onward: number | undefined): number {
  const hub = draft.hub({ kind: 'wire', zone });
  draft.edge(hub, entry);
  if (onward !== undefined) draft.edge(hub, onward);
  return hub;
}

function entryTo(draft: GraphDraft, zone: ZoneRef): number {
  const { start, ownEnd } = draft.universe;
  const hub = draft.hub({ kind: 'wire', zone });
  for (let u = start[zone] ?? 0; u < (ownEnd[zone] ?? 0); u++) draft.arrive(hub, u, 'go');
  return hub;
}

function leaveAll(draft: GraphDraft, zone: ZoneRef, hub: number): void {
  const { start, ownEnd } = draft.universe;
  for (let u = start[zone] ?? 0; u < (ownEnd[zone] ?? 0); u++) draft.leave(u, hub);
}
