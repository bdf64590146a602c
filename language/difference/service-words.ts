/** Services in the words of the policy: by name where one holds just these atoms, as what is left out where that is less. */
import { atomWords } from '../analysis/index.ts';
import { type AtomSet, ROUTED_ATOMS } from '../model/atoms.ts';
import { contains, subtract } from '../model/intervals.ts';
import type { Policy, Service } from '../model/policy.ts';
import { atomsKey } from './keys.ts';
import { joined } from './names.ts';

export interface ServiceWords {
  /** By their atoms; of several names the one that the rules use. */
  readonly named: ReadonlyMap<string, string>;
  /** Those that rules use, the widest first. */
  readonly used: readonly Service[];
}

export function serviceWordsOf(policies: readonly Policy[]): ServiceWords {
  const named = new Map<string, string>();
  const used = new Map<string, Service>();
  const put = (service: Service | undefined, into?: Map<string, Service>) => {
    if (service === undefined) return;
    const key = atomsKey(service.atoms);
    if (!named.has(key)) named.set(key, service.name);
    if (into !== undefined && !into.has(key)) into.set(key, service);
  };
  for (const policy of policies)
    for (const { services } of policy.rules)
      for (const { service } of services) put(policy.services[service ?? -1], used);
  for (const policy of policies) for (const service of policy.services) put(service);
  return { named, used: [...used.values()].sort((a, b) => sizeOf(b.atoms) - sizeOf(a.atoms)) };
}

/** `modbus`, `any service`, `everything but rdp and wireguard` (`all`: what it is called), `tcp 80-90`. */
export function servicesText(words: ServiceWords, atoms: AtomSet, all = 'everything'): string {
  if (contains(atoms, ROUTED_ATOMS)) return 'any service';
  const single = words.named.get(atomsKey(atoms));
  if (single !== undefined) return single;
  const rest = subtract(ROUTED_ATOMS, atoms);
  if (sizeOf(rest) < sizeOf(atoms)) return `${all} but ${composed(words, rest)}`;
  return composed(words, atoms);
}

/** The names of services that together hold just these atoms; else ports. */
function composed({ named, used }: ServiceWords, atoms: AtomSet): string {
  let left = atoms;
  const names: string[] = [];
  for (const service of used) {
    if (left.length === 0) break;
    if (!contains(left, service.atoms) || service.atoms.length === 0) continue;
    names.push(service.name);
    left = subtract(left, service.atoms);
  }
  const rest = left.length === 0 ? [] : [named.get(atomsKey(left)) ?? atomWords(left)];
  return joined([...names, ...rest]);
}

function sizeOf(atoms: AtomSet): number {
  return atoms.reduce((sum, i) => sum + i.to - i.from, 0);
}
