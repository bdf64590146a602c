/** The zones of two versions in one, with what stands in them: assets that came, went, changed, and the ghosts of those that moved. */
import type { DiagramAsset, DiagramGhost, DiagramGraph, DiagramZone, InnerEdge, Mark, SourcePlace } from '../graph.ts';
import { type Merged, merge, newest } from './merge.ts';

export interface ZonesToMerge {
  readonly before: DiagramGraph;
  readonly after: DiagramGraph;
  /** Node ids of zones and assets of which a property or what they permit inside changed. */
  readonly changed: ReadonlySet<string>;
  /** Node ids of moved assets: of now, by those of before. */
  readonly moved: ReadonlyMap<string, string>;
  /** Node ids of zones inside which something is permitted that was not, or no longer. */
  readonly touchedInside: ReadonlySet<string>;
}

/** Parents before the zones in them. */
export function mergedZones(input: ZonesToMerge): DiagramZone[] {
  const { before, after } = input;
  const titles = new Map([...before.zones, ...after.zones].map((z) => [z.id, z.title]));
  const home = homes(after);
  const wasHome = homes(before);
  const context: Context = {
    ...input,
    movedTo: (id) => titles.get(home.get(input.moved.get(id) ?? '') ?? '') ?? '',
    movedFrom: (id) => titles.get(wasHome.get(id) ?? '') ?? '',
    cameFrom: new Map([...input.moved].map(([from, to]) => [to, from])),
  };
  const byParent = (graph: DiagramGraph, parent: string | undefined) => graph.zones.filter((z) => z.parent === parent);
  const out: DiagramZone[] = [];
  const visit = (parent: string | undefined): void => {
    for (const pair of merge(byParent(before, parent), byParent(after, parent), (z) => z.id)) {
      out.push(mergedZone(pair, context));
      visit(newest(pair).id);
    }
  };
  visit(undefined);
  return out;
}

interface Context extends ZonesToMerge {
  /** Title of the zone where an asset of before is now, by its node id of before. */
  readonly movedTo: (id: string) => string;
  readonly movedFrom: (id: string) => string;
  readonly cameFrom: ReadonlyMap<string, string>;
}

function homes({ zones }: DiagramGraph): Map<string, string> {
  return new Map(zones.flatMap((z) => z.assets.map((a): [string, string] => [a.id, z.id])));
}

function mergedZone(pair: Merged<DiagramZone>, context: Context): DiagramZone {
  const { before, after } = pair;
  const zone = newest(pair);
  const assets = merge(before?.assets ?? [], after?.assets ?? [], (a) => a.id).map((a) => mergedAsset(a, context));
  const ghosts = merge(before?.ghosts ?? [], after?.ghosts ?? [], (g) => g.id).map(mergedGhost);
  const rulesDiffer = context.touchedInside.has(zone.id);
  const inner = rulesDiffer
    ? merge(before?.inner ?? [], after?.inner ?? [], innerKey).map(mergedInner)
    : (after ?? zone).inner;
  const words = rulesDiffer ? merge(before?.innerWords ?? [], after?.innerWords ?? [], (line) => line) : [];
  const innerWords = rulesDiffer ? words.map(mergedWords) : zone.innerWords;
  const told = [...ghosts, ...inner].some((x) => x.mark !== undefined) || words.some((line) => !inBoth(line));
  const mark = zoneMark(pair, context.changed.has(zone.id) || (rulesDiffer && !told));
  return {
    ...zone,
    assets,
    ghosts,
    inner: inner.filter((e) => assets.some((a) => a.id === e.from) && assets.some((a) => a.id === e.to)),
    innerWords,
    source: place(pair, zone.source),
    ...(mark && { mark }),
  };
}

function zoneMark({ before, after }: Merged<DiagramZone>, changed: boolean): Mark | undefined {
  if (before === undefined) return 'added';
  if (after === undefined) return 'removed';
  return changed ? 'changed' : undefined;
}

function place({ after }: Merged<unknown>, source: SourcePlace): SourcePlace {
  return after === undefined ? { ...source, old: true } : source;
}

function mergedAsset(
  pair: Merged<DiagramAsset>,
  { changed, moved, cameFrom, movedTo, movedFrom }: Context,
): DiagramAsset {
  const asset = newest(pair);
  const source = place(pair, asset.source);
  const from = cameFrom.get(asset.id);
  if (pair.after === undefined)
    return moved.has(asset.id)
      ? { ...plain(asset), type: `moved to ${movedTo(asset.id)}`, mark: 'left', source }
      : { ...asset, mark: 'removed', source };
  if (from !== undefined) return { ...asset, type: `from ${movedFrom(from)}`, mark: 'moved' };
  if (pair.before === undefined) return { ...asset, mark: 'added' };
  return changed.has(asset.id) ? { ...asset, mark: 'changed' } : asset;
}

/** A ghost bears no marks: what they say holds where the asset is now. */
function plain(asset: DiagramAsset): DiagramAsset {
  return { ...asset, critical: false, exposed: false, monitored: false, alsoIn: [] };
}

function mergedGhost(pair: Merged<DiagramGhost>): DiagramGhost {
  const ghost = newest(pair);
  if (inBoth(pair)) return ghost;
  return { ...ghost, mark: pair.after === undefined ? 'removed' : 'added', source: place(pair, ghost.source) };
}

function innerKey({ from, to, both, timed, text }: InnerEdge): string {
  return JSON.stringify([from, to, both, timed, text]);
}

function mergedInner(pair: Merged<InnerEdge>): InnerEdge {
  const edge = newest(pair);
  if (inBoth(pair)) return edge;
  const mark = pair.after === undefined ? 'removed' : 'added';
  return {
    ...edge,
    id: mark === 'removed' ? `${edge.id}~before` : edge.id,
    mark,
    source: place(pair, edge.source),
  };
}

function inBoth({ before, after }: Merged<unknown>): boolean {
  return before !== undefined && after !== undefined;
}

function mergedWords(pair: Merged<string>): string {
  if (inBoth(pair)) return newest(pair);
  return `${pair.after === undefined ? '−' : '+'} ${newest(pair)}`;
}
