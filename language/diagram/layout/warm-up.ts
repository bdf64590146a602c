/**
 * Lays out small plants that nobody sees: engines of JavaScript run code that ran often several times as fast, and elkjs is a lot of
 * code, which takes about as long to compile as a plant of 300 zones to lay out. Done while the page waits for its first graph.
 */
import { type DiagramConduit, type DiagramGraph, type DiagramZone, NO_BADGES } from '../graph.ts';
import type { ElkLayout } from './elk.ts';
import { layoutGraph } from './layout-graph.ts';

const NOWHERE = { file: '', line: 0, column: 0, endLine: 0, endColumn: 0 };
/** Each of 15 to 52 zones, as many as still gain something: about two seconds of one core. */
const ROUNDS = 24;

/**
 * Never throws.
 * @param mayGoOn - Asked before every round: resolves once nobody waits for another layout, with false where no round is needed any more.
 */
export async function warmUp(elk: ElkLayout, mayGoOn: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < ROUNDS && (await mayGoOn()); round++) {
    const plant = samplePlant({ areas: 3 + (round % 5), cells: 2 + (round % 4) });
    await layoutGraph(plant, elk, { detail: round % 2 === 0 ? 'counts' : 'zones' });
  }
}

/** An office, and a site of areas: in each a supervisor with conduits to its cells, and to operations above. */
function samplePlant({ areas, cells }: { areas: number; cells: number }): DiagramGraph {
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
