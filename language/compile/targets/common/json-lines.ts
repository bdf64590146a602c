/** JSON, line by line, with the rule that each line comes from. */
import type { OutputLine } from '../target.ts';
import { harmlessJson } from './text.ts';

/** A value whose lines all come from one rule. */
export class OfRule {
  readonly rule: string;
  readonly value: JsonValue;

  constructor(rule: string, value: JsonValue) {
    this.rule = rule;
    this.value = value;
  }
}

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | OfRule
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** The lines of a value, indented by two spaces a level. */
export function jsonLines(value: JsonValue): OutputLine[] {
  return lines(value, '', '', undefined);
}

function lines(value: JsonValue, indent: string, label: string, rule: string | undefined): OutputLine[] {
  const line = (text: string): OutputLine => ({ text, ...(rule === undefined ? {} : { rule }) });
  if (value instanceof OfRule) return lines(value.value, indent, label, value.rule);
  if (typeof value !== 'object' || value === null) return [line(`${indent}${label}${harmlessJson(value)}`)];
  const isList = Array.isArray(value);
  const entries = isList
    ? (value as readonly JsonValue[]).map((v): [string, JsonValue] => ['', v])
    : Object.entries(value).map(([k, v]): [string, JsonValue] => [`${harmlessJson(k)}: `, v]);
  const [open, close] = isList ? '[]' : '{}';
  if (entries.length === 0) return [line(`${indent}${label}${open}${close}`)];
  const inner = entries.flatMap(([key, v], i) => {
    const own = lines(v, `${indent}  `, key, rule);
    const last = own[own.length - 1] as OutputLine;
    return i + 1 === entries.length ? own : [...own.slice(0, -1), { ...last, text: `${last.text},` }];
  });
  return [line(`${indent}${label}${open}`), ...inner, line(`${indent}${close}`)];
}
