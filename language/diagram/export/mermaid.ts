/** The zones and conduits as a Mermaid flowchart, for pages that draw it themselves. Its layout is Mermaid's, not ours. */
import type { DiagramConduit, DiagramGraph, DiagramZone, Mark } from '../graph.ts';
import { MARKED, rowText, signOf } from './words.ts';

/** Lines by how many ends they point to: solid, and dashed for what is permitted at times only. */
const LINES = { none: ['---', '---'], one: ['-->', '-.->'], both: ['<-->', '<-.->'] } as const;

/** The graph as Mermaid text. Node names are made here; texts of the policy stand in quotes, escaped. */
export function mermaidText(graph: DiagramGraph): string {
  const names = new Map<string, string>();
  for (const zone of graph.zones) {
    names.set(zone.id, `z${names.size}`);
    for (const asset of zone.assets) names.set(asset.id, `a${names.size}`);
  }
  const roots = graph.zones.filter((zone) => zone.parent === undefined);
  return [
    'flowchart TB',
    ...roots.flatMap((zone) => zoneLines(graph, zone, names, 1)),
    ...graph.conduits.map((conduit) => conduitLine(conduit, names)),
    ...markLines(graph, names),
    '',
  ].join('\n');
}

function zoneLines(
  graph: DiagramGraph,
  zone: DiagramZone,
  names: ReadonlyMap<string, string>,
  depth: number,
): string[] {
  const indent = '  '.repeat(depth);
  const facts = [
    zone.level === undefined ? '' : `L${zone.level}`,
    zone.kind === 'plain' ? '' : zone.kind,
    zone.sl?.text ?? '',
  ];
  const title = [signOf(zone) + zone.title, ...facts.filter((fact) => fact !== '')].join(' · ');
  const children = graph.zones.filter((z) => z.parent === zone.id);
  const assets = zone.assets.map(
    (a) => `${indent}  ${names.get(a.id)}["${escaped(signOf(a) + a.name)}<br/>${escaped(a.type)}"]`,
  );
  // A subgraph without anything in it is not drawn.
  const filler = assets.length + children.length === 0 ? [`${indent}  ${names.get(zone.id)}e[" "]`] : [];
  return [
    `${indent}subgraph ${names.get(zone.id)}["${escaped(title)}"]`,
    ...assets,
    ...filler,
    ...children.flatMap((child) => zoneLines(graph, child, names, depth + 1)),
    `${indent}end`,
  ];
}

/** In a review: the colours and dashes of what came, went, changed and moved. */
function markLines({ zones, conduits }: DiagramGraph, names: ReadonlyMap<string, string>): string[] {
  const style = (mark: Mark): string => {
    const { colour, dash } = MARKED[mark];
    return `stroke:${colour},stroke-width:2.5px${dash === '' ? '' : `,stroke-dasharray:${dash}`}`;
  };
  return [
    ...zones
      .flatMap((z) => [z, ...z.assets])
      .flatMap(({ id, mark }) => (mark === undefined ? [] : [`  style ${names.get(id)} ${style(mark)}`])),
    ...conduits.flatMap(({ mark }, i) => (mark === undefined ? [] : [`  linkStyle ${i} ${style(mark)}`])),
  ];
}

function conduitLine(conduit: DiagramConduit, names: ReadonlyMap<string, string>): string {
  const { towardsUpper: up, towardsLower: down } = conduit;
  const [always, timed] = LINES[up !== undefined && down !== undefined ? 'both' : up === down ? 'none' : 'one'];
  const line = up === 'always' || down === 'always' ? always : timed;
  // Mermaid's arrows point to the second end.
  const [from, to] =
    down === undefined && up !== undefined ? [conduit.lower, conduit.upper] : [conduit.upper, conduit.lower];
  const label = [[signOf(conduit) + conduit.title, conduit.sl ?? ''].join(' ').trim(), ...conduit.rows.map(rowText)];
  return `  ${names.get(from)} ${line}|"${label.map(escaped).join('<br/>')}"| ${names.get(to)}`;
}

/** Mermaid reads `#NUMBER;` for any character: nothing that it could take for its own signs is left. */
function escaped(text: string): string {
  return text.replace(/["#&;<>`\\|[\](){}]/g, (sign) => `#${sign.codePointAt(0)};`);
}
