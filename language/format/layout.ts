/**
 * Lays a tree of units out on lines: decides every gap between two tokens, and the order of a body's members.
 *
 * Invariants: tokens are never changed; line breaks are decided on widths without column padding, so that the result, laid out
 * again, is itself.
 */
import { ColumnGroups } from './columns.ts';
import { type Body, countLineBreaks, isComment, type Token, type Tree, type Unit } from './tokens.ts';

/** A token in its place in the output: what stands before it, and its text (only a comment's is ever changed). */
export interface Piece {
  readonly token: number;
  gap: string;
  readonly text: string;
}

export interface LayoutOptions {
  readonly eol: string;
  /** Spaces per level. */
  readonly indent: number;
}

/** What stands on one line in the source stays on one line up to here. */
export const MAX_WIDTH = 120;

const PROPERTIES: ReadonlySet<string> = new Set([
  'Level',
  'Kind',
  'SlTarget',
  'NetworkList',
  'Vlan',
  'Site',
  'Owner',
  'Tags',
  'Flag',
  'EnforcedBy',
  'ReachedThrough',
  'BlastLimit',
  'Between',
  'OneWay',
  'Via',
  'Vendor',
  'From',
  'Until',
  'Every',
  'Ticket',
  'Requires',
  'ApprovedBy',
]);
/** Members that begin a line of their own where their body is not on one line. */
const OWN_LINE: ReadonlySet<string> = new Set([
  'ZoneDecl',
  'AssetDecl',
  'GroupDecl',
  'RuleDecl',
  'InterfaceDecl',
  'Every',
]);
/** Words before which a line break inside a member is kept. */
const BREAK_BEFORE: ReadonlySet<string> = new Set([
  'except',
  'during',
  'from',
  'until',
  'log',
  'owner',
  'ticket',
  'because',
  'also',
]);
const BREAK_BEFORE_IN_RULES: ReadonlySet<string> = new Set(['->', '<->', ':']);

/** The properties of a body before its first rule; everything else in its order. */
function propertiesFirst(units: readonly Unit[], tokens: readonly Token[]): readonly Unit[] {
  // A doc comment behind a member documents the declaration after it, and must not come before another.
  if (units.some((u) => u.trailing.some((c) => tokens[c]!.text.startsWith('/**')))) return units;
  const firstRule = units.findIndex((u) => u.node.$type === 'RuleDecl');
  if (firstRule < 0) return units;
  const isProperty = (u: Unit): boolean => PROPERTIES.has(u.node.$type);
  const late = units.slice(firstRule).filter(isProperty);
  if (late.length === 0) return units;
  const lastEarly = units.slice(0, firstRule).findLastIndex(isProperty);
  const moved = late.map((u, i) => {
    const follows = i > 0 && units.indexOf(u) === units.indexOf(late[i - 1]!) + 1;
    return { ...u, sameLine: u.sameLine && follows, blankBefore: false };
  });
  const rest = units.slice(lastEarly + 1).filter((u, i) => lastEarly + 1 + i < firstRule || !isProperty(u));
  return [...units.slice(0, lastEarly + 1), ...moved, ...rest.map((u) => afterMove(u, units, late))];
}

/** A unit whose line began with a moved one begins its own. */
function afterMove(unit: Unit, units: readonly Unit[], moved: readonly Unit[]): Unit {
  const before = units[units.indexOf(unit) - 1];
  return before === undefined || moved.includes(before) ? { ...unit, sameLine: false } : unit;
}

interface Lines {
  /** Kind of the body. */
  readonly kind: string;
  /** Each unit on a line of its own. */
  readonly apart?: boolean;
  /** The line of the open brace keeps what is on it. */
  readonly held?: boolean;
}

export class Layout {
  readonly pieces: Piece[] = [];
  readonly #tokens: readonly Token[];
  readonly #options: LayoutOptions;
  readonly #columns = new ColumnGroups();

  constructor(tree: Tree, options: LayoutOptions) {
    this.#tokens = tree.tokens;
    this.#options = options;
    this.#lines(tree.units, 0, { kind: 'File' });
    this.#comments(tree.tail, 0);
    if (this.pieces[0]) this.pieces[0].gap = '';
    this.#columns.align(this.pieces);
  }

