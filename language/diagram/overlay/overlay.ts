/**
 * An overlay: what an analysis says about the nodes of a picture, as plain JSON - how each is marked, the way of a path, what the side
 * panel and the legend list. One file of this folder computes one kind; `draw/overlay/` draws all of them.
 *
 * It speaks of nodes by the ids of the {@link DiagramGraph} that it was computed with; what it does not name looks as `rest` says.
 */
import type { BlastMode } from '../../analysis/graph.ts';
import type { Mark as NodeMark, SourcePlace } from '../graph.ts';

export type { BlastMode } from '../../analysis/graph.ts';

/** The overlays that can be asked for; `review` is laid over the picture of two versions, which asks for it itself. */
export const OVERLAY_KINDS = ['blast', 'exposure', 'findings', 'sl-t', 'observed', 'access', 'gain'] as const;
export type OverlayKind = (typeof OVERLAY_KINDS)[number];

/** Also the review, whose picture is another one: of two versions. */
export type AskedKind = OverlayKind | 'review';

export const BLAST_MODES: readonly BlastMode[] = ['worst-case', 'conditioned', 'service-aware'];

/** What the page asks for. Without `of` the server chooses whose answer is most worth looking at. */
export interface OverlayQuestion {
  readonly kind: AskedKind;
  /** Node id of the asset or zone that is asked about: blast and exposure. */
  readonly of?: string;
  /** Node id of the asset whose path is drawn: blast and exposure. */
  readonly to?: string;
  /** Default: worst case. */
  readonly mode?: BlastMode;
  /** What no firewall parts counts as open. */
  readonly asBuilt?: boolean;
  /** Epoch ms of the instant that is asked about: access. */
  readonly at?: number;
}

/** Steps away (the last for all that are further), severities, and what became of something. */
export const TONES = [
  'step0',
  'step1',
  'step2',
  'step3',
  'error',
  'warning',
  'info',
  'add',
  'remove',
  'change',
  'move',
] as const;
export type Tone = (typeof TONES)[number];

/** One row of a pill. */
export interface RowMark {
  readonly tone?: Tone;
  /** Hops of the path that this row permits: numbered tags at its left. */
  readonly hops?: readonly number[];
  /** Before the row: `+`, `−`, `~`, `!`. */
  readonly sign?: string;
  readonly struck?: boolean;
  /** Underlined with dots: not seen in traffic. */
  readonly dotted?: boolean;
  readonly faded?: boolean;
}

/** A share of a bar. */
export interface BarPart {
  readonly tone?: Tone;
  readonly count: number;
}

export interface Bar {
  readonly parts: readonly BarPart[];
  /** What the whole bar stands for; the parts may be less. */
  readonly of: number;
  /** Below the bar: `4 of 4 reached`. */
  readonly words: string;
}

/** How a node - zone, asset, leg, conduit, gate, inner edge - is marked. */
export interface Mark {
  /** Of border, tint and badge. */
  readonly tone?: Tone;
  /** Up to three characters, in the round badge at the top left. */
  readonly badge?: string;
  /** The start of a path: target badge and double ring. */
  readonly start?: boolean;
  /** A choke point: dotted ring and hourglass tag with these words, `7 → 1`. */
  readonly choke?: string;
  /** On a zone whose assets are not drawn. */
  readonly bar?: Bar;
  /** On a conduit, in the corner of its pill: `added`. */
  readonly tag?: string;
  /** Of border or line, in place of the node's own. */
  readonly dash?: 'dotted' | 'dashed';
  /** The name is struck through. */
  readonly struck?: boolean;
  /** In place of an asset's second line. */
  readonly note?: string;
  /** Enlarged in place of a zone's security level chip. */
  readonly chip?: { readonly text: string; readonly tone?: Tone };
  /** By position of the row in a conduit's pill. */
  readonly rows?: Readonly<Record<string, RowMark>>;
  /** Less than the others, whatever `rest` says. */
  readonly faded?: boolean;
  /** The line of a conduit steps back, and nothing else of it: a review leaves it as it was. */
  readonly still?: boolean;
  /** Only the outline is left, and quiet words: gone, or gone from here. */
  readonly hollow?: boolean;
  /** What a review says, as a sign at the top right. */
  readonly corner?: NodeMark;
  /** Added to what the node is called when it is spoken. */
  readonly spoken?: string;
}

/** One step of a path, by what carries it. */
export interface PathHop {
  /** Node ids of assets, or of a zone for its undeclared addresses. */
  readonly from: string;
  readonly to: string;
  /** The conduit whose row permits it. */
  readonly conduit?: string;
  readonly row?: number;
  /** The inner edge that permits it. */
  readonly inner?: string;
  /** The open zone that it goes through. With none of the three: over the wire. */
  readonly zone?: string;
}

/** A line that is in no conduit: an arrow between two nodes around everything else. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly tone: Tone;
  readonly dash?: 'dotted' | 'dashed';
  /** In a small pill on the line. */
  readonly text?: string;
  readonly spoken: string;
}

