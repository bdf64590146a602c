/** Builds the edits of quick-fixes: from the places of a Policy and the text of its files. */
import { opaqueOr } from '../grammar/opaque.ts';
import type { Asset, Declared, Place, Policy, Rule, SelectorList, Zone } from '../model/policy.ts';
import type { CheckContext } from './check.ts';
import type { TextEdit } from './finding.ts';

const INDENT = '  ';

/** The text at a place; undefined where the file is not at hand. */
export function textAt(context: CheckContext, place: Place): string | undefined {
  return context.text(place.file)?.slice(place.offset, place.end);
}

export function replace(place: Place, newText: string): TextEdit {
  return { file: place.file, offset: place.offset, end: place.end, newText };
}

export function insertAt(file: string, offset: number, newText: string): TextEdit {
  return { file, offset, end: offset, newText };
}

/** What refers to the declaration from anywhere: its simple name as written where that is the only one, else its whole path. */
export function referenceTo(context: CheckContext, declared: Declared): string {
  const { policy } = context;
  const spaces: readonly (readonly Declared[])[] = [
    policy.assets,
    policy.zones,
    policy.types,
    policy.groups,
    policy.firewalls,
  ];
  const twins = spaces.reduce((n, list) => n + list.filter((d) => d.name === declared.name).length, 0);
  if (twins > 1) return declared.id;
  return textAt(context, declared.namePlace) || declared.id;
}

/** The blanks before the first word of the line that holds `offset`. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/**
 * Inserts members at the end of a declaration's body - on lines of their own, or on its line where the body stands on one - and
 * gives a declaration without body one. Empty where the text is not at hand, and where the body is not closed yet.
 */
export function insertMembers(context: CheckContext, declared: Declared, members: readonly string[]): TextEdit[] {
  const { file, end } = declared.place;
  const text = context.text(file);
  if (text === undefined) return [];
  const { body } = declared;
  if (body === undefined)
    return hasOpenBody(text, declared) ? [] : [insertAt(file, end, ` ${braced(text, declared.place, members)}`)];
  const inside = text.slice(body.offset, body.end);
  if (!inside.includes('\n') && !members.some(needsLines)) {
    const content = inside.trimEnd();
    const gap = content.trim() === '' ? ' ' : '  ';
    return [{ file, offset: body.offset + content.length, end: body.end, newText: `${gap}${members.join('  ')} ` }];
  }
  const nl = lineBreakOf(text);
  const outer = indentAt(text, declared.place.offset);
  const lines = members.map((m) => indented(m, outer + INDENT, nl)).join(nl);
  const content = inside.trimEnd();
  return [{ file, offset: body.offset + content.length, end: body.end, newText: `${nl}${lines}${nl}${outer}` }];
}

