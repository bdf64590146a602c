/**
 * Target `iptables`: the table `filter` for iptables-restore and ip6tables-restore, one file per firewall and address family. Each
 * replaces the whole table in one step; what it judges, and how, is what the target nftables does.
 */
import { atoms, ROUTED_ATOMS } from '../../model/atoms.ts';
import { contains, intersect, subtract, union } from '../../model/intervals.ts';
import type { CompiledRule } from '../entry.ts';
import { FAR_SECONDS } from './common/epoch-intervals.ts';
import { type HeaderFacts, headerNotes, textFile, withHeader } from './common/header.ts';
import { familyParts } from './common/parts.ts';
import { acceptable, type Judgement } from './common/refusals.ts';
import { RuleTimes } from './common/rule-times.ts';
import { TableBuilder } from './iptables-chains.ts';
import { commentLine, LAST_SECOND } from './iptables-syntax.ts';
import { ADDRESSES_ONLY, interfacesOf, linuxObjection } from './nftables-refusals.ts';
import type { OutputLine, Target, TargetOutput, TargetRequest } from './target.ts';

export const iptablesTarget: Target = {
  name: 'iptables',
  title: 'Linux, iptables: files for `iptables-restore` and `ip6tables-restore`',
  extension: 'rules',
  parts: ['v4', 'v6'],
  capabilities: {
    ...{ ipv6: true, interfaces: true, stateful: true, oneWay: true, times: 'absolute', layer2: false },
    ...{ inside: true, input: true, logs: true },
  },
  fallbacks: [ADDRESSES_ONLY],
  render,
};

const FAMILIES = [
  { family: 4, part: 'IPv4', command: 'iptables-restore' },
  { family: 6, part: 'IPv6', command: 'ip6tables-restore' },
] as const;

/** Lets everything through again, as a device without rules does. */
const ROLLBACK = ['*filter', ':INPUT ACCEPT [0:0]', ':FORWARD ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', 'COMMIT', ''].join(
  '\n',
);

function render(request: TargetRequest): TargetOutput {
  const times = new RuleTimes(request);
  const { rules, refused } = acceptable(iptablesTarget, request, (r) => objection(r, request.fallbacks, times));
  const files = FAMILIES.map(({ family, part, command }) => {
    const body = textFile(new TableBuilder(family, times).build(rules, request.rules.judgesInput));
    const own = rules.filter((r) => familyParts(r).some((p) => p.family === family));
    const facts = {
      ...{ part, times: factsOf(own, times), empty: rules.length === 0 },
      notes: [
        ...(own.length === 0 && rules.length > 0
          ? [`The policy permits nothing across this firewall in ${part}.`]
          : []),
        `For ${command}: it replaces the whole table filter of ${part}.`,
      ],
    };
    const notes = headerNotes('iptables', request, facts, body.text);
    const head: OutputLine[] = notes.map((n) => ({ text: commentLine(n) }));
    return withHeader(head, body);
  });
  return { files, refused, rollback: ROLLBACK };
}

/** Whether times matter to some rules, and whether those of some end at the horizon. */
function factsOf(rules: readonly CompiledRule[], times: RuleTimes): HeaderFacts['times'] {
  const found = rules.map((r) => times.of(r));
  return { timed: found.some((t) => t.seconds !== undefined), cutAtHorizon: found.some((t) => t.cut) };
}

/** Numbers that iptables takes for "any": they cannot be told from the rest. */
const UNSAYABLE = union(atoms('ip', 0, 0), atoms('icmp', 255, 255));
const ALL_ICMP = atoms('icmp');

function objection(rule: CompiledRule, fallbacks: readonly string[], times: RuleTimes): Judgement {
  const own = linuxObjection(rule, fallbacks);
  if (own.kept === undefined) return own;
  const wild = interfacesOf(own.kept).find((n) => n.endsWith('+'));
  if (wild !== undefined)
    return {
      refused: [{ reason: `interface ${JSON.stringify(wild)} ends in +, which iptables takes for any ending` }],
    };
  const late = times.of(rule).seconds?.some((i) => i.from > LAST_SECOND || (i.to > LAST_SECOND && i.to < FAR_SECONDS));
  if (late === true) return { refused: [{ reason: 'iptables has no times after 2038-01-19' }] };
  const lost = unsayable(rule);
  if (lost.length === 0) return own;
  const services = subtract(rule.services, lost);
  const reason = 'IP protocol 0 and ICMP type 255 stand for any other in iptables and cannot be matched by themselves';
  return { ...(services.length === 0 ? {} : { kept: { ...own.kept, services } }), refused: [{ reason }] };
}

function unsayable({ services }: CompiledRule) {
  if (contains(services, ROUTED_ATOMS)) return [];
  const found = intersect(services, UNSAYABLE);
  return contains(services, ALL_ICMP) ? subtract(found, ALL_ICMP) : found;
}
