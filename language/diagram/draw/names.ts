/** What each node is called when it is spoken: "Kiln cell, control zone, level 1, SL 1 to 2, micro-segmented, 2 assets, 1 conduit". */
import type {
  Badges,
  DiagramAsset,
  DiagramConduit,
  DiagramGate,
  DiagramGhost,
  DiagramGraph,
  DiagramZone,
  Mark,
  PillRow,
} from '../graph.ts';
import { countOf, joinWords } from '../text/display.ts';

/** What a review says of a node, first: it is why one looks. */
function markWords({ mark }: { readonly mark?: Mark | undefined }): string[] {
  return mark === undefined ? [] : [mark === 'left' ? 'was here' : mark];
}

export function zoneName(zone: DiagramZone, graph: DiagramGraph): string {
  const conduits = graph.conduits.filter((c) => c.upper === zone.id || c.lower === zone.id).length;
  return [
    ...markWords(zone),
    zone.title,
    zone.kind === 'plain' ? 'zone' : `${zone.kind === 'dmz' ? 'DMZ' : zone.kind} zone`,
    ...(zone.level === undefined ? [] : [`level ${zone.level}`]),
    ...(zone.sl === undefined ? [] : [zone.sl.text.replace('–', ' to ')]),
    ...(zone.micro ? ['micro-segmented'] : []),
    ...(zone.folded ? [`collapsed, ${countOf(zone.folded.zones, 'zone')}`] : []),
    countOf(zone.assets.length, 'asset'),
    ...(zone.ghosts.length > 0 ? [`${zone.ghosts.length} more from other zones`] : []),
    countOf(conduits, 'conduit'),
    ...findingWords(zone.badges),
  ].join(', ');
}

export function assetName(asset: DiagramAsset): string {
  return [
    ...markWords(asset),
    asset.name,
    asset.type,
    ...(asset.critical ? ['high criticality'] : []),
    ...(asset.exposed ? ['exposed'] : []),
    ...(asset.monitored ? ['monitored'] : []),
    ...(asset.alsoIn.length > 0 ? [`also in ${joinWords(asset.alsoIn)}`] : []),
    ...findingWords(asset.badges),
  ].join(', ');
}

export function ghostName(ghost: DiagramGhost): string {
  return `${ghost.name}, second leg of an asset of ${ghost.home}`;
}

export function gateName(gate: DiagramGate): string {
  return [
    ...markWords(gate),
    `firewall ${gate.firewall}`,
    ...(gate.interface ? [`interface ${gate.interface}`] : []),
    ...findingWords(gate.badges),
  ].join(', ');
}

export function conduitName(conduit: DiagramConduit, graph: DiagramGraph): string {
  const title = (id: string): string => graph.zones.find((z) => z.id === id)?.title ?? id;
  return [
    ...markWords(conduit),
    `${conduit.title}${conduit.members ? '' : ', conduit'} between ${title(conduit.upper)} and ${title(conduit.lower)}`,
    ...(conduit.sl ? [conduit.sl] : []),
    ...(conduit.oneWay ? ['one-way'] : []),
    ...(conduit.encrypted ? ['encrypted'] : []),
    ...conduit.rows.map((row) => rowWords(row, title(conduit.upper), title(conduit.lower))),
    ...findingWords(conduit.badges),
  ].join(', ');
}

function rowWords({ action, direction, text, schedule, vendor, mark }: PillRow, upper: string, lower: string): string {
  if (action !== 'allow') return [...markWords({ mark }), text].join(' ');
  const way = { down: `to ${lower}`, up: `to ${upper}`, both: 'both ways' }[direction];
  return [...markWords({ mark }), text, way, schedule, vendor].filter((part) => part !== undefined).join(' ');
}

export function findingWords({ errors, warnings, infos }: Badges): string[] {
  return [
    ...(errors > 0 ? [countOf(errors, 'error')] : []),
    ...(warnings > 0 ? [countOf(warnings, 'warning')] : []),
    ...(infos > 0 ? [countOf(infos, 'note')] : []),
  ];
}
