/** One policy as it is at one moment: what every feature answers from. Immutable; what is costly is made when first asked for. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Configuration, Finding } from '../language/checks/index.ts';
import type { Place } from '../language/model/policy.ts';
import type { Loaded, Reference, Source } from '../language/pipeline.ts';
import { analysesFindings } from './findings.ts';

export interface SnapshotInput {
  /** URI of the policy's folder. */
  readonly folder: string;
  readonly loaded: Loaded;
  readonly configuration: Configuration;
  /** Text of `bulkhead.json`. */
  readonly configurationText?: string;
  /** What reading the files and `bulkhead.json` found. */
  readonly outer: readonly Finding[];
  /** Epoch milliseconds. */
  readonly now: number;
}

const documents = new WeakMap<Source, TextDocument>();

export class Snapshot {
  readonly folder: string;
  readonly loaded: Loaded;
  readonly configuration: Configuration;
  readonly configurationText: string | undefined;
  readonly now: number;
  readonly #outer: readonly Finding[];
  #findings: readonly Finding[] | undefined;
  #byFile: Map<string, Reference[]> | undefined;

  constructor(input: SnapshotInput) {
    this.folder = input.folder;
    this.loaded = input.loaded;
    this.configuration = input.configuration;
    this.configurationText = input.configurationText;
    this.now = input.now;
    this.#outer = input.outer;
  }

  get policy() {
    return this.loaded.policy;
  }

  source(file: string): Source | undefined {
    return this.loaded.sources.find((s) => s.path === file);
  }

  /** A file's text with its lines; undefined for a file that is not of this policy. */
  document(file: string): TextDocument | undefined {
    const source = this.source(file);
    if (source === undefined) return undefined;
    let document = documents.get(source);
    if (document === undefined) {
      document = TextDocument.create(file, 'seg', 0, source.text);
      documents.set(source, document);
    }
    return document;
  }

  /** Everything found: reading, parser, linker and checks. Computed once. */
  findings(): readonly Finding[] {
    this.#findings ??= [...this.#outer, ...this.loaded.findings, ...analysesFindings(this)];
    return this.#findings;
  }

  /** Uses of names in a file and the names of its declarations, by place. */
  names(file: string): readonly Reference[] {
    if (this.#byFile === undefined) {
      this.#byFile = new Map();
      for (const use of [...this.loaded.references, ...this.#declarations()]) {
        const list = this.#byFile.get(use.place.file);
        if (list === undefined) this.#byFile.set(use.place.file, [use]);
        else list.push(use);
      }
      for (const list of this.#byFile.values()) list.sort((a, b) => a.place.offset - b.place.offset);
    }
    return this.#byFile.get(file) ?? [];
  }

  /** The name that an offset lies in or right behind. */
  nameAt(file: string, offset: number): Reference | undefined {
    const near = this.names(file).filter((n) => n.place.offset <= offset && offset <= n.place.end);
    return near.find((n) => offset < n.place.end) ?? near[0];
  }

  /** Every place that names a declaration, its own included, by file and offset. */
  placesOf(kind: Reference['kind'], index: number): { readonly place: Place; readonly declaration: boolean }[] {
    const uses = this.loaded.references.filter((r) => r.kind === kind && r.index === index);
    const own = this.declared(kind, index);
    const all = uses.map((u) => ({ place: u.place, declaration: false }));
    if (own !== undefined) all.push({ place: own.namePlace, declaration: true });
    return all.sort((a, b) =>
      a.place.file === b.place.file ? a.place.offset - b.place.offset : a.place.file < b.place.file ? -1 : 1,
    );
  }

  /** The declaration that a name stands for. */
  declared(kind: Reference['kind'], index: number) {
    return this.#lists()[kind][index];
  }

  #lists() {
    const { policy } = this;
    return {
      zone: policy.zones,
      asset: policy.assets,
      type: policy.types,
      group: policy.groups,
      firewall: policy.firewalls,
      service: policy.services,
      schedule: policy.schedules,
      conduit: policy.conduits,
      access: policy.accesses,
    };
  }

  *#declarations(): Iterable<Reference> {
    for (const [kind, list] of Object.entries(this.#lists()))
      for (const { namePlace, index } of list) yield { kind: kind as Reference['kind'], index, place: namePlace };
  }
}
