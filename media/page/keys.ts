/** Keys on the picture: arrows walk, Enter and Escape go in and out, Space and F12 lead to the source, the rest is the view. */
import { useEffect, useRef } from 'preact/hooks';
import type { Shown } from './canvas.tsx';
import { type Direction, inOrder, into, neighbour, outOf } from './nodes.ts';

export interface KeyActions {
  select(id: string | undefined): void;
  zoom(factor: number): void;
  actualSize(): void;
  fit(): void;
  legend(): void;
  minimap(): void;
  search(): void;
  help(): void;
  /** Open or close in place; `assets`: with all assets in it. */
  fold(id: string, assets: boolean): void;
  /** To the next (`1`) or previous (`-1`) finding. */
  finding(step: 1 | -1): void;
  source(id: string, open: boolean): void;
  /** Shows the blast radius of what is selected. */
  blast(): void;
}

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
]);

/** Does what a key means, if it means anything here; other keys are the editor's. */
export function canvasKey(event: KeyboardEvent, shown: Shown, selected: string | undefined, actions: KeyActions): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const done = nodeKey(event.key, shown, selected, actions) || viewKey(event.key, actions);
  if (!done) return;
  event.preventDefault();
  event.stopPropagation();
}

function nodeKey(key: string, { graph, nodes }: Shown, selected: string | undefined, actions: KeyActions): boolean {
  const direction = DIRECTIONS.get(key);
  const from = selected ?? graph.zones[0]?.id;
  if (from === undefined) return false;
  if (direction !== undefined)
    actions.select(selected === undefined ? from : (neighbour(from, direction, graph, nodes) ?? from));
  else if (key === 'PageDown' || key === 'PageUp')
    actions.select(inOrder(from, key === 'PageDown' ? 1 : -1, nodes) ?? from);
  else if (key === 'Enter') actions.select(into(from, graph, nodes) ?? from);
  else if (key === 'Escape') actions.select(outOf(from, nodes));
  else if (key === ' ') {
    actions.select(from);
    actions.source(from, false);
  } else if (key === 'e' || key === 'E') actions.fold(from, key === 'E');
  else if (key === 'F12') actions.source(from, true);
  else if (key === 'b' || key === 'B') actions.blast();
  else return false;
  return true;
}

function viewKey(key: string, actions: KeyActions): boolean {
  if (key === '+' || key === '=') actions.zoom(1.25);
  else if (key === '-') actions.zoom(1 / 1.25);
  else if (key === '1') actions.actualSize();
  else if (key === 'f' || key === 'F') actions.fit();
  else if (key === 'l' || key === 'L') actions.legend();
  else if (key === 'm' || key === 'M') actions.minimap();
  else if (key === '[') actions.finding(-1);
  else if (key === ']') actions.finding(1);
  else return false;
  return true;
}

/** Keys that mean the same wherever the focus is, except in a text field: search and help. */
export function usePageKeys(actions: Pick<KeyActions, 'search' | 'help'>): void {
  const now = useRef(actions);
  now.current = actions;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
      if (event.key === '/') now.current.search();
      else if (event.key === '?') now.current.help();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function writes(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && ['text', 'search'].includes(target.type);
}
