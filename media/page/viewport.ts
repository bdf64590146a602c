/** The part of the picture on the screen: fitting it, moving it, and how much can be read at a scale. */

import { WHOLE_SCALE } from '../../language/diagram/draw/reading.ts';
import { type Box, overlap } from '../../language/diagram/layout/placed.ts';
import type { View } from './host.ts';

export interface Screen {
  readonly width: number;
  readonly height: number;
  /** Pixels that something covers: the rail at the left, the legend at the right. */
  readonly left: number;
  readonly right: number;
}

const MARGIN = 28;
/** Taken where it shows the picture at a scale at which all can be read. */
const LEAST_MARGIN = 8;
export const LEAST_SCALE = 0.05;
export const MOST_SCALE = 4;

/** By how much a picture must be larger below the legend to stand there. */
const WORTH = 1.1;

/**
 * The whole picture as large as it fits, at most 100 %, in the middle of what is not covered: beside what covers the right side, or
 * below it where that ends at `foot` and the picture is wide.
 */
export function fitView(bounds: Box, screen: Screen, foot?: number): View {
  const { width, height, left, right } = screen;
  const beside = fitInto(bounds, { x: left, y: 0, width: width - left - right, height });
  if (right === 0 || foot === undefined) return beside;
  const below = fitInto(bounds, { x: left, y: foot, width: width - left, height: height - foot });
  return below.scale > WORTH * beside.scale ? below : beside;
}

function fitInto(bounds: Box, room: Box): View {
  const largest = (margin: number): number =>
    Math.min(
      1,
      Math.max(80, room.width - 2 * margin) / Math.max(1, bounds.width),
      Math.max(80, room.height - 2 * margin) / Math.max(1, bounds.height),
    );
  const roomy = Math.max(LEAST_SCALE, largest(MARGIN));
  const scale = roomy < WHOLE_SCALE && largest(LEAST_MARGIN) >= WHOLE_SCALE ? WHOLE_SCALE : roomy;
  return {
    scale,
    x: room.x + (room.width - bounds.width * scale) / 2 - bounds.x * scale,
    y: room.y + (room.height - bounds.height * scale) / 2 - bounds.y * scale,
  };
}

/** The visible part, in coordinates of the picture. */
export function visiblePart(view: View, screen: Screen): Box {
  return {
    x: (screen.left - view.x) / view.scale,
    y: -view.y / view.scale,
    width: (screen.width - screen.left) / view.scale,
    height: screen.height / view.scale,
  };
}

export function seesAll(view: View, screen: Screen, bounds: Box): boolean {
  const part = visiblePart(view, screen);
  return (
    part.x <= bounds.x &&
    part.y <= bounds.y &&
    part.x + part.width >= bounds.x + bounds.width &&
    part.y + part.height >= bounds.y + bounds.height
  );
}

/** Whether a part of one of the boxes is on the screen. */
export function seesAny(view: View, screen: Screen, boxes: readonly Box[]): boolean {
  const part = visiblePart(view, screen);
  return boxes.some((box) => overlap(part, box));
}

/** Scaled about the middle of the screen. */
export function zoomed(view: View, factor: number, screen: Screen): View {
  const scale = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, view.scale * factor));
  const middle = { x: (screen.left + screen.width) / 2, y: screen.height / 2 };
  const ratio = scale / view.scale;
  return { scale, x: middle.x - (middle.x - view.x) * ratio, y: middle.y - (middle.y - view.y) * ratio };
}

/** Moved as little as needed for a box to be seen whole; its middle, where it is larger than the screen. */
export function showing(view: View, box: Box, screen: Screen): View {
  const shift = (start: number, size: number, from: number, to: number): number => {
    if (size > to - from) return (from + to) / 2 - (start + size / 2);
    if (start < from) return from - start;
    return start + size > to ? to - (start + size) : 0;
  };
  const dx = shift(
    box.x * view.scale + view.x,
    box.width * view.scale,
    screen.left + 12,
    screen.width - screen.right - 12,
  );
  const dy = shift(box.y * view.scale + view.y, box.height * view.scale, 12, screen.height - 12);
  return dx === 0 && dy === 0 ? view : { ...view, x: view.x + dx, y: view.y + dy };
}
