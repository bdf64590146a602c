/** What an overlay draws of its own: below pills and gates the way of its path and its links, above everything its badges and tags. */
import { type DiagramGraph, type DiagramZone, detailOf } from '../../graph.ts';
import { PILL_ROW } from '../../layout/measures.ts';
import { type Box, type DiagramLayout, overlap, type Point, stretchesOf } from '../../layout/placed.ts';
import type { Link, Mark, Overlay, RowMark } from '../../overlay/overlay.ts';
import { textWidth } from '../../text/metrics.ts';
import { arrowhead, midway, roundedPath, towards } from '../path.ts';
import { Rect, Text, usePen } from '../pen.tsx';
import { toneToken } from '../tones.ts';
import { useOverlay } from './context.ts';
import { MarkBadge, MoveArrow } from './review-signs.tsx';
import { ChokeSign, chokeTagBox, DASHES, HopTag, RoundBadge } from './signs.tsx';
import { routeBetween, waysOf } from './way.ts';

export interface LayerProps {
  readonly graph: DiagramGraph;
  readonly layout: DiagramLayout;
}

/** The path, halved from what is below it by a halo; then the links. */
export function OverlayLines({ graph, layout }: LayerProps) {
  const overlay = useOverlay();
  if (overlay === undefined) return null;
  const ways = waysOf(overlay.path, graph, layout);
  return (
    <g class="overlay-lines">
      {ways.map((way, i) => way && <Way key={i} points={way.points} />)}
      {overlay.links.map((link, i) => (
        <LinkLine key={i} link={link} graph={graph} layout={layout} />
      ))}
      {Object.entries(layout.moves ?? {}).map(([id, way]) => (
        <MoveArrow key={id} way={way} />
      ))}
    </g>
  );
}

/** Width of the path and of its halo. */
const PATH = 3.25;
const HALO = 8;

function Way({ points }: { points: readonly Point[] }) {
  const { colour } = usePen();
  const [before, tip] = points.slice(-2) as [Point, Point];
  const drawn = [...points.slice(0, -1), towards(tip, before, 9)];
  const d = roundedPath(drawn);
  return (
    <g class="overlay-way">
      <path d={d} fill="none" stroke={colour('canvas')} stroke-width={HALO} />
      <path d={d} fill="none" stroke={colour('ink')} stroke-width={PATH} stroke-linecap="round" />
      <path d={arrowhead(before, tip, 11)} fill={colour('ink')} stroke={colour('canvas')} stroke-width={0.8} />
    </g>
  );
}

function boxOf(id: string, graph: DiagramGraph, layout: DiagramLayout): Box | undefined {
  const box = layout.assets[id] ?? layout.ghosts[id] ?? layout.zones[id];
  if (box !== undefined) return box;
  const home = graph.zones.find((z) => z.assets.some((a) => a.id === id));
  return home && layout.zones[home.id];
}

/** An arrow around tiles, pills and gates. */
function LinkLine({ link, graph, layout }: LayerProps & { link: Link }) {
  const { colour } = usePen();
  const from = boxOf(link.from, graph, layout);
  const to = boxOf(link.to, graph, layout);
  if (from === undefined || to === undefined || from === to) return null;
  const points = routeBetween(from, to, obstacles(graph, layout, link));
  const [before, tip] = points.slice(-2) as [Point, Point];
  const d = roundedPath([...points.slice(0, -1), towards(tip, before, 8)]);
  const ink = colour(toneToken(link.tone, 'line'));
  const label = link.text === undefined ? undefined : midway(points, 0, points.length - 1)?.point;
  return (
    <g class="overlay-link">
      <title>{link.spoken}</title>
      <path d={d} fill="none" stroke={colour('canvas')} stroke-width={5} />
      <path
        d={d}
        fill="none"
        stroke={ink}
        stroke-width={2.25}
        stroke-linecap="round"
        stroke-dasharray={link.dash && DASHES[link.dash]}
      />
      <path d={arrowhead(before, tip, 10)} fill={ink} />
      {label && link.text !== undefined && <LinkLabel at={label} text={link.text} tone={link.tone} />}
    </g>
  );
}

function LinkLabel({ at, text, tone }: { at: Point; text: string; tone: Link['tone'] }) {
  const width = textWidth(text, 10.5, 600) + 16;
  return (
    <>
      <Rect
        x={at.x - width / 2}
        y={at.y - 9}
        width={width}
        height={18}
        radius={8}
        fill="pill"
        stroke={toneToken(tone, 'line')}
        line={1.5}
      />
      <Text
        x={at.x}
        y={at.y + 3.8}
        size={10.5}
        weight={600}
        anchor="middle"
        fill={toneToken(tone, 'text')}
        text={text}
      />
    </>
  );
}

/** Zones are crossed where one of the ends lies in them; tiles, legs, pills and gates never. */
function obstacles(graph: DiagramGraph, layout: DiagramLayout, { from, to }: Link): Box[] {
  const parents = new Map(graph.zones.map((z) => [z.id, z.parent]));
  const around = new Set<string>();
  for (const end of [from, to]) {
    const home = graph.zones.find((z) => z.id === end || z.assets.some((a) => a.id === end))?.id;
    for (let zone = home; zone !== undefined && !around.has(zone); zone = parents.get(zone)) around.add(zone);
  }
  const zones = graph.zones.filter((z) => !around.has(z.id)).flatMap((z) => layout.zones[z.id] ?? []);
  const labels = Object.values(layout.conduits).map((line) => line.label);
  return [
    ...zones,
    ...labels,
    ...Object.values(layout.assets),
    ...Object.values(layout.ghosts),
    ...Object.values(layout.gates),
  ];
}

