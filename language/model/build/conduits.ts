/** Conduits, schedules, accesses and firewalls. */
import type * as ast from '../../grammar/generated/ast.ts';
import { unquote } from '../../resolve/names.ts';
import { union } from '../intervals.ts';
import type { Access, Conduit, Firewall, FirewallInterface, Schedule, Stated, WeekSet } from '../policy.ts';
import { placeOf } from '../source.ts';
import { formatWeek } from '../times.ts';
import { readAddressEntries } from './assets.ts';
import type { BuildContext } from './context.ts';
import { type Declarations, type Draft, declared } from './declare.ts';
import { firstOf, readEvery, readInstant, readSl, stated, textOf } from './values.ts';

/** Indices of the rules of each conduit or access of a file. `firstRule`: index of the file's first rule. */
function rulesOf(
  drafts: readonly Draft<ast.ConduitDecl | ast.AccessDecl>[],
  rules: Declarations['rules'],
  firstRule: number,
): number[][] {
  const at = new Map<object, number>(drafts.map((draft, i) => [draft, i]));
  const out: number[][] = drafts.map(() => []);
  rules.forEach(({ container }, i) => {
    out[at.get(container.draft) ?? -1]?.push(firstRule + i);
  });
  return out;
}

const CONDUIT_ONCE: Readonly<Record<string, string>> = {
  Between: 'between',
  OneWay: 'one-way',
  SlTarget: 'sl-t',
  Owner: 'owner',
  Via: 'via',
};
const CONDUIT_FLAGS = new Set(['proxied', 'encrypted', 'inspected']);

/** The conduits of a file. One that joins fewer than two different zones is reported. */
export function readConduits(declarations: Declarations, firstRule: number, context: BuildContext): Conduit[] {
  const rules = rulesOf(declarations.conduits, declarations.rules, firstRule);
  return declarations.conduits.map((draft, i) => ({ ...readConduit(draft, context), rules: rules[i] ?? [] }));
}

function readConduit(draft: Draft<ast.ConduitDecl>, context: BuildContext): Conduit {
  const { node, file } = draft;
  const members = node.body?.members ?? [];
  context.once(file, members, (m) => (m.$type === 'Flag' ? m.name : CONDUIT_ONCE[m.$type]));
  for (const m of members)
    if (m.$type === 'Flag' && !CONDUIT_FLAGS.has(m.name))
      context.report('invalid-value', `A conduit cannot be ${m.name}.`, placeOf(file, m));
  const flag = (name: string) => members.some((m) => m.$type === 'Flag' && m.name === name);
  const between = readBetween(draft, firstOf(members, 'Between'), context);
  const slt = firstOf(members, 'SlTarget');
  const owner = firstOf(members, 'Owner');
  const via = firstOf(members, 'Via');
  const firewalls = (via?.firewalls ?? []).flatMap((ref) => context.resolve(file, ref, ['firewall'])?.index ?? []);
  return {
    ...declared(draft, context),
    zones: between.zones,
    zonePlaces: between.places,
    oneWay: readOneWay(file, firstOf(members, 'OneWay'), between.zones, context),
    proxied: flag('proxied'),
    slt: slt && stated(file, slt, readSl(file, slt, context)),
    owner: owner && context.text(file, owner, 'value', owner.value),
    via: [...new Set(firewalls)],
    viaPlace: via && placeOf(file, via),
    encrypted: flag('encrypted'),
    inspected: flag('inspected'),
    broken: between.zones.length < (firstOf(members, 'Between')?.zones.length ?? 0),
    rules: [],
  };
}

function readBetween(draft: Draft<ast.ConduitDecl>, between: ast.Between | undefined, context: BuildContext) {
  const { file } = draft;
  const zones: number[] = [];
  const places: Conduit['zonePlaces'][number][] = [];
  for (const ref of between?.zones ?? []) {
    const zone = context.resolve(file, ref, ['zone'])?.index;
    if (zone === undefined) continue;
    zones.push(zone);
    places.push(placeOf(file, ref));
  }
  if (between === undefined && draft.node.body !== undefined)
    context.report(
      'invalid-value',
      `The conduit ${draft.name} does not say which zones it joins: between A and B.`,
      draft.namePlace,
    );
  return { zones, places };
}

function readOneWay(
  file: string,
  node: ast.OneWay | undefined,
  zones: readonly number[],
  context: BuildContext,
): Conduit['oneWay'] {
  if (node === undefined) return undefined;
  const from = context.resolve(file, node.from, ['zone'], zones)?.index;
  const to = context.resolve(file, node.to, ['zone'], zones)?.index;
  const place = placeOf(file, node);
  if (from === undefined || to === undefined) return undefined;
  if (from !== to && zones.length === 2 && zones.includes(from) && zones.includes(to)) return { from, to, place };
  context.report('invalid-value', 'A one-way conduit joins two zones, and goes from one of them to the other.', place);
  return { from, to, place };
}

/** The schedules of a file, as minutes of the week. */
export function readSchedules(drafts: Declarations['schedules'], context: BuildContext): Schedule[] {
  return drafts.map((draft) => {
    const week = union(...(draft.node.body?.entries ?? []).map((e) => readEvery(draft.file, e, context)), []);
    return { ...declared(draft, context), week, text: formatWeek(week) };
  });
}

