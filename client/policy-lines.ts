/** The lines of the view *Policy*, as its context menus hand them to commands. */
import type { SourceRange } from '../server/protocol/messages.ts';

/** What a line stands for; absent for sections and single findings. */
export type LineKind = 'zone' | 'conduit' | 'access';

/** One line of the view, with those below it. `id` keeps it open or closed from one update to the next. */
export interface PolicyLine {
  readonly id: string;
  readonly label: string;
  readonly kind?: LineKind;
  /** Of a zone: its path. */
  readonly path?: string;
  /** What its context menu goes by. */
  readonly context?: string;
  readonly description?: string;
  readonly icon?: string;
  readonly tooltip?: string;
  readonly place?: SourceRange;
  readonly children: readonly PolicyLine[];
  readonly open?: boolean;
}

/** Whether an argument of a command is a line of the view. */
export function isPolicyLine(value: unknown): value is PolicyLine {
  return typeof value === 'object' && value !== null && 'label' in value && 'children' in value && 'id' in value;
}
