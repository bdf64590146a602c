/** The signs that overlays mark nodes with: badges, rings, tags, bars. DIAGRAM.md *Signs*, measures of the pictures. */
import type { Detail } from '../../graph.ts';
import type { Box } from '../../layout/placed.ts';
import type { Bar, BarPart, Tone } from '../../overlay/overlay.ts';
import { textWidth } from '../../text/metrics.ts';
import { SIGN_PATHS } from '../icons.ts';
import { round } from '../path.ts';
import { Icon, Rect, Text, usePen } from '../pen.tsx';
import { toneToken } from '../tones.ts';

export const DASHES = { dotted: '0.1 5', dashed: '6 5' } as const;

/** The second ring of the start. */
export function StartRing({ box: { x, y, width, height } }: { box: Box }) {
  return (
    <Rect x={x - 4.5} y={y - 4.5} width={width + 9} height={height + 9} radius={9.5} stroke="step0-line" line={1.5} />
  );
}

/** A round badge with up to three characters; without, a target. */
export function RoundBadge({ x, y, tone, text }: { x: number; y: number; tone: Tone; text?: string | undefined }) {
  const { colour } = usePen();
  const ink = toneToken(tone, 'ink');
  return (
    <g class="overlay-badge">
      <circle
        cx={round(x)}
        cy={round(y)}
        r={9.5}
        fill={colour(toneToken(tone, 'fill'))}
        stroke={colour('canvas')}
        stroke-width={2}
      />
      {text === undefined ? (
        <Icon path={SIGN_PATHS.target} x={x - 6} y={y - 6} size={12} stroke={ink} line={1.8} />
      ) : (
        <Text
          x={x}
          y={y + 4}
          size={text.length > 2 ? 8.5 : text.length > 1 ? 10 : 11.5}
          weight={600}
          anchor="middle"
          fill={ink}
          text={text}
        />
      )}
    </g>
  );
}

const CHOKE_HEIGHT = 20;

/** Where the tag of a choke point stands: over the upper right corner of the tile, or the lower. */
export function chokeTagBox(box: Box, words: string, atFoot: boolean): Box {
  const width = textWidth(words, 10.5, 600) + 28;
  const y = atFoot ? box.y + box.height - 5 : box.y - 15;
  return { x: box.x + box.width - width + 6, y, width, height: CHOKE_HEIGHT };
}

/** A dotted ring, and at a corner an hourglass with what would be left. */
export function ChokeSign({ box, words, atFoot }: { box: Box; words: string; atFoot: boolean }) {
  const { colour } = usePen();
  const { x, y, width } = chokeTagBox(box, words, atFoot);
  return (
    <g class="overlay-choke">
      <Rect
        x={box.x - 4.5}
        y={box.y - 4.5}
        width={box.width + 9}
        height={box.height + 9}
        radius={9.5}
        stroke="ink"
        line={2}
        dash={DASHES.dotted}
      />
      <rect
        x={round(x)}
        y={round(y)}
        width={round(width)}
        height={CHOKE_HEIGHT}
        rx={5}
        fill={colour('ink')}
        stroke={colour('canvas')}
        stroke-width={1.5}
      />
      <Icon path={SIGN_PATHS.choke} x={x + 6} y={y + 4} size={12} stroke="canvas" line={1.6} />
      <Text x={x + 22} y={y + 14} size={10.5} weight={600} fill="canvas" text={words} />
    </g>
  );
}

/** The number of a hop, its middle at x and y. */
export function HopTag({ x, y, hops }: { x: number; y: number; hops: readonly number[] }) {
  const { colour } = usePen();
  const words = hops.join('·');
  const width = Math.max(22, textWidth(words, 11.5, 600) + 12);
  return (
    <g class="overlay-hop">
      <rect
        x={round(x - width / 2)}
        y={round(y - 10)}
        width={round(width)}
        height={20}
        rx={6}
        fill={colour('ink')}
        stroke={colour('canvas')}
        stroke-width={2}
      />
      <Text x={x} y={y + 4} size={11.5} weight={600} anchor="middle" fill="canvas" text={words} />
    </g>
  );
}

