/** Conversations that the policy permits at no time, gathered by who opened what into which zone. */
import { explain } from '../analysis/explain.ts';
import type { ConduitRef, Policy, RuleRef } from '../model/policy.ts';
import { ALWAYS } from '../model/times.ts';
import type { NotPermitted } from './comparison.ts';
import { atomSetOf, type Conversation } from './conversation.ts';
import type { End } from './ends.ts';
import { identityOf, SideTally, TrafficTally, zoneOfEnd } from './tally.ts';

/** One row that is not permitted. */
export interface Refused {
  readonly from: End;
  readonly to: End;
  readonly atom: number;
  readonly conversation: Conversation;
  readonly file: string;
  readonly deniedBy: readonly RuleRef[];
}

interface Gathered {
  readonly first: Refused;
  readonly source: SideTally;
  readonly target: SideTally;
  readonly traffic: TrafficTally;
  readonly atoms: Set<number>;
  readonly deniedBy: Set<RuleRef>;
}

/**
 * One entry for each source - an asset, a firewall, or the undeclared addresses of a zone - with each zone it opened into and each
 * service atom. What a deny refuses stands apart from what no rule speaks of, and what nothing tells the direction of is one entry whatever
 * its ports: they are likely those of the wrong end.
 */
export function gatherRefused(policy: Policy, refused: readonly Refused[]): NotPermitted[] {
  const gathered = new Map<string, Gathered>();
  for (const r of refused) {
    const service = r.conversation.direction === 'unsure' ? 'unsure' : r.atom;
    const key = `${identityOf(r.from)} ${zoneOfEnd(r.to) ?? 'nowhere'} ${service} ${r.deniedBy.length > 0 ? 'denied' : ''}`;
    let group = gathered.get(key);
    if (group === undefined) {
      const [source, target] = [new SideTally(zoneOfEnd(r.from)), new SideTally(zoneOfEnd(r.to))];
      group = { first: r, source, target, traffic: new TrafficTally(), atoms: new Set(), deniedBy: new Set() };
      gathered.set(key, group);
    }
    group.source.add(r.from);
    group.target.add(r.to);
    group.traffic.add(r.conversation, r.file);
    group.atoms.add(r.atom);
    for (const rule of r.deniedBy) group.deniedBy.add(rule);
  }
  const reasons = new Map<string, Why>();
  return [...gathered.values()].map((g) => finished(policy, g, reasons));
}

function finished(
  policy: Policy,
  { first, source, target, traffic, atoms, deniedBy }: Gathered,
  reasons: Map<string, Why>,
): NotPermitted {
  // Ends that no rule tells apart are refused for one reason.
  const alike = `${first.from.alike} ${first.to.alike} ${first.atom}`;
  const why = reasons.get(alike) ?? reasonOf(policy, first);
  reasons.set(alike, why);
  return {
    source: source.side(),
    target: target.side(),
    atoms: [...atoms].sort((a, b) => a - b),
    traffic: traffic.traffic(),
    reason: why.reason,
    deniedBy: [...deniedBy].sort((a, b) => a - b),
    conduits: why.conduits,
  };
}

interface Why {
  readonly reason: NotPermitted['reason'];
  readonly conduits: readonly ConduitRef[];
}

function reasonOf(policy: Policy, { from, to, atom }: Refused): Why {
  if (from.who.kind === 'nowhere' || to.who.kind === 'nowhere') return { reason: 'no zone', conduits: [] };
  const principal = (end: End) => ({ kind: 'address', address: end.address }) as const;
  return explain(policy, principal(from), principal(to), atomSetOf(atom), ALWAYS);
}
