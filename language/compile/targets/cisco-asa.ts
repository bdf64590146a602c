/**
 * Target `cisco-asa`: access lists of a Cisco ASA (9.0 or newer), one bound to each interface's incoming packets and one to all others.
 *
 * The device tracks connections of TCP, UDP and - inspected - ICMP. A list sees the interface by which a packet comes in; by which it goes
 * out is routing's (cisco-routing.ts). docs/targets/cisco-asa.md says how to load it and what could not be confirmed.
 */
import { atoms } from '../../model/atoms.ts';
import { overlaps } from '../../model/intervals.ts';
import type { CompiledRule } from '../entry.ts';
import { AsaLists, UNTRACKED } from './cisco-asa-lists.ts';
import { asaNames, command, commentLine, isNameif } from './cisco-asa-syntax.ts';
import { RoutingCheck } from './cisco-routing.ts';
import { UtcTimetable } from './cisco-times.ts';
import { headerNotes, textFile } from './common/header.ts';
import { withoutProtocolZero } from './common/protocol-zero.ts';
import { acceptable, type Judgement, ONE_WAY_REPLIES, STATELESS_REPLIES, statelessNotes } from './common/refusals.ts';
import type { OutputLine, Target, TargetOutput, TargetRequest } from './target.ts';

const ICMP = [...atoms('icmp'), ...atoms('icmpv6')];
const OTHER_PROTOCOLS = atoms('ip');
const HOPOPT = atoms('ip', 0, 0);

export const ciscoAsaTarget: Target = {
  name: 'cisco-asa',
  title: 'Cisco ASA: access lists with object groups',
  extension: 'asa',
  capabilities: {
    ...{ ipv6: true, interfaces: true, stateful: true, oneWay: false, times: 'native', layer2: false },
    ...{ inside: true, input: false, logs: true },
  },
  fallbacks: [ONE_WAY_REPLIES, STATELESS_REPLIES],
  render,
};

function render(request: TargetRequest): TargetOutput {
  const times = new UtcTimetable(request);
  const routing = new RoutingCheck(request.rules);
  const replies = request.fallbacks.includes(STATELESS_REPLIES.name);
  const {
    rules,
    refused,
    notes: changed,
  } = acceptable(ciscoAsaTarget, request, (r) => objection(r, { times, routing, replies }));
  const lists = new AsaLists(request, rules, { names: asaNames(), times, replies });
  const body: OutputLine[] = [...lists.lines(), ...inspection(rules)];
  const looked = rules.filter((r) => replies && r.action === 'allow' && !r.oneWay && overlaps(r.services, UNTRACKED));
  const facts = { times, empty: rules.length === 0, notes: [...changed, ...statelessNotes(looked), ...notes(times)] };
  const head = headerNotes('cisco-asa', request, facts, textFile(body).text);
  const lines = [...head.map((n): OutputLine => ({ text: commentLine(n) })), { text: '!' }, ...body];
  return { files: [textFile(lines)], refused, rollback: `${lists.rollback().join('\n')}\n` };
}

function notes(times: UtcTimetable): string[] {
  const clock = times.timed ? ["Time ranges are UTC: this output sets the device's clock to UTC."] : [];
  return ['Load it as a file (copy FILE running-config): while it loads, nothing new passes.', ...clock];
}

interface Means {
  readonly times: UtcTimetable;
  readonly routing: RoutingCheck;
  readonly replies: boolean;
}

/** What ASA has no word for. */
function objection(rule: CompiledRule, { times, routing, replies }: Means): Judgement {
  const { crossing } = rule;
  const bad = crossing.kind === 'between' ? crossing.from.interfaces.filter((n) => !isNameif(n)) : [];
  if (bad.length > 0) {
    const named = bad.map((n) => JSON.stringify(n)).join(', ');
    return { refused: [{ reason: `interface ${named} cannot be the name of an interface of ASA` }] };
  }
  if (times.beginsTooLate(rule))
    return { refused: [{ reason: 'it begins after 2035, beyond what time ranges can say' }] };
  const spelt = withoutProtocolZero(rule, 'ASA');
  if (spelt.kept === undefined) return spelt;
  const untracked = rule.action === 'allow' && overlaps(spelt.kept.services, OTHER_PROTOCOLS);
  const routed = routing.judge(spelt.kept, replies && untracked);
  const lost = untracked ? lostReplies(spelt.kept, replies) : [];
  return { ...routed, refused: [...spelt.refused, ...routed.refused, ...lost] };
}

/** Replies of protocols that ASA does not track have entries of their own or do not pass. */
function lostReplies(rule: CompiledRule, replies: boolean): Judgement['refused'] {
  if (rule.oneWay) return [];
  if (!replies)
    return [
      {
        reason: 'replies in IP protocols other than TCP, UDP and ICMP do not pass: ASA tracks no connections of them',
        fallback: STATELESS_REPLIES.name,
      },
    ];
  if (!overlaps(rule.services, HOPOPT)) return [];
  return [{ reason: 'replies in IP protocol 0 do not pass: ASA reads the number as every protocol' }];
}

/** ICMP replies pass only where the device inspects ICMP. */
function inspection(rules: readonly CompiledRule[]): OutputLine[] {
  const used = rules.some((r) => r.action === 'allow' && overlaps(r.services, ICMP));
  const lines = ['policy-map global_policy', ' class inspection_default', '  inspect icmp', '  inspect icmp error'];
  return used ? lines.map((text) => ({ text: command(text) })) : [];
}
