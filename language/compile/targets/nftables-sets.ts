/** The named address sets of a ruleset: one per side of a rule and address family, so that a new asset is a new element only. */
import type { AddressSet } from '../../model/addresses.ts';
import type { CompiledRule, RuleSide } from '../entry.ts';
import { byFamily, type Family } from './common/parts.ts';
import { addressElements, addressSet, commentLine, indented, type Nft, NftNames, piece } from './nft-syntax.ts';

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

/** Names of sets and chains of one ruleset; a side of a rule is looked up once. */
export class SetNames extends NftNames {
  private readonly known = new Map<RuleSide, readonly [SideSet | undefined, SideSet | undefined]>();

  /** The set of a side's addresses of a family; undefined where it has none. */
  set(side: RuleSide, family: Family): SideSet | undefined {
    let found = this.known.get(side);
    if (found === undefined) {
      const [v4, v6] = byFamily(side.addresses);
      found = [
        v4.length === 0 ? undefined : { name: this.name(side.key), addresses: v4 },
        v6.length === 0 ? undefined : { name: this.name(`${side.key} v6`), addresses: v6 },
      ];
      this.known.set(side, found);
    }
    return found[family === 4 ? 0 : 1];
  }

  /** The sets of both sides; undefined where a side has no address of the family, so that no packet of it can match. */
  sides(rule: CompiledRule, family: Family): { readonly sources: SideSet; readonly targets: SideSet } | undefined {
    const sources = this.set(rule.sources, family);
    const targets = this.set(rule.targets, family);
    return sources === undefined || targets === undefined ? undefined : { sources, targets };
  }
}

/** The definitions of all sets that some rules use, in their order. */
export function setDefinitions(rules: readonly CompiledRule[], names: SetNames): Line[] {
  const out: Line[] = [];
  const done = new Set<string>();
  const written = new Map<AddressSet, readonly string[]>();
  const elements = (set: AddressSet): readonly string[] => {
    const known = written.get(set) ?? addressElements(set);
    written.set(set, known);
    return known;
  };
  const define = (rule: CompiledRule, side: RuleSide, set: SideSet, family: Family): void => {
    if (done.has(set.name)) return;
    done.add(set.name);
    if (side.dhcp.length > 0) out.push({ text: dhcpNote(side.dhcp) });
    for (const text of addressSet(set.name, family, elements(set.addresses))) out.push({ text, rule: rule.id });
  };
  for (const rule of rules)
    for (const family of [4, 6] as const) {
      const sets = names.sides(rule, family);
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
  const named = assets.slice(0, NAMED).join(', ');
  return indented(commentLine(`At dhcp, so the free addresses of its zone stand here: ${named}${more}`));
}
