/** Asks the layout worker: the newest request wins, an older one's worker is ended; late ones are given up; answers are kept. */
import type { Detail, DiagramGraph } from '../../language/diagram/graph.ts';
import type { Before } from '../../language/diagram/layout/anchored.ts';
import type { LayoutResult } from '../../language/diagram/layout/layout-graph.ts';
import type { DiagramLayout } from '../../language/diagram/layout/placed.ts';
import { keepInPlace } from '../../language/diagram/layout/stability.ts';
import type { LayoutAnswer, LayoutQuestion } from './layout-messages.ts';
import { startWorker } from './start-worker.ts';

export interface LayoutWorker {
  postMessage(question: LayoutQuestion): void;
  terminate(): void;
  onmessage: ((event: { data: LayoutAnswer }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
}

/** A layout that takes longer than this is given up. Milliseconds. */
const DEADLINE = 20_000;
const KEPT = 12;

/** Undefined: a newer request came. */
export type LayoutOutcome = LayoutResult | undefined;

export class LayoutClient {
  readonly #start: () => LayoutWorker;
  readonly #deadline: number;
  readonly #kept = new Map<string, DiagramLayout>();
  #worker: LayoutWorker | undefined;
  #giveUp: ((outcome: LayoutOutcome) => void) | undefined;
  #request = 0;

  constructor(start: () => LayoutWorker, deadline = DEADLINE) {
    this.#start = start;
    this.#deadline = deadline;
  }

  /** Near to the picture before, where there is one: a small edit leaves all else where it is. */
  async layout(graph: DiagramGraph, detail: Detail, before?: Before): Promise<LayoutOutcome> {
    this.cancel(undefined);
    const key = contentOf(graph, detail);
    const known = this.#kept.get(key);
    if (known !== undefined) return { ok: true, layout: before ? keepInPlace(known, before.layout) : known };
    const previous = before && { graph: before.graph, layout: before.layout };
    const result = await this.#ask({ request: ++this.#request, graph, detail, ...(previous && { previous }) });
    if (result?.ok) this.#keep(key, result.layout);
    return result;
  }

  /** Ends the layout under way; whoever waits for it gets the outcome. */
  cancel(outcome: LayoutOutcome): void {
    if (this.#giveUp === undefined) return;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#giveUp(outcome);
  }

  #ask(question: LayoutQuestion): Promise<LayoutOutcome> {
    return new Promise((resolve) => {
      const done = (outcome: LayoutOutcome): void => {
        clearTimeout(timer);
        this.#giveUp = undefined;
        resolve(outcome);
      };
      const timer = setTimeout(
        () => this.cancel(failed(`It took longer than ${this.#deadline / 1000} seconds.`)),
        this.#deadline,
      );
      this.#giveUp = done;
      try {
        const worker = this.#worker ?? this.#start();
        this.#worker = worker;
        worker.onmessage = ({ data }) => {
          if (data.request === question.request) done(data.result);
        };
        worker.onerror = ({ message }) => this.cancel(failed(message ?? 'The layout stopped.'));
        worker.postMessage(question);
      } catch (error) {
        done(failed(error instanceof Error ? error.message : String(error)));
      }
    });
  }

  #keep(key: string, layout: DiagramLayout): void {
    this.#kept.set(key, layout);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

function failed(message: string): LayoutResult {
  return { ok: false, message };
}

/** Everything that a layout depends on: places in the source and what tooltips say are not part of it. */
function contentOf(graph: DiagramGraph, detail: Detail): string {
  const ignored = new Set(['source', 'changesAt', 'tags', 'services', 'checks']);
  return `${detail} ${JSON.stringify(graph, (name, value: unknown) => (ignored.has(name) ? undefined : value))}`;
}

export function blobWorker(source: string): LayoutWorker {
  return startWorker(source) as unknown as LayoutWorker;
}
