/** Answers of `analysis/` and `compile/` that several checks ask for: each is computed once per run, and only when asked for. */
import { scopeOf, selectUnits } from '../analysis/select.ts';
import { type Unit, unitOfLeg, universeOf } from '../analysis/universe.ts';
import { type AsBuilt, asBuilt, buildTopology, type Topology } from '../compile/topology.ts';
import type { AssetRef, LegRef, Policy, Rule, SelectorList, ZoneRef } from '../model/policy.ts';

export interface Analyses {
  /** Enforcement points and segments. */
  topology(): Topology;
  /** What is open on the wire. */
  asBuilt(): AsBuilt;
  /** What a list of selectors of this rule holds where the rule stands. */
  units(list: SelectorList, rule: Rule): readonly Unit[];
  unitOf(leg: LegRef): Unit;
  /** The assets whose legs a unit stands for; none for a firewall and for undeclared addresses. */
  assetsOf(unit: Unit): readonly AssetRef[];
  /** Whether the policy permits every service, always and both ways, between all that lies in two different zones. */
  everythingPermitted(a: ZoneRef, b: ZoneRef): boolean;
}

/** Lazily shared answers about one policy at one instant. */
export function analysesOf(policy: Policy, now: number): Analyses {
  const topology = once(() => buildTopology(policy));
  const universe = () => universeOf(policy);
  return {
    topology,
    asBuilt: once(() => asBuilt(policy, topology())),
    units: (list, rule) => selectUnits(policy, list, scopeOf(rule)).units.flatMap((u) => universe().units[u] ?? []),
    unitOf: (leg) => unitOfLeg(universe(), leg),
    assetsOf: (unit) => universe().classes[unit.assetClass]?.members ?? [],
    everythingPermitted: () => now < 0,
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
