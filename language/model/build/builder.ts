/**
 * Builds one policy again and again, as its files change. What a build comes to depends on the sources alone, never on those before; but
 * a file is read again only where it changed itself, or where something that it names means something else than before. Every other
 * file's entities are taken over: the same objects where no index in them moved.
 *
 * What a file's entities depend on beyond its text, and how it is seen that they must be read again:
 * - what the names in it mean: every lookup is remembered, and asked again when declarations of that name come, go or change places;
 * - indices: entities are made over with those of now (moves.ts);
 * - what types, services and schedules of other files say, as far as it goes into an entity: asked anew of all that name them;
 * - which assets other files declare in its zones: they are read with the file of the zone (guests.ts);
 * - the time zone of the header: all files; its blast limit: the zones that have it.
 */
import type { Finding } from '../../checks/finding.ts';
import { NAME_SPACES, type Names, nameSpaceOf, noNames, type SymbolKind } from '../../resolve/symbols.ts';
import { isEqual } from '../equal.ts';
import type { AssetType, Place, PolicyHeader, Schedule, Service, Zone } from '../policy.ts';
import type { Source } from '../source.ts';
import { Assembly } from './assembly.ts';
import { BuildContext } from './context.ts';
import { Duplicates } from './duplicates.ts';
import { Guests } from './guests.ts';
import { buildHeader } from './header.ts';
import type { Built } from './index.ts';
import { Mover, type Moves } from './moves.ts';
import { openUnit, readUnit, type Scope } from './read.ts';
import { Register } from './register.ts';
import { reportRings } from './selectors.ts';
import { Composites } from './services.ts';
import { Lineage } from './types.ts';
import type { Entities, Unit } from './unit.ts';
import { reportUnresolved, Suggestions } from './unresolved.ts';
import { reportRest } from './zones.ts';

interface Words {
  readonly types: readonly AssetType[];
  readonly services: readonly Service[];
  readonly schedules: readonly Schedule[];
}

const NO_WORDS: Words = { types: [], services: [], schedules: [] };

export class PolicyBuilder {
  #register = new Register();
  #duplicates = new Duplicates();
  readonly #guests = new Guests();
  readonly #suggestions = new Suggestions();
  readonly #composites = new Composites();
  readonly #lineage = new Lineage();
  readonly #assembly = new Assembly();
  #header: PolicyHeader | undefined;
  #words: Words = NO_WORDS;

