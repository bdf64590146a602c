/** The toolbar's choice of what lies over the picture. */
import * as l10n from '@vscode/l10n';
import { type AskedKind, OVERLAY_KINDS, type OverlayKind } from '../../language/diagram/overlay/overlay.ts';
import { SignIcon, useItem } from './toolbar-items.tsx';

const overlayWords = (): Readonly<Record<AskedKind, string>> => ({
  blast: l10n.t('Blast radius'),
  exposure: l10n.t('Exposure'),
  findings: l10n.t('Findings'),
  'sl-t': l10n.t('Security levels'),
  observed: l10n.t('Observed traffic'),
  access: l10n.t('Vendor access'),
  gain: l10n.t('Micro-segmentation gain'),
  review: l10n.t('Review'),
});

export interface OverlaySelectProps {
  readonly kind: AskedKind | undefined;
  onChoose(kind: OverlayKind | undefined): void;
}

/** A select that is seen as words and signs. */
export function OverlaySelect({ kind, onChoose }: OverlaySelectProps) {
  const item = useItem('overlay');
  const words = overlayWords();
  return (
    <label class={kind === undefined ? 'overlay-select' : 'overlay-select on'}>
      <SignIcon sign="layers" />
      <span class="words">{l10n.t('Overlay: {0}', kind === undefined ? l10n.t('None') : words[kind])}</span>
      <SignIcon sign="open" />
      <select
        aria-label={l10n.t('Overlay')}
        value={kind ?? ''}
        onChange={(event) => onChoose(OVERLAY_KINDS.find((k) => k === event.currentTarget.value))}
        {...item}
      >
        <option value="">{l10n.t('None')}</option>
        {kind === 'review' && <option value="review">{words.review}</option>}
        {OVERLAY_KINDS.map((k) => (
          <option key={k} value={k}>
            {words[k]}
          </option>
        ))}
      </select>
    </label>
  );
}
