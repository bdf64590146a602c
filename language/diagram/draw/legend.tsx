/** The legend: the signs that this picture uses, and no others. */
import type { ComponentChildren } from 'preact';
import type { Detail, DiagramGraph, DiagramKind } from '../graph.ts';
import { isTimedOnly } from '../layout/measures.ts';
import type { Overlay } from '../overlay/overlay.ts';
import { KIND_PATHS, SIGN_PATHS, type Sign } from './icons.ts';
import { LegendSample } from './overlay/legend.tsx';
import { Icon, Rect, Text, usePen } from './pen.tsx';
import { Arrowhead, Badge, Diode, kindToken } from './signs.tsx';
import type { Token } from './theme.ts';
import { HAZARD, ZoneBox } from './zone.tsx';

export const LEGEND_WIDTH = 256;
const ROW = 23;
const TOP = 44;

interface LegendItem {
  readonly words: string;
  readonly sign: ComponentChildren;
}

const KIND_WORDS: Readonly<Record<DiagramKind, string>> = {
  plain: 'no kind, or a group of zones',
  business: 'business zone',
  dmz: 'DMZ: double border',
  control: 'control zone',
  safety: 'safety zone: hazard foot',
  wireless: 'wireless zone: dotted',
  external: 'external zone: dashed',
  temporary: 'temporary zone: dash-dotted',
};

const KIND_ORDER: readonly DiagramKind[] = [
  'business',
  'dmz',
  'control',
  'safety',
  'wireless',
  'external',
  'temporary',
  'plain',
];

/** A sign around the origin: 32 wide from x 0, y 0 is its middle. Listed where `used`. */
type Entry = readonly [used: boolean, words: string, sign: ComponentChildren];

/** The signs in use; under an overlay those that it brings. */
function legendItems(graph: DiagramGraph, detail: Detail, overlay: Overlay | undefined): LegendItem[] {
  if (overlay !== undefined && overlay.legend.length > 0)
    return overlay.legend.map((entry) => ({
      words: entry.words,
      sign: <LegendSample key={entry.words} entry={entry} />,
    }));
  const full = detail === 'assets';
  const entries = [
    ...zoneEntries(graph, full),
    ...lineEntries(graph, full),
    ...assetEntries(graph, full),
    findingEntry(graph),
  ];
  return entries.flatMap(([used, words, sign]) => (used ? [{ words, sign }] : []));
}

function zoneEntries({ zones }: DiagramGraph, full: boolean): Entry[] {
  const outer = new Set(zones.flatMap((z) => z.parent ?? []));
  const own = zones.filter((z) => !outer.has(z.id) || z.assets.length > 0);
  const walled = zones.some((z) => z.micro) || (full && zones.some((z) => z.walled && z.assets.length > 0));
  return [
    ...KIND_ORDER.map(
      (kind): Entry => [own.some((z) => z.kind === kind), KIND_WORDS[kind], <KindSample key={kind} kind={kind} />],
    ),
    [full && own.some((z) => !z.walled && z.assets.length > 0), 'open inside: one floor', <OpenSample key="open" />],
    [walled, 'micro-segmented: own walls', full ? <WalledSample key="walled" /> : <MicroSample key="micro" />],
  ];
}

function lineEntries({ conduits }: DiagramGraph, full: boolean): Entry[] {
  const flows = conduits.flatMap((c) => [c.towardsUpper, c.towardsLower]);
  const rows = conduits.flatMap((c) => c.rows);
  const conditional = full ? rows.some((r) => r.schedule || r.vendor) : conduits.some(isTimedOnly);
  const denied = full && rows.some((r) => r.action === 'deny');
  return [
    [flows.includes('always'), 'opens connections, always', <LineSample key="always" />],
    [flows.includes('timed'), 'only at times or for access', <LineSample key="timed" hollow />],
    [conduits.some(isTimedOnly), 'conduit never open always', <LineSample key="never" hollow dashed />],
    [conduits.some((c) => c.oneWay), 'one-way (diode)', <DiodeSample key="diode" />],
    [conduits.some((c) => c.gates.length > 0), 'firewall gate on the boundary', <GateSample key="gate" />],
    [
      conditional,
      full ? 'schedule · vendor access' : 'only at times',
      <ConditionSample key="condition" vendor={full} />,
    ],
    [full && conduits.some((c) => c.encrypted), 'encrypted', <MarkSample key="lock" sign="lock" />],
    [denied, 'denied, whatever allows it', <MarkSample key="denied" sign="denied" stroke="deny" />],
  ];
}

function assetEntries({ zones }: DiagramGraph, full: boolean): Entry[] {
  const assets = full ? zones.flatMap((z) => z.assets) : [];
  return [
    [assets.some((a) => a.critical || a.exposed), 'high criticality · exposed', <CriticalSample key="critical" />],
    [assets.some((a) => a.monitored), 'monitored', <MarkSample key="monitored" sign="monitored" />],
    [assets.some((a) => a.alsoIn.length > 0), 'has a second leg · second leg here', <LegSample key="leg" />],
    [
      !full && zones.some((z) => z.ghosts.length > 0),
      'second legs of assets elsewhere',
      <MarkSample key="legs" sign="fork" />,
    ],
  ];
}

function findingEntry({ zones, conduits }: DiagramGraph): Entry {
  const nodes = [...zones, ...zones.flatMap((z) => z.assets), ...conduits, ...conduits.flatMap((c) => c.gates)];
  const found = nodes.some(({ badges: b }) => b.errors + b.warnings + b.infos > 0);
  return [found, 'finding: error, warning, info', <FindingSample key="finding" />];
}