/** Whether a declaration without whole body has the beginning of one: it is half-written, or what stands in it cannot be read. */
function hasOpenBody(text: string, { place, namePlace }: Declared): boolean {
  return masked(text.slice(namePlace.end, place.end)).includes('{') || /^\s*\{/.test(text.slice(place.end));
}

/** Whether a member cannot share its line with what stands behind it. */
function needsLines(member: string): boolean {
  return /\n|\/\//.test(member);
}

/** Members in braces for a declaration at a place: on one line where they fit on one, and are not to be `apart`. */
function braced(text: string, { offset }: Place, members: readonly string[], apart = false): string {
  if (!apart && !members.some(needsLines)) return `{ ${members.join('  ')} }`;
  const [outer, nl] = [indentAt(text, offset), lineBreakOf(text)];
  return `{${nl}${members.map((m) => indented(m, outer + INDENT, nl)).join(nl)}${nl}${outer}}`;
}

/** Members in braces for a declaration that takes the place of another: each on its own line where that began one. */
export function bodyAt(context: CheckContext, place: Place, members: readonly string[]): string {
  const text = context.text(place.file) ?? '';
  const before = text.slice(text.lastIndexOf('\n', place.offset - 1) + 1, place.offset);
  return braced(text, place, members, before.trim() === '');
}

/**
 * Inserts properties where the formatter has them: before the rules, assets and zones of the body, whose places are `children`.
 * Behind a rule a property could be read as that rule's clause.
 */
export function insertProperties(
  context: CheckContext,
  declared: Declared,
  properties: readonly string[],
  children: readonly Place[],
): TextEdit[] {
  const text = context.text(declared.place.file);
  const first = Math.min(...children.filter((c) => c.file === declared.place.file).map((c) => c.offset));
  if (text === undefined || !Number.isFinite(first)) return insertMembers(context, declared, properties);
  const { file } = declared.place;
  const lineStart = text.lastIndexOf('\n', first - 1) + 1;
  if (text.slice(lineStart, first).trim() !== '') return [insertAt(file, first, `${properties.join('  ')}  `)];
  const nl = lineBreakOf(text);
  const indent = text.slice(lineStart, first);
  return [insertAt(file, commentsAbove(text, lineStart), properties.map((p) => indented(p, indent, nl) + nl).join(''))];
}

/** Every line of a text moved in by `indent`, its own common indentation taken off first. */
function indented(member: string, indent: string, nl: string): string {
  const lines = member.split(/\r?\n/);
  const rest = lines.slice(1).filter((l) => l.trim() !== '');
  const common = Math.min(...rest.map((l) => /^[ \t]*/.exec(l)?.[0].length ?? 0), Number.MAX_SAFE_INTEGER);
  return lines.map((l, i) => (l.trim() === '' ? '' : indent + (i === 0 ? l.trimStart() : l.slice(common)))).join(nl);
}

function withLineBreaks(text: string, nl: string): string {
  return text.split(/\r?\n/).join(nl);
}

/** A declaration written anew, with the line breaks of its file. Empty where the text is not at hand. */
export function replaceDeclaration(context: CheckContext, { place }: Declared, declaration: string): TextEdit[] {
  const text = context.text(place.file);
  return text === undefined ? [] : [replace(place, withLineBreaks(declaration, lineBreakOf(text)))];
}

/** Appends declarations to a file, a blank line before each. */
export function appendDeclarations(context: CheckContext, file: string, declarations: readonly string[]): TextEdit[] {
  const text = context.text(file);
  if (text === undefined) return [];
  const nl = lineBreakOf(text);
  const gap = text === '' ? '' : text.endsWith('\n') ? nl : nl + nl;
  return [insertAt(file, text.length, `${gap}${declarations.map((d) => withLineBreaks(d, nl)).join(nl + nl)}${nl}`)];
}

/** Inserts a declaration before another at the file's outermost level, a blank line between. */
export function insertAfter(context: CheckContext, declared: Pick<Declared, 'place'>, declaration: string): TextEdit[] {
  const text = context.text(declared.place.file);
  if (text === undefined) return [];
  const nl = lineBreakOf(text);
  const { file, end } = declared.place;
  return [insertAt(file, endOfLine(text, end), `${nl}${nl}${withLineBreaks(declaration, nl)}`)];
}

/** After the place and a comment behind it, where nothing else follows on the line; else right after the place. */
function endOfLine(text: string, end: number): number {
  const rest = /^[ \t]*(?:\/\/[^\n\r]*)?(?=\r?\n|$)/.exec(text.slice(end));
  return end + (rest?.[0].trimEnd().length ?? 0);
}

/** Adds a clause behind a rule's last one. */
export function insertClause(rule: Rule, clause: string): TextEdit {
  return insertAt(rule.place.file, rule.place.end, ` ${clause}`);
}

/**
 * What goes when a declaration, rule or member is removed: with the comments that speak of it - on its line and in the lines
 * right above - and with its line where nothing else stands there.
 */
export function removalOf(context: CheckContext, place: Place): TextEdit[] {
  const text = context.text(place.file);
  if (text === undefined) return [];
  const range = wholeLines(text, place.offset, place.end);
  return [{ file: place.file, offset: range.from, end: range.to, newText: '' }];
}

/** What goes with a declaration, rule or member when it is removed, and is to stand elsewhere: it, and the comments that speak of it. */
export function withItsComments(context: CheckContext, place: Place): string | undefined {
  const [removal] = removalOf(context, place);
  return removal && context.text(place.file)?.slice(removal.offset, removal.end).trim();
}

function wholeLines(text: string, offset: number, end: number): { from: number; to: number } {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = endOfLine(text, end);
  const ownStart = text.slice(lineStart, offset).trim() === '';
  const ownEnd = /^\r?(?:\n|$)/.exec(text.slice(lineEnd));
  if (!ownStart || ownEnd === null) {
    const gap = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
    return ownStart || ownEnd === null ? { from: offset, to: end + gap } : { from: trimmed(text, offset), to: lineEnd };
  }
  const to = lineEnd + ownEnd[0].length;
  const from = commentsAbove(text, lineStart);
  // A blank line that parted it from what stands before would now part that from nothing.
  const gap = /^\s*?(?:\n|$)|^[ \t]*\}/.test(text.slice(to))
    ? /(?<=\n)(?:[ \t]*\r?\n)+$/.exec(text.slice(0, from))
    : null;
  const leading = text.slice(0, from).trim() === '' ? /^(?:[ \t]*\r?\n)+/.exec(text.slice(to)) : null;
  return { from: from - (gap?.[0].length ?? 0), to: to + (leading?.[0].length ?? 0) };
}

function trimmed(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  return at;
}

/** Where the comment lines that stand right above a line begin. A block comment counts where it fills its lines. */
function commentsAbove(text: string, lineStart: number): number {
  let start = lineStart;
  for (;;) {
    const above = text.slice(0, start);
    const match = /(?:^|\n)([ \t]*(?:\/\/[^\n]*|\/\*(?:(?!\*\/)[\s\S])*\*\/[ \t]*\r?)\n)$/.exec(above.slice(-4000));
    if (match?.[1] === undefined) return start;
    start -= match[1].length;
  }
}