/** Words on a pill's upper border, clear of its own below them and of the line that comes in at the middle: `2 h 10 min left`. */
export function CornerTag({ text, tone, box, detail }: { text: string; tone: Tone; box: Box; detail: Detail }) {
  if (detail !== 'assets') return null;
  const width = textWidth(text, 10, 600) + 14;
  const x = Math.max(box.x + box.width - width + 6, box.x + box.width / 2 + 10);
  return (
    <g class="overlay-tag">
      <Rect x={x} y={box.y - 11} width={width} height={17} radius={8.5} fill={toneToken(tone, 'fill')} />
      <Text
        x={x + width / 2}
        y={box.y + 1}
        size={10}
        weight={600}
        anchor="middle"
        fill={toneToken(tone, 'ink')}
        text={text}
      />
    </g>
  );
}

/** Where the parts of a bar begin and how wide they are, 2 px between them. */
export function barShares(parts: readonly BarPart[], of: number, width: number): { left: number; width: number }[] {
  let left = 0;
  return parts.map(({ count }) => {
    const share = of === 0 ? 0 : (width * count) / of;
    const at = left;
    left += share;
    return { left: at, width: Math.max(1, share - 2) };
  });
}

/** A stacked bar: an outline for the whole, the parts in it. */
export function BarSign({
  bar,
  x,
  y,
  width,
  height,
}: {
  bar: Bar;
  x: number;
  y: number;
  width: number;
  height: number;
}) {
  const { highContrast } = usePen();
  const shares = barShares(bar.parts, bar.of, width);
  const last = shares[shares.length - 1];
  const used = last === undefined ? 0 : last.left + last.width + 2;
  return (
    <g class="overlay-bar">
      {bar.parts.map((part, i) => {
        const share = shares[i] as { left: number; width: number };
        return (
          <Rect
            key={i}
            x={x + share.left}
            y={y}
            width={share.width}
            height={height}
            radius={2}
            fill={part.tone ? toneToken(part.tone, 'fill') : 'none'}
            {...(part.tone === undefined && { stroke: 'ink3' })}
            {...(highContrast && part.tone && { stroke: 'canvas' })}
          />
        );
      })}
      {used < width - 3 && <Rect x={x + used} y={y} width={width - used} height={height} radius={2} stroke="ink3" />}
    </g>
  );
}

/** The border of a zone that is marked as a whole. */
export function ToneBorder({
  box,
  tone,
  radius,
  dashed = false,
}: {
  box: Box;
  tone: Tone;
  radius: number;
  dashed?: boolean;
}) {
  const dash = dashed ? { dash: DASHES.dashed } : {};
  return <Rect {...box} radius={radius} stroke={toneToken(tone, 'line')} line={2.5} {...dash} />;
}

/** A zone seen from afar, in the colour that the minimap gives it. */
export function ToneBlock({ box, tone }: { box: Box; tone: Tone }) {
  return <Rect {...box} radius={10} fill={toneToken(tone, 'fill')} />;
}

/** How wide a chip with a text of a size is. */
export function overlayChipWidth(text: string, size: number): number {
  return textWidth(text, size, 600) + 16;
}

/** A chip larger than a zone's own, ending at `right`. */
export function OverlayChip({
  text,
  tone,
  right,
  cy,
  size = 12,
}: {
  text: string;
  tone: Tone | undefined;
  right: number;
  cy: number;
  /** Of its text. */
  size?: number;
}) {
  const width = overlayChipWidth(text, size);
  const height = size < 12 ? 16 : size * 2;
  return (
    <g class="overlay-chip">
      <Rect
        x={right - width}
        y={cy - height / 2}
        width={width}
        height={height}
        radius={5}
        fill={tone ? toneToken(tone, 'tint') : 'tile'}
        stroke={tone ? toneToken(tone, 'line') : 'ink3'}
        line={1.5}
      />
      <Text
        x={right - width / 2}
        y={cy + size * 0.36}
        size={size}
        weight={600}
        anchor="middle"
        fill={tone ? toneToken(tone, 'text') : 'ink'}
        text={text}
      />
    </g>
  );
}
