/** What the model of a policy must be like for a tier: conditions that no check speaks of. */
import { criticalityOf } from '../../analysis/worth.ts';
import type { Asset, Policy, Zone } from '../../model/policy.ts';
import { startOf } from '../../model/source.ts';
import type { CheckContext } from '../check.ts';
import type { Finding } from '../finding.ts';
import { isBusiness, isOt } from '../levels.ts';
import { comparePlaces } from '../places.ts';
import { label, listed, plural } from '../words.ts';
import type { Condition, ConditionReport } from './tiers.ts';

const inhabited = (policy: Policy): readonly Zone[] => policy.zones.filter((z) => z.legs.length > 0);
const isOutside = (context: CheckContext, z: Zone): boolean => isBusiness(context, z) || z.kind === 'external';
const byPlace = (zones: readonly Zone[]): Zone[] => [...zones].sort((a, b) => comparePlaces(a.namePlace, b.namePlace));

/** Where something is said that has no better place: at the policy's declaration, else at the top of its first file. */
function policyPlace({ header, files }: Policy): Finding['place'] {
  return (
    header.place ??
    startOf(
      files
        .filter((f) => !f.library)
        .map((f) => f.path)
        .sort()[0] ?? '',
    )
  );
}

export const boundaryNotDrawn: Condition = {
  name: 'boundary-not-drawn',
  meaning: 'There are zones on both sides: OT with assets, and business, DMZ or external ones.',
  *find(context) {
    const { policy } = context;
    const place = policyPlace(policy);
    if (!inhabited(policy).some((z) => isOt(context, z)))
      yield {
        message:
          'No zone with assets is OT: none is at level 3 or below, and none without a level is of kind control or safety. State levels.',
        place,
      };
    if (!policy.zones.some((z) => isOutside(context, z) || z.kind === 'dmz'))
      yield {
        message:
          'No zone is business, DMZ or external, so nothing says what OT is kept apart from. Declare those that it is connected to.',
        place,
      };
  },
};

export const zoneUnplaced: Condition = {
  name: 'zone-unplaced',
  meaning: 'Every zone with assets says by its level or kind on which side it lies.',
  *find(context) {
    const { policy } = context;
    for (const zone of inhabited(policy))
      if (zone.level === undefined && zone.kind === undefined)
        yield {
          message: `Zone ${label(policy, zone)} states neither level nor kind, so nobody can say whether it is OT. State its level.`,
          place: zone.namePlace,
        };
  },
};

export const boundaryOpen: Condition = {
  name: 'boundary-open',
  meaning: 'A firewall parts every OT zone from every business and external one.',
  *find(context) {
    const { policy, analyses } = context;
    const built = analyses.asBuilt();
    const zones = byPlace(built.zones.flatMap((z) => policy.zones[z] ?? []));
    const outside = zones.filter((z) => isOutside(context, z));
    for (const zone of zones.filter((z) => isOt(context, z))) {
      const open = outside.filter((z) => built.unseparated(z.index, zone.index));
      if (open.length > 0)
        yield {
          message: `No firewall parts zone ${label(policy, zone)} from ${listed(open.map((z) => label(policy, z)))}. Give it an interface of its own.`,
          place: zone.namePlace,
          related: open.map((z) => ({ place: z.namePlace, message: `Zone ${label(policy, z)} is declared here.` })),
        };
    }
  },
};

export const oneProcessArea: Condition = {
  name: 'one-process-area',
  meaning: 'OT has at least two zones with assets.',
  *find(context) {
    const ot = inhabited(context.policy).filter((z) => isOt(context, z));
    const [only] = ot;
    if (only !== undefined && ot.length === 1)
      yield {
        message: `All of OT lies in zone ${label(context.policy, only)}. Divide it by process area.`,
        place: only.namePlace,
      };
  },
};

/** Whether something keeps the assets of a zone from each other: rules, and what enforces them; or it has one asset only. */
function isIsolating(context: CheckContext, zone: Zone): boolean {
  if (new Set(zone.legs.map((l) => context.policy.legs[l]?.asset)).size < 2) return true;
  return zone.microsegmented && !context.analyses.asBuilt().openInsides.includes(zone.index);
}

export const needingOpenInside: Condition = {
  name: 'needs-isolation',
  meaning:
    'An OT asset of criticality high or safety, with an exposure to code execution, or that a third party has access to lies alone in its zone, in one that is microsegmented and enforced, or in a safety zone.',
  *find(context) {
    const { policy } = context;
    const reached = accessTargets(context);
    for (const zone of byPlace(inhabited(policy))) {
      if (!isOt(context, zone) || zone.kind === 'safety' || isIsolating(context, zone)) continue;
      const needing = assetsOf(policy, zone).flatMap((asset) => {
        const why = needOf(policy, asset, reached);
        return why === undefined ? [] : [{ asset, why }];
      });
      if (needing.length > 0) yield needsReport(policy, zone, needing);
    }
  },
};

function needsReport(
  policy: Policy,
  zone: Zone,
  needing: readonly { readonly asset: Asset; readonly why: string }[],
): ConditionReport {
  const names = listed(needing.map(({ asset, why }) => `${label(policy, asset)} (${why})`));
  return {
    message: `Zone ${label(policy, zone)} is open inside, and of its ${plural(zone.legs.length, 'asset')} these need isolation: ${names}. Microsegment the zone and state what enforces it, or give them zones of their own.`,
    place: zone.namePlace,
    related: needing.map(({ asset, why }) => ({ place: asset.namePlace, message: `${asset.name}: ${why}.` })),
  };
}

/** SEMANTICS.md, *need*: why an asset is worth isolating; undefined where nothing says so. */
function needOf(policy: Policy, asset: Asset, reached: ReadonlySet<number>): string | undefined {
  const criticality = criticalityOf(policy, asset);
  if (criticality === 'safety' || criticality === 'high') return `criticality ${criticality}`;
  if (asset.exposures.some((e) => e.codeExecution)) return 'exposed to code execution';
  return reached.has(asset.index) ? 'third-party access' : undefined;
}

function accessTargets({ policy, analyses }: CheckContext): ReadonlySet<number> {
  const rules = policy.rules.filter((r) => r.container.kind === 'access' && !r.broken);
  return new Set(rules.flatMap((r) => analyses.units(r.targets, r).flatMap((u) => analyses.assetsOf(u))));
}

function assetsOf(policy: Policy, zone: Zone): readonly Asset[] {
  return [...new Set(zone.legs.map((l) => policy.legs[l]?.asset))].flatMap((a) => policy.assets[a ?? -1] ?? []);
}

export const openInside: Condition = {
  name: 'open-inside',
  meaning: 'Every OT zone of two assets or more is microsegmented, and something enforces it.',
  *find(context) {
    const { policy } = context;
    for (const zone of byPlace(inhabited(policy)))
      if (isOt(context, zone) && !isIsolating(context, zone))
        yield {
          message: `The ${zone.legs.length} assets of zone ${label(policy, zone)} reach each other without a rule. Microsegment the zone and state what enforces it.`,
          place: zone.namePlace,
        };
  },
};

/** Whether a finding of `unenforceable` is about the inside of one zone. */
export function isOpenInside({ place }: Finding, { policy, analyses }: CheckContext): boolean {
  return analyses.asBuilt().openInsides.some((ref) => {
    const stated = policy.zones[ref]?.stated.microsegmented;
    return stated?.file === place.file && stated.offset === place.offset;
  });
}
