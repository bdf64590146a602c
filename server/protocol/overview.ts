/** Request of the view *Policy*: what a policy holds, what is found in it, and how its accesses stand. */
import type { PolicyParams, SourceRange } from './messages.ts';

/** Params {@link PolicyParams}, answer {@link PolicyOverview}, or null where there is no policy. */
export const OVERVIEW_REQUEST = 'bulkhead/overview';
export type OverviewParams = PolicyParams;

export interface OverviewZone {
  /** Its path. */
  readonly id: string;
  readonly name: string;
  /** `level 2, control`. */
  readonly detail: string;
  /** Assets whose own zone it, or one nested in it, is. */
  readonly assets: number;
  readonly place: SourceRange;
  readonly children: readonly OverviewZone[];
}

export interface OverviewConduit {
  readonly name: string;
  /** Names of its zones; of a one-way conduit from the first to the second. */
  readonly zones: readonly string[];
  readonly oneWay: boolean;
  readonly rules: number;
  readonly place: SourceRange;
}

export interface OverviewFindings {
  readonly check: string;
  /** The gravest of them. */
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  /** In the order of files and places, the first {@link MOST_SHOWN}. */
  readonly shown: readonly { readonly message: string; readonly place: SourceRange }[];
  readonly count: number;
}

/** More findings of one check than this are told by their number. */
export const MOST_SHOWN = 100;

/** `open`: permits now. `waiting`: within its window, but not at this time of the week. */
export type AccessState = 'open' | 'waiting' | 'to come' | 'expired' | 'permits nothing';

export interface OverviewAccess {
  readonly name: string;
  readonly vendor?: string;
  readonly state: AccessState;
  /** Nobody is named as having approved it. */
  readonly unapproved: boolean;
  /** When it permits, on the policy's wall clock. */
  readonly times: string;
  readonly place: SourceRange;
}

export interface PolicyOverview {
  readonly title: string;
  readonly folder: string;
  /** The outermost, each with those nested in it. */
  readonly zones: readonly OverviewZone[];
  readonly conduits: readonly OverviewConduit[];
  /** By check: errors first, then the most frequent. */
  readonly findings: readonly OverviewFindings[];
  readonly accesses: readonly OverviewAccess[];
}
