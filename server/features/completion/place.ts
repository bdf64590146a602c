/** What may come at the cursor: from the words of the present statement to the kinds of thing that fit there. The grammar has the last word. */
import { TARGETS } from '../../../language/compile/index.ts';
import * as words from '../../../language/grammar/words.ts';
import type { SymbolKind } from '../../../language/resolve/symbols.ts';
import type { CursorContext, Token } from './context.ts';

export type Want =
  | { readonly kind: 'members' }
  | { readonly kind: 'words'; readonly words: readonly words.Word[] }
  /** Declarations but these, and those that descend from them. */
  | { readonly kind: 'names'; readonly of: SymbolKind; readonly but?: readonly string[] }
  /** The zones that this conduit joins, but these. */
  | { readonly kind: 'joined'; readonly but: readonly string[] }
  /** Assets, zones, types, groups: of this conduit's zones. */
  | { readonly kind: 'selectors'; readonly but?: readonly string[] }
  /** Services; those that the targets serve come first. */
  | { readonly kind: 'services'; readonly targets: readonly Token[] }
  /** Free addresses: of the zone around, or of those that are named. */
  | { readonly kind: 'addresses'; readonly zones?: readonly Token[] }
  | { readonly kind: 'networks' }
  | { readonly kind: 'dates' }
  | { readonly kind: 'texts'; readonly of: TextKind };

/** Texts that are offered inside their quotes. */
export type TextKind = 'tags' | 'timezones' | 'standards' | 'owner' | 'vendor' | 'model' | 'site';

/** For people, not for devices. */
const DOCUMENTS = new Set(['json', 'csv', 'xlsx']);
/** The text is free; where it names a target, that is the firewall's default one. */
const PLATFORMS: readonly words.Word[] = [...TARGETS.values()]
  .filter(({ name }) => !DOCUMENTS.has(name))
  .map(({ name, title }) => ({ word: name, means: `${title}. Its rules are compiled for it by default.` }));

const only = (list: readonly words.Word[]): Want[] => [{ kind: 'words', words: list }];
const names = (of: SymbolKind, but: readonly string[] = []): Want[] => [{ kind: 'names', of, but }];

/** What fits at the cursor, the likeliest first; the words that the grammar has there besides are not among it. */
export function wantedAt(context: CursorContext): readonly Want[] {
  const { statement, blocks } = context;
  const block = blocks.at(-1);
  const kind = block?.kind ?? 'file';
  const [first] = statement;
  const last = statement.at(-1);
  if (context.inText) return inText(statement);
  if (kind === 'vector') return vector(statement, block?.tokens ?? []);
  const own = block?.name === undefined ? [] : [block.name];
  if (first === undefined || last === undefined)
    return kind === 'service' ? [{ kind: 'members' }, ...names('service', own)] : [{ kind: 'members' }];
  if (first.text === 'allow' || first.text === 'deny') return rule(context, statement, kind === 'access');
  if (first.text === 'expect') return expectation(statement);
  const wants = MEMBER_PLACES[first.text]?.(statement, last.text, own) ?? [];
  const parts = kind === 'service' && last.text === ',' ? names('service', own) : [];
  return [...wants, ...parts, { kind: 'members' }];
}

const TEXTS: Readonly<Record<string, TextKind>> = {
  tags: 'tags',
  timezone: 'timezones',
  standard: 'standards',
  owner: 'owner',
  vendor: 'vendor',
  model: 'model',
  site: 'site',
};

function inText(statement: readonly Token[]): Want[] {
  const last = statement.at(-1)?.text ?? '';
  const of = last === 'tagged' ? 'tags' : last === 'owner' ? 'owner' : TEXTS[statement[0]?.text ?? ''];
  return of === undefined ? [] : [{ kind: 'texts', of }];
}

function vector(statement: readonly Token[], all: readonly Token[]): Want[] {
  const given = all.map((t) => t.text.toLowerCase());
  const last = statement.at(-1)?.text.toLowerCase();
  if (words.REQUIREMENTS.some((r) => r.word === last)) return only(words.SECURITY_LEVELS);
  return only(words.REQUIREMENTS.filter((r) => !given.includes(r.word)));
}

/** The tokens behind the last one with this text. */
function behind(statement: readonly Token[], text: string): Token[] {
  return statement.slice(statement.findLastIndex((t) => t.text === text) + 1);
}

const textsOf = (tokens: readonly Token[]): string[] => tokens.map((t) => t.text);

/** `own`: name of the declaration whose body the statement stands in. */
type MemberPlace = (statement: readonly Token[], last: string, own: readonly string[]) => Want[];

const list =
  (keyword: string, wants: (given: readonly string[], own: readonly string[]) => Want[]): MemberPlace =>
  (statement, last, own) =>
    last === keyword || last === ',' ? wants(textsOf(statement), own) : [];
const value =
  (wants: (own: readonly string[]) => Want[]): MemberPlace =>
  (statement, _, own) =>
    statement.length === 1 ? wants(own) : [];
const unused = (all: readonly words.Word[]) => (given: readonly string[]) =>
  only(all.filter((x) => !given.includes(x.word)));
/** Behind `at most N`. */
const unit =
  (word: words.Word): MemberPlace =>
  (statement) =>
    statement.at(-2)?.text === 'most' ? only([word]) : [];

