/** Which files a policy has, which names they declare, and where each declaration stands among all: ids and indices. */
import {
  type DeclaredSymbol,
  NAME_SPACES,
  type Names,
  nameSpaceOf,
  qualifiedName,
  type SymbolKind,
  SymbolTable,
} from '../../resolve/symbols.ts';
import type { Source } from '../source.ts';
import type { Moves } from './moves.ts';
import { type Run, Unit } from './unit.ts';

/** Kinds of declaration with the runs of their entities. */
const KINDS: readonly (readonly [SymbolKind, Exclude<Run, 'legs' | 'rules'>])[] = [
  ['zone', 'zones'],
  ['asset', 'assets'],
  ['type', 'types'],
  ['group', 'groups'],
  ['firewall', 'firewalls'],
  ['service', 'services'],
  ['schedule', 'schedules'],
  ['conduit', 'conduits'],
  ['access', 'accesses'],
];

export class Register {
  readonly table = new SymbolTable();
  /** In the order of the sources. */
  units: readonly Unit[] = [];
  /** Of each kind, all declarations by index. */
  readonly symbols: Record<SymbolKind, readonly DeclaredSymbol[]> = {
    zone: [],
    asset: [],
    type: [],
    group: [],
    firewall: [],
    service: [],
    schedule: [],
    conduit: [],
    access: [],
  };

  /** Keeps everything as it is now, symbols too; answers what brings it back. */
  keep(): () => void {
    const { units } = this;
    const symbols = { ...this.symbols };
    const undo = [this.table.keep(), ...units.map((unit) => unit.keep())];
    return () => {
      this.units = units;
      Object.assign(this.symbols, symbols);
      for (const back of undo) back();
    };
  }

  /** Whether the sources that are known already come in the order in which they are known. */
  canTake(sources: readonly Source[]): boolean {
    const ranks = new Map(this.units.map((unit) => [unit.path, unit.declarations.rank]));
    const known = sources.flatMap((s) => ranks.get(s.path) ?? []);
    return known.every((rank, i) => i === 0 || rank > (known[i - 1] as number));
  }

  /**
   * Takes over what the files are now. Adds the names of which declarations came, went or changed places to `changed`; answers the files
   * that are to be read: new ones, and those with a declaration whose id is another now. `moved`: whether indices are to be given anew.
   */
  take(sources: readonly Source[], changed: Names): { stale: Set<Unit>; moved: boolean } {
    const before = new Map(this.units.map((unit) => [unit.path, unit]));
    const fresh = new Set<Unit>();
    let moved = this.units.length !== sources.length;
    this.units = sources.map((source, rank) => {
      const known = before.get(source.path);
      before.delete(source.path);
      const unit = known?.source === source ? known : new Unit(source);
      unit.declarations.rank = rank;
      if (unit !== known) {
        fresh.add(unit);
        unit.adopt(known, changed, this.table);
        this.#replace(known?.declarations.symbols ?? [], unit.declarations.symbols);
        if (known !== undefined && declaresAlike(known, unit)) Object.assign(unit.first, known.first);
        else moved = true;
      }
      return unit;
    });
    for (const gone of before.values()) {
      for (const symbol of gone.declarations.symbols) changed[nameSpaceOf(symbol.kind)].add(symbol.name);
      this.#replace(gone.declarations.symbols, []);
    }
    return { stale: new Set([...fresh, ...this.#identify(changed)]), moved };
  }

  #replace(old: readonly DeclaredSymbol[], now: readonly DeclaredSymbol[]): void {
    const kept = new Set(now);
    for (const symbol of old) if (!kept.has(symbol)) this.table.delete(symbol);
    const known = new Set(old);
    for (const symbol of now) if (!known.has(symbol)) this.table.add(symbol);
  }

  /** Gives every declaration of the names its id: its path; a further one of the same kind and path is numbered. */
  #identify(changed: Names): Unit[] {
    const units = new Map<object, Unit>(this.units.map((unit) => [unit.declarations, unit]));
    const out: Unit[] = [];
    for (const space of NAME_SPACES)
      for (const name of changed[space]) {
        this.table.sort(space, name);
        const named = this.table.named(space, name);
        const counts = named.length > 1 ? new Map<string, number>() : undefined;
        for (const symbol of named) {
          const path = qualifiedName(symbol);
          const count = (counts?.get(`${symbol.kind} ${path}`) ?? 0) + 1;
          counts?.set(`${symbol.kind} ${path}`, count);
          const id = count === 1 ? path : `${path}#${count}`;
          if (id === symbol.id) continue;
          this.table.changing(symbol);
          const unit = symbol.id === '' ? undefined : units.get(symbol.home);
          symbol.id = id;
          if (unit !== undefined) out.push(unit);
        }
      }
    return out;
  }

  /** Gives every declaration its index; answers what moved. Legs are numbered later, when it is known which there are. */
  number(): Moves {
    const moves: { [K in Run]?: Int32Array | undefined } = {};
    for (const [kind, run] of KINDS) {
      const before = this.symbols[kind];
      const now: DeclaredSymbol[] = [];
      for (const unit of this.units) for (const { symbol } of unit.declarations[run]) now.push(symbol);
      if (before.length === now.length && now.every((symbol, i) => before[i] === symbol)) continue;
      const move = new Int32Array(before.length).fill(-1);
      now.forEach((symbol, index) => {
        if (before[symbol.index] === symbol) move[symbol.index] = index;
        if (symbol.index === index) return;
        this.table.changing(symbol);
        symbol.index = index;
      });
      this.symbols[kind] = now;
      // What names a declaration that is gone is read again: nothing of it moves.
      if (move.some((index, i) => index !== i && index !== -1)) moves[run] = move;
    }
    for (const [, run] of KINDS) this.place(run);
    moves.rules = this.place('rules');
    return moves;
  }

  /**
   * Lays out the runs of a kind, file after file; answers the index of now by the index of before, undefined where they are the same.
   */
  place(run: Run): Int32Array | undefined {
    const read = this.units.filter((unit) => unit.entities !== undefined);
    const move = new Int32Array(Math.max(0, ...read.map((unit) => unit.first[run] + unit.counts[run]))).fill(-1);
    let next = 0;
    let moved = false;
    for (const unit of this.units) {
      const from = unit.first[run];
      if (unit.entities !== undefined) {
        if (from !== next) moved = true;
        for (let i = 0; i < unit.counts[run]; i++) move[from + i] = next + i;
      }
      unit.first[run] = next;
      next += unit.counts[run];
    }
    return moved ? move : undefined;
  }
}

/** Whether two states of a file declare the same, in the same order, with as many rules. */
function declaresAlike(a: Unit, b: Unit): boolean {
  const [old, now] = [a.declarations.symbols, b.declarations.symbols];
  return (
    old.length === now.length &&
    now.every((symbol, i) => symbol === old[i]) &&
    a.declarations.rules.length === b.declarations.rules.length
  );
}
