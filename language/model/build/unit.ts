/** One file of a policy between builds: what it declares, what reading it gave, and by what that reading went. */
import type { Finding } from '../../checks/finding.ts';
import {
  type DeclaredSymbol,
  type Names,
  nameSpaceOf,
  qualifiedName,
  type SymbolTable,
} from '../../resolve/symbols.ts';
import { syntaxFindings } from '../../resolve/syntax.ts';
import type {
  Access,
  Asset,
  Conduit,
  Expectation,
  Firewall,
  Group,
  Leg,
  Policy,
  Rule,
  Schedule,
  Service,
  Zone,
} from '../policy.ts';
import type { Source } from '../source.ts';
import type { AlsoIn } from './assets.ts';
import type { BuildContext, Reference } from './context.ts';
import { type DeclarationNode, type Declarations, type Draft, declare } from './declare.ts';
import { readIgnores } from './ignores.ts';
import type { OwnType } from './types.ts';

/** Kinds of entity of which a file has a run of indices. */
export const RUNS = [
  'zones',
  'types',
  'assets',
  'legs',
  'services',
  'groups',
  'schedules',
  'conduits',
  'rules',
  'accesses',
  'firewalls',
] as const;
export type Run = (typeof RUNS)[number];
/** Of each kind, a number. */
export type Counts = { [K in Run]: number };

export function noCounts(): Counts {
  const counts = {} as Counts;
  for (const run of RUNS) counts[run] = 0;
  return counts;
}

/** What a file says of types, services and schedules: other files' entities hold some of it. */
export interface Vocabulary {
  /** As they state themselves. */
  readonly types: readonly OwnType[];
  readonly services: readonly Service[];
  readonly schedules: readonly Schedule[];
}

/** The other entities of a file. */
export interface Entities {
  /** With the legs of this file's assets. */
  readonly zones: readonly Zone[];
  readonly assets: readonly Asset[];
  readonly legs: readonly Leg[];
  readonly groups: readonly Group[];
  readonly conduits: readonly Conduit[];
  /** Without ids. */
  readonly rules: readonly Rule[];
  /** Of each rule, what its id is the hash of. */
  readonly canonical: readonly string[];
  readonly accesses: readonly Access[];
  readonly firewalls: readonly Firewall[];
  /** Their indices count within the file. */
  readonly expectations: readonly Expectation[];
}

export class Unit {
  readonly source: Source;
  readonly declarations: Declarations;
  readonly syntax: readonly Finding[];
  readonly ignores: Policy['ignores'];
  /** What the last reading found and looked up; undefined until read. */
  context: BuildContext | undefined;
  /** The further legs of each asset. */
  also: readonly AlsoIn[][] = [];
  vocabulary: Vocabulary | undefined;
  entities: Entities | undefined;
  references: readonly Reference[] = [];
  /** Of each kind, how many, and the index of the first, as of the last build. */
  readonly counts: Counts = noCounts();
  readonly first: Counts = noCounts();

  constructor(source: Source) {
    this.source = source;
    this.declarations = declare(source);
    this.syntax = syntaxFindings(source);
    this.ignores = source.library ? [] : readIgnores(source);
    for (const run of RUNS) this.counts[run] = run === 'legs' ? 0 : this.declarations[run].length;
  }

  /** Keeps everything but the symbols as it is now; answers what brings it back. */
  keep(): () => void {
    const { declarations, context, also, vocabulary, entities, references } = this;
    const { rank } = declarations;
    const [counts, first] = [{ ...this.counts }, { ...this.first }];
    return () => {
      Object.assign(this, { context, also, vocabulary, entities, references });
      Object.assign(this.counts, counts);
      Object.assign(this.first, first);
      declarations.rank = rank;
    };
  }

  get path(): string {
    return this.source.path;
  }

  *drafts(): Generator<Draft<DeclarationNode>> {
    const d = this.declarations;
    yield* [...d.zones, ...d.assets, ...d.types, ...d.services, ...d.groups];
    yield* [...d.conduits, ...d.schedules, ...d.accesses, ...d.firewalls];
  }

  /**
   * Takes over the symbols of the file as it was where it declares the same name alike: by kind, path and zone around it. Adds the names
   * to `changed` whose declarations here are others than before.
   */
  adopt(before: Unit | undefined, changed: Names, table: SymbolTable): void {
    const { symbols } = this.declarations;
    if (before === undefined) {
      for (const { kind, name } of symbols) changed[nameSpaceOf(kind)].add(name);
      return;
    }
    const old = new Map<string, DeclaredSymbol[]>();
    for (const symbol of before.declarations.symbols) push(old, keyOf(symbol), symbol);
    for (const draft of inFileOrder(this.drafts())) {
      const { symbol } = draft;
      symbol.zone = draft.outer?.symbol;
      const alike = old.get(keyOf(symbol))?.shift();
      if (alike === undefined || alike.zone !== symbol.zone) continue;
      table.changing(alike);
      alike.namePlace = symbol.namePlace;
      alike.home = this.declarations;
      alike.position = symbol.position;
      symbols[symbol.position] = alike;
      draft.symbol = alike;
    }
    for (const name of differing(before.declarations.symbols, symbols)) changed[name.space].add(name.name);
  }
}

function inFileOrder(drafts: Iterable<Draft<DeclarationNode>>): Draft<DeclarationNode>[] {
  return [...drafts].sort((a, b) => a.symbol.position - b.symbol.position);
}

function keyOf(symbol: DeclaredSymbol): string {
  return `${symbol.kind} ${qualifiedName(symbol)}`;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** The names whose declarations are not the same ones in the same order. */
function differing(before: readonly DeclaredSymbol[], now: readonly DeclaredSymbol[]) {
  const [old, fresh] = [byName(before), byName(now)];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((key) => {
    const [a, b] = [old.get(key) ?? [], fresh.get(key) ?? []];
    const [any] = [...a, ...b];
    if (any === undefined || (a.length === b.length && a.every((s, i) => s === b[i]))) return [];
    return [{ space: nameSpaceOf(any.kind), name: any.name }];
  });
}

function byName(symbols: readonly DeclaredSymbol[]): Map<string, DeclaredSymbol[]> {
  const out = new Map<string, DeclaredSymbol[]>();
  for (const symbol of symbols) push(out, `${nameSpaceOf(symbol.kind)} ${symbol.name}`, symbol);
  return out;
}
