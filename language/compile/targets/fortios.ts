/**
 * Target `fortios`: addresses, services, schedules and policies of a FortiGate, as a script of its command line. FortiOS 7.0 or newer.
 *
 * Policies are judged in their order, denies first; a policy out of its schedule is passed over. The device tracks connections, so
 * that only what opens one is written. docs/targets/fortios.md says how to load it and what could not be confirmed.
 */
import type { CompiledRule, Crossing } from '../entry.ts';
import { headerNotes, textFile } from './common/header.ts';
import { NativeTimetable } from './common/native-times.ts';
import { familyParts } from './common/parts.ts';
import { withoutProtocolZero } from './common/protocol-zero.ts';
import { acceptable, type Judgement, ONE_WAY_REPLIES } from './common/refusals.ts';
import { logPrefix, originText } from './common/rule-text.ts';
import { FortiObjects } from './fortios-objects.ts';
import {
  commentLine,
  deletions,
  entry,
  type Forti,
  isInterfaceName,
  LAST_SECOND,
  move,
  number,
  policyNames,
  quoted,
  set,
  table,
  text,
  word,
} from './fortios-syntax.ts';
import type { OutputLine, Target, TargetOutput, TargetRequest } from './target.ts';

const ORIGIN_ROOM = 400;
const POLICIES = 'firewall policy';
/** Policies are numbered from here, so that those of this export are told from others at a glance. */
const FIRST_ID = 1_000_000;
const IDS = 1_000_000_000;
const LAST_ID = FIRST_ID + IDS;

export const fortiosTarget: Target = {
  name: 'fortios',
  title: 'FortiGate, FortiOS 7: a command line script',
  extension: 'fortios.conf',
  capabilities: {
    ...{ ipv6: true, interfaces: true, stateful: true, oneWay: false, times: 'native', layer2: false },
    ...{ inside: true, input: false, logs: true },
  },
  fallbacks: [ONE_WAY_REPLIES],
  render,
};

function render(request: TargetRequest): TargetOutput {
  const times = new NativeTimetable(request);
  const { rules, refused, notes: changed } = acceptable(fortiosTarget, request, (rule) => objection(rule, times));
  const objects = new FortiObjects(request.timezone);
  const policies = new PolicyBuilder(objects, times);
  const lines = rules.flatMap((rule) => policies.of(rule));
  lines.push(...policies.last());
  const body = [...objects.lines(), ...table(POLICIES, [...lines, ...inOrder(policies.ids)])];
  const notes = ['First remove the previous export (its rollback file): policies that are there come before these.'];
  if (times.followsClock)
    notes.push(`Weekly schedules follow the device's clock: set its time zone to ${request.timezone}.`);
  const facts = { times, empty: rules.length === 0, notes: [...changed, ...notes] };
  const head = headerNotes('fortios', request, facts, textFile(body).text).map(
    (n): OutputLine => ({ text: commentLine(n) }),
  );
  const rollback = [...deletions(POLICIES, policies.ids), ...objects.rollback()];
  return { files: [textFile([...head, { text: '' }, ...body])], refused, rollback: `${rollback.join('\n')}\n` };
}

/** Policies that are there already stay where they are when they are set anew: this puts all in their order. */
function inOrder(ids: readonly Forti[]): OutputLine[] {
  return ids.slice(1).map((id, i) => ({ text: move(id, ids[i] as Forti) }));
}

/** What FortiOS has no word for. */
function objection(rule: CompiledRule, times: NativeTimetable): Judgement {
  const bad = interfacesOf(rule.crossing).filter((n) => !isInterfaceName(n));
  if (bad.length > 0) {
    const names = bad.map((n) => JSON.stringify(n)).join(', ');
    return { refused: [{ reason: `interface ${names} cannot be the name of an interface of FortiOS` }] };
  }
  if (times.of(rule)?.once.some((i) => i.from >= LAST_SECOND))
    return { refused: [{ reason: 'it begins after 2037, beyond what schedules can say' }] };
  return withoutProtocolZero(rule, 'FortiOS');
}

