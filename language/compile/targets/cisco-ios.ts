/**
 * Target `cisco-ios`: extended access lists of a router or switch with Cisco IOS or IOS XE, bound to what comes in by each interface.
 *
 * The lists track nothing. Replies of TCP pass by their flags; all others have no sign, and are refused unless the fallback
 * `stateless-replies` gives them entries of their own. A list sees the interface by which a packet comes in; by which it goes out is
 * routing's (cisco-routing.ts). docs/targets/cisco-ios.md says how to load it and what could not be confirmed.
 */
import type { CompiledRule, FirewallRules } from '../entry.ts';
import { type EntryMaker, type ReplyKind, replyKinds, withoutReply } from './cisco-ios-entries.ts';
import { IosLists } from './cisco-ios-lists.ts';
import { commentLine, isInterfaceName } from './cisco-ios-syntax.ts';
import { RoutingCheck } from './cisco-routing.ts';
import { UtcTimetable } from './cisco-times.ts';
import { headerNotes, textFile } from './common/header.ts';
import { withoutProtocolZero } from './common/protocol-zero.ts';
import {
  acceptable,
  answersByLooks,
  type Judgement,
  refusals,
  STATELESS_REPLIES,
  statelessNotes,
  unreached,
} from './common/refusals.ts';
import type { OutputLine, Refusal, Target, TargetOutput, TargetRequest } from './target.ts';

const KIND_NAMES: Readonly<Record<ReplyKind, string>> = {
  tcp: 'TCP',
  other: 'UDP and ICMP',
  protocols: 'other IP protocols',
};

export const ciscoIosTarget: Target = {
  name: 'cisco-ios',
  title: 'Cisco IOS and IOS XE: extended access lists',
  extension: 'ios',
  capabilities: {
    ...{ ipv6: true, interfaces: true, stateful: false, oneWay: true, times: 'native', layer2: false },
    ...{ inside: true, input: true, logs: true },
  },
  fallbacks: [STATELESS_REPLIES],
  render,
};

function render(request: TargetRequest): TargetOutput {
  const times = new UtcTimetable(request);
  const untracked = request.fallbacks.includes(STATELESS_REPLIES.name);
  const lists = new IosLists(request.rules, times);
  const routing = new RoutingCheck(request.rules);
  const means = { times, routing, maker: lists.maker, rules: request.rules, untracked };
  const { rules, refused, notes: changed } = acceptable(ciscoIosTarget, request, (r) => objection(r, means));
  const { kept, lost } = writableReplies(rules, lists.maker, untracked);
  const body = lists.lines(rules, kept);
  const looked = rules.filter((r) => kept.get(r)?.some((k) => k !== 'tcp') === true && answersByLooks(r));
  const said = [...changed, ...statelessNotes(looked), ...notes(request.rules, times)];
  const facts = { times, empty: rules.length === 0, meetsInput: true, notes: said };
  const head = headerNotes('cisco-ios', request, facts, textFile(body).text);
  const lines = [...head.map((n): OutputLine => ({ text: commentLine(n) })), { text: '!' }, ...body];
  return { files: [textFile(lines)], refused: [...refused, ...lost], rollback: `${lists.rollback().join('\n')}\n` };
}

function notes({ attachments, judgesInput }: FirewallRules, times: UtcTimetable): string[] {
  const out = [
    'Load it as a file (copy FILE running-config): while it loads, nothing passes, sessions with the device neither.',
  ];
  if (attachments.length === 0)
    out.push('The policy declares no interfaces: bind the lists BH-IN and BH-IN-V6 to what comes in by every one.');
  if (!judgesInput)
    out.push(
      attachments.every((a) => a.own.length === 0)
        ? "The lists drop what comes in for the device's own addresses, too: state them in the policy (interface ... at) to let it pass."
        : "What comes in for the device's own addresses that the policy states passes, whatever it is; for others it is dropped.",
    );
  if (times.timed) out.push("Time ranges are UTC: this output sets the device's clock to UTC.");
  return out;
}

interface Means {
  readonly times: UtcTimetable;
  readonly routing: RoutingCheck;
  readonly maker: EntryMaker;
  readonly rules: FirewallRules;
  readonly untracked: boolean;
}

/** What IOS has no word for. */
function objection(rule: CompiledRule, { times, routing, maker, rules, untracked }: Means): Judgement {
  const whole =
    wholly(rule, rules) ??
    (times.beginsTooLate(rule) ? 'it begins after 2035, beyond what time ranges can say' : undefined);
  if (whole !== undefined) return { refused: [{ reason: whole }] };
  const spelt = withoutProtocolZero(rule, 'IOS');
  if (spelt.kept === undefined) return spelt;
  const guessed = replyKinds(spelt.kept, untracked).some((k) => k !== 'tcp');
  const routed = routing.judge(spelt.kept, guessed);
  const refused = [...spelt.refused, ...routed.refused];
  if (routed.kept === undefined) return { refused };
  if (!maker.tooLong(routed.kept, rules.rules)) return { kept: routed.kept, refused };
  const reason = 'it comes to more than 2000 entries of a list: every source with every target and service';
  return { refused: [...refused, { reason }] };
}

function wholly(rule: CompiledRule, firewall: FirewallRules): string | undefined {
  const bad = firewall.attachments.flatMap((a) => a.interfaces).find((n) => !isInterfaceName(n));
  if (bad !== undefined && rule.action === 'allow')
    return `interface ${JSON.stringify(bad)} cannot be the name of an interface of IOS, and what comes in by it would not be judged`;
  return unreached(rule, firewall);
}

/** Which replies are written, and a refusal for those that cannot be. */
function writableReplies(
  rules: readonly CompiledRule[],
  maker: EntryMaker,
  untracked: boolean,
): { readonly kept: ReadonlyMap<CompiledRule, readonly ReplyKind[]>; readonly lost: readonly Refusal[] } {
  const kept = new Map<CompiledRule, readonly ReplyKind[]>();
  const lost: Refusal[] = [];
  for (const r of rules) {
    const kinds = replyKinds(r, untracked);
    const long = kinds.filter((k) => maker.tooLong(r, rules, k));
    kept.set(
      r,
      kinds.filter((k) => !long.includes(k)),
    );
    for (const k of long)
      lost.push(
        ...refusals(r, { reason: `replies in ${KIND_NAMES[k]} do not pass: they come to too many entries of a list` }),
      );
    if (kinds.includes('protocols') && !long.includes('protocols') && withoutReply(r.services).length > 0)
      lost.push(
        ...refusals(r, { reason: 'replies in IP protocol 0 do not pass: IOS reads the number as every protocol' }),
      );
  }
  return { kept, lost: [...new Map(lost.map((l) => [`${l.rule} ${l.reason}`, l])).values()] };
}
