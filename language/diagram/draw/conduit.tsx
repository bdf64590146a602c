/** Conduits: a line with heads where connections are answered, its pill, and the gates of the firewalls on it. */
import type { Detail, DiagramConduit, DiagramGate, DiagramGraph, Flow } from '../graph.ts';
import {
  BARE_PILL,
  gateText,
  isTimedOnly,
  type MeasuredRow,
  measurePill,
  PILL_PADDING,
  PILL_ROW,
  ROW_SIGN,
} from '../layout/measures.ts';
import type { Box, PlacedLine, Point } from '../layout/placed.ts';
import { fitText, textWidth } from '../text/metrics.ts';
import { MOST_APART } from '../view/bundles.ts';
import { memberCount } from '../view/merge.ts';
import { SIGN_PATHS, type Sign } from './icons.ts';
import { conduitName, gateName } from './names.ts';
import { useFading, useLineFading, useMark, useRowMark } from './overlay/context.ts';
import { MARK_SIGNS, MARK_TONES, MarkTag, RowSign } from './overlay/review-signs.tsx';
import { CornerTag, DASHES } from './overlay/signs.tsx';
import { midway, roundedPath, towards } from './path.ts';
import { Icon, Node, Rect, Text, usePen } from './pen.tsx';
import type { Reading } from './reading.ts';
import { Arrowhead, Diode, FindingBadges } from './signs.tsx';
import type { Token } from './theme.ts';
import { toneToken } from './tones.ts';

/** How far the line stops short of an arrowhead's tip. */
const HEAD = 8;

export function ConduitLine({
  conduit,
  line,
  gated,
  bare,
}: {
  conduit: DiagramConduit;
  line: PlacedLine;
  gated: { upper: boolean; lower: boolean };
  /** Without heads. */
  bare: boolean;
}) {
  const { colour, highContrast, interactive } = usePen();
  const mark = useMark(conduit.id);
  const opacity = useLineFading(conduit.id, highContrast);
  const ink: Token = mark?.tone ? toneToken(mark.tone, 'line') : 'edge';
  const dash = mark?.dash ? DASHES[mark.dash] : isTimedOnly(conduit) ? '6 4' : undefined;
  const points = [...line.points];
  const [start, second] = points as [Point, Point];
  const [beforeEnd, end] = points.slice(-2) as [Point, Point];
  if (conduit.towardsUpper) points[0] = towards(start, second, HEAD);
  if (conduit.towardsLower) points[points.length - 1] = towards(end, beforeEnd, HEAD);
  return (
    <g class={opacity === undefined ? 'conduit-line' : 'conduit-line faded'} data-line={conduit.id} opacity={opacity}>
      {interactive && <path class="reach" d={roundedPath(line.points)} fill="none" />}
      <path
        class="line"
        d={roundedPath(points)}
        fill="none"
        stroke={colour(ink)}
        stroke-width={isThick(conduit) ? 4 : mark?.tone ? 2.5 : highContrast ? 2 : 1.5}
        stroke-dasharray={dash}
        stroke-linecap={mark?.dash ? 'round' : undefined}
      />
      {!bare && <LineEnd from={second} at={start} flow={conduit.towardsUpper} gated={gated.upper} ink={ink} />}
      {!bare && <LineEnd from={beforeEnd} at={end} flow={conduit.towardsLower} gated={gated.lower} ink={ink} />}
      {conduit.oneWay && <DiodeOnLine conduit={conduit} line={line} ink={ink} />}
    </g>
  );
}

/** More conduits in one line than would be drawn apart. */
export function isThick(conduit: DiagramConduit): boolean {
  return memberCount(conduit) > MOST_APART;
}

/** A head where connections are answered; else a dot, unless a gate already ends the line. */
function LineEnd({
  from,
  at,
  flow,
  gated,
  ink,
}: {
  from: Point;
  at: Point;
  flow: Flow | undefined;
  gated: boolean;
  ink: Token;
}) {
  const { colour } = usePen();
  if (flow !== undefined) return <Arrowhead from={from} to={at} hollow={flow === 'timed'} ink={ink} />;
  return gated ? null : <circle cx={at.x} cy={at.y} r={2.6} fill={colour(ink)} />;
}

