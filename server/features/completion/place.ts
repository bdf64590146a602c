/** What may come at the cursor: from the words of the present statement to the kinds of thing that the grammar takes there. */

import * as words from '../../../language/grammar/words.ts';
import type { SymbolKind } from '../../../language/resolve/symbols.ts';
import type { CursorContext, Token } from './context.ts';

export type Want =
  | { readonly kind: 'members' }
  | { readonly kind: 'words'; readonly words: readonly words.Word[] }
  | { readonly kind: 'names'; readonly of: SymbolKind; readonly but?: readonly string[] }
  /** Assets, zones, types, groups, `any`, tags: of this conduit's zones. */
  | { readonly kind: 'selectors' }
  /** Services; those that the targets serve come first. */
  | { readonly kind: 'services'; readonly targets: readonly Token[] }
  | { readonly kind: 'addresses' }
  | { readonly kind: 'dates' }
  | { readonly kind: 'texts'; readonly of: 'tags' | 'timezones' | 'standards' };

const only = (list: readonly words.Word[]): Want[] => [{ kind: 'words', words: list }];
const plainWords = (...list: string[]): Want[] => only(list.map((x) => words.word(x, '')));
const names = (of: SymbolKind, but: readonly string[] = []): Want[] => [{ kind: 'names', of, but }];

/** What the grammar takes at the cursor; empty where nothing can be told. */
export function wantedAt(context: CursorContext): readonly Want[] {
  const { statement, blocks } = context;
  const block = blocks.at(-1)?.kind ?? 'file';
  const [first] = statement;
  const last = statement.at(-1);
  if (context.inText) return inText(statement);
  if (block === 'vector') return vector(statement);
  if (first === undefined || last === undefined)
    return block === 'service' ? [{ kind: 'members' }, ...names('service')] : [{ kind: 'members' }];
  if (first.text === 'allow' || first.text === 'deny') return rule(context, statement, block === 'access');
  if (first.text === 'expect') return expectation(statement);
  const member = MEMBER_PLACES[first.text];
  const wants = member?.(statement, last.text) ?? [];
  if (wants.length > 0) return wants;
  return isFinished(statement) ? [{ kind: 'members' }] : [];
}

/** Whether a member that has at least one value may be followed by the next. */
function isFinished(statement: readonly Token[]): boolean {
  const last = statement.at(-1)?.text ?? '';
  const flags = ['monitored', 'microsegmented', 'wireless', 'portable', 'shared', 'proxied', 'encrypted', 'inspected'];
  return (
    flags.includes(last) ||
    (statement.length > 1 && !/^([,:=]|at|in|by|of|to|from|through|and|most|->|<->)$/.test(last))
  );
}

function inText(statement: readonly Token[]): Want[] {
  const last = statement.at(-1)?.text ?? '';
  const first = statement[0]?.text ?? '';
  if (last === 'tagged' || first === 'tags') return [{ kind: 'texts', of: 'tags' }];
  if (first === 'timezone') return [{ kind: 'texts', of: 'timezones' }];
  if (first === 'standard') return [{ kind: 'texts', of: 'standards' }];
  return [];
}

function vector(statement: readonly Token[]): Want[] {
  const given = statement.map((t) => t.text);
  if (words.REQUIREMENTS.some((r) => r.word === given.at(-1))) return only(words.SECURITY_LEVELS);
  return only(words.REQUIREMENTS.filter((r) => !given.includes(r.word)));
}

/** Texts of the tokens behind the last one with this text. */
function behind(statement: readonly Token[], text: string): Token[] {
  return statement.slice(statement.findLastIndex((t) => t.text === text) + 1);
}

type MemberPlace = (statement: readonly Token[], last: string) => Want[];

const list =
  (keyword: string, wants: (given: readonly string[]) => Want[]): MemberPlace =>
  (statement, last) =>
    last === keyword || last === ',' ? wants(statement.map((t) => t.text)) : [];
const value =
  (wants: () => Want[]): MemberPlace =>
  (statement) =>
    statement.length === 1 ? wants() : [];
const unused = (all: readonly words.Word[]) => (given: readonly string[]) =>
  only(all.filter((x) => !given.includes(x.word)));

