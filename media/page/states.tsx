/** The states in which there is no picture: nothing to draw, not drawn yet, not to be drawn. */
import type { DiagramGraph } from '../../language/diagram/graph.ts';
import { countOf } from '../../language/diagram/text/display.ts';

export function EmptyState({ onNewPolicy }: { onNewPolicy(): void }) {
  return (
    <div class="state">
      <h2>No zones yet</h2>
      <p>Write a zone in a .seg file and it appears here, or start from an example.</p>
      <button type="button" class="primary" onClick={onNewPolicy}>
        New policy
      </button>
    </div>
  );
}

/** The filter leaves nothing. */
export function NothingLeft({ asked, onClear }: { asked: string; onClear(): void }) {
  return (
    <div class="state">
      <h2>Nothing matches the filter</h2>
      <p>Asked for: {asked}.</p>
      <button type="button" class="primary" onClick={onClear}>
        Clear filter
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
  const words = graph === undefined ? 'Reading the policy' : `Laying out ${countOf(graph.zones.length, 'zone')}`;
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
        {seconds >= 2 ? `, ${seconds} s` : ''}
      </p>
      {seconds >= 2 && graph !== undefined && (
        <button type="button" class="plain" onClick={onCancel}>
          Cancel
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
      <h2>The picture could not be laid out</h2>
      <p>{message}</p>
      <div class="choices">
        <button type="button" class="primary" onClick={onRetry}>
          Try again
        </button>
        {onList && (
          <button type="button" class="plain" onClick={onList}>
            Open as list
          </button>
        )}
      </div>
    </div>
  );
}
