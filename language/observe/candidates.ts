/** Which services a conversation may be: a port is not a protocol, so there may be several. */
import { perPolicy } from '../analysis/memo.ts';
import { SPACES } from '../model/atoms.ts';
import type { Policy, Service } from '../model/policy.ts';

/** A service of more atoms than this is a range, not a port that anything is known by. */
const MANY_ATOMS = 64;
const ROUTED = SPACES.ethernet.base;

const byAtom = perPolicy((policy): ReadonlyMap<number, readonly Service[]> => {
  const found = new Map<number, Service[]>();
  for (const service of policy.services) {
    const routed = service.atoms.filter((i) => i.from < ROUTED);
    if (sizeOf(service) > MANY_ATOMS) continue;
    for (const { from, to } of routed)
      for (let atom = from; atom < to; atom++) {
        const list = found.get(atom);
        if (list === undefined) found.set(atom, [service]);
        else list.push(service);
      }
  }
  for (const [atom, list] of found) found.set(atom, likeliestFirst(list));
  return found;
});

/**
 * The services whose ports hold the atom, those with the fewest ports first. A service made of others that hold it is left out: its
 * parts say more.
 */
export function candidatesAt(policy: Policy, atom: number): readonly Service[] {
  return byAtom(policy).get(atom) ?? [];
}

/** The candidates that an observation names; where it names none that the policy knows, all. */
export function candidatesAmong(policy: Policy, atom: number, named: readonly string[]): readonly Service[] {
  if (named.length > 0) {
    const decided = policy.services.filter((s) => named.includes(s.name));
    if (decided.length > 0) return likeliestFirst(decided);
  }
  return candidatesAt(policy, atom);
}

function likeliestFirst(services: readonly Service[]): Service[] {
  const held = new Set(services.map((s) => s.index));
  return services
    .filter((s) => s.parts.every((p) => !held.has(p)))
    .sort((a, b) => sizeOf(a) - sizeOf(b) || (a.name < b.name ? -1 : 1));
}

function sizeOf({ atoms }: Service): number {
  return atoms.reduce((sum, i) => sum + (i.to - i.from), 0);
}
