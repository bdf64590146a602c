/** Reads `bulkhead.json` (JSON with comments): what it says badly becomes findings at their places, and defaults hold there. */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { TARGETS } from '../compile/index.ts';
import { readSettings } from '../inventory/settings.ts';
import { placeAt } from '../model/source.ts';
import { type ChecksConfiguration, type ConfiguredSeverity, DEFAULT_CHECKS } from './check.ts';
import { EXPORT_PARTS, LEVELS, OVERRIDE_PARTS, SECTIONS, SEVERITIES } from './configuration-table.ts';
import { nearest } from './did-you-mean.ts';
import type { Finding, Fix, Severity } from './finding.ts';
import { CHECKS, checkNamed } from './registry.ts';

/** One output that `compile` writes when no target is named. */
export interface ExportSetting {
  readonly target: string;
  readonly path?: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Configuration {
  /** Globs of the policy's files; none stated: every `.seg` file. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly checks: ChecksConfiguration;
  readonly exports: readonly ExportSetting[];
  /** Globs of flow files. */
  readonly observed: readonly string[];
  /** As stated, for the features that read these parts themselves. */
  readonly inventory?: unknown;
  readonly advisor?: unknown;
}

export const DEFAULT_CONFIGURATION: Configuration = {
  include: [],
  exclude: [],
  checks: DEFAULT_CHECKS,
  exports: [],
  observed: [],
};

/** Name of the findings that this file makes. */
const CHECK = 'configuration';
const SEVERITY_NAMES = Object.keys(SEVERITIES) as ConfiguredSeverity[];
const DEPTH = 100;

/**
 * The settings that a `bulkhead.json` states. `file` is its path as findings show it. Malformed JSON, an unknown section, check,
 * severity or threshold is a finding at its place; everything else that the file states still counts. Never throws.
 */
export function parseConfiguration(file: string, text: string): { configuration: Configuration; findings: Finding[] } {
  const reader = new Reader(file, text);
  const root = reader.tree();
  if (root === undefined) return { configuration: DEFAULT_CONFIGURATION, findings: reader.findings };
  const entries = reader.object(root, 'bulkhead.json');
  reader.known(
    [...entries.values()].map((e) => e.key),
    Object.keys(SECTIONS),
    'section',
  );
  reader.valueOf(entries.get('$schema')?.value, '$schema', 'string', 'a text in quotes');
  const list = (name: string) => reader.texts(entries.get(name)?.value, name);
  const inventory = readInventory(reader, entries.get('inventory')?.value);
  const advisor = plain(entries.get('advisor')?.value);
  const configuration: Configuration = {
    include: list('include'),
    exclude: list('exclude'),
    checks: readChecks(reader, entries.get('checks')?.value),
    exports: readExports(reader, entries.get('exports')?.value),
    observed: list('observed'),
    ...(inventory === undefined ? {} : { inventory }),
    ...(advisor === undefined ? {} : { advisor }),
  };
  return { configuration, findings: reader.findings };
}

/** The section as it stands; what is wrong with it is told at the section. */
function readInventory(reader: Reader, node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  const section = plain(node);
  for (const problem of readSettings(section).problems) reader.report(node, 'error', problem);
  return section;
}

function readChecks(reader: Reader, node: Node | undefined): ChecksConfiguration {
  if (node === undefined) return DEFAULT_CHECKS;
  const severities: Record<string, ConfiguredSeverity> = {};
  const thresholds: Record<string, Record<string, number>> = {};
  let overrides: ChecksConfiguration['overrides'] = [];
  let levels = DEFAULT_CHECKS.levels;
  for (const [name, { key, value }] of reader.object(node, 'checks')) {
    if (name === 'overrides') overrides = readOverrides(reader, value);
    else if (name === 'levels') levels = { ...levels, ...readNumbers(reader, value, Object.keys(LEVELS), 'level') };
    else if (reader.known([key], [...CHECKS.map((c) => c.name), 'overrides', 'levels'], 'check')) {
      const { severity, numbers } = readCheck(reader, name, value);
      if (severity !== undefined) severities[name] = severity;
      if (numbers !== undefined) thresholds[name] = numbers;
    }
  }
  return { severities, thresholds, overrides, levels };
}

/** `"error"`, or `{ "severity": "error", THRESHOLD: NUMBER }`. */
function readCheck(
  reader: Reader,
  name: string,
  value: Node,
): { severity?: ConfiguredSeverity; numbers?: Record<string, number> } {
  if (value.type !== 'object') {
    const severity = readSeverity(reader, value);
    return severity === undefined ? {} : { severity };
  }
  const entries = reader.object(value, name);
  const stated = entries.get('severity');
  const severity = stated === undefined ? undefined : readSeverity(reader, stated.value);
  const numbers = readNumbers(reader, value, Object.keys(checkNamed(name)?.thresholds ?? {}), 'threshold', [
    'severity',
  ]);
  return { ...(severity === undefined ? {} : { severity }), numbers };
}

function readSeverity(reader: Reader, node: Node): ConfiguredSeverity | undefined {
  const severity = SEVERITY_NAMES.find((s) => s === node.value);
  if (severity === undefined) reader.unknown(node, SEVERITY_NAMES, 'severity');
  return severity;
}

function readNumbers(
  reader: Reader,
  node: Node,
  names: readonly string[],
  what: string,
  others: readonly string[] = [],
): Record<string, number> {
  const out: Record<string, number> = {};
  for (const [name, { key, value }] of reader.object(node, what)) {
    if (others.includes(name) || !reader.known([key], [...names, ...others], what)) continue;
    if (typeof value.value === 'number' && value.value >= 0) out[name] = value.value;
    else reader.report(value, 'warning', `"${name}" is a number of 0 or more; the default holds instead.`);
  }
  return out;
}

function readOverrides(reader: Reader, node: Node): ChecksConfiguration['overrides'] {
  return reader.items(node, 'overrides').map((item) => {
    const entries = reader.object(item, 'an override');
    reader.known(
      [...entries.values()].map((e) => e.key),
      Object.keys(OVERRIDE_PARTS),
      'part of an override',
    );
    const severities: Record<string, ConfiguredSeverity> = {};
    const checks = entries.get('checks')?.value;
    for (const [name, { key, value }] of checks === undefined ? [] : reader.object(checks, 'checks')) {
      if (
        !reader.known(
          [key],
          CHECKS.map((c) => c.name),
          'check',
        )
      )
        continue;
      const severity = readSeverity(reader, value);
      if (severity !== undefined) severities[name] = severity;
    }
    return { files: reader.texts(entries.get('files')?.value, 'files'), severities };
  });
}

function readExports(reader: Reader, node: Node | undefined): readonly ExportSetting[] {
  const out: ExportSetting[] = [];
  for (const item of node === undefined ? [] : reader.items(node, 'exports')) {
    const entries = reader.object(item, 'an export');
    const parts = [...entries.values()];
    reader.known(
      parts.map((e) => e.key),
      Object.keys(EXPORT_PARTS),
      'part of an export',
    );
    const target = entries.get('target')?.value;
    if (target === undefined || typeof target.value !== 'string') {
      reader.report(
        target ?? item,
        'warning',
        'An export names its "target", for example "nftables"; this one is left out.',
      );
      continue;
    }
    reader.known([target], [...TARGETS.keys()], 'target');
    const path = reader.valueOf(entries.get('path')?.value, 'path', 'string', 'a text in quotes');
    const options = reader.valueOf(entries.get('options')?.value, 'options', 'object', 'an object in braces');
    out.push({
      target: target.value,
      ...(path === undefined ? {} : { path: path as string }),
      options: (options ?? {}) as Readonly<Record<string, unknown>>,
    });
  }
  return out;
}

interface Entry {
  readonly key: Node;
  readonly value: Node;
}

/** Walks the JSON tree and keeps what is wrong with it. */
class Reader {
  readonly findings: Finding[] = [];
  private readonly file: string;
  private readonly text: string;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** The tree of what could be read; undefined where that is nothing. */
  tree(): Node | undefined {
    if (deeperThan(this.text, DEPTH)) {
      this.at(0, 0, 'error', `This file nests deeper than ${DEPTH} brackets. The defaults hold instead of it.`);
      return undefined;
    }
    const errors: ParseError[] = [];
    const root = parseTree(this.text, errors, { allowTrailingComma: true });
    for (const e of errors)
      this.at(
        e.offset,
        e.offset + e.length,
        'error',
        `This is no JSON: ${spoken(printParseErrorCode(e.error))}. The defaults hold for what cannot be read.`,
      );
    return root;
  }

