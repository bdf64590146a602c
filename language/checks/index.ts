/** Public face of the checks: runs all of them over a policy and settles severities, ignores, mirrors and order. */
import picomatch from 'picomatch';
import type { Place, Policy } from '../model/policy.ts';
import type { Flows } from '../observe/conversation.ts';
import { analysesOf } from './analyses.ts';
import {
  type Check,
  type CheckContext,
  type ChecksConfiguration,
  DEFAULT_CHECKS,
  type Outcome,
  type Report,
} from './check.ts';
import type { Finding, Fix, Severity } from './finding.ts';
import { CHECKS } from './registry.ts';

export type { Check, CheckDocumentation, ChecksConfiguration, ConfiguredSeverity } from './check.ts';
export { DEFAULT_CHECKS } from './check.ts';
export { type Configuration, DEFAULT_CONFIGURATION, parseConfiguration } from './configuration.ts';
export type { Finding, Fix, Severity, TextEdit } from './finding.ts';
export { CHECKS, checkNamed } from './registry.ts';

export interface CheckOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The text of a file; without it findings have no fixes that need it. */
  readonly text?: (file: string) => string | undefined;
  readonly configuration?: ChecksConfiguration;
  /** Traffic that was seen on the wire, to be compared with the policy. */
  readonly observed?: Flows;
  /** Default: all. */
  readonly checks?: readonly Check[];
  /** Told of every finding that a `bulkhead-ignore` keeps from being shown, with its reason. */
  readonly onIgnored?: (finding: Finding, reason: string | undefined) => void;
}

/**
 * What the checks find in a policy, sorted by file, position, check and message: the same whatever the order of files.
 *
 * A check that throws becomes a finding `check-failed` and stops no other. A finding whose two halves lie in two files stands in
 * both, the second marked `mirror`. Never throws.
 */
export function checkPolicy(policy: Policy, options: CheckOptions): Finding[] {
  return new CheckRun(policy, options).findings();
}

/**
 * The checks over one policy, in two steps: the prompt ones at once, the exact ones in slices between which the caller may do
 * something else, or give up. However it is cut, `findings` comes to what {@link checkPolicy} finds. Never throws.
 */
export class CheckRun {
  readonly #policy: Policy;
  readonly #options: CheckOptions;
  readonly #checks: readonly Check[];
  readonly #context: CheckContext;
  readonly #settle: (check: Check, report: Report) => Finding[];
  readonly #ignores: Ignores;
  readonly #exact: Finding[] = [];
  #prompt: readonly Finding[] | undefined;
  #rest: Iterator<void> | undefined;
  /** Checks that stopped before their end: nobody knows what they would have found. */
  readonly #failed = new Set<string>();
  #done: readonly Finding[] | undefined;

