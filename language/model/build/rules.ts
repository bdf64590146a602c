/** Rules of conduits, zones and accesses, and their ids. */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type * as ast from '../../grammar/generated/ast.ts';
import type { SymbolKind } from '../../resolve/symbols.ts';
import { formatAddresses } from '../addresses.ts';
import { ALL_ATOMS, ROUTED_ATOMS } from '../atoms.ts';
import { intersect, union } from '../intervals.ts';
import type {
  Access,
  Conduit,
  Rule,
  RuleContainer,
  Schedule,
  Selector,
  SelectorList,
  Service,
  ServiceTerm,
} from '../policy.ts';
import { endOfPlace, placeOf } from '../source.ts';
import { readWindow } from './conduits.ts';
import type { BuildContext } from './context.ts';
import type { Declarations, RuleDraft } from './declare.ts';
import { readSelectors } from './selectors.ts';
import { readTerms } from './services.ts';
import { firstOf, textOf } from './values.ts';

/** What the reading of rules asks of the rest of the policy. */
export interface RuleScope {
  /** Index of the file's first rule. */
  readonly firstRule: number;
  /** By index; of this file. */
  readonly conduit: (index: number) => Conduit | undefined;
  readonly access: (index: number) => Access | undefined;
  readonly schedules: readonly Schedule[];
  readonly services: readonly Service[];
  readonly timezone: string;
  /** Id of a declaration. */
  readonly idOf: (kind: SymbolKind, index: number) => string | undefined;
}

export interface ReadRules {
  /** Without ids: those come of all rules together. */
  readonly rules: Rule[];
  /** Of each rule, what its id is the hash of. */
  readonly canonical: string[];
}

/** The rules of a file. */
export function readRules(
  drafts: Declarations['rules'],
  scope: RuleScope,
  context: BuildContext,
  file: string,
): ReadRules {
  const rules = drafts.map((draft, i) => readRule({ ...draft, file }, scope.firstRule + i, scope, context));
  return { rules, canonical: rules.map((rule) => canonical(rule, scope)) };
}

const CLAUSES: Readonly<Record<ast.Clause['$type'], string>> = {
  During: 'during',
  From: 'from',
  Until: 'until',
  Log: 'log',
  Owner: 'owner',
  Ticket: 'ticket',
  Because: 'because',
};

type Placed = RuleDraft & { readonly file: string };

function readRule(draft: Placed, index: number, scope: RuleScope, context: BuildContext): Rule {
  const { node, file, container } = draft;
  const zones =
    container.kind === 'conduit'
      ? (scope.conduit(container.draft.index)?.zones ?? [])
      : container.kind === 'zone'
        ? [container.draft.index]
        : [];
  context.once(file, node.clauses, (c) => CLAUSES[c.$type]);
  const sources = readSelectors(file, node.sources, zones, context);
  const targets = readSelectors(file, node.targets, zones, context);
  const all = container.kind === 'zone' ? ALL_ATOMS : ROUTED_ATOMS;
  const services = readTerms(file, node.services, scope.services, all, context);
  if (container.kind === 'access' && node.action === 'deny')
    context.report('invalid-value', 'An access only allows; put a deny into the conduit.', placeOf(file, node));
  const clauses = readClauses(draft, zones, scope, context);
  return {
    index,
    id: '',
    action: node.action,
    container: containerOf(container),
    sources: sources.list,
    targets: targets.list,
    both: node.arrow === '<->',
    services: services.terms,
    atoms: intersect(union(...services.terms.map((t) => t.atoms), []), all),
    ...clauses.values,
    text: textOf(node),
    place: placeOf(file, node),
    clausesAt: endOfPlace(node.services === undefined ? placeOf(file, node) : placeOf(file, node.services)),
    broken:
      sources.broken ||
      targets.broken ||
      services.broken ||
      clauses.broken ||
      (container.kind === 'access' && node.action === 'deny') ||
      (container.kind === 'conduit' && scope.conduit(container.draft.index)?.broken === true),
  };
}

function containerOf(container: RuleDraft['container']): RuleContainer {
  const { index } = container.draft;
  if (container.kind === 'conduit') return { kind: 'conduit', conduit: index };
  return container.kind === 'zone' ? { kind: 'zone', zone: index } : { kind: 'access', access: index };
}

function readClauses(draft: Placed, zones: readonly number[], scope: RuleScope, context: BuildContext) {
  const { node, file, container } = draft;
  const during = firstOf(node.clauses, 'During');
  const because = firstOf(node.clauses, 'Because');
  const ticket = firstOf(node.clauses, 'Ticket');
  const owner = firstOf(node.clauses, 'Owner');
  const access = container.kind === 'access' ? scope.access(container.draft.index) : undefined;
  const schedule = context.resolve(file, during?.schedule, ['schedule'], zones)?.index;
  const fromNode = firstOf(node.clauses, 'From');
  const untilNode = firstOf(node.clauses, 'Until');
  const window = access ?? readWindow(file, fromNode, untilNode, scope.timezone, context);
  const reason = because && context.text(file, because, 'value', because.value);
  return {
    values: {
      schedule,
      from: window.from,
      until: window.until,
      week: access === undefined ? (schedule === undefined ? undefined : scope.schedules[schedule]?.week) : access.week,
      log: node.clauses.some((c) => c.$type === 'Log'),
      owner: owner === undefined ? access?.owner : context.text(file, owner, 'value', owner.value),
      ticket: ticket === undefined ? access?.ticket : context.text(file, ticket, 'value', ticket.value),
      because:
        because === undefined || reason === undefined ? undefined : { value: reason, place: placeOf(file, because) },
    },
    broken:
      (during !== undefined && schedule === undefined) ||
      (fromNode !== undefined && window.from === undefined) ||
      (untilNode !== undefined && window.until === undefined),
  };
}

