/** Answers of `analysis/` and `compile/` that several checks ask for: each is computed once per run, and only when asked for. */
import { checkExpectations } from '../analysis/expectations.ts';
import { type ReachGraph, reachGraph } from '../analysis/graph.ts';
import { permissionOfUnits } from '../analysis/permission.ts';
import { atomsOf } from '../analysis/pieces.ts';
import { scopeOf, selectUnits } from '../analysis/select.ts';
import { type Unit, unitOfLeg, universeOf } from '../analysis/universe.ts';
import type { ExpectationResult } from '../analysis/verdict.ts';
import { joiningConduits } from '../analysis/zones.ts';
import { compileRules, countRules } from '../compile/index.ts';
import { type AsBuilt, asBuilt, buildTopology, type Topology } from '../compile/topology.ts';
import { ROUTED_ATOMS } from '../model/atoms.ts';
import { contains } from '../model/intervals.ts';
import type { AssetRef, FirewallRef, LegRef, Policy, Rule, SelectorList, ZoneRef } from '../model/policy.ts';
import { sameTimes, timeSet } from '../model/times.ts';

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
  /** Who may open connections to whom at any time from now on: the worst case. */
  graph(): ReachGraph;
  /** Every expectation decided, in their order. */
  expectations(): readonly ExpectationResult[];
  /** How many rules are compiled for a firewall. */
  rulesOn(firewall: FirewallRef): number | undefined;
  /** Positions of the expectations that fail, of this policy or of a variant of it. */
  failedExpectations(policy: Policy): readonly number[];
  /** Whether the policy permits every service, always and both ways, between all that lies in two different zones. */
  everythingPermitted(a: ZoneRef, b: ZoneRef): boolean;
}

/** Lazily shared answers about one policy at one instant. */
export function analysesOf(policy: Policy, now: number): Analyses {
  const topology = once(() => buildTopology(policy));
  const universe = () => universeOf(policy);
  const compiled = once(() => compileRules(policy, now).firewalls);
  const units = new Map<SelectorList, { readonly rule: Rule; readonly units: readonly Unit[] }>();
  const rulesOn = (firewall: FirewallRef) => {
    const rules = compiled()[firewall];
    return rules === undefined ? undefined : countRules(rules);
  };
  return {
    topology,
    asBuilt: once(() => asBuilt(policy, topology())),
    units: (list, rule) => {
      const known = units.get(list);
      if (known?.rule === rule) return known.units;
      const found = selectUnits(policy, list, scopeOf(rule)).units.flatMap((u) => universe().units[u] ?? []);
      units.set(list, { rule, units: found });
      return found;
    },
    unitOf: (leg) => unitOfLeg(universe(), leg),
    assetsOf: (unit) => universe().classes[unit.assetClass]?.members ?? [],
    graph: once(() => reachGraph(policy, { when: timeSet(now) })),
    expectations: once(() => checkExpectations(policy, { now, rulesOn })),
    rulesOn,
    failedExpectations: (variant) =>
      checkExpectations(variant, { now, rulesOn })
        .filter((e) => !e.passed)
        .map((e) => e.expectation),
    everythingPermitted: (a, b) => everythingPermitted(policy, now, a, b),
  };
}

function everythingPermitted(policy: Policy, now: number, a: ZoneRef, b: ZoneRef): boolean {
  if (joiningConduits(policy, a, b).length === 0) return false;
  const { start, ownEnd } = universeOf(policy);
  const from = timeSet(now);
  const whole = (x: number, y: number) => {
    const always = permissionOfUnits(policy, x, y, from).filter((p) => sameTimes(p.times, from));
    return contains(atomsOf(always), ROUTED_ATOMS);
  };
  for (let x = start[a] ?? 0; x < (ownEnd[a] ?? 0); x++)
    for (let y = start[b] ?? 0; y < (ownEnd[b] ?? 0); y++) if (!whole(x, y) || !whole(y, x)) return false;
  return true;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