  constructor(policy: Policy, options: CheckOptions) {
    const configuration = options.configuration ?? DEFAULT_CHECKS;
    this.#policy = policy;
    this.#options = options;
    this.#checks = options.checks ?? CHECKS;
    this.#context = {
      policy,
      now: options.now,
      text: options.text ?? (() => undefined),
      configuration,
      ...(options.observed === undefined ? {} : { observed: options.observed }),
      catalogue: CHECKS,
      analyses: analysesOf(policy, options.now),
    };
    this.#settle = settling(policy, configuration);
    this.#ignores = new Ignores(policy);
  }

  /** What the checks of kind `prompt` find, sorted. */
  prompt(): readonly Finding[] {
    if (this.#prompt !== undefined) return this.#prompt;
    const findings: Finding[] = [];
    for (const check of this.#checks) if (check.kind === 'prompt') for (const _ of this.#run(check, findings));
    this.#prompt = sortFindings(findings);
    return this.#prompt;
  }

  /** Whether everything is found. */
  get complete(): boolean {
    return this.#done !== undefined;
  }

  /** Goes on with the exact checks until all is found (true) or `stop` says so, which is asked after every check and report. */
  advance(stop: () => boolean): boolean {
    if (this.#done !== undefined) return true;
    const prompt = this.prompt();
    this.#rest ??= this.#exactly();
    while (this.#rest.next().done !== true) if (stop()) return false;
    this.#done = sortFindings([...prompt, ...this.#exact]);
    return true;
  }

  /** What all checks find, sorted; what is still missing is computed now. */
  findings(): Finding[] {
    this.advance(() => false);
    return [...(this.#done ?? [])];
  }

  /** What the checks of kind `exact`, and those that review, have found so far. */
  exact(): readonly Finding[] {
    return this.#exact;
  }

  *#exactly(): Generator<void, void> {
    for (const check of this.#checks)
      if (check.kind !== 'prompt') {
        yield* this.#run(check, this.#exact);
        yield;
      }
    const { severities } = this.#context.configuration;
    // Without flow files the checks of observed traffic have looked at nothing.
    const looked = (c: Check) =>
      !this.#failed.has(c.name) && (c.family !== 'observed' || this.#context.observed !== undefined);
    const ran = new Set(this.#checks.filter((c) => severities[c.name] !== 'off' && looked(c)).map((c) => c.name));
    const outcome: Outcome = { ran, known: CHECKS.map((c) => c.name), used: this.#ignores.used };
    for (const check of this.#checks)
      for (const report of reportsOf(check, this.#policy, () => check.review?.(this.#context, outcome) ?? []))
        this.#exact.push(...this.#settle(check, report));
  }

  /** Runs one check into `findings`; pauses at every report. */
  *#run(check: Check, findings: Finding[]): Generator<void, void> {
    for (const report of reportsOf(check, this.#policy, () => check.run(this.#context))) {
      if ('failed' in report) this.#failed.add(check.name);
      const ignored = 'failed' in report ? undefined : this.#ignores.hide(check.name, report);
      if (ignored === undefined) findings.push(...this.#settle(check, report));
      else for (const finding of this.#settle(check, report)) this.#options.onIgnored?.(finding, ignored.reason);
      yield;
    }
  }
}

/** Turns reports into the findings that are shown: with their mirrors, in the severities that the configuration gives. */
function settling(policy: Policy, configuration: ChecksConfiguration): (check: Check, report: Report) => Finding[] {
  const library = new Set(policy.files.filter((f) => f.library).map((f) => f.path));
  const overrides = configuration.overrides.map((o) => ({
    matches: picomatch([...o.files]),
    severities: o.severities,
  }));
  return (check, report) => {
    if (library.has(report.place.file)) return [];
    return findingsOf(check.name, check.severity, report, library).flatMap((finding) => {
      const severity = configuredSeverity(check.name, finding, configuration, overrides);
      return severity === undefined ? [] : [{ ...finding, severity }];
    });
  };
}

/** Sorted by file, position, check and message. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      compareText(a.place.file, b.place.file) ||
      a.place.offset - b.place.offset ||
      compareText(a.check, b.check) ||
      a.place.end - b.place.end ||
      compareText(a.message, b.message),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What a check yields; where it throws, what came before and one report that says so. */
function* reportsOf(check: Check, policy: Policy, run: () => Iterable<Report>): Generator<Report, void> {
  try {
    yield* run();
  } catch (error) {
    yield failure(check, error, policy);
  }
}

function failure(check: Check, error: unknown, policy: Policy): Report & { readonly failed: true } {
  const why = error instanceof Error ? error.message : String(error);
  return {
    failed: true,
    severity: 'error',
    place: policy.header.place ?? startOf(policy.files.find((f) => !f.library)?.path ?? ''),
    message: `The check ${check.name} stopped with "${why}", so what it would find is not shown. This is a defect of Bulkhead; the other checks are complete.`,
  };
}

function startOf(file: string): Place {
  return { file, offset: 0, end: 0, line: 0, column: 0, endLine: 0, endColumn: 0 };
}

/** The finding and, where its other half lies in another file of the policy, its mirror there. */
function findingsOf(check: string, fallback: Severity, report: Report, library: ReadonlySet<string>): Finding[] {
  const related = (report.related ?? []).map(({ place, message }) => ({ place, message }));
  const failed = 'failed' in report;
  const finding: Finding = {
    check: failed ? 'check-failed' : check,
    severity: report.severity ?? fallback,
    message: report.message,
    place: report.place,
    related,
    ...(report.tags === undefined ? {} : { tags: report.tags }),
    ...(failed ? {} : { link: `docs/checks/${check}.md` }),
    fixes: guarded(report.fixes),
  };
  const halves = (report.related ?? []).filter(
    (r) => r.half !== undefined && r.place.file !== report.place.file && !library.has(r.place.file),
  );
  // What a tag says - that its range is not needed - holds at the finding's own place only.
  const { tags: _, ...untagged } = finding;
  const mirrors = halves.map(
    (half): Finding => ({
      ...untagged,
      message: half.half ?? report.message,
      place: half.place,
      related: [{ place: report.place, message: report.message }, ...related.filter((r) => r.place !== half.place)],
      mirror: true,
    }),
  );
  return [finding, ...mirrors];
}

/** Fixes are computed on request, in the editor's menu: a defect there must not reach the user. */
function guarded(fixes: (() => readonly Fix[]) | undefined): () => readonly Fix[] {
  return () => {
    try {
      return fixes?.() ?? [];
    } catch {
      return [];
    }
  };
}

type Overrides = readonly { matches: (file: string) => boolean; severities: ChecksConfiguration['severities'] }[];

/** The severity that the configuration gives, else the finding's own; undefined where it is off. */
function configuredSeverity(
  check: string,
  finding: Finding,
  configuration: ChecksConfiguration,
  overrides: Overrides,
): Severity | undefined {
  const own = overrides.filter((o) => Object.hasOwn(o.severities, check) && o.matches(finding.place.file)).at(-1)
    ?.severities[check];
  const general = Object.hasOwn(configuration.severities, check) ? configuration.severities[check] : undefined;
  const configured = own ?? general;
  if (configured === 'off') return undefined;
  return finding.check === 'check-failed' ? 'error' : (configured ?? finding.severity);
}

/** The `bulkhead-ignore` comments of a policy, and which of them hid something. */
class Ignores {
  readonly used = new Set<number>();
  private readonly byLine = new Map<string, number[]>();
  private readonly ignores: Policy['ignores'];

  constructor(policy: Policy) {
    this.ignores = policy.ignores;
    for (const [index, i] of policy.ignores.entries()) {
      const key = lineKey(i.check, i.file, i.line);
      this.byLine.set(key, [...(this.byLine.get(key) ?? []), index]);
    }
  }

  /** The ignore that speaks of the report: at its own place, or at its other half where that would be shown. */
  hide(check: string, report: Report): Policy['ignores'][number] | undefined {
    if (this.byLine.size === 0) return undefined;
    const places = [report.place, ...(report.related ?? []).filter((r) => r.half !== undefined).map((r) => r.place)];
    const speaking = places.flatMap((p) => this.byLine.get(lineKey(check, p.file, p.line)) ?? []);
    for (const index of speaking) this.used.add(index);
    return speaking[0] === undefined ? undefined : this.ignores[speaking[0]];
  }
}

function lineKey(check: string, file: string, line: number): string {
  return `${check}\n${file}\n${line}`;
}