  /** The members of an object; a finding and none where it is something else. The last of equal names counts. */
  object(node: Node, what: string): ReadonlyMap<string, Entry> {
    if (node.type !== 'object') {
      this.report(node, 'error', `${what} is an object in braces; the defaults hold instead.`);
      return new Map();
    }
    const out = new Map<string, Entry>();
    for (const member of node.children ?? []) {
      const [key, value] = member.children ?? [];
      if (key !== undefined && value !== undefined) out.set(String(key.value), { key, value });
    }
    return out;
  }

  items(node: Node, what: string): readonly Node[] {
    if (node.type === 'array') return node.children ?? [];
    this.report(node, 'error', `"${what}" is a list in brackets; it is left out.`);
    return [];
  }

  /** The plain value of a node; a finding and undefined where it is of another kind. */
  valueOf(node: Node | undefined, name: string, type: Node['type'], kind: string): unknown {
    if (node === undefined || node.type === type) return plain(node);
    this.report(node, 'warning', `"${name}" is ${kind}; it is left out.`);
    return undefined;
  }

  texts(node: Node | undefined, what: string): readonly string[] {
    if (node === undefined) return [];
    return this.items(node, what).flatMap((n) => {
      if (typeof n.value === 'string') return [n.value];
      this.report(n, 'error', `"${what}" lists texts in quotes; this entry is left out.`);
      return [];
    });
  }