/** On the longer vertical stretch between the pill and an end. */
function DiodeOnLine({ conduit, line, ink }: { conduit: DiagramConduit; line: PlacedLine; ink: Token }) {
  const { points, label } = line;
  const end = points[points.length - 1] as Point;
  const turn = points[points.length - 2] as Point;
  if (label.height === BARE_PILL) {
    const angle = conduit.oneWay === 'up' ? 180 : 0;
    return <Diode x={(turn.x + end.x) / 2 + 1} y={end.y} angle={angle} scale={0.7} ink={ink} />;
  }
  const below = { x: end.x, y: label.y + label.height };
  const spot =
    end.y - below.y >= 18 && Math.abs(end.x - (points[points.length - 2]?.x ?? end.x)) < 0.5
      ? straightBelow(points, label)
      : undefined;
  const at = spot ?? midway(points, 0, 1)?.point ?? end;
  return <Diode x={at.x} y={at.y} angle={conduit.oneWay === 'up' ? -90 : 90} scale={1.05} ink={ink} />;
}

function straightBelow(points: readonly Point[], label: Box): Point {
  const end = points[points.length - 1] as Point;
  const turn = points[points.length - 2] as Point;
  return { x: end.x, y: (Math.max(turn.y, label.y + label.height) + end.y) / 2 };
}

export function Pill({
  conduit,
  box,
  detail,
  graph,
}: {
  conduit: DiagramConduit;
  box: Box;
  detail: Detail;
  graph: DiagramGraph;
}) {
  const { highContrast, reading } = usePen();
  const details = conduit.rows.map((r) => r.detail).join('\n');
  const mark = useMark(conduit.id);
  const fading = useFading(conduit.id, highContrast);
  if (reading.blocks) return null;
  if (box.height === BARE_PILL)
    return (
      <Node id={conduit.id} name={conduitName(conduit, graph)} detail={details} class="pill bare">
        <Rect {...box} radius={3} />
        <FindingBadges x={box.x + 4} y={box.y - 5} badges={conduit.badges} single />
      </Node>
    );
  const border = mark?.tone ? { stroke: toneToken(mark.tone, 'line'), line: 2 } : undefined;
  const words = reading.fine ? undefined : largeWords(conduit, box, reading);
  // Nothing to be read in it: the line goes through, and can be pointed at there.
  if (!reading.fine && words === undefined && detail !== 'assets')
    return (
      <Node id={conduit.id} name={conduitName(conduit, graph)} detail={details} class="pill bare">
        <Rect {...box} radius={8} />
        <FindingBadges x={box.x + box.width - 4} y={box.y - 6.5} badges={conduit.badges} single />
      </Node>
    );
  return (
    <>
      {fading !== undefined && <Rect {...box} radius={8} fill="canvas" />}
      <Node id={conduit.id} name={conduitName(conduit, graph)} detail={details} class="pill">
        <Rect
          class="border"
          {...box}
          radius={8}
          fill="pill"
          stroke="pillBorder"
          line={highContrast ? 1.5 : 1}
          {...border}
          {...(mark?.dash && { dash: DASHES[mark.dash] })}
        />
        {conduit.mark && reading.fine && detail === 'assets' && (
          <MarkTag mark={conduit.mark} right={box.x + box.width - 6} cy={box.y + 13.5} />
        )}
        {mark?.tag && mark.tone && reading.fine && (
          <CornerTag text={mark.tag} tone={mark.tone} box={box} detail={detail} />
        )}
        {!reading.fine ? (
          words && <LargeRow conduit={conduit} box={box} text={words} />
        ) : detail === 'assets' ? (
          <Rows conduit={conduit} box={box} />
        ) : (
          <ShortRow conduit={conduit} box={box} detail={detail} />
        )}
        {/* On the upper border, clear of the words below it and of the line that comes in at the middle. */}
        <FindingBadges
          x={box.x + box.width - 4}
          y={box.y - (detail === 'assets' ? 4 : 6.5)}
          badges={conduit.badges}
          single={detail !== 'assets'}
          room={box.width / 2 - 20}
        />
      </Node>
    </>
  );
}

