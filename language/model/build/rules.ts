/** Rules of conduits, zones and accesses, and their ids. */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type * as ast from '../../grammar/generated/ast.ts';
import { formatAddresses } from '../addresses.ts';
import { ALL_ATOMS, ROUTED_ATOMS } from '../atoms.ts';
import { intersect, union } from '../intervals.ts';
import type {
  Access,
  Conduit,
  Declared,
  Rule,
  RuleContainer,
  Schedule,
  Selector,
  SelectorList,
  Service,
  ServiceTerm,
  Zone,
} from '../policy.ts';
import { endOfPlace, placeOf } from '../source.ts';
import { readWindow } from './conduits.ts';
import type { BuildContext } from './context.ts';
import type { Drafts, RuleDraft } from './declare.ts';
import { readSelectors } from './selectors.ts';
import { readTerms } from './services.ts';
import { firstOf, textOf } from './values.ts';

/** Declarations that rules refer to. */
export interface RuleScope {
  readonly zones: readonly Zone[];
  readonly conduits: readonly Conduit[];
  readonly accesses: readonly Access[];
  readonly schedules: readonly Schedule[];
  readonly services: readonly Service[];
  readonly named: Readonly<
    Record<Exclude<Selector['kind'], 'address' | 'any' | 'tagged'>, readonly Pick<Declared, 'id'>[]>
  >;
  readonly timezone: string;
}

/** All rules, with their ids. */
export function buildRules(drafts: Drafts, scope: RuleScope, context: BuildContext): Rule[] {
  const rules = drafts.rules.map((draft, index) => readRule(draft, index, scope, context));
  const ids = ruleIds(rules.map((rule) => canonical(rule, scope)));
  return rules.map((rule, i) => ({ ...rule, id: ids[i] as string }));
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

function readRule(draft: RuleDraft, index: number, scope: RuleScope, context: BuildContext): Rule {
  const { node, file, container } = draft;
  const zones =
    container.kind === 'conduit'
      ? (scope.conduits[container.index]?.zones ?? [])
      : container.kind === 'zone'
        ? [container.index]
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
      (container.kind === 'conduit' && scope.conduits[container.index]?.broken === true),
  };
}

function containerOf(container: RuleDraft['container']): RuleContainer {
  if (container.kind === 'conduit') return { kind: 'conduit', conduit: container.index };
  return container.kind === 'zone'
    ? { kind: 'zone', zone: container.index }
    : { kind: 'access', access: container.index };
}

function readClauses(draft: RuleDraft, zones: readonly number[], scope: RuleScope, context: BuildContext) {
  const { node, file, container } = draft;
  const during = firstOf(node.clauses, 'During');
  const because = firstOf(node.clauses, 'Because');
  const ticket = firstOf(node.clauses, 'Ticket');
  const owner = firstOf(node.clauses, 'Owner');
  const access = container.kind === 'access' ? scope.accesses[container.index] : undefined;
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
      ? scope.conduits[container.conduit]?.id
      : container.kind === 'zone'
        ? scope.zones[container.zone]?.id
        : scope.accesses[container.access]?.id;
  const times = [
    rule.schedule === undefined ? '' : scope.schedules[rule.schedule]?.id,
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
    const ids = s.kind === 'address' || s.kind === 'any' || s.kind === 'tagged' ? undefined : scope.named[s.kind];
    const what =
      s.kind === 'address'
        ? formatAddresses(s.addresses ?? []).join(' ')
        : (s.tag ?? (s.ref === undefined ? '' : ids?.[s.ref]?.id));
    return JSON.stringify([s.kind, what, s.in === undefined ? '' : scope.zones[s.in]?.id, s.narrowedTo ?? null]);
  };
  return [[...new Set(list.items.map(key))].sort(), [...new Set(list.except.map(key))].sort()];
}

function termsKey(terms: readonly ServiceTerm[], scope: RuleScope): string[] {
  const key = (t: ServiceTerm): string =>
    t.kind === 'any'
      ? 'any'
      : t.service === undefined
        ? t.atoms.map((i) => `${i.from}-${i.to}`).join(' ')
        : `=${scope.services[t.service]?.id}`;
  return [...new Set(terms.map(key))].sort();
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Six base-32 characters of each text's SHA-256; longer where different texts would share them. Equal texts share one id. */
export function ruleIds(texts: readonly string[]): string[] {
  const digests = new Map<string, string>();
  for (const text of texts) if (!digests.has(text)) digests.set(text, base32(sha256(utf8ToBytes(text))));
  const lengths = new Map<string, number>();
  let waiting = [...digests.keys()];
  for (let length = 6; waiting.length > 0 && length <= 52; length++) {
    const groups = new Map<string, string[]>();
    for (const text of waiting) {
      const id = digests.get(text)?.slice(0, length) as string;
      groups.set(id, [...(groups.get(id) ?? []), text]);
    }
    waiting = [];
    for (const group of groups.values()) {
      if (group.length === 1) lengths.set(group[0] as string, length);
      else waiting.push(...group);
    }
  }
  return texts.map((text) => (digests.get(text) as string).slice(0, lengths.get(text) ?? 52));
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