  /**
   * Keeps everything as it is now; answers what brings it back, whatever is built meanwhile.
   */
  keep(): () => void {
    const [register, duplicates, header, words] = [this.#register, this.#duplicates, this.#header, this.#words];
    const caches = [this.#guests, this.#suggestions, this.#composites, this.#lineage, this.#assembly];
    const undo = [register, duplicates, ...caches].map((part) => part.keep());
    return () => {
      this.#register = register;
      this.#duplicates = duplicates;
      this.#header = header;
      this.#words = words;
      for (const back of undo) back();
    };
  }

  /** The policy of all sources, in the order given: of two declarations of one name the first counts. Never throws. */
  build(given: readonly Source[]): Built {
    const sources = this.#guests.seat(given);
    if (!this.#register.canTake(sources)) {
      this.#register = new Register();
      this.#duplicates = new Duplicates();
      this.#header = undefined;
      this.#words = NO_WORDS;
    }
    const register = this.#register;
    const findings: Finding[] = [];
    const report = (finding: Finding): void => void findings.push(finding);
    const changed = noNames();
    const old = new Map(register.units.map((unit) => [unit.path, unit.entities]));
    const { stale, moved } = register.take(sources, changed);
    const moves = moved ? register.number() : {};
    const header = this.#readHeader(findings);
    if (header.timezone !== this.#header?.timezone) for (const unit of register.units) stale.add(unit);
    const { words, opened, said } = this.#open(stale, changed, moves);
    findings.push(...said);
    const legs = register.place('legs');
    const mover = isMoved(moves) || legs !== undefined ? new Mover({ ...moves, legs }) : undefined;
    const limit = this.#header?.blastLimit;
    this.#header = header;
    const scope: Scope = { header, ...words, symbols: register.symbols };
    for (const unit of register.units) {
      const before = old.get(unit.path);
      if (opened.has(unit) || before === undefined) readUnit(unit, scope, before);
      else unit.entities = limited(mover?.entities(before) ?? before, limit, header.blastLimit);
    }
    const policy = this.#assembly.policy(register.units, scope);
    this.#suggestions.forget(changed);
    const unresolved = register.units.flatMap((unit) =>
      (unit.context?.unresolved ?? [])
        .filter(({ place }) => !isUnread(unit, place))
        .sort((a, b) => a.place.offset - b.place.offset),
    );
    reportUnresolved(unresolved, register.table, this.#suggestions, report);
    findings.push(...this.#duplicates.findings(register.table, changed));
    reportRest(policy.zones, report);
    reportRings(policy.groups, report);
    for (const unit of register.units) findings.push(...unit.syntax, ...(unit.context?.findings ?? []));
    return { policy, findings, references: this.#assembly.references(register.units, opened, isMoved(moves)) };
  }

  /** The header; what it says as before is the same object as before. */
  #readHeader(findings: Finding[]): PolicyHeader {
    const headers = this.#register.units.flatMap((unit) =>
      unit.declarations.headers.map((node) => ({ node, file: unit.path })),
    );
    const context = new BuildContext(this.#register.table, []);
    const header = buildHeader(headers, context);
    findings.push(...context.findings);
    const before = this.#header;
    if (before === undefined || !isEqual(before.blastLimit, header.blastLimit)) return header;
    return isEqual(before, header) ? before : { ...header, blastLimit: before.blastLimit };
  }

  /**
   * Opens the stale files, and those that name what changes with them, until nothing more changes. The vocabulary of the others is moved.
   */
  #open(stale: ReadonlySet<Unit>, changed: Names, moves: Moves): { words: Words; opened: Set<Unit>; said: Finding[] } {
    const register = this.#register;
    const mover = isMoved(moves) ? new Mover(moves) : undefined;
    const before = this.#words;
    const opened = new Set<Unit>();
    let waiting = register.units.filter((unit) => stale.has(unit) || unit.context?.isTouchedBy(changed) !== false);
    const read = new Set(waiting);
    for (const unit of register.units)
      if (mover && unit.vocabulary && !read.has(unit)) unit.vocabulary = mover.vocabulary(unit.vocabulary);
    for (;;) {
      const further = noNames();
      for (const unit of waiting) {
        opened.add(unit);
        openUnit(unit, register, further);
      }
      const said: Finding[] = [];
      this.#words = this.#compose(said);
      const redefined = redefinedWords(before, this.#words, moves, register.symbols);
      for (const space of NAME_SPACES) for (const name of further[space]) changed[space].add(name);
      waiting = register.units.filter(
        (unit) => !opened.has(unit) && (unit.context?.isTouchedBy(further) || unit.context?.looksUp(redefined)),
      );
      if (waiting.length === 0) return { words: this.#words, opened, said };
    }
  }

  /** The vocabulary of all files, with what it inherits. */
  #compose(said: Finding[]): Words {
    const { units } = this.#register;
    const report = (finding: Finding): void => void said.push(finding);
    return {
      types: this.#lineage.inherit(
        units.flatMap((unit) => unit.vocabulary?.types ?? []),
        report,
      ),
      services: this.#composites.compose(
        units.flatMap((unit) => unit.vocabulary?.services ?? []),
        report,
      ),
      schedules: units.flatMap((unit) => unit.vocabulary?.schedules ?? []),
    };
  }
}

function isMoved(moves: Moves): boolean {
  return Object.values(moves).some((move) => move !== undefined);
}

/** Names of types, services and schedules of which what goes into other files' entities is not what it was. */
function redefinedWords(before: Words, now: Words, moves: Moves, symbols: Scope['symbols']): Names {
  const names = noNames();
  const mover = new Mover(moves);
  const compare = <T>(
    kind: SymbolKind,
    run: keyof Words,
    old: readonly T[],
    is: readonly T[],
    said: (t: T) => unknown,
  ) =>
    old.forEach((entity, index) => {
      const at = moves[run] === undefined ? index : (moves[run][index] as number);
      const other = is[at];
      if (other === undefined || other === entity || isEqual(said(entity), said(other))) return;
      const name = symbols[kind][at]?.name;
      if (name !== undefined) names[nameSpaceOf(kind)].add(name);
    });
  const types = before.types.map((type) => mover.type({ type }).type);
  compare('type', 'types', types, now.types, inheritedBy);
  compare('service', 'services', before.services, now.services, (s) => s.atoms);
  compare('schedule', 'schedules', before.schedules, now.schedules, (s) => s.week);
  return names;
}

/** What an asset has from its type. */
function inheritedBy({ class: kind, ...type }: AssetType): unknown {
  const { criticality, slc, serves, tags, vendor, model, firmware, owner } = type;
  const { mac, exposures, monitored, wireless, portable, shared } = type;
  const stated = { criticality, slc, serves, tags, vendor, model, firmware, owner };
  return { kind, ...stated, mac, exposures, monitored, wireless, portable, shared };
}

/** Zones that had the policy's own blast limit have the one of now. */
function limited(entities: Entities, before: Zone['blastLimit'], now: Zone['blastLimit']): Entities {
  if (before === now) return entities;
  const zones = entities.zones.map((z) => (z.blastLimit === before ? { ...z, blastLimit: now } : z));
  return { ...entities, zones };
}

/** Whether the parser stumbled over a name: that is told already, and what it made of it means nothing. */
function isUnread({ syntax }: Unit, { offset, end }: Place): boolean {
  return syntax.some(({ place }) => place.offset < end && offset < place.end);
}
