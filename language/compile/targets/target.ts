/** What a target of `compile` is: a pure function from one firewall's rules to a text, with what it cannot say named. */
import type { FirewallRules } from '../entry.ts';

/** Where a target has to give more or less than the policy unless the user says how: chosen by `--fallback NAME`. */
export interface Fallback {
  readonly name: string;
  /** What the output then does, one sentence. */
  readonly meaning: string;
}

/** What a target can express; the rest it refuses. */
export interface Capabilities {
  readonly ipv6: boolean;
  readonly interfaces: boolean;
  /** Replies are told from new connections by the device. */
  readonly stateful: boolean;
  /** `absolute`: intervals for the horizon; `none`: timed rules are refused. */
  readonly times: 'absolute' | 'exact' | 'none';
  /** Ethernet types within a zone. */
  readonly layer2: boolean;
}

/** All that an output depends on besides the rules. */
export interface TargetRequest {
  readonly rules: FirewallRules;
  readonly policyTitle: string;
  readonly timezone: string;
  /** Epoch ms: the instant that the output is made for. */
  readonly now: number;
  /** `--at` was given: the header then states the instant. */
  readonly atGiven: boolean;
  /** Days after `now` until which weekly times are spelled out. */
  readonly horizonDays: number;
  readonly fallbacks: readonly string[];
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

export interface TargetText {
  readonly text: string;
  readonly refused: readonly Refusal[];
  /** Per line of the text the id of the rule that it comes from, if it comes from one. */
  readonly ruleOfLine: readonly (string | undefined)[];
}

export interface Target {
  readonly name: string;
  /** Extension of its files, without dot. */
  readonly extension: string;
  readonly capabilities: Capabilities;
  readonly fallbacks: readonly Fallback[];
  /** Never throws; equal requests give equal bytes. */
  readonly render: (request: TargetRequest) => TargetText;
}
