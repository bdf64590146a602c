/** The states in which there is no picture: nothing to draw, not drawn yet, not to be drawn. */
import * as l10n from '@vscode/l10n';
import type { DiagramGraph } from '../../language/diagram/graph.ts';
import type { StaleMark } from '../../server/protocol/diagram.ts';
import { layingOut } from './counts.ts';

export function EmptyState({ onNewPolicy }: { onNewPolicy(): void }) {
  return (
    <div class="state">
      <h2>{l10n.t('No zones yet')}</h2>
      <p>{l10n.t('Write a zone in a .seg file and it appears here, or start from an example.')}</p>
      <button type="button" class="primary" onClick={onNewPolicy}>
        {l10n.t('New policy')}
      </button>
    </div>
  );
}

/** Nothing of the policy can be read: the text does not parse, and never did while the page was open. */
export function UnreadableState({ stale, onOpen }: { stale: StaleMark; onOpen(): void }) {
  return (
    <div class="state">
      <h2>{l10n.t('No zones can be read')}</h2>
      <p>{l10n.t('{0} does not parse. As soon as it does, the picture is here.', stale.place.file)}</p>
      <button type="button" class="primary" title={stale.message} onClick={onOpen}>
        {l10n.t('Open line {0}', stale.place.line + 1)}
      </button>
    </div>
  );
}

/** The filter leaves nothing. */
export function NothingLeft({ asked, onClear }: { asked: string; onClear(): void }) {
  return (
    <div class="state">
      <h2>{l10n.t('Nothing matches the filter')}</h2>
      <p>{l10n.t('Asked for: {0}.', asked)}</p>
      <button type="button" class="primary" onClick={onClear}>
        {l10n.t('Clear filter')}
      </button>
    </div>
  );
}

export function LoadingState({
  graph,
  seconds,
  onCancel,
}: {
  graph: DiagramGraph | undefined;
  seconds: number;
  onCancel(): void;
}) {
  const words = graph === undefined ? l10n.t('Reading the policy') : layingOut(graph.zones.length);
  return (
    <div class="state" role="status">
      <svg class="skeleton" width="280" height="92" aria-hidden="true">
        <rect x="80" y="1" width="120" height="30" rx="6" />
        <path d="M140 31v30M140 46h-80v15M140 46h80v15" />
        <rect x="1" y="61" width="120" height="30" rx="6" />
        <rect x="160" y="61" width="119" height="30" rx="6" />
      </svg>
      <p>
        {words}
        {seconds >= 2 ? `, ${l10n.t('{0} s', seconds)}` : ''}
      </p>
      {seconds >= 2 && graph !== undefined && (
        <button type="button" class="plain" onClick={onCancel}>
          {l10n.t('Cancel')}
        </button>
      )}
    </div>
  );
}

export interface ErrorProps {
  readonly message: string;
  onRetry(): void;
  /** Absent where there is no policy either. */
  readonly onList: (() => void) | undefined;
}

export function ErrorState({ message, onRetry, onList }: ErrorProps) {
  return (
    <div class="state" role="alert">
      <h2>{l10n.t('The picture could not be laid out')}</h2>
      <p>{message}</p>
      <div class="choices">
        <button type="button" class="primary" onClick={onRetry}>
          {l10n.t('Try again')}
        </button>
        {onList && (
          <button type="button" class="plain" onClick={onList}>
            {l10n.t('Open as list')}
          </button>
        )}
      </div>
    </div>
  );
}
