/** The overlay over the picture: what is asked, and the answer that belongs to the graph on the screen. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Overlay, OverlayQuestion } from '../../language/diagram/overlay/overlay.ts';
import { readToWebview } from '../../server/protocol/diagram.ts';
import type { Host } from './host.ts';

export interface OverlayState {
  /** Undefined: none is wanted. */
  readonly question: OverlayQuestion | undefined;
  /** What is drawn; of an older question while the newest is not answered. */
  readonly shown: Overlay | undefined;
  /** Asks for another overlay, or for none. */
  ask(question: OverlayQuestion | undefined): void;
  /** An overlay has come with a graph. It is not drawn before {@link show}. */
  comes(overlay: Overlay | undefined): void;
  /** Draws what came last: the graph that it is of is on the screen. */
  show(): void;
}

export function useOverlay(host: Host): OverlayState {
  const [question, setQuestion] = useState(host.kept.overlay);
  const [shown, setShown] = useState<Overlay>();
  const newest = useRef<Overlay | undefined>(undefined);
  const wanted = useRef(question);
  const state: OverlayState = {
    question,
    shown,
    ask: (next) => {
      wanted.current = next;
      setQuestion(next);
      if (next === undefined) {
        newest.current = undefined;
        setShown(undefined);
      }
      host.post({ type: 'overlay', ...(next && { question: next }) });
    },
    comes: (overlay) => {
      // Late answers: none is wanted any more, or another.
      if (overlay === undefined ? wanted.current === undefined : overlay.kind === wanted.current?.kind)
        newest.current = overlay;
    },
    show: () => setShown(newest.current),
  };
  const current = useRef(state);
  current.current = state;
  useEffect(() => {
    const receive = ({ data }: MessageEvent<unknown>): void => {
      const message = readToWebview(data);
      if (message?.type === 'ask') current.current.ask(message.question);
      if (message?.type !== 'overlay') return;
      current.current.comes(message.overlay);
      current.current.show();
    };
    window.addEventListener('message', receive);
    return () => window.removeEventListener('message', receive);
  }, []);
  return state;
}
