/** Lays graphs out in a worker of its own, so that the page never waits for elk. Inlined into the page as one script. */
import { createElk } from '../language/diagram/layout/elk.ts';
import { openDesk } from './page/layout-desk.ts';
import type { LayoutAnswer, LayoutQuestion } from './page/layout-messages.ts';

interface WorkerScope {
  document?: unknown;
  onmessage: ((event: MessageEvent<LayoutQuestion>) => void) | null;
  postMessage(answer: LayoutAnswer): void;
}

const scope = globalThis as unknown as WorkerScope;

// elkjs takes over `onmessage` in any scope without a document; with one it stays a library.
scope.document ??= {};

const answer = openDesk(createElk());

scope.onmessage = async ({ data }) => {
  scope.postMessage(await answer(data));
};
