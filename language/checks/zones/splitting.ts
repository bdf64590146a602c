/** The quick-fix that puts assets of a zone into a zone of their own, nested in it. */
import type { Asset, Zone } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';
import { freeName, referenceTo, removalOf, replace, separatorAt, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { label, listed, plural } from '../words.ts';

/** What the new zone is called and says of itself. */
export interface Split {
  readonly suffix: string;
  readonly properties: readonly string[];
}

/**
 * Moves the assets into a nested zone that holds their addresses. None where that would break something: a rule of the zone's own
 * body, an address that is no single one, a second leg, or a boundary that nothing enforces at SL-T 2 and above.
 */
export function splitFix(context: CheckContext, zone: Zone, assets: readonly Asset[], split: Split): Fix[] {
  const { policy } = context;
  if (assets.length === 0 || zone.rules.length > 0 || policy.expectations.length > 0) return [];
  if (policy.firewalls.length > 0 && Math.max(0, ...(zone.slt ?? [])) >= 2) return [];
  if (zone.networks.some((n) => n.translated !== undefined)) return [];
  const home = assets.every((a) => a.zone === zone.index && a.legs.length === 1);
  const legs = assets.flatMap((a) => a.legs.flatMap((l) => policy.legs[l] ?? []));
  const addresses = legs.flatMap((l) => l.addresses.map((x) => x.text));
  if (!home || legs.some((l) => l.dhcp) || addresses.some((a) => /[/-]/.test(a))) return [];
  const texts = assets.map((a) => textAt(context, a.place));
  if (texts.some((t) => t === undefined) || namedByZone(context, zone, assets)) return [];
  const name = freeName(context, `${zone.name.replace(/[^A-Za-z0-9_-]/g, '-')}-${split.suffix}`);
  const hosts = addresses.map((a) => `${a}/${a.includes(':') ? 128 : 32}`);
  const members = [
    ...split.properties,
    ...(hosts.length === 0 ? [] : [`network ${hosts.join(', ')}`]),
    ...texts.map((t) => t as string),
  ];
  const [first, ...others] = assets.map((a) => a.place);
  if (first === undefined) return [];
  const gap = separatorAt(context, first);
  const multiline = gap.includes('\n');
  const inner = multiline ? members.map((m) => `${gap}  ${m}`).join('') + gap : ` ${members.join('  ')} `;
  const names = listed(
    assets.map((a) => label(policy, a)),
    3,
  );
  return [
    {
      title: `Move ${assets.length > 3 ? plural(assets.length, 'asset') : names} to a zone ${name} of ${assets.length > 1 ? 'their' : 'its'} own`,
      edits: [replace(first, `zone ${name} {${inner}}`), ...others.flatMap((p) => removalOf(context, p))],
      safe: false,
      preferred: true,
    },
  ];
}

/** Whether something names one of the assets by its path through the zone, which the move lengthens. */
function namedByZone(context: CheckContext, zone: Zone, assets: readonly Asset[]): boolean {
  return assets.some((a) => referenceTo(context, a) === a.id && a.id !== a.name && zone.index === a.zone);
}
