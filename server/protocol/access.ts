/** Requests of the vendor-access commands: what they let people choose, and the change that a choice makes. */
import type { PolicyParams, SourceRange } from './messages.ts';

/** Params {@link PolicyParams}, answer {@link AccessChoices}, or null where there is no policy. */
export const ACCESS_CHOICES_REQUEST = 'bulkhead/accessChoices';
export type AccessChoicesParams = PolicyParams;

export interface AccessChoices {
  readonly timezone: string;
  /** The wall clock's time now: `2031-03-04T08:00`. */
  readonly now: string;
  /** `access at most`: days. */
  readonly mostDays: number;
  /** Who approves by default: the policy's owner. */
  readonly owner?: string;
  readonly accesses: readonly ChoosableAccess[];
  /** As a rule names them; jump hosts first. */
  readonly assets: readonly ChoosableAsset[];
  /** Those for remote access first. */
  readonly services: readonly { readonly name: string; readonly title: string; readonly remote: boolean }[];
  /** What a session is asked for where nobody says. */
  readonly requires: readonly string[];
}

export interface ChoosableAccess {
  readonly name: string;
  readonly title?: string;
  readonly vendor?: string;
  readonly state: 'pending' | 'active' | 'ending soon' | 'ended';
  readonly approved: boolean;
  /** When it permits, on the policy's wall clock. */
  readonly times: string;
}

export interface ChoosableAsset {
  /** As a rule names it. */
  readonly name: string;
  readonly id: string;
  readonly type: string;
  readonly jumpHost: boolean;
  /** Names of services that it serves. */
  readonly serves: readonly string[];
}

/** Params {@link AccessChangeParams}, answer {@link AccessChangeAnswer}, or null where there is no policy. */
export const ACCESS_CHANGE_REQUEST = 'bulkhead/accessChange';

export interface AccessRequestForm {
  readonly vendor?: string;
  readonly rules: readonly string[];
  readonly from: string;
  readonly until: string;
  readonly requires: readonly string[];
  readonly ticket?: string;
}

export type AccessChangeParams = PolicyParams &
  (
    | { readonly kind: 'request'; readonly form: AccessRequestForm }
    | { readonly kind: 'approve'; readonly name: string; readonly by: string }
    | { readonly kind: 'revoke'; readonly name: string }
  );

export type AccessChangeAnswer =
  /** Why there is no change. */
  | { readonly problem: string }
  | {
      readonly access: string;
      readonly edits: readonly (SourceRange & { readonly newText: string })[];
      /** What it opens or closes, the most important first. */
      readonly opens: readonly string[];
      readonly blast: readonly {
        readonly assets: readonly string[];
        readonly before: number;
        readonly after: number;
      }[];
      /** Errors and warnings of the checks in the declaration as it then stands. */
      readonly findings: readonly string[];
    };
