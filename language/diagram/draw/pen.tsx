/** What every sign is drawn with: the colours in force, text in the bundled font, icons, and the group that makes a node of the picture. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { textWidth, type Weight } from '../text/metrics.ts';
import { useFading, useMark } from './overlay/context.ts';
import { round } from './path.ts';
import { placedPath } from './placed-path.ts';
import type { Reading } from './reading.ts';
import type { Token } from './theme.ts';

export interface Pen {
  /** A token's colour: a literal in an export, a custom property in a webview. */
  colour(token: Token): string;
  readonly highContrast: boolean;
  /** An export: each text says how wide it must be, because a wider fallback font would run into its neighbours. */
  readonly fixedText: boolean;
  /** A webview: nodes can be focused and are spoken by name. */
  readonly interactive: boolean;
  /** What is large enough to be read. */
  readonly reading: Reading;
}

export const FONT_FAMILY = 'Inter, "Segoe UI", system-ui, sans-serif';

export const PenContext = createContext<Pen | undefined>(undefined);

export function usePen(): Pen {
  const pen = useContext(PenContext);
  if (pen === undefined) throw new Error('nothing can be drawn outside a PenContext');
  return pen;
}

export interface TextProps {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly weight?: Weight;
  readonly fill?: Token;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly text: string;
  readonly struck?: boolean;
  /** Keeps lines that pass behind off the letters. */
  readonly halo?: boolean;
}

export function Text({
  x,
  y,
  size,
  weight = 400,
  fill = 'ink',
  anchor = 'start',
  text,
  struck,
  halo = false,
}: TextProps) {
  const pen = usePen();
  const fixed =
    pen.fixedText && text !== ''
      ? { textLength: round(textWidth(text, size, weight)), lengthAdjust: 'spacingAndGlyphs' }
      : {};
  return (
    <text
      x={round(x)}
      y={round(y)}
      font-size={size}
      font-weight={weight === 400 ? undefined : weight}
      text-anchor={anchor === 'start' ? undefined : anchor}
      fill={pen.colour(fill)}
      text-decoration={struck ? 'line-through' : undefined}
      {...fixed}
      {...(halo && {
        stroke: pen.colour('canvas'),
        'stroke-width': 4,
        'stroke-linejoin': 'round',
        'paint-order': 'stroke',
      })}
    >
      {text}
    </text>
  );
}

/** The grid of icons, in pixels at their natural size. */
const GRID = 16;

export interface IconProps {
  readonly path: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly stroke?: Token;
  /** Of the line, on the icon's own grid. */
  readonly line?: number;
}

export function Icon({ path, x, y, size, stroke = 'ink2', line = 1.4 }: IconProps) {
  const { colour } = usePen();
  const scale = Math.round((size / GRID) * 1000) / 1000;
  return (
    <path
      d={placedPath(path, round(x), round(y), scale)}
      fill="none"
      stroke={colour(stroke)}
      stroke-width={Math.round(line * scale * 1000) / 1000}
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  );
}

export interface RectProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  readonly fill?: Token | 'none';
  readonly stroke?: Token;
  readonly line?: number;
  readonly dash?: string;
  readonly class?: string;
}

export function Rect({ x, y, width, height, radius, fill = 'none', stroke, line = 1, dash, class: name }: RectProps) {
  const { colour } = usePen();
  return (
    <rect
      class={name}
      x={round(x)}
      y={round(y)}
      width={round(Math.max(0, width))}
      height={round(Math.max(0, height))}
      rx={radius}
      fill={fill === 'none' ? 'none' : colour(fill)}
      stroke={stroke && colour(stroke)}
      stroke-width={stroke && line}
      stroke-dasharray={dash}
      stroke-linecap={dash ? 'round' : undefined}
    />
  );
}

/** An id that XML and CSS take, different for different nodes. */
export function domId(id: string): string {
  return `n-${id.replace(/[^A-Za-z0-9.-]/gu, (c) => `_${(c.codePointAt(0) ?? 0).toString(16)}_`)}`;
}

export interface NodeProps {
  readonly id: string;
  /** What is spoken, and shown when the pointer rests. */
  readonly name: string;
  /** More for the pointer only: every service of a pill. */
  readonly detail?: string;
  readonly class: string;
  /** Under an overlay that does not speak of it. Default: true. */
  readonly fades?: boolean;
  readonly children: ComponentChildren;
}

/** Something of the policy that can be pointed at. */
export function Node({ id, name, detail, class: kind, fades = true, children }: NodeProps) {
  const { interactive, highContrast } = usePen();
  const said = useMark(id)?.spoken;
  const full = said === undefined ? name : `${name}, ${said}`;
  const fading = useFading(id, highContrast);
  const opacity = fades ? fading : undefined;
  const spoken = interactive ? { tabindex: -1, 'aria-label': full } : {};
  return (
    <g
      id={domId(id)}
      data-node={id}
      class={opacity === undefined ? `node ${kind}` : `node ${kind} faded`}
      role={interactive ? 'img' : 'group'}
      opacity={opacity}
      {...spoken}
    >
      <title>{detail ? `${full}\n${detail}` : full}</title>
      {children}
    </g>
  );
}
