/** Sources -> Policy: declares, resolves and reads every file, and says what has no meaning. */
import type { Finding } from '../../checks/finding.ts';
import { SymbolTable } from '../../resolve/symbols.ts';
import type { Policy } from '../policy.ts';
import type { Source } from '../source.ts';
import { buildAssets, buildTypes } from './assets.ts';
import { buildAccesses, buildConduits, buildFirewalls, buildSchedules } from './conduits.ts';
import { BuildContext, type Reference } from './context.ts';
import { declare } from './declare.ts';
import { buildExpectations } from './expectations.ts';
import { buildHeader } from './header.ts';
import { readIgnores } from './ignores.ts';
import { buildRules } from './rules.ts';
import { buildGroups } from './selectors.ts';
import { buildServices } from './services.ts';
import { buildZones } from './zones.ts';

export interface Built {
  readonly policy: Policy;
  /** Names without meaning, declared twice, values out of bounds. */
  readonly findings: readonly Finding[];
  /** Every use of a declared name, in file order. */
  readonly references: readonly Reference[];
}

/** Builds the policy of all sources, in the order given: of two declarations of one name the first counts. Never throws. */
export function buildPolicy(sources: readonly Source[]): Built {
  const table = new SymbolTable();
  const context = new BuildContext(table);
  const drafts = declare(sources, table, context);
  const header = buildHeader(drafts, context);
  const services = buildServices(drafts, context);
  const types = buildTypes(drafts, context);
  const zones = buildZones(drafts, header.blastLimit, context);
  const { assets, legs } = buildAssets(drafts, types, zones, context);
  const groups = buildGroups(drafts, context);
  const schedules = buildSchedules(drafts, context);
  const firewalls = buildFirewalls(drafts, context);
  const conduits = buildConduits(drafts, context);
  const accesses = buildAccesses(drafts, header.timezone, context);
  const named = { asset: assets, zone: zones, type: types, group: groups, firewall: firewalls };
  const rules = buildRules(
    drafts,
    { zones, conduits, accesses, schedules, services, named, timezone: header.timezone },
    context,
  );
  const policy: Policy = {
    header,
    zones,
    types,
    assets,
    legs,
    services,
    groups,
    schedules,
    conduits,
    rules,
    accesses,
    firewalls,
    files: sources.map((s) => ({ path: s.path, library: s.library })),
    expectations: buildExpectations(drafts, services, header.timezone, context),
    ignores: sources.flatMap((s) => (s.library ? [] : readIgnores(s))),
  };
  return { policy: freeze(policy), findings: context.findings, references: context.references };
}

/** Freezes the policy, its arrays and its entities; what lies deeper is read-only by type. */
function freeze(policy: Policy): Policy {
  for (const value of Object.values(policy)) {
    if (Array.isArray(value)) for (const entity of value) Object.freeze(entity);
    Object.freeze(value);
  }
  return Object.freeze(policy);
}
