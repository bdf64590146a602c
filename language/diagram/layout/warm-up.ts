/**
 * Lays out small plants that nobody sees: engines of JavaScript run code that ran often several times as fast, and elkjs is a lot of
 * code, which takes about as long to compile as a plant of 300 zones to lay out. Done while the page waits for its first graph.
 */
import { samplePlant } from '../sample-plant.ts';
import type { ElkLayout } from './elk.ts';
import { layoutGraph } from './layout-graph.ts';

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
