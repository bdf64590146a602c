/** The Purdue model behind the picture: stripes over the full width, and the rail that names them. In pixels of the screen. */

import type { Band } from '../layout/placed.ts';
import { round } from './path.ts';
import { Rect, Text, usePen } from './pen.tsx';
import { PURDUE_LEVELS } from './purdue.ts';

export const RAIL_WIDTH = 96;

/** From picture to screen: `y * scale + shift`. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly shift: number;
}

interface Stripe {
  readonly band: Band;
  readonly top: number;
  readonly bottom: number;
}

/** The first stripe reaches to the upper edge of the screen and the last to the lower one. */
function stripes(bands: readonly Band[], { height, scale, shift }: Frame): Stripe[] {
  return bands.map((band, i) => ({
    band,
    top: i === 0 ? 0 : clamp(band.top * scale + shift, height),
    bottom: i === bands.length - 1 ? height : clamp(band.bottom * scale + shift, height),
  }));
}

function clamp(y: number, height: number): number {
  return Math.min(height, Math.max(0, y));
}

export function Stripes({ bands, frame }: { bands: readonly Band[]; frame: Frame }) {
  const { colour, highContrast } = usePen();
  return (
    <g class="stripes">
      {stripes(bands, frame).map(({ top, bottom }, i) => (
        <g key={i}>
          <Rect
            x={0}
            y={top}
            width={frame.width}
            height={bottom - top}
            radius={0}
            fill={i % 2 === 0 ? 'canvas' : 'band'}
          />
          {i > 0 && (
            <path
              d={`M0 ${round(top)}H${frame.width}`}
              stroke={colour('hair')}
              stroke-width={1}
              stroke-dasharray={highContrast ? '4 4' : undefined}
            />
          )}
        </g>
      ))}
    </g>
  );
}

export function Rail({ bands, frame }: { bands: readonly Band[]; frame: Frame }) {
  const { colour, highContrast } = usePen();
  const line = colour(highContrast ? 'panelBorder' : 'hair');
  return (
    <g class="rail">
      <Rect x={0} y={0} width={RAIL_WIDTH} height={frame.height} radius={0} fill="rail" />
      <path d={`M${RAIL_WIDTH} 0V${frame.height}`} stroke={line} stroke-width={1} />
      {stripes(bands, frame).map(({ band, top, bottom }, i) => (
        <g key={i}>
          {i > 0 && <path d={`M0 ${round(top)}H${RAIL_WIDTH}`} stroke={line} stroke-width={1} />}
          {bottom - top >= 20 && (
            <RailName band={band} top={top} bottom={bottom} middle={band.middle * frame.scale + frame.shift} />
          )}
        </g>
      ))}
    </g>
  );
}

/** Beside the band's zones, as far as the stripe on the screen allows. */
function RailName({ band, top, bottom, middle }: { band: Band; top: number; bottom: number; middle: number }) {
  const levels = band.levels;
  const numeral =
    levels.length === 0 ? '–' : levels.length === 1 ? String(levels[0]) : `${levels[0]}–${levels[levels.length - 1]}`;
  const words =
    levels.length === 0
      ? 'No level stated'
      : levels.length === 1
        ? (PURDUE_LEVELS.get(levels[0] as number) ?? '')
        : 'Levels side by side';
  const [first = '', ...rest] = words.split(' ');
  const tall = bottom - top >= 62;
  const wished = tall ? Math.max(top + 28, Math.min(bottom - 38, middle)) : (top + bottom) / 2 + 7;
  return (
    <>
      <Text x={14} y={wished + 1} size={numeral.length > 3 ? 17 : 22} weight={600} text={numeral} />
      {tall && <Text x={14} y={wished + 16} size={10.5} fill="ink2" text={first} />}
      {tall && <Text x={14} y={wished + 29} size={10.5} fill="ink2" text={rest.join(' ')} />}
    </>
  );
}
