/** The named address sets of a ruleset: one per side of a rule and address family, so that a new asset is a new element only. */
import type { AddressSet } from '../../model/addresses.ts';
import type { CompiledRule, RuleSide } from '../entry.ts';
import type { OutputText } from './common/output-text.ts';
import { byFamily, type Family } from './common/parts.ts';
import { addressElements, addressSet, commentLine, indented, type Nft, NftNames } from './nft-syntax.ts';

export interface SideSet {
  readonly name: Nft;
  readonly addresses: AddressSet;
}

/** The sets of a rule's sides, of one family. */
export interface Sides {
  readonly family: Family;
  readonly sources: SideSet;
  readonly targets: SideSet;
}

/** Names of sets and chains of one ruleset; the sides of a rule are looked up once. */
export class SetNames extends NftNames {
  private readonly known = new Map<CompiledRule, readonly Sides[]>();

  /** Of each family the sets of both sides; none where a side has no address of it, so that no packet can match. */
  sides(rule: CompiledRule): readonly Sides[] {
    const known = this.known.get(rule);
    if (known !== undefined) return known;
    const [s4, s6] = byFamily(rule.sources.addresses);
    const [t4, t6] = byFamily(rule.targets.addresses);
    const v4 = s4.length > 0 && t4.length > 0 ? [this.both(rule, 4, s4, t4)] : [];
    const found = s6.length > 0 && t6.length > 0 ? [...v4, this.both(rule, 6, s6, t6)] : v4;
    this.known.set(rule, found);
    return found;
  }

  private both(rule: CompiledRule, family: Family, sources: AddressSet, targets: AddressSet): Sides {
    const mark = family === 4 ? '' : ' v6';
    return {
      family,
      sources: { name: this.name(rule.sources.key + mark), addresses: sources },
      targets: { name: this.name(rule.targets.key + mark), addresses: targets },
    };
  }
}

/** Writes the definitions of all sets that some rules use, in their order, and a blank line after them. */
export function writeSets(out: OutputText, rules: readonly CompiledRule[], names: SetNames): void {
  const done = new Set<string>();
  const written = new Map<AddressSet, readonly Nft[]>();
  const elements = (set: AddressSet): readonly Nft[] => {
    const known = written.get(set);
    if (known !== undefined) return known;
    const made = addressElements(set);
    written.set(set, made);
    return made;
  };
  const define = (rule: CompiledRule, side: RuleSide, set: SideSet, family: Family): void => {
    if (done.has(set.name)) return;
    done.add(set.name);
    if (side.dhcp.length > 0) out.line(dhcpNote(side.dhcp));
    elements(set.addresses).forEach((line, i) => {
      out.line(i === 0 ? addressSet(set.name, family, line) : line, rule.id);
    });
  };
  for (const rule of rules)
    for (const { family, sources, targets } of names.sides(rule)) {
      define(rule, rule.sources, sources, family);
      define(rule, rule.targets, targets, family);
    }
  if (done.size > 0) out.line('');
}

const NAMED = 5;

function dhcpNote(assets: readonly string[]): Nft {
  const more = assets.length > NAMED ? ` and ${assets.length - NAMED} more` : '';
  const named = assets.slice(0, NAMED).join(', ');
  return indented(commentLine(`At dhcp, so the free addresses of its zone stand here: ${named}${more}`));
}
