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

/**
 * A declared name. One object stands for it from build to build while its file declares it alike, so that what refers to it need not
 * be read again; where it stands in the policy may change.
 */
export interface DeclaredSymbol {
  readonly kind: SymbolKind;
  /** Index into the policy's array of that kind, as of the last build. */
  index: number;
  /** As of the last build; unique within its kind. */
  id: string;
  readonly name: string;
  /** Names of the zones around it, outermost first, then its own. */
  readonly path: readonly string[];
  /** The zone around it. */
  zone: DeclaredSymbol | undefined;
  /** Of a dual-homed asset: the zones of its further legs. */
  legs: readonly DeclaredSymbol[];
  namePlace: Place;
  /** Its file's place among the policy's files, and its own place in the file: the order in which declarations count. */
  home: { readonly rank: number };
  position: number;
}

/** Whether one of the zones holds it: by its own zone or one around that, by one of its further legs, or as that zone itself. */
function isInside(symbol: DeclaredSymbol, zones: readonly number[]): boolean {
  for (const start of [symbol.kind === 'zone' ? symbol : symbol.zone, ...symbol.legs])
    for (let zone = start; zone !== undefined; zone = zone.zone) if (zones.includes(zone.index)) return true;
  return false;
}

function inOrder(a: DeclaredSymbol, b: DeclaredSymbol): number {
  return a.home.rank - b.home.rank || a.position - b.position;
}

export type Resolution =
  | { readonly symbol: DeclaredSymbol }
  | { readonly ambiguous: readonly DeclaredSymbol[] }
  | { readonly wrongKind: DeclaredSymbol }
  | { readonly missing: true };

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
  return symbol.path.length === 1 ? idPart(symbol.path[0] as string) : symbol.path.map(idPart).join('.');
}

export const NAME_SPACES: readonly NameSpace[] = ['things', 'services', 'schedules', 'conduits', 'accesses'];

/** Names per name space. */
export type Names = Readonly<Record<NameSpace, Set<string>>>;

export function noNames(): Names {
  const [things, services, schedules, conduits, accesses] = NAME_SPACES.map(() => new Set<string>());
  return { things, services, schedules, conduits, accesses } as Names;
}

export class SymbolTable {
  readonly #byName: Readonly<Record<NameSpace, Map<string, DeclaredSymbol[]>>> = {
    things: new Map(),
    services: new Map(),
    schedules: new Map(),
    conduits: new Map(),
    accesses: new Map(),
  };

  /** What brings back each name and each symbol that changed since `keep`, by what it is. */
  #undo: Map<string | DeclaredSymbol, () => void> | undefined;

  /** Notes from now on what changes, also of symbols that `changing` tells of; answers what brings it all back. */
  keep(): () => void {
    const undo = new Map<string | DeclaredSymbol, () => void>();
    this.#undo = undo;
    return () => {
      this.#undo = undefined;
      for (const back of undo.values()) back();
    };
  }

  /** To be told before anything of a symbol changes. */
  changing(symbol: DeclaredSymbol): void {
    if (this.#undo === undefined || this.#undo.has(symbol)) return;
    const kept = { ...symbol };
    this.#undo.set(symbol, () => Object.assign(symbol, kept));
  }

  #changingName(space: NameSpace, name: string): void {
    const key = `${space} ${name}`;
    if (this.#undo === undefined || this.#undo.has(key)) return;
    const names = this.#byName[space];
    const kept = names.get(name)?.slice();
    this.#undo.set(key, () => (kept === undefined ? names.delete(name) : names.set(name, kept)));
  }

  add(symbol: DeclaredSymbol): void {
    const space = SPACES[symbol.kind];
    this.#changingName(space, symbol.name);
    const names = this.#byName[space];
    const same = names.get(symbol.name);
    if (same === undefined) names.set(symbol.name, [symbol]);
    else same.push(symbol);
  }

  delete(symbol: DeclaredSymbol): void {
    const space = SPACES[symbol.kind];
    this.#changingName(space, symbol.name);
    const names = this.#byName[space];
    const rest = (names.get(symbol.name) ?? []).filter((s) => s !== symbol);
    if (rest.length === 0) names.delete(symbol.name);
    else names.set(symbol.name, rest);
  }

  /** Puts the declarations of a name into the order in which they count. */
  sort(space: NameSpace, name: string): void {
    const same = this.#byName[space].get(name);
    if (same === undefined || same.length < 2) return;
    this.#changingName(space, name);
    same.sort(inOrder);
  }

  /** All declarations of a simple name in a name space, in the order in which they count. */
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
      const inside = fitting.filter((s) => isInside(s, context));
      if (inside.length > 0) fitting = inside;
    }
    if (fitting.length > 1) fitting = preferEarlier(fitting);
    const only = fitting[0];
    if (only === undefined) return { missing: true };
    return fitting.length === 1 ? { symbol: only } : { ambiguous: fitting };
  }

  /** Names near to one that means nothing, as they would be written. Linear in the declared names. */
  near(parts: readonly string[], kinds: readonly SymbolKind[]): string[] {
    const space = SPACES[kinds[0] as SymbolKind];
    const name = parts[parts.length - 1] ?? '';
    if (name === '') return [];
    const elsewhere = this.named(space, name).filter((s) => kinds.includes(s.kind));
    if (elsewhere.length > 0) return elsewhere.slice(0, 3).map(qualifiedName);
    const limit = nearness(name);
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

/** How many letters a name may be away to be offered instead. */
export function nearness(name: string): number {
  return Math.max(1, Math.min(3, Math.floor(name.length / 3)));
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
