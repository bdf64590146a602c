/** What every builder of the model shares: findings, references, names, and the judging of plain values. */

import { distance } from 'fastest-levenshtein';
import { type AstNode, CstUtils } from 'langium';
import type { Finding, Fix } from '../../checks/finding.ts';
import type { Ref } from '../../grammar/generated/ast.ts';
import { splitQualified } from '../../resolve/names.ts';
import { type DeclaredSymbol, qualifiedName, type SymbolKind, type SymbolTable } from '../../resolve/symbols.ts';
import type { Place } from '../policy.ts';
import { isUnclosed, placeOf, placeOfCst, placeOfProperty, textValue } from '../source.ts';

/** A name in the text that stands for a declaration: what definition, references, highlights and rename work on. */
export interface Reference {
  /** The one name, without the qualifiers before it. */
  readonly place: Place;
  readonly kind: SymbolKind;
  readonly index: number;
}

const KIND_NOUNS: Readonly<Record<SymbolKind, string>> = {
  zone: 'zone',
  asset: 'asset',
  type: 'asset type',
  group: 'group',
  firewall: 'firewall',
  service: 'service',
  schedule: 'schedule',
  conduit: 'conduit',
  access: 'access',
};

function withArticle(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

/** `a zone, an asset or a group`. */
export function nounsOf(kinds: readonly SymbolKind[]): string {
  const nouns = kinds.map((kind) => withArticle(KIND_NOUNS[kind]));
  return nouns.length < 2 ? (nouns[0] ?? '') : `${nouns.slice(0, -1).join(', ')} or ${nouns[nouns.length - 1]}`;
}

/** Replaces a place's text. */
export function replace(place: Place, newText: string): { file: string; offset: number; end: number; newText: string } {
  return { file: place.file, offset: place.offset, end: place.end, newText };
}

export class BuildContext {
  readonly findings: Finding[] = [];
  readonly references: Reference[] = [];
  readonly table: SymbolTable;

  constructor(table: SymbolTable) {
    this.table = table;
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

  /** The declaration a reference names, recorded as a use of it; undefined, with a finding, where there is none or several. */
  resolve(
    file: string,
    ref: Ref | undefined,
    kinds: readonly SymbolKind[],
    context: readonly number[] = [],
  ): DeclaredSymbol | undefined {
    if (ref?.name === undefined) return undefined;
    const parts = splitQualified(ref.name);
    const found = this.table.resolve(parts, kinds, context);
    const place = placeOf(file, ref);
    if ('symbol' in found) {
      this.#record(file, ref, parts.length, found.symbol);
      return found.symbol;
    }
    const name = ref.name;
    if ('ambiguous' in found) this.#reportAmbiguous(name, place, found.ambiguous);
    else if ('wrongKind' in found) {
      const is = withArticle(KIND_NOUNS[found.wrongKind.kind]);
      const related = [{ place: found.wrongKind.namePlace, message: `${name} is declared here` }];
      this.report('reference', `${name} is ${is}; ${nounsOf(kinds)} is needed here.`, place, [], related);
    } else {
      const fixes: Fix[] = found.suggestions.map((s, i) => ({
        title: `Change to ${s}`,
        edits: [replace(place, s)],
        safe: false,
        preferred: i === 0,
      }));
      const hint = found.suggestions.length > 0 ? ` Did you mean ${found.suggestions.join(' or ')}?` : '';
      this.report('reference', `No ${kindList(kinds)} is named ${name}.${hint}`, place, fixes);
    }
    return undefined;
  }

  #reportAmbiguous(name: string, place: Place, symbols: readonly DeclaredSymbol[]): void {
    const names = symbols.map(qualifiedName);
    const fixes: Fix[] = names.map((q) => ({ title: `Change to ${q}`, edits: [replace(place, q)], safe: false }));
    const related = symbols.map((s, i) => ({ place: s.namePlace, message: `${names[i]} is declared here` }));
    const list = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
    this.report('reference', `${name} could mean several: ${list}. Write the qualified name.`, place, fixes, related);
  }

  #record(file: string, ref: Ref, parts: number, symbol: DeclaredSymbol): void {
    if (parts === 1 || ref.$cstNode === undefined) {
      this.references.push({ place: placeOf(file, ref), kind: symbol.kind, index: symbol.index });
      return;
    }
    const leaves = CstUtils.flattenCst(ref.$cstNode)
      .filter((leaf) => !leaf.hidden && leaf.text !== '.')
      .toArray();
    const zones = symbol.kind === 'zone' ? symbol.within.slice(1) : symbol.within;
    leaves.forEach((leaf, i) => {
      const up = leaves.length - 1 - i;
      const zone = zones[up - 1];
      const place = placeOfCst(file, leaf);
      if (up === 0) this.references.push({ place, kind: symbol.kind, index: symbol.index });
      else if (zone !== undefined) this.references.push({ place, kind: 'zone', index: zone });
    });
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

function kindList(kinds: readonly SymbolKind[]): string {
  const nouns = kinds.map((kind) => KIND_NOUNS[kind]);
  return nouns.length < 2 ? (nouns[0] ?? '') : `${nouns.slice(0, -1).join(', ')} or ${nouns[nouns.length - 1]}`;
}
