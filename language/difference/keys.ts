/** Services and times of a difference as texts: to show, and to find equal ones by. */
import type { AtomSet } from '../model/atoms.ts';
import { formatTimes, isAlways, type TimeSet } from '../model/times.ts';
import type { Version } from './principals.ts';

/** On the version's wall clock; `always` for what holds from its clock on. */
export function timesText({ policy, when }: Version, times: TimeSet): string {
  const now = Math.min(...when.map((p) => p.from));
  const shown = times.map((p) => (p.from === now ? { ...p, from: -Infinity } : p));
  return isAlways(shown) ? 'always' : formatTimes(shown, policy.header.timezone);
}

/** Equal for equal sets. */
export function atomsKey(atoms: AtomSet): string {
  return atoms.map((i) => `${i.from}-${i.to}`).join();
}

/** Equal for equal sets. */
export function timesKey(times: TimeSet): string {
  return times.map((p) => `${p.from}/${p.until}/${p.week.map((w) => `${w.from}-${w.to}`).join()}`).join(';');
}
