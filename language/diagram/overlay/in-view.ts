/** An overlay as it lies over a part of the picture: conduits drawn as one bear the marks of all of them. */
import type { DiagramGraph } from '../graph.ts';
import type { Mark, Overlay, RowMark } from './overlay.ts';

/** The overlay in terms of a viewed graph; the same where that leaves nothing out. */
export function inView(overlay: Overlay, graph: DiagramGraph): Overlay {
  const bundles = graph.conduits.filter((c) => c.members !== undefined);
  if (bundles.length === 0) return overlay;
  const bundleOf = new Map(bundles.flatMap((c) => (c.members ?? []).map((member) => [member, c.id])));
  const marks: Record<string, Mark> = { ...overlay.marks };
  for (const { id, members = [] } of bundles) {
    const mark = together(members.map((member) => overlay.marks[member]));
    if (mark !== undefined) marks[id] = mark;
  }
  const path = overlay.path.map(({ row, ...hop }) => {
    const bundle = hop.conduit === undefined ? undefined : bundleOf.get(hop.conduit);
    return bundle === undefined ? { ...hop, ...(row !== undefined && { row }) } : { ...hop, conduit: bundle };
  });
  return { ...overlay, marks, path };
}

/** What several conduits are marked with as one: the first tone, all hops; faded where all of them are. */
function together(marks: readonly (Mark | undefined)[]): Mark | undefined {
  const known = marks.filter((mark) => mark !== undefined);
  const [first] = known;
  if (first === undefined) return undefined;
  const rows: RowMark[] = known.flatMap((mark) => Object.values(mark.rows ?? {}));
  const hops = rows.flatMap((row) => row.hops ?? []).sort((a, b) => a - b);
  const tone = known.find((mark) => mark.tone !== undefined)?.tone;
  const sign = rows.find((row) => row.sign !== undefined);
  const spoken = known.flatMap((mark) => mark.spoken ?? []);
  const dash = known.every((mark) => mark.dash === first.dash) ? first.dash : undefined;
  return {
    ...(tone && { tone }),
    ...(dash && { dash }),
    ...(known.length === marks.length && known.every((mark) => mark.faded) && { faded: true }),
    ...(spoken.length > 0 && { spoken: [...new Set(spoken)].join(', ') }),
    ...((hops.length > 0 || sign) && { rows: { 0: { ...sign, hops } } }),
  };
}
