/**
 * What a zone and conduit report says, apart from how it is written: sections of paragraphs and tables. HTML, Markdown and CSV are
 * made of the same content, so that they cannot disagree.
 */

/** A cell: one text, or several lines. Empty where the policy states nothing. */
export type Cell = string | readonly string[];

export interface Table {
  /** Unique in the report: name of its CSV file and anchor in HTML. */
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** The sentence that stands for a table without rows. */
  readonly empty: string;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  /** The requirement of IEC 62443-3-2 that it answers, by number. */
  readonly basis?: string;
  readonly paragraphs: readonly string[];
  readonly tables: readonly Table[];
  /** The drawing of zones and conduits stands here. */
  readonly drawing?: true;
}

export interface Report {
  readonly title: string;
  /** Name and value, in order: whose policy, of when, by what. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly sections: readonly Section[];
}

/** The lines of a cell. */
export function linesOf(cell: Cell): readonly string[] {
  return typeof cell === 'string' ? (cell === '' ? [] : [cell]) : cell;
}

/** `1 zone`, `3 zones`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Where something is stated: `plant.seg:12`, the line counted from one. */
export function placeText(place: { readonly file: string; readonly line: number }): string {
  return `${place.file}:${place.line + 1}`;
}

export function yes(value: boolean): string {
  return value ? 'yes' : '';
}
