/** What a move of an asset to another zone does to the rules that speak of it. */
import { isWithin, sideOf } from '../../analysis/zones.ts';
import type { Asset, Leg, Rule, Selector, Zone } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';

/** Whether every selector that holds the leg alone still holds it, on the same side, once the leg lies in the other zone. */
export function keepsRules(context: CheckContext, asset: Asset, leg: Leg, to: Zone): boolean {
  const { policy } = context;
  return policy.rules.every((rule) => {
    if (rule.broken) return true;
    const alone = [...rule.sources.items, ...rule.targets.items].filter((s) => holdsOnly(context, rule, s, asset, leg));
    return alone.every((s) => staysSelected(context, rule, s, leg, to));
  });
}

function holdsOnly(context: CheckContext, rule: Rule, selector: Selector, asset: Asset, leg: Leg): boolean {
  const { policy, analyses } = context;
  const units = analyses.units({ items: [selector], except: [], place: selector.place }, rule);
  const [unit] = units;
  if (units.length !== 1 || unit === undefined || unit.zone !== leg.zone) return false;
  const assets = analyses.assetsOf(unit);
  return assets.length === 1 && assets[0] === asset.index && policy.legs[leg.index] === leg;
}

function staysSelected({ policy }: CheckContext, rule: Rule, selector: Selector, leg: Leg, to: Zone): boolean {
  const named = selector.in ?? (selector.kind === 'zone' ? selector.ref : undefined);
  if (named !== undefined && !isWithin(policy, to.index, named)) return false;
  const { container } = rule;
  if (container.kind === 'zone') return false;
  if (container.kind === 'access') return true;
  const side = sideOf(policy, container.conduit, to.index);
  return side !== undefined && side === sideOf(policy, container.conduit, leg.zone);
}