function Rows({ conduit, box }: { conduit: DiagramConduit; box: Box }) {
  const struck = useMark(conduit.id)?.struck ?? false;
  const pill = measurePill(conduit, 'assets');
  const first = box.y + 18;
  const left = box.x + PILL_PADDING;
  return (
    <>
      <Text x={left} y={first} size={10.5} weight={600} fill="ink2" text={pill.title} struck={struck} />
      {pill.sl && (
        <Text x={left + textWidth(pill.title, 10.5, 600) + 8} y={first} size={10} fill="ink2" text={pill.sl} />
      )}
      {pill.rows.map((row, i) => (
        <Row key={i} conduit={conduit.id} index={i} row={row} x={left - 1} y={first + (i + 1) * PILL_ROW} />
      ))}
    </>
  );
}

/** So few letters say nothing of a service. */
const LEAST_LETTERS = 4;

/** Seen from afar: the services of all rows in one line, else the first and how many more, else how many conduits; none of it cut short. */
function largeWords(conduit: DiagramConduit, box: Box, { names: size, tiles }: Reading): string | undefined {
  const [row] = measurePill(conduit, 'counts').rows;
  // Letters are three quarters as high as their size.
  if (row === undefined || 0.75 * size > box.height || !tiles) return undefined;
  const sign = conduit.mark === undefined ? '' : `${MARK_SIGNS[conduit.mark]} `;
  const services = row.text.replace(/ \+\d+$/, '').split(', ');
  const more = services.length - 1 + Number(/ \+(\d+)$/.exec(row.text)?.[1] ?? 0);
  const [first = ''] = services;
  const wishes = [
    row.text,
    more > 0 ? `${first} +${more}` : first,
    ...(conduit.members ? [`${conduit.members.length}`] : []),
  ];
  const room = box.width - 8;
  const whole = wishes.find((words) => textWidth(sign + words, size) <= room);
  if (whole !== undefined) return sign + whole;
  const cut = fitText(sign + first, room, size);
  return cut.length - sign.length > LEAST_LETTERS ? cut : undefined;
}

function LargeRow({ conduit, box, text }: { conduit: DiagramConduit; box: Box; text: string }) {
  const { reading } = usePen();
  const size = reading.names;
  const { mark } = conduit;
  const plain = conduit.rows.some((row) => row.action === 'allow') ? 'ink' : 'ink2';
  return (
    <Text
      x={box.x + box.width / 2}
      y={box.y + box.height / 2 + size * 0.36}
      size={size}
      anchor="middle"
      fill={mark === undefined ? plain : toneToken(MARK_TONES[mark], 'text')}
      text={text}
      struck={mark === 'removed'}
    />
  );
}

function ShortRow({ conduit, box, detail }: { conduit: DiagramConduit; box: Box; detail: Detail }) {
  const [row] = measurePill(conduit, detail).rows;
  const timed = isTimedOnly(conduit);
  if (row === undefined) return null;
  const fill = row.row.action === 'allow' ? 'ink' : 'ink2';
  const left = box.x + 8 + (conduit.mark ? ROW_SIGN : 0);
  const struck = conduit.mark === 'removed';
  return (
    <>
      {conduit.mark && <RowSign mark={conduit.mark} x={box.x + 8} y={box.y + 12.8} />}
      {timed && <Icon path={SIGN_PATHS.clock} x={left} y={box.y + 3} size={12} line={1.5} />}
      <Text x={left + (timed ? 15 : 0)} y={box.y + 12.8} size={10.5} fill={fill} text={row.text} struck={struck} />
    </>
  );
}

