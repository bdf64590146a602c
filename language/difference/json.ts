/** The difference as published JSON (EXPERIENCE.md): products of sources and targets, ids sorted, services in lowest terms. */
import { type PlaceJson, placeJson, type ServiceJson, servicesJson } from '../analysis/json.ts';
import type { Finding } from '../checks/finding.ts';
import { productsOf } from './cover.ts';
import { type FindingChanges, NO_FINDING_CHANGES } from './findings.ts';
import type { Difference } from './index.ts';
import { atomsKey, timesKey, timesText } from './keys.ts';
import type { Pair, Version } from './principals.ts';
import type { Restated } from './properties.ts';
import { sentencesOf } from './sentences.ts';
import type { Sentence } from './telling.ts';

export interface SideJson {
  /** Ids of assets. */
  readonly assets: readonly string[];
  /** Ids of zones whose undeclared addresses are meant. */
  readonly undeclared: readonly string[];
  readonly firewalls: readonly string[];
}

export interface PermissionJson {
  readonly sources: SideJson;
  readonly targets: SideJson;
  readonly services: readonly ServiceJson[];
  /** When, on the policy's wall clock; absent where always from now on. */
  readonly times?: string;
}

export interface DifferenceJson {
  /** Nothing of what follows. */
  readonly noChangeInMeaning: boolean;
  readonly sentences: readonly {
    readonly kind: Sentence['kind'];
    readonly text: string;
    readonly details: readonly string[];
    readonly file?: string;
    readonly line?: number;
    /** The place is in the version before. */
    readonly old?: true;
  }[];
  readonly gained: readonly PermissionJson[];
  readonly lost: readonly PermissionJson[];
  readonly changed: readonly (Omit<PermissionJson, 'times'> & { readonly before: string; readonly after: string })[];
  readonly blast: readonly {
    readonly assets: readonly string[];
    readonly before: number;
    readonly after: number;
    readonly gained: readonly string[];
    readonly lost: readonly string[];
  }[];
  readonly assets: ChangesJson & {
    readonly moved: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  };
  readonly zones: ChangesJson;
  readonly restated: readonly Omit<Restated, 'place'>[];
  readonly findings: { readonly came: readonly FindingJson[]; readonly went: readonly FindingJson[] };
  readonly expectations: readonly ({ readonly text: string; readonly change: string } & PlaceJson)[];
  readonly rules: readonly {
    readonly firewall: string;
    readonly added: readonly string[];
    readonly removed: readonly string[];
  }[];
}

interface FindingJson extends PlaceJson {
  readonly check: string;
  readonly severity: string;
  readonly message: string;
}

interface ChangesJson {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export function differenceJson(difference: Difference, found: FindingChanges = NO_FINDING_CHANGES): DifferenceJson {
  const { before, after, permissions, entities } = difference;
  const ids = (list: readonly { readonly kind: string; readonly id: string }[], kind: string) =>
    list.filter((e) => e.kind === kind).map((e) => e.id);
  return {
    noChangeInMeaning: difference.none,
    sentences: sentencesOf(difference, found).map(({ kind, text, details, place, old }) => ({
      kind,
      text,
      details,
      ...(place && placeJson(place)),
      ...(old && { old }),
    })),
    gained: permissionsJson(difference, 'gained', after),
    lost: permissionsJson(difference, 'lost', before),
    changed: productsOf(
      permissions.flatMap(({ from, to, changed }) => changed.map((value) => ({ from, to, value }))),
      ({ atoms, before: was, after: is }) => `${atomsKey(atoms)} ${timesKey(was)} ${timesKey(is)}`,
    ).map(({ from, to, value }) => ({
      ...sides(from, to),
      services: servicesJson(value.atoms),
      before: timesText(before, value.before),
      after: timesText(after, value.after),
    })),
    blast: difference.blast.map((b) => ({
      assets: b.from.ids,
      before: b.before,
      after: b.after,
      gained: b.gained.flatMap((p) => p.ids).sort(),
      lost: b.lost.flatMap((p) => p.ids).sort(),
    })),
    assets: {
      added: ids(entities.added, 'asset'),
      removed: ids(entities.removed, 'asset'),
      moved: entities.moved.map(({ name, from, to }) => ({ name, from, to })),
    },
    zones: { added: ids(entities.added, 'zone'), removed: ids(entities.removed, 'zone') },
    restated: entities.restated.map(({ kind, id, changes }) => ({ kind, id, changes })),
    findings: { came: found.came.map(findingJson), went: found.went.map(findingJson) },
    expectations: difference.expectations.map(({ text, change, place }) => ({ text, change, ...placeJson(place) })),
    rules: difference.firewalls.map(({ firewall, added, removed }) => ({
      firewall,
      added: added.map((r) => r.rule),
      removed: removed.map((r) => r.rule),
    })),
  };
}

function findingJson({ check, severity, message, place }: Finding): FindingJson {
  return { check, severity, message, ...placeJson(place) };
}

function permissionsJson({ permissions }: Difference, which: 'gained' | 'lost', version: Version): PermissionJson[] {
  const links = permissions.flatMap((c) => c[which].map((value) => ({ from: c.from, to: c.to, value })));
  return productsOf(links, (p) => `${atomsKey(p.atoms)} ${timesKey(p.times)}`).map(({ from, to, value }) => {
    const times = timesText(version, value.times);
    return { ...sides(from, to), services: servicesJson(value.atoms), ...(times === 'always' ? {} : { times }) };
  });
}

function sides(from: readonly Pair[], to: readonly Pair[]): { readonly sources: SideJson; readonly targets: SideJson } {
  return { sources: sideJson(from), targets: sideJson(to) };
}

function sideJson(side: readonly Pair[]): SideJson {
  const of = (kind: Pair['kind']) => [...new Set(side.filter((p) => p.kind === kind).flatMap((p) => p.ids))].sort();
  return { assets: of('assets'), undeclared: of('strangers'), firewalls: of('firewall') };
}