  /** Whether every key is one of the names; a finding with a did-you-mean at each that is not. */
  known(keys: readonly Node[], names: readonly string[], what: string): boolean {
    const strange = keys.filter((k) => !names.includes(String(k.value)));
    for (const k of strange) this.unknown(k, names, what);
    return strange.length === 0;
  }

  unknown(node: Node, names: readonly string[], what: string): void {
    const written = String(node.value);
    const near = nearest(written, names);
    const hint =
      near !== undefined
        ? `Did you mean "${near}"?`
        : names.length <= 8
          ? `There are ${names.map((n) => `"${n}"`).join(', ')}.`
          : 'docs/checks/README.md lists them.';
    const fixes: Fix[] =
      near === undefined
        ? []
        : [
            {
              title: `Change to "${near}"`,
              safe: false,
              preferred: true,
              edits: [
                { file: this.file, offset: node.offset, end: node.offset + node.length, newText: JSON.stringify(near) },
              ],
            },
          ];
    this.report(node, 'warning', `There is no ${what} "${written}". ${hint}`, fixes);
  }

  report(node: Node, severity: Severity, message: string, fixes: readonly Fix[] = []): void {
    this.at(node.offset, node.offset + node.length, severity, message, fixes);
  }

  private at(offset: number, end: number, severity: Severity, message: string, fixes: readonly Fix[] = []): void {
    this.findings.push({
      check: CHECK,
      severity,
      message,
      place: placeAt(this.file, this.text, offset, end),
      related: [],
      fixes: () => fixes,
    });
  }
}

/** Brackets outside texts nest deeper than `limit`: judged before parsing, which recurses. */
function deeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    if (depth > limit) return true;
  }
  return false;
}

/** `InvalidSymbol` -> `invalid symbol`. */
function spoken(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

function plain(node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.type === 'array') return (node.children ?? []).map(plain);
  if (node.type !== 'object') return node.value;
  const members = (node.children ?? []).flatMap((m) =>
    m.children?.[1] === undefined ? [] : [[String(m.children[0]?.value), plain(m.children[1])] as const],
  );
  return Object.fromEntries(members);
}
