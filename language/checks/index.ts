/** Public face of the checks: runs all of them over a policy and settles severities, ignores, mirrors and order. */
import picomatch from 'picomatch';
import type { Place, Policy } from '../model/policy.ts';
import { analysesOf } from './analyses.ts';
import { type Check, type CheckContext, type ChecksConfiguration, DEFAULT_CHECKS, type Report } from './check.ts';
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
  /** Default: all. */
  readonly checks?: readonly Check[];
}

/**
 * What the checks find in a policy, sorted by file, position, check and message: the same whatever the order of files.
 *
 * A check that throws becomes a finding `check-failed` and stops no other. A finding whose two halves lie in two files stands in
 * both, the second marked `mirror`. Never throws.
 */
export function checkPolicy(policy: Policy, options: CheckOptions): Finding[] {
  const configuration = options.configuration ?? DEFAULT_CHECKS;
  const context: CheckContext = {
    policy,
    now: options.now,
    text: options.text ?? (() => undefined),
    configuration,
    analyses: analysesOf(policy, options.now),
  };
  const library = new Set(policy.files.filter((f) => f.library).map((f) => f.path));
  const ignored = ignoredLines(policy);
  const overrides = configuration.overrides.map((o) => ({
    matches: picomatch([...o.files]),
    severities: o.severities,
  }));
  const findings: Finding[] = [];
  for (const check of options.checks ?? CHECKS) {
    for (const report of reportsOf(check, context)) {
      if (library.has(report.place.file) || isIgnored(ignored, check.name, report)) continue;
      for (const finding of findingsOf(check.name, check.severity, report, library)) {
        const severity = configuredSeverity(check.name, finding, configuration, overrides);
        if (severity !== undefined) findings.push({ ...finding, severity });
      }
    }
  }
  return sortFindings(findings);
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

/** The check's reports; those before it threw and one that says so, where it throws. */
function reportsOf(check: Check, context: CheckContext): readonly Report[] {
  const reports: Report[] = [];
  try {
    for (const report of check.run(context)) reports.push(report);
  } catch (error) {
    reports.push(failure(check, error, context.policy));
  }
  return reports;
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
  const mirrors = halves.map(
    (half): Finding => ({
      ...finding,
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

function ignoredLines(policy: Policy): ReadonlySet<string> {
  return new Set(policy.ignores.map((i) => `${i.check}\n${i.file}\n${i.line}`));
}

/** Whether an ignore speaks of the report: at its own place, or at its other half where that would be shown. */
function isIgnored(ignored: ReadonlySet<string>, check: string, report: Report): boolean {
  if (ignored.size === 0) return false;
  const places = [report.place, ...(report.related ?? []).filter((r) => r.half !== undefined).map((r) => r.place)];
  return places.some((p) => ignored.has(`${check}\n${p.file}\n${p.line}`));
}
