/** A panel that drops from a button of the toolbar: closes with Escape or a press elsewhere, and gives the focus back. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Sign } from '../../language/diagram/draw/icons.ts';
import { SignIcon, useItem } from './toolbar-items.tsx';

export interface PopoverProps {
  readonly name: string;
  readonly sign: Sign;
  readonly label: string;
  /** What it does is in force. */
  readonly on: boolean;
  /** Made when it opens. */
  children(): ComponentChildren;
}

const GAP = 6;

export function Popover({ name, sign, label, on, children }: PopoverProps) {
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const id = `popover-${name}`;
  const place = (): void => {
    const [at, box] = [button.current?.getBoundingClientRect(), panel.current];
    if (at === undefined || box === null) return;
    box.style.top = `${at.bottom + GAP}px`;
    box.style.left = `${Math.max(GAP, Math.min(at.left, window.innerWidth - box.offsetWidth - GAP))}px`;
    box.style.maxHeight = `${window.innerHeight - at.bottom - 3 * GAP}px`;
    box.querySelector<HTMLElement>('input, button, summary')?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={on ? 'icon on' : 'icon'}
        title={label}
        aria-label={label}
        aria-expanded={open}
        aria-haspopup="dialog"
        popovertarget={id}
        {...useItem(name)}
      >
        <SignIcon sign={sign} />
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        class="popover"
        role="dialog"
        aria-label={label}
        onKeyDown={(event) => event.stopPropagation()}
        onToggle={(event) => {
          const opens = (event as unknown as ToggleEvent).newState === 'open';
          setOpen(opens);
          if (opens) requestAnimationFrame(place);
        }}
      >
        {open && children()}
      </div>
    </>
  );
}
