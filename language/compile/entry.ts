/** The rule list: the only thing that exporters see of a policy. SEMANTICS.md *Compiled rules*. */
import type { AddressSet } from '../model/addresses.ts';
import type { AtomSet } from '../model/atoms.ts';
import type { Place } from '../model/policy.ts';
import type { TimeSet } from '../model/times.ts';

/** A place of the policy that asks for a rule: a rule, or a zone whose inside is open. */
export interface Origin {
  /** What it stands in: `conduit KilnSupervision`, `zone Plant.Kiln`, `access Abb-drives`. Unlike the line it does not move. */
  readonly within: string;
  readonly file: string;
  /** One-based. */
  readonly line: number;
  readonly place: Place;
}

/** One side of a rule on one firewall: the addresses, and a name that stays the same while assets come and go. */
export interface RuleSide {
  /** Stable: from the rule's id, the side and the zones concerned; equal names within one firewall mean equal addresses. */
  readonly key: string;
  /** In lowest terms; outside its zone a translated network's outer addresses. */
  readonly addresses: AddressSet;
  /** Assets `at dhcp` whose zone's free addresses stand here: ids, sorted. */
  readonly dhcp: readonly string[];
}

/**
 * How a rule's packets cross the firewall. `between`: in by an interface to segment `from`, out by one to `to`. `inside`: within a
 * zone `enforced by` the firewall, by both addresses alone. `anywhere`: by address alone. `input`: to the firewall itself, in by an interface to `from`.
 */
export type Crossing =
  | { readonly kind: 'between'; readonly from: SegmentPorts; readonly to: SegmentPorts }
  | { readonly kind: 'inside'; readonly zone: string }
  | { readonly kind: 'anywhere' }
  | { readonly kind: 'input'; readonly from: SegmentPorts };

/** A segment by its zone's id, and the names of the firewall's interfaces that lead to it. */
export interface SegmentPorts {
  readonly zone: string;
  readonly interfaces: readonly string[];
}

/** One rule of one firewall: `sources x targets x services x times`, all of it and nothing else. A deny beats every allow. */
export interface CompiledRule {
  /** The rule's id; several entries share it where one rule crosses the firewall in several ways. */
  readonly id: string;
  /** Other rules that the optimiser put into this entry: ids, sorted. */
  readonly merged?: readonly string[];
  readonly action: 'allow' | 'deny';
  readonly sources: RuleSide;
  readonly targets: RuleSide;
  readonly services: AtomSet;
  /** Not before the instant of compiling. */
  readonly times: TimeSet;
  /** Nothing may return: the permission comes from one-way conduits without a proxy pair. */
  readonly oneWay: boolean;
  readonly log: boolean;
  /** Reasons stated, joined by `; `. */
  readonly why?: string;
  readonly origin: readonly Origin[];
  readonly crossing: Crossing;
}

/** A segment that a firewall has interfaces to, and what its packets to it reach; or, without interfaces, a zone that it enforces elsewhere. */
export interface Attachment extends SegmentPorts {
  /** Ids of the zones that the segment carries: its own and those that are reached through it. */
  readonly zones: readonly string[];
  /** Those of them whose inside this firewall enforces. */
  readonly enforced: readonly string[];
  /** Every address whose packets leave by these interfaces, also through further firewalls; the firewall's own are not among them. */
  readonly addresses: AddressSet;
  /** The firewall's own addresses on these interfaces, where the policy states them. */
  readonly own: AddressSet;
}

/** The rules of one enforcement point: denies first, by crossing, there those that log first, then by id. */
export interface FirewallRules {
  readonly firewall: string;
  readonly title?: string;
  /** Absent for the implied firewall. */
  readonly declared?: Place;
  readonly rules: readonly CompiledRule[];
  /** The policy names the firewall itself as a target: traffic to it is then judged too. */
  readonly judgesInput: boolean;
  /** All segments that the firewall has interfaces to, whether or not rules speak of them. Made when first asked for. */
  readonly attachments: readonly Attachment[];
}

/** What cannot be compiled, whatever the target. */
export interface CompileError {
  readonly message: string;
  readonly place: Place;
  readonly related?: readonly { readonly place: Place; readonly message: string }[];
}

/** The whole policy as rules per enforcement point. */
export interface RuleList {
  readonly firewalls: readonly FirewallRules[];
  readonly errors: readonly CompileError[];
}
