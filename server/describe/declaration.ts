/** What a declaration is, as Markdown: hovers show it, and completion beside its items. */
import type { Policy, Selector } from '../../language/model/policy.ts';
import { holdsAt, nextChange, timeSet } from '../../language/model/times.ts';
import type { Reference } from '../../language/pipeline.ts';
import type { Snapshot } from '../snapshot.ts';
import { describeAsset } from './asset.ts';
import { block, code, count, listed, plain, portsOf, securityLevel } from './words.ts';
import { describeZone } from './zone.ts';

type Kind = Reference['kind'];

const NOUNS: Readonly<Record<Kind, string>> = {
  zone: 'zone',
  asset: 'asset',
  type: 'asset type',
  group: 'group',
  firewall: 'firewall',
  service: 'service',
  schedule: 'schedule',
  conduit: 'conduit',
  access: 'access',
};

/** Heading, title and doc comment, then what the kind has to tell. Empty where there is no such declaration. */
export function describe(snapshot: Snapshot, kind: Kind, index: number): string {
  const declared = snapshot.declared(kind, index);
  if (declared === undefined) return '';
  const parts = [`**${NOUNS[kind]} ${plain(declared.id)}**${declared.title ? ` – ${plain(declared.title)}` : ''}`];
  if (declared.doc) parts.push(plainLines(declared.doc));
  const details = DETAILS[kind](snapshot, index);
  if (details.length > 0) parts.push(details.join('\n\n'));
  return parts.join('\n\n');
}

/** A doc comment: its line ends stay, nothing else of it is Markdown. */
function plainLines(text: string): string {
  return text.split('\n').map(plain).join('  \n');
}

const DETAILS: Readonly<Record<Kind, (snapshot: Snapshot, index: number) => string[]>> = {
  zone: describeZone,
  asset: describeAsset,
  type: describeType,
  service: describeService,
  group: ({ policy }, index) => {
    const group = policy.groups[index];
    return group === undefined
      ? []
      : [`Members: ${selectors([...group.members.items])}${except(group.members.except)}`];
  },
  schedule: describeSchedule,
  conduit: describeConduit,
  access: describeAccess,
  firewall: describeFirewall,
};

function selectors(items: readonly Selector[]): string {
  return listed(items.map((s) => code(s.text)));
}

function except(items: readonly Selector[]): string {
  return items.length === 0 ? '' : `, except ${selectors(items)}`;
}

function servicesOf(policy: Policy, services: readonly number[]): string {
  return listed(services.flatMap((s) => policy.services[s]?.name ?? []).map(code), 14);
}

function describeType({ policy }: Snapshot, index: number): string[] {
  const type = policy.types[index];
  if (type === undefined) return [];
  const members = policy.assets.filter(
    (a) => a.type === index || (policy.types[a.type ?? -1]?.ancestors ?? []).includes(index),
  );
  const facts = [
    type.ancestors.length > 0 &&
      `a ${type.ancestors.map((a) => code(policy.types[a]?.name ?? '')).join(', which is a ')}`,
    type.class && `class ${type.class}`,
    type.levels &&
      `level ${type.levels.from === type.levels.to ? type.levels.from : `${type.levels.from}-${type.levels.to}`}`,
    type.criticality && `criticality ${type.criticality}`,
  ].filter((f) => typeof f === 'string');
  const out = [facts.join(' · ')];
  if (type.serves.length > 0) out.push(`Serves ${servicesOf(policy, type.serves)}`);
  if (type.slc !== undefined) out.push(`SL-C ${securityLevel(type.slc)}`);
  out.push(
    members.length === 0
      ? 'No asset of this policy has it.'
      : `Stands for ${count(members.length, 'asset')}: ${listed(members.map((a) => code(a.id)))}`,
  );
  return out.filter((line) => line !== '');
}

const INITIATORS = {
  client: 'the client opens the connection',
  server: 'the server opens the connection',
  either: 'either side opens the connection',
};

function describeService({ policy }: Snapshot, index: number): string[] {
  const service = policy.services[index];
  if (service === undefined) return [];
  const out = [portsOf(service.atoms) || 'no ports'];
  const facts = [
    service.category && `category ${service.category}`,
    service.initiator && INITIATORS[service.initiator],
  ].filter((f) => typeof f === 'string');
  if (facts.length > 0) out.push(facts.join(' · '));
  const risks = service.risks;
  out.push(
    risks === undefined ? 'Risks unknown' : risks.includes('none') ? 'No known risks' : `Risks: ${listed([...risks])}`,
  );
  if (service.parts.length > 0) out.push(`Made of ${servicesOf(policy, service.parts)}`);
  if (service.secure !== undefined) out.push(`Secure variant: ${code(policy.services[service.secure]?.name ?? '')}`);
  if (service.dynamic.length > 0)
    out.push(
      `Opens further ports by itself: ${listed(service.dynamic.map((r) => `${r.from}-${r.to}`))}. They are not permitted unless listed.`,
    );
  if (service.source) out.push(`Source: ${plain(service.source)}`);
  return out;
}

