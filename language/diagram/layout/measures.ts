/** How large the signs are: DIAGRAM.md *Measures*, in pixels, with texts measured in the bundled font and cut to what fits. */
import type {
  Detail,
  DiagramAsset,
  DiagramConduit,
  DiagramGate,
  DiagramZone,
  InnerEdge,
  Mark,
  PillRow,
} from '../graph.ts';
import { fitText, textWidth } from '../text/metrics.ts';

export const PADDING = 14;
export const HEADER = 46;
export const TILE_HEIGHT = 42;
export const TILE_GAP = 14;
export const GHOST_HEIGHT = 24;
export const GHOST_GAP = 8;
export const LINE_HEIGHT = 16;
export const GATE_HEIGHT = 20;
export const CARD_WIDTH = 170;
export const PILL_PADDING = 11;
export const PILL_ROW = 17;
/** Where a branch has no room for a pill, only its findings and its name stand there: as high as this. */
export const BARE_PILL = 14;

/** Room for the sign of a review before a row. */
export const ROW_SIGN = 12;
/** A tag stands 5 px below the upper edge of what it is on. */
export const TAG_HEIGHT = 17;

const TITLE_MOST = 300;
const PILL_TEXT_MOST = 250;
const TILE_TEXT_MOST = 170;

/** The word of a tag that says what became of a node; without one for ghosts, which say it in their second line. */
export const MARK_WORDS: Readonly<Record<Mark, string>> = {
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  moved: 'moved',
  left: '',
};

/** Width of a tag: sign and word. */
export function tagWidth(mark: Mark): number {
  return Math.ceil(textWidth(MARK_WORDS[mark], 10, 600) + 25);
}

export interface Chip {
  readonly kind: 'micro' | 'level' | 'sl';
  readonly text: string;
  readonly width: number;
  readonly vector?: readonly number[];
}

/** The chips at the right end of a zone's header, from left to right. */
export function zoneChips(zone: DiagramZone, isGroup: boolean): Chip[] {
  const chips: Chip[] = [];
  if (zone.micro) chips.push({ kind: 'micro', text: 'micro', width: 27 + textWidth('micro', 10.5) });
  if (zone.level !== undefined && !isGroup) {
    const text = `L${zone.level}`;
    chips.push({ kind: 'level', text, width: textWidth(text, 10.5) + 10 });
  }
  if (zone.sl !== undefined) {
    const { text, vector } = zone.sl;
    const width = textWidth(text, 10.5, 600) + 12 + (vector ? 32 : 0);
    chips.push({ kind: 'sl', text, width, ...(vector && { vector }) });
  }
  return chips;
}

export const CHIP_GAP = 5;

export function chipsWidth(chips: readonly Chip[]): number {
  return chips.reduce((sum, c) => sum + c.width + CHIP_GAP, 0);
}

export function zoneTitleText(zone: DiagramZone): string {
  return fitText(zone.title, TITLE_MOST, 13, 600);
}

/** What a zone's tag takes of its header, with the room before it; none where nothing became of it. */
export function zoneTagWidth({ mark }: DiagramZone): number {
  return mark === undefined ? 0 : tagWidth(mark) + 10;
}

export function headerWidth(zone: DiagramZone, isGroup: boolean): number {
  const chips = chipsWidth(zoneChips(zone, isGroup));
  const tag = zoneTagWidth(zone);
  return Math.ceil(2 * PADDING + 22 + textWidth(zoneTitleText(zone), 13, 600) + (chips > 0 ? 18 + chips : 0) + tag);
}

/** How many 13 px marks stand at the right of an asset's name. */
export function markCount(asset: DiagramAsset): number {
  return Number(asset.monitored) + Number(asset.exposed) + Number(asset.critical);
}

export function assetNameText(asset: DiagramAsset): string {
  return fitText(asset.name, TILE_TEXT_MOST, 12, 600);
}

export function assetTypeText(asset: DiagramAsset): string {
  return fitText(asset.type, TILE_TEXT_MOST - (asset.alsoIn.length > 0 ? 28 : 0), 10.5);
}

/** Width of the sign for further legs: a fork and, from two on, their number. */
export function forkWidth(asset: DiagramAsset): number {
  if (asset.alsoIn.length === 0) return 0;
  return 21 + (asset.alsoIn.length > 1 ? textWidth(String(asset.alsoIn.length), 10) + 2 : 0);
}

export function tileWidth(asset: DiagramAsset): number {
  const name = 34 + textWidth(assetNameText(asset), 12, 600) + 16 * markCount(asset) + 10;
  const type = 34 + textWidth(assetTypeText(asset), 10.5) + 12 + forkWidth(asset);
  return Math.ceil(Math.max(124, name, type));
}

export function ghostText(name: string): string {
  return fitText(name, 120, 11);
}

