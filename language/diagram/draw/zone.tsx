/** Zones: the border says the kind, the header what it is called, the floor whether its assets stand open to each other. */
import { type Detail, type DiagramGraph, type DiagramKind, type DiagramZone, detailOf } from '../graph.ts';
import { columnTitle } from '../layout/columns.ts';
import { CHIP_GAP, type Chip, chipsWidth, PADDING, tagWidth, zoneChips, zoneTitleText } from '../layout/measures.ts';
import type { Box, DiagramLayout, DrawnColumn } from '../layout/placed.ts';
import { countOf } from '../text/display.ts';
import { fitText, textWidth } from '../text/metrics.ts';
import { Card, Contents, foldedWords, LargeName } from './card.tsx';
import { clearStart, titlePlace } from './header-place.ts';
import { KIND_PATHS } from './icons.ts';
import { zoneName } from './names.ts';
import { useMark } from './overlay/context.ts';
import { MarkTag } from './overlay/review-signs.tsx';
import { OverlayChip, ToneBlock, ToneBorder } from './overlay/signs.tsx';
import { round } from './path.ts';
import { Icon, Node, Rect, Text, usePen } from './pen.tsx';
import { ChipSign, kindToken } from './signs.tsx';
import type { Token } from './theme.ts';

export const HAZARD = 'hazard-stripes';

/** The pattern of the safety zones' foot. */
export function HazardPattern({ id = HAZARD }: { id?: string }) {
  const { colour, highContrast } = usePen();
  return (
    <pattern id={id} width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="9" height="9" fill={colour('safety-hazard')} />
      <rect width="4.5" height="9" fill={colour('safety-ink')} opacity={highContrast ? 1 : 0.75} />
    </pattern>
  );
}

/** How far each card of a collapsed zone's stack shows below the one on it. */
const FOLD = 3;

const DASHES: Partial<Record<DiagramKind, string>> = { external: '7 4', wireless: '1.5 4', temporary: '8 3 2 3' };

/** The border of a zone; `group` for one that only holds other zones. */
export function ZoneBox({
  box,
  kind,
  group,
  radius = 10,
  bare = false,
}: {
  box: Box;
  kind: DiagramKind;
  group: boolean;
  radius?: number;
  /** Without its border: another is drawn over it, with gaps. */
  bare?: boolean;
}) {
  const { highContrast } = usePen();
  const { x, y, width, height } = box;
  const line = kind === 'safety' || (highContrast && !group) ? 2 : 1.25;
  const dash = DASHES[kind];
  return (
    <>
      <Rect
        class="border"
        x={x}
        y={y}
        width={width}
        height={height}
        radius={radius}
        fill={group ? 'none' : kindToken(kind, 'fill')}
        {...(!bare && { stroke: kindToken(kind, 'stroke'), line, ...(dash && { dash }) })}
      />
      {kind === 'dmz' && (
        <Rect
          x={x + 3.5}
          y={y + 3.5}
          width={width - 7}
          height={height - 7}
          radius={Math.max(2, radius - 3)}
          stroke={kindToken(kind, 'stroke')}
          line={highContrast ? 1.25 : 0.75}
        />
      )}
    </>
  );
}

/** 8 px of hazard stripes at the foot, inside the rounded corners. */
function HazardFoot({ box: { x, y, width, height } }: { box: Box }) {
  const d = `M${round(x + 1)} ${round(y + height - 9)}v-1h${round(width - 2)}v1a8.6 8.6 0 0 1 -8.6 8H${round(x + 9.6)}a8.6 8.6 0 0 1 -8.6 -8z`;
  return <path d={d} fill={`url(#${HAZARD})`} />;
}

export interface ZoneProps {
  readonly zone: DiagramZone;
  readonly graph: DiagramGraph;
  readonly layout: DiagramLayout;
  /** It has nested zones. */
  readonly outer: boolean;
}

