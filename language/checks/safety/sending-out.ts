/** Quick-fixes that turn a rule round, so that the stronger side sends: over a conduit that is one-way from then on, or to a gateway. */
import { sideOf } from '../../analysis/zones.ts';
import { atoms } from '../../model/atoms.ts';
import { overlaps, union } from '../../model/intervals.ts';
import type { Asset, Conduit, Rule, SelectorList, Zone, ZoneRef } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';
import { freeAddressIn } from '../conduits/through-dmz.ts';
import { freeName, insertMembers, insertProperties, referenceTo, replace, textAt } from '../edits.ts';
import type { Fix, TextEdit } from '../finding.ts';
import { assetsAmong } from '../rules/flows.ts';
import { breaksWithout } from '../rules/removing.ts';
import { serves, serviceOf } from '../rules/services.ts';
import { label } from '../words.ts';

const TCP = atoms('tcp', 0, 65535);

/** A rule of a conduit of two zones that is open both ways, and what its turning needs to know. */
interface Turnable {
  readonly rule: Rule;
  readonly conduit: Conduit;
  /** The ends as written. */
  readonly sources: string;
  readonly targets: string;
}

function turnable(context: CheckContext, rule: Rule): Turnable | undefined {
  const { policy } = context;
  const conduit = rule.container.kind === 'conduit' ? policy.conduits[rule.container.conduit] : undefined;
  const [sources, targets] = [textAt(context, rule.sources.place), textAt(context, rule.targets.place)];
  if (conduit === undefined || conduit.oneWay !== undefined || conduit.zones.length !== 2 || rule.both)
    return undefined;
  if (sources === undefined || targets === undefined || breaksWithout(context, rule, [])) return undefined;
  return { rule, conduit, sources, targets };
}

/**
 * Swaps the ends and makes the conduit one-way, from the side of the targets: what that side has to tell it sends, and nothing comes
 * back. `proxied` where a service needs TCP. None where another permission of the conduit, or an access, runs the other way.
 */
export function oneWayOutFixes(context: CheckContext, rule: Rule): Fix[] {
  const { policy, analyses } = context;
  const turned = turnable(context, rule);
  if (turned === undefined) return [];
  const { conduit, sources, targets } = turned;
  const sidesOf = (list: SelectorList, of: Rule) =>
    new Set(analyses.units(list, of).map((u) => sideOf(policy, conduit.index, u.zone)));
  const [inner, ...more] = [...sidesOf(rule.targets, rule)];
  const outer = conduit.zones.find((z) => z !== inner);
  if (inner === undefined || outer === undefined || more.length > 0) return [];
  const others = conduit.rules.flatMap((r) => policy.rules[r] ?? []).filter((r) => r !== rule && r.action === 'allow');
  const alongToo = others.every((r) => !r.both && [...sidesOf(r.sources, r)].every((s) => s === inner));
  const led = policy.accesses.length > 0;
  const [from, to] = [policy.zones[inner], policy.zones[outer]];
  if (!alongToo || led || from === undefined || to === undefined) return [];
  const carried = union<number>(rule.atoms, ...others.map((r) => r.atoms));
  const properties = [
    `one-way from ${referenceTo(context, from)} to ${referenceTo(context, to)}`,
    ...(overlaps(carried, TCP) && !conduit.proxied ? ['proxied'] : []),
  ];
  const places = conduit.rules.flatMap((r) => policy.rules[r]?.place ?? []);
  const stated = insertProperties(context, conduit, properties, places);
  if (stated.length === 0) return [];
  const title = `Let ${label(policy, from)} send: turn the rule round and make conduit ${conduit.name} one-way`;
  return [{ title, edits: [...stated, ...swapped(rule, targets, sources)], safe: false }];
}

function swapped(rule: Rule, sources: string, targets: string): TextEdit[] {
  return [replace(rule.sources.place, sources), replace(rule.targets.place, targets)];
}

/** The rule's targets send to a new gateway beside the sources, which ask that: what is asked cannot reach the targets. */
export function gatewayFixes(context: CheckContext, rule: Rule): Fix[] {
  const { policy, analyses } = context;
  const turned = turnable(context, rule);
  const units = analyses.units(rule.sources, rule);
  const zones = [...new Set(units.map((u) => u.zone))];
  const zone = zones.length === 1 ? policy.zones[zones[0] as ZoneRef] : undefined;
  if (turned === undefined || zone === undefined || zone.kind === 'safety') return [];
  if (rule.services.some((t) => serviceOf(policy, t) === undefined)) return [];
  const name = freeName(context, `${zone.name.replace(/[^A-Za-z0-9_-]/g, '-')}-gateway`);
  const declaration = insertMembers(context, zone, [gatewayMember(context, rule, zone, name)]);
  if (declaration.length === 0) return [];
  const who = assetsAmong(context, analyses.units(rule.targets, rule));
  const title = `Let ${namesOf(context, who, turned.targets)} send to a new gateway ${name} in ${label(policy, zone)}`;
  return [{ title, edits: [...swapped(rule, turned.targets, name), ...declaration], safe: false }];
}

function namesOf({ policy }: CheckContext, assets: readonly Asset[], written: string): string {
  const [only] = assets;
  return assets.length === 1 && only !== undefined ? label(policy, only) : written;
}

/** A gateway with a free address that serves what the rule is about, by its type or its own word. */
function gatewayMember(context: CheckContext, rule: Rule, zone: Zone, name: string): string {
  const { policy } = context;
  const address = freeAddressIn(context, zone);
  const type = policy.types.find((t) => t.id === 'gateway');
  const typed = { type: type?.index, serves: [] as readonly number[] } as Asset;
  const own = rule.services.filter((t) => serves(policy, { ...typed }, t.atoms) !== true).map((t) => t.text);
  const body = own.length === 0 ? '' : ` { serves ${own.join(', ')} }`;
  return `asset ${name} : gateway${address === undefined ? '' : ` at ${address}`}${body}`;
}
