/** One policy: its files as they are now, and the snapshot built from them when someone asks. */
import { succeed } from '../language/analysis/index.ts';
import {
  type Configuration,
  DEFAULT_CONFIGURATION,
  type Finding,
  parseConfiguration,
} from '../language/checks/index.ts';
import { flowFileFindings, noFlowFiles } from '../language/checks/observed/flow-files.ts';
import { startOf } from '../language/model/source.ts';
import { type Flows, readFlowFile } from '../language/observe/index.ts';
import { type Loaded, SourceStore, type SourceText } from '../language/pipeline.ts';
import { CONFIGURATION_FILE, type FileContent } from './files/file-system.ts';
import { Snapshot } from './snapshot.ts';

export class PolicyFolder {
  /** URI of the folder. */
  readonly folder: string;
  readonly #store = new SourceStore();
  readonly #unreadable = new Map<string, string>();
  #configuration: Configuration = DEFAULT_CONFIGURATION;
  #configurationText: string | undefined;
  #configurationFindings: readonly Finding[] = [];
  #observed: Flows | undefined;
  #flowFindings: readonly Finding[] = [];
  #snapshot: Snapshot | undefined;
  #newest: Snapshot | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Adds or replaces a file. */
  set(path: string, content: FileContent): void {
    if ('text' in content) {
      this.#unreadable.delete(path);
      if (this.#store.set({ path, text: content.text })) this.#invalidate();
    } else if ('unreadable' in content) {
      this.#store.delete(path);
      this.#unreadable.set(path, content.unreadable);
      this.#invalidate();
    } else this.delete(path);
  }

  delete(path: string): void {
    const known = this.#store.delete(path);
    if (this.#unreadable.delete(path) || known) this.#invalidate();
  }

  /** All files of the policy; what is not among them is no longer part of it. */
  replaceAll(files: ReadonlyMap<string, FileContent>): void {
    for (const path of this.paths) if (!files.has(path)) this.delete(path);
    for (const [path, content] of files) this.set(path, content);
  }

  get paths(): string[] {
    return [...this.#store.paths, ...this.#unreadable.keys()];
  }

  /** Takes over what `bulkhead.json` says. */
  configure(content: FileContent): void {
    const text = 'text' in content ? content.text : undefined;
    const unreadable = 'unreadable' in content ? content.unreadable : undefined;
    if (unreadable === undefined && text === this.#configurationText) return;
    this.#configurationText = text;
    this.#invalidate();
    const read = text === undefined ? undefined : parseConfiguration(CONFIGURATION_FILE, text);
    this.#configuration = read?.configuration ?? DEFAULT_CONFIGURATION;
    this.#configurationFindings =
      unreadable === undefined ? (read?.findings ?? []) : [unreadableFinding(CONFIGURATION_FILE, unreadable)];
  }

  /** Takes over the flow files that `observed` names, by their paths. */
  observe(contents: ReadonlyMap<string, FileContent>): void {
    if (contents.size === 0 && this.#observed === undefined && this.#configuration.observed.length === 0) return;
    const all = [...contents];
    const files = all.flatMap(([path, content]) => ('text' in content ? readFlowFile(path, content.text) : []));
    const unreadable = all.flatMap(([p, c]) => ('unreadable' in c ? unreadableFinding(p, c.unreadable) : []));
    this.#observed = files.length === 0 ? undefined : { files };
    this.#flowFindings = [
      ...noFlowFiles(CONFIGURATION_FILE, this.#configuration.observed, contents.size),
      ...unreadable,
      ...files.flatMap(flowFileFindings),
    ];
    this.#invalidate();
  }

  get configuration(): Configuration {
    return this.#configuration;
  }

  /** The policy as its files are now. `now`: epoch milliseconds, taken where it has to be built anew. */
  snapshot(now: number): Snapshot {
    this.#snapshot ??= this.#build(now);
    this.#newest = this.#snapshot;
    return this.#snapshot;
  }

  #build(now: number): Snapshot {
    const loaded = this.#store.load();
    // Answers about reach that the edit did not touch stay.
    if (this.#newest !== undefined) succeed(loaded.policy, this.#newest.policy);
    return new Snapshot({
      folder: this.folder,
      loaded,
      tryOut: (files, snapshot) => this.#tryOut(files, snapshot),
      configuration: this.#configuration,
      ...(this.#configurationText === undefined ? {} : { configurationText: this.#configurationText }),
      ...(this.#observed === undefined ? {} : { observed: this.#observed }),
      outer: [
        ...this.#configurationFindings,
        ...[...this.#unreadable].map(([p, why]) => unreadableFinding(p, why)),
        ...this.#flowFindings,
      ],
      now,
    });
  }

  /** A snapshot's policy with other texts of some files. Where the policy has changed since, all of the snapshot's files are read anew. */
  #tryOut(files: readonly SourceText[], snapshot: Snapshot): Loaded {
    if (this.#snapshot === snapshot) return this.#store.tryOut(files);
    const store = new SourceStore();
    for (const file of snapshot.files) if (!file.library) store.set(file);
    for (const file of files) store.set(file);
    return store.load();
  }

  /** The newest snapshot that was built, edits since then left out: for answers that must not wait for a build. */
  built(now: number): Snapshot {
    return this.#newest ?? this.snapshot(now);
  }

  #invalidate(): void {
    this.#snapshot?.abandon();
    this.#snapshot = undefined;
  }

  /** Time has passed: what depends on it is to be asked again. */
  expire(): void {
    this.#invalidate();
  }
}

function unreadableFinding(file: string, why: string): Finding {
  const message = `This file cannot be read: ${why}. The policy is judged without it.`;
  return { check: 'unreadable-file', severity: 'error', message, place: startOf(file), related: [], fixes: () => [] };
}
