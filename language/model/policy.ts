/**
 * The Policy: everything a set of `.seg` files says, resolved. Every answer of the product is a pure function of it.
 *
 * Plain frozen data without AST nodes. Entities live in arrays; a reference is the index into the array of its kind (the types
 * below name which), and `id` is the stable text that people and outputs see. The standard library's types and services stand in
 * the same arrays, with places in `library:` files. Structured-clone safe (addresses are bigint, see addresses.ts).
 */
import type { AddressSet } from './addresses.ts';
import type { AtomSet } from './atoms.ts';
import type { Expectation } from './expectation.ts';
import type { IntervalSet } from './intervals.ts';

export type { Expectation, ExpectationQuestion } from './expectation.ts';

export type ZoneRef = number;
export type AssetRef = number;
export type LegRef = number;
export type TypeRef = number;
export type ServiceRef = number;
export type GroupRef = number;
export type ConduitRef = number;
export type RuleRef = number;
export type ScheduleRef = number;
export type AccessRef = number;
export type FirewallRef = number;

/** A range of a source file. `file` is relative to the policy's folder, with `/`; a library file is `library:NAME.seg`. */
export interface Place {
  readonly file: string;
  /** UTF-16 offsets into the file's text, end exclusive. */
  readonly offset: number;
  readonly end: number;
  /** Zero-based line and UTF-16 column, as in LSP. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A value together with where it is stated. */
export interface Stated<T> {
  readonly value: T;
  readonly place: Place;
}

export type ZoneKind = 'business' | 'dmz' | 'control' | 'safety' | 'wireless' | 'external' | 'temporary';
export type Criticality = 'low' | 'medium' | 'high' | 'safety';
export type AssetClass = 'business' | 'operations' | 'control' | 'safety' | 'infrastructure' | 'external';
export type ServiceCategory =
  | 'control'
  | 'operations'
  | 'engineering'
  | 'remote-access'
  | 'file'
  | 'mail'
  | 'infrastructure';
export type Risk =
  | 'cleartext'
  | 'unauthenticated'
  | 'reads'
  | 'writes'
  | 'programs'
  | 'interactive'
  | 'files'
  | 'admin'
  | 'multicast'
  | 'none';

/** The seven foundational requirements of IEC 62443, in their order. */
export const FOUNDATIONAL_REQUIREMENTS = ['iac', 'uc', 'si', 'dc', 'rdf', 'tre', 'ra'] as const;
/** A security level 0-4 per foundational requirement, in that order; a single level is seven equal ones. */
export type SlVector = readonly [number, number, number, number, number, number, number];

/** What every declaration has. */
export interface Declared {
  /** Position in its array: what references hold. */
  readonly index: number;
  /** Unique within its kind. A zone's or asset's is its path: names joined by `.`, odd ones in single quotes. */
  readonly id: string;
  /** As declared, without quotes. */
  readonly name: string;
  readonly title?: string;
  /** Text of the `/** *\/` comment before it. */
  readonly doc?: string;
  /** The whole declaration. */
  readonly place: Place;
  readonly namePlace: Place;
  /** Inside the braces (between `{` and `}`, exclusive); absent where it has no body. Where a fix inserts a member. */
  readonly body?: Place;
}

export interface Network {
  readonly addresses: AddressSet;
  /** As written: `10.0.0.0/8`, `10.1.1.10-10.1.1.20`. */
  readonly text: string;
  /** Outer addresses of a one-to-one translation (`as`), of equal size. */
  readonly translated?: { readonly addresses: AddressSet; readonly text: string };
  readonly place: Place;
}

export interface Zone extends Declared {
  readonly parent?: ZoneRef;
  readonly children: readonly ZoneRef[];
  /** In force here: stated or inherited (`level kind sl-t vlan site owner monitored`). */
  readonly level?: number;
  readonly kind?: ZoneKind;
  readonly slt?: SlVector;
  readonly vlans: readonly string[];
  readonly site?: string;
  readonly owner?: string;
  readonly monitored: boolean;
  /** What this zone itself states, for checks and fixes. */
  readonly stated: {
    readonly level?: Stated<number>;
    readonly kind?: Stated<ZoneKind>;
    readonly slt?: Stated<SlVector>;
    readonly microsegmented?: Place;
    readonly enforcedBy?: Place;
    readonly blastLimit?: Stated<number>;
  };
  readonly networks: readonly Network[];
  /** `network rest`: every address that no other zone holds. */
  readonly rest: boolean;
  readonly tags: readonly string[];
  /** Microsegmented in effect: stated, or kind external. */
  readonly microsegmented: boolean;
  readonly enforcedBy?: FirewallRef;
  /** The innermost limit that counts for assets of this zone: its own, an ancestor's or the policy's. */
  readonly blastLimit?: Stated<number>;
  readonly reachedThrough?: AssetRef;
  readonly rules: readonly RuleRef[];
  /** Legs whose own zone this is. */
  readonly legs: readonly LegRef[];
}

/** An address an asset has in a zone. `dhcp` stands, in compiled rules, for the zone's networks. */
export interface AssetAddress {
  readonly text: string;
  readonly addresses: AddressSet;
  readonly place: Place;
}

/** A pair (asset, zone): one per asset and one per `also in`. */
export interface Leg {
  readonly index: LegRef;
  readonly asset: AssetRef;
  readonly zone: ZoneRef;
  readonly addresses: readonly AssetAddress[];
  /** Union of `addresses`. Empty for a leg without, and for `at dhcp`. */
  readonly addressSet: AddressSet;
  readonly dhcp: boolean;
  /** The asset's declaration for its first leg, the `also in` clause for others. */
  readonly place: Place;
  readonly primary: boolean;
}

export interface Exposure {
  readonly what: string;
  readonly codeExecution: boolean;
  readonly place: Place;
}

/** Properties that a type gives its assets; an asset's own replace them, `serves` and `tags` add. */
export interface AssetProperties {
  readonly criticality?: Criticality;
  readonly slc?: SlVector;
  readonly serves: readonly ServiceRef[];
  readonly tags: readonly string[];
  readonly vendor?: string;
  readonly model?: string;
  readonly firmware?: string;
  readonly owner?: string;
  readonly mac: readonly string[];
  readonly exposures: readonly Exposure[];
  readonly monitored: boolean;
  readonly wireless: boolean;
  readonly portable: boolean;
  readonly shared: boolean;
}

export interface AssetType extends Declared, AssetProperties {
  readonly parent?: TypeRef;
  /** Nearest first, up to the root. */
  readonly ancestors: readonly TypeRef[];
  readonly class?: AssetClass;
  /** Levels where assets of this type belong, both included. */
  readonly levels?: { readonly from: number; readonly to: number };
}

export interface Asset extends Declared, AssetProperties {
  readonly type?: TypeRef;
  readonly typePlace?: Place;
  /** Own zone, the innermost around the declaration. */
  readonly zone: ZoneRef;
  /** The primary leg first. */
  readonly legs: readonly LegRef[];
  /** `tagged "x"` holds it: own tags, its type's and supertypes', and those of every zone around it. */
  readonly effectiveTags: readonly string[];
  readonly class?: AssetClass;
}

export interface Service extends Declared {
  /** Own atoms and those of the services it is made of. */
  readonly atoms: AtomSet;
  readonly parts: readonly ServiceRef[];
  readonly secure?: ServiceRef;
  readonly source?: string;
  readonly initiator?: 'client' | 'server' | 'either';
  readonly category?: ServiceCategory;
  /** Absent: unknown. `['none']`: stated to have none. */
  readonly risks?: readonly Risk[];
  /** Inclusive TCP/UDP ranges that it opens dynamically; informs checks only. */
  readonly dynamic: readonly { readonly from: number; readonly to: number }[];
}

/** One selector as written; its meaning is `select` in analysis/select.ts. */
export interface Selector {
  readonly kind: 'asset' | 'zone' | 'type' | 'group' | 'firewall' | 'address' | 'any' | 'tagged';
  /** Index into the array of `kind`; absent for address, any and tagged. */
  readonly ref?: number;
  readonly addresses?: AddressSet;
  /** For kind tagged: the tag. */
  readonly tag?: string;
  /** `in ZONE` after it. */
  readonly in?: ZoneRef;
  /** `tagged "x"` after it (narrowing). */
  readonly narrowedTo?: string;
  /** As written in the source. */
  readonly text: string;
  readonly place: Place;
}

export interface SelectorList {
  readonly items: readonly Selector[];
  readonly except: readonly Selector[];
  readonly place: Place;
}

export interface Group extends Declared {
  readonly members: SelectorList;
  /** Zone the group stands in; absent at top level. */
  readonly zone?: ZoneRef;
}

export interface ServiceTerm {
  /** `any`, a service's name, or literal ports and types. */
  readonly kind: 'any' | 'service' | 'literal';
  readonly service?: ServiceRef;
  readonly atoms: AtomSet;
  readonly text: string;
  readonly place: Place;
}

/** Weekly wall-clock pattern in the policy's time zone: minutes since Monday 00:00, `[0, 10080)`. */
export type WeekSet = IntervalSet<number>;

export interface Schedule extends Declared {
  readonly week: WeekSet;
  /** As written, for labels: `Tue, Thu 08:00-12:00`. */
  readonly text: string;
}

export type RuleContainer =
  | { readonly kind: 'conduit'; readonly conduit: ConduitRef }
  | { readonly kind: 'zone'; readonly zone: ZoneRef }
  | { readonly kind: 'access'; readonly access: AccessRef };

export interface Rule {
  readonly index: RuleRef;
  /** Six or more base-32 characters: SEMANTICS.md *Compiled rules*. Equal rules share it. */
  readonly id: string;
  readonly action: 'allow' | 'deny';
  readonly container: RuleContainer;
  readonly sources: SelectorList;
  readonly targets: SelectorList;
  /** `<->`: also from targets to sources. */
  readonly both: boolean;
  readonly services: readonly ServiceTerm[];
  /** Union of `services`; without layer 2 outside a zone's body. */
  readonly atoms: AtomSet;
  readonly schedule?: ScheduleRef;
  /** Absolute window in epoch milliseconds, `from` inclusive, `until` exclusive. For an access rule: the block's. */
  readonly from?: Stated<number>;
  readonly until?: Stated<number>;
  /** Weekly pattern in force: of the schedule, or of the access block's `every`. */
  readonly week?: WeekSet;
  readonly log: boolean;
  readonly owner?: string;
  readonly ticket?: string;
  readonly because?: Stated<string>;
  readonly text: string;
  readonly place: Place;
  /** After the last service, before the clauses: where a fix inserts one. */
  readonly clausesAt: Place;
  /** A comment-only view of whether every name in it resolved; a rule with `broken` matches nothing. */
  readonly broken: boolean;
}

export interface Conduit extends Declared {
  readonly zones: readonly ZoneRef[];
  /** Places of the names after `between`, parallel to `zones`. */
  readonly zonePlaces: readonly Place[];
  readonly oneWay?: { readonly from: ZoneRef; readonly to: ZoneRef; readonly place: Place };
  readonly proxied: boolean;
  readonly slt?: Stated<SlVector>;
  readonly owner?: string;
  readonly via: readonly FirewallRef[];
  readonly viaPlace?: Place;
  readonly encrypted: boolean;
  readonly inspected: boolean;
  /** A name after `between` means nothing: what its rules select is not known, so they are broken too. */
  readonly broken: boolean;
  readonly rules: readonly RuleRef[];
}

export interface Access extends Declared {
  readonly vendor?: string;
  readonly from?: Stated<number>;
  readonly until?: Stated<number>;
  readonly week?: WeekSet;
  readonly everyText?: string;
  readonly owner?: string;
  readonly ticket?: string;
  readonly requires: readonly string[];
  readonly approvedBy?: string;
  readonly rules: readonly RuleRef[];
}

export interface FirewallInterface {
  readonly name: string;
  readonly zones: readonly ZoneRef[];
  readonly addresses: readonly AssetAddress[];
  readonly place: Place;
}

export interface Firewall extends Declared {
  readonly platform?: string;
  readonly interfaces: readonly FirewallInterface[];
  readonly rulesAtMost?: Stated<number>;
  readonly defaultLog: boolean;
  readonly fails?: 'open' | 'closed';
  readonly twinOf?: FirewallRef;
}

export interface PolicyHeader {
  readonly title: string;
  readonly owner?: string;
  /** IANA name; UTC where none is stated. */
  readonly timezone: string;
  readonly blastLimit?: Stated<number>;
  readonly accessAtMostDays: number;
  readonly standards: readonly string[];
  readonly place?: Place;
  readonly body?: Place;
}

export interface SourceFile {
  readonly path: string;
  /** A read-only file of the standard library. */
  readonly library: boolean;
}

export interface Policy {
  readonly header: PolicyHeader;
  readonly files: readonly SourceFile[];
  readonly zones: readonly Zone[];
  readonly types: readonly AssetType[];
  readonly assets: readonly Asset[];
  readonly legs: readonly Leg[];
  readonly services: readonly Service[];
  readonly groups: readonly Group[];
  readonly schedules: readonly Schedule[];
  readonly conduits: readonly Conduit[];
  readonly rules: readonly Rule[];
  readonly accesses: readonly Access[];
  readonly firewalls: readonly Firewall[];
  readonly expectations: readonly Expectation[];
  /** `// bulkhead-ignore NAME: reason`, each with the line (zero-based) that it speaks of. */
  readonly ignores: readonly {
    readonly check: string;
    readonly reason?: string;
    readonly file: string;
    readonly line: number;
    readonly place: Place;
  }[];
}
