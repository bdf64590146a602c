/** Strips above a picture that is not the newest: why, and what can be done. */
import * as l10n from '@vscode/l10n';
import { SIGN_PATHS } from '../../language/diagram/draw/icons.ts';
import type { StaleMark } from '../../server/protocol/diagram.ts';
import { conduitCount, layingOut } from './counts.ts';

function StripSign({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** The text does not parse: the picture is of an earlier text. */
export function StaleStrip({ stale, onOpen }: { stale: StaleMark; onOpen(): void }) {
  return (
    <div class="strip" role="status">
      <StripSign path={SIGN_PATHS.clock} />
      <span>
        {l10n.t('Stale: {0} does not parse,', stale.place.file)}{' '}
        <button type="button" class="link" title={stale.message} onClick={onOpen}>
          {l10n.t('line {0}', stale.place.line + 1)}
        </button>
      </span>
    </div>
  );
}

/** The newest text has no picture: the last one stays. */
export function FailureStrip({ message, onRetry, onList }: { message: string; onRetry(): void; onList(): void }) {
  return (
    <div class="strip" role="alert">
      <StripSign path={SIGN_PATHS.denied} />
      <span title={message}>{l10n.t('This picture is an older one: the newest could not be laid out.')}</span>
      <button type="button" class="link" onClick={onRetry}>
        {l10n.t('Try again')}
      </button>
      <button type="button" class="link" onClick={onList}>
        {l10n.t('Open as list')}
      </button>
    </div>
  );
}

/** elk had no answer: zones are there, conduits only in the list. */
export function SimpleStrip({ unlined, onList }: { unlined: number; onList(): void }) {
  return (
    <div class="strip" role="status">
      <StripSign path={SIGN_PATHS.denied} />
      <span>{l10n.t('A simple picture: the lines of {0} could not be laid out.', conduitCount(unlined))}</span>
      <button type="button" class="link" onClick={onList}>
        {l10n.t('Open as list')}
      </button>
    </div>
  );
}

/** The next picture takes its time: the last one can be used meanwhile. */
export function BusyStrip({ zones, seconds, onCancel }: { zones: number; seconds: number; onCancel(): void }) {
  return (
    <div class="strip" role="status">
      <StripSign path={SIGN_PATHS.clock} />
      <span>
        {layingOut(zones)}, {l10n.t('{0} s', seconds)}
      </span>
      {seconds >= 2 && (
        <button type="button" class="link" onClick={onCancel}>
          {l10n.t('Cancel')}
        </button>
      )}
    </div>
  );
}
