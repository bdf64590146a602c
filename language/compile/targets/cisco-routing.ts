/**
 * What a list that is bound to incoming interfaces leaves to routing: by which interface a packet goes out. Where an address lies behind
 * two of them, a rule for the one would let packets through to the other; unless both are ruled alike, it is refused for that address.
 */
import { type AddressSet, formatAddresses } from '../../model/addresses.ts';
import { equal, intersect, subtract } from '../../model/intervals.ts';
import type { Attachment, CompiledRule, FirewallRules, RuleSide, SegmentPorts } from '../entry.ts';
import type { Judgement } from './common/refusals.ts';

const NAMED = 3;

/** Judges rules of one firewall by where their addresses may be routed to. */
export class RoutingCheck {
  private readonly rules: FirewallRules;
  private between: ReadonlyMap<string, readonly CompiledRule[]> | undefined;

  constructor(rules: FirewallRules) {
    this.rules = rules;
  }

  /**
   * The rule without the targets that may leave by another interface than the rule says. `replies`: its answers have entries that open
   * connections too, so that its sources are judged alike.
   */
  judge(rule: CompiledRule, replies: boolean): Judgement {
    if (rule.action === 'deny' || rule.crossing.kind !== 'between') return { kept: rule, refused: [] };
    const { from, to } = rule.crossing;
    const targets = this.elsewhere(rule, rule.targets, from, to);
    const sources = replies ? this.elsewhere(rule, rule.sources, to, from) : undefined;
    if (targets === undefined && sources === undefined) return { kept: rule, refused: [] };
    const found = [targets, sources].filter((f) => f !== undefined);
    const refused = found.map((f) => ({ reason: f.reason }));
    const kept = {
      ...rule,
      targets: without(rule.targets, targets?.addresses, to),
      sources: without(rule.sources, sources?.addresses, from),
    };
    const empty = kept.targets.addresses.length === 0 || kept.sources.addresses.length === 0;
    return empty ? { refused } : { kept, refused };
  }

  /** The addresses of a side behind `there` that may also lie behind some other interface, seen from those who come in `here`. */
  private elsewhere(
    rule: CompiledRule,
    side: RuleSide,
    here: SegmentPorts,
    there: SegmentPorts,
  ): { readonly addresses: AddressSet; readonly reason: string } | undefined {
    let addresses: AddressSet = [];
    let behind: Attachment | undefined;
    for (const other of this.rules.attachments) {
      if (other.zone === there.zone || other.zone === here.zone || sharesAll(other, there)) continue;
      const both = intersect(side.addresses, other.addresses);
      if (both.length === 0 || (side === rule.targets && this.alike(here, there, other, both))) continue;
      addresses = [...addresses, ...subtract(both, addresses)].sort((a, b) => (a.from < b.from ? -1 : 1));
      behind = other;
    }
    if (behind === undefined) return undefined;
    const named = formatAddresses(addresses);
    const more = named.length > NAMED ? ` and ${named.length - NAMED} more` : '';
    return {
      addresses,
      reason: `${named.slice(0, NAMED).join(', ')}${more} may lie behind ${there.zone} and behind ${behind.zone}: which way packets leave is routing's, and a list sees only the way in`,
    };
  }

  /** Rules between segments, by the two. */
  private crossing(): ReadonlyMap<string, readonly CompiledRule[]> {
    if (this.between !== undefined) return this.between;
    const found = new Map<string, CompiledRule[]>();
    for (const r of this.rules.rules) {
      if (r.crossing.kind !== 'between') continue;
      const key = `${r.crossing.from.zone} ${r.crossing.to.zone}`;
      const list = found.get(key) ?? [];
      list.push(r);
      found.set(key, list);
    }
    this.between = found;
    return found;
  }

  /** Whether the same rules hold for some addresses, whichever of two ways packets to them leave. */
  private alike(from: SegmentPorts, a: SegmentPorts, b: SegmentPorts, addresses: AddressSet): boolean {
    const held = (to: SegmentPorts) =>
      (this.crossing().get(`${from.zone} ${to.zone}`) ?? []).flatMap((rule) => {
        const both = intersect(rule.targets.addresses, addresses);
        return both.length === 0 ? [] : [{ rule, held: both }];
      });
    const [one, two] = [held(a), held(b)];
    return (
      one.length === two.length &&
      one.every((x) =>
        two.some(
          (y) =>
            x.rule.id === y.rule.id &&
            equal(x.held, y.held) &&
            equal(x.rule.sources.addresses, y.rule.sources.addresses),
        ),
      )
    );
  }
}

function sharesAll(a: SegmentPorts, b: SegmentPorts): boolean {
  return a.interfaces.every((i) => b.interfaces.includes(i));
}

function without(side: RuleSide, addresses: AddressSet | undefined, at: SegmentPorts): RuleSide {
  if (addresses === undefined) return side;
  return { ...side, key: `${side.key} only behind ${at.zone}`, addresses: subtract(side.addresses, addresses) };
}
