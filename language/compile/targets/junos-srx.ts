/**
 * Target `junos-srx`: `set` commands for a Juniper SRX, loaded with `load set`: security zones from attachments, a global address book,
 * custom applications, schedulers, and security policies that replace all that the device had.
 *
 * Policies are judged in order, so denies come before allows in every pair of zones; nothing matched is denied. Inside an enforced
 * zone, and for the implied firewall, policies are global ones, matched by address alone.
 */
import type { AddressSet } from '../../model/addresses.ts';
import type { Attachment, CompiledRule, FirewallRules, SegmentPorts } from '../entry.ts';
import { cidrPieces } from './common/cidr-pieces.ts';
import { headerNotes, textFile } from './common/header.ts';
import type { NativeTimetable } from './common/native-times.ts';
import { familyParts, holdIpv6, serviceParts } from './common/parts.ts';
import { withoutProtocolZero } from './common/protocol-zero.ts';
import { acceptable, type Judgement, ONE_WAY_REPLIES, unreached } from './common/refusals.ts';
import { originText } from './common/rule-text.ts';
import { deviceTimezone, junosTimetable, type Scheduler, schedulesOf } from './junos-schedules.ts';
import {
  addressName,
  addressPrefix,
  applications,
  command,
  commentLine,
  interfaceName,
  isInterfaceName,
  type Junos,
  JunosNames,
  quoted,
  timezoneName,
  word,
} from './junos-syntax.ts';
import type { OutputLine, Target, TargetOutput, TargetRequest } from './target.ts';

export const junosSrxTarget: Target = {
  name: 'junos-srx',
  title: 'Juniper SRX: set commands for `load set`',
  extension: 'set',
  capabilities: {
    ...{ ipv6: true, interfaces: true, stateful: true, oneWay: false, times: 'native', layer2: false },
    ...{ inside: true, input: false, logs: true },
  },
  fallbacks: [ONE_WAY_REPLIES],
  render,
};

/** Members of an address set, and applications of a policy, that every SRX takes. */
const MOST_ADDRESSES = 1024;
const MOST_APPLICATIONS = 128;

const BOOK = word('security address-book global');
const POLICIES = word('security policies');
const [SET, DELETE] = [word('set'), word('delete')];

/** The last policy that is asked, of any two zones: drops as the default policy would, which has no log. */
const LOGGED_DROP: readonly Junos[] = [
  ...['match source-address any', 'match destination-address any', 'match application any'],
  ...['then deny', 'then log session-init'],
].map((text) => command(SET, POLICIES, word('global policy drop'), word(text)));

function render(request: TargetRequest): TargetOutput {
  const times = junosTimetable(request);
  const { rules, refused, notes: changed } = acceptable(junosSrxTarget, request, objections(request, times));
  const commands = new Commands(request, times);
  for (const rule of rules) commands.add(rule);
  const body = commands.lines();
  const notes = [
    ...changed,
    ...(request.rules.attachments.length > 0
      ? []
      : [
          'The policy declares no interfaces: put every interface of the device into a security zone. In none, it passes nothing.',
        ]),
    ...(holdIpv6(rules)
      ? [
          'Its rules of IPv6 count only with `security forwarding-options family inet6 mode flow-based`: in other modes the device drops IPv6, or forwards it unjudged.',
        ]
      : []),
    ...(usesClock(times)
      ? [
          `Schedulers follow the time zone of the device, which this file sets to that of the policy: ${deviceTimezone(request.timezone)}.`,
        ]
      : []),
  ];
  const facts = { times, empty: rules.length === 0, notes };
  const head = headerNotes('junos-srx', request, facts, textFile(body).text).map((n) => ({ text: commentLine(n) }));
  return { files: [textFile([...head, ...body])], refused, rollback: commands.rollback() };
}

/** Schedulers of every kind follow the device's clock. */
function usesClock(times: NativeTimetable): boolean {
  return times.timed || times.followsClock;
}

function objections(request: TargetRequest, times: NativeTimetable): (rule: CompiledRule) => Judgement {
  const zones = zonesOf(request.rules);
  return (rule) => {
    const ports = [...segments(rule), ...around(rule, request.rules)].flatMap((s) => s.interfaces);
    const bad = ports.find((port) => !isInterfaceName(port));
    if (bad !== undefined)
      return { refused: [{ reason: `interface ${JSON.stringify(bad)} cannot be the name of an interface of Junos` }] };
    for (const port of ports) {
      const held = zones.get(port) ?? [];
      if (held.length > 1)
        return {
          refused: [{ reason: `interface ${port} leads to ${held.join(', ')}: on an SRX it lies in one zone` }],
        };
    }
    const nowhere = unreached(rule, request.rules);
    if (nowhere !== undefined) return { refused: [{ reason: nowhere }] };
    const schedules = schedulesOf(rule, times, request.timezone);
    return schedules.kind === 'refused'
      ? { refused: [{ reason: schedules.reason }] }
      : withoutProtocolZero(rule, 'Junos');
  };
}