function describeConduit({ policy }: Snapshot, index: number): string[] {
  const conduit = policy.conduits[index];
  if (conduit === undefined) return [];
  const name = (zone: number): string => code(policy.zones[zone]?.id ?? '');
  const facts = [
    conduit.oneWay &&
      `one-way from ${name(conduit.oneWay.from)} to ${name(conduit.oneWay.to)}${conduit.proxied ? ', proxied' : ''}`,
    conduit.slt && `SL-T ${listed([...new Set(conduit.slt.value)].map(String))}`,
    conduit.via.length > 0 && `via ${listed(conduit.via.map((f) => code(policy.firewalls[f]?.name ?? '')))}`,
    conduit.encrypted && 'encrypted',
    conduit.inspected && 'inspected',
  ].filter((f) => typeof f === 'string');
  const rules = conduit.rules.flatMap((r) => policy.rules[r] ?? []);
  const out = [`Between ${listed(conduit.zones.map(name))}`];
  if (facts.length > 0) out.push(facts.join(' · '));
  if (rules.length > 0)
    out.push(
      block(
        rules
          .slice(0, 12)
          .map((r) => r.text)
          .join('\n'),
      ),
    );
  if (rules.length > 12) out.push(`and ${count(rules.length - 12, 'rule')} more`);
  return out;
}

/** Its days and times, whether one of them is now, and when that changes. */
function describeSchedule({ policy, now }: Snapshot, index: number): string[] {
  const schedule = policy.schedules[index];
  if (schedule === undefined) return [];
  const { timezone } = policy.header;
  const times = timeSet(undefined, undefined, schedule.week);
  const isOpen = holdsAt(times, now, timezone);
  const change = nextChange(times, timezone, now);
  const state = timeText(isOpen ? 'Open now, until' : 'Closed now, opens', change, policy);
  return [`${plain(schedule.text)}, in the time zone ${plain(timezone)}`, state].filter((line) => line !== '');
}

function describeAccess({ policy }: Snapshot, index: number): string[] {
  const access = policy.accesses[index];
  if (access === undefined) return [];
  const facts = [
    access.vendor && `vendor ${plain(access.vendor)}`,
    access.everyText && plain(access.everyText),
    access.requires.length > 0 && `requires ${listed(access.requires.map(plain))}`,
    access.approvedBy && `approved by ${plain(access.approvedBy)}`,
    access.ticket && `ticket ${plain(access.ticket)}`,
  ].filter((f) => typeof f === 'string');
  const rules = access.rules.flatMap((r) => policy.rules[r] ?? []);
  const window = [timeText('from', access.from?.value, policy), timeText('until', access.until?.value, policy)];
  return [
    window.filter(Boolean).join(' '),
    facts.join(' · '),
    rules.length > 0 ? block(rules.map((r) => r.text).join('\n')) : '',
  ].filter((line) => line !== '');
}

function timeText(word: string, instant: number | undefined, policy: Policy): string {
  if (instant === undefined) return '';
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: policy.header.timezone,
  });
  return `${word} ${format.format(instant)}`;
}

function describeFirewall({ policy }: Snapshot, index: number): string[] {
  const firewall = policy.firewalls[index];
  if (firewall === undefined) return [];
  const facts = [
    firewall.platform && plain(firewall.platform),
    firewall.fails && `fails ${firewall.fails}`,
    firewall.rulesAtMost && `at most ${count(firewall.rulesAtMost.value, 'rule')}`,
    firewall.twinOf !== undefined && `twin of ${code(policy.firewalls[firewall.twinOf]?.name ?? '')}`,
  ].filter((f) => typeof f === 'string');
  const ways = firewall.interfaces.map(
    (i) =>
      `${code(i.name)} to ${listed(i.zones.map((z) => code(policy.zones[z]?.id ?? '')))}${i.addresses.length > 0 ? ` at ${listed(i.addresses.map((a) => a.text))}` : ''}`,
  );
  return [facts.join(' · '), ways.join('  \n')].filter((line) => line !== '');
}
