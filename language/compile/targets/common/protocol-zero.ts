/** Devices whose configuration reads IP protocol number 0 as every protocol cannot say it alone. */
import { atoms, ROUTED_ATOMS } from '../../../model/atoms.ts';
import { contains, overlaps, subtract } from '../../../model/intervals.ts';
import type { CompiledRule } from '../../entry.ts';
import type { Judgement } from './refusals.ts';

const HOPOPT = atoms('ip', 0, 0);

/** The rule without IP protocol 0, which is refused, unless the rule serves everything. */
export function withoutProtocolZero(rule: CompiledRule, device: string): Judgement {
  if (!overlaps(rule.services, HOPOPT) || contains(rule.services, ROUTED_ATOMS)) return { kept: rule, refused: [] };
  const refused = [{ reason: `IP protocol 0 alone cannot be written: ${device} reads the number as every protocol` }];
  const services = subtract(rule.services, HOPOPT);
  return services.length === 0 ? { refused } : { kept: { ...rule, services }, refused };
}
