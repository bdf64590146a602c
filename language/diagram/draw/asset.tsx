/** Assets as tiles, second legs as ghosts, and the small edges between the assets of a micro-segmented zone. */
import type { DiagramAsset, DiagramGhost, DiagramZone, InnerEdge } from '../graph.ts';
import { assetNameText, assetTypeText, innerWords, markCount } from '../layout/measures.ts';
import type { Box, PlacedLine, Point } from '../layout/placed.ts';
import { fitText, textWidth } from '../text/metrics.ts';
import { ASSET_PATHS, SIGN_PATHS, type Sign } from './icons.ts';
import { assetName, ghostName } from './names.ts';
import { useMark, useOverlay } from './overlay/context.ts';
import { MARK_SIGNS } from './overlay/review-signs.tsx';
import { DASHES, StartRing } from './overlay/signs.tsx';
import { roundedPath, towards } from './path.ts';
import { Icon, Node, Rect, Text, usePen } from './pen.tsx';
import { Arrowhead, FindingBadges, kindToken } from './signs.tsx';
import type { Token } from './theme.ts';
import { toneToken } from './tones.ts';

export function Tile({ asset, zone, box }: { asset: DiagramAsset; zone: DiagramZone; box: Box }) {
  const { x, y, width, height } = box;
  const { reading } = usePen();
  const mark = useMark(asset.id);
  const tone = mark?.tone;
  const filled = !mark?.hollow && (zone.walled || tone !== undefined);
  return (
    <Node id={asset.id} name={assetName(asset)} class="tile">
      {mark?.start && <StartRing box={box} />}
      <Rect
        class="border"
        {...box}
        radius={6}
        fill={mark?.hollow ? 'none' : tone ? toneToken(tone, 'tint') : zone.walled ? 'tile' : 'none'}
        {...(zone.walled && { stroke: kindToken(zone.kind, 'wall') })}
        {...(tone && { stroke: toneToken(tone, 'line'), line: mark?.hollow ? 1.5 : 2 })}
        {...(mark?.dash && { dash: mark.hollow ? '3 3' : DASHES[mark.dash] })}
      />
      {!filled && (
        <rect class="hit" x={x} y={y} width={width} height={height} rx={6} fill="none" pointer-events="all" />
      )}
      {reading.fine ? <TileWords asset={asset} box={box} /> : <LargeTile asset={asset} box={box} />}
      {/* Clear of the signs at the right of the name, and of what begins at the tile beside it. */}
      <FindingBadges x={x + width - 7} y={isFull(asset, width) ? y - 4 : y + 1} badges={asset.badges} single />
    </Node>
  );
}

/** Its name or a mark reaches to where a finding would lie on it. */
function isFull(asset: DiagramAsset, width: number): boolean {
  return markCount(asset) > 0 || 35 + textWidth(assetNameText(asset), 12, 600) > width - 17;
}

function TileWords({ asset, box: { x, y, width, height } }: { asset: DiagramAsset; box: Box }) {
  const marks = marksOf(asset);
  const mark = useMark(asset.id);
  return (
    <>
      <Icon path={ASSET_PATHS[asset.icon]} x={x + 9} y={y + height / 2 - 9} size={18} stroke="icon" line={1.25} />
      <Text
        x={x + 35}
        y={y + 18}
        size={12}
        weight={600}
        fill={mark?.hollow ? 'ink2' : 'ink'}
        text={assetNameText(asset)}
        struck={mark?.struck ?? false}
      />
      <Text
        x={x + 35}
        y={y + 32}
        size={10.5}
        fill={mark?.tone && !mark.hollow ? 'ink' : 'ink2'}
        text={mark?.note === undefined ? assetTypeText(asset) : fitText(mark.note, width - 44, 10.5)}
      />
      {marks.map(({ sign, stroke }, i) => (
        <Icon
          key={sign}
          path={SIGN_PATHS[sign]}
          x={x + width - 9 - 13 - (marks.length - 1 - i) * 16}
          y={y + 7}
          size={13}
          stroke={stroke}
          line={1.5}
        />
      ))}
      {asset.alsoIn.length > 0 && <Fork asset={asset} right={x + width - 9} y={y + 29} />}
    </>
  );
}

/** Seen from afar: icon and name only. */
function LargeTile({ asset, box: { x, y, width, height } }: { asset: DiagramAsset; box: Box }) {
  const { reading } = usePen();
  const size = Math.max(12, reading.names);
  return (
    <>
      <Icon path={ASSET_PATHS[asset.icon]} x={x + 7} y={y + height / 2 - 10} size={20} stroke="icon" line={1.25} />
      {reading.tiles && (
        <Text
          x={x + 31}
          y={y + height / 2 + size * 0.36}
          size={size}
          weight={600}
          text={fitText(asset.name, width - 35, size, 600)}
        />
      )}
    </>
  );
}

