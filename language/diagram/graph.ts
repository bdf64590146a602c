/**
 * The diagram's graph: what a picture shows, as plain JSON, before anything has a position.
 *
 * `build/` makes it from a Policy, `layout/` places it, `draw/` draws it; it crosses to the webview and to the layout worker as it is.
 * Every text in it is ready to be shown: sanitised, in words, with the instants already turned into the policy's time zone.
 */

/** A range of a source file that a node stands for. Lines and columns are zero-based, columns in UTF-16 units, as in LSP. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** In a review: the place is in the version before, which is read-only. */
  readonly old?: true;
}

/** What a review says of a node: `left` is where an asset was that moved. Absent: as it was. */
export const MARKS = ['added', 'removed', 'changed', 'moved', 'left'] as const;
export type Mark = (typeof MARKS)[number];

/** How many findings a node has, by severity, and which checks found them, sorted. */
export interface Badges {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly checks: readonly string[];
}

export const NO_BADGES: Badges = { errors: 0, warnings: 0, infos: 0, checks: [] };

/** A zone's kind; `plain` where it states none, or only groups other zones. */
export type DiagramKind = 'plain' | 'business' | 'dmz' | 'control' | 'safety' | 'wireless' | 'external' | 'temporary';

export const DIAGRAM_KINDS: readonly DiagramKind[] = [
  'plain',
  'business',
  'dmz',
  'control',
  'safety',
  'wireless',
  'external',
  'temporary',
];

/** The family of asset types that shares an icon. */
export const ASSET_ICONS = [
  'plc',
  'safety-controller',
  'hmi',
  'engineering',
  'server',
  'historian',
  'jump-host',
  'sensor',
  'actuator',
  'drive',
  'robot',
  'remote-io',
  'meter',
  'gateway',
  'diode',
  'switch',
  'router',
  'access-point',
  'workstation',
  'laptop',
  'camera',
  'printer',
  'badge-reader',
  'ups',
  'cloud',
  'device',
] as const;
export type AssetIcon = (typeof ASSET_ICONS)[number];

/** A target security level: `SL 2`, or `SL 1–2` with the seven values from IAC to RA where they differ. */
export interface SecurityLevel {
  readonly text: string;
  readonly vector?: readonly number[];
}

export interface DiagramAsset {
  /** `asset:` and the asset's path. */
  readonly id: string;
  readonly name: string;
  /** Short words for its type. */
  readonly type: string;
  readonly icon: AssetIcon;
  /** Criticality high or safety. */
  readonly critical: boolean;
  readonly exposed: boolean;
  readonly monitored: boolean;
  /** Titles of the other zones that it has a leg in. */
  readonly alsoIn: readonly string[];
  /** Its own tags, its type's and those of the zones around it. */
  readonly tags: readonly string[];
  readonly mark?: Mark;
  readonly badges: Badges;
  readonly source: SourcePlace;
}

/** A second leg: an asset of another zone that is in this one too. */
export interface DiagramGhost {
  /** `leg:`, the asset's path, `@` and the zone's. */
  readonly id: string;
  /** The {@link DiagramAsset} that it belongs to. */
  readonly asset: string;
  readonly name: string;
  readonly icon: AssetIcon;
  /** Title of the asset's own zone. */
  readonly home: string;
  readonly mark?: Mark;
  readonly source: SourcePlace;
}

/** A permission inside a micro-segmented zone, between two of its assets. */
export interface InnerEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly both: boolean;
  readonly timed: boolean;
  readonly text: string;
  readonly mark?: Mark;
  readonly source: SourcePlace;
}

/** What a collapsed zone hides: the zones in it that hold assets or stand alone, and all their assets. */
export interface Folded {
  readonly zones: number;
  readonly assets: number;
}

export interface DiagramZone {
  /** `zone:` and the zone's path. */
  readonly id: string;
  readonly parent?: string;
  readonly title: string;
  readonly kind: DiagramKind;
  readonly level?: number;
  readonly sl?: SecurityLevel;
  /** States `microsegmented`: chip. */
  readonly micro: boolean;
  /** Its assets are walled off from each other: no common floor. */
  readonly walled: boolean;
  /** It or a zone in it has assets of its own and it has nested zones: its assets stand on a floor beside these. */
  readonly assets: readonly DiagramAsset[];
  readonly ghosts: readonly DiagramGhost[];
  readonly inner: readonly InnerEdge[];
  /** Inner rules in words, where they are too many to be drawn as edges. */
  readonly innerWords: readonly string[];
  /** Every service that a rule inside it permits, by the name that the rule gives it. */
  readonly services: readonly string[];
  readonly tags: readonly string[];
  readonly mark?: Mark;
  readonly badges: Badges;
  readonly source: SourcePlace;
  /** Set by a view: how much of this zone is drawn where that differs from the picture's detail. */
  readonly detail?: Detail;
  /** Set by a view: the zone is collapsed, its `assets` are those of all zones in it. */
  readonly folded?: Folded;
}

