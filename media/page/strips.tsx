/** Strips above a picture that is not the newest: why, and what can be done. */
import { SIGN_PATHS } from '../../language/diagram/draw/icons.ts';
import { countOf } from '../../language/diagram/text/display.ts';
import type { StaleMark } from '../../server/protocol/diagram.ts';

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
        Stale: {stale.place.file} does not parse,{' '}
        <button type="button" class="link" title={stale.message} onClick={onOpen}>
          line {stale.place.line + 1}
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
      <span title={message}>This picture is an older one: the newest could not be laid out.</span>
      <button type="button" class="link" onClick={onRetry}>
        Try again
      </button>
      <button type="button" class="link" onClick={onList}>
        Open as list
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
        Laying out {countOf(zones, 'zone')}, {seconds} s
      </span>
      {seconds >= 2 && (
        <button type="button" class="link" onClick={onCancel}>
          Cancel
        </button>
      )}
    </div>
  );
}
