/** What every builder of the model shares: findings, references, names, and the judging of plain values. */

import { distance } from 'fastest-levenshtein';
import { type AstNode, CstUtils } from 'langium';
import type { Finding, Fix } from '../../checks/finding.ts';
import type { Ref } from '../../grammar/generated/ast.ts';
import { splitQualified } from '../../resolve/names.ts';
import {
  type DeclaredSymbol,
  NAME_SPACES,
  type NameSpace,
  type Names,
  nameSpaceOf,
  type SymbolKind,
  type SymbolTable,
} from '../../resolve/symbols.ts';
import type { Place } from '../policy.ts';
import { isUnclosed, placeOf, placeOfCst, placeOfProperty, textValue } from '../source.ts';

/** A name in the text that stands for a declaration: what definition, references, highlights and rename work on. */
export interface Reference {
  /** The one name, without the qualifiers before it. */
  readonly place: Place;
  readonly kind: SymbolKind;
  readonly index: number;
}

/** A use of a declared name, for as long as the name means the same. */
export interface Use {
  readonly place: Place;
  readonly symbol: DeclaredSymbol;
}

/** A name that means nothing, several things, or something of another kind. What is said of it depends on all files: see unresolved.ts. */
export interface Unresolved {
  readonly name: string;
  readonly parts: readonly string[];
  readonly kinds: readonly SymbolKind[];
  readonly place: Place;
  readonly ambiguous?: readonly DeclaredSymbol[];
  readonly wrongKind?: DeclaredSymbol;
}

/** Replaces a place's text. */
export function replace(place: Place, newText: string): { file: string; offset: number; end: number; newText: string } {
  return { file: place.file, offset: place.offset, end: place.end, newText };
}

/** A name that was looked up, and what it meant. */
interface Lookup {
  readonly parts: readonly string[];
  readonly kinds: readonly SymbolKind[];
  readonly context: readonly DeclaredSymbol[];
  readonly meant: DeclaredSymbol | undefined;
  /** Its id then: ids of rules are made of such. */
  readonly id: string | undefined;
}

