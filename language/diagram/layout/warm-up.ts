/**
 * Lays out a small plant that nobody sees: engines of JavaScript run code that ran before several times as fast, and elkjs is a lot of
 * code. Done while the page waits for its first graph.
 */
import { type DiagramConduit, type DiagramGraph, type DiagramZone, NO_BADGES } from '../graph.ts';
import type { ElkLayout } from './elk.ts';
import { layoutGraph } from './layout-graph.ts';

const NOWHERE = { file: '', line: 0, column: 0, endLine: 0, endColumn: 0 };
const AREAS = 3;
const CELLS = 2;

/** Never throws. */
export async function warmUp(elk: ElkLayout): Promise<void> {
  await layoutGraph(samplePlant(), elk, { detail: 'counts' });
}

/** An office, and a site of areas: in each a supervisor with conduits to its cells, and to operations above. */
function samplePlant(): DiagramGraph {
  const zones = [zone('Office', 4), zone('Site'), zone('Operations', 3, 'Site')];
  const conduits = [conduit('Office', 'Operations')];
  for (let area = 0; area < AREAS; area++) {
    zones.push(zone(`Area${area}`, undefined, 'Site'), zone(`Supervisor${area}`, 2, `Area${area}`));
    conduits.push(conduit('Operations', `Supervisor${area}`));
    for (let cell = 0; cell < CELLS; cell++) {
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
