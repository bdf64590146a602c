/** Signs of a review: what was added, removed, changed or moved between two versions, each by sign, line and colour. */
import type { Mark } from '../../graph.ts';
import { MARK_WORDS, TAG_HEIGHT, tagWidth } from '../../layout/measures.ts';
import type { Point } from '../../layout/placed.ts';
import type { Tone } from '../../overlay/overlay.ts';
import { SIGN_PATHS } from '../icons.ts';
import { arrowhead, roundedPath, towards } from '../path.ts';
import { Icon, Rect, Text, usePen } from '../pen.tsx';
import { toneToken } from '../tones.ts';

export const MARK_TONES: Readonly<Record<Mark, Tone>> = {
  added: 'add',
  removed: 'remove',
  changed: 'change',
  moved: 'move',
  left: 'move',
};

/** What stands before a row: a minus as wide as the plus. */
export const MARK_SIGNS: Readonly<Record<Mark, string>> = {
  added: '+',
  removed: '−',
  changed: '~',
  moved: '',
  left: '',
};

export function RowSign({ mark, x, y }: { mark: Mark; x: number; y: number }) {
  return <Text x={x} y={y} size={12} weight={600} fill={toneToken(MARK_TONES[mark], 'text')} text={MARK_SIGNS[mark]} />;
}

/** `+ added` on its colour; x of its right end, y of its middle. */
export function MarkTag({ mark, right, cy }: { mark: Mark; right: number; cy: number }) {
  const width = tagWidth(mark);
  const x = right - width;
  const y = cy - TAG_HEIGHT / 2;
  const tone = MARK_TONES[mark];
  return (
    <g class="overlay-tag">
      <Rect x={x} y={y} width={width} height={TAG_HEIGHT} radius={TAG_HEIGHT / 2} fill={toneToken(tone, 'fill')} />
      <MarkSign mark={mark} x={x + 5} y={y + 2.5} />
      <Text
        x={right - 8}
        y={y + 12}
        size={10}
        weight={600}
        fill={toneToken(tone, 'ink')}
        anchor="end"
        text={MARK_WORDS[mark]}
      />
    </g>
  );
}

/** A sign of 12 px for its colour. */
function MarkSign({ mark, x, y }: { mark: Mark; x: number; y: number }) {
  const ink = toneToken(MARK_TONES[mark], 'ink');
  if (mark === 'changed') return <Text x={x + 1.5} y={y + 10} size={13} weight={600} fill={ink} text="~" />;
  const path = { added: SIGN_PATHS.plus, removed: SIGN_PATHS.minus, moved: SIGN_PATHS.move, left: SIGN_PATHS.move }[
    mark
  ];
  return <Icon path={path} x={x} y={y} size={12} stroke={ink} line={2} />;
}

/** A round sign at the corner of a tile or card, and in the side panel. */
export function MarkBadge({ mark, x, y }: { mark: Mark; x: number; y: number }) {
  const { colour } = usePen();
  const fill = colour(toneToken(MARK_TONES[mark], 'fill'));
  return (
    <g class="overlay-mark">
      <circle cx={x} cy={y} r={9.5} fill={fill} stroke={colour('canvas')} stroke-width={2} />
      <MarkSign mark={mark} x={x - 6} y={y - 6} />
    </g>
  );
}

/** From the ghost to where the asset is now. */
export function MoveArrow({ way }: { way: readonly Point[] }) {
  const { colour } = usePen();
  const [before, end] = way.slice(-2) as [Point, Point];
  const path = roundedPath([...way.slice(0, -1), towards(end, before, 8)]);
  const ink = colour('move-line');
  return (
    <g class="overlay-move">
      <path d={path} fill="none" stroke={colour('canvas')} stroke-width={6} />
      <path d={path} fill="none" stroke={ink} stroke-width={2} stroke-dasharray="1 5" stroke-linecap="round" />
      <path d={arrowhead(before, end, 10)} fill={ink} stroke={ink} stroke-width={0.8} stroke-linejoin="round" />
    </g>
  );
}
