/** The overlay that lies over the picture, for every sign that looks different under it. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Mark, Overlay, RowMark } from '../../overlay/overlay.ts';

export const OverlayContext = createContext<Overlay | undefined>(undefined);

export function useOverlay(): Overlay | undefined {
  return useContext(OverlayContext);
}

export function useMark(id: string): Mark | undefined {
  return useOverlay()?.marks[id];
}

export function useRowMark(conduit: string, row: number): RowMark | undefined {
  return useMark(conduit)?.rows?.[row];
}

/** How much is left of what an overlay does not speak of: DIAGRAM.md *Signs*. */
const FADED = 0.42;
const FADED_HIGH_CONTRAST = 0.6;

export function isFaded(overlay: Overlay | undefined, id: string): boolean {
  const mark = overlay?.marks[id];
  return mark?.faded ?? (mark === undefined && overlay?.rest === 'faded');
}

/** What a review leaves as it was steps back. */
const STILL = 0.48;

/** The opacity of a conduit's line; undefined for one in full. */
export function useLineFading(id: string, highContrast: boolean): number | undefined {
  const fading = useFading(id, highContrast);
  const mark = useMark(id);
  return fading ?? (mark?.still ? (highContrast ? FADED_HIGH_CONTRAST : STILL) : undefined);
}

/** The opacity of something faded; undefined for what is not. */
export function useFading(id: string, highContrast: boolean): number | undefined {
  if (!isFaded(useOverlay(), id)) return undefined;
  return highContrast ? FADED_HIGH_CONTRAST : FADED;
}
