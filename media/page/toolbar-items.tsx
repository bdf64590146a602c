/** What bars of controls are made of: one tab stop for the whole bar, arrow keys from control to control. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { SIGN_PATHS, type Sign } from '../../language/diagram/draw/icons.ts';

interface Stop {
  /** The control that Tab comes to; the first one of the bar where none was used yet. */
  readonly name: string | undefined;
  move(name: string): void;
}

const StopContext = createContext<Stop>({ name: undefined, move: () => {} });

export interface BarProps {
  readonly label: string;
  readonly class: string;
  /** The control that Tab comes to first. */
  readonly first: string;
  readonly children: ComponentChildren;
}

export function Bar({ label, class: name, first, children }: BarProps) {
  const [stop, move] = useState(first);
  return (
    <StopContext.Provider value={{ name: stop, move }}>
      <div class={name} role="toolbar" aria-label={label} onKeyDown={moveFocus}>
        {children}
      </div>
    </StopContext.Provider>
  );
}

export interface ItemProps {
  readonly tabIndex: number;
  readonly 'data-item': string;
  onFocus(): void;
}

/** The properties that make an element a control of the bar that it stands in. */
export function useItem(name: string): ItemProps {
  const stop = useContext(StopContext);
  return { tabIndex: stop.name === name ? 0 : -1, 'data-item': name, onFocus: () => stop.move(name) };
}

/** Left and right lead from one control to the next, Home and End to the first and last; radio buttons and menus keep their own keys. */
function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-item]')].filter((i) => i.offsetParent);
  const target = event.target as HTMLElement;
  const at = items.indexOf(target);
  const step = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (step === undefined || at < 0 || !leaves(target, event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  items[(step + items.length) % items.length]?.focus();
}

/** In a text field the arrows move the cursor; from its ends they lead on. */
function leaves(element: HTMLElement, key: string): boolean {
  if (!(element instanceof HTMLInputElement) || element.type === 'radio') return true;
  if (key === 'ArrowLeft') return element.selectionStart === 0 && element.selectionEnd === 0;
  return key === 'ArrowRight' && element.selectionStart === element.value.length;
}

export function SignIcon({ sign, size = 14 }: { sign: Sign; size?: number }) {
  return (
    <svg class="sign" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      <path d={SIGN_PATHS[sign]} />
    </svg>
  );
}

export interface ButtonProps {
  readonly sign: Sign;
  readonly label: string;
  readonly pressed?: boolean;
  /** Where it stands in a bar. */
  readonly item?: ItemProps;
  press(): void;
}

export function Button({ sign, label, pressed, press, item }: ButtonProps) {
  return (
    <button
      type="button"
      class={pressed ? 'icon on' : 'icon'}
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      onClick={press}
      {...item}
    >
      <SignIcon sign={sign} />
    </button>
  );
}

/** A button of a bar. */
export function BarButton({ name, ...props }: Omit<ButtonProps, 'item'> & { readonly name: string }) {
  return <Button {...props} item={useItem(name)} />;
}
