/** What the comparison of observed traffic with a policy comes to. Plain data, in a fixed order. */
import type { Reason } from '../analysis/explain.ts';
import type { AssetRef, ConduitRef, FirewallRef, RuleRef, ZoneRef } from '../model/policy.ts';
import type { TimeSet } from '../model/times.ts';
import type { Captures, Direction, Reply } from './conversation.ts';
import type { Unjudged } from './ends.ts';

/** What was seen, over one conversation or many. */
export interface Traffic {
  /** Epoch milliseconds of the first and the last packet. */
  readonly first: number;
  readonly last: number;
  /** Rows of flow files. */
  readonly rows: number;
  readonly packets: number;
  readonly bytes: number;
  /** Paths of the flow files, sorted. */
  readonly files: readonly string[];
  /** The surest of them: with `unsure` nothing tells who opened any. */
  readonly direction: Direction;
  /** The best of them: with `none` nothing was answered. */
  readonly reply: Reply;
  /** Services that a protocol analyser or a port suggests, as the flow files name them; sorted. */
  readonly services: readonly string[];
}

/** Who stood at one side: declared things by reference, the rest by address. */
export interface Side {
  /** Absent for addresses of no zone. */
  readonly zone?: ZoneRef;
  readonly assets: readonly AssetRef[];
  readonly firewalls: readonly FirewallRef[];
  /** Undeclared addresses of the zone, or addresses of none; ascending. */
  readonly addresses: readonly bigint[];
}

/** Traffic from one source into one zone, or to one place outside all zones, that the policy permits at no time. */
export interface NotPermitted {
  readonly source: Side;
  readonly target: Side;
  /** Ascending. One; where nothing tells who opened, every port that may have been the target's, and the sides may be the other way round. */
  readonly atoms: readonly number[];
  readonly traffic: Traffic;
  /** What stands against it; `no zone`: one end lies in none. */
  readonly reason: Reason | 'no zone';
  readonly deniedBy: readonly RuleRef[];
  /** Conduits that join the two zones. */
  readonly conduits: readonly ConduitRef[];
}

/** Many conversations of one source that look for something: folded into one. */
export interface Scan {
  readonly source: Side;
  /** Zones of the targets, ascending. */
  readonly zones: readonly ZoneRef[];
  readonly targets: number;
  readonly atoms: number;
  /** The one atom that was tried, where it was one. */
  readonly atom?: number;
  readonly traffic: Traffic;
}

/** Traffic that a rule permits, but not at that time. */
export interface OutsideWindow {
  readonly rule: RuleRef;
  readonly source: Side;
  readonly target: Side;
  readonly atoms: readonly number[];
  /** When it is permitted. */
  readonly times: TimeSet;
  readonly traffic: Traffic;
}

/** An address in a zone's network that is no declared asset's, and that took part in conversations. */
export interface UnknownHost {
  readonly address: bigint;
  readonly traffic: Traffic;
  /** Atoms that it answered to, ascending; empty for one that only opened. */
  readonly answered: readonly number[];
}

export interface UnknownHosts {
  readonly zone: ZoneRef;
  /** Ascending by address. */
  readonly hosts: readonly UnknownHost[];
  /** Assets of the zone at dhcp: so many of the hosts may be these. */
  readonly dhcp: readonly AssetRef[];
}

/** How often a rule was hit: an `allow` by what it permits, a `deny` by what it refuses. */
export interface Hits {
  readonly rows: number;
  readonly packets: number;
  readonly first: number;
  readonly last: number;
}

export interface Comparison {
  readonly captures: Captures;
  readonly notPermitted: readonly NotPermitted[];
  readonly scans: readonly Scan[];
  readonly outside: readonly OutsideWindow[];
  readonly unknown: readonly UnknownHosts[];
  /** Allows in force during the capture, between zones that it shows traffic of, that nothing hit. */
  readonly neverSeen: readonly RuleRef[];
  /** Allows in force during the capture of which nothing can be said: it shows nothing of their zones. */
  readonly notLookedAt: readonly RuleRef[];
  readonly hits: ReadonlyMap<RuleRef, Hits>;
  /** Rows, by what became of them. */
  readonly rows: {
    readonly all: number;
    readonly permitted: number;
    readonly notPermitted: number;
    readonly outside: number;
    /** Between addresses of no zone, or of one asset with itself. */
    readonly foreign: number;
    readonly unjudged: Readonly<Record<Unjudged, number>>;
  };
}
