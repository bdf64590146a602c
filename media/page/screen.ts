/** The stage's size as it changes, and the view that fits the picture to it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { RAIL_WIDTH } from '../../language/diagram/draw/bands.tsx';
import { LEGEND_WIDTH, legendHeight } from '../../language/diagram/draw/legend.tsx';
import type { Overlay } from '../../language/diagram/overlay/overlay.ts';
import type { DiagramFilter } from '../../language/diagram/view/filter.ts';
import type { Shown } from './canvas.tsx';
import type { View } from './host.ts';
import { fitView, type Screen } from './viewport.ts';

/** Narrower than this, the legend would cover the picture: it starts closed. */
export const ROOM_FOR_LEGEND = 900;
const LEGEND_TOP = 16;
const TOOLBAR_HEIGHT = 44;
const NO_VIEW: View = { x: 0, y: 0, scale: 1 };

export interface Fit {
  view(shown: Shown | undefined, screen: Screen, filter: DiagramFilter, overlay: Overlay | undefined): View;
  again(): void;
}

/**
 * The view while none was chosen: the whole picture. It is fitted when the screen, the detail, the filter or the wish changes, not when
 * the picture does: an edit must not move what did not change.
 */
export function useFit(): Fit {
  const last = useRef<{ key: string; view: View } | undefined>(undefined);
  const [times, setTimes] = useState(0);
  return {
    view: (shown, screen, filter, overlay) => {
      if (shown === undefined) return NO_VIEW;
      const { graph, layout } = shown;
      const key = JSON.stringify([layout.detail, screen, filter, graph.partial?.asked, times]);
      if (last.current?.key !== key) {
        const foot = LEGEND_TOP + legendHeight(graph, layout.detail, overlay);
        last.current = { key, view: fitView(layout.bounds, screen, foot) };
      }
      return last.current.view;
    },
    again: () => setTimes(times + 1),
  };
}

export function useScreen(stage: { readonly current: HTMLElement | null }, legend: boolean): Screen {
  const [size, setSize] = useState({ width: window.innerWidth, height: window.innerHeight - TOOLBAR_HEIGHT });
  useEffect(() => {
    if (stage.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(stage.current);
    return () => observer.disconnect();
  }, [stage]);
  const room = legend && size.width >= ROOM_FOR_LEGEND;
  return { ...size, left: RAIL_WIDTH, right: room ? LEGEND_WIDTH + 20 : 0 };
}
