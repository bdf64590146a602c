/** The toolbar's choice of what lies over the picture. */
import {
  type AskedKind,
  OVERLAY_KINDS,
  OVERLAY_WORDS,
  type OverlayKind,
} from '../../language/diagram/overlay/overlay.ts';
import { SignIcon, useItem } from './toolbar-items.tsx';

export interface OverlaySelectProps {
  readonly kind: AskedKind | undefined;
  onChoose(kind: OverlayKind | undefined): void;
}

/** A select that is seen as words and signs. */
export function OverlaySelect({ kind, onChoose }: OverlaySelectProps) {
  const item = useItem('overlay');
  return (
    <label class={kind === undefined ? 'overlay-select' : 'overlay-select on'}>
      <SignIcon sign="layers" />
      <span class="words">Overlay: {kind === undefined ? 'None' : OVERLAY_WORDS[kind]}</span>
      <SignIcon sign="open" />
      <select
        aria-label="Overlay"
        value={kind ?? ''}
        onChange={(event) => onChoose(OVERLAY_KINDS.find((k) => k === event.currentTarget.value))}
        {...item}
      >
        <option value="">None</option>
        {kind === 'review' && <option value="review">{OVERLAY_WORDS.review}</option>}
        {OVERLAY_KINDS.map((k) => (
          <option key={k} value={k}>
            {OVERLAY_WORDS[k]}
          </option>
        ))}
      </select>
    </label>
  );
}