function segments({ crossing }: CompiledRule): readonly SegmentPorts[] {
  return crossing.kind === 'between' ? [crossing.from, crossing.to] : [];
}

/** What the traffic inside a zone crosses the firewall by. */
function around({ crossing }: CompiledRule, { attachments }: FirewallRules): readonly Attachment[] {
  return crossing.kind === 'inside' ? attachments.filter((a) => a.zones.includes(crossing.zone)) : [];
}

/**
 * The zones that each interface would have to be in: those of the rules between segments, sorted; where there are none, the first that
 * it leads to. Also an interface that no such rule speaks of has a zone: in none, an SRX passes nothing, not inside a zone either.
 */
function zonesOf({ rules, attachments }: FirewallRules): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const { zone, interfaces } of rules.flatMap(segments))
    for (const port of interfaces) found.set(port, (found.get(port) ?? new Set()).add(zone));
  for (const { zone, interfaces } of attachments)
    for (const port of interfaces) if (!found.has(port)) found.set(port, new Set([zone]));
  return new Map([...found].map(([port, zones]) => [port, [...zones].sort()]));
}

/** Gathers the objects that policies need, each once, and the policies by pair of zones. */
class Commands {
  private readonly request: TargetRequest;
  private readonly times: NativeTimetable;
  private readonly zoneNames = new JunosNames(['junos-host', 'junos-global', 'any']);
  private readonly setNames = new JunosNames();
  private readonly policyNames = new Map<string, { given: JunosNames; count: Map<string, number> }>();
  private readonly done = new Set<string>();
  private readonly removals: OutputLine[] = [];
  private readonly objects: Record<'schedulers' | 'applications' | 'addresses' | 'sets', OutputLine[]> = {
    ...{ schedulers: [], applications: [], addresses: [], sets: [] },
  };
  private readonly policies: OutputLine[] = [];

  constructor(request: TargetRequest, times: NativeTimetable) {
    this.request = request;
    this.times = times;
  }

  add(rule: CompiledRule): void {
    const schedules = schedulesOf(rule, this.times, this.request.timezone);
    const timers = schedules.kind === 'timed' ? schedules.schedulers : [undefined];
    const context = this.context(rule);
    for (const { family, sources, targets } of familyParts(rule)) {
      const services = serviceParts(rule.services, family);
      const apps = services.some((s) => s.proto === 'any') ? [word('any')] : this.applications(rule, services);
      if (apps.length === 0) continue;
      const label = family === 4 ? '' : ' v6';
      const from = this.addressSets(rule, `${rule.sources.key}${label}`, sources);
      const to = this.addressSets(rule, `${rule.targets.key}${label}`, targets);
      for (const timer of timers)
        for (const source of from)
          for (const target of to)
            for (const some of chunks(apps, MOST_APPLICATIONS))
              this.policy(rule, context, { label, source, target, apps: some, timer });
    }
  }

  private context({ crossing }: CompiledRule): Junos {
    if (crossing.kind !== 'between') return word('global');
    const zone = (at: SegmentPorts): Junos => this.zoneNames.name(at.zone);
    return command(word('from-zone'), zone(crossing.from), word('to-zone'), zone(crossing.to));
  }

  /** Every interface of the firewall in its zone. */
  private zones(): OutputLine[] {
    const zones = zonesOf(this.request.rules);
    return this.request.rules.attachments.flatMap(({ zone, interfaces }) =>
      interfaces
        .filter((port) => isInterfaceName(port) && zones.get(port)?.join() === zone)
        .map((port) => ({
          text: command(
            ...[SET, word('security zones security-zone'), this.zoneNames.name(zone)],
            ...[word('interfaces'), interfaceName(port)],
          ),
        })),
    );
  }

  private applications(rule: CompiledRule, services: Parameters<typeof applications>[0][]): Junos[] {
    return services.flatMap(applications).map(({ name, terms }) => {
      const path = command(word('applications application'), name);
      for (const term of terms) this.once(this.objects.applications, command(SET, path, term), rule);
      return name;
    });
  }

