/**
 * Findings as SARIF 2.1.0 (OASIS), for code-scanning views: every check as a rule with its page, findings with places that belong
 * to them, edits of fixes that keep the policy's meaning, and ignored findings as suppressed ones.
 *
 * Nothing in it depends on the machine or the moment: the same policy at the same clock gives the same bytes.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type {
  ArtifactLocation,
  Location,
  Log,
  PhysicalLocation,
  Region,
  ReportingDescriptor,
  Result,
  Fix as SarifFix,
} from 'sarif';
import { CHECKS, type Check, type Finding, type Fix, type Severity } from '../../language/checks/index.ts';
import { checkPages, plainText } from '../../language/checks/pages.ts';
import type { Place } from '../../language/model/policy.ts';
import { placeAt } from '../../language/model/source.ts';
import { pathOf, type Session, shown } from '../session.ts';
import { VERSION } from '../version.ts';
import type { Checked, Ignored } from './checked.ts';

/** Opens a check's page in VS Code, offline: the extension answers these addresses. The page stands in the log as well. */
const PAGES = 'vscode://bulkhead.bulkhead/checks/';
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
/** SARIF's name for the folder that relative addresses are read from; here the one that the command ran in. */
const BASE = '%SRCROOT%';

const LEVELS = { error: 'error', warning: 'warning', info: 'note', hint: 'note' } as const satisfies Record<
  Severity,
  Result.level
>;

/** What findings of the parser, the linker and the reading of files are about: they have no page. */
const OTHER_RULES: Readonly<Record<string, string>> = {
  syntax: 'The text is not of the Seg language.',
  nesting: 'Declarations nest deeper than the language allows.',
  reference: 'A name stands for nothing, or for more than one thing.',
  'duplicate-name': 'A name is taken already.',
  'invalid-value': 'A value is out of its bounds.',
  'repeated-member': 'A property is stated more than once.',
  configuration: 'bulkhead.json says something that has no meaning.',
  'check-failed': 'A check stopped before its end: a defect of Bulkhead.',
};

/** The whole log, as an object. */
export function sarifLog(checked: Checked): Log {
  const { session, findings, ignored } = checked;
  const rules = rulesOf([...findings, ...ignored.map((i) => i.finding)]);
  const marks = new Fingerprints(session);
  const results = [
    ...findings.map((finding) => resultOf(session, finding, rules, marks)),
    ...ignored.map((i) => ({ ...resultOf(session, i.finding, rules, marks), suppressions: [suppression(i)] })),
  ];
  const folder = shown(session.folder);
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Bulkhead', semanticVersion: VERSION, version: VERSION, rules } },
        automationDetails: { id: `bulkhead/${folder === '.' ? '' : `${addressOf(folder)}/`}` },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [BASE]: { description: { text: 'The folder that bulkhead ran in.' } } },
        results,
      },
    ],
  };
}

function rulesOf(findings: readonly Finding[]): ReportingDescriptor[] {
  const pages = checkPages(CHECKS);
  const others = [...new Set(findings.map((f) => f.check))].filter((name) => !CHECKS.some((c) => c.name === name));
  return [
    ...CHECKS.map((check) => ruleOf(check, pages.get(`${check.name}.md`) ?? '')),
    ...others.sort().map((name) => ({
      id: name,
      shortDescription: { text: OTHER_RULES[name] ?? 'What Bulkhead says of the files of a policy.' },
      defaultConfiguration: { level: 'error' as const },
    })),
  ];
}

function ruleOf(check: Check, page: string): ReportingDescriptor {
  const { summary, why, basis } = check.documentation;
  return {
    id: check.name,
    shortDescription: { text: plainText(summary), markdown: summary },
    fullDescription: { text: plainText(why), markdown: why.trim() },
    help: { text: plainText(page), markdown: page },
    helpUri: `${PAGES}${check.name}.md`,
    defaultConfiguration: { level: LEVELS[check.severity] },
    properties: { tags: ['security', 'segmentation', check.family], basis },
  };
}

