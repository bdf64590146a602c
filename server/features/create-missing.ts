/**
 * Quick-fixes that create what a name without meaning was meant to name: a zone, asset, type, service, schedule or firewall.
 *
 * What is created permits nothing by itself: a service has no ports yet, a schedule no times, an asset no address. What stands in it is
 * for the person to say.
 */
import { analysesOf } from '../../language/checks/analyses.ts';
import type { CheckContext } from '../../language/checks/check.ts';
import { appendDeclarations, insertMembers, referenceTo } from '../../language/checks/edits.ts';
import type { Finding, Fix, TextEdit } from '../../language/checks/finding.ts';
import { label } from '../../language/checks/words.ts';
import type { AssetType, Place, Policy, Zone } from '../../language/model/policy.ts';
import { idPart, writeName } from '../../language/resolve/names.ts';
import type { Snapshot } from '../snapshot.ts';

/** Zones of a conduit that a new asset is offered for. */
const MOST_ZONES = 4;
/** An asset that nothing is like. */
const PLAINEST_TYPE = 'server';

export function createMissing(snapshot: Snapshot, { missing, place }: Finding): Fix[] {
  const written = missing?.parts.map(writeName);
  const name = written?.at(-1);
  if (missing === undefined || name === undefined) return [];
  const { policy, now, configuration } = snapshot;
  const text = (file: string): string | undefined => snapshot.text(file);
  const context: CheckContext = {
    policy,
    now,
    text,
    analyses: analysesOf(policy, now),
    configuration: configuration.checks,
  };
  const wants = (kind: string): boolean => missing.kinds.includes(kind);
  const around = zoneNamed(policy, missing.parts.slice(0, -1));
  if (wants('asset')) {
    const zones = around === undefined ? (missing.parts.length > 1 ? [] : zonesAt(policy, place)) : [around];
    return zones.slice(0, MOST_ZONES).flatMap((zone) => assetFix(context, name, zone));
  }
  if (wants('zone')) {
    if (missing.parts.length === 1) return declaration(context, place, `zone ${name}`);
    return around === undefined
      ? []
      : fix(`zone ${name} in ${around.name}`, insertMembers(context, around, [`zone ${name} {}`]));
  }
  if (missing.parts.length > 1) return [];
  for (const kind of ['type', 'service', 'schedule', 'firewall'])
    if (wants(kind)) return declaration(context, place, `${kind} ${name}`);
  return [];
}

function fix(what: string, edits: readonly TextEdit[]): Fix[] {
  return edits.length === 0 ? [] : [{ title: `Create ${what}`, edits, safe: false }];
}

/** At the end of the file that names it. */
function declaration(context: CheckContext, { file }: Place, head: string): Fix[] {
  return fix(head, appendDeclarations(context, file, [`${head} {\n}`]));
}

function zoneNamed(policy: Policy, parts: readonly string[]): Zone | undefined {
  const path = parts.map(idPart).join('.');
  const found = path === '' ? [] : policy.zones.filter((z) => z.id === path || z.id.endsWith(`.${path}`));
  return found.length === 1 ? found[0] : undefined;
}

/** Zones in which a name in a rule looks for its assets. */
function zonesAt(policy: Policy, place: Place): readonly Zone[] {
  const rule = policy.rules.find(
    (r) => r.place.file === place.file && r.place.offset <= place.offset && place.end <= r.place.end,
  );
  if (rule === undefined || rule.container.kind === 'access') return [];
  const refs =
    rule.container.kind === 'zone' ? [rule.container.zone] : (policy.conduits[rule.container.conduit]?.zones ?? []);
  return refs.flatMap((z) => policy.zones[z] ?? []);
}

function assetFix(context: CheckContext, name: string, zone: Zone): Fix[] {
  const type = likelyType(context.policy, name, zone);
  const written = type === undefined ? PLAINEST_TYPE : referenceTo(context, type);
  const edits = insertMembers(context, zone, [`asset ${name} : ${written}`]);
  return fix(`asset ${name} : ${written} in zone ${label(context.policy, zone)}`, edits);
}

/** The type of an asset whose name begins alike, one of the same zone before others. */
function likelyType(policy: Policy, name: string, zone: Zone): AssetType | undefined {
  const stem = /^'?[\d-]*(\p{L}+)/u.exec(name)?.[1]?.toLowerCase();
  const alike = policy.assets.filter((a) => /^[\d-]*(\p{L}+)/u.exec(a.name)?.[1]?.toLowerCase() === stem);
  const best = alike.find((a) => a.zone === zone.index) ?? alike[0];
  return policy.types[best?.type ?? -1];
}
