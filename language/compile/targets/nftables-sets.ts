/** The named address sets of a ruleset: one per side of a rule and address family, so that a new asset is a new element only. */
import { type AddressSet, ofFamily } from '../../model/addresses.ts';
import type { CompiledRule, RuleSide } from '../entry.ts';
import { addressSet, commentLine, type NameAllocator, type Nft, piece } from './nft-syntax.ts';

export type Family = 4 | 6;

/** A line of the output and the rule that it comes from. */
export interface Line {
  readonly text: Nft;
  /** The rule's id. */
  readonly rule?: string;
}

export interface SideSet {
  readonly name: Nft;
  readonly addresses: AddressSet;
}

/** The sets of both sides; undefined where a side has no address of the family, so that no packet of it can match. */
export function sideSets(
  rule: CompiledRule,
  family: Family,
  names: NameAllocator,
): { readonly sources: SideSet; readonly targets: SideSet } | undefined {
  const sources = sideSet(rule.sources, family, names);
  const targets = sideSet(rule.targets, family, names);
  return sources === undefined || targets === undefined ? undefined : { sources, targets };
}

function sideSet(side: RuleSide, family: Family, names: NameAllocator): SideSet | undefined {
  const addresses = ofFamily(side.addresses, family);
  if (addresses.length === 0) return undefined;
  return { name: names.name(family === 4 ? side.key : `${side.key} v6`), addresses };
}

/** The definitions of all sets that some rules use, in their order. */
export function setDefinitions(rules: readonly CompiledRule[], names: NameAllocator): Line[] {
  const out: Line[] = [];
  const done = new Set<string>();
  const define = (rule: CompiledRule, side: RuleSide, set: SideSet, family: Family): void => {
    if (done.has(set.name)) return;
    done.add(set.name);
    if (side.dhcp.length > 0) out.push({ text: dhcpNote(side.dhcp) });
    for (const text of addressSet(set.name, family, set.addresses)) out.push({ text, rule: rule.id });
  };
  for (const rule of rules)
    for (const family of [4, 6] as const) {
      const sets = sideSets(rule, family, names);
      if (sets === undefined) continue;
      define(rule, rule.sources, sets.sources, family);
      define(rule, rule.targets, sets.targets, family);
    }
  if (out.length > 0) out.push({ text: piece('') });
  return out;
}

const NAMED = 5;

function dhcpNote(assets: readonly string[]): Nft {
  const more = assets.length > NAMED ? ` and ${assets.length - NAMED} more` : '';
  return commentLine(
    `At dhcp, so the free addresses of its zone stand here: ${assets.slice(0, NAMED).join(', ')}${more}`,
  );
}