const ACCESS_ONCE: Readonly<Record<string, string>> = {
  Vendor: 'vendor',
  From: 'from',
  Until: 'until',
  Owner: 'owner',
  Ticket: 'ticket',
  ApprovedBy: 'approved by',
};

/** The accesses of a file. What the block states holds for all its rules. */
export function readAccesses(
  declarations: Declarations,
  firstRule: number,
  timezone: string,
  context: BuildContext,
): Access[] {
  const rules = rulesOf(declarations.accesses, declarations.rules, firstRule);
  return declarations.accesses.map((draft, i) => {
    const { node, file } = draft;
    const members = node.body?.members ?? [];
    context.once(file, members, (m) => ACCESS_ONCE[m.$type]);
    const text = (type: 'Vendor' | 'Owner' | 'Ticket' | 'ApprovedBy') => {
      const found = firstOf(members, type);
      return found === undefined ? undefined : context.text(file, found, 'value', found.value);
    };
    const every = members.filter((m): m is ast.Every => m.$type === 'Every');
    const week: WeekSet | undefined =
      every.length === 0 ? undefined : union(...every.map((e) => readEvery(file, e, context)), []);
    return {
      ...declared(draft, context),
      vendor: text('Vendor'),
      ...readWindow(file, firstOf(members, 'From'), firstOf(members, 'Until'), timezone, context),
      week,
      everyText: week === undefined ? undefined : every.map(textOf).join(', '),
      owner: text('Owner'),
      ticket: text('Ticket'),
      requires: members.flatMap((m) => (m.$type === 'Requires' ? m.values.map(unquote) : [])),
      approvedBy: text('ApprovedBy'),
      rules: rules[i] ?? [],
    };
  });
}

/** `from` and `until` as instants; one that ends before it begins is reported. */
export function readWindow(
  file: string,
  fromNode: ast.From | undefined,
  untilNode: ast.Until | undefined,
  timezone: string,
  context: BuildContext,
): { from?: Stated<number>; until?: Stated<number> } {
  const from =
    fromNode && stated(file, fromNode, readInstant(file, fromNode, 'value', fromNode.value, 'from', timezone, context));
  const until =
    untilNode &&
    stated(file, untilNode, readInstant(file, untilNode, 'value', untilNode.value, 'until', timezone, context));
  if (from !== undefined && until !== undefined && until.value <= from.value)
    context.report(
      'invalid-value',
      'This window ends before it begins.',
      until.place,
      [],
      [{ place: from.place, message: 'It begins here' }],
    );
  return { from, until };
}

const FIREWALL_ONCE: Readonly<Record<string, string>> = {
  Platform: 'platform',
  RulesLimit: 'rules at most',
  DefaultLog: 'default log',
  Fails: 'fails',
  TwinOf: 'twin of',
};

/** The firewalls of a file. */
export function readFirewalls(drafts: Declarations['firewalls'], context: BuildContext): Firewall[] {
  return drafts.map((draft) => {
    const { node, file } = draft;
    const members = node.body?.members ?? [];
    context.once(file, members, (m) => FIREWALL_ONCE[m.$type]);
    const platform = firstOf(members, 'Platform');
    const limit = firstOf(members, 'RulesLimit');
    const fails = firstOf(members, 'Fails');
    const twin = firstOf(members, 'TwinOf');
    return {
      ...declared(draft, context),
      platform: platform && readWordOrText(file, platform, 'value', platform.value, context),
      interfaces: readInterfaces(file, members, context),
      rulesAtMost:
        limit && stated(file, limit, context.count(file, limit, 'value', limit.value, 0, 1e9, 'number of rules')),
      defaultLog: members.some((m) => m.$type === 'DefaultLog'),
      fails: fails && context.word(file, fails, 'value', fails.value, ['open', 'closed'] as const, 'way to fail'),
      twinOf: context.resolve(file, twin?.firewall, ['firewall'])?.index,
    };
  });
}

function readInterfaces(
  file: string,
  members: readonly ast.FirewallMember[],
  context: BuildContext,
): FirewallInterface[] {
  const seen = new Map<string, FirewallInterface>();
  const out: FirewallInterface[] = [];
  for (const member of members) {
    if (member.$type !== 'InterfaceDecl' || member.name === undefined) continue;
    const name = readWordOrText(file, member, 'name', member.name, context) ?? '';
    const zones = member.zones.flatMap((ref) => context.resolve(file, ref, ['zone'])?.index ?? []);
    const place = placeOf(file, member);
    const found: FirewallInterface = {
      name,
      zones: [...new Set(zones)],
      addresses: readAddressEntries(file, member.addresses, context, false).list,
      place,
    };
    const twice = seen.get(name);
    if (twice !== undefined)
      context.report(
        'invalid-value',
        `This firewall already has an interface ${name}.`,
        place,
        [],
        [{ place: twice.place, message: 'It is declared here' }],
      );
    seen.set(name, found);
    out.push(found);
  }
  return out;
}

function readWordOrText(
  file: string,
  node: ast.Platform | ast.InterfaceDecl,
  property: string,
  written: string | undefined,
  context: BuildContext,
): string | undefined {
  if (written === undefined) return undefined;
  return written.startsWith('"') ? context.text(file, node, property, written) : unquote(written);
}