const MEMBER_PLACES: Readonly<Record<string, MemberPlace>> = {
  asset(statement, last) {
    if (last === ':') return names('type');
    const legs = behind(statement, 'in');
    if (last === 'at' || last === ',') {
      const zone = legs.slice(
        0,
        legs.findIndex((t) => t.text === 'at'),
      );
      return [legs.length < statement.length ? { kind: 'addresses', zones: zone } : { kind: 'addresses' }];
    }
    return last === 'in' ? names('zone') : [];
  },
  also: (_, last) => (last === 'in' ? names('zone') : []),
  type: (statement, last) => (last === ':' ? names('type', textsOf(statement.slice(1, 2))) : []),
  group(statement, last) {
    if (last === '=' || last === ',' || last === 'except')
      return [{ kind: 'selectors', but: textsOf(statement.slice(1, 2)) }];
    return last === 'in' ? names('zone') : [];
  },
  kind: value(() => only(words.KINDS)),
  level: value(() => only(words.LEVELS)),
  'sl-t': value(() => only([...words.SECURITY_LEVELS, words.VECTOR])),
  'sl-c': value(() => only([...words.SECURITY_LEVELS, words.VECTOR])),
  network: list('network', () => [{ kind: 'networks' }, ...only([words.REST])]),
  enforced: (_, last) => (last === 'by' ? names('firewall') : []),
  reached: (_, last) => (last === 'through' ? names('asset') : []),
  criticality: value(() => only(words.CRITICALITIES)),
  exposure: (statement) => (statement.length === 2 ? only([words.CODE_EXECUTION]) : []),
  serves: list('serves', (given) => names('service', given)),
  class: value(() => only(words.CLASSES)),
  secure: value((own) => names('service', own)),
  initiator: value(() => only(words.INITIATORS)),
  category: value(() => only(words.CATEGORIES)),
  risks: list('risks', unused(words.RISKS)),
  between: (statement, last) =>
    last === 'between' || last === ',' || last === 'and' ? names('zone', textsOf(statement)) : [],
  'one-way': (statement, last) =>
    last === 'from' || last === 'to' ? [{ kind: 'joined', but: textsOf(statement) }] : [],
  via: list('via', (given) => names('firewall', given)),
  every(statement, last) {
    const timed = statement.some((t) => t.type === 'TIMES');
    if (last === 'every') return only(words.DAYS);
    if (last === ',') return timed ? only(words.TIMES) : unused(words.DAYS)(textsOf(statement));
    return timed ? [] : only(words.TIMES);
  },
  from: value(() => [{ kind: 'dates' }]),
  until: value(() => [{ kind: 'dates' }]),
  requires: list('requires', unused(words.REQUIRED)),
  platform: value(() => only(PLATFORMS)),
  interface(statement, last) {
    const zones = behind(statement, 'to');
    if (zones.length === statement.length) return [];
    const at = zones.findIndex((t) => t.text === 'at');
    if (at >= 0) return last === 'at' || last === ',' ? [{ kind: 'addresses', zones: zones.slice(0, at) }] : [];
    return last === 'to' || last === ',' ? names('zone', textsOf(zones)) : [];
  },
  fails: value(() => only(words.FAILS)),
  twin: (_, last, own) => (last === 'of' ? names('firewall', own) : []),
  'blast-radius': unit(words.UNITS.assets),
  access: unit(words.UNITS.days),
};

function selectorPlace(last: string): Want[] {
  if (last === ',' || last === 'except') return [{ kind: 'selectors' }];
  return last === 'in' ? names('zone') : [];
}

const isArrow = (t: Token): boolean => t.text === '->' || t.text === '<->';

function rule(context: CursorContext, statement: readonly Token[], inAccess: boolean): readonly Want[] {
  const arrow = statement.findIndex(isArrow);
  if (arrow < 0) return selectorPlace(statement.length === 1 ? ',' : (statement.at(-1)?.text ?? ''));
  const colon = statement.findIndex((t, i) => i > arrow && t.text === ':');
  if (colon < 0) return selectorPlace(statement.length === arrow + 1 ? ',' : (statement.at(-1)?.text ?? ''));
  const rest = statement.slice(colon + 1);
  const last = rest.at(-1)?.text ?? ':';
  if (last === ':' || last === ',') return [{ kind: 'services', targets: statement.slice(arrow + 1, colon) }];
  if (last === 'during') return names('schedule');
  if (last === 'from' || last === 'until') return [{ kind: 'dates' }];
  const given = new Set(textsOf(rest));
  const clauses = words.CLAUSE_WORDS.filter(
    (c) => !given.has(c.word) && (!inAccess || c.word === 'log' || c.word === 'because'),
  );
  const members: Want = { kind: 'members' };
  return context.startsLine ? [members, ...only(clauses)] : [...only(clauses), members];
}

function expectation(statement: readonly Token[]): readonly Want[] {
  const last = statement.at(-1)?.text ?? '';
  const has = (text: string): boolean => statement.some((t) => t.text === text);
  if (statement.length === 1) return [{ kind: 'selectors' }, ...only(words.EXPECT_WORDS)];
  if (last === 'is') return only(words.VERDICTS);
  if (last === 'on') return names('firewall');
  if (last === 'during') return names('schedule');
  if (last === 'in') return names('zone');
  if (statement.at(-2)?.text === 'most') return [...only([has('rules') ? words.UNITS.rules : words.UNITS.assets])];
  const colon = statement.findLastIndex((t) => t.text === ':');
  const arrow = statement.findIndex(isArrow);
  if (last === 'at') return colon >= 0 || has('reach') ? [{ kind: 'dates' }] : [];
  if (colon >= 0 && (last === ':' || last === ','))
    return [{ kind: 'services', targets: statement.slice(arrow + 1, colon) }];
  return /^(->|<->|reach|reaches|through|of|,|except)$/.test(last) ? [{ kind: 'selectors' }] : [{ kind: 'members' }];
}
