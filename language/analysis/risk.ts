/** Which atoms let an attacker go on from where they lead, for the service-aware blast radius. */
import { ALL_ATOMS, type AtomSet } from '../model/atoms.ts';
import { normalize, subtract, union } from '../model/intervals.ts';
import type { Policy, Risk } from '../model/policy.ts';
import { perPolicy } from './memo.ts';

export interface RiskAtoms {
  /** An attacker takes over what answers: `programs`, `interactive`, `files`, `admin`, or a risk that nobody states. */
  readonly goesOn: AtomSet;
  /** An attacker does harm there and gets no further: `writes`. */
  readonly stops: AtomSet;
}

const TAKE_OVER: readonly Risk[] = ['programs', 'interactive', 'files', 'admin'];

/**
 * Atoms by what they let an attacker do. An atom's risks are the union over all services that hold it; unknown where no service
 * does or one states none. A service made of others speaks only for atoms that none of its parts holds.
 */
export const riskAtoms: (policy: Policy) => RiskAtoms = perPolicy((policy) => {
  const known: AtomSet[] = [];
  const unknown: AtomSet[] = [];
  const takeOver: AtomSet[] = [];
  const writes: AtomSet[] = [];
  for (const service of policy.services) {
    known.push(service.atoms);
    if (service.risks === undefined) {
      const parts = service.parts.map((p) => policy.services[p]?.atoms ?? []);
      unknown.push(subtract(service.atoms, union(...parts, [])));
    } else {
      if (service.risks.some((r) => TAKE_OVER.includes(r))) takeOver.push(service.atoms);
      if (service.risks.includes('writes')) writes.push(service.atoms);
    }
  }
  const unnamed = subtract(ALL_ATOMS, normalize(known.flat()));
  const goesOn = normalize([...unnamed, ...unknown.flat(), ...takeOver.flat()]);
  return { goesOn, stops: subtract(normalize(writes.flat()), goesOn) };
});
