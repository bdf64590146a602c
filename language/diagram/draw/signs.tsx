/** Small signs that several nodes bear: finding badges, diodes, security levels, arrowheads. */
import type { Badges, DiagramKind } from '../graph.ts';
import type { Chip } from '../layout/measures.ts';
import type { Point } from '../layout/placed.ts';
import { SIGN_PATHS } from './icons.ts';
import { arrowhead, round } from './path.ts';
import { Icon, Rect, Text, usePen } from './pen.tsx';
import type { KindPart, Token } from './theme.ts';

type Severity = 'error' | 'warning' | 'info';

export interface FindingBadgesProps {
  readonly x: number;
  readonly y: number;
  readonly badges: Badges;
  /** Room for one only: the most severe. */
  readonly single?: boolean;
  /** Room for the further ones, to the left of x; with less than they need they lie on each other. Default: enough. */
  readonly room?: number;
}

const BADGE_STEP = 21;
/** What still shows of a badge under another. */
const BADGE_LEAST = 11;

/** The most severe at the corner, the others to its left, where nothing else begins. Too small for numbers, the most severe alone. */
export function FindingBadges({ x, y, badges, single = false, room = 2 * BADGE_STEP }: FindingBadgesProps) {
  const { reading } = usePen();
  const { errors, warnings, infos } = badges;
  const counts: [Severity, number][] = [
    ['error', errors],
    ['warning', warnings],
    ['info', infos],
  ];
  const found = counts.filter(([, count]) => count > 0).slice(0, single || !reading.fine ? 1 : 3);
  const step = Math.max(BADGE_LEAST, Math.min(BADGE_STEP, room / Math.max(1, found.length - 1)));
  const placed = found.map(([severity, count], i) => ({ severity, count, at: x - i * step }));
  return (
    <>
      {placed.reverse().map(({ severity, count, at }) => (
        <Badge
          key={severity}
          x={at}
          y={y}
          severity={severity}
          count={reading.fine ? (count > 99 ? '99+' : String(count)) : ''}
        />
      ))}
    </>
  );
}

/** The shape carries the severity: octagon, triangle, circle. */
export function Badge({ x, y, severity, count }: { x: number; y: number; severity: Severity; count: string }) {
  const { colour } = usePen();
  const border = { stroke: colour('canvas'), 'stroke-width': 1.5 };
  const size = count.length > 2 ? 8 : 10.5;
  switch (severity) {
    case 'error':
      return (
        <g class="badge">
          <path
            d={`M${round(x - 3.7)} ${round(y - 9)}h7.4l5.3 5.3v7.4l-5.3 5.3h-7.4l-5.3-5.3v-7.4z`}
            fill={colour('error')}
            {...border}
          />
          <Text x={x} y={y + 3.8} size={size} weight={600} fill="severityInk" anchor="middle" text={count} />
        </g>
      );
    case 'warning':
      return (
        <g class="badge">
          <path
            d={`M${round(x)} ${round(y - 10.5)}L${round(x + 11)} ${round(y + 8.5)}H${round(x - 11)}z`}
            fill={colour('warningFill')}
            stroke={colour('warningLine')}
            stroke-width={1.4}
            stroke-linejoin="round"
          />
          <Text x={x} y={y + 6} size={Math.min(size, 10)} weight={600} fill="warningInk" anchor="middle" text={count} />
        </g>
      );
    case 'info':
      return (
        <g class="badge">
          <circle cx={round(x)} cy={round(y)} r={8.5} fill={colour('info')} {...border} />
          <Text x={x} y={y + 3.8} size={size} weight={600} fill="severityInk" anchor="middle" text={count} />
        </g>
      );
  }
}

/** Data pass towards the bar and not back. */
export function Diode({
  x,
  y,
  angle,
  scale = 1,
  ink = 'edge',
}: {
  x: number;
  y: number;
  angle: number;
  scale?: number;
  ink?: Token;
}) {
  const { colour } = usePen();
  return (
    <g transform={`translate(${round(x)} ${round(y)}) rotate(${angle}) scale(${scale})`}>
      <path d="M-5 -6L5 0L-5 6z" fill={colour(ink)} stroke={colour(ink)} stroke-width={1.2} stroke-linejoin="round" />
      <path d="M6.4 -6.5V6.5" stroke={colour(ink)} stroke-width={2.4} stroke-linecap="round" />
    </g>
  );
}

/** Filled: open always. Hollow: only at times or by access. */
export function Arrowhead({
  from,
  to,
  size = 10,
  hollow,
  ink = 'edge',
}: {
  from: Point;
  to: Point;
  size?: number;
  hollow: boolean;
  ink?: Token;
}) {
  const { colour } = usePen();
  return (
    <path
      class={hollow ? 'arrowhead hollow' : 'arrowhead'}
      d={arrowhead(from, to, size)}
      fill={colour(hollow ? 'canvas' : ink)}
      stroke={colour(ink)}
      stroke-width={hollow ? 1.3 : 0.8}
      stroke-linejoin="round"
    />
  );
}

export function kindToken(kind: DiagramKind, part: KindPart): Token {
  return `${kind}-${part}`;
}

/** A chip of a zone's header whose left end is at x; cy is its middle. */
export function ChipSign({ chip, kind, x, cy }: { chip: Chip; kind: DiagramKind; x: number; cy: number }) {
  switch (chip.kind) {
    case 'micro':
      return (
        <g>
          <Icon path={SIGN_PATHS.micro} x={x + 3} y={cy - 6} size={12} />
          <Text x={x + 18} y={cy + 3.8} size={10.5} fill="ink2" text={chip.text} />
        </g>
      );
    case 'level':
      return <Text x={x + 5} y={cy + 3.8} size={10.5} fill="ink2" text={chip.text} />;
    case 'sl':
      return <SecurityChip chip={chip} kind={kind} x={x} cy={cy} />;
  }
}

export function SecurityChip({
  chip,
  kind,
  x,
  cy,
  height = 18,
}: {
  chip: Chip;
  kind: DiagramKind;
  x: number;
  cy: number;
  height?: number;
}) {
  const { highContrast } = usePen();
  const bars = chip.vector ?? [];
  return (
    <g>
      <Rect
        x={x}
        y={cy - height / 2}
        width={chip.width}
        height={height}
        radius={4}
        fill={kindToken(kind, 'chip')}
        {...(highContrast && { stroke: kindToken(kind, 'ink'), line: 1.25 })}
      />
      <Text
        x={x + 6}
        y={cy + 3.8}
        size={10.5}
        weight={600}
        fill={highContrast ? 'ink' : kindToken(kind, 'ink')}
        text={chip.text}
      />
      {bars.map((value, i) => (
        <SecurityBar key={i} x={x + chip.width - 34 + i * 4.2} cy={cy} value={value} kind={kind} />
      ))}
    </g>
  );
}

/** One of the seven requirements, IAC to RA: 0 to 4. */
function SecurityBar({ x, cy, value, kind }: { x: number; cy: number; value: number; kind: DiagramKind }) {
  return (
    <>
      <Rect x={x} y={cy - 5.5} width={3} height={11} radius={0.5} fill={kindToken(kind, 'track')} />
      <Rect
        x={x}
        y={cy + 5.5 - value * 2.75}
        width={3}
        height={value * 2.75}
        radius={0.5}
        fill={kindToken(kind, 'ink')}
      />
    </>
  );
}
