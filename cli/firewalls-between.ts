/** Which firewalls lie between two ends of a connection. */
import { type Principal, unitsOf } from '../language/analysis/permission.ts';
import { universeOf } from '../language/analysis/universe.ts';
import { buildTopology, PathFinder } from '../language/compile/index.ts';
import type { Policy, RuleRef } from '../language/model/policy.ts';

/**
 * Names of the firewalls on the shortest paths between the segments of two ends, through those that the conduits of the rules name;
 * within one zone the firewall that enforces it. Of a dual-homed end all legs count, but where an open zone is all that permits
 * (`inside`) only the way within a zone. Sorted.
 */
export function firewallsBetween(
  policy: Policy,
  from: Principal,
  to: Principal,
  { rules, inside }: { readonly rules: readonly RuleRef[]; readonly inside: boolean },
): string[] {
  const topology = buildTopology(policy);
  const paths = new PathFinder(topology);
  const { units } = universeOf(policy);
  const zonesOf = (end: Principal): number[] => [
    ...new Set(unitsOf(policy, end).flatMap((unit) => units[unit]?.zone ?? [])),
  ];
  const via = [...new Set(rules.flatMap((rule) => viaOf(policy, rule)))];
  const names = new Set<string>();
  for (const source of zonesOf(from)) {
    for (const target of zonesOf(to)) {
      const enforcer = source === target ? policy.zones[source]?.enforcedBy : undefined;
      if (enforcer !== undefined) names.add(policy.firewalls[enforcer]?.name ?? '');
      if (source === target || inside) continue;
      const [a, b] = [topology.segmentOf[source], topology.segmentOf[target]];
      const found = a === undefined || b === undefined ? undefined : paths.between(a, b, via);
      for (const { point } of found?.ok ? found.hops : []) names.add(topology.points[point]?.name ?? '');
    }
  }
  return [...names].sort();
}

function viaOf(policy: Policy, ref: RuleRef): readonly number[] {
  const container = policy.rules[ref]?.container;
  return container?.kind === 'conduit' ? (policy.conduits[container.conduit]?.via ?? []) : [];
}
