/** One policy as it is at one moment: what every feature answers from. Immutable; what is costly is made when first asked for. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import { applyEdits } from '../language/checks/edits.ts';
import {
  type CheckRun,
  type Configuration,
  type Finding,
  sortFindings,
  type TextEdit,
} from '../language/checks/index.ts';
import type { Place, Policy } from '../language/model/policy.ts';
import type { Flows } from '../language/observe/index.ts';
import { type Loaded, type Reference, SourceStore, type SourceText } from '../language/pipeline.ts';
import { checkRunOf } from './findings.ts';
import { inSlices } from './slices.ts';

export interface SnapshotInput {
  /** URI of the policy's folder. */
  readonly folder: string;
  readonly loaded: Loaded;
  /** Reads the policy with other texts of some files; default: all files anew. */
  readonly tryOut?: (files: readonly SourceText[], snapshot: Snapshot) => Loaded;
  readonly configuration: Configuration;
  /** Text of `bulkhead.json`. */
  readonly configurationText?: string;
  /** Traffic that was seen on the wire; absent where no flow file is named or there. */
  readonly observed?: Flows;
  /** What reading the files and `bulkhead.json` found. */
  readonly outer: readonly Finding[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** One file of the policy: its text alone. The syntax tree, by far the largest part, is left to the store and goes with the next edit. */
export interface SnapshotFile extends SourceText {
  readonly library: boolean;
}

export class Snapshot {
  readonly folder: string;
  readonly policy: Policy;
  readonly references: readonly Reference[];
  /** What parser and linker found. */
  readonly meaning: readonly Finding[];
  readonly configuration: Configuration;
  readonly configurationText: string | undefined;
  readonly now: number;
  readonly observed: Flows | undefined;
  readonly #files: ReadonlyMap<string, SnapshotFile>;
  readonly #documents = new Map<string, TextDocument>();
  readonly #outer: readonly Finding[];
  readonly #tryOut: SnapshotInput['tryOut'];
  #run: CheckRun | undefined;
  #judged: Promise<boolean> | undefined;
  #abandoned = false;
  #exactTime = 0;
  #findings: readonly Finding[] | undefined;
  #byFile: Map<string, Reference[]> | undefined;

  constructor(input: SnapshotInput) {
    this.folder = input.folder;
    const { policy, references, findings, sources } = input.loaded;
    this.policy = policy;
    this.references = references;
    this.meaning = findings;
    this.#files = new Map(sources.map(({ path, text, library }) => [path, { path, text, library }]));
    this.configuration = input.configuration;
    this.configurationText = input.configurationText;
    this.now = input.now;
    this.observed = input.observed;
    this.#outer = input.outer;
    this.#tryOut = input.tryOut;
  }

  /** The policy as it would be after edits. */
  after(edits: readonly TextEdit[]): Loaded {
    const edited = new Set(edits.map((e) => e.file));
    const own = [...this.#files.values()].filter((f) => !f.library);
    const files = own.map(({ path, text }) => ({
      path,
      text: edited.has(path) ? applyEdits(path, text, edits) : text,
    }));
    if (this.#tryOut !== undefined)
      return this.#tryOut(
        files.filter((f) => edited.has(f.path)),
        this,
      );
    const store = new SourceStore();
    for (const file of files) store.set(file);
    return store.load();
  }

  /** All files, the library's among them. */
  get files(): readonly SnapshotFile[] {
    return [...this.#files.values()];
  }

  /** A file's text with its lines; undefined for a file that is not of this policy. */
  document(file: string): TextDocument | undefined {
    const text = this.text(file);
    const known = this.#documents.get(file);
    if (known !== undefined || text === undefined) return known;
    const document = TextDocument.create(file, 'seg', 0, text);
    this.#documents.set(file, document);
    return document;
  }

  text(file: string): string | undefined {
    return this.#files.get(file)?.text;
  }

  get #checks(): CheckRun {
    this.#run ??= checkRunOf(this);
    return this.#run;
  }

  /** Everything found: reading, parser, linker and checks. Computed once, and at once: `judge` gives way to others meanwhile. */
  findings(): readonly Finding[] {
    this.#findings ??= [...this.#outer, ...this.meaning, ...this.#checks.findings()];
    return this.#findings;
  }

  /** What there is to say at once, without the exact checks - but for `exact`, findings that are taken for theirs. */
  promptFindings(exact: readonly Finding[]): readonly Finding[] {
    return [...this.#outer, ...this.meaning, ...sortFindings([...this.#checks.prompt(), ...exact])];
  }

  /** What the exact checks have found so far. */
  get exactFindings(): readonly Finding[] {
    return this.#checks.exact();
  }

  /** Milliseconds that the exact checks have taken so far. */
  get exactTime(): number {
    return this.#exactTime;
  }

  /** Whether the exact checks are through, after they have had so many milliseconds more. */
  isJudgedWithin(milliseconds: number): boolean {
    const end = performance.now() + milliseconds;
    return this.#advance(() => performance.now() > end);
  }

  #advance(stop: () => boolean): boolean {
    this.#checks.prompt();
    const start = performance.now();
    const through = this.#checks.advance(stop);
    this.#exactTime += performance.now() - start;
    return through;
  }

  /** Runs the exact checks in slices; false where the snapshot was abandoned before they were through. */
  judge(): Promise<boolean> {
    this.#judged ??= inSlices(
      (stop) => this.#advance(stop),
      () => !this.#abandoned,
    );
    return this.#judged;
  }

  /** The policy has changed since: what is not judged yet need not be. */
  abandon(): void {
    this.#abandoned = true;
  }

  /** Uses of names in a file and the names of its declarations, by place. */
  names(file: string): readonly Reference[] {
    if (this.#byFile === undefined) {
      this.#byFile = new Map();
      for (const use of [...this.references, ...this.#declarations()]) {
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
    const uses = this.references.filter((r) => r.kind === kind && r.index === index);
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
