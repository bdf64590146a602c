/** Every key of the page, in a dialog. */
import * as l10n from '@vscode/l10n';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from './toolbar-items.tsx';

/** What keys do, in the order of use. A test holds them against what the page does. */
export const keys = (): readonly (readonly [keys: readonly string[], meaning: string])[] => [
  [['Tab'], l10n.t('from the toolbar to the picture and on')],
  [['↑', '↓', '←', '→'], l10n.t('along the nearest conduit that way, else to the nearest node')],
  [['Page ↓', 'Page ↑'], l10n.t('to the next or previous of all nodes')],
  [['Enter'], l10n.t('into a zone')],
  [['Escape'], l10n.t('out to the zone around')],
  [['Space'], l10n.t('select in the source')],
  [['F12'], l10n.t('open the source')],
  [['E'], l10n.t('expand or collapse a zone, take a bundle apart')],
  [['Shift', 'E'], l10n.t('show all assets in a zone')],
  [['B'], l10n.t('blast radius of an asset or zone')],
  [['['], l10n.t('previous finding')],
  [[']'], l10n.t('next finding')],
  [['/'], l10n.t('search')],
  [['F'], l10n.t('fit the whole picture')],
  [['1'], l10n.t('show at 100 %')],
  [['+', '-'], l10n.t('zoom in and out')],
  [['L'], l10n.t('legend')],
  [['M'], l10n.t('overview')],
  [['?'], l10n.t('these keys')],
];

export function HelpDialog({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">{l10n.t('Keys in the diagram')}</h2>
      <Button sign="close" label={l10n.t('Close')} press={() => dialog.current?.close()} />
      <dl>
        {keys().map(([names, meaning]) => (
          <div key={meaning}>
            <dt>
              {names.map((key) => (
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