function marksOf(asset: DiagramAsset): { sign: Sign; stroke: Token }[] {
  return [
    ...(asset.monitored ? [{ sign: 'monitored', stroke: 'ink2' } as const] : []),
    ...(asset.exposed ? [{ sign: 'exposed', stroke: 'error' } as const] : []),
    ...(asset.critical ? [{ sign: 'critical', stroke: 'ink2' } as const] : []),
  ];
}

/** It has legs in other zones too: where, the tooltip says; how many, the number. */
function Fork({ asset, right, y }: { asset: DiagramAsset; right: number; y: number }) {
  const count = asset.alsoIn.length;
  const label = count > 1 ? String(count) : '';
  const width = label === '' ? 0 : textWidth(label, 10) + 2;
  return (
    <g>
      <Icon path={SIGN_PATHS.fork} x={right - 12 - width} y={y - 7} size={12} line={1.5} />
      {label !== '' && <Text x={right} y={y + 3} size={10} fill="ink2" anchor="end" text={label} />}
    </g>
  );
}

/** Another zone's asset that has a leg here. */
export function Ghost({ ghost, box }: { ghost: DiagramGhost; box: Box }) {
  const { reading } = usePen();
  const tone = useMark(ghost.id)?.tone;
  const size = reading.fine ? 11 : Math.min(20, reading.names);
  const left = reading.fine ? 28 : 8;
  return (
    <Node id={ghost.id} name={ghostName(ghost)} class="ghost">
      <Rect
        class="border"
        {...box}
        radius={6}
        fill={tone ? toneToken(tone, 'tint') : 'canvas'}
        stroke={tone ? toneToken(tone, 'line') : 'ink3'}
        line={tone ? 2 : 1}
        dash="3 3"
      />
      {reading.fine && (
        <Icon path={ASSET_PATHS[ghost.icon]} x={box.x + 8} y={box.y + 5} size={14} stroke="ink2" line={1.3} />
      )}
      {reading.tiles && (
        <Text
          x={box.x + left}
          y={box.y + 12 + size * 0.36}
          size={size}
          fill="ink2"
          text={fitText(ghost.name, box.width - left - 4, size)}
        />
      )}
    </Node>
  );
}

/** With the sign of a review before it. */
function innerText(edge: InnerEdge): string {
  return edge.mark ? `${MARK_SIGNS[edge.mark]} ${innerWords(edge)}` : innerWords(edge);
}

export function InnerLine({ edge, line }: { edge: InnerEdge; line: PlacedLine }) {
  const { colour, highContrast, reading } = usePen();
  const mark = useMark(edge.id);
  // The path of an overlay lies where it would be.
  const isCovered = useOverlay()?.path.some((hop) => hop.inner === edge.id) === true;
  const ink: Token = mark?.tone ? toneToken(mark.tone, 'line') : 'edge';
  const dash = mark?.dash ? DASHES[mark.dash] : edge.timed ? '6 4' : undefined;
  const points = [...line.points];
  const [start, second] = points as [Point, Point];
  const [beforeEnd, end] = points.slice(-2) as [Point, Point];
  points[points.length - 1] = towards(end, beforeEnd, 6);
  if (edge.both) points[0] = towards(start, second, 6);
  const { x, y, width, height } = line.label;
  return (
    <Node id={edge.id} name={`${edge.text}, permitted inside the zone`} class="inner">
      {!isCovered && (
        <>
          <path
            class="line"
            d={roundedPath(points)}
            fill="none"
            stroke={colour(ink)}
            stroke-width={mark?.tone ? 2.25 : 1.25}
            stroke-dasharray={dash}
            stroke-linecap={mark?.dash ? 'round' : undefined}
          />
          <Arrowhead from={beforeEnd} to={end} size={8} hollow={edge.timed} ink={ink} />
          {edge.both && <Arrowhead from={second} to={start} size={8} hollow={edge.timed} ink={ink} />}
        </>
      )}
      {reading.fine && (
        <>
          <Rect {...line.label} radius={8} fill="pill" stroke="pillBorder" line={highContrast ? 1 : 0.75} />
          <Text x={x + width / 2} y={y + height / 2 + 3.8} size={10.5} anchor="middle" text={innerText(edge)} />
        </>
      )}
    </Node>
  );
}
