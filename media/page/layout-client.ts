/** Asks the layout worker: the newest request wins, an older one's worker is ended; late ones are given up; answers are kept. */
import * as l10n from '@vscode/l10n';
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
/**
 * A layout that nobody waits for any more may go on for so long: its worker, once ended, would have to load elk anew. Milliseconds since
 * it began.
 */
const GRACE = 400;
const KEPT = 12;

/** Undefined: a newer request came. */
export type LayoutOutcome = LayoutResult | undefined;

export class LayoutClient {
  readonly #start: () => LayoutWorker;
  readonly #deadline: number;
  #kept: KeptLayout[] = [];
  #worker: LayoutWorker | undefined;
  /** When the worker began what it is at. */
  #since: number | undefined;
  /** What waits for the worker. */
  #next: LayoutQuestion | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #giveUp: ((outcome: LayoutOutcome) => void) | undefined;
  #request = 0;

  constructor(start: () => LayoutWorker, deadline = DEADLINE) {
    this.#start = start;
    this.#deadline = deadline;
  }

  /** Starts the worker, which gets ready while the page waits for a graph. Where that fails, the first request says so. */
  prepare(): void {
    try {
      this.#worker ??= this.#start();
    } catch {
      this.#worker = undefined;
    }
  }

  /** Near to the picture before, where there is one: a small edit leaves all else where it is. */
  async layout(graph: DiagramGraph, detail: Detail, before?: Before): Promise<LayoutOutcome> {
    this.#giveUp?.(undefined);
    const known = this.#known(graph, detail);
    if (known !== undefined) return { ok: true, layout: before ? keepInPlace(known, before.layout) : known };
    const previous = before && { graph: before.graph, layout: before.layout };
    const result = await this.#ask({ request: ++this.#request, graph, detail, ...(previous && { previous }) });
    if (result?.ok) this.#kept = [...this.#kept.slice(1 - KEPT), new KeptLayout(graph, detail, result.layout)];
    return result;
  }

  /** Ends the layout under way; whoever waits for it gets the outcome. */
  cancel(outcome: LayoutOutcome): void {
    if (this.#giveUp === undefined) return;
    this.#end();
    this.#giveUp(outcome);
  }

  #ask(question: LayoutQuestion): Promise<LayoutOutcome> {
    return new Promise((resolve) => {
      const done = (outcome: LayoutOutcome): void => {
        clearTimeout(timer);
        this.#giveUp = undefined;
        this.#next = undefined;
        resolve(outcome);
      };
      const timer = setTimeout(
        () => this.cancel(failed(l10n.t('It took longer than {0} seconds.', this.#deadline / 1000))),
        this.#deadline,
      );
      this.#giveUp = done;
      if (this.#since === undefined) this.#send(question);
      else {
        this.#next = question;
        const left = this.#since + GRACE - performance.now();
        this.#patience ??= setTimeout(
          () => {
            this.#end();
            if (this.#next !== undefined) this.#send(this.#next);
          },
          Math.max(0, left),
        );
      }
    });
  }

  #send(question: LayoutQuestion): void {
    this.#next = undefined;
    try {
      const worker = this.#worker ?? this.#start();
      this.#worker = worker;
      this.#since = performance.now();
      worker.onmessage = ({ data }) => {
        this.#rest();
        if (this.#next !== undefined) this.#send(this.#next);
        else if (data.request === this.#request) this.#giveUp?.(data.result);
      };
      worker.onerror = ({ message }) => this.cancel(failed(message ?? l10n.t('The layout stopped.')));
      worker.postMessage(question);
    } catch (error) {
      this.#end();
      this.#giveUp?.(failed(error instanceof Error ? error.message : String(error)));
    }
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#rest();
  }

  #rest(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#since = undefined;
  }

  /** The whole content is compared only where as many zones and conduits were laid out before: a first picture need not wait for it. */
  #known(graph: DiagramGraph, detail: Detail): DiagramLayout | undefined {
    const like = this.#kept.filter((k) => k.isLike(graph, detail));
    if (like.length === 0) return undefined;
    const content = contentOf(graph);
    return like.find((k) => k.content === content)?.layout;
  }
}

/** A picture that was laid out before. */
class KeptLayout {
  readonly #graph: DiagramGraph;
  readonly #detail: Detail;
  readonly layout: DiagramLayout;
  #content: string | undefined;

  constructor(graph: DiagramGraph, detail: Detail, layout: DiagramLayout) {
    this.#graph = graph;
    this.#detail = detail;
    this.layout = layout;
  }

  isLike({ zones, conduits }: DiagramGraph, detail: Detail): boolean {
    const own = this.#graph;
    return this.#detail === detail && own.zones.length === zones.length && own.conduits.length === conduits.length;
  }

  get content(): string {
    this.#content ??= contentOf(this.#graph);
    return this.#content;
  }
}

function failed(message: string): LayoutResult {
  return { ok: false, message };
}

/** Everything that a layout depends on: places in the source and what tooltips say are not part of it. */
function contentOf(graph: DiagramGraph): string {
  const ignored = new Set(['source', 'changesAt', 'tags', 'services', 'checks']);
  return JSON.stringify(graph, (name, value: unknown) => (ignored.has(name) ? undefined : value));
}

export function blobWorker(source: string): LayoutWorker {
  return startWorker(source) as unknown as LayoutWorker;
}
