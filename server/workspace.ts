/**
 * Which files there are, which policy each belongs to, and what is in them: an open document counts before the disk, saved or not.
 *
 * A file's policy is the nearest folder around it that holds a `bulkhead.json`; without one its workspace folder; outside every
 * workspace folder the folder it lies in, of which then only open documents count.
 */
import picomatch from 'picomatch';
import {
  CONFIGURATION_FILE,
  type FileContent,
  type FileSystem,
  FLOW_EXTENSION,
  POLICY_EXTENSION,
} from './files/file-system.ts';
import { fileIn, folderOf, foldersAround, isWithin, nameOf, normalFolder, normalUri, pathIn } from './places.ts';
import { PolicyFolder } from './policy-folder.ts';
import { isEntered } from './protocol/files.ts';

/** So many files are read at the same time. */
const READ_AT_ONCE = 16;

export interface OpenDocument {
  readonly uri: string;
  getText(): string;
}

export class Workspace {
  readonly #files: FileSystem;
  readonly #disk = new Map<string, FileContent>();
  readonly #open = new Map<string, OpenDocument>();
  readonly #policies = new Map<string, PolicyFolder>();
  /** Folders that are walked: those of the workspace, and of policies around a file that is open. */
  readonly #roots = new Set<string>();
  /** The globs by which each policy's flow files were read; none for those that are to be read anew. */
  readonly #flowsRead = new Map<string, string>();
  #workspaceFolders: readonly string[] = [];

  constructor(files: FileSystem) {
    this.#files = files;
  }

