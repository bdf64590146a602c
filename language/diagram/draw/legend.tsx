/** The legend: the signs that this picture uses, and no others. */
import type { ComponentChildren } from 'preact';
import type { Detail, DiagramGraph, DiagramKind } from '../graph.ts';
import { isTimedOnly } from '../layout/measures.ts';
import { KIND_PATHS, SIGN_PATHS } from './icons.ts';
import { Icon, Rect, Text, usePen } from './pen.tsx';
import { Arrowhead, Badge, Diode, kindToken } from './signs.tsx';
import { HAZARD, ZoneBox } from './zone.tsx';

export const LEGEND_WIDTH = 256;
const ROW = 23;
const TOP = 44;

interface LegendItem {
  readonly words: string;
  readonly sign: ComponentChildren;
}

const KIND_WORDS: Readonly<Record<DiagramKind, string>> = {
  plain: 'zone without kind, or group of zones',
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

/** Signs are drawn around the origin: 32 wide from x 0, y 0 is their middle. */
function legendItems(graph: DiagramGraph, detail: Detail): LegendItem[] {
  const items: LegendItem[] = [];
  const add = (used: boolean, words: string, sign: ComponentChildren): void => {
    if (used) items.push({ words, sign });
  };
  const zones = graph.zones;
  const leaves = zones.filter((z) => !zones.some((c) => c.parent === z.id) || z.assets.length > 0);
  const assets = zones.flatMap((z) => z.assets);
  const rows = graph.conduits.flatMap((c) => c.rows);
  const full = detail === 'assets';
  for (const kind of KIND_ORDER)
    add(
      leaves.some((z) => z.kind === kind),
      KIND_WORDS[kind],
      <KindSample kind={kind} />,
    );
  add(full && leaves.some((z) => !z.walled && z.assets.length > 0), 'open inside: one floor', <OpenSample />);
  add(
    zones.some((z) => z.micro) || (full && zones.some((z) => z.walled && z.assets.length > 0)),
    'micro-segmented: own walls',
    full ? <WalledSample /> : <MicroSample />,
  );
  const flows = graph.conduits.flatMap((c) => [c.towardsUpper, c.towardsLower]);
  add(flows.includes('always'), 'opens connections, always', <LineSample />);
  add(flows.includes('timed'), 'only at times or for access', <LineSample hollow />);
  add(graph.conduits.some(isTimedOnly), 'conduit never open always', <LineSample hollow dashed />);
  add(
    graph.conduits.some((c) => c.oneWay),
    'one-way (diode)',
    <DiodeSample />,
  );
  add(
    graph.conduits.some((c) => c.gates.length > 0),
    'firewall gate on the boundary',
    <GateSample />,
  );
  add(
    rows.some((r) => r.schedule) || rows.some((r) => r.vendor),
    'schedule · vendor access',
    <SignPair first="clock" second="person" />,
  );
  add(
    full && graph.conduits.some((c) => c.encrypted),
    'encrypted',
    <Icon path={SIGN_PATHS.lock} x={9} y={-7} size={13} line={1.5} />,
  );
  add(
    full && rows.some((r) => r.action === 'deny'),
    'denied, whatever allows it',
    <Icon path={SIGN_PATHS.denied} x={9} y={-7} size={13} stroke="deny" line={1.6} />,
  );
  add(full && assets.some((a) => a.critical || a.exposed), 'high criticality · exposed', <CriticalSample />);
  add(
    full && assets.some((a) => a.monitored),
    'monitored',
    <Icon path={SIGN_PATHS.monitored} x={9} y={-7} size={14} line={1.5} />,
  );
  add(full && assets.some((a) => a.alsoIn.length > 0), 'has a second leg · second leg here', <LegSample />);
  const badges = [...zones, ...assets, ...graph.conduits, ...graph.conduits.flatMap((c) => c.gates)].map(
    (n) => n.badges,
  );
  add(
    badges.some((b) => b.errors + b.warnings + b.infos > 0),
    'finding: error, warning, info',
    <FindingSample />,
  );
  return items;
}

export function legendHeight(graph: DiagramGraph, detail: Detail): number {
  return 34 + legendItems(graph, detail).length * ROW + 6;
}

/** At the origin, {@link LEGEND_WIDTH} wide. `children` stand in its top right corner: a button to close it. */
export function Legend({
  graph,
  detail,
  children,
}: {
  graph: DiagramGraph;
  detail: Detail;
  children?: ComponentChildren;
}) {
  return (
    <g class="legend">
      <Rect
        x={0}
        y={0}
        width={LEGEND_WIDTH}
        height={legendHeight(graph, detail)}
        radius={8}
        fill="panel"
        stroke="panelBorder"
      />
      <Text x={14} y={22} size={11.5} weight={600} text="Legend" />
      {children}
      {legendItems(graph, detail).map((item, i) => (
        <g key={item.words}>
          <g transform={`translate(14 ${TOP + i * ROW})`}>{item.sign}</g>
          <Text x={62} y={TOP + 4 + i * ROW} size={11} text={item.words} />
        </g>
      ))}
    </g>
  );
}

/** What the legend says, for assistive technology. */
export function legendWords(graph: DiagramGraph, detail: Detail): string[] {
  return legendItems(graph, detail).map((item) => item.words);
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

function SignPair({ first, second }: { first: 'clock'; second: 'person' }) {
  return (
    <>
      <Icon path={SIGN_PATHS[first]} x={0} y={-6} size={12} line={1.5} />
      <Icon path={SIGN_PATHS[second]} x={17} y={-6} size={12} stroke="vendor" line={1.5} />
    </>
  );
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
