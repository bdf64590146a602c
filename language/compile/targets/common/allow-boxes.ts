/**
 * Rules as allows alone, for devices that know no deny: from every allow what the denies hold is taken, exactly, as products of
 * sources, targets and services.
 */
import type { AddressSet } from '../../../model/addresses.ts';
import { type AtomSet, atoms, ROUTED_ATOMS } from '../../../model/atoms.ts';
import { contains, intersect, overlaps, subtract } from '../../../model/intervals.ts';
import type { CompiledRule } from '../../entry.ts';
import type { Refusal } from '../target.ts';
import type { CloudSegment } from './cloud-segments.ts';
import { byFamily } from './parts.ts';

/** A part of an allow, all of it and nothing else. */
export interface AllowBox {
  readonly sources: AddressSet;
  readonly targets: AddressSet;
  readonly services: AtomSet;
}

/** What is left of one rule. */
export interface AllowedRule {
  readonly rule: CompiledRule;
  readonly boxes: readonly AllowBox[];
}

/** More pieces than this of one rule nobody reads. */
const MOST_BOXES = 100;

/**
 * The allows without what denies hold. `sayable` takes from the services of a piece what the device cannot state, with the reason;
 * what it takes is refused.
 */
export function allowedRules(
  rules: readonly CompiledRule[],
  sayable: (services: AtomSet) => { readonly services: AtomSet; readonly reason?: string },
): { readonly allowed: readonly AllowedRule[]; readonly refused: readonly Refusal[] } {
  const denies = rules.filter((r) => r.action === 'deny').map(boxOf);
  const refused = new Map<string, Refusal>();
  const refuse = (rule: string, reason: string) => refused.set(`${rule} ${reason}`, { rule, reason });
  const allowed: AllowedRule[] = [];
  for (const rule of rules) {
    if (rule.action !== 'allow') continue;
    const pieces = without(boxOf(rule), denies);
    if (pieces.length > MOST_BOXES) {
      refuse(rule.id, `denies cut it into ${pieces.length} pieces, and more than ${MOST_BOXES} are not written`);
      continue;
    }
    const boxes = pieces.flatMap((box): AllowBox[] => {
      const { services, reason } = sayable(box.services);
      if (reason !== undefined) refuse(rule.id, reason);
      return services.length === 0 ? [] : [{ ...box, services }];
    });
    if (boxes.length > 0) allowed.push({ rule, boxes });
  }
  return { allowed, refused: [...refused.values()] };
}

function boxOf(rule: CompiledRule): AllowBox {
  return { sources: rule.sources.addresses, targets: rule.targets.addresses, services: rule.services };
}

/** A product without others, as products that share nothing. */
function without(box: AllowBox, others: readonly AllowBox[]): AllowBox[] {
  let left = [box];
  for (const other of others) left = left.flatMap((b) => difference(b, other));
  return left;
}

function difference(a: AllowBox, b: AllowBox): AllowBox[] {
  if (!overlaps(a.sources, b.sources) || !overlaps(a.targets, b.targets) || !overlaps(a.services, b.services))
    return [a];
  const [sources, targets] = [intersect(a.sources, b.sources), intersect(a.targets, b.targets)];
  return [
    { ...a, sources: subtract(a.sources, b.sources) },
    { ...a, sources, targets: subtract(a.targets, b.targets) },
    { sources, targets, services: subtract(a.services, b.services) },
  ].filter((x) => x.sources.length > 0 && x.targets.length > 0 && x.services.length > 0);
}

/** A part of what stays within a segment, in any service, and what to say of it. */
export interface WithinBox extends AllowBox {
  readonly about: string;
}

/** Who may open what to whom within a segment, which no firewall judges: all, but for the insides that this one enforces. */
export function withinSegment(segment: CloudSegment): WithinBox[] {
  const all = { sources: segment.addresses, targets: segment.addresses };
  let left = [all];
  for (const { addresses } of segment.enforced)
    left = left.flatMap((b) => {
      const sources = intersect(b.sources, addresses);
      return [
        { sources: subtract(b.sources, addresses), targets: b.targets },
        { sources, targets: subtract(b.targets, addresses) },
      ].filter((x) => x.sources.length > 0 && x.targets.length > 0);
    });
  const but = segment.enforced.length === 0 ? '' : ' but not within its enforced zones';
  const about = `What stays within ${segment.zone}${but}: no firewall judges it`;
  return left.map((b) => ({ ...b, services: ROUTED_ATOMS, about }));
}

/**
 * A product in each address family in which some packet can match it: whoever is selected by a name must not get peers of a family
 * in which the policy does not know it.
 */
export function inFamilies<B extends AllowBox>(box: B): B[] {
  const [sources, targets] = [byFamily(box.sources), byFamily(box.targets)];
  return (['icmpv6', 'icmp'] as const).flatMap((foreign, i): B[] => {
    const part = { sources: sources[i] as AddressSet, targets: targets[i] as AddressSet };
    const services = contains(box.services, ROUTED_ATOMS) ? box.services : subtract(box.services, atoms(foreign));
    const isEmpty = part.sources.length === 0 || part.targets.length === 0 || services.length === 0;
    return isEmpty ? [] : [{ ...box, ...part, services }];
  });
}
