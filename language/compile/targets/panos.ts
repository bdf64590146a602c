/**
 * Target `panos`: security rules of a Palo Alto Networks firewall and the objects that they need, as `set` commands.
 *
 * Rules are judged in their order, denies first. The device tracks sessions, so that only what opens one is written. Ports of TCP and UDP are
 * services; ICMP types and other IP protocols are applications that are identified by those numbers alone. docs/targets/panos.md says how
 * to load it and what could not be confirmed.
 */
import type { CompiledRule, Crossing, SegmentPorts } from '../entry.ts';
import { headerNotes, textFile } from './common/header.ts';
import { NativeTimetable } from './common/native-times.ts';
import { type Family, familyParts, holdIpv6, type ServicePart, serviceParts } from './common/parts.ts';
import { withoutProtocolZero } from './common/protocol-zero.ts';
import { acceptable, type Judgement, ONE_WAY_REPLIES } from './common/refusals.ts';
import { logPrefix, originText } from './common/rule-text.ts';
import { PanosObjects } from './panos-objects.ts';
import {
  command,
  commentLine,
  description,
  isPortName,
  isShownTwice,
  LAST_SECOND,
  list,
  type Panos,
  quoted,
  ruleNames,
} from './panos-syntax.ts';
import type { OutputLine, Target, TargetOutput, TargetRequest } from './target.ts';

const ORIGIN_ROOM = 400;
const RULES = 'rulebase security rules';
/** Of ICMP types and IP protocols in one rule; each is an application, of which a device takes a few hundred. */
const MOST_APPLICATIONS = 32;
const MIDNIGHT = 1440;

export const panosTarget: Target = {
  name: 'panos',
  title: 'Palo Alto Networks, PAN-OS: set commands',
  extension: 'panos',
  capabilities: {
    ...{ ipv6: true, interfaces: true, stateful: true, oneWay: false, times: 'native', layer2: false },
    ...{ inside: true, input: false, logs: true },
  },
  fallbacks: [ONE_WAY_REPLIES],
  render,
};

function render(request: TargetRequest): TargetOutput {
  const times = new NativeTimetable(request, (spans) => spans.some((s) => s.to === MIDNIGHT));
  const {
    rules,
    refused,
    notes: changed,
  } = acceptable(panosTarget, request, (rule) => objection(rule, times, request.timezone));
  const objects = new PanosObjects(request.timezone);
  const builder = new RuleBuilder(request, objects, times);
  const security = [...rules.flatMap((r) => builder.of(r)), ...builder.last()];
  const plain = (...texts: readonly Panos[]): OutputLine[] => texts.map((text) => ({ text }));
  const clocked = times.followsClock || times.timed;
  const body = [
    ...plain(command('delete', RULES)),
    ...objects.clearing(),
    ...(clocked ? plain(command('set deviceconfig system timezone', request.timezone)) : []),
    ...plain(command('set tag bulkhead')),
    ...objects.lines(),
    ...security,
  ];
  const notes = ['It replaces all security rules of its virtual system when it is committed.'];
  if (holdIpv6(rules))
    notes.push(
      'Its rules of IPv6 count only while IPv6 firewalling is on (Device, Setup, Session): the device ignores them else.',
    );
  if (clocked)
    notes.push(`Schedules follow the device's clock: this output sets its time zone to ${request.timezone}.`);
  const facts = { times, empty: rules.length === 0, notes: [...changed, ...notes] };
  const head = headerNotes('panos', request, facts, textFile(body).text).map((n) => ({ text: commentLine(n) }));
  const rollback = [command('delete', RULES), ...objects.rollback(), command('delete tag bulkhead')];
  return { files: [textFile([...head, ...body])], refused, rollback: `${rollback.join('\n')}\n` };
}

/** What PAN-OS has no word for. */
function objection(rule: CompiledRule, times: NativeTimetable, timezone: string): Judgement {
  const { crossing } = rule;
  const named = crossing.kind === 'between' ? [...crossing.from.interfaces, ...crossing.to.interfaces] : [];
  const bad = named.filter((n) => !isPortName(n)).map((n) => JSON.stringify(n));
  if (bad.length > 0)
    return {
      refused: [{ reason: `interface ${bad.join(', ')} cannot be the name of an interface or zone of PAN-OS` }],
    };
  const once = times.of(rule)?.once ?? [];
  if (once.some((i) => i.from >= LAST_SECOND))
    return { refused: [{ reason: 'it begins after 2037, beyond what schedules can say' }] };
  const twice = once.flatMap((i) => [i.from, i.to]).find((t) => isShownTwice(t, timezone));
  if (twice !== undefined) {
    const at = new Date(twice * 1000).toISOString().slice(0, 16);
    return { refused: [{ reason: `its times begin or end at ${at}Z, which the clock of ${timezone} shows twice` }] };
  }
  const spelt = withoutProtocolZero(rule, 'PAN-OS');
  const parts =
    spelt.kept === undefined ? [] : partsOf(spelt.kept).filter((p) => p.proto !== 'tcp' && p.proto !== 'udp');
  const count = parts.reduce((n, p) => n + p.ranges.reduce((m, r) => m + r.to - r.from + 1, 0), 0);
  if (count <= MOST_APPLICATIONS) return spelt;
  const reason = `it names ${count} ICMP types and IP protocols, and PAN-OS needs an application for each; ${MOST_APPLICATIONS} are written`;
  return { refused: [...spelt.refused, { reason }] };
}

