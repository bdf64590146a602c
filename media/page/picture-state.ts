/** What picture is on the screen, and how a new graph becomes the next one. */
import * as l10n from '@vscode/l10n';
import { dequal } from 'dequal/lite';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { DiagramGraph } from '../../language/diagram/graph.ts';
import { readToWebview, type StaleMark, type ToWebview } from '../../server/protocol/diagram.ts';
import type { Shown } from './canvas.tsx';
import type { Host } from './host.ts';
import { blobWorker, LayoutClient } from './layout-client.ts';
import { pageNodes } from './nodes.ts';
import { type OverlayState, useOverlay } from './overlay-state.ts';
import { type PartState, usePart } from './part-state.ts';
import { rehearse } from './rehearsal.ts';

export interface PictureState extends PartState {
  /** The newest graph that came, whole; its picture may not be ready. */
  readonly graph: DiagramGraph | undefined;
  readonly shown: Shown | undefined;
  readonly stale: StaleMark | undefined;
  readonly failure: string | undefined;
  /** Seconds that a layout has been under way, once it is worth saying; undefined while none is. */
  readonly waiting: number | undefined;
  /** What lies over the picture: of the same text as `shown`. */
  readonly overlay: OverlayState;
  cancel(): void;
  retry(): void;
}

/** A wait shorter than this is not shown. Milliseconds. */
const PATIENCE = 300;

export function usePicture(
  host: Host,
  workerSource: string,
  onOther: (message: Extract<ToWebview, { type: 'reveal' | 'export' }>) => void,
): PictureState {
  const client = useMemo(() => new LayoutClient(() => blobWorker(workerSource)), [workerSource]);
  useEffect(() => client.prepare(), [client]);
  useEffect(() => rehearse(), []);
  const [graph, setGraph] = useState<DiagramGraph>();
  const [stale, setStale] = useState<StaleMark>();
  const [failure, setFailure] = useState<string>();
  const [shown, setShown] = useState<Shown>();
  const [attempt, setAttempt] = useState(0);
  const [busy, setBusy] = useState(true);
  const state = usePart(host, graph);
  const { part, viewed, detail } = state;
  const current = useRef<Shown | undefined>(undefined);
  const overlay = useOverlay(host);
  const over = useLatest(overlay);
  const newest = useRef<DiagramGraph | undefined>(undefined);
  useArrivals(host, (message) => {
    if (message.type === 'show') {
      setStale(message.stale);
      setFailure(undefined);
      overlay.comes(message.overlay);
      if (dequal(newest.current, message.graph)) overlay.show();
      else newest.current = message.graph;
      setGraph(newest.current);
    } else if (message.type === 'failed') {
      setFailure(message.message);
      setBusy(false);
    } else if (message.type === 'reveal' || message.type === 'export') onOther(message);
  });

  // A new attempt lays out the same graph again. The worker begins before the page paints what else the graph changes.
  useLayoutEffect(() => {
    if (part === undefined || viewed === undefined) return;
    const started = performance.now();
    setBusy(true);
    client.layout(viewed.graph, detail, current.current).then((outcome) => {
      if (outcome === undefined) return;
      setBusy(false);
      if (!outcome.ok) {
        setFailure(outcome.message);
        host.post({ type: 'layoutFailed', message: outcome.message });
        return;
      }
      const { layout } = outcome;
      current.current = { ...viewed, part, layout, nodes: pageNodes(viewed.graph, layout) };
      setFailure(undefined);
      setShown(current.current);
      over.current.show();
      host.post({ type: 'drawn', zones: viewed.graph.zones.length, milliseconds: performance.now() - started });
    });
  }, [client, viewed, attempt, host]);

  return {
    ...state,
    graph,
    shown,
    stale,
    failure,
    overlay,
    waiting: useSeconds(busy),
    cancel: () => client.cancel({ ok: false, message: l10n.t('It was cancelled.') }),
    retry: () => {
      setFailure(undefined);
      setAttempt((n) => n + 1);
      host.post({ type: 'retry' });
    },
  };
}

/** Says that the page listens, and hears what comes. */
function useArrivals(host: Host, arrive: (message: ToWebview) => void): void {
  const latest = useLatest(arrive);
  useEffect(() => {
    const receive = ({ data }: MessageEvent<unknown>): void => {
      const message = readToWebview(data);
      if (message !== undefined) latest.current(message);
    };
    window.addEventListener('message', receive);
    host.post({ type: 'ready', ...(host.kept.overlay && { overlay: host.kept.overlay }) });
    return () => window.removeEventListener('message', receive);
  }, [host]);
}

/** A value for those who were made before it. */
function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  latest.current = value;
  return latest;
}

/** How long something has been going on, from {@link PATIENCE} on. */
function useSeconds(busy: boolean): number | undefined {
  const [seconds, setSeconds] = useState<number>();
  useEffect(() => {
    setSeconds(undefined);
    if (!busy) return;
    const started = performance.now();
    const timer = setInterval(() => setSeconds(Math.floor((performance.now() - started) / 1000)), PATIENCE);
    return () => clearInterval(timer);
  }, [busy]);
  return busy ? seconds : undefined;
}