export function legendHeight(graph: DiagramGraph, detail: Detail, overlay?: Overlay): number {
  return 34 + legendItems(graph, detail, overlay).length * ROW + 6;
}

/** At the origin, {@link LEGEND_WIDTH} wide. `children` stand in its top right corner: a button to close it. */
export function Legend({
  graph,
  detail,
  overlay,
  children,
}: {
  graph: DiagramGraph;
  detail: Detail;
  overlay?: Overlay | undefined;
  children?: ComponentChildren;
}) {
  return (
    <g class="legend">
      <Rect
        x={0}
        y={0}
        width={LEGEND_WIDTH}
        height={legendHeight(graph, detail, overlay)}
        radius={8}
        fill="panel"
        stroke="panelBorder"
      />
      <Text x={14} y={22} size={11.5} weight={600} text="Legend" />
      {children}
      {legendItems(graph, detail, overlay).map((item, i) => (
        <g key={item.words}>
          <g transform={`translate(14 ${TOP + i * ROW})`}>{item.sign}</g>
          <Text x={62} y={TOP + 4 + i * ROW} size={11} text={item.words} />
        </g>
      ))}
    </g>
  );
}

/** What the legend says, for assistive technology. */
export function legendWords(graph: DiagramGraph, detail: Detail, overlay?: Overlay): string[] {
  return legendItems(graph, detail, overlay).map((item) => item.words);
}

function KindSample({ kind }: { kind: DiagramKind }) {
  return (
    <>
      <ZoneBox box={{ x: 0, y: -8.5, width: 32, height: 17 }} kind={kind} group={false} radius={4} />
      {kind === 'safety' && <rect x={1.5} y={4.5} width={29} height={3} fill={`url(#${HAZARD})`} />}
      <Icon path={KIND_PATHS[kind]} x={10} y={-6} size={12} stroke={kindToken(kind, 'ink')} line={1.5} />
    </>
  );
}

function Dots({ at }: { at: readonly number[] }) {
  const { colour } = usePen();
  return (
    <>
      {at.map((x) => (
        <circle key={x} cx={x} cy={0} r={2.5} fill={colour('ink2')} />
      ))}
    </>
  );
}

function OpenSample() {
  const { highContrast } = usePen();
  const outline = highContrast ? ({ stroke: 'control-ink', dash: '1 5' } as const) : {};
  return (
    <>
      <Rect
        x={0}
        y={-8}
        width={32}
        height={16}
        radius={3}
        fill={highContrast ? 'none' : 'control-floor'}
        {...outline}
      />
      <Dots at={[9, 23]} />
    </>
  );
}

function WalledSample() {
  return (
    <>
      <Rect x={0} y={-8} width={15} height={16} radius={3} fill="tile" stroke="control-wall" />
      <Rect x={17} y={-8} width={15} height={16} radius={3} fill="tile" stroke="control-wall" />
      <Dots at={[7.5, 24.5]} />
    </>
  );
}

function MicroSample() {
  return <Icon path={SIGN_PATHS.micro} x={9} y={-7} size={13} />;
}

function LineSample({ hollow = false, dashed = false }: { hollow?: boolean; dashed?: boolean }) {
  const { colour } = usePen();
  return (
    <>
      <path d="M0 0h24" stroke={colour('edge')} stroke-width={1.5} stroke-dasharray={dashed ? '6 4' : undefined} />
      <Arrowhead from={{ x: 0, y: 0 }} to={{ x: 32, y: 0 }} hollow={hollow} />
    </>
  );
}

function DiodeSample() {
  const { colour } = usePen();
  return (
    <>
      <path d="M0 0h32" stroke={colour('edge')} stroke-width={1.5} />
      <Diode x={15.5} y={0} angle={0} scale={0.95} />
    </>
  );
}

function GateSample() {
  return (
    <>
      <Rect x={0} y={-8} width={32} height={16} radius={4} fill="gate" />
      <Icon path={SIGN_PATHS.firewall} x={9.5} y={-6.5} size={13} stroke="gateInk" line={1.3} />
    </>
  );
}

function ConditionSample({ vendor }: { vendor: boolean }) {
  return (
    <>
      <Icon path={SIGN_PATHS.clock} x={vendor ? 0 : 9} y={-6} size={12} line={1.5} />
      {vendor && <Icon path={SIGN_PATHS.person} x={17} y={-6} size={12} stroke="vendor" line={1.5} />}
    </>
  );
}

function MarkSample({ sign, stroke = 'ink2' }: { sign: Sign; stroke?: Token }) {
  return <Icon path={SIGN_PATHS[sign]} x={9} y={-7} size={13} stroke={stroke} line={1.5} />;
}

function CriticalSample() {
  return (
    <>
      <Icon path={SIGN_PATHS.critical} x={0} y={-7} size={13} line={1.5} />
      <Icon path={SIGN_PATHS.exposed} x={17} y={-7} size={13} stroke="error" line={1.5} />
    </>
  );
}

function LegSample() {
  return (
    <>
      <Icon path={SIGN_PATHS.fork} x={0} y={-6} size={12} line={1.5} />
      <Rect x={17} y={-6} width={15} height={12} radius={3} fill="canvas" stroke="ink3" dash="3 3" />
    </>
  );
}

function FindingSample() {
  return (
    <>
      {(['error', 'warning', 'info'] as const).map((severity, i) => (
        <g key={severity} transform={`translate(${6 + i * 15} 0) scale(.72)`}>
          <Badge x={0} y={0} severity={severity} count="" />
        </g>
      ))}
    </>
  );
}
