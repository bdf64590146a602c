/** What changed its place glides there, what is new fades in: short, and not at all where it would cost or disturb. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PlacedLine } from '../../language/diagram/layout/placed.ts';
import type { Shown } from './canvas.tsx';

/** Milliseconds. */
const GLIDE = 180;
const FADE = 120;
/** With more nodes than this nothing moves. */
export const MOST_MOVING = 400;

export interface Motion {
  /** From where each node comes, relative to where it is; nodes that stay are not in it. */
  readonly glides: ReadonlyMap<string, { readonly dx: number; readonly dy: number }>;
  /** Nodes and lines that were not there, or not like this. */
  readonly fades: ReadonlySet<string>;
}

/** How one picture becomes the next; undefined where nothing is to move. */
export function motionBetween(before: Shown, after: Shown): Motion | undefined {
  if (Math.max(before.nodes.size, after.nodes.size) > MOST_MOVING) return undefined;
  const glides = new Map<string, { dx: number; dy: number }>();
  const fades = new Set<string>();
  for (const [id, { box }] of after.nodes) {
    const from = before.nodes.get(id)?.box;
    if (from === undefined) fades.add(id);
    else if (from.x !== box.x || from.y !== box.y) glides.set(id, { dx: from.x - box.x, dy: from.y - box.y });
  }
  for (const [id, line] of Object.entries(after.layout.conduits))
    if (!sameLine(before.layout.conduits[id], line)) fades.add(lineOf(id));
  return { glides, fades };
}

const lineOf = (id: string): string => `line ${id}`;

function sameLine(a: PlacedLine | undefined, b: PlacedLine): boolean {
  return (
    a !== undefined &&
    a.points.length === b.points.length &&
    a.points.every((p, i) => p.x === b.points[i]?.x && p.y === b.points[i]?.y)
  );
}

/** Moves the drawing's elements from the last picture to this one. */
export function useMotion(svg: RefObject<SVGSVGElement | null>, shown: Shown): void {
  const last = useRef<Shown | undefined>(undefined);
  useLayoutEffect(() => {
    const before = last.current;
    last.current = shown;
    if (before === undefined || before === shown || svg.current === null || isStill()) return;
    const motion = motionBetween(before, shown);
    if (motion !== undefined) play(svg.current, motion);
  }, [svg, shown]);
}

function play(root: SVGSVGElement, { glides, fades }: Motion): void {
  for (const element of root.querySelectorAll('[data-node], [data-header], [data-line]')) {
    const line = element.getAttribute('data-line');
    const id =
      line === null ? (element.getAttribute('data-node') ?? element.getAttribute('data-header')) : lineOf(line);
    const glide = glides.get(id ?? '');
    if (glide !== undefined)
      element.animate([{ transform: `translate(${glide.dx}px, ${glide.dy}px)` }, { transform: 'none' }], {
        duration: GLIDE,
        easing: 'ease-out',
      });
    else if (fades.has(id ?? '')) element.animate([{ opacity: 0 }, { opacity: 1 }], FADE);
  }
}

/** Asked of the system, and of the editor. */
function isStill(): boolean {
  return (
    window.matchMedia('(prefers-reduced-motion: reduce)').matches ||
    document.body.classList.contains('vscode-reduce-motion')
  );
}