  /** The address sets that together hold some addresses of one family; written once a key. */
  private addressSets(rule: CompiledRule, key: string, addresses: AddressSet): Junos[] {
    return chunks(cidrPieces(addresses), MOST_ADDRESSES).map((blocks, i) => {
      const name = this.setNames.name(i === 0 ? key : `${key} part ${i + 1}`);
      const path = command(BOOK, word('address-set'), name);
      if (this.done.has(path)) return name;
      this.done.add(path);
      this.removals.push({ text: command(DELETE, path), rule: rule.id });
      for (const block of blocks) {
        const entry = addressName(block);
        this.once(this.objects.addresses, command(SET, BOOK, word('address'), entry, addressPrefix(block)), rule);
        this.objects.sets.push({ text: command(SET, path, word('address'), entry), rule: rule.id });
      }
      return name;
    });
  }

  private policy(rule: CompiledRule, context: Junos, p: PolicyParts): void {
    const name = this.policyName(context, `${rule.action} ${rule.id}${p.label}`);
    const path = command(SET, POLICIES, context, word('policy'), name);
    const lines = [
      command(path, word('description'), quoted(originText(rule, 200))),
      command(path, word('match source-address'), p.source),
      command(path, word('match destination-address'), p.target),
      ...p.apps.map((a) => command(path, word('match application'), a)),
      command(path, word(rule.action === 'allow' ? 'then permit' : 'then deny')),
      ...(rule.log ? [command(path, word('then log session-init'))] : []),
      ...(p.timer === undefined ? [] : [command(path, word('scheduler-name'), this.scheduler(rule, p.timer))]),
    ];
    for (const text of lines) this.policies.push({ text, rule: rule.id });
  }

  /** `allow-k3f9aq`, and numbers after it where a rule needs several policies between two zones. */
  private policyName(context: Junos, base: string): Junos {
    const names = this.policyNames.get(context) ?? { given: new JunosNames(), count: new Map<string, number>() };
    this.policyNames.set(context, names);
    const n = (names.count.get(base) ?? 0) + 1;
    names.count.set(base, n);
    return names.given.name(n === 1 ? base : `${base} ${n}`);
  }

  private scheduler(rule: CompiledRule, { name, terms }: Scheduler): Junos {
    const path = command(word('schedulers scheduler'), name);
    if (this.done.has(path)) return name;
    this.done.add(path);
    this.removals.push({ text: command(DELETE, path), rule: rule.id });
    for (const term of terms) this.objects.schedulers.push({ text: command(SET, path, term), rule: rule.id });
    return name;
  }

  private once(list: OutputLine[], text: Junos, rule?: CompiledRule): void {
    if (this.done.has(text)) return;
    this.done.add(text);
    list.push({ text, ...(rule === undefined ? {} : { rule: rule.id }) });
  }

  lines(): OutputLine[] {
    const { schedulers, applications: apps, addresses, sets } = this.objects;
    const clock = usesClock(this.times)
      ? [{ text: command(SET, word('system time-zone'), timezoneName(deviceTimezone(this.request.timezone))) }]
      : [];
    return [
      ...section('What the file replaces', [{ text: command(DELETE, POLICIES) }, ...this.removals]),
      ...section('Zones', this.zones()),
      ...section('Times', [...clock, ...schedulers]),
      ...section('Applications', apps),
      ...section('Addresses', [...addresses, ...sets]),
      ...section('Policies', [
        ...this.policies,
        ...LOGGED_DROP.map((text) => ({ text })),
        // Without it a session outlives the policy, or the time, that permitted it.
        { text: command(SET, POLICIES, word('policy-rematch')) },
        { text: command(SET, POLICIES, word('default-policy deny-all')) },
      ]),
    ];
  }

  /** Takes policies, sets and schedulers off; zones, addresses and applications stay, and nothing is let through. */
  rollback(): string {
    const lines = [command(DELETE, POLICIES), command(SET, POLICIES, word('default-policy deny-all'))];
    return `${[...lines, ...this.removals.map((l) => l.text)].join('\n')}\n`;
  }
}

interface PolicyParts {
  readonly label: string;
  readonly source: Junos;
  readonly target: Junos;
  readonly apps: readonly Junos[];
  readonly timer: Scheduler | undefined;
}

function section(title: string, lines: readonly OutputLine[]): OutputLine[] {
  return lines.length === 0 ? [] : [{ text: '' }, { text: commentLine(title) }, ...lines];
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  const out: T[][] = [];
  for (let i = 0; i < list.length; i += size) out.push(list.slice(i, i + size));
  return out;
}
