/** The signs that an overlay's legend explains. */
import type { LegendEntry } from '../../overlay/overlay.ts';
import { SIGN_PATHS } from '../icons.ts';
import { Icon, Rect, Text, usePen } from '../pen.tsx';
import { Arrowhead, Badge } from '../signs.tsx';
import { toneToken } from '../tones.ts';
import { DASHES, RoundBadge } from './signs.tsx';

/** A sign around the origin: 32 wide from x 0, y 0 is its middle. */
export function LegendSample({ entry }: { entry: LegendEntry }) {
  switch (entry.sign) {
    case 'tile':
      return <TileSample entry={entry} />;
    case 'faded':
      return <FadedSample />;
    case 'path':
      return <PathSample />;
    case 'choke':
      return (
        <>
          <Rect x={4} y={-7} width={24} height={14} radius={5} stroke="ink" line={2} dash="0.1 4" />
          <Icon path={SIGN_PATHS.choke} x={10} y={-6} size={12} stroke="ink" line={1.6} />
        </>
      );
    case 'line':
      return <LineSample entry={entry} />;
    case 'text':
      return (
        <Text
          x={16}
          y={4}
          size={11}
          weight={600}
          anchor="middle"
          fill={entry.tone ? toneToken(entry.tone, 'text') : 'ink'}
          text={entry.text}
        />
      );
    case 'finding':
      return (
        <g transform="translate(16 0) scale(.8)">
          <Badge x={0} y={0} severity={entry.severity} count="" />
        </g>
      );
    case 'bar':
      return (
        <>
          <Rect x={0} y={-5} width={32} height={10} radius={2} stroke="ink3" />
          <Rect x={0} y={-5} width={20} height={10} radius={2} fill={toneToken(entry.tone ?? 'add', 'fill')} />
        </>
      );
  }
}

function TileSample({ entry }: { entry: Extract<LegendEntry, { sign: 'tile' }> }) {
  const { tone, badge, start } = entry;
  return (
    <>
      <Rect
        x={6}
        y={-7}
        width={24}
        height={14}
        radius={4}
        fill={tone ? toneToken(tone, 'tint') : 'tile'}
        stroke={tone ? toneToken(tone, 'line') : 'ink3'}
        line={tone ? 2 : 1}
      />
      {tone && (start || badge !== undefined) && (
        <RoundBadge x={7} y={0} tone={tone} text={start ? undefined : badge} />
      )}
    </>
  );
}

function FadedSample() {
  return (
    <g opacity={0.6}>
      <Rect x={6} y={-7} width={24} height={14} radius={4} fill="tile" stroke="ink3" />
    </g>
  );
}

function PathSample() {
  const { colour } = usePen();
  return (
    <>
      <path d="M0 0h24" stroke={colour('ink')} stroke-width={3.25} />
      <Arrowhead from={{ x: 0, y: 0 }} to={{ x: 33, y: 0 }} size={11} hollow={false} ink="ink" />
    </>
  );
}

function LineSample({ entry }: { entry: Extract<LegendEntry, { sign: 'line' }> }) {
  const { colour } = usePen();
  const ink = entry.tone ? toneToken(entry.tone, 'line') : 'edge';
  return (
    <g opacity={entry.faded ? 0.48 : undefined}>
      <path
        d="M0 0h24"
        stroke={colour(ink)}
        stroke-width={2.25}
        stroke-linecap="round"
        stroke-dasharray={entry.dash === 'dotted' ? '1.5 4' : entry.dash && DASHES[entry.dash]}
      />
      <Arrowhead from={{ x: 0, y: 0 }} to={{ x: 32, y: 0 }} hollow={false} ink={ink} />
    </g>
  );
}
