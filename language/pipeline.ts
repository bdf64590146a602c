/**
 * Text -> AST -> Policy: the one way from the files of a policy to its model.
 *
 * Invariant: the result depends on the set of files alone, not on the order in which they are given.
 */
import type { Finding } from './checks/finding.ts';
import { LIBRARY } from './library/generated.ts';
import type { Reference } from './model/build/context.ts';
import { PolicyBuilder } from './model/build/index.ts';
import type { Policy } from './model/policy.ts';
import { parseSource, type Source, type SourceText } from './model/source.ts';

export type { Reference } from './model/build/context.ts';
export type { Source, SourceText } from './model/source.ts';

/** Names of the findings that say that a text has no meaning: while there is one of severity error, nothing may be compiled. */
export const MEANING_FINDINGS: ReadonlySet<string> = new Set([
  'syntax',
  'nesting',
  'reference',
  'duplicate-name',
  'invalid-value',
  'repeated-member',
]);

export interface Loaded {
  readonly policy: Policy;
  /** Syntax errors, names without meaning, values out of bounds; sorted by place. What checks find is `checkPolicy`'s. */
  readonly findings: readonly Finding[];
  readonly references: readonly Reference[];
  readonly sources: readonly Source[];
  /** The text of a file of the policy or of the library. */
  text(file: string): string | undefined;
}

let library: readonly Source[] | undefined;

/** The standard library, parsed once. */
export function librarySources(): readonly Source[] {
  library ??= LIBRARY.map((file) => parseSource({ path: `library:${file.path}`, text: file.text }, true));
  return library;
}

/** Keeps the files of a policy as they were read, so that an edit parses one file only and reads again what it concerns. */
export class SourceStore {
  readonly #sources = new Map<string, Source>();
  readonly #builder = new PolicyBuilder();

  /** Adds or replaces a file; true where its text changed. */
  set(file: SourceText): boolean {
    const known = this.#sources.get(file.path);
    if (known !== undefined && known.text === file.text) return false;
    this.#sources.set(file.path, parseSource(file));
    return true;
  }

  delete(path: string): boolean {
    return this.#sources.delete(path);
  }

  get paths(): string[] {
    return [...this.#sources.keys()];
  }

  source(path: string): Source | undefined {
    return this.#sources.get(path) ?? librarySources().find((s) => s.path === path);
  }

  /**
   * The policy as it would be if some files had other texts; it costs what the edit concerns. The store is afterwards as it was: what is
   * built next has the same entities as what was built before.
   */
  tryOut(files: readonly SourceText[]): Loaded {
    const before = files.map(({ path }) => ({ path, source: this.#sources.get(path) }));
    const back = this.#builder.keep();
    try {
      for (const file of files) this.set(file);
      return this.load();
    } finally {
      for (const { path, source } of before)
        if (source === undefined) this.#sources.delete(path);
        else this.#sources.set(path, source);
      back();
    }
  }

  /** The policy of all files as they are now. */
  load(): Loaded {
    const own = [...this.#sources.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const sources = [...librarySources(), ...own];
    const built = this.#builder.build(sources);
    const byPath = new Map(sources.map((s) => [s.path, s]));
    const findings = capped([...built.findings].sort(byPlace));
    return { ...built, findings, sources, text: (file) => byPath.get(file)?.text };
  }
}

/** Loads a policy from its files. Never throws, whatever the texts. */
export async function loadPolicy(files: readonly SourceText[]): Promise<Loaded> {
  const store = new SourceStore();
  for (const file of files) store.set(file);
  return store.load();
}

/** A file full of errors is told about by its first ones and a count of the rest. */
const MAX_FINDINGS_PER_FILE = 500;

function capped(findings: readonly Finding[]): Finding[] {
  const out: Finding[] = [];
  let from = 0;
  while (from < findings.length) {
    const first = findings[from] as Finding;
    let to = from;
    while (to < findings.length && findings[to]?.place.file === first.place.file) to++;
    const shown = findings.slice(from, Math.min(to, from + MAX_FINDINGS_PER_FILE));
    out.push(...shown);
    const last = shown[shown.length - 1] as Finding;
    const rest = to - from - shown.length;
    if (rest > 0)
      out.push({ ...last, message: `${rest} more errors stand in this file.`, related: [], fixes: () => [] });
    from = to;
  }
  return out;
}

function byPlace(a: Finding, b: Finding): number {
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1;
  return a.place.offset - b.place.offset || (a.check < b.check ? -1 : a.check > b.check ? 1 : 0);
}
