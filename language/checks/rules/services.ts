/** What the services of a rule are: categories, initiators and what assets serve. */
import { type AtomSet, atoms } from '../../model/atoms.ts';
import { overlaps, subtract, union } from '../../model/intervals.ts';
import type { Asset, Policy, Service, ServiceCategory, ServiceRef, ServiceTerm } from '../../model/policy.ts';

/** Echo requests: nobody's service, answered by whatever has an address. */
const ECHO: AtomSet = union(atoms('icmp', 8, 8), atoms('icmpv6', 128, 128));

export function serviceOf(policy: Policy, term: ServiceTerm): Service | undefined {
  return term.service === undefined ? undefined : policy.services[term.service];
}

/** The service and all it is made of, each once. */
export function withParts(policy: Policy, service: Service): readonly Service[] {
  const found = new Set<Service>([service]);
  for (const s of found) for (const p of s.parts) if (policy.services[p] !== undefined) found.add(policy.services[p]);
  return [...found];
}

/** The rule's terms of a category: a service's own, else of one of its parts. */
export function termsOf(
  policy: Policy,
  terms: readonly ServiceTerm[],
  categories: readonly ServiceCategory[],
): ServiceTerm[] {
  return terms.filter((t) => {
    const service = serviceOf(policy, t);
    if (service === undefined) return false;
    if (service.category !== undefined) return categories.includes(service.category);
    return withParts(policy, service).some((s) => s.category !== undefined && categories.includes(s.category));
  });
}

/** What a service is without echo requests. */
export function withoutEcho(set: AtomSet): AtomSet {
  return subtract(set, ECHO);
}

const served = new WeakMap<Asset, AtomSet | undefined>();

/** Everything that an asset and its types say it serves; undefined where they say nothing. */
export function servedBy(policy: Policy, asset: Asset): AtomSet | undefined {
  if (served.has(asset)) return served.get(asset);
  const refs = new Set(statedServices(policy, asset));
  const sets = [...refs].flatMap((r) => (policy.services[r] === undefined ? [] : [policy.services[r].atoms]));
  const set = refs.size === 0 ? undefined : union<number>(...sets);
  served.set(asset, set);
  return set;
}

/** Whether an asset serves some part of a service; undefined where nothing is said of what it serves. */
export function serves(policy: Policy, asset: Asset, set: AtomSet): boolean | undefined {
  const own = servedBy(policy, asset);
  return own === undefined ? undefined : overlaps(own, set);
}

/** The services that every one of the assets says it serves, itself or by its types; by id. */
export function servedByAll(policy: Policy, assets: readonly Asset[]): readonly Service[] {
  const [first, ...others] = assets.map((a) => new Set(statedServices(policy, a)));
  const common = [...(first ?? [])].filter((s) => others.every((o) => o.has(s)));
  return common.flatMap((s) => policy.services[s] ?? []).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function statedServices(policy: Policy, asset: Asset): readonly ServiceRef[] {
  const type = asset.type === undefined ? undefined : policy.types[asset.type];
  const types = type === undefined ? [] : [type, ...type.ancestors.flatMap((t) => policy.types[t] ?? [])];
  return [asset, ...types].flatMap((d) => d.serves);
}