/** What comes of reading one file. */
export class BuildContext {
  readonly findings: Finding[] = [];
  readonly uses: Use[] = [];
  readonly unresolved: Unresolved[] = [];
  readonly #lookups: Readonly<Record<NameSpace, Map<string, Lookup[]>>> = {
    things: new Map(),
    services: new Map(),
    schedules: new Map(),
    conduits: new Map(),
    accesses: new Map(),
  };
  readonly #table: SymbolTable;
  /** The zones by their indices of now. */
  readonly #zones: readonly DeclaredSymbol[];

  constructor(table: SymbolTable, zones: readonly DeclaredSymbol[]) {
    this.#table = table;
    this.#zones = zones;
  }

  /** Whether one of the names, looked up here, may mean something else than it meant. */
  isTouchedBy(changed: Names): boolean {
    return NAME_SPACES.some((space) => {
      for (const name of changed[space])
        for (const { parts, kinds, context, meant, id } of this.#lookups[space].get(name) ?? []) {
          if (meant === undefined) return true;
          const now = this.#table.resolve(
            parts,
            kinds,
            context.map((z) => z.index),
          );
          if (!('symbol' in now) || now.symbol !== meant || meant.id !== id) return true;
        }
      return false;
    });
  }

  report(
    check: 'reference' | 'duplicate-name' | 'invalid-value' | 'repeated-member',
    message: string,
    place: Place,
    fixes: readonly Fix[] = [],
    related: Finding['related'] = [],
  ): void {
    this.findings.push({ check, severity: 'error', message, place, related, fixes: () => fixes });
  }

  /** The declaration a reference names, recorded as a use of it; undefined, to be reported, where there is none or several. */
  resolve(
    file: string,
    ref: Ref | undefined,
    kinds: readonly SymbolKind[],
    context: readonly number[] = [],
  ): DeclaredSymbol | undefined {
    const name = ref?.name;
    if (ref === undefined || name === undefined) return undefined;
    const parts = splitQualified(name);
    const found = this.#table.resolve(parts, kinds, context);
    this.#remember(parts, kinds, context, 'symbol' in found ? found.symbol : undefined);
    if ('symbol' in found) {
      this.#record(file, ref, parts.length, found.symbol);
      return found.symbol;
    }
    this.unresolved.push({
      ...{ name, parts, kinds, place: placeOf(file, ref) },
      ...('missing' in found ? {} : found),
    });
    return undefined;
  }

  /** Whether one of the names was looked up here. */
  looksUp(names: Names): boolean {
    return NAME_SPACES.some((space) => [...names[space]].some((name) => this.#lookups[space].has(name)));
  }

  #remember(
    parts: readonly string[],
    kinds: readonly SymbolKind[],
    context: readonly number[],
    meant: DeclaredSymbol | undefined,
  ): void {
    const lookups = this.#lookups[nameSpaceOf(kinds[0] as SymbolKind)];
    const name = parts[parts.length - 1] ?? '';
    const known = lookups.get(name);
    // The names of one conduit or of assets of one type follow each other: a look at the last is enough to keep the list short.
    const last = known?.[known.length - 1];
    const alike =
      last !== undefined &&
      last.meant === meant &&
      last.parts.length === 1 &&
      parts.length === 1 &&
      last.kinds.length === kinds.length &&
      last.kinds.every((k, i) => k === kinds[i]) &&
      last.context.length === context.length &&
      context.every((z, i) => last.context[i]?.index === z);
    if (alike) return;
    const lookup = { parts, kinds, context: context.flatMap((z) => this.#zones[z] ?? []), meant, id: meant?.id };
    if (known === undefined) lookups.set(name, [lookup]);
    else known.push(lookup);
  }

  #record(file: string, ref: Ref, parts: number, symbol: DeclaredSymbol): void {
    if (parts === 1 || ref.$cstNode === undefined) {
      this.uses.push({ place: placeOf(file, ref), symbol });
      return;
    }
    const leaves = CstUtils.flattenCst(ref.$cstNode)
      .filter((leaf) => !leaf.hidden && leaf.text !== '.')
      .toArray();
    let named: DeclaredSymbol | undefined = symbol;
    for (const leaf of leaves.reverse()) {
      if (named === undefined) return;
      this.uses.push({ place: placeOfCst(file, leaf), symbol: named });
      named = named.zone;
    }
  }

  /** A value out of a closed list; undefined, with a did-you-mean, for any other word. */
  word<T extends string>(
    file: string,
    node: AstNode,
    property: string,
    written: string | undefined,
    allowed: readonly T[],
    what: string,
    index?: number,
  ): T | undefined {
    if (written === undefined) return undefined;
    const found = allowed.find((a) => a === written);
    if (found !== undefined) return found;
    const place = placeOfProperty(file, node, property, index);
    const near = allowed.map((a) => ({ a, d: distance(a, written.toLowerCase()) })).sort((x, y) => x.d - y.d)[0];
    const close = near !== undefined && near.d <= Math.max(1, Math.floor(written.length / 2)) ? near.a : undefined;
    const hint = close === undefined ? '' : ` Did you mean ${close}?`;
    const fixes: Fix[] =
      close === undefined
        ? []
        : [{ title: `Change to ${close}`, edits: [replace(place, close)], safe: false, preferred: true }];
    this.report('invalid-value', `${written} is no ${what}: ${allowed.join(', ')}.${hint}`, place, fixes);
    return undefined;
  }

  /** A text literal's value; undefined where the parser found none. An unclosed one is reported. */
  text(file: string, node: AstNode, property: string, written: string | undefined, index?: number): string | undefined {
    if (written === undefined) return undefined;
    if (isUnclosed(written)) {
      const place = placeOfProperty(file, node, property, index);
      const end = { ...place, offset: place.end };
      this.report('invalid-value', 'This text has no closing quote.', place, [
        { title: 'Close the text', edits: [{ ...replace(end, '"') }], safe: true, preferred: true },
      ]);
    }
    return textValue(written);
  }

  /** A whole number within bounds, both included. */
  count(
    file: string,
    node: AstNode,
    property: string,
    written: string | undefined,
    low: number,
    high: number,
    what: string,
    index?: number,
  ): number | undefined {
    if (written === undefined) return undefined;
    const value = Number(written);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    this.report(
      'invalid-value',
      `${written} is no ${what}: a whole number from ${low} to ${high}.`,
      placeOfProperty(file, node, property, index),
    );
    return undefined;
  }

  /** Reports every member after the first of those that may stand only once. `key`: undefined for members that may repeat. */
  once<N extends AstNode>(file: string, members: readonly N[], key: (member: N) => string | undefined): void {
    const seen = new Map<string, N>();
    for (const member of members) {
      const k = key(member);
      if (k === undefined) continue;
      const first = seen.get(k);
      if (first === undefined) {
        seen.set(k, member);
        continue;
      }
      const place = placeOf(file, member);
      const fix: Fix = { title: `Remove the second ${k}`, edits: [replace(place, '')], safe: false };
      const related = [{ place: placeOf(file, first), message: `The first ${k} stands here` }];
      this.report('repeated-member', `${k} stands here twice; the first one counts.`, place, [fix], related);
    }
  }
}
