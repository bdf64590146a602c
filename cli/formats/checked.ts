/** What `bulkhead check` found out: what every form of its answer is made from. */
import type { ExpectationJson } from '../../language/analysis/index.ts';
import type { Finding } from '../../language/checks/index.ts';
import type { Session } from '../session.ts';

/** A finding that a `bulkhead-ignore` keeps from being shown. */
export interface Ignored {
  readonly finding: Finding;
  readonly reason: string | undefined;
}

/** Numbers of things in the policy and of findings by severity. */
export type Summary = Readonly<Record<string, number>>;

export interface Checked {
  readonly session: Session;
  /** Each once, sorted by file and place. */
  readonly findings: readonly Finding[];
  readonly ignored: readonly Ignored[];
  readonly expectations: readonly ExpectationJson[];
  readonly summary: Summary;
}
