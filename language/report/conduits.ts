/** The conduits of a report, the flows that they and the insides of zones permit, and vendors' access (ZCR 6.4). */
import { ruleTimes } from '../analysis/index.ts';
import type { Access, Conduit, Rule, SelectorList } from '../model/policy.ts';
import { formatInstant, formatTimes, isAlways } from '../model/times.ts';
import { type Cell, countOf, placeText, type Section, type Table, yes } from './content.ts';
import { slText } from './security-level.ts';
import type { Subject } from './subject.ts';

export function conduitsSection(subject: Subject): Section {
  const { policy } = subject;
  const flows = policy.rules.filter((rule) => rule.container.kind !== 'access');
  return {
    id: 'conduits',
    title: 'Conduits and flows',
    basis: 'ZCR 6.4',
    paragraphs: [
      `${countOf(policy.conduits.length, 'conduit')}, ${countOf(flows.length, 'rule')}. What no rule permits between zones is denied; a deny beats every allow.`,
    ],
    tables: [
      {
        id: 'conduits',
        title: 'Conduits and their characteristics',
        columns: [
          'Conduit',
          'Title',
          'Joins',
          'Direction',
          'SL-T',
          'Owner',
          'By way of',
          'Measures',
          'Rules',
          'Stated at',
        ],
        rows: policy.conduits.map((conduit) => conduitRow(subject, conduit)),
        empty: 'The policy declares no conduit.',
      },
      flowsTable(subject, flows),
    ],
  };
}

function conduitRow({ policy }: Subject, conduit: Conduit): Cell[] {
  const name = (zone: number) => policy.zones[zone]?.id ?? '';
  const { oneWay } = conduit;
  const measures = [
    conduit.encrypted ? 'encrypted' : '',
    conduit.inspected ? 'inspected' : '',
    conduit.proxied ? 'proxied' : '',
  ];
  return [
    conduit.name,
    conduit.title ?? '',
    conduit.zones.map(name),
    oneWay === undefined ? 'as the rules say' : `one way: ${name(oneWay.from)} to ${name(oneWay.to)}`,
    slText(conduit.slt?.value),
    conduit.owner ?? policy.header.owner ?? '',
    conduit.via.map((f) => policy.firewalls[f]?.name ?? ''),
    measures.filter((m) => m !== ''),
    String(conduit.rules.length),
    placeText(conduit.place),
  ];
}

function flowsTable(subject: Subject, rules: readonly Rule[]): Table {
  return {
    id: 'flows',
    title: 'Rules',
    columns: [
      ...['Rule', 'In', 'Action', 'From', 'To', 'Services', 'When', 'Because', 'Ticket', 'Owner'],
      ...['Logged', 'Enforced on', 'Stated at'],
    ],
    rows: rules.map((rule) => flowRow(subject, rule)),
    empty: 'No rule permits or denies anything.',
  };
}

function flowRow(subject: Subject, rule: Rule): Cell[] {
  const times = ruleTimes(rule);
  return [
    rule.id,
    containerName(subject, rule),
    rule.action,
    sideText(rule.sources),
    rule.both ? [...sideText(rule.targets), '(and back)'] : sideText(rule.targets),
    rule.services.map((s) => s.text),
    isAlways(times) ? '' : formatTimes(times, subject.policy.header.timezone),
    rule.because?.value ?? '',
    rule.ticket ?? '',
    rule.owner ?? '',
    yes(rule.log),
    subject.enforcedOn.get(rule.id) ?? [],
    placeText(rule.place),
  ];
}

function containerName({ policy }: Subject, { container }: Rule): string {
  if (container.kind === 'conduit') return policy.conduits[container.conduit]?.name ?? '';
  return container.kind === 'zone'
    ? `zone ${policy.zones[container.zone]?.id ?? ''}`
    : (policy.accesses[container.access]?.name ?? '');
}

function sideText({ items, except }: SelectorList): string[] {
  const taken = except.map((s) => s.text).join(', ');
  return [...items.map((s) => s.text), ...(taken === '' ? [] : [`except ${taken}`])];
}

export function accessSection(subject: Subject): Section {
  const { policy } = subject;
  return {
    id: 'access',
    title: 'Vendor access',
    paragraphs: ['Access that is granted for a time only. What has ended permits nothing and is in no exported rule.'],
    tables: [
      {
        id: 'access',
        title: 'Accesses',
        columns: [
          'Access',
          'Title',
          'Vendor',
          'State',
          'From',
          'Until',
          'Only',
          'Permits',
          'Requires',
          'Approved by',
          'Ticket',
        ],
        rows: policy.accesses.map((access) => accessRow(subject, access)),
        empty: 'No access is granted.',
      },
    ],
  };
}

function accessRow({ policy, now }: Subject, access: Access): Cell[] {
  const instant = (ms: number | undefined) => (ms === undefined ? '' : formatInstant(policy.header.timezone, ms));
  return [
    access.name,
    access.title ?? '',
    access.vendor ?? '',
    stateOf(access, now),
    instant(access.from?.value),
    instant(access.until?.value),
    access.everyText ?? '',
    access.rules.map((r) => policy.rules[r]?.text ?? ''),
    access.requires,
    access.approvedBy ?? '',
    access.ticket ?? '',
  ];
}

/** Where an access stands at an instant (epoch ms). */
function stateOf(access: Access, now: number): 'pending' | 'active' | 'ended' {
  if (access.until !== undefined && access.until.value <= now) return 'ended';
  return access.from !== undefined && access.from.value > now ? 'pending' : 'active';
}