export type RowDirection = 'down' | 'up' | 'both';

/** A service of a row, and between whom it is permitted so, as written: what a review compares rows by. */
export interface RowPart {
  readonly name: string;
  readonly pairs: string;
}

/** One row of a conduit's pill: a direction and a condition, with the services permitted so, or what is denied. */
export interface PillRow {
  readonly action: 'allow' | 'deny' | 'nothing';
  readonly direction: RowDirection;
  /** `modbus, ethernet-ip +2`, or `1 denied: HMI-2 → PLC-301`. */
  readonly text: string;
  /** How many rules it stands for. */
  readonly rules: number;
  /** `Tue, Thu 08–12`, `until 4 Mar 2031`. */
  readonly schedule?: string;
  /** `ABB, 4 Mar 2031`, `ABB, 5 h 12 min left`. */
  readonly vendor?: string;
  readonly oneWay: boolean;
  /** Every service that it permits, by the name that its rules give it; of a denial none. */
  readonly services: readonly string[];
  /** What the tooltip says: every service, rule and reason. */
  readonly detail: string;
  readonly parts?: readonly RowPart[];
  readonly mark?: Mark;
  readonly source: SourcePlace;
}

export interface DiagramGate {
  /** `gate:`, the firewall, `@` and the conduit's node. */
  readonly id: string;
  readonly firewall: string;
  /** The interface that guards the zone: `port2`. */
  readonly interface?: string;
  /** At the conduit's upper or lower end. */
  readonly end: 'upper' | 'lower';
  readonly mark?: Mark;
  readonly badges: Badges;
  readonly source: SourcePlace;
}

/** How connections towards one end are permitted: at all times, or only at times or by access. */
export type Flow = 'always' | 'timed';

/** A conduit between two zones. One that joins more is drawn once for each pair that its rules join. */
export interface DiagramConduit {
  /** `conduit:` and its name; with `~` and a number from the second pair on. `bundle:` and both zones for several in one. */
  readonly id: string;
  readonly title: string;
  readonly sl?: string;
  /** The zone nearer the top (higher level). */
  readonly upper: string;
  readonly lower: string;
  readonly rows: readonly PillRow[];
  /** Connections that the upper zone's assets answer. */
  readonly towardsUpper?: Flow;
  readonly towardsLower?: Flow;
  /** A diode lets data pass in this direction only. */
  readonly oneWay?: 'up' | 'down';
  readonly encrypted: boolean;
  readonly inspected: boolean;
  readonly proxied: boolean;
  readonly gates: readonly DiagramGate[];
  readonly mark?: Mark;
  readonly badges: Badges;
  readonly source: SourcePlace;
  /** Set by a view: the conduits that this one line stands for, where these are several. */
  readonly members?: readonly string[];
}

/** A graph that is two versions in one: what both have stands once. */
export interface Review {
  /** What the versions are called: `main`, `working tree`. */
  readonly before: string;
  readonly after: string;
  /** Ids of assets that moved, with those of what they left behind. */
  readonly moves: readonly { readonly from: string; readonly to: string }[];
}

export interface DiagramGraph {
  /** Raised when the shape of this interface changes. */
  readonly format: 1;
  readonly title: string;
  /** Of the whole policy, also where a view leaves some out. */
  readonly zoneCount: number;
  readonly assetCount: number;
  readonly conduitCount: number;
  /** Parents before the zones in them, otherwise as declared. */
  readonly zones: readonly DiagramZone[];
  readonly conduits: readonly DiagramConduit[];
  /** The instant (epoch ms) at which a label next changes because time passes; absent where none does. */
  readonly changesAt?: number;
  /** Present where a filter left only a part of the policy: how much, and what it asked for. */
  readonly partial?: { readonly shown: string; readonly asked: string };
  readonly review?: Review;
}

/** How much of each zone is drawn: its name, how many assets of which type, or all its assets. Decides the layout. */
export type Detail = 'zones' | 'counts' | 'assets';

export const DETAILS: readonly Detail[] = ['zones', 'counts', 'assets'];

/** With more, a screen that shows all of them shows none. */
const MOST_ASSETS_AT_FIRST = 300;

/** The detail that a policy opens with: all assets as long as they fit a screen. */
export function initialDetail(graph: DiagramGraph): Detail {
  if (graph.zones.length <= 15 && graph.assetCount <= MOST_ASSETS_AT_FIRST) return 'assets';
  return graph.zones.length <= 150 ? 'counts' : 'zones';
}

/** How much of one zone is drawn in a picture of a detail. */
export function detailOf(zone: DiagramZone, detail: Detail): Detail {
  return zone.detail ?? detail;
}
