/** Every key of the page, in a dialog. */
import { useEffect, useRef } from 'preact/hooks';
import { Button } from './toolbar-items.tsx';

/** What keys do, in the order of use. A test holds them against what the page does. */
export const KEYS: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [['Tab'], 'from the toolbar to the picture and on'],
  [['↑', '↓', '←', '→'], 'along the nearest conduit that way, else to the nearest node'],
  [['Page ↓', 'Page ↑'], 'to the next or previous of all nodes'],
  [['Enter'], 'into a zone'],
  [['Escape'], 'out to the zone around'],
  [['Space'], 'select in the source'],
  [['F12'], 'open the source'],
  [['E'], 'expand or collapse a zone, take a bundle apart'],
  [['Shift', 'E'], 'show all assets in a zone'],
  [['B'], 'blast radius of an asset or zone'],
  [['['], 'previous finding'],
  [[']'], 'next finding'],
  [['/'], 'search'],
  [['F'], 'fit the whole picture'],
  [['1'], 'show at 100 %'],
  [['+', '-'], 'zoom in and out'],
  [['L'], 'legend'],
  [['M'], 'overview'],
  [['?'], 'these keys'],
];

export function HelpDialog({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">Keys in the diagram</h2>
      <Button sign="close" label="Close" press={() => dialog.current?.close()} />
      <dl>
        {KEYS.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
