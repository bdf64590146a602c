/** Reads one file against the rest of the policy: its vocabulary first, then everything else. */
import type { DeclaredSymbol, Names, SymbolKind } from '../../resolve/symbols.ts';
import { isEqual } from '../equal.ts';
import type { AssetType, Leg, PolicyHeader, Schedule, Service, Zone } from '../policy.ts';
import { readAssets, resolveLegs, zonesOfLegs } from './assets.ts';
import { readAccesses, readConduits, readFirewalls, readSchedules } from './conduits.ts';
import { BuildContext, type Reference } from './context.ts';
import { checkName } from './declare.ts';
import { readExpectations } from './expectations.ts';
import type { Register } from './register.ts';
import { readRules } from './rules.ts';
import { readGroups } from './selectors.ts';
import { readServices } from './services.ts';
import { readTypes } from './types.ts';
import type { Entities, Unit } from './unit.ts';
import { readZones } from './zones.ts';

/**
 * Opens a file for reading: names, further legs of assets, types, services and schedules. Adds the names of assets to `changed` that
 * have legs in other zones than before.
 */
export function openUnit(unit: Unit, register: Register, changed: Names): void {
  const { declarations } = unit;
  const context = new BuildContext(register.table, register.symbols.zone);
  unit.context = context;
  for (const draft of unit.drafts()) checkName(draft, context);
  for (const { zone } of declarations.additions) context.resolve(unit.path, zone, ['zone']);
  unit.also = resolveLegs(declarations.assets, context);
  unit.counts.legs = 0;
  declarations.assets.forEach((draft, i) => {
    const zones = zonesOfLegs(draft, unit.also[i] ?? []);
    unit.counts.legs += 1 + zones.length;
    const { symbol } = draft;
    if (zones.length === symbol.legs.length && zones.every((z, at) => z === symbol.legs[at])) return;
    register.table.changing(symbol);
    symbol.legs = zones;
    changed.things.add(symbol.name);
  });
  unit.vocabulary = {
    types: readTypes(declarations.types, context),
    services: readServices(declarations.services, context),
    schedules: readSchedules(declarations.schedules, context),
  };
}

/** What the reading of a file's other entities asks of the rest of the policy. */
export interface Scope {
  readonly header: PolicyHeader;
  readonly types: readonly AssetType[];
  readonly services: readonly Service[];
  readonly schedules: readonly Schedule[];
  readonly symbols: Readonly<Record<SymbolKind, readonly DeclaredSymbol[]>>;
}

/** Reads all entities of an opened file but its vocabulary. Where one says what `before` says in its place, it is that object. */
export function readUnit(unit: Unit, scope: Scope, before: Entities | undefined): void {
  const { declarations, context, first, path } = unit;
  if (context === undefined) return;
  const { header, symbols, types, services, schedules } = scope;
  const zones = readZones(declarations, header.blastLimit, first.rules, context);
  const zone = (index: number) => zones[index - first.zones] as Zone;
  const { assets, legs } = readAssets(
    declarations.assets,
    { zone, types, firstLeg: first.legs, also: unit.also },
    context,
  );
  for (const leg of legs) (zone(leg.zone)?.legs as number[] | undefined)?.push(leg.index);
  const groups = readGroups(declarations.groups, context);
  const firewalls = readFirewalls(declarations.firewalls, context);
  const conduits = readConduits(declarations, first.rules, context);
  const accesses = readAccesses(declarations, first.rules, header.timezone, context);
  const { rules, canonical } = readRules(
    declarations.rules,
    {
      firstRule: first.rules,
      conduit: (index) => conduits[index - first.conduits],
      access: (index) => accesses[index - first.accesses],
      schedules,
      services,
      timezone: header.timezone,
      idOf: (kind, index) => symbols[kind][index]?.id,
    },
    context,
    path,
  );
  const expectations = readExpectations(declarations.expectations, path, services, header.timezone, context);
  unit.entities = {
    zones: shared(before?.zones, zones),
    assets: shared(before?.assets, assets),
    legs: shared(before?.legs, legs),
    groups: shared(before?.groups, groups),
    conduits: shared(before?.conduits, conduits),
    rules: shared(before?.rules, rules),
    canonical,
    accesses: shared(before?.accesses, accesses),
    firewalls: shared(before?.firewalls, firewalls),
    expectations: shared(before?.expectations, expectations),
  };
}

/** The list with every entity that equals the one in its place before, as that object. */
function shared<T>(before: readonly T[] | undefined, now: readonly T[]): readonly T[] {
  if (before === undefined) return now;
  return now.map((entity, i) => (isEqual(before[i], entity) ? (before[i] as T) : entity));
}

/** The legs of a file's assets in zones of other files. */
export function strayLegs({ entities, first, counts }: Unit): readonly Leg[] {
  const [from, to] = [first.zones, first.zones + counts.zones];
  return entities?.legs.filter((leg) => !leg.primary && (leg.zone < from || leg.zone >= to)) ?? [];
}

/** The uses of names in a file, with indices of now. */
export function referencesOf({ context }: Unit): readonly Reference[] {
  return context?.uses.map(({ place, symbol }) => ({ place, kind: symbol.kind, index: symbol.index })) ?? [];
}
