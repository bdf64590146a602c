/** Plants that nobody sees, of any size: for code to run on before it is needed, which engines of JavaScript then have compiled. */
import { type DiagramConduit, type DiagramGraph, type DiagramZone, NO_BADGES } from './graph.ts';

const NOWHERE = { file: '', line: 0, column: 0, endLine: 0, endColumn: 0 };

/** An office, and a site of areas: in each a supervisor with conduits to its cells, and to operations above. */
export function samplePlant({ areas, cells }: { areas: number; cells: number }): DiagramGraph {
  const zones = [zone('Office', 4), zone('Site'), zone('Operations', 3, 'Site')];
  const conduits = [conduit('Office', 'Operations')];
  for (let area = 0; area < areas; area++) {
    zones.push(zone(`Area${area}`, undefined, 'Site'), zone(`Supervisor${area}`, 2, `Area${area}`));
    conduits.push(conduit('Operations', `Supervisor${area}`));
    for (let cell = 0; cell < cells; cell++) {
      zones.push(zone(`Cell${area}${cell}`, 1, `Area${area}`));
      conduits.push(conduit(`Supervisor${area}`, `Cell${area}${cell}`), conduit('Operations', `Cell${area}${cell}`));
    }
  }
  const counts = { zoneCount: zones.length, assetCount: 0, conduitCount: conduits.length };
  return { format: 1, title: '', ...counts, zones, conduits };
}

function zone(id: string, level?: number, parent?: string): DiagramZone {
  return {
    id,
    title: id,
    kind: 'plain',
    micro: false,
    walled: false,
    assets: [],
    ghosts: [],
    inner: [],
    innerWords: [],
    services: [],
    tags: [],
    badges: NO_BADGES,
    source: NOWHERE,
    ...(level !== undefined && { level }),
    ...(parent !== undefined && { parent }),
  };
}

function conduit(upper: string, lower: string): DiagramConduit {
  const gate = {
    id: `gate ${upper} ${lower}`,
    firewall: upper,
    end: 'lower',
    badges: NO_BADGES,
    source: NOWHERE,
  } as const;
  return {
    id: `${upper} ${lower}`,
    title: '',
    upper,
    lower,
    rows: [],
    towardsLower: 'always',
    encrypted: false,
    inspected: false,
    proxied: false,
    gates: [gate],
    badges: NO_BADGES,
    source: NOWHERE,
  };
}
