/** A witness in the picture: which conduit's row, inner edge or open zone carries each of its hops; and the same as items of the panel. */
import type { Hop, HopEnd } from '../../analysis/witness.ts';
import type { Policy, Rule } from '../../model/policy.ts';
import { serviceWords } from '../build/inner-rules.ts';
import { zoneNodeId } from '../build/node-ids.ts';
import { accessLabel, type Clock, clockOf, conditionLabel } from '../build/time-labels.ts';
import type { DiagramConduit, DiagramGraph } from '../graph.ts';
import { displayText } from '../text/display.ts';
import type { PanelItem, PanelLine, PathHop, RowMark } from './overlay.ts';
import { assetName, assetNodeId, containerWords, type OverlaySource, placeOf, placeWords, zoneName } from './source.ts';

/** The hops by what carries them in the picture. */
export function pathOf(source: OverlaySource, hops: readonly Hop[]): PathHop[] {
  const { policy } = source;
  return hops.map((hop): PathHop => {
    const ends = { from: nodeOf(policy, hop.from), to: nodeOf(policy, hop.to) };
    if (hop.by.kind === 'zone') return { ...ends, zone: zoneNodeId(policy, hop.by.zone) };
    if (hop.by.kind === 'wire') return ends;
    const carrier = carrierOf(source, hop.by.rule, ends.from, ends.to);
    if (carrier !== undefined) return { ...ends, ...carrier };
    const inner = innerEdge(source.drawing.graph, ends.from, ends.to);
    return inner === undefined ? ends : { ...ends, inner };
  });
}

function nodeOf(policy: Policy, end: HopEnd): string {
  return end.kind === 'asset' ? assetNodeId(policy, end.asset) : zoneNodeId(policy, end.zone);
}

function innerEdge(graph: DiagramGraph, from: string, to: string): string | undefined {
  const edges = graph.zones.flatMap((z) => z.inner);
  return edges.find((e) => (e.from === from && e.to === to) || (e.both && e.from === to && e.to === from))?.id;
}

/** The row of a rule in the conduit that joins the zones of the two ends: a conduit of many zones is drawn once for each pair. */
function carrierOf(
  { drawing: { graph, carried } }: OverlaySource,
  rule: number,
  from: string,
  to: string,
): { conduit: string; row: number } | undefined {
  const all = carried.get(rule) ?? [];
  const holds = within(graph);
  const joins = (c: DiagramConduit): boolean =>
    (holds(c.upper, from) && holds(c.lower, to)) || (holds(c.lower, from) && holds(c.upper, to));
  return (
    all.find(({ conduit }) => {
      const drawn = graph.conduits.find((c) => c.id === conduit);
      return drawn !== undefined && joins(drawn);
    }) ?? all[0]
  );
}

/** Whether a zone holds a node: as its own, as a leg, in a nested zone, or is it. */
export function within(graph: DiagramGraph): (zone: string, node: string) => boolean {
  const parents = new Map(graph.zones.map((z) => [z.id, z.parent]));
  const homes = new Map<string, string[]>(graph.zones.map((z) => [z.id, [z.id]]));
  for (const zone of graph.zones) {
    for (const { id } of zone.assets) homes.set(id, [...(homes.get(id) ?? []), zone.id]);
    for (const { asset } of zone.ghosts) homes.set(asset, [...(homes.get(asset) ?? []), zone.id]);
  }
  return (zone, node) =>
    (homes.get(node) ?? []).some((home) => {
      for (let at: string | undefined = home; at !== undefined; at = parents.get(at)) if (at === zone) return true;
      return false;
    });
}

/** The marks of the rows that permit the hops, by conduit: each bears their numbers. */
export function rowsOf(path: readonly PathHop[]): Map<string, Record<string, RowMark>> {
  const rows = new Map<string, Record<string, RowMark>>();
  path.forEach(({ conduit, row }, i) => {
    if (conduit === undefined || row === undefined) return;
    const marks = rows.get(conduit) ?? {};
    marks[row] = { hops: [...(marks[row]?.hops ?? []), i + 1] };
    rows.set(conduit, marks);
  });
  return rows;
}

/** One item a hop: who to whom, by which services, where that is stated, and when it holds. */
export function pathItems({ policy, now }: OverlaySource, hops: readonly Hop[]): PanelItem[] {
  const clock = clockOf(policy, now);
  return hops.map((hop, i): PanelItem => {
    const head: PanelItem = {
      badge: { text: String(i + 1), square: true },
      text: `${endName(policy, hop.from)} → ${endName(policy, hop.to)}`,
      strong: true,
      ...(hop.to.kind === 'asset' && { node: assetNodeId(policy, hop.to.asset) }),
    };
    if (hop.by.kind === 'rule') {
      const rule = policy.rules[hop.by.rule];
      return rule === undefined
        ? head
        : { ...head, aside: serviceWords([rule]), lines: ruleLines(policy, rule, clock) };
    }
    const zone = policy.zones[hop.by.zone];
    const words =
      hop.by.kind === 'zone'
        ? `inside zone ${zoneName(policy, hop.by.zone)}, which is open`
        : `no firewall parts it from zone ${zoneName(policy, hop.by.zone)}`;
    const place = zone && placeOf(zone.namePlace);
    return { ...head, lines: [{ text: words }, ...(place ? [{ text: placeWords(place), place }] : [])] };
  });
}

export function endName(policy: Policy, end: HopEnd): string {
  return end.kind === 'asset' ? assetName(policy, end.asset) : `addresses of ${zoneName(policy, end.zone)}`;
}

/** Where a rule stands, when it holds, and its place. */
export function ruleLines(policy: Policy, rule: Rule, clock: Clock): PanelLine[] {
  const place = placeOf(rule.place);
  const isAccess = rule.container.kind === 'access';
  const when = isAccess ? accessLabel(rule, clock) : conditionLabel(rule, clock);
  return [
    { text: displayText(containerWords(policy, rule)) },
    ...(when ? [{ text: when, sign: isAccess ? ('person' as const) : ('clock' as const) }] : []),
    { text: placeWords(place), place },
  ];
}
