/** The tables that `csv` and `xlsx` hold of one firewall: its rules, which zone may open what to which, and who is concerned. */
import { compareIds } from '../../analysis/universe.ts';
import { formatAddresses } from '../../model/addresses.ts';
import { ALL_ATOMS, type AtomSet, atomRanges, PROTOCOLS, ROUTED_ATOMS } from '../../model/atoms.ts';
import { contains } from '../../model/intervals.ts';
import { formatTimes, isAlways } from '../../model/times.ts';
import type { CompiledRule, RuleSide } from '../entry.ts';
import type { NamedAddresses } from '../named-addresses.ts';
import { AddressNames, heldText } from './common/address-names.ts';
import { idsText } from './common/rule-text.ts';
import { cleanLine, UNICODE_LINE } from './common/text.ts';
import type { TargetRequest } from './target.ts';

/** What a spreadsheet takes in one cell is 32,767 characters. */
const CELL = 32_000;

export interface Row {
  /** One line of text a cell. */
  readonly cells: readonly string[];
  /** The rule that the row comes from. */
  readonly rule?: string;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export interface Column {
  readonly title: string;
  /** In characters. */
  readonly width: number;
}

export interface Tables {
  readonly rules: Table;
  readonly matrix: Table;
  readonly assets: Table;
}

/** The tables of a firewall's rules. */
export function tablesOf(request: TargetRequest): Tables {
  const names = new AddressNames(request.named());
  const { rules } = request.rules;
  return { rules: rulesTable(request, names), matrix: matrixTable(rules, names), assets: assetsTable(rules, names) };
}

/** What a reader of the tables must know besides. */
export function notesOf({ rules, timezone }: Pick<TargetRequest, 'rules' | 'timezone'>): string[] {
  return rules.rules.every((r) => isAlways(r.times)) ? [] : [`Times are those of the clocks in ${timezone}.`];
}

function cell(text: string): string {
  return cleanLine(text, { allowed: UNICODE_LINE, instead: ' ', limit: CELL });
}

function listed(list: readonly string[], joint: string): string {
  let out = '';
  for (const [i, item] of list.entries()) {
    const next = i === 0 ? item : `${out}${joint}${item}`;
    if (next.length > CELL - 40) return `${out}${joint}and ${list.length - i} more`;
    out = next;
  }
  return cell(out);
}

const RULE_COLUMNS: readonly Column[] = [
  ...[
    { title: 'Rule', width: 10 },
    { title: 'Action', width: 8 },
    { title: 'From zone', width: 22 },
  ],
  ...[
    { title: 'To zone', width: 22 },
    { title: 'Sources', width: 36 },
    { title: 'Source addresses', width: 30 },
  ],
  ...[
    { title: 'Targets', width: 36 },
    { title: 'Target addresses', width: 30 },
    { title: 'Services', width: 30 },
  ],
  ...[
    { title: 'Times', width: 26 },
    { title: 'Replies', width: 9 },
    { title: 'Log', width: 6 },
  ],
  ...[
    { title: 'Reason', width: 40 },
    { title: 'Asked for by', width: 40 },
  ],
];

function rulesTable({ rules, timezone }: TargetRequest, names: AddressNames): Table {
  const rows = rules.rules.map((rule): Row => {
    const [from, to] = zonesOf(rule, names);
    const named = (side: RuleSide): string => listed([...names.of(side, rule).map(heldText), ...dhcpText(side)], ', ');
    const addresses = (side: RuleSide): string => listed(formatAddresses(side.addresses), ', ');
    const cells = [
      ...[cell(idsText(rule, Number.POSITIVE_INFINITY)), rule.action, listed(from, ', '), listed(to, ', ')],
      ...[named(rule.sources), addresses(rule.sources), named(rule.targets), addresses(rule.targets)],
      ...[servicesText(rule.services), timesText(rule, timezone)],
      ...[rule.action === 'deny' ? '' : rule.oneWay ? 'none' : 'pass', rule.log ? 'yes' : ''],
      ...[cell(rule.why ?? ''), listed([...new Set(rule.origin.map((o) => `${o.within} (${o.file})`))], ', ')],
    ];
    return { cells, rule: rule.id };
  });
  return { title: 'Rules', columns: RULE_COLUMNS, rows };
}

function timesText({ times }: CompiledRule, timezone: string): string {
  return isAlways(times) ? 'always' : cell(`${formatTimes(times, timezone)} (${timezone})`);
}

function dhcpText({ dhcp }: RuleSide): string[] {
  return dhcp.map((asset) => `${asset} (at dhcp)`);
}

/** The zones that a rule joins: those of its addresses, wherever their packets reach the firewall; `elsewhere`: addresses of none. */
function zonesOf(rule: CompiledRule, names: AddressNames): readonly [from: string[], to: string[]] {
  const zones = (side: RuleSide): string[] => {
    const found = [...new Set(names.of(side, rule).map((h) => h.entry.zone))].sort(compareIds);
    return found.length === 0 ? ['elsewhere'] : found;
  };
  return [zones(rule.sources), rule.crossing.kind === 'input' ? ['the firewall itself'] : zones(rule.targets)];
}

/** `any`, or `tcp 80, 443; udp 53`. */
export function servicesText(services: AtomSet): string {
  if (contains(services, ROUTED_ATOMS)) return contains(services, ALL_ATOMS) ? 'any, layer 2 too' : 'any';
  const ranges = atomRanges(services);
  const parts = PROTOCOLS.flatMap((proto) => {
    const own = ranges
      .filter((r) => r.proto === proto)
      .map((r) => (r.from === r.to ? `${r.from}` : `${r.from}-${r.to}`));
    return own.length === 0 ? [] : [`${proto} ${own.join(', ')}`];
  });
  return listed(parts, '; ');
}

/** Rows are zones that open connections, columns zones that answer. */
function matrixTable(rules: readonly CompiledRule[], names: AddressNames): Table {
  const found = new Map<string, Map<string, string[]>>();
  const zones = { from: new Set<string>(), to: new Set<string>() };
  for (const rule of rules) {
    const [from, to] = zonesOf(rule, names);
    for (const a of from)
      for (const b of to) {
        if (a === b && rule.crossing.kind !== 'inside') continue;
        zones.from.add(a);
        zones.to.add(b);
        const row = found.get(a) ?? new Map<string, string[]>();
        found.set(a, row.set(b, [...(row.get(b) ?? []), matrixText(rule)]));
      }
  }
  const [from, to] = [[...zones.from].sort(compareIds), [...zones.to].sort(compareIds)];
  return {
    title: 'Matrix',
    columns: [{ title: 'From zone, to zone', width: 24 }, ...to.map((z) => ({ title: cell(z), width: 40 }))],
    rows: from.map((a) => ({ cells: [cell(a), ...to.map((b) => listed(found.get(a)?.get(b) ?? [], ' | '))] })),
  };
}

function matrixText(rule: CompiledRule): string {
  const notes = [
    isAlways(rule.times) ? [] : ['timed'],
    rule.oneWay && rule.action === 'allow' ? ['one-way'] : [],
  ].flat();
  return `${rule.action} ${servicesText(rule.services)} (${[idsText(rule, Number.POSITIVE_INFINITY), ...notes].join(', ')})`;
}

const ASSET_COLUMNS: readonly Column[] = [
  ...[
    { title: 'Asset', width: 34 },
    { title: 'Zone', width: 24 },
    { title: 'Type', width: 22 },
  ],
  ...[
    { title: 'Title', width: 30 },
    { title: 'Addresses', width: 30 },
  ],
  ...[
    { title: 'Source in', width: 40 },
    { title: 'Target in', width: 40 },
  ],
];

function assetsTable(rules: readonly CompiledRule[], names: AddressNames): Table {
  const found = new Map<NamedAddresses, { readonly source: Set<string>; readonly target: Set<string> }>();
  const note = (rule: CompiledRule, side: RuleSide, role: 'source' | 'target'): void => {
    for (const { entry } of names.of(side, rule)) {
      const known = found.get(entry) ?? { source: new Set(), target: new Set() };
      found.set(entry, known);
      for (const id of [rule.id, ...(rule.merged ?? [])]) known[role].add(id);
    }
  };
  for (const rule of rules) {
    note(rule, rule.sources, 'source');
    note(rule, rule.targets, 'target');
  }
  const rows = [...found]
    .map(([entry, { source, target }]): { key: string; row: Row } => {
      const name = entry.name ?? `${entry.zone} (undeclared addresses)`;
      const cells = [
        ...[cell(name), cell(entry.zone), cell(entry.type ?? ''), cell(entry.title ?? '')],
        ...[
          listed(formatAddresses(entry.outer), ', '),
          listed([...source].sort(), ', '),
          listed([...target].sort(), ', '),
        ],
      ];
      return { key: `${entry.zone}\n${name}`, row: { cells } };
    })
    .sort((a, b) => compareIds(a.key, b.key));
  return { title: 'Assets', columns: ASSET_COLUMNS, rows: rows.map((r) => r.row) };
}
