/** A zone as a card: what is drawn of it where its assets are not. */
import type { Detail, DiagramAsset, DiagramZone, Folded } from '../graph.ts';
import { PADDING, zoneChips } from '../layout/measures.ts';
import type { Box } from '../layout/placed.ts';
import { countOf } from '../text/display.ts';
import { fitText, textWidth } from '../text/metrics.ts';
import { ASSET_PATHS, KIND_PATHS, SIGN_PATHS } from './icons.ts';
import { useMark } from './overlay/context.ts';
import { BarSign, OverlayChip, overlayChipWidth } from './overlay/signs.tsx';
import { Icon, Text, usePen } from './pen.tsx';
import { kindToken, SecurityChip } from './signs.tsx';

/** Seen from afar: kind and name, as large as it takes. */
export function LargeName({ zone, box, cy }: { zone: DiagramZone; box: Box; cy: number }) {
  const { reading } = usePen();
  const chip = useMark(zone.id)?.chip;
  const size = Math.max(13, reading.names);
  const taken = chip === undefined || reading.blocks ? 0 : overlayChipWidth(chip.text, reading.names) + 8;
  const icon = Math.min(28, size + 3);
  const left = box.x + Math.min(PADDING, box.width / 12);
  const text = fitText(zone.title, box.x + box.width - left - icon - 12 - taken, size, 600);
  return (
    <>
      <Icon path={KIND_PATHS[zone.kind]} x={left} y={cy - icon / 2} size={icon} stroke={kindToken(zone.kind, 'ink')} />
      <Text
        x={left + icon + 6}
        y={cy + size * 0.36}
        size={size}
        weight={600}
        text={text}
        halo={zone.kind === 'plain'}
      />
      {chip && taken > 0 && (
        <OverlayChip text={chip.text} tone={chip.tone} right={box.x + box.width - 8} cy={cy} size={reading.names} />
      )}
    </>
  );
}

/** A zone without its assets: name and security level; in Counts also how many assets of which type. */
export function Card({ zone, box, detail }: { zone: DiagramZone; box: Box; detail: Detail }) {
  const { reading } = usePen();
  const { bar, chip } = useMark(zone.id) ?? {};
  const barred = bar !== undefined && detail === 'counts';
  const { x, y, width, height } = box;
  if (!reading.fine)
    return (
      <>
        <LargeName zone={zone} box={box} cy={y + height / 2 - (bar ? 4 : 0)} />
        {bar && <BarSign bar={bar} x={x + 8} y={y + height - 11} width={width - 16} height={6} />}
      </>
    );
  // The hazard stripes take the foot of a safety zone.
  const foot = zone.kind === 'safety' ? 4 : 0;
  const cy = y + (detail === 'counts' ? 16 - foot / 2 : (height - foot) / 2);
  const level = zoneChips({ ...zone, micro: false, ...(zone.sl && { sl: { text: zone.sl.text } }) }, true)[0];
  const low = detail === 'counts' ? y + 33 - foot : cy;
  const inner = width - 20 - (level?.width ?? 0);
  const taken = (zone.micro ? 18 : 0) + (detail === 'zones' && level ? level.width + 6 : 0);
  return (
    <>
      <Icon
        path={KIND_PATHS[zone.kind]}
        x={x + 9}
        y={cy - 7.5}
        size={14}
        stroke={kindToken(zone.kind, 'ink')}
        line={1.5}
      />
      <Text x={x + 28} y={cy + 4} size={12} weight={600} text={fitText(zone.title, width - 40 - taken, 12, 600)} />
      {zone.micro && (
        <Icon
          path={SIGN_PATHS.micro}
          x={x + width - 21 - (detail === 'zones' && level ? level.width + 6 : 0)}
          y={cy - 6}
          size={12}
          line={1.5}
        />
      )}
      {detail === 'counts' && <Contents zone={zone} x={x + 10} y={low} width={barred ? width - 20 : inner} />}
      {detail === 'zones' && bar && (
        <BarSign bar={bar} x={x + 10} y={y + height - 7 - foot} width={width - 20} height={4} />
      )}
      {!barred && chip && <OverlayChip text={chip.text} tone={chip.tone} right={x + width - 9} cy={low} size={10.5} />}
      {!barred && !chip && level && (
        <SecurityChip chip={level} kind={zone.kind} x={x + width - 9 - level.width} cy={low} height={16} />
      )}
    </>
  );
}

/** What stands for the assets of a zone: under an overlay its bar, else how many of which type. */
export function Contents(props: { zone: DiagramZone; x: number; y: number; width: number }) {
  const bar = useMark(props.zone.id)?.bar;
  const { x, y, width } = props;
  const { folded } = props.zone;
  if (bar === undefined && folded)
    return <Text x={x} y={y + 4} size={10.5} fill="ink2" text={fitText(foldedWords(folded), width, 10.5)} />;
  if (bar === undefined) return <Counts {...props} />;
  return (
    <>
      <BarSign bar={bar} x={x} y={y - 9} width={width} height={7} />
      <Text x={x} y={y + 9} size={10} fill="ink2" text={fitText(bar.words, width, 10)} />
    </>
  );
}

/** `2 zones, 5 assets`. */
export function foldedWords({ zones, assets }: Folded): string {
  return `${countOf(zones, 'zone')}, ${countOf(assets, 'asset')}`;
}

/** Icon and number per type, at most three, then how many more; second legs last. */
function Counts({ zone, x, y, width }: { zone: DiagramZone; x: number; y: number; width: number }) {
  const groups = countByIcon(zone.assets);
  const legs = zone.ghosts.length;
  if (groups.length + legs === 0)
    return <Text x={x} y={y + 4} size={10.5} fill="ink2" text={fitText('no assets', width, 10.5)} />;
  const shown = [...groups.slice(0, legs > 0 ? 2 : 3), ...(legs > 0 ? [{ icon: 'leg' as const, count: legs }] : [])];
  const more = zone.assets.length + legs - shown.reduce((sum, g) => sum + g.count, 0);
  let at = x;
  const placed = shown.map((group) => {
    const left = at;
    at += 16 + textWidth(String(group.count), 11) + 10;
    return { ...group, left };
  });
  return (
    <>
      {placed.map((g) => (
        <g key={g.icon}>
          <Icon path={g.icon === 'leg' ? SIGN_PATHS.fork : ASSET_PATHS[g.icon]} x={g.left} y={y - 6} size={12} />
          <Text x={g.left + 16} y={y + 4} size={11} fill="ink2" text={String(g.count)} />
        </g>
      ))}
      {more > 0 && <Text x={at} y={y + 4} size={11} fill="ink2" text={`+${more}`} />}
    </>
  );
}

function countByIcon(assets: readonly DiagramAsset[]): { icon: DiagramAsset['icon']; count: number }[] {
  const counts = new Map<DiagramAsset['icon'], number>();
  for (const { icon } of assets) counts.set(icon, (counts.get(icon) ?? 0) + 1);
  return [...counts].map(([icon, count]) => ({ icon, count })).sort((a, b) => b.count - a.count);
}
