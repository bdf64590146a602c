/** Sort and align: the assets of a zone in the order of their addresses, then names, in columns. Order never matters in a policy. */
import { applyEdits, removalOf } from '../../language/checks/edits.ts';
import type { TextEdit } from '../../language/checks/finding.ts';
import { formatText } from '../../language/format/format.ts';
import type { Asset, Zone } from '../../language/model/policy.ts';
import { isAt, type Refactoring, type RefactoringContext } from './refactoring.ts';

export function sortAssets(context: RefactoringContext): Refactoring[] {
  const { policy } = context;
  const around = policy.zones.filter((z) => isAt(context, z.place));
  const zone = around.find((z) => !around.some((inner) => inner.parent === z.index));
  const found = zone === undefined ? [] : edits(context, zone);
  if (zone === undefined || found.length === 0) return [];
  const title = `Sort the assets of zone ${zone.name} by address and align them`;
  return [{ title, kind: 'refactor.rewrite', keeps: 'meaning', edits: () => found }];
}

function edits(context: RefactoringContext, zone: Zone): TextEdit[] {
  const { policy } = context;
  const { file } = zone.place;
  const text = context.text(file);
  const assets = policy.assets.filter((a) => a.zone === zone.index && a.place.file === file);
  assets.sort((a, b) => a.place.offset - b.place.offset);
  if (text === undefined || assets.length < 2) return [];
  const slots = assets.map((a) => slotOf(context, a, text));
  const sorted = [...assets].sort((a, b) => compare(context, a, b));
  const moves = slots.map((slot, i): TextEdit => {
    const from = slots[assets.indexOf(sorted[i] as Asset)] as Slot;
    return { file, ...slot, newText: text.slice(from.offset, from.end) };
  });
  const moved = applyEdits(file, text, moves);
  const { newText } = formatText(moved, { range: zone.place, tolerant: true });
  return newText === text ? [] : [changed(file, text, newText)];
}

interface Slot {
  readonly offset: number;
  readonly end: number;
}

/** The declaration with the comments that speak of it, without blanks around. */
function slotOf(context: RefactoringContext, asset: Asset, text: string): Slot {
  const [whole] = removalOf(context, asset.place);
  if (whole === undefined) return asset.place;
  const written = text.slice(whole.offset, whole.end);
  const offset = whole.offset + (written.length - written.trimStart().length);
  return { offset, end: whole.offset + written.trimEnd().length };
}

/** By the first address, those without behind; then by name, numbers in it as numbers. */
function compare({ policy }: RefactoringContext, a: Asset, b: Asset): number {
  const [x, y] = [a, b].map((asset) => policy.legs[asset.legs[0] ?? -1]?.addressSet[0]?.from);
  if (x !== undefined && y !== undefined && x !== y) return x < y ? -1 : 1;
  if ((x === undefined) !== (y === undefined)) return x === undefined ? 1 : -1;
  return a.name.localeCompare(b.name, 'en', { numeric: true });
}

/** The one edit between two texts. */
function changed(file: string, before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let same = 0;
  while (same < shorter - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return { file, offset: from, end: before.length - same, newText: after.slice(from, after.length - same) };
}
