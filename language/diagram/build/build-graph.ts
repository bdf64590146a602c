/** Policy -> diagram graph: what the picture shows at one instant. */
import type { Finding } from '../../checks/finding.ts';
import type { Policy } from '../../model/policy.ts';
import type { DiagramGraph } from '../graph.ts';
import { displayText } from '../text/display.ts';
import { withBadges } from './badges.ts';
import { diagramConduits } from './conduits.ts';
import { clockOf, nextChange } from './time-labels.ts';
import { diagramZones } from './zones.ts';

export interface BuildOptions {
  /** The clock, epoch ms: what expired before it is not drawn. */
  readonly now: number;
  /** Counted in badges on the node in whose source they lie. */
  readonly findings?: readonly Finding[];
}

/** The graph of a policy. Never throws: what did not resolve is left out. */
export function buildGraph(policy: Policy, { now, findings = [] }: BuildOptions): DiagramGraph {
  const clock = clockOf(policy, now);
  const drawn = { zones: diagramZones(policy, clock), ...diagramConduits(policy, clock) };
  const changesAt = nextChange(policy.rules, clock);
  return {
    format: 1,
    title: displayText(policy.header.title),
    zoneCount: policy.zones.length,
    assetCount: policy.assets.length,
    conduitCount: policy.conduits.length,
    ...withBadges(policy, drawn, findings),
    ...(changesAt !== undefined && { changesAt }),
  };
}