function resultOf(
  session: Session,
  finding: Finding,
  rules: readonly ReportingDescriptor[],
  marks: Fingerprints,
): Result {
  const fixes = finding.fixes().filter((fix) => fix.keepsMeaning === true && fix.edits.length > 0);
  return {
    ruleId: finding.check,
    ruleIndex: rules.findIndex((rule) => rule.id === finding.check),
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: physicalLocation(session, finding.place) }],
    ...(finding.related.length === 0 ? {} : { relatedLocations: finding.related.map(relatedLocation(session)) }),
    partialFingerprints: { 'bulkheadFinding/v1': marks.of(finding) },
    ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => sarifFix(session, fix)) }),
    properties: { severity: finding.severity },
  };
}

function relatedLocation(session: Session) {
  return (related: Finding['related'][number], id: number): Location => ({
    id,
    physicalLocation: physicalLocation(session, related.place),
    message: { text: related.message },
  });
}

function suppression({ reason }: Ignored): NonNullable<Result['suppressions']>[number] {
  return { kind: 'inSource', ...(reason === undefined ? {} : { justification: reason }) };
}

function sarifFix(session: Session, fix: Fix): SarifFix {
  const byFile = Map.groupBy(fix.edits, (edit) => edit.file);
  return {
    description: { text: fix.title },
    artifactChanges: [...byFile].map(([file, edits]) => ({
      artifactLocation: artifactLocation(session, file),
      replacements: edits.map(({ offset, end, newText }) => ({
        deletedRegion: regionOf(placeAt(file, session.text(file) ?? '', offset, end)),
        ...(newText === '' ? {} : { insertedContent: { text: newText } }),
      })),
    })),
  };
}

function physicalLocation(session: Session, place: Place): PhysicalLocation {
  return { artifactLocation: artifactLocation(session, place.file), region: regionOf(place) };
}

/** Lines and columns count from one, columns in UTF-16 units, the end exclusive. */
function regionOf({ line, column, endLine, endColumn }: Place): Region {
  return { startLine: line + 1, startColumn: column + 1, endLine: endLine + 1, endColumn: endColumn + 1 };
}

/** Relative to the folder that the command ran in, as viewers expect; absolute for what lies outside of it. */
function artifactLocation(session: Session, file: string): ArtifactLocation {
  if (file.startsWith('library:')) return { uri: `library:${addressOf(file.slice('library:'.length))}` };
  const path = shown(pathOf(session, file)).replaceAll('\\', '/');
  const absolute = /^(\/|[A-Za-z]:\/)/.test(path);
  if (absolute) return { uri: `file://${path.startsWith('/') ? '' : '/'}${addressOf(path)}` };
  return { uri: addressOf(path), uriBaseId: BASE };
}

function addressOf(path: string): string {
  return path
    .replaceAll('\\', '/')
    .split('/')
    .map((part, i) => (i === 0 && /^[A-Za-z]:$/.test(part) ? part : encodeURIComponent(part)))
    .join('/');
}

/**
 * Tells a finding from others over many runs: by check, file and the text of its line, so that lines above may come and go and
 * wording may change. Of several that are alike each has its number.
 */
class Fingerprints {
  private readonly session: Session;
  private readonly seen = new Map<string, number>();
  private readonly lines = new Map<string, readonly string[]>();

  constructor(session: Session) {
    this.session = session;
  }

  of({ check, place }: Finding): string {
    let lines = this.lines.get(place.file);
    if (lines === undefined) {
      lines = (this.session.text(place.file) ?? '').split(/\r\n?|\n/);
      this.lines.set(place.file, lines);
    }
    const line = (lines[place.line] ?? '').trim().replace(/\s+/g, ' ');
    const key = JSON.stringify([check, place.file, line]);
    const number = this.seen.get(key) ?? 0;
    this.seen.set(key, number + 1);
    return bytesToHex(sha256(utf8ToBytes(`${key}${number}`))).slice(0, 32);
  }
}