  get policies(): readonly PolicyFolder[] {
    return [...this.#policies.values()];
  }

  /** The policy that a document belongs to; undefined for one that `bulkhead.json` leaves out. */
  policyOf(uri: string): PolicyFolder | undefined {
    const policy = this.#policies.get(this.#rootOf(uri));
    return policy?.paths.includes(pathIn(policy.folder, uri)) ? policy : undefined;
  }

  /** The policy of a folder. */
  policyIn(folder: string): PolicyFolder | undefined {
    return this.#policies.get(folder);
  }

  /** The workspace's folders are now these; all of them are read. */
  async setFolders(folders: readonly string[]): Promise<void> {
    this.#workspaceFolders = folders.map(normalFolder);
    await this.rescan();
  }

  /** Reads everything anew: for changes that no file event tells of, such as a folder renamed. */
  async rescan(): Promise<void> {
    this.#disk.clear();
    this.#roots.clear();
    this.#flowsRead.clear();
    for (const folder of this.#workspaceFolders) await this.#walk(await this.#outermostPolicy(folder));
    for (const uri of this.#open.keys()) await this.#reachPolicyOf(uri);
    await this.#settle();
  }

  /** Files that were made, changed or deleted on disk. */
  async filesChanged(uris: readonly string[]): Promise<void> {
    const changed = uris.map(normalUri).filter((uri) => this.#isEntered(uri));
    for (const uri of changed) if (this.#isFlowFile(uri)) this.#flowsRead.delete(this.#rootOf(uri));
    const others = changed.filter((uri) => !uri.endsWith(FLOW_EXTENSION));
    await this.#foldersChanged(others.filter((uri) => !isPolicyFile(uri)));
    for (const [uri, content] of await this.#readAll(others.filter(isPolicyFile))) {
      if ('absent' in content) this.#disk.delete(uri);
      else this.#disk.set(uri, content);
    }
    await this.#settle();
  }

  /** What may be folders came or went: an editor may tell of a folder alone, and not of the files in it. */
  async #foldersChanged(uris: readonly string[]): Promise<void> {
    for (const folder of uris.filter((uri) => this.#isWalked(uri) && isEntered(nameOf(uri)))) {
      const known = [...this.#disk.keys()].filter((uri) => isWithin(folder, uri));
      const found = await this.#files.list(folder);
      if (known.length === 0 && found.length === 0) continue;
      for (const uri of known) this.#disk.delete(uri);
      for (const [uri, content] of await this.#readAll(found)) this.#disk.set(uri, content);
      for (const { folder: policy } of this.policies) if (isWithin(policy, folder)) this.#flowsRead.delete(policy);
    }
  }

  /** Whether a walk would come to a file: not into hidden folders, nor into packages. */
  #isEntered(uri: string): boolean {
    const root = [...this.#roots].find((r) => isWithin(r, uri));
    return root === undefined || uri === root || pathIn(root, uri).split('/').slice(0, -1).every(isEntered);
  }

  async opened(document: OpenDocument): Promise<void> {
    const uri = normalUri(document.uri);
    this.#open.set(uri, document);
    await this.#reachPolicyOf(uri);
    await this.#settle();
  }

  /** The document's text changed: no disk is asked, but for flow files that `bulkhead.json` names anew ({@link readFlows}). */
  edited(document: OpenDocument): void {
    const uri = normalUri(document.uri);
    this.#open.set(uri, document);
    if (nameOf(uri) === CONFIGURATION_FILE) this.#assign();
    else this.policyOf(uri)?.set(pathIn(this.#rootOf(uri), uri), { text: document.getText() });
  }

  /** The document was written to disk as it is. */
  saved(document: OpenDocument): void {
    const uri = normalUri(document.uri);
    if (this.#roots.size > 0 && this.#isWalked(uri)) this.#disk.set(uri, { text: document.getText() });
  }

  async closed(uri: string): Promise<void> {
    const normal = normalUri(uri);
    this.#open.delete(normal);
    if (this.#isWalked(normal)) await this.filesChanged([normal]);
    else await this.#settle();
  }

  async #settle(): Promise<void> {
    this.#assign();
    await this.readFlows();
  }

  /** Whether some policy names flow files that were not read yet. */
  get flowsAreStale(): boolean {
    return this.policies.some((p) => (this.#flowsRead.get(p.folder) ?? '') !== globsOf(p));
  }

  /** Reads the flow files of every policy whose globs or files changed. */
  async readFlows(): Promise<void> {
    for (const policy of this.policies) {
      const globs = globsOf(policy);
      if (this.#flowsRead.get(policy.folder) === globs) continue;
      const uris = globs === '' ? [] : await this.#files.listFlows(policy.folder);
      const contents = new Map<string, FileContent>();
      for (const [uri, content] of await this.#readAll(uris.filter((u) => this.#isFlowFile(u))))
        contents.set(pathIn(policy.folder, uri), content);
      this.#flowsRead.set(policy.folder, globs);
      policy.observe(contents);
    }
  }

  #isFlowFile(uri: string): boolean {
    if (!uri.endsWith(FLOW_EXTENSION)) return false;
    const policy = this.#policies.get(this.#rootOf(uri));
    const globs = policy?.configuration.observed ?? [];
    return policy !== undefined && globs.length > 0 && picomatch([...globs])(pathIn(policy.folder, uri));
  }

  /** Some at a time: where an editor reads them for the server each takes its while, and a disk is not asked for thousands at once. */
  async #readAll(uris: readonly string[]): Promise<[string, FileContent][]> {
    const read: [string, FileContent][] = [];
    for (let from = 0; from < uris.length; from += READ_AT_ONCE) {
      const some = uris.slice(from, from + READ_AT_ONCE);
      read.push(
        ...(await Promise.all(some.map(async (u): Promise<[string, FileContent]> => [u, await this.#files.read(u)]))),
      );
    }
    return read;
  }

  #isWalked(uri: string): boolean {
    return [...this.#roots].some((root) => isWithin(root, uri));
  }

  async #walk(folder: string): Promise<void> {
    if (this.#roots.has(folder)) return;
    this.#roots.add(folder);
    const unread = (await this.#files.list(folder)).filter((uri) => !this.#disk.has(uri));
    for (const [uri, content] of await this.#readAll(unread)) this.#disk.set(uri, content);
  }

  /** The nearest folder at or above one that holds a `bulkhead.json`, else the folder itself. */
  async #outermostPolicy(folder: string): Promise<string> {
    for (const around of [folder, ...foldersAround(folder)]) {
      if (around.endsWith('/') || !around.startsWith('file:')) break;
      const content = await this.#files.read(fileIn(around, CONFIGURATION_FILE));
      if (!('absent' in content)) return around;
    }
    return folder;
  }

  /** A document outside of what was walked may belong to a policy whose folder has not been read. */
  async #reachPolicyOf(uri: string): Promise<void> {
    if (this.#isWalked(uri) || !uri.startsWith('file:')) return;
    const folder = folderOf(uri);
    const policy = await this.#outermostPolicy(folder);
    const content = await this.#files.read(fileIn(policy, CONFIGURATION_FILE));
    if (!('absent' in content)) await this.#walk(policy);
  }

  #content(uri: string): FileContent {
    const open = this.#open.get(uri);
    return open === undefined ? (this.#disk.get(uri) ?? { absent: true }) : { text: open.getText() };
  }

  #rootOf(uri: string): string {
    if (!uri.startsWith('file:') && !this.#workspaceFolders.some((f) => isWithin(f, uri))) return uri;
    const around = foldersAround(uri);
    const configured = around.find((f) => !('absent' in this.#content(fileIn(f, CONFIGURATION_FILE))));
    if (configured !== undefined) return configured;
    const holding = this.#workspaceFolders.filter((f) => isWithin(f, uri)).sort((a, b) => a.length - b.length);
    return holding[0] ?? (around[0] as string);
  }

  /** Gives every file to its policy. Policies without files end. */
  #assign(): void {
    const wanted = new Map<string, Map<string, FileContent>>();
    for (const uri of new Set([...this.#disk.keys(), ...this.#open.keys()])) {
      if (nameOf(uri) === CONFIGURATION_FILE) continue;
      if (!uri.endsWith(POLICY_EXTENSION) && !this.#open.has(uri)) continue;
      const root = this.#rootOf(uri);
      const files = wanted.get(root) ?? new Map<string, FileContent>();
      files.set(pathIn(root, uri), this.#content(uri));
      wanted.set(root, files);
    }
    for (const root of this.#policies.keys())
      if (!wanted.has(root)) {
        this.#policies.delete(root);
        this.#flowsRead.delete(root);
      }
    for (const [root, files] of wanted) {
      let policy = this.#policies.get(root);
      if (policy === undefined) {
        policy = new PolicyFolder(root);
        this.#policies.set(root, policy);
      }
      policy.configure(this.#content(fileIn(root, CONFIGURATION_FILE)));
      policy.replaceAll(included(files, policy));
    }
  }
}

function isPolicyFile(uri: string): boolean {
  return uri.endsWith(POLICY_EXTENSION) || nameOf(uri) === CONFIGURATION_FILE;
}

/** The globs of a policy's flow files as one text; empty where it names none. */
function globsOf({ configuration }: PolicyFolder): string {
  return configuration.observed.length === 0 ? '' : JSON.stringify(configuration.observed);
}

/** What `include` and `exclude` of the configuration leave. */
function included(files: ReadonlyMap<string, FileContent>, policy: PolicyFolder): ReadonlyMap<string, FileContent> {
  const { include, exclude } = policy.configuration;
  if (include.length === 0 && exclude.length === 0) return files;
  const isIn = include.length === 0 ? () => true : picomatch([...include]);
  const isOut = picomatch([...exclude]);
  return new Map([...files].filter(([path]) => isIn(path) && !isOut(path)));
}
