/** The frame of the side panel: its title, a button that closes it, and one tab stop for all that is in it. */
import * as l10n from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from './toolbar-items.tsx';

export interface PanelFrameProps {
  readonly title: string;
  readonly sign?: ComponentChildren;
  readonly children: ComponentChildren;
  onClose(): void;
}

export function PanelFrame({ title, sign, children, onClose }: PanelFrameProps) {
  const frame = useRef<HTMLElement>(null);
  // What can be used changes with every answer: one of it stays the tab stop.
  useEffect(() => {
    const all = usable(frame.current);
    const stop = all.find((e) => e === document.activeElement) ?? all.find((e) => e.tabIndex === 0) ?? all[0];
    for (const element of all) element.tabIndex = element === stop ? 0 : -1;
  });
  return (
    <section
      class="side-panel"
      aria-label={title}
      ref={frame}
      onKeyDown={(event) => moveInside(event, frame.current, onClose)}
      onFocusIn={(event) => {
        for (const element of usable(frame.current)) element.tabIndex = element === event.target ? 0 : -1;
      }}
    >
      <header>
        {sign}
        <h2>{title}</h2>
        <Button sign="close" label={l10n.t('Close panel')} press={onClose} />
      </header>
      {children}
    </section>
  );
}

function usable(frame: HTMLElement | null): HTMLElement[] {
  return [...(frame?.querySelectorAll<HTMLElement>('button, input') ?? [])];
}

/** Up and down lead from one control to the next, Escape closes; a slider keeps left and right. */
function moveInside(event: KeyboardEvent, frame: HTMLElement | null, onClose: () => void): void {
  if (event.key === 'Escape') {
    event.stopPropagation();
    onClose();
    return;
  }
  const all = usable(frame);
  const at = all.indexOf(event.target as HTMLElement);
  const step = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
  if (step === undefined || at < 0) return;
  event.preventDefault();
  all[(step + all.length) % all.length]?.focus();
}