const MEMBER_PLACES: Readonly<Record<string, MemberPlace>> = {
  asset(statement, last) {
    if (last === ':') return names('type');
    if (last === 'at') return [{ kind: 'addresses' }];
    if (last === ',') return statement.some((t) => t.text === 'at') ? [{ kind: 'addresses' }] : [];
    if (last === 'in') return names('zone');
    if (last === 'also') return plainWords('in');
    if (statement.length >= 4 && statement[2]?.text === ':')
      return only([
        words.word('at', 'Its address.', 'at $0'),
        words.word('also in', 'A second leg, in another zone.', 'also in $0'),
        words.word('{ ... }', 'Its properties.', '{ $0 }'),
      ]).concat({ kind: 'members' });
    return [];
  },
  type: (_, last) => (last === ':' ? names('type') : []),
  group: (statement, last) =>
    last === '=' || last === ',' || last === 'except'
      ? [{ kind: 'selectors' }]
      : narrowing(behind(statement, '='), last),
  kind: value(() => only(words.KINDS)),
  level: value(() => only(words.LEVELS)),
  'sl-t': value(() => only([...words.SECURITY_LEVELS, words.VECTOR])),
  'sl-c': value(() => only([...words.SECURITY_LEVELS, words.VECTOR])),
  network: list('network', () => only([words.word('rest', 'Every address that no other zone holds.')])),
  enforced: (_, last) => (last === 'enforced' ? plainWords('by') : last === 'by' ? names('firewall') : []),
  reached: (_, last) => (last === 'reached' ? plainWords('through') : last === 'through' ? names('asset') : []),
  criticality: value(() => only(words.CRITICALITIES)),
  exposure: (statement) => (statement.length === 2 ? [...plainWords('code-execution'), { kind: 'members' }] : []),
  serves: list('serves', (given) => names('service', given)),
  class: value(() => only(words.CLASSES)),
  secure: value(() => names('service')),
  initiator: value(() => only(words.INITIATORS)),
  category: value(() => only(words.CATEGORIES)),
  risks: list('risks', unused(words.RISKS)),
  between(statement, last) {
    if (last === 'between' || last === ',' || last === 'and')
      return names(
        'zone',
        statement.map((t) => t.text),
      );
    return statement.some((t) => t.text === 'and') ? [] : plainWords('and');
  },
  'one-way': (_, last) =>
    last === 'one-way' ? plainWords('from') : last === 'from' || last === 'to' ? names('zone') : [],
  via: list('via', (given) => names('firewall', given)),
  every(statement, last) {
    const timed = statement.some((t) => t.type === 'TIMES');
    if (last === 'every') return only(words.DAYS);
    if (last === ',') return timed ? only(words.TIMES) : unused(words.DAYS)(statement.map((t) => t.text));
    return timed ? [] : only(words.TIMES);
  },
  from: value(() => [{ kind: 'dates' }]),
  until: value(() => [{ kind: 'dates' }]),
  requires: list('requires', unused(words.REQUIRED)),
  approved: value(() => plainWords('by')),
  interface(statement, last) {
    if (last === 'to') return names('zone');
    if (last === ',') return statement.some((t) => t.text === 'at') ? [] : names('zone');
    return statement.length === 2 ? plainWords('to') : [];
  },
  fails: value(() => only(words.FAILS)),
  default: value(() => plainWords('log')),
  twin: (_, last) => (last === 'twin' ? plainWords('of') : last === 'of' ? names('firewall') : []),
};

/** Behind a selector: what narrows it, and what continues the list. */
function narrowing(list: readonly Token[], last: string): Want[] {
  if (last === 'in') return names('zone');
  if (last === 'tagged' || list.length === 0) return [];
  const except = list.some((t) => t.text === 'except') ? [] : ['except'];
  return plainWords('in', 'tagged', ...except);
}

function selectorPlace(part: readonly Token[], next: readonly string[]): Want[] {
  const last = part.at(-1)?.text ?? ',';
  if (last === ',' || last === 'except') return [{ kind: 'selectors' }];
  return [...narrowing(part, last), ...(last === 'in' || last === 'tagged' ? [] : plainWords(...next))];
}

const isArrow = (t: Token): boolean => t.text === '->' || t.text === '<->';

function rule(context: CursorContext, statement: readonly Token[], inAccess: boolean): readonly Want[] {
  const arrow = statement.findIndex(isArrow);
  if (arrow < 0) return selectorPlace(statement.slice(1), ['->', '<->']);
  const colon = statement.findIndex((t, i) => i > arrow && t.text === ':');
  if (colon < 0) return selectorPlace(statement.slice(arrow + 1), [':']);
  const rest = statement.slice(colon + 1);
  const last = rest.at(-1)?.text ?? ':';
  if (last === ':' || last === ',') return [{ kind: 'services', targets: statement.slice(arrow + 1, colon) }];
  if (last === 'during') return names('schedule');
  if (last === 'from' || last === 'until') return [{ kind: 'dates' }];
  if (/^(tcp|udp|ip|because|owner|ticket)$/.test(last)) return [];
  const given = new Set(rest.map((t) => t.text));
  const clauses = words.CLAUSE_WORDS.filter(
    (c) => !given.has(c.word) && (!inAccess || c.word === 'log' || c.word === 'because'),
  );
  const members: Want = { kind: 'members' };
  return context.startsLine ? [members, ...only(clauses)] : [...only(clauses), members];
}

function expectation(statement: readonly Token[]): readonly Want[] {
  const last = statement.at(-1)?.text ?? '';
  if (statement.length === 1) return [{ kind: 'selectors' }, ...only(words.EXPECT_WORDS)];
  if (last === 'is') return plainWords('allowed', 'denied');
  if (last === 'on') return names('firewall');
  if (last === 'during') return names('schedule');
  const colon = statement.findLastIndex((t) => t.text === ':');
  const arrow = statement.findIndex(isArrow);
  if (colon >= 0 && arrow >= 0) {
    if (last === ':' || last === ',') return [{ kind: 'services', targets: statement.slice(arrow + 1, colon) }];
    if (last === 'allowed' || last === 'denied') return plainWords('at', 'during');
    return last === 'at' ? [{ kind: 'dates' }] : plainWords('is');
  }
  if (/^(->|<->|reach|reaches|through|of|,|except)$/.test(last)) return [{ kind: 'selectors' }];
  if (last === 'can' || last === 'cannot') return plainWords('reach');
  if (last === 'at') return plainWords('most');
  if (last === 'only') return plainWords('through');
  if (statement.some((t) => t.text === 'most')) return statement.at(-1)?.type === 'NUMBER' ? plainWords('assets') : [];
  if (statement.some((t) => t.text === 'reaches')) return plainWords('only through');
  if (statement.some((t) => t.text === 'of')) return plainWords('at most');
  if (arrow >= 0) return plainWords(':');
  if (statement.some((t) => t.text === 'reach')) return plainWords('at', 'during');
  return plainWords('->', 'can reach', 'cannot reach', 'reaches');
}
