/** What a check, the parser or the linker has to say about a place of a policy, and how to mend it. */
import type { Place } from '../model/policy.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** One replacement in one file; an insertion where the range is empty. */
export interface TextEdit {
  readonly file: string;
  /** UTF-16 offsets into the file's text, end exclusive. */
  readonly offset: number;
  readonly end: number;
  readonly newText: string;
}

/** A quick-fix: edits, in any files, that together mend the finding. */
export interface Fix {
  /** Imperative, as shown in the editor's menu. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** May be applied without a look (`check --fix`, *fix all*): mends the finding and permits nothing more than before. */
  readonly safe: boolean;
  /**
   * Changes nothing but text: every permission, at every time, and every verdict on an expectation stay as they are. What
   * `check --fix` and fixing on save apply - after they have made sure of it.
   */
  readonly keepsMeaning?: boolean;
  /** Shown first. */
  readonly preferred?: boolean;
  /** A fix that shows instead of edits: `edits` is empty. Goes to a place, or opens the diagram with an asset's blast radius. */
  readonly reveal?: { readonly place: Place } | { readonly blastOf: string };
}

export interface Finding {
  /** Name of the check, or `syntax`, `reference`, `nesting` for what the parser and the linker say. */
  readonly check: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
  readonly related: readonly { readonly place: Place; readonly message: string }[];
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  /** Page of the check, relative to the package: `docs/checks/NAME.md`. Absent for syntax and references. */
  readonly link?: string;
  /** The other half, in another file, of a finding that is reported there too: mended together, to be counted once. */
  readonly mirror?: boolean;
  /** A name that nothing has: its parts, and the kinds of declarations that may stand there. What could be created is told from it. */
  readonly missing?: { readonly parts: readonly string[]; readonly kinds: readonly string[] };
  /** Computed when asked for. Never throws. */
  readonly fixes: () => readonly Fix[];
}
