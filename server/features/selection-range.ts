/**
 * Selection ranges: from the word at the cursor outwards - name, selector, list, rule, body, declaration, file. Braces, texts and
 * comments are read off the text, so that a half-written one grows too.
 */
import type { SelectionRange, SelectionRangeParams } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { opaqueOr } from '../../language/grammar/opaque.ts';
import type { Place, Policy, SelectorList } from '../../language/model/policy.ts';
import type { Asked } from '../session.ts';

interface Span {
  readonly offset: number;
  readonly end: number;
}

const PIECES = opaqueOr(/[{}]/);
const WORDS = /[\p{L}\p{N}_]+(?:[-.:/][\p{L}\p{N}_]+)*/gu;

export function selectionRanges(asked: Asked, { positions }: SelectionRangeParams): SelectionRange[] {
  const { document, file, snapshot } = asked;
  const own = spansOf(snapshot.policy, file);
  return positions.map((position) => {
    const offset = document.offsetAt(position);
    const names = snapshot.names(file).map((n) => n.place);
    return nested(document, offset, [...own, ...names, ...textSpans(document.getText(), offset)]);
  });
}

function holds({ offset, end }: Span, at: number): boolean {
  return offset <= at && at <= end;
}

/** The spans around an offset, each within the next; those that cross another are left out. */
function nested(document: TextDocument, offset: number, spans: readonly Span[]): SelectionRange {
  const around = spans.filter((s) => holds(s, offset) && s.end > s.offset);
  around.sort((a, b) => a.end - a.offset - (b.end - b.offset));
  const chain: Span[] = [];
  for (const span of around) {
    const inner = chain.at(-1);
    if (inner === undefined) chain.push(span);
    else if (span.end - span.offset > inner.end - inner.offset && span.offset <= inner.offset && inner.end <= span.end)
      chain.push(span);
  }
  const rangeOf = (s: Span) => ({ start: document.positionAt(s.offset), end: document.positionAt(s.end) });
  const file = { range: rangeOf({ offset: 0, end: document.getText().length }) };
  return chain.reduceRight<SelectionRange>((parent, span) => ({ range: rangeOf(span), parent }), file);
}

/** Everything of a file that the policy knows the place of. */
function spansOf(policy: Policy, file: string): Span[] {
  const spans: (Place | undefined)[] = [];
  const list = (selectors: SelectorList): void => {
    for (const { place } of [...selectors.items, ...selectors.except]) spans.push(place);
    spans.push(selectors.place);
  };
  const declared = [
    ...[policy.zones, policy.assets, policy.types, policy.services, policy.groups],
    ...[policy.schedules, policy.conduits, policy.accesses, policy.firewalls],
  ];
  for (const { place, body } of declared.flat()) if (place.file === file) spans.push(place, body);
  for (const { place, members } of policy.groups) if (place.file === file) list(members);
  for (const rule of policy.rules) {
    if (rule.place.file !== file) continue;
    list(rule.sources);
    list(rule.targets);
    spans.push(...rule.services.map((s) => s.place), rule.place);
  }
  spans.push(policy.header.place, policy.header.body, ...policy.expectations.map((e) => e.place));
  return spans.filter((s): s is Place => s !== undefined && s.file === file);
}

/** Word, text, comment, line and bodies around an offset, as the text alone shows them. */
function textSpans(text: string, offset: number): Span[] {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const next = text.indexOf('\n', offset);
  const line = text.slice(lineStart, next < 0 ? text.length : next);
  const first = lineStart + (line.length - line.trimStart().length);
  const spans: Span[] = [{ offset: first, end: lineStart + line.trimEnd().length }];
  for (const { 0: word, index } of line.matchAll(WORDS))
    spans.push({ offset: lineStart + index, end: lineStart + index + word.length });
  const open: number[] = [];
  for (const { 0: piece, index } of text.matchAll(PIECES)) {
    const end = index + piece.length;
    if (piece === '{') open.push(index);
    else if (piece === '}') {
      const start = open.pop();
      if (start !== undefined) spans.push({ offset: start, end }, { offset: start + 1, end: index });
    } else if (holds({ offset: index, end }, offset)) {
      spans.push({ offset: index, end });
      if (/^(".*"|'.*')$/.test(piece)) spans.push({ offset: index + 1, end: end - 1 });
    }
    if (index > offset && open.length === 0) break;
  }
  return spans;
}
