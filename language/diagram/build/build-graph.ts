/** Policy -> diagram graph: what the picture shows at one instant. */
import type { Finding } from '../../checks/finding.ts';
import type { Policy } from '../../model/policy.ts';
import type { DiagramGraph } from '../graph.ts';
import { displayText } from '../text/display.ts';
import { type BearerOf, bearerOf, withBadges } from './badges.ts';
import { type Carried, diagramConduits } from './conduits.ts';
import { clockOf, nextChange } from './time-labels.ts';
import { diagramZones } from './zones.ts';

export interface BuildOptions {
  /** The clock, epoch ms: what expired before it is not drawn. */
  readonly now: number;
  /** Counted in badges on the node in whose source they lie. */
  readonly findings?: readonly Finding[];
}

/** A graph, and where in it each rule of the policy is shown: what an overlay needs to speak of it. */
export interface Drawing {
  readonly graph: DiagramGraph;
  readonly carried: Carried;
  /** The node in whose source a place lies. */
  readonly bearer: BearerOf;
}

/** The graph of a policy. Never throws: what did not resolve is left out. */
export function buildGraph(policy: Policy, options: BuildOptions): DiagramGraph {
  return buildDrawing(policy, options).graph;
}

/** The same with the rows that show each rule. */
export function buildDrawing(policy: Policy, { now, findings = [] }: BuildOptions): Drawing {
  const clock = clockOf(policy, now);
  const { carried, ...conduits } = diagramConduits(policy, clock);
  const drawn = { zones: diagramZones(policy, clock), ...conduits };
  const bearer = bearerOf(policy, drawn);
  const changesAt = nextChange(policy.rules, clock);
  const graph: DiagramGraph = {
    format: 1,
    title: displayText(policy.header.title),
    zoneCount: policy.zones.length,
    assetCount: policy.assets.length,
    conduitCount: policy.conduits.length,
    ...withBadges(drawn, findings, bearer),
    ...(changesAt !== undefined && { changesAt }),
  };
  return { graph, carried, bearer };
}
