/**
 * Every declared name of a policy, indexed, and the rules by which a written name finds its declaration (LANGUAGE.md *Resolution*).
 *
 * Zones, assets, types, groups and firewalls share one name space; services, schedules, conduits and accesses have one each.
 */
import { distance } from 'fastest-levenshtein';
import type { Place } from '../model/policy.ts';
import { idPart, writeName } from './names.ts';

export type SymbolKind =
  | 'zone'
  | 'asset'
  | 'type'
  | 'group'
  | 'firewall'
  | 'service'
  | 'schedule'
  | 'conduit'
  | 'access';
export type NameSpace = 'things' | 'services' | 'schedules' | 'conduits' | 'accesses';

export interface DeclaredSymbol {
  readonly kind: SymbolKind;
  /** Index into the policy's array of that kind. */
  readonly index: number;
  readonly name: string;
  /** Names of the zones around it, outermost first, then its own. */
  readonly path: readonly string[];
  /** Zones that hold it, own zone first, outwards; for a dual-homed asset those of every leg; for a zone itself and its ancestors. */
  readonly within: readonly number[];
  readonly namePlace: Place;
}

export type Resolution =
  | { readonly symbol: DeclaredSymbol }
  | { readonly ambiguous: readonly DeclaredSymbol[] }
  | { readonly wrongKind: DeclaredSymbol }
  | { readonly missing: true /** As they would be written. */; readonly suggestions: readonly string[] };

const SPACES: Readonly<Record<SymbolKind, NameSpace>> = {
  zone: 'things',
  asset: 'things',
  type: 'things',
  group: 'things',
  firewall: 'things',
  service: 'services',
  schedule: 'schedules',
  conduit: 'conduits',
  access: 'accesses',
};

export function nameSpaceOf(kind: SymbolKind): NameSpace {
  return SPACES[kind];
}

/** The path as text, odd names in quotes. */
export function qualifiedName(symbol: Pick<DeclaredSymbol, 'path'>): string {
  return symbol.path.map(idPart).join('.');
}

/** More unresolved names than this get no did-you-mean: the search is linear in the declared names. */
const MAX_SUGGESTED = 60;

export class SymbolTable {
  readonly #byName: Readonly<Record<NameSpace, Map<string, DeclaredSymbol[]>>> = {
    things: new Map(),
    services: new Map(),
    schedules: new Map(),
    conduits: new Map(),
    accesses: new Map(),
  };
  readonly #all: DeclaredSymbol[] = [];
  #suggested = 0;

  add(symbol: DeclaredSymbol): void {
    this.#all.push(symbol);
    const names = this.#byName[SPACES[symbol.kind]];
    const same = names.get(symbol.name);
    if (same === undefined) names.set(symbol.name, [symbol]);
    else same.push(symbol);
  }

  get symbols(): readonly DeclaredSymbol[] {
    return this.#all;
  }

  /** All declarations of a simple name in a name space, in the order they were added. */
  named(space: NameSpace, name: string): readonly DeclaredSymbol[] {
    return this.#byName[space].get(name) ?? [];
  }

  /**
   * What a qualified name means for one of `kinds` (all of one name space). `context`: zones whose contents come first where the
   * name could mean several.
   */
  resolve(parts: readonly string[], kinds: readonly SymbolKind[], context: readonly number[] = []): Resolution {
    const space = SPACES[kinds[0] as SymbolKind];
    const name = parts[parts.length - 1] ?? '';
    const all = this.named(space, name);
    const named = parts.length === 1 ? all : all.filter((s) => endsWith(s.path, parts));
    let fitting = named.filter((s) => kinds.includes(s.kind));
    const first = named[0];
    if (fitting.length === 0 && first !== undefined) return { wrongKind: first };
    if (fitting.length > 1 && context.length > 0) {
      const inside = fitting.filter((s) => s.within.some((zone) => context.includes(zone)));
      if (inside.length > 0) fitting = inside;
    }
    if (fitting.length > 1) fitting = preferEarlier(fitting);
    const only = fitting[0];
    if (only === undefined) return { missing: true, suggestions: this.#suggest(name, space, kinds) };
    return fitting.length === 1 ? { symbol: only } : { ambiguous: fitting };
  }

  #suggest(name: string, space: NameSpace, kinds: readonly SymbolKind[]): string[] {
    if (this.#suggested >= MAX_SUGGESTED || name === '') return [];
    this.#suggested++;
    const elsewhere = this.named(space, name).filter((s) => kinds.includes(s.kind));
    if (elsewhere.length > 0) return elsewhere.slice(0, 3).map(qualifiedName);
    const limit = Math.max(1, Math.min(3, Math.floor(name.length / 3)));
    const lower = name.toLowerCase();
    const near: { name: string; d: number }[] = [];
    for (const [symbol] of this.#byName[space].values()) {
      if (symbol === undefined || !kinds.includes(symbol.kind)) continue;
      if (Math.abs(symbol.name.length - name.length) > limit) continue;
      const d = distance(lower, symbol.name.toLowerCase());
      if (d <= limit && d < name.length) near.push({ name: symbol.name, d });
    }
    near.sort((a, b) => a.d - b.d || (a.name < b.name ? -1 : 1));
    return near.slice(0, 3).map((n) => writeName(n.name) ?? n.name);
  }
}

function endsWith(path: readonly string[], parts: readonly string[]): boolean {
  const start = path.length - parts.length;
  return start >= 0 && parts.every((part, i) => path[start + i] === part);
}

/** Two declarations of one full path are already an error of their own: a name means the first of them. */
function preferEarlier(symbols: readonly DeclaredSymbol[]): DeclaredSymbol[] {
  const seen = new Set<string>();
  return symbols.filter((s) => {
    const key = qualifiedName(s);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
