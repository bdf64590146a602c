/**
 * What VS Code in a browser has written down of the diagram: what it brings back when its window is loaded anew.
 *
 * A page's state reaches the window at once and IndexedDB later: when the window is idle, five seconds after the last time. As the window
 * goes, it is written only if the browser leaves it the time. So what comes back after a change may be what was before it.
 */
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Kept as KeptOfPage, readKept } from '../../../media/page/host.ts';

export interface Kept {
  /** What the diagram's page would find of itself. */
  readonly page: KeptOfPage;
  /** The extension's workspace state. */
  readonly extension: Readonly<Record<string, unknown>>;
}

const KEPT_TIMEOUT_MS = 60_000;
/** After so long a window counts as idle: on a busy machine it never is, and VS Code would write down nothing. */
const IDLE_MS = 1000;
const OPEN_EDITORS = 'memento/workbench.parts.editor';
const EXTENSION = 'bulkhead.bulkhead';

/** Lets VS Code write down what it keeps on a busy machine too; of every window that is opened from now on. */
export async function keepWhenBusy(context: BrowserContext): Promise<void> {
  await context.addInitScript((timeout) => {
    const whenIdle = window.requestIdleCallback.bind(window);
    window.requestIdleCallback = (callback, options) => whenIdle(callback, { timeout, ...options });
  }, IDLE_MS);
}

/** Waits until VS Code has written down what is expected of the diagram. */
export async function untilKept(page: Page, isExpected: (kept: Kept) => boolean): Promise<void> {
  const read = async (): Promise<Kept | 'as expected'> => {
    const { [OPEN_EDITORS]: editors, [EXTENSION]: state = '{}' } = await writtenDown(page, [OPEN_EDITORS, EXTENSION]);
    const kept = { page: readKept(stateOfPage(JSON.parse(editors ?? '{}'))), extension: JSON.parse(state) };
    return isExpected(kept) ? 'as expected' : kept;
  };
  await expect.poll(read, { timeout: KEPT_TIMEOUT_MS, interval: 200 }).toBe('as expected');
}

/** Values of keys in the window's own database; VS Code keeps others for all windows. */
function writtenDown(page: Page, keys: readonly string[]): Promise<Readonly<Record<string, string | undefined>>> {
  return page.evaluate(async (wanted) => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
    const own = names.find((n) => n.startsWith('vscode-web-state-db-') && !n.startsWith('vscode-web-state-db-global'));
    if (own === undefined) return {};
    const database = await answer(indexedDB.open(own));
    const table = database.transaction('ItemTable').objectStore('ItemTable');
    const values = await Promise.all(wanted.map((key) => answer<string | undefined>(table.get(key))));
    database.close();
    return Object.fromEntries(wanted.map((key, i) => [key, values[i]]));
  }, keys);
}

/** What the diagram's page gave to `setState`, somewhere among the open editors: VS Code writes those as texts within texts. */
function stateOfPage(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('{') ? stateOfPage(JSON.parse(value)) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const { providedId, state } = value as { readonly providedId?: unknown; readonly state?: unknown };
  if (providedId === 'bulkhead.diagram' && typeof state === 'string') return JSON.parse(state);
  return Object.values(value)
    .map(stateOfPage)
    .find((found) => found !== undefined);
}
