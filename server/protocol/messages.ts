/** Requests that the extension sends to the language server besides the standard ones; the diagram's are in diagram.ts. */

import type { Sentence } from '../../language/difference/index.ts';
import type { ReviewedVersion } from './diagram.ts';

/** Scheme of the standard library's read-only documents: `bulkhead-library:/types.seg`. */
export const LIBRARY_SCHEME = 'bulkhead-library';
/** Scheme of compiled outputs that are shown and not saved. */
export const OUTPUT_SCHEME = 'bulkhead-output';

/** What the extension tells the server at start, as `initializationOptions`. */
export interface InitializationOptions {
  /** URI to which a page's path, such as `checks/any-service.md`, is added. Without it diagnostics link to no page. */
  readonly documentation?: string;
  /** The tool's version, for headers of outputs. */
  readonly version?: string;
  /** The client runs the commands that are named here. Without it code actions are edits alone. */
  readonly commands?: boolean;
  /** The client reads files for the server (files.ts). Without it only those of the server's machine count. */
  readonly files?: boolean;
}

/** A range of a document, zero-based, as in LSP. */
export interface SourceRange {
  readonly uri: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Any document of a policy, and where the cursor stands in it. */
export interface PolicyParams {
  readonly uri: string;
}

/** Request: the text of a library document. Params {@link PolicyParams}, answer {@link LibraryResult}. */
export const LIBRARY_REQUEST = 'bulkhead/library';

export interface LibraryResult {
  readonly text: string;
}

/**
 * Request: answered when everything that follows from what the client has sent so far is published, the second step of findings too. No
 * params, answer null. For programs that drive the server; an editor shows what comes when it comes.
 */
export const SETTLED_REQUEST = 'bulkhead/settled';

/** Request: the policies that are known. No params, answer {@link PolicySummary} list. */
export const POLICIES_REQUEST = 'bulkhead/policies';

export interface PolicySummary {
  /** URI of its folder. */
  readonly folder: string;
  readonly title: string;
  /** URI of one of its files. */
  readonly file: string;
  readonly zones: number;
  readonly assets: number;
}

/** Request: the policy of a document with its assets and firewalls. Answer {@link PolicyContents}, or null where there is none. */
export const CONTENTS_REQUEST = 'bulkhead/contents';

export interface ContentsParams extends PolicyParams {
  /** The cursor, to find the asset that it stands on. */
  readonly line?: number;
  readonly column?: number;
}

export interface PolicyContents {
  readonly title: string;
  readonly folder: string;
  readonly assets: readonly { readonly id: string; readonly type: string; readonly zone: string }[];
  /** Services by name, with their titles. */
  readonly services: readonly { readonly name: string; readonly title: string }[];
  /** Names of firewalls, as `compile` takes them. */
  readonly firewalls: readonly string[];
  readonly targets: readonly CompileTarget[];
  /** Id of the asset at the cursor. */
  readonly assetAtCursor?: string;
}

export interface CompileTarget {
  readonly name: string;
  /** Of its files, without dot. */
  readonly extension: string;
  readonly fallbacks: readonly { readonly name: string; readonly meaning: string }[];
}

/** Request: what falls with an asset or with all of a zone. Answer {@link BlastResult}, or null where there is no such thing. */
export const BLAST_REQUEST = 'bulkhead/blast';

export interface BlastParams extends PolicyParams {
  /** The asset's id, or the zone's. */
  readonly asset: string;
  /** Whether the id is a zone's. */
  readonly zone?: boolean;
}

export interface BlastStep {
  readonly from: string;
  readonly to: string;
  /** What permits it: the rule as written, or the zone whose inside is open. */
  readonly by: string;
  readonly place?: SourceRange;
}

export interface BlastTarget {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  readonly criticality: string;
  readonly place: SourceRange;
  /** A shortest way there. */
  readonly path: readonly BlastStep[];
}

/** An asset or rule on which much of a blast hangs. */
export interface BlastChokePoint {
  /** The asset's id, or the rule as written. */
  readonly text: string;
  readonly place: SourceRange;
  /** By how much the consequence is less without it. */
  readonly saved: number;
}

export interface BlastResult {
  readonly asset: string;
  /** Id of its node in the diagram. */
  readonly node: string;
  readonly place: SourceRange;
  /** Which question it answers: `worst case`, or `worst case; 12 as built`. */
  readonly question: string;
  /** Of all reached: low 1, medium 3, high 10, safety 100. */
  readonly consequence: number;
  readonly direct: number;
  /** How many assets can reach this one. */
  readonly exposure: number;
  /** All declared assets but this one, or but those of the zone. */
  readonly others: number;
  /** Limit in force and whether the blast exceeds it. */
  readonly limit?: number;
  /** By number of steps, then by id. */
  readonly targets: readonly BlastTarget[];
  /** Of an asset's blast, the most worth first; those that save more than themselves. Empty for a zone. */
  readonly chokePoints: readonly BlastChokePoint[];
}

/** Request: which assets can reach one. Params {@link ReachingParams}, answer {@link ReachingResult}, or null. */
export const REACHING_REQUEST = 'bulkhead/reaching';

export interface ReachingParams extends PolicyParams {
  /** The asset's id. */
  readonly asset: string;
}

export interface ReachingAsset {
  readonly id: string;
  readonly steps: number;
  /** A shortest way. */
  readonly path: readonly WitnessPlace[];
}

export interface ReachingResult {
  /** Which question it answers: `worst case`, or `worst case; 12 as built`. */
  readonly question: string;
  /** All declared assets but this one. */
  readonly others: number;
  /** The nearest first, then by id. */
  readonly assets: readonly ReachingAsset[];
}

/** Request: why one end may, or may not, open a service to another. Params {@link ExplainParams}, answer {@link ExplainResult}, or null. */
export const EXPLAIN_REQUEST = 'bulkhead/explain';

export interface ExplainParams extends PolicyParams {
  /** Assets by id or name, firewalls, or addresses. */
  readonly from: string;
  readonly to: string;
  /** `modbus`, `tcp 502`, `any`, or several with commas between. */
  readonly service: string;
}

export interface ExplainResult {
  /** Why nothing can be said: one of the three means nothing, or several things. */
  readonly problem?: string;
  /** Whom the two ends stand for. */
  readonly from?: string;
  readonly to?: string;
  /** All of the service is permitted at some time from now on. */
  readonly allowed: boolean;
  readonly reason: string;
  /** The rules, conduits and open zones that speak of it. */
  readonly places: readonly WitnessPlace[];
}

/** Request: the policy of a document in one line. Params {@link PolicyParams}, answer {@link PolicyFigures}, or null. */
export const FIGURES_REQUEST = 'bulkhead/figures';

export interface PolicyFigures {
  readonly folder: string;
  readonly title: string;
  readonly assets: number;
  /** The asset with the largest blast radius, and how many assets that is; absent where there are no assets. */
  readonly worst?: { readonly asset: string; readonly size: number };
}

/** Request: the tier that the policy of a document has reached. Params {@link PolicyParams}, answer {@link TierAnswer}, or null where it is not judged. */
export const TIER_REQUEST = 'bulkhead/tier';

export interface TierAnswer {
  /** 0 flat to 4 micro-segmented. */
  readonly tier: number;
  readonly name: string;
  /** Name of the next tier; absent at the top. */
  readonly next?: string;
  /** What keeps the policy from the next tier: how many things, and the first of them. */
  readonly blockers: number;
  readonly first?: string;
}

/** Request: the expectations of all policies, decided. No params, answer {@link PolicyExpectations} list. */
export const EXPECTATIONS_REQUEST = 'bulkhead/expectations';

export interface PolicyExpectations {
  /** URI of its folder. */
  readonly folder: string;
  readonly title: string;
  readonly expectations: readonly ShownExpectation[];
}

/** A place that takes part in a failure, and what it does there. */
export interface WitnessPlace {
  readonly message: string;
  readonly place: SourceRange;
}

export interface ShownExpectation {
  /** As written. */
  readonly text: string;
  readonly place: SourceRange;
  readonly passed: boolean;
  /** Why it fails; the steps of a path in lines of their own. */
  readonly message: string;
  /** The rules and open zones of the witness, in its order. */
  readonly places: readonly WitnessPlace[];
}

/** Request: a policy as rules for its firewalls. Answer {@link CompileAnswer}. */
export const COMPILE_REQUEST = 'bulkhead/compile';

export interface CompileParams extends PolicyParams {
  readonly target: string;
  /** Only this firewall. */
  readonly firewall?: string;
  readonly fallbacks?: readonly string[];
  /** Days for which weekly times are spelled out. */
  readonly horizonDays?: number;
}

export interface CompiledFile {
  readonly firewall: string;
  readonly target: string;
  /** A file name that is safe on every file system. */
  readonly file: string;
  readonly text: string;
  /** Of binary formats, base 64: what is saved; `text` is then what a person would read of it. */
  readonly bytes?: string;
  /** What takes the output back off the device, where the target has such a thing. */
  readonly rollback?: string;
  readonly rules: number;
  readonly refused: readonly { readonly rule: string; readonly reason: string; readonly fallback?: string }[];
  /** Lines (one-based) and the places that they come from. */
  readonly lines: readonly { readonly line: number; readonly rule: string; readonly origins: readonly SourceRange[] }[];
}

export interface CompileAnswer {
  readonly outputs: readonly CompiledFile[];
  /** Vendor access that nobody approved and whose rules are in the outputs all the same: names. */
  readonly unapproved?: readonly string[];
  readonly errors: readonly { readonly message: string; readonly place?: SourceRange }[];
}

/** Request: the zone and conduit documentation of a policy. Params {@link ReportParams}, answer {@link ReportAnswer}. */
export const REPORT_REQUEST = 'bulkhead/report';

export interface ReportParams extends PolicyParams {
  readonly format: 'html' | 'markdown' | 'csv';
}

export interface ReportAnswer {
  /** The report itself first. A drawing beside it is named as the report's text refers to it. Empty where it could not be made. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** Request: what a policy opens and closes against an older version. Params {@link ReviewParams}, answer {@link ReviewResult}, or null. */
export const REVIEW_REQUEST = 'bulkhead/review';

export interface ReviewParams extends PolicyParams, ReviewedVersion {}

export interface ReviewSentence {
  readonly kind: Sentence['kind'];
  readonly text: string;
  /** A path, a reason, rules. */
  readonly details: readonly string[];
  /** In the files as they are now, or of scheme {@link OLD_SCHEME} in the older version. */
  readonly place?: SourceRange;
}

/** Files of the version that a review compares with, read-only: the path is that of the file in the policy. */
export const OLD_SCHEME = 'bulkhead-before';

export interface ReviewResult {
  /** The most important first; none where nothing changed in meaning. */
  readonly sentences: readonly ReviewSentence[];
  /** Why a part of a version is not compared. */
  readonly withoutMeaning?: string;
}

/** Command: saves a compiled output. Argument: its URI; default the active editor's. */
export const SAVE_OUTPUT_COMMAND = 'bulkhead.saveOutput';
/** Command: shows what takes a compiled output back off its device. Argument: its URI; default the active editor's. */
export const ROLLBACK_COMMAND = 'bulkhead.showRollback';
/** Command: holds a compiled output against what was saved last. Argument: its URI; default the active editor's. */
export const COMPARE_OUTPUT_COMMAND = 'bulkhead.compareOutput';
/** Command that the server's quick-fixes run in the extension: shows a place. Argument {@link SourceRange}. */
export const REVEAL_COMMAND = 'bulkhead.revealPlace';
/** Command that the server's quick-fixes run in the extension: shows a blast radius. Arguments: a URI, an asset's id; or a URI, a zone's id, 'zone'. */
export const SHOW_BLAST_COMMAND = 'bulkhead.showBlastRadius';
/** Command that lenses run in the extension: compiles. Arguments: a URI, names of firewalls, ids of rules, the first of which is shown. */
export const COMPILE_COMMAND = 'bulkhead.compileRules';
/** Command that lenses run in the extension: selects what is declared at a place in the diagram. Argument {@link SourceRange}. */
export const SHOW_IN_DIAGRAM_COMMAND = 'bulkhead.showInDiagram';
/** Command that asks for a reason and puts an ignore above a line. Argument {@link IgnoreRequest}. */
export const IGNORE_COMMAND = 'bulkhead.ignoreFinding';

export interface IgnoreRequest {
  readonly uri: string;
  /** Zero-based line of the finding. */
  readonly line: number;
  readonly check: string;
}
