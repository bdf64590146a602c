/** Hover: what a name stands for, what a rule expands to, a security level spelled out. */
import { type Hover, MarkupKind } from 'vscode-languageserver';
import type { Place } from '../../language/model/policy.ts';
import { describe } from '../describe/declaration.ts';
import { describeRule } from '../describe/rule.ts';
import { securityLevel } from '../describe/words.ts';
import { rangeOf } from '../places.ts';
import type { AskedAt } from '../session.ts';

export function hover(asked: AskedAt): Hover | null {
  const { snapshot, file, offset } = asked;
  const name = snapshot.nameAt(file, offset);
  if (name !== undefined) return markdown(describe(snapshot, name.kind, name.index), name.place);
  return levelHover(asked) ?? ruleHover(asked);
}

function markdown(value: string, place: Place): Hover | null {
  return value === '' ? null : { contents: { kind: MarkupKind.Markdown, value }, range: rangeOf(place) };
}

function holds(place: Place, { file, offset }: AskedAt): boolean {
  return place.file === file && place.offset <= offset && offset <= place.end;
}

function levelHover(asked: AskedAt): Hover | null {
  const { policy } = asked.snapshot;
  const zone = policy.zones.find(({ stated }) => stated.slt !== undefined && holds(stated.slt.place, asked));
  const stated =
    zone?.stated.slt ?? policy.conduits.find(({ slt }) => slt !== undefined && holds(slt.place, asked))?.slt;
  if (stated === undefined) return null;
  return markdown(`**Target security level (SL-T)**\n\n${securityLevel(stated.value)}`, stated.place);
}

function ruleHover(asked: AskedAt): Hover | null {
  const rule = asked.snapshot.policy.rules.find((r) => holds(r.place, asked));
  return rule === undefined ? null : markdown(describeRule(asked.snapshot, rule), rule.place);
}
