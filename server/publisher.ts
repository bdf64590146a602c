/**
 * Keeps the diagnostics that the client shows equal to what holds now: sends a file's list when it differs from the one sent before,
 * and an empty one for a file that has gone. Whole-policy findings of a file change with edits of other files, so every build is
 * compared over all files.
 */
import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver';
import type { Finding, Severity } from '../language/checks/index.ts';
import { isLibraryPath, locationOf, rangeOf, uriIn } from './places.ts';

/** Shown as the origin of a diagnostic. */
export const DIAGNOSTIC_SOURCE = 'bulkhead';
/** An editor shows no more of one file with ease; a file in ruins is told by its first. */
const MAX_PER_FILE = 1000;

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};
const TAGS = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

/** A finding as the protocol has it. `documentation`: URI that a page's path is added to. */
export function diagnosticOf(folder: string, finding: Finding, documentation?: string): Diagnostic {
  const { check, severity, message, place, related, tags, link } = finding;
  return {
    range: rangeOf(place),
    severity: SEVERITIES[severity],
    code: check,
    source: DIAGNOSTIC_SOURCE,
    message,
    ...(link !== undefined && documentation !== undefined
      ? { codeDescription: { href: documentation + link.replace(/^docs\//, '') } }
      : {}),
    ...(tags === undefined ? {} : { tags: tags.map((t) => TAGS[t]) }),
    ...(related.length === 0
      ? {}
      : { relatedInformation: related.map((r) => ({ location: locationOf(folder, r.place), message: r.message })) }),
  };
}

export class Publisher {
  readonly #send: (params: PublishDiagnosticsParams) => void;
  readonly #documentation: string | undefined;
  /** Per policy folder, per file: what it wants shown. */
  readonly #wanted = new Map<string, ReadonlyMap<string, readonly Diagnostic[]>>();
  /** What the client has, as text; a file without diagnostics is not in it. */
  readonly #sent = new Map<string, string>();

  constructor(send: (params: PublishDiagnosticsParams) => void, documentation?: string) {
    this.#send = send;
    this.#documentation = documentation;
  }

  /** Publishes what a policy's files have now. */
  update(folder: string, findings: readonly Finding[]): void {
    const byFile = new Map<string, Finding[]>();
    for (const finding of findings) {
      const list = byFile.get(finding.place.file);
      if (list === undefined) byFile.set(finding.place.file, [finding]);
      else if (list.length < MAX_PER_FILE) list.push(finding);
    }
    const byUri = new Map<string, readonly Diagnostic[]>();
    for (const [file, list] of byFile) {
      if (isLibraryPath(file)) continue;
      byUri.set(
        uriIn(folder, file),
        list.map((f) => diagnosticOf(folder, f, this.#documentation)),
      );
    }
    this.#replace(folder, byUri);
  }

  /** A policy has gone. */
  remove(folder: string): void {
    this.#replace(folder, new Map());
    this.#wanted.delete(folder);
  }

  /** Folders of the policies that have diagnostics. */
  get folders(): string[] {
    return [...this.#wanted.keys()];
  }

  #replace(folder: string, byFile: ReadonlyMap<string, readonly Diagnostic[]>): void {
    const before = this.#wanted.get(folder);
    this.#wanted.set(folder, byFile);
    for (const uri of new Set([...(before?.keys() ?? []), ...byFile.keys()])) this.#publish(uri);
  }

  #publish(uri: string): void {
    const diagnostics = [...this.#wanted.values()].flatMap((files) => [...(files.get(uri) ?? [])]);
    const text = diagnostics.length === 0 ? undefined : JSON.stringify(diagnostics);
    if (text === this.#sent.get(uri)) return;
    if (text === undefined) this.#sent.delete(uri);
    else this.#sent.set(uri, text);
    this.#send({ uri, diagnostics });
  }
}