export function Zone({ zone, graph, layout, outer }: ZoneProps) {
  const { reading } = usePen();
  const box = layout.zones[zone.id];
  if (box === undefined) return null;
  const group = outer && zone.kind === 'plain';
  const detail = detailOf(zone, layout.detail);
  const card = !outer && detail !== 'assets';
  const floor = layout.floors[zone.id];
  const words = reading.fine && !card;
  const named = reading.names > 0 && (!reading.blocks || outer);
  const mark = useMark(zone.id);
  return (
    <Node id={zone.id} name={zoneName(zone, graph)} class={outer ? 'zone outer' : 'zone'}>
      {zone.folded && <Folds box={box} kind={zone.kind} />}
      {layout.columns[zone.id] && group ? (
        <Rect class="border" {...box} radius={9} fill={kindToken('plain', 'fill')} stroke="hair" />
      ) : (
        <ZoneBox box={box} kind={zone.kind} group={group} radius={card ? 7 : 10} bare={mark?.dash !== undefined} />
      )}
      {reading.blocks && !outer && mark?.tone && <ToneBlock box={box} tone={mark.tone} />}
      {mark?.tone && mark.bar === undefined && (
        <ToneBorder box={box} tone={mark.tone} radius={card ? 7 : 10} dashed={mark.dash !== undefined} />
      )}
      {zone.kind === 'safety' && !outer && <HazardFoot box={box} />}
      {named && card && <Card zone={zone} box={box} detail={detail} />}
      {named && !card && !outer && <Header zone={zone} box={box} group={false} />}
      {floor && <Floor box={floor} kind={zone.kind} />}
      {reading.blocks && !outer && !mark?.tone && isRoomy(box, reading.names) && (
        <LargeName zone={zone} box={box} cy={box.y + box.height / 2} />
      )}
      {floor && reading.fine && detail !== 'assets' && (
        <Contents zone={zone} x={floor.x + 9} y={floor.y + 13} width={floor.width - 18} />
      )}
      {words && <InnerWords zone={zone} layout={layout} />}
      {words && !outer && zone.assets.length + zone.ghosts.length === 0 && (
        <Text x={box.x + PADDING + 22} y={box.y + 50} size={10.5} fill="ink2" text="no assets" />
      )}
    </Node>
  );
}

/** From afar a block large enough for its name bears it: one grey box on the screen says nothing. */
function isRoomy({ width, height }: Box, size: number): boolean {
  return width >= 8 * size && height >= 2 * size;
}

/** The header of a zone that holds others, right of the lines that lead into it at its left. */
export function OuterHeader({
  zone,
  graph,
  layout,
}: {
  zone: DiagramZone;
  graph: DiagramGraph;
  layout: DiagramLayout;
}) {
  const { reading } = usePen();
  const box = layout.zones[zone.id];
  const column = layout.columns[zone.id];
  if (box === undefined || reading.names === 0) return null;
  return (
    <g class="outer-header" data-header={zone.id}>
      {column && reading.fine ? (
        <ColumnHeader zone={zone} box={box} column={column} />
      ) : (
        <Header
          zone={zone}
          box={box}
          group={zone.kind === 'plain'}
          held={heldWords(zone, graph, layout.detail)}
          layout={layout}
        />
      )}
    </g>
  );
}

/** Where the first gate begins that stands in the header of a column: a large name ends before it. */
function firstGate(column: Box, { gates }: DiagramLayout): number {
  const inHeader = Object.values(gates).filter(
    ({ x, y }) => x > column.x && x < column.x + column.width && y > column.y - 12 && y < column.y + 40,
  );
  return Math.min(Number.POSITIVE_INFINITY, ...inHeader.map(({ x }) => x)) + 8;
}

/** A collapsed zone is a stack of cards: the edges of two more below it. */
function Folds({ box, kind }: { box: Box; kind: DiagramKind }) {
  const { x, y, width, height } = box;
  return (
    <>
      {[2, 1].map((i) => (
        <Rect
          key={i}
          x={x + 4 * i}
          y={y + height - 12}
          width={width - 8 * i}
          height={12 + FOLD * i}
          radius={6}
          fill="canvas"
          stroke={kindToken(kind, 'stroke')}
        />
      ))}
    </>
  );
}

/** The name over a column, and beside its trunk what hangs there. */
function ColumnHeader({ zone, box, column }: { zone: DiagramZone; box: Box; column: DrawnColumn }) {
  const words = `${countOf(column.cells, 'cell')}, ${countOf(column.assets, 'asset')}`;
  return (
    <>
      <Text x={box.x + 13} y={box.y + 20} size={12} weight={600} text={columnTitle(zone)} halo />
      <Text {...column.note} size={10.5} fill="ink2" anchor="end" text={words} />
    </>
  );
}

/** One floor for assets without walls between them; in high contrast its outline only. */
function Floor({ box, kind }: { box: Box; kind: DiagramKind }) {
  const { highContrast } = usePen();
  const outline = highContrast ? { stroke: kindToken(kind, 'ink'), dash: '1 5' } : {};
  return <Rect {...box} radius={8} fill={highContrast ? 'none' : kindToken(kind, 'floor')} {...outline} />;
}