/** Takes one item out of a comma-separated list, with its comma. `items` are the places of the list's items in order. */
export function removeFromList(items: readonly Place[], index: number): TextEdit | undefined {
  const item = items[index];
  const previous = items[index - 1];
  const next = items[index + 1];
  if (item === undefined) return undefined;
  if (next !== undefined) return { file: item.file, offset: item.offset, end: next.offset, newText: '' };
  if (previous !== undefined) return { file: item.file, offset: previous.end, end: item.end, newText: '' };
  return undefined;
}

/** Takes a selector out of its list; undefined where it is the only one. */
export function removeSelector(list: SelectorList, index: number): TextEdit | undefined {
  return removeFromList(
    list.items.map((i) => i.place),
    index,
  );
}

/**
 * Moves an asset's declaration, its comments with it, to the end of another zone's body; with `at` its addresses there become this
 * one. Empty where a text is not at hand.
 */
export function moveAsset(context: CheckContext, asset: Asset, to: Zone, at?: string): TextEdit[] {
  const removal = removalOf(context, asset.place);
  const text = context.text(asset.place.file);
  const edit = removal[0];
  if (edit === undefined || text === undefined) return [];
  const addresses = context.policy.legs[asset.legs[0] ?? -1]?.addresses ?? [];
  const [first, last] = [addresses[0]?.place, addresses.at(-1)?.place];
  const written =
    at === undefined || first === undefined || last === undefined
      ? text.slice(edit.offset, edit.end)
      : text.slice(edit.offset, first.offset) + at + text.slice(last.end, edit.end);
  const insertion = insertMembers(context, to, [written.trim()]);
  return insertion.length === 0 ? [] : [...removal, ...insertion];
}

/** The text as a Seg string, in quotes. */
export function quoted(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, (c) => `\\${c}`)
    .replace(/\n/g, '\\n')
    .replace(/\t/g, '\\t');
  return `"${escaped.replace(/[\u0000-\u001f\u007f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

/** A name that nothing in the policy has yet: `base`, else `base-2`, `base-3`, ... */
export function freeName(context: CheckContext, base: string): string {
  const { policy } = context;
  const taken = new Set(
    [
      policy.assets,
      policy.zones,
      policy.types,
      policy.groups,
      policy.firewalls,
      policy.conduits,
      policy.accesses,
    ].flatMap((l) => l.map((d: Declared) => d.name)),
  );
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${base}-${n}`;
  return name;
}

/** Places of what stands in a zone's body behind its properties. */
export function zoneChildren(policy: Policy, zone: Zone): readonly Place[] {
  const assets = policy.assets.filter((a) => a.zone === zone.index);
  const rules = zone.rules.flatMap((r) => policy.rules[r] ?? []);
  const zones = zone.children.flatMap((z) => policy.zones[z] ?? []);
  const groups = policy.groups.filter((g) => g.zone === zone.index);
  return [...assets, ...rules, ...zones, ...groups].map((d) => d.place);
}

/** The text after the edits that concern its file, which do not overlap. Insertions at one place keep their order. */
export function applyEdits(file: string, text: string, edits: readonly TextEdit[]): string {
  const own = edits.filter((e) => e.file === file).map((e, order) => ({ ...e, order }));
  own.sort((a, b) => b.offset - a.offset || b.end - a.end || b.order - a.order);
  return own.reduce((t, e) => t.slice(0, e.offset) + e.newText + t.slice(e.end), text);
}

/** Replaces the date literal inside a place; the word before it, if the place holds it, stays. Empty where there is none. */
export function replaceDate(context: CheckContext, place: Place, date: string): TextEdit[] {
  const match = /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?/.exec(textAt(context, place) ?? '');
  if (match === null) return [];
  const offset = place.offset + match.index;
  return [replace({ ...place, offset, end: offset + match[0].length }, date)];
}

const OPAQUE = opaqueOr();

/** The text with comments, texts and quoted names blanked out, every other character at its place: safe to search for words. */
export function masked(text: string): string {
  return text.replace(OPAQUE, (m) => m.replace(/[^\n\r]/g, ' '));
}

/** Where the comments of a text stand in it. */
export function commentsIn(text: string): { readonly offset: number; readonly end: number }[] {
  const comments = [...text.matchAll(OPAQUE)].filter(([piece]) => piece.startsWith('/'));
  return comments.map(({ 0: piece, index }) => ({ offset: index, end: index + piece.length }));
}

/** What stands between two members written one after the other: a new line where the place begins its line, else blanks. */
export function separatorAt(context: CheckContext, place: Place): string {
  const text = context.text(place.file) ?? '';
  const lineStart = text.lastIndexOf('\n', place.offset - 1) + 1;
  const before = text.slice(lineStart, place.offset);
  return before.trim() === '' ? lineBreakOf(text) + before : '  ';
}
