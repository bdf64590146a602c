/** What the page does with a graph, done while it waits for the first: engines of JavaScript run code that ran before several times as fast. */

import { samplePlant } from '../../language/diagram/sample-plant.ts';
import { initialView, viewOf } from '../../language/diagram/view/diagram-view.ts';
import { filterGraph, NO_FILTER } from '../../language/diagram/view/filter.ts';
import { readToWebview } from '../../server/protocol/diagram.ts';

/** As many as still gain something; each takes some milliseconds, of 63 zones. */
const ROUNDS = 30;
/** Between two rounds, so that what comes is heard. Milliseconds. */
const PACE = 30;

/** Begins; what it returns ends it. */
export function rehearse(): () => void {
  const plant = samplePlant({ areas: 10, cells: 4 });
  let round = 0;
  const next = (): void => {
    const message = readToWebview({ type: 'show', graph: structuredClone(plant) });
    if (message?.type === 'show') viewOf(filterGraph(message.graph, NO_FILTER), initialView(message.graph));
    if (++round >= ROUNDS) clearInterval(timer);
  };
  const timer = setInterval(next, PACE);
  return () => clearInterval(timer);
}
