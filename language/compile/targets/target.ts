/** What a target of `compile` is: a pure function from one firewall's rules to text, with what it cannot say named. */
import type { FirewallRules } from '../entry.ts';
import type { NamedAddresses } from '../named-addresses.ts';

/** Where a target has to give more or less than the policy unless the user says how: chosen by `--fallback NAME`. */
export interface Fallback {
  readonly name: string;
  /** What the output then does, one sentence. */
  readonly meaning: string;
}

/** What a target can express; the rest it refuses. The pages in docs/targets/ are made from this. */
export interface Capabilities {
  readonly ipv6: boolean;
  /** Packets are matched by the interfaces (or the device's zones) that they cross. */
  readonly interfaces: boolean;
  /** Replies are told from new connections by the device. */
  readonly stateful: boolean;
  /** A one-way permission opens connections and has no reply: the device can hold replies back. */
  readonly oneWay: boolean;
  /**
   * `exact`: as the policy has them; `native`: the device's own schedules; `absolute`: intervals for the horizon; `none`: timed
   * rules are refused.
   */
  readonly times: 'absolute' | 'exact' | 'native' | 'none';
  /** Ethernet types within a zone. */
  readonly layer2: boolean;
  /** Traffic inside a zone `enforced by` the firewall, matched by both addresses. */
  readonly inside: boolean;
  /** Traffic to the firewall itself. */
  readonly input: boolean;
  /** Rules with `log`, and what no rule permits, are logged by the device. */
  readonly logs: boolean;
}

/** All that an output depends on besides the rules. */
export interface TargetRequest {
  readonly rules: FirewallRules;
  readonly policyTitle: string;
  readonly timezone: string;
  /** Epoch ms, a whole minute: the instant that the output is made for. */
  readonly now: number;
  /** `--at` was given: the header then states the instant. */
  readonly atGiven: boolean;
  /** Days after `now` until which weekly times are spelled out. */
  readonly horizonDays: number;
  readonly fallbacks: readonly string[];
  /** What addresses are called, for outputs that people read. */
  readonly named: () => readonly NamedAddresses[];
  /** Of this tool. */
  readonly toolVersion: string;
}

/** A rule, or a part of one, that the output does not hold. */
export interface Refusal {
  readonly rule: string;
  readonly reason: string;
  /** The fallback that would have let it pass. */
  readonly fallback?: string;
}

/** One line of an output and the rule that it comes from. */
export interface OutputLine {
  readonly text: string;
  /** The rule's id. */
  readonly rule?: string;
}

/** One file of one firewall. */
export interface TargetFile {
  /** Of binary formats: what a person would read of it, never written to disk; {@link bytes} is. */
  readonly text: string;
  readonly bytes?: Uint8Array;
  /** Per line of the text the id of the rule that it comes from, if it comes from one. */
  readonly ruleOfLine: readonly (string | undefined)[];
}

export interface TargetOutput {
  /** One, or one for each of the target's `parts` in their order, also where a part holds no rule. */
  readonly files: readonly TargetFile[];
  readonly refused: readonly Refusal[];
  /** What takes the output back off the device, where the target has such a thing: text like the files'. */
  readonly rollback?: string;
}

export interface Target {
  readonly name: string;
  /** The device and what reads the file, for people: `Cisco IOS, extended access lists`. */
  readonly title: string;
  /** Extension of its files, without dot. */
  readonly extension: string;
  /** Where a firewall has several files, what tells their names apart: `v4`, `v6`. */
  readonly parts?: readonly string[];
  readonly capabilities: Capabilities;
  readonly fallbacks: readonly Fallback[];
  /** Never throws; equal requests give equal bytes. */
  readonly render: (request: TargetRequest) => TargetOutput;
}