/** What a rule's id is the hash of: resolved ids, sorted. Reason, ticket, log and owner are not in it. */
function canonical(rule: Rule, scope: RuleScope): string {
  const { container } = rule;
  const holder =
    container.kind === 'conduit'
      ? scope.idOf('conduit', container.conduit)
      : container.kind === 'zone'
        ? scope.idOf('zone', container.zone)
        : scope.idOf('access', container.access);
  const times = [
    rule.schedule === undefined ? '' : scope.idOf('schedule', rule.schedule),
    rule.from?.value ?? '',
    rule.until?.value ?? '',
    rule.schedule === undefined ? (rule.week ?? []).map((w) => `${w.from}-${w.to}`).join(' ') : '',
  ];
  const sources = selectorsKey(rule.sources, scope);
  const targets = selectorsKey(rule.targets, scope);
  const sides = rule.both ? [sources, targets].sort() : [sources, targets];
  return JSON.stringify([
    container.kind,
    holder,
    rule.action,
    rule.both,
    ...sides,
    termsKey(rule.services, scope),
    times,
  ]);
}

function selectorsKey(list: SelectorList, scope: RuleScope): string[][] {
  const key = (s: Selector): string => {
    const { kind } = s;
    const named = kind === 'address' || kind === 'any' || kind === 'tagged' ? undefined : kind;
    const what =
      kind === 'address'
        ? formatAddresses(s.addresses ?? []).join(' ')
        : (s.tag ?? (s.ref === undefined || named === undefined ? '' : scope.idOf(named, s.ref)));
    return JSON.stringify([kind, what, s.in === undefined ? '' : scope.idOf('zone', s.in), s.narrowedTo ?? null]);
  };
  return [[...new Set(list.items.map(key))].sort(), [...new Set(list.except.map(key))].sort()];
}

function termsKey(terms: readonly ServiceTerm[], scope: RuleScope): string[] {
  const key = (t: ServiceTerm): string =>
    t.kind === 'any'
      ? 'any'
      : t.service === undefined
        ? t.atoms.map((i) => `${i.from}-${i.to}`).join(' ')
        : `=${scope.idOf('service', t.service)}`;
  return [...new Set(terms.map(key))].sort();
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_LENGTH = 6;

/** Ids of rules, build after build: what has been hashed once is not hashed again. */
export class RuleIds {
  #digests = new Map<string, string>();
  #last: { readonly texts: readonly string[]; readonly ids: readonly string[] } = { texts: [], ids: [] };

  /** Six base-32 characters of each text's SHA-256; longer where different texts would share them. Equal texts share one id. */
  of(texts: readonly string[]): readonly string[] {
    const last = this.#last;
    if (last.texts.length === texts.length && texts.every((text, i) => text === last.texts[i])) return last.ids;
    const ids = this.#hash(texts);
    this.#last = { texts, ids };
    return ids;
  }

  #hash(texts: readonly string[]): string[] {
    const digests = new Map<string, string>();
    const owners = new Map<string, string>();
    const meeting = new Set<string>();
    for (const text of texts) {
      if (digests.has(text)) continue;
      const digest = this.#digests.get(text) ?? base32(sha256(utf8ToBytes(text)));
      digests.set(text, digest);
      const id = digest.slice(0, ID_LENGTH);
      const owner = owners.get(id);
      if (owner === undefined) owners.set(id, text);
      else meeting.add(text).add(owner);
    }
    this.#digests = digests;
    const lengths = lengthened([...meeting], digests);
    return texts.map((text) => (digests.get(text) as string).slice(0, lengths.get(text) ?? ID_LENGTH));
  }
}

/** The ids of some texts that stand alone. */
export function ruleIds(texts: readonly string[]): readonly string[] {
  return new RuleIds().of(texts);
}

/** How long the ids of texts must be whose first characters meet. */
function lengthened(texts: readonly string[], digests: ReadonlyMap<string, string>): Map<string, number> {
  const lengths = new Map<string, number>();
  let waiting = texts;
  for (let length = ID_LENGTH; waiting.length > 0 && length <= 52; length++) {
    const groups = Map.groupBy(waiting, (text) => digests.get(text)?.slice(0, length) as string);
    const meeting: string[] = [];
    for (const group of groups.values()) {
      if (group.length === 1) lengths.set(group[0] as string, length);
      else meeting.push(...group);
    }
    waiting = meeting;
  }
  for (const text of waiting) lengths.set(text, 52);
  return lengths;
}

function base32(bytes: Uint8Array): string {
  let out = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += BASE32[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? out + BASE32[(value << (5 - bits)) & 31] : out;
}