/** A sign of the legend. */
export type LegendSign =
  | { readonly sign: 'tile'; readonly tone?: Tone; readonly badge?: string; readonly start?: boolean }
  | { readonly sign: 'faded' | 'path' | 'choke' }
  | { readonly sign: 'line'; readonly tone?: Tone; readonly dash?: 'dotted' | 'dashed'; readonly faded?: boolean }
  | { readonly sign: 'text'; readonly tone?: Tone; readonly text: string }
  | { readonly sign: 'finding'; readonly severity: 'error' | 'warning' | 'info' }
  | { readonly sign: 'bar'; readonly tone?: Tone };

export type LegendEntry = LegendSign & { readonly words: string };

/** Signs that a panel may put before its words. */
export const PANEL_SIGNS = [
  'target',
  'choke',
  'check',
  'denied',
  'clock',
  'person',
  'error',
  'warning',
  'info',
] as const;
export type PanelSign = (typeof PANEL_SIGNS)[number];

/** A second line of a panel's item. */
export interface PanelLine {
  readonly text: string;
  readonly sign?: PanelSign;
  readonly tone?: Tone;
  /** Leads to the source. */
  readonly place?: SourcePlace;
}

export interface PanelBadge {
  readonly text: string;
  readonly tone?: Tone;
  readonly square?: boolean;
  /** In place of the text: what a review says. */
  readonly mark?: NodeMark;
}

export interface PanelItem {
  readonly text: string;
  readonly strong?: boolean;
  /** Beside the text, quieter: `asset`, `rule`. */
  readonly quiet?: string;
  /** At the right end. */
  readonly aside?: string;
  readonly sign?: PanelSign;
  /** A round badge, or a square one for a hop. */
  readonly badge?: PanelBadge;
  readonly bar?: Bar;
  /** A figure before and after, as two bars of which the longest of its list fills the room. */
  readonly pair?: { readonly before: number; readonly after: number; readonly most: number };
  readonly lines?: readonly PanelLine[];
  /** Selects this node. */
  readonly node?: string;
  /** Leads to the source. */
  readonly place?: SourcePlace;
  /** Asks this instead. */
  readonly ask?: OverlayQuestion;
  /** Several, each of which can be chosen, in place of `text`: the assets of one step. */
  readonly choices?: readonly { readonly text: string; readonly node: string }[];
}

/** An instant that can be chosen: the thumb of the time slider. */
export interface PanelTimes {
  /** Epoch ms. */
  readonly from: number;
  readonly until: number;
  readonly at: number;
  /** The instant in the policy's time zone: `Tue, 4 Mar 2031, 08:00`. */
  readonly words: string;
  /** Instants at which something opens or closes, ascending: where the slider stops. */
  readonly stops: readonly { readonly at: number; readonly words: string }[];
  /** When what is open is open, as shares of the slider. */
  readonly open: readonly { readonly from: number; readonly until: number }[];
}

export type PanelSection =
  | { readonly kind: 'figure'; readonly figure: string; readonly words: readonly string[] }
  | { readonly kind: 'bar'; readonly bar: Bar }
  | {
      readonly kind: 'items';
      readonly title?: string;
      /** At the right end of the title. */
      readonly aside?: string;
      readonly items: readonly PanelItem[];
      /** No rule above it. */
      readonly joined?: boolean;
    }
  | { readonly kind: 'text'; readonly text: string; readonly sign?: PanelSign }
  | { readonly kind: 'counts'; readonly counts: readonly { readonly badge: PanelBadge; readonly text: string }[] }
  | {
      readonly kind: 'switch';
      readonly label: string;
      readonly options: readonly { readonly text: string; readonly on: boolean; readonly ask: OverlayQuestion }[];
    }
  | { readonly kind: 'times'; readonly times: PanelTimes };

export interface OverlayPanel {
  readonly title: string;
  readonly subtitle?: string;
  readonly sign?: PanelSign;
  readonly sections: readonly PanelSection[];
}

export interface Overlay {
  readonly kind: AskedKind;
  /** The question in full: with what was chosen where it left something open. */
  readonly question?: OverlayQuestion;
  /** What is not marked: as always, or faded to 42 % (in high contrast 60 %). */
  readonly rest: 'plain' | 'faded';
  readonly marks: Readonly<Record<string, Mark>>;
  readonly path: readonly PathHop[];
  readonly links: readonly Link[];
  /** In place of the legend of signs. */
  readonly legend: readonly LegendEntry[];
  readonly panel: OverlayPanel;
}

/** What each is called, in the selector and in titles. */
export const OVERLAY_WORDS: Readonly<Record<Overlay['kind'], string>> = {
  blast: 'Blast radius',
  exposure: 'Exposure',
  findings: 'Findings',
  'sl-t': 'Security levels',
  observed: 'Observed traffic',
  access: 'Vendor access',
  gain: 'Micro-segmentation gain',
  review: 'Review',
};