function interfacesOf(crossing: Crossing): readonly string[] {
  return crossing.kind === 'between' ? [...crossing.from.interfaces, ...crossing.to.interfaces] : [];
}

/** Writes policies, denies and allows as they come, and remembers their names and numbers. */
class PolicyBuilder {
  readonly ids: Forti[] = [];
  private readonly names = policyNames();
  private readonly named = new Map<string, number>();
  private readonly taken = new Set<number>();
  private readonly objects: FortiObjects;
  private readonly times: NativeTimetable;

  constructor(objects: FortiObjects, times: NativeTimetable) {
    this.objects = objects;
    this.times = times;
  }

  /** A rule's policies: one, or one for each of its groups of schedules. */
  of(rule: CompiledRule): OutputLine[] {
    const match = this.match(rule);
    if (match.length === 0) return [];
    const times = this.times.of(rule);
    const settings = (schedule: Forti): Forti[] => [
      set('name', this.name(logPrefix(rule))),
      ...ports(rule.crossing),
      set('action', word(rule.action === 'allow' ? 'accept' : 'deny')),
      ...match,
      set('schedule', schedule),
      // Without this, sessions outlive the times of the policy that let them through.
      ...(times !== undefined && rule.action === 'allow' ? [set('schedule-timeout', word('enable'))] : []),
      set('service', ...this.objects.services(rule)),
      set('logtraffic', word(rule.log ? 'all' : 'disable')),
      set('comments', text(originText(rule, ORIGIN_ROOM), 'policy')),
    ];
    const key = `${rule.id} ${rule.sources.key} ${rule.targets.key} ${JSON.stringify(rule.crossing)}`;
    return this.objects
      .schedulesOf(rule, times)
      .flatMap((schedule, i) => entry(this.id(`${key} ${i}`), settings(schedule), rule.id));
  }

  /** What no rule permits: dropped as FortiOS does anyway, but logged. */
  last(): OutputLine[] {
    const all = ['srcaddr', 'dstaddr', 'srcaddr6', 'dstaddr6'].map((key) => set(key, quoted('all')));
    this.ids.push(number(LAST_ID));
    return entry(number(LAST_ID), [
      set('name', this.name('bulkhead drop')),
      ...ports({ kind: 'anywhere' }),
      set('action', word('deny')),
      ...all,
      set('schedule', quoted('always')),
      set('service', quoted('ALL')),
      set('logtraffic', word('all')),
    ]);
  }

  private match(rule: CompiledRule): Forti[] {
    const out: Forti[] = [];
    for (const { family } of familyParts(rule)) {
      const six = family === 6 ? '6' : '';
      const sources = this.objects.side(rule, rule.sources, family);
      const targets = this.objects.side(rule, rule.targets, family);
      out.push(set(`srcaddr${six}`, sources), set(`dstaddr${six}`, targets));
    }
    return out;
  }

  private name(prefix: string): Forti {
    const n = (this.named.get(prefix) ?? 0) + 1;
    this.named.set(prefix, n);
    return quoted(this.names.name(n === 1 ? prefix : `${prefix} ${n}`));
  }

  /** A number that stays the same while other rules come and go. */
  private id(key: string): Forti {
    let n = 0;
    for (let i = 0; i < key.length; i++) n = (Math.imul(n, 31) + key.charCodeAt(i)) >>> 0;
    let id = FIRST_ID + (n % IDS);
    while (this.taken.has(id)) id = FIRST_ID + ((id + 1 - FIRST_ID) % IDS);
    this.taken.add(id);
    this.ids.push(number(id));
    return number(id);
  }
}

function ports(crossing: Crossing): Forti[] {
  const names = (list: readonly string[] | undefined) =>
    list === undefined || list.length === 0 ? [quoted('any')] : list.map(quoted);
  const between = crossing.kind === 'between' ? crossing : undefined;
  return [set('srcintf', ...names(between?.from.interfaces)), set('dstintf', ...names(between?.to.interfaces))];
}
