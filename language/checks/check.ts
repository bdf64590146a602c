/** The form of a check: what it is called, what it says of itself, and how it looks at a policy. One file a check. */
import type { Place, Policy } from '../model/policy.ts';
import type { Flows } from '../observe/conversation.ts';
import type { Analyses } from './analyses.ts';
import type { Fix, Severity } from './finding.ts';

export type Family =
  | 'zones'
  | 'conduits'
  | 'rules'
  | 'safety'
  | 'access'
  | 'blast'
  | 'expectations'
  | 'ignores'
  | 'observed';

/**
 * When a check is answered while someone types.
 *
 * - `prompt`: reads declarations and what they name, in time linear in the policy; computes no sets of connections, graphs, paths or
 *   compiled rules, and asks `analyses` nothing. Its findings are published with every edit, at once.
 * - `exact`: everything else. Its findings follow in a second step, in slices; until then those of before stay, moved with the text.
 */
export type CheckKind = 'prompt' | 'exact';

export type ConfiguredSeverity = 'off' | 'info' | 'warning' | 'error';

/** A number that a check compares with: data, with a default, that `bulkhead.json` may replace. */
export interface Threshold {
  readonly value: number;
  /** What it bounds, one sentence. */
  readonly meaning: string;
}

/** From which the page `docs/checks/NAME.md` and the check's table test are made. */
export interface CheckDocumentation {
  /** One sentence: what is found. */
  readonly summary: string;
  /** Why it matters, and where the condition begins and ends. Markdown. */
  readonly why: string;
  /** Thresholds in force in both examples, where the defaults would need examples that nobody reads. */
  readonly thresholds?: Readonly<Record<string, number>>;
  /** A whole policy in which this check alone finds something. */
  readonly avoid: string;
  /** The same policy, mended. */
  readonly prefer: string;
  /** A flow file that both examples are compared with. */
  readonly flows?: string;
  /** What each quick-fix does, one line each. */
  readonly fixes: readonly string[];
  /** Clause or page that the check rests on; never a standard's text. */
  readonly basis: string;
}

/** A place that belongs to a report. */
export interface RelatedPlace {
  readonly place: Place;
  readonly message: string;
  /** The place is the report's other half: where it lies in another file, the finding is shown there too, in these words. */
  readonly half?: string;
}

/** What a check finds, before severity, ignores and order are settled. */
export interface Report {
  readonly message: string;
  readonly place: Place;
  readonly related?: readonly RelatedPlace[];
  /** Where this case is graver or milder than the check's default. */
  readonly severity?: Severity;
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  /** Computed when asked for. */
  readonly fixes?: () => readonly Fix[];
}

/** Settings of the checks, as `bulkhead.json` states them under `checks`. */
export interface ChecksConfiguration {
  readonly severities: Readonly<Record<string, ConfiguredSeverity>>;
  /** Per check, per threshold. */
  readonly thresholds: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Severities for the files that a glob selects; the last that matches counts. */
  readonly overrides: readonly {
    readonly files: readonly string[];
    readonly severities: Readonly<Record<string, ConfiguredSeverity>>;
  }[];
  /** Purdue levels: OT is `ot` and below, control `control` and below, business `business` and above. */
  readonly levels: { readonly ot: number; readonly control: number; readonly business: number };
}

export const DEFAULT_CHECKS: ChecksConfiguration = {
  severities: {},
  thresholds: {},
  overrides: [],
  levels: { ot: 3, control: 2, business: 4 },
};

export interface CheckContext {
  readonly policy: Policy;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The text of a file of the policy or the library; undefined where it is not at hand. Fixes are computed from it. */
  readonly text: (file: string) => string | undefined;
  readonly configuration: ChecksConfiguration;
  /** Traffic that was seen on the wire; absent where none was. */
  readonly observed?: Flows;
  /** All checks that there are, for fixes that must not raise an error of any; absent: such fixes are not offered. */
  readonly catalogue?: readonly Check[];
  /** Answers that several checks share, each computed once and only when asked for. */
  readonly analyses: Analyses;
}

/** What a run of the checks came to, for those that judge it. */
export interface Outcome {
  /** Names of the checks that ran and are not off. */
  readonly ran: ReadonlySet<string>;
  /** Names of all checks that there are. */
  readonly known: readonly string[];
  /** Ignores, by their position in `Policy.ignores`, that kept a report from being shown. */
  readonly used: ReadonlySet<number>;
}

export interface Check {
  readonly name: string;
  readonly family: Family;
  /** Default: exact, which is right for every check, if later. */
  readonly kind?: CheckKind;
  readonly severity: Severity;
  readonly documentation: CheckDocumentation;
  readonly thresholds?: Readonly<Record<string, Threshold>>;
  /** Looks at the whole policy once. Independent of the order of files. */
  readonly run: (context: CheckContext) => Iterable<Report>;
  /** Looks at what the other checks found, after all of them; what it finds itself cannot be ignored. */
  readonly review?: (context: CheckContext, outcome: Outcome) => Iterable<Report>;
}

/** The value in force of one of the check's thresholds. */
export function threshold(check: Check, name: string, configuration: ChecksConfiguration): number {
  return configuration.thresholds[check.name]?.[name] ?? check.thresholds?.[name]?.value ?? Number.NaN;
}
