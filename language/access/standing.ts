/** How vendor access stands: when an `access` permits, and which of pending, active, ending soon and ended it is at an instant. */
import { ruleTimes } from '../analysis/index.ts';
import type { Access, Policy } from '../model/policy.ts';
import { holdsAt, nextChange, type TimeSet, unionTimes } from '../model/times.ts';

/** Where an instant lies to an access's window. `open`: permits now. `waiting`: within it, but not at this time of the week. */
export type AccessWindow = 'open' | 'waiting' | 'to come' | 'expired' | 'permits nothing';

/**
 * `pending`: nobody approved it, or it has not begun. `active`: within its window. `ending soon`: the same, and its end is near.
 * `ended`: no instant of its window lies ahead, or it permits nothing at all.
 */
export type AccessState = 'pending' | 'active' | 'ending soon' | 'ended';

/** How near an end is soon, in milliseconds: a day. */
export const SOON = 86_400_000;

export interface AccessStanding {
  readonly access: Access;
  readonly state: AccessState;
  readonly window: AccessWindow;
  /** Somebody is named as having approved it. */
  readonly approved: boolean;
  /** Its rules count at the instant asked about. Approval does not matter to that: an access permits what it says while it stands. */
  readonly permitsNow: boolean;
  readonly times: TimeSet;
}

/** The instants at which any rule of an access holds. */
export function accessTimes(policy: Policy, access: Access): TimeSet {
  const rules = access.rules.flatMap((r) => policy.rules[r] ?? []).filter((r) => !r.broken);
  return unionTimes(...rules.map(ruleTimes));
}

/** Where `now` (epoch ms) lies to the window of an access. */
export function accessWindow(
  policy: Policy,
  access: Access,
  now: number,
  times = accessTimes(policy, access),
): AccessWindow {
  const { timezone } = policy.header;
  const { from, until } = access;
  if (until !== undefined && until.value <= now) return 'expired';
  if (holdsAt(times, now, timezone)) return 'open';
  if (nextChange(times, timezone, now) === undefined) return times.length === 0 ? 'permits nothing' : 'expired';
  return from !== undefined && from.value > now ? 'to come' : 'waiting';
}

export function isApproved({ approvedBy }: Access): boolean {
  return approvedBy !== undefined && approvedBy.trim() !== '';
}

/** How an access stands at `now` (epoch ms). An end within `soon` milliseconds is near. */
export function standingOf(policy: Policy, access: Access, now: number, soon = SOON): AccessStanding {
  const times = accessTimes(policy, access);
  const window = accessWindow(policy, access, now, times);
  const approved = isApproved(access);
  return {
    access,
    state: stateOf(access, window, approved, now + soon),
    window,
    approved,
    permitsNow: window === 'open',
    times,
  };
}

function stateOf({ until }: Access, window: AccessWindow, approved: boolean, soon: number): AccessState {
  if (window === 'expired' || window === 'permits nothing') return 'ended';
  if (!approved || window === 'to come') return 'pending';
  return until !== undefined && until.value <= soon ? 'ending soon' : 'active';
}