  #line(depth: number, blank = false): string {
    const { eol, indent } = this.#options;
    return `${blank ? eol : ''}${eol}${' '.repeat(depth * indent)}`;
  }

  #push(token: number, gap: string, depth: number): void {
    const before = this.pieces.at(-1);
    const afterLine = before !== undefined && this.#tokens[before.token]!.kind === 'line-comment';
    const safe = afterLine && countLineBreaks(gap) === 0 ? this.#line(depth) : gap;
    this.pieces.push({ token, gap: safe, text: this.#text(token, depth) });
  }

  /** A comment's lines that begin with a star are set under its first. */
  #text(index: number, depth: number): string {
    const { text, kind } = this.#tokens[index]!;
    if (kind === 'word') return text;
    const lines = text.split(/\r\n|\r|\n/).map((line) => line.trimEnd());
    const starred = lines.slice(1).every((line) => line.trimStart().startsWith('*'));
    const margin = `${' '.repeat(depth * this.#options.indent)} `;
    return lines.map((line, i) => (i > 0 && starred ? margin + line.trimStart() : line)).join(this.#options.eol);
  }

  // ---- units on lines of their own ----

  #lines(units: readonly Unit[], depth: number, { kind, apart = false, held = false }: Lines): void {
    const separator = separatorIn(kind);
    let width = 0;
    let before: Unit | undefined;
    let line = held;
    for (const unit of units) {
      const flat = this.#flatWidth(unit, kind);
      const fits =
        before !== undefined &&
        !apart &&
        kind !== 'File' &&
        !ownsLine(before) &&
        !ownsLine(unit) &&
        width + separator.length + flat <= MAX_WIDTH;
      const joins = unit.sameLine && (line || fits);
      line = (joins && line) || this.#isIgnoring(unit);
      width = joins ? width + separator.length + flat : depth * this.#options.indent + flat;
      const blank = unit.blankBefore && before !== undefined;
      this.#unit(unit, depth, joins ? (before ? separator : ' ') : this.#line(depth, blank), line);
      before = unit;
    }
    this.#columns.end();
  }

  /** An ignore stands above it, and speaks of all that is on its line. */
  #isIgnoring(unit: Unit): boolean {
    return unit.leading.some((c) => this.#tokens[c]!.text.includes('bulkhead-ignore'));
  }

  #unit(unit: Unit, depth: number, gap: string, held: boolean): void {
    let next = gap;
    for (const comment of unit.leading) {
      const token = this.#tokens[comment]!;
      this.#push(comment, comment === unit.leading[0] ? next : this.#gapBeforeComment(token, depth), depth);
      const after = this.#tokens[comment + 1]!;
      const inline = token.kind === 'block-comment' && after.newlines === 0;
      next = inline ? ' ' : this.#line(depth, after.newlines > 1);
    }
    const start = this.pieces.length;
    this.#push(unit.first, next, depth);
    this.#words(unit, unit.first + 1, unit.body?.open ?? unit.last, depth);
    const adjacent = countLineBreaks(gap) === 1 && unit.leading.length === 0;
    this.#columns.row(unit, start, this.pieces, adjacent);
    if (unit.body) this.#body(unit, unit.body, depth, held);
    this.#trailing(unit.trailing, depth);
  }

  #gapBeforeComment(token: Token, depth: number): string {
    return token.newlines === 0 ? ' ' : this.#line(depth, token.newlines > 1);
  }

  #trailing(comments: readonly number[], depth: number): void {
    for (const c of comments) this.#push(c, this.#tokens[c]!.kind === 'line-comment' ? '  ' : ' ', depth);
  }

  /** Comments after the last unit, each on its line as before. */
  #comments(comments: readonly number[], depth: number, first = false): void {
    for (const [i, comment] of comments.entries()) {
      const token = this.#tokens[comment]!;
      const blank = token.newlines > 1 && !(first && i === 0);
      this.#push(comment, i > 0 && token.newlines === 0 ? ' ' : this.#line(depth, blank), depth);
    }
  }

  /** The tokens of a unit from `from` to `to`, both included; a line goes on one level deeper. */
  #words(unit: Unit, from: number, to: number, depth: number): void {
    for (let i = from; i <= to; i++) this.#push(i, this.#gapInside(unit, i, depth + 1), depth + 1);
  }

  #gapInside(unit: Unit, index: number, depth: number): string {
    const before = this.#tokens[index - 1]!;
    const token = this.#tokens[index]!;
    const broken = token.newlines > 0;
    if (isComment(token)) return broken ? this.#line(depth) : token.kind === 'line-comment' ? '  ' : ' ';
    if (isComment(before)) return broken ? this.#line(depth) : ' ';
    if (broken && keepsBreak(unit, before, token)) return this.#line(depth);
    return spaceBetween(before, token);
  }

  #body(unit: Unit, body: Body, depth: number, held: boolean): void {
    if (body.oneLine && (held || depth * this.#options.indent + this.#flatWidth(unit, body.kind) <= MAX_WIDTH)) {
      this.#flatBody(unit, body, depth);
      return;
    }
    this.#trailing(body.opening, depth);
    this.#columns.open();
    this.#lines(propertiesFirst(body.units, this.#tokens), depth + 1, {
      kind: body.kind,
      apart: body.oneLine,
      held,
    });
    this.#columns.close();
    this.#comments(body.tail, depth + 1, body.units.length === 0);
    this.#push(body.close, this.#line(depth), depth);
  }

  // ---- units on one line ----

  #flatBody(unit: Unit, body: Body, depth: number): void {
    for (const comment of body.opening) this.#push(comment, ' ', depth);
    const separator = separatorIn(body.kind);
    for (const [i, member] of propertiesFirst(body.units, this.#tokens).entries())
      this.#flatUnit(member, i > 0 ? separator : ' ', depth);
    for (const comment of body.tail) this.#push(comment, ' ', depth);
    this.#push(unit.last, ' ', depth);
  }

  #flatUnit(unit: Unit, gap: string, depth: number): void {
    const starts = [...unit.leading, unit.first];
    for (const [i, token] of starts.entries()) this.#push(token, i > 0 ? ' ' : gap, depth);
    const end = unit.body ? unit.body.open : unit.last;
    for (let i = unit.first + 1; i <= end; i++) this.#push(i, this.#flatGap(i), depth);
    if (unit.body) this.#flatBody(unit, unit.body, depth);
    for (const comment of unit.trailing) this.#push(comment, ' ', depth);
  }

  #flatGap(index: number): string {
    const before = this.#tokens[index - 1]!;
    const token = this.#tokens[index]!;
    return isComment(before) || isComment(token) ? ' ' : spaceBetween(before, token);
  }

  /** Width of a token and the gap before it on one line. A comment that is set anew (indented, trimmed) counts for nothing. */
  #widthAt(index: number): number {
    const { text, kind } = this.#tokens[index]!;
    if (kind === 'line-comment' || countLineBreaks(text) > 0) return 0;
    return this.#flatGap(index).length + text.length;
  }

  /** Width of a unit on one line, without the comments around it. */
  #flatWidth(unit: Unit, kind: string): number {
    let width = this.#tokens[unit.first]!.text.length;
    const end = unit.body ? unit.body.open : unit.last;
    for (let i = unit.first + 1; i <= end; i++) width += this.#widthAt(i);
    if (!unit.body) return width;
    const members = unit.body.units.map((u) => this.#flatWidth(u, unit.body!.kind));
    const comments = [
      ...unit.body.opening,
      ...unit.body.tail,
      ...unit.body.units.flatMap((u) => [...u.leading, ...u.trailing]),
    ];
    for (const c of comments) width += this.#widthAt(c);
    const separators = Math.max(0, members.length - 1) * separatorIn(kind).length;
    return width + members.reduce((a, b) => a + b, 0) + separators + (members.length > 0 ? 1 : 0) + 2;
  }
}

/** Between two members of one line. What an access block says in a row reads as one sentence. */
function separatorIn(kind: string): string {
  return kind === 'AccessBody' ? ' ' : '  ';
}

function ownsLine(unit: Unit): boolean {
  return unit.body !== undefined || OWN_LINE.has(unit.node.$type);
}

function keepsBreak(unit: Unit, before: Token, token: Token): boolean {
  if (before.text === ',') return true;
  if (BREAK_BEFORE.has(token.text)) return true;
  const ruleLike = unit.node.$type === 'RuleDecl' || unit.node.$type === 'ExpectDecl';
  return ruleLike && BREAK_BEFORE_IN_RULES.has(token.text);
}

function spaceBetween(before: Token, token: Token): string {
  return token.text === ',' || token.text === '.' || before.text === '.' ? '' : ' ';
}