/** The parts of a rule's services in the families in which it has addresses. */
function partsOf(rule: CompiledRule): ServicePart[] {
  const parts = familyParts(rule).flatMap((f) => serviceParts(rule.services, f.family));
  const seen = new Map(parts.map((p) => [p.proto, p]));
  return [...seen.values()];
}

/** Writes security rules, denies and allows as they come. */
class RuleBuilder {
  private readonly names = ruleNames();
  private readonly named = new Map<string, number>();
  private readonly request: TargetRequest;
  private readonly objects: PanosObjects;
  private readonly times: NativeTimetable;

  constructor(request: TargetRequest, objects: PanosObjects, times: NativeTimetable) {
    this.request = request;
    this.objects = objects;
    this.times = times;
  }

  /** A rule's ports and its applications are rules of their own, for each of its schedules. */
  of(rule: CompiledRule): OutputLine[] {
    const families = familyParts(rule).map((f): Family => f.family);
    if (families.length === 0) return [];
    const sides: Panos[] = [
      command('source', this.objects.side(rule, rule.sources, families)),
      command('destination', this.objects.side(rule, rule.targets, families)),
    ];
    const matches = this.matches(rule);
    return this.objects.schedules(rule, this.times.of(rule)).flatMap((schedule) =>
      matches.map((match) => {
        const text = this.line(logPrefix(rule), this.ports(rule.crossing), [
          ...sides,
          ...match,
          ...(schedule === undefined ? [] : [command('schedule', schedule)]),
          command('action', rule.action === 'allow' ? 'allow' : 'drop'),
          command('log-start no log-end', rule.log ? 'yes' : 'no'),
          command('description', description(originText(rule, ORIGIN_ROOM), 'rule')),
        ]);
        return { text, rule: rule.id };
      }),
    );
  }

  private matches(rule: CompiledRule): (readonly Panos[])[] {
    const parts = partsOf(rule);
    if (parts.some((p) => p.proto === 'any')) return [[command('application any service any')]];
    const services = this.objects.services(rule, parts);
    const applications = this.objects.applications(parts);
    return [
      ...(services.length === 0 ? [] : [[command('application any'), command('service', list(services))]]),
      // Not with service `any`: until an application is known, packets of every protocol would pass.
      ...(applications.length === 0
        ? []
        : [[command('application', list(applications)), command('service application-default')]]),
    ];
  }

  /**
   * What no rule permits: dropped between zones, and inside the zones that the policy has this firewall enforce. Other traffic within a
   * zone of the device, and so to its own interfaces, is left to the device.
   */
  last(): OutputLine[] {
    const { attachments } = this.request.rules;
    const all = [
      command('source any destination any application any service any action drop log-start no log-end yes'),
    ];
    const everywhere = command('from any to any');
    if (attachments.length === 0) return [{ text: this.line('bulkhead drop', everywhere, all) }];
    const between = { text: this.line('bulkhead drop', everywhere, [command('rule-type interzone'), ...all]) };
    const at = attachments.filter((a) => a.enforced.length > 0);
    if (at.length === 0) return [between];
    const held = at.some((a) => a.interfaces.length === 0) ? command('any') : this.zones(at);
    const within = command('from', held, 'to', held);
    return [between, { text: this.line('bulkhead drop inside', within, [command('rule-type intrazone'), ...all]) }];
  }

  private line(name: string, ports: Panos, rest: readonly Panos[]): Panos {
    const n = (this.named.get(name) ?? 0) + 1;
    this.named.set(name, n);
    const own = quoted(this.names.name(n === 1 ? name : `${name} ${n}`));
    return command('set', RULES, own, ports, ...rest, 'tag bulkhead');
  }

  private ports(crossing: Crossing): Panos {
    if (crossing.kind !== 'between') return command('from any to any');
    return command('from', this.zones([crossing.from]), 'to', this.zones([crossing.to]));
  }

  private zones(at: readonly SegmentPorts[]): Panos {
    const names = at.flatMap((a) => a.interfaces).filter(isPortName);
    return names.length === 0 ? command('any') : list([...new Set(names.map((n) => this.objects.zone(n)))]);
  }
}