/** Arrow, services, then the conditions: clock, lock, person, diode. */
function Row({
  conduit,
  row,
  index,
  x: left,
  y,
}: {
  conduit: string;
  row: MeasuredRow;
  index: number;
  x: number;
  y: number;
}) {
  const { highContrast } = usePen();
  const mark = useRowMark(conduit, index);
  const { action, direction, oneWay, mark: change } = row.row;
  const x = left + (change ? ROW_SIGN : 0);
  const weight = change ? 600 : 400;
  const sign: Sign = action === 'deny' ? 'denied' : direction;
  const plain: Token = action === 'deny' ? 'deny' : action === 'nothing' ? 'ink2' : 'ink';
  const tone = mark?.tone ?? (change && MARK_TONES[change]);
  const ink: Token = tone ? toneToken(tone, 'text') : plain;
  let at = x + 18 + textWidth(row.text, 11.5, weight);
  const conditions: { sign: Sign | 'diode'; text: string; fill: Token; x: number }[] = [];
  const add = (kind: Sign | 'diode', text: string | undefined, fill: Token): void => {
    if (text === undefined) return;
    conditions.push({ sign: kind, text, fill, x: at + 10 });
    at += 23 + (text === '' ? 0 : textWidth(text, 10.5) + 3);
  };
  add('clock', row.schedule, 'ink2');
  add('lock', row.lock, 'ink2');
  add('person', row.vendor, 'vendor');
  add('diode', oneWay && action === 'allow' ? 'one-way' : undefined, 'ink2');
  return (
    <g class="row" data-row={index} opacity={mark?.faded ? (highContrast ? 0.6 : 0.42) : undefined}>
      {change && <RowSign mark={change} x={left} y={y} />}
      {action !== 'nothing' && (
        <Icon
          path={SIGN_PATHS[sign]}
          x={x}
          y={y - 10}
          size={12}
          stroke={change ? ink : action === 'deny' ? 'deny' : 'ink2'}
          line={1.6}
        />
      )}
      <Text
        x={action === 'nothing' ? x + 1 : x + 17}
        y={y}
        size={11.5}
        weight={weight}
        fill={ink}
        text={row.text}
        struck={change === 'removed' || (mark?.struck ?? false)}
      />
      {conditions.map((c) => (
        <g key={c.sign}>
          {c.sign === 'diode' ? (
            <Diode x={c.x + 6} y={y - 4} angle={0} scale={0.75} />
          ) : (
            <Icon path={SIGN_PATHS[c.sign]} x={c.x} y={y - 10} size={12} stroke={c.fill} line={1.5} />
          )}
          {c.text !== '' && <Text x={c.x + 15} y={y} size={10.5} fill={c.fill} text={c.text} />}
        </g>
      ))}
    </g>
  );
}

/** Width of a gate whose name could not be read. */
const NAMELESS_GATE = 30;

export function Gate({ gate, box, detail }: { gate: DiagramGate; box: Box; detail: Detail }) {
  const { colour, reading } = usePen();
  if (reading.blocks) return null;
  const named = detail === 'assets' && reading.fine;
  const { y, height } = box;
  // Without its name a sign alone, as large as it fits.
  const width = named ? box.width : Math.min(box.width, NAMELESS_GATE);
  const x = box.x + (box.width - width) / 2;
  const icon = named || width < NAMELESS_GATE ? 14 : 17;
  return (
    <Node id={gate.id} name={gateName(gate)} class="gate" fades={false}>
      <rect
        class="border"
        x={x}
        y={y}
        width={width}
        height={height}
        rx={4}
        fill={colour('gate')}
        stroke={colour(gate.mark ? toneToken(MARK_TONES[gate.mark], 'line') : 'canvas')}
        stroke-width={gate.mark ? 2.5 : 1.5}
        stroke-dasharray={gate.mark === 'removed' ? '5 4' : undefined}
      />
      <Icon
        path={SIGN_PATHS.firewall}
        x={named ? x + 7 : x + width / 2 - icon / 2}
        y={y + (height - icon) / 2}
        size={icon}
        stroke="gateInk"
        line={1.3}
      />
      {named && <Text x={x + 25} y={y + 13.8} size={10.5} weight={600} fill="gateInk" text={gateText(gate)} />}
      <FindingBadges x={named ? x + width - 4 : x + width + 6} y={named ? y + 2 : y - 3} badges={gate.badges} single />
    </Node>
  );
}
