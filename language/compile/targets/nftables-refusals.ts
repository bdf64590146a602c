/** What nftables cannot say besides what no target of its kind can: names of interfaces, and answers of the firewall itself. */
import type { CompiledRule, SegmentPorts } from '../entry.ts';
import type { Judgement } from './common/refusals.ts';
import { isInterfaceName } from './nft-syntax.ts';
import type { Fallback } from './target.ts';

export const ADDRESSES_ONLY: Fallback = {
  name: 'addresses-only',
  meaning: 'Where an interface has a name that Linux cannot have, packets are matched by their addresses alone.',
};

/** What of a rule Linux's packet filters can hold, as far as its interfaces go. */
export function linuxObjection(rule: CompiledRule, fallbacks: readonly string[]): Judgement {
  if (rule.crossing.kind === 'input' && rule.oneWay)
    return { refused: [{ reason: 'answers of the firewall itself to a one-way permission cannot be held back' }] };
  const bad = interfacesOf(rule).filter((n) => !isInterfaceName(n));
  if (bad.length === 0) return { kept: rule, refused: [] };
  if (fallbacks.includes(ADDRESSES_ONLY.name)) return { kept: withoutBadInterfaces(rule), refused: [] };
  const reason = `interface ${bad.map((n) => JSON.stringify(n)).join(', ')} cannot be the name of an interface of Linux`;
  return { refused: [{ reason, fallback: ADDRESSES_ONLY.name }] };
}

function withoutBadInterfaces(rule: CompiledRule): CompiledRule {
  const { crossing } = rule;
  const usable = (ports: SegmentPorts): SegmentPorts =>
    ports.interfaces.every(isInterfaceName) ? ports : { ...ports, interfaces: [] };
  if (crossing.kind === 'between')
    return { ...rule, crossing: { ...crossing, from: usable(crossing.from), to: usable(crossing.to) } };
  return crossing.kind === 'input' ? { ...rule, crossing: { ...crossing, from: usable(crossing.from) } } : rule;
}

/** Names of all interfaces that a rule's packets cross by. */
export function interfacesOf({ crossing }: CompiledRule): readonly string[] {
  if (crossing.kind === 'between') return [...crossing.from.interfaces, ...crossing.to.interfaces];
  if (crossing.kind === 'input') return crossing.from.interfaces;
  return [];
}
