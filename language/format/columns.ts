/** Columns: adjacent assets, rules and interfaces have their names, types, addresses, arrows and reasons under each other. */
import type { Piece } from './layout.ts';
import type { Unit } from './tokens.ts';

/** A row whose cell reaches further than this beyond the shortest one runs over and moves no other. */
const LONGEST_PADDING = 24;

interface Row {
  /** Index of its first piece. */
  readonly start: number;
  /** Piece at which each column begins. */
  readonly stops: ReadonlyMap<string, number>;
}

interface Group {
  readonly kind: string;
  readonly rows: Row[];
}

/** What is in columns, and how a row's columns are found: by words that open them, in this order. */
const COLUMNS: Readonly<Record<string, { readonly keys: readonly string[]; readonly until: readonly string[] }>> = {
  AssetDecl: { keys: [':', 'at'], until: ['also', '{'] },
  RuleDecl: { keys: ['source', 'arrow', 'target', ':', 'because'], until: [] },
  InterfaceDecl: { keys: ['to'], until: ['at'] },
};

export class ColumnGroups {
  readonly #groups: Group[] = [];
  readonly #outer: (Group | undefined)[] = [];
  #current: Group | undefined;

  /** Adds the unit whose pieces begin at `start`; `adjacent`: only a line break parts it from the one before. */
  row(unit: Unit, start: number, pieces: readonly Piece[], adjacent: boolean): void {
    const kind = unit.node.$type;
    if (COLUMNS[kind] === undefined) {
      this.end();
      return;
    }
    if (this.#current?.kind !== kind || !adjacent) {
      this.#current = { kind, rows: [] };
      this.#groups.push(this.#current);
    }
    this.#current.rows.push({ start, stops: findStops(kind, start, pieces) });
  }

  /** What follows is not adjacent to what came before. */
  end(): void {
    this.#current = undefined;
  }

  /** Enters a body: its rows are their own, and the row it belongs to stays in the group outside. */
  open(): void {
    this.#outer.push(this.#current);
    this.#current = undefined;
  }

  close(): void {
    this.#current = this.#outer.pop();
  }

  /** Widens the gaps before the columns of every group. */
  align(pieces: Piece[]): void {
    for (const group of this.#groups) {
      if (group.rows.length < 2) continue;
      for (const key of COLUMNS[group.kind]!.keys) alignColumn(group, key, pieces);
    }
  }
}

function findStops(kind: string, start: number, pieces: readonly Piece[]): Map<string, number> {
  const { keys, until } = COLUMNS[kind]!;
  const stops = new Map<string, number>();
  const set = (key: string, index: number): void => {
    if (keys.includes(key) && !stops.has(key)) stops.set(key, index);
  };
  if (kind === 'RuleDecl') set('source', start + 1);
  for (let i = start + 1; i < pieces.length; i++) {
    const { text, gap } = pieces[i]!;
    if (/[\r\n]/.test(gap) || until.includes(text)) break;
    if (text === '->' || text === '<->') {
      set('arrow', i);
      if (pieces[i + 1]) set('target', i + 1);
    } else set(text, i);
  }
  for (const [key, index] of stops) if (/[\r\n]/.test(pieces[index]!.gap)) stops.delete(key);
  return stops;
}

function alignColumn(group: Group, key: string, pieces: Piece[]): void {
  const positions = group.rows.map((row) => positionOf(row, key, pieces));
  const known = positions.filter((p) => p !== undefined);
  const limit = Math.min(...known) + LONGEST_PADDING;
  const target = Math.max(...known.filter((p) => p <= limit));
  for (const [i, row] of group.rows.entries()) {
    const position = positions[i];
    if (position === undefined || position >= target) continue;
    pieces[row.stops.get(key)!]!.gap += ' '.repeat(target - position);
  }
}

/** Characters from the row's start to the column's. */
function positionOf(row: Row, key: string, pieces: readonly Piece[]): number | undefined {
  const stop = row.stops.get(key);
  if (stop === undefined) return undefined;
  let position = [...pieces[row.start]!.text].length;
  for (let i = row.start + 1; i < stop; i++) position += pieces[i]!.gap.length + [...pieces[i]!.text].length;
  return position + pieces[stop]!.gap.length;
}
