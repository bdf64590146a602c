/**
 * Names that are declared twice. No zone, type, group or firewall may have the name of another of these or of an asset; assets in
 * different zones may share one, and so may zones with different parents. Services, schedules, conduits and accesses are unique among
 * their own.
 */
import type { Finding } from '../../checks/finding.ts';
import { writeName } from '../../resolve/names.ts';
import {
  type DeclaredSymbol,
  NAME_SPACES,
  type NameSpace,
  type Names,
  type nameSpaceOf,
  noNames,
  qualifiedName,
  type SymbolTable,
} from '../../resolve/symbols.ts';
import { replace } from './context.ts';

/** Finds them, build after build: asked anew are names that changed, and those of which something was found before. */
export class Duplicates {
  #found: Names = noNames();

  /** Keeps what was found; answers what brings it back. */
  keep(): () => void {
    const kept = noNames();
    for (const space of NAME_SPACES) for (const name of this.#found[space]) kept[space].add(name);
    return () => {
      this.#found = kept;
    };
  }

  findings(table: SymbolTable, changed: Names): Finding[] {
    const out: Finding[] = [];
    for (const space of NAME_SPACES)
      for (const names of [[...this.#found[space]], changed[space]])
        for (const name of names) {
          if (names === changed[space] && this.#found[space].has(name)) continue;
          const symbols = table.named(space, name);
          if (symbols.length < 2) {
            this.#found[space].delete(name);
            continue;
          }
          const found = duplicatesOf(space, symbols, table);
          if (found.length > 0) this.#found[space].add(name);
          else this.#found[space].delete(name);
          out.push(...found);
        }
    return out;
  }
}

/** `symbols`: all that have one name, in the order in which they count. */
function duplicatesOf(space: NameSpace, symbols: readonly DeclaredSymbol[], table: SymbolTable): Finding[] {
  const out: Finding[] = [];
  const firstOfPath = new Map<string, number>();
  const firstOfKind = new Map<string, number>();
  symbols.forEach((symbol, i) => {
    const path = `${symbol.kind} ${qualifiedName(symbol)}`;
    const mayShare = symbol.kind === 'asset' || symbol.kind === 'zone';
    const others = [...firstOfKind].filter(([kind]) => kind !== symbol.kind || !mayShare).map(([, at]) => at);
    const first = Math.min(...others, firstOfPath.get(path) ?? Number.POSITIVE_INFINITY);
    const other = symbols[first];
    if (other !== undefined) out.push(duplicate(symbol, other, freeName(symbol.name, table, space)));
    if (!firstOfPath.has(path)) firstOfPath.set(path, i);
    if (!firstOfKind.has(symbol.kind)) firstOfKind.set(symbol.kind, i);
  });
  return out;
}

function duplicate(symbol: DeclaredSymbol, other: DeclaredSymbol, free: string): Finding {
  const where = other.namePlace.file.startsWith('library:') ? ' of the standard library' : '';
  const article = /^[aeiou]/.test(other.kind) ? 'an' : 'a';
  const edits = [replace(symbol.namePlace, writeName(free) ?? free)];
  return {
    check: 'duplicate-name',
    severity: 'error',
    message: `${symbol.name} is already the name of ${article} ${other.kind}${where}. Give this ${symbol.kind} another name.`,
    place: symbol.namePlace,
    related: [{ place: other.namePlace, message: `${other.name} is first declared here` }],
    fixes: () => [{ title: `Rename to ${free}`, edits, safe: false, preferred: true }],
  };
}

function freeName(name: string, table: SymbolTable, space: ReturnType<typeof nameSpaceOf>): string {
  let n = 2;
  while (table.named(space, `${name}-${n}`).length > 0) n++;
  return `${name}-${n}`;
}