export function ghostWidth(name: string): number {
  return Math.ceil(30 + textWidth(ghostText(name), 11) + 10);
}

export interface MeasuredRow {
  readonly row: PillRow;
  readonly text: string;
  readonly schedule?: string;
  readonly vendor?: string;
  readonly lock?: string;
}

export interface MeasuredPill {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly sl?: string;
  readonly rows: readonly MeasuredRow[];
}

/** A conduit's pill: in full with all assets, one line of services otherwise. */
export function measurePill(conduit: DiagramConduit, detail: Detail): MeasuredPill {
  return detail === 'assets' ? fullPill(conduit) : shortPill(conduit);
}

function fullPill(conduit: DiagramConduit): MeasuredPill {
  const title = fitText(conduit.title, PILL_TEXT_MOST, 10.5, 600);
  const only = conduit.rows.filter((r) => r.action === 'allow').length === 1;
  const rows = conduit.rows.map((row): MeasuredRow => {
    const lock = conduit.encrypted && row.action === 'allow' ? (only ? 'encrypted' : '') : undefined;
    return {
      row,
      text: fitText(row.text, PILL_TEXT_MOST, 11.5),
      ...(row.schedule !== undefined && { schedule: fitText(row.schedule, PILL_TEXT_MOST, 10.5) }),
      ...(row.vendor !== undefined && { vendor: fitText(row.vendor, PILL_TEXT_MOST, 10.5) }),
      ...(lock !== undefined && { lock }),
    };
  });
  // A badge at the corner, now or later, must not cover the last letter.
  const tag = conduit.mark === undefined ? 0 : tagWidth(conduit.mark) + 18;
  const header = 6 + textWidth(title, 10.5, 600) + (conduit.sl ? 10 + textWidth(conduit.sl, 10) : 0) + tag;
  const width = Math.ceil(Math.max(header, ...rows.map(rowWidth)) + 2 * PILL_PADDING);
  return { width, height: 28 + rows.length * PILL_ROW, title, ...(conduit.sl && { sl: conduit.sl }), rows };
}

function rowWidth({ row, text, schedule, vendor, lock }: MeasuredRow): number {
  const signs = [schedule, lock, vendor, row.oneWay ? 'one-way' : undefined].filter((s) => s !== undefined);
  const words = (row.mark === undefined ? 0 : ROW_SIGN) + textWidth(text, 11.5, row.mark === undefined ? 400 : 600);
  return 18 + words + signs.reduce((sum, s) => sum + 23 + (s === '' ? 0 : textWidth(s, 10.5) + 3), 0);
}

/** One line: the services of all rows, with a clock where they are only open at times. */
function shortPill(conduit: DiagramConduit): MeasuredPill {
  const allowed = conduit.rows.filter((r) => r.action === 'allow');
  const row = allowed[0] ?? conduit.rows[0];
  if (row === undefined) return { width: 40, height: 18, title: '', rows: [] };
  const names = [...new Set(allowed.flatMap((r) => r.text.replace(/ \+\d+$/, '').split(', ')))];
  const more = names.length - 2;
  const words = allowed.length === 0 ? row.text : names.slice(0, 2).join(', ') + (more > 0 ? ` +${more}` : '');
  const text = fitText(conduit.members ? `${conduit.members.length} × ${words}` : words, 140, 10.5);
  return {
    width: Math.ceil(textWidth(text, 10.5) + (isTimedOnly(conduit) ? 30 : 16) + (conduit.mark ? ROW_SIGN : 0)),
    height: 18,
    title: '',
    rows: [{ row, text }],
  };
}

/** Whether what a conduit permits is only open at times or by access: its line is dashed. */
export function isTimedOnly({ towardsUpper, towardsLower }: DiagramConduit): boolean {
  return (
    (towardsUpper ?? 'timed') === 'timed' &&
    (towardsLower ?? 'timed') === 'timed' &&
    (towardsUpper ?? towardsLower) !== undefined
  );
}

export function gateText(gate: DiagramGate): string {
  return fitText(gate.firewall, 140, 10.5, 600);
}

/** Gates name their firewall where assets are shown; elsewhere the sign is enough. */
export function gateWidth(gate: DiagramGate, detail: Detail): number {
  if (detail !== 'assets') return 24;
  const { errors, warnings, infos } = gate.badges;
  return Math.ceil(textWidth(gateText(gate), 10.5, 600) + 32 + (errors + warnings + infos > 0 ? 16 : 0));
}

export function innerWords(edge: InnerEdge): string {
  return fitText(edge.text, 130, 10.5);
}

export function innerWidth(edge: InnerEdge): number {
  return Math.ceil(textWidth(innerWords(edge), 10.5) + 14 + (edge.mark ? ROW_SIGN : 0));
}

export function cardHeight(detail: Detail): number {
  return detail === 'counts' ? 48 : 34;
}