function InnerWords({ zone, layout }: { zone: DiagramZone; layout: DiagramLayout }) {
  const at = layout.innerWordsAt[zone.id];
  if (at === undefined) return null;
  return (
    <>
      {zone.innerWords.map((line, i) => (
        <Text
          key={i}
          x={at.x}
          y={at.y + i * 16}
          size={10.5}
          fill={wordsInk(line)}
          text={line}
          struck={line.startsWith('− ')}
        />
      ))}
    </>
  );
}

function wordsInk(line: string): Token {
  if (line.startsWith('+ ')) return 'add-text';
  if (line.startsWith('− ')) return 'remove-text';
  return line.startsWith('denied') ? 'deny' : 'ink2';
}

/** How much a container at the top holds, said where its assets are not drawn. */
function heldWords(zone: DiagramZone, graph: DiagramGraph, detail: Detail): string | undefined {
  if (detail === 'assets' || zone.parent !== undefined) return undefined;
  const held = nestedIn(graph, zone.id);
  const outer = new Set(graph.zones.flatMap((z) => z.parent ?? []));
  const own = [zone, ...held].filter((z) => !outer.has(z.id) || z.assets.length > 0);
  const zones = own.reduce((sum, z) => sum + (z.folded?.zones ?? 1), 0);
  return foldedWords({ zones, assets: own.reduce((sum, z) => sum + z.assets.length, 0) });
}

function nestedIn(graph: DiagramGraph, zone: string): DiagramZone[] {
  const within = new Set([zone]);
  return graph.zones.filter((z) => {
    const inside = z.parent !== undefined && within.has(z.parent);
    if (inside) within.add(z.id);
    return inside;
  });
}

function Header({
  zone,
  box,
  group,
  held,
  layout,
}: {
  zone: DiagramZone;
  box: Box;
  group: boolean;
  held?: string | undefined;
  layout?: DiagramLayout;
}) {
  const { reading } = usePen();
  const cy = box.y + (zone.kind === 'dmz' ? 24 : 23);
  if (!reading.fine) {
    const width = layout?.columns[zone.id] ? Math.min(box.width, firstGate(box, layout) - box.x) : box.width;
    return <LargeName zone={zone} box={{ ...box, width }} cy={cy} />;
  }
  const wanted = 22 + textWidth(zoneTitleText(zone), 13, 600);
  const right = box.x + box.width - PADDING - (zone.mark ? tagWidth(zone.mark) + 8 : 0);
  const most = right - chipsWidth(zoneChips(zone, group));
  const usual = { x: box.x + PADDING, y: cy - 8, width: wanted, height: 16 };
  const place = layout ? titlePlace(layout, usual, most) : usual;
  const title = place.width < wanted ? fitText(zone.title, place.width - 22, 13, 600) : zoneTitleText(zone);
  const after = place.x + place.width + 10;
  const heldAt =
    held && layout
      ? clearStart(layout, { x: after, y: cy - 8, width: textWidth(held, 11.5), height: 16 }, most)
      : undefined;
  return (
    <>
      <Icon path={KIND_PATHS[zone.kind]} x={place.x} y={cy - 8} size={16} stroke={kindToken(zone.kind, 'ink')} />
      <Text
        x={place.x + 22}
        y={cy + 4.6}
        size={13}
        weight={600}
        text={title}
        halo={group}
        struck={zone.mark === 'removed'}
      />
      {held && heldAt !== undefined && (
        <Text x={heldAt} y={cy + 4.6} size={11.5} fill="ink2" text={held} halo={group} />
      )}
      <HeaderChips zone={zone} group={group} right={right} cy={cy} />
      {zone.mark && <MarkTag mark={zone.mark} right={box.x + box.width - PADDING} cy={cy} />}
    </>
  );
}

/** A zone's chips; under an overlay that judges security levels, its own in their place. */
function HeaderChips({ zone, group, right, cy }: { zone: DiagramZone; group: boolean; right: number; cy: number }) {
  const chip = useMark(zone.id)?.chip;
  if (chip !== undefined) return <OverlayChip text={chip.text} tone={chip.tone} right={right} cy={cy} />;
  return <Chips chips={zoneChips(zone, group)} kind={zone.kind} right={right} cy={cy} />;
}

function Chips({ chips, kind, right, cy }: { chips: readonly Chip[]; kind: DiagramKind; right: number; cy: number }) {
  let x = right;
  const placed = [...chips].reverse().map((chip) => {
    x -= chip.width;
    const at = x;
    x -= CHIP_GAP;
    return { chip, at };
  });
  return (
    <>
      {placed.map(({ chip, at }) => (
        <ChipSign key={chip.kind} chip={chip} kind={kind} x={at} cy={cy} />
      ))}
    </>
  );
}
