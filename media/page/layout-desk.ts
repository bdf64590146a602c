/** The layout worker's desk: questions are answered as they come, and while none is there elk is warmed up. */
import type { ElkLayout } from '../../language/diagram/layout/elk.ts';
import { layoutGraph } from '../../language/diagram/layout/layout-graph.ts';
import { warmUp } from '../../language/diagram/layout/warm-up.ts';
import type { LayoutAnswer, LayoutQuestion } from './layout-messages.ts';

/** After an answer the next question may follow soon: so long nothing else is begun. Milliseconds. */
const QUIET = 500;
/** Between two rounds, once a picture is there: a machine with little to spare has others to serve. Milliseconds. */
const PACE = 200;
/** Who has laid out so many zones needs no further warming up. */
const WARM_ZONES = 100;

/** Starts to warm up; what it returns answers a question. */
export function openDesk(elk: ElkLayout): (question: LayoutQuestion) => Promise<LayoutAnswer> {
  let pending = 0;
  let answered = -Infinity;
  let isWarm = false;
  const mayGoOn = async (): Promise<boolean> => {
    // Also without a pause it is a task of its own, so that questions can come in.
    await delay(answered > -Infinity ? PACE : 0);
    while (pending > 0 || performance.now() < answered + QUIET) await delay(QUIET / 5);
    return !isWarm;
  };
  void warmUp(elk, mayGoOn);
  return async ({ request, graph, ...options }) => {
    pending++;
    const result = await layoutGraph(graph, elk, options);
    pending--;
    answered = performance.now();
    isWarm ||= graph.zones.length >= WARM_ZONES;
    return { request, result };
  };
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