/** Badges, rings, hop numbers and row signs. */
export function OverlayMarks({ graph, layout }: LayerProps) {
  const overlay = useOverlay();
  const { reading } = usePen();
  if (overlay === undefined) return null;
  const tiles = reading.blocks ? {} : { ...layout.assets, ...layout.ghosts };
  const ways = waysOf(overlay.path, graph, layout);
  return (
    <g class="overlay-marks">
      {Object.entries(overlay.marks).map(([id, mark]) => {
        const tile = tiles[id];
        return tile && <TileMarks key={id} box={tile} mark={mark} ways={ways} />;
      })}
      {graph.zones.map((zone) => {
        const [mark, box] = [overlay.marks[zone.id], layout.zones[zone.id]];
        return mark && box && <ZoneMarks key={zone.id} box={box} mark={mark} card={isCard(zone, graph, layout)} />;
      })}
      {!reading.blocks &&
        graph.conduits.map(({ id }) => {
          const [mark, line] = [overlay.marks[id], layout.conduits[id]];
          return mark && line && <PillMarks key={id} mark={mark} box={line.label} full={isFull(layout)} />;
        })}
      <FreeHops overlay={overlay} ways={ways} layout={layout} />
    </g>
  );
}

/** A zone whose assets are not drawn. */
function isCard(zone: DiagramZone, graph: DiagramGraph, layout: DiagramLayout): boolean {
  return detailOf(zone, layout.detail) !== 'assets' && !graph.zones.some((z) => z.parent === zone.id);
}

function isFull(layout: DiagramLayout): boolean {
  return layout.detail === 'assets';
}

type Ways = ReturnType<typeof waysOf>;

/** The tag of a choke point keeps off the path that comes in above the tile, where it can. */
function TileMarks({ box, mark, ways }: { box: Box; mark: Mark; ways: Ways }) {
  const { tone, start, badge, choke, corner } = mark;
  const isFree = (tag: Box): boolean =>
    !ways.some((way) => way && stretchesOf(way.points).some((stretch) => overlap(stretch, tag)));
  const atFoot =
    choke !== undefined && !isFree(chokeTagBox(box, choke, false)) && isFree(chokeTagBox(box, choke, true));
  return (
    <>
      {corner && <MarkBadge mark={corner} x={box.x + box.width} y={box.y} />}
      {choke !== undefined && <ChokeSign box={box} words={choke} atFoot={atFoot} />}
      {tone && (start || badge !== undefined) && (
        <RoundBadge x={box.x + 1} y={box.y + 1} tone={tone} text={start ? undefined : badge} />
      )}
    </>
  );
}

/** A zone with a bar shows its badge only while it stands for its assets. */
function ZoneMarks({ box, mark, card }: { box: Box; mark: Mark; card: boolean }) {
  const { tone, badge, start, bar, corner } = mark;
  if (corner !== undefined) return card ? <MarkBadge mark={corner} x={box.x + box.width} y={box.y} /> : null;
  if (tone === undefined || (badge === undefined && !start) || (bar !== undefined && !card)) return null;
  return <RoundBadge x={box.x + 1} y={box.y + 1} tone={tone} text={start ? undefined : badge} />;
}

/** Tags at the left end of the rows; at the middle of a pill that shows one line. */
function PillMarks({ mark, box, full }: { mark: Mark; box: Box; full: boolean }) {
  const { reading } = usePen();
  const rows = Object.entries(mark.rows ?? {});
  if (!full || !reading.fine) {
    const hops = rows.flatMap(([, row]) => row.hops ?? []).sort((a, b) => a - b);
    return hops.length === 0 ? null : <HopTag x={box.x} y={box.y + box.height / 2} hops={hops} />;
  }
  return (
    <>
      {rows.map(([index, row]) => (
        <RowMarks key={index} row={row} box={box} y={box.y + 31 + Number(index) * PILL_ROW} />
      ))}
    </>
  );
}

function RowMarks({ row, box, y }: { row: RowMark; box: Box; y: number }) {
  const { colour, reading } = usePen();
  return (
    <>
      {row.dotted && (
        <path
          d={`M${box.x + 26} ${y + 8}H${box.x + box.width - 10}`}
          stroke={colour('ink2')}
          stroke-width={1.5}
          stroke-linecap="round"
          stroke-dasharray="1.5 4"
        />
      )}
      {row.sign !== undefined && row.tone && reading.fine && (
        <g transform={`translate(${box.x} ${y}) scale(.8)`}>
          <RoundBadge x={0} y={0} tone={row.tone} text={row.sign} />
        </g>
      )}
      {row.hops && row.hops.length > 0 && <HopTag x={box.x} y={y} hops={row.hops} />}
    </>
  );
}

/** Numbers of hops that no row bears: at an inner edge's label, else halfway. */
function FreeHops({ overlay, ways, layout }: { overlay: Overlay; ways: Ways; layout: DiagramLayout }) {
  return (
    <>
      {overlay.path.map((hop, i) => {
        const way = ways[i];
        if (hop.conduit !== undefined || way === undefined) return null;
        const label = hop.inner === undefined ? undefined : layout.inner[hop.inner]?.label;
        const at = label ? { x: label.x + label.width / 2, y: label.y - 12 } : way.middle;
        return <HopTag key={i} x={at.x} y={at.y} hops={[i + 1]} />;
      })}
    </>
  );
}
