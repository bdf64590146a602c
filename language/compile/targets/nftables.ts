/**
 * Target `nftables`: one table per firewall, loaded with `nft -f`, that forwards what the policy permits and nothing else.
 *
 * Packets are judged on every crossing, not only when a connection opens: a permission that ends ends the connection too. Each
 * crossing (interface pair) has a chain; answers to permitted connections are judged by the same rules turned round, in a chain of
 * their own, so that a one-way permission has none. ICMP errors pass where the kernel relates them to a connection whose
 * last packet a two-way rule let through: that is the one bit of the connection's mark that this table uses.
 */
import type { CompiledRule } from '../entry.ts';
import { contentHash } from './content-hash.ts';
import { horizonEnd } from './epoch-intervals.ts';
import { commentLine, piece } from './nft-syntax.ts';
import { RulesetBuilder } from './nftables-chains.ts';
import { ADDRESSES_ONLY, acceptable } from './nftables-refusals.ts';
import { type Line, SetNames, setDefinitions } from './nftables-sets.ts';
import type { Target, TargetRequest, TargetText } from './target.ts';

export const nftablesTarget: Target = {
  name: 'nftables',
  extension: 'nft',
  capabilities: { ipv6: true, interfaces: true, stateful: true, times: 'absolute', layer2: false },
  fallbacks: [ADDRESSES_ONLY],
  render,
};

function render(request: TargetRequest): TargetText {
  const { rules, refused } = acceptable(request.rules.rules, request.fallbacks);
  const names = new SetNames();
  const builder = new RulesetBuilder(request, names);
  const chains = builder.build(rules);
  const body: Line[] = [
    ...plain('table inet bulkhead', 'delete table inet bulkhead', '', 'table inet bulkhead {'),
    ...setDefinitions(rules, names),
    ...chains,
    ...plain('}'),
  ];
  const content = join(body);
  const head = [...header(request, rules, builder, contentHash(content)), ...plain('')];
  return { text: `${join(head)}${content}`, refused, ruleOfLine: [...head, ...body].map((l) => l.rule) };
}

function plain(...lines: readonly string[]): Line[] {
  return lines.map((l) => ({ text: piece(l) }));
}

function join(lines: readonly Line[]): string {
  return `${lines.map((l) => l.text).join('\n')}\n`;
}

function header(request: TargetRequest, rules: readonly CompiledRule[], builder: RulesetBuilder, hash: string): Line[] {
  const { firewall, title } = request.rules;
  const notes: string[] = [
    `${request.policyTitle || 'Segmentation policy'}: rules of firewall ${firewall}${title === undefined ? '' : ` (${title})`}`,
    `Made by bulkhead ${request.toolVersion} for nftables; content ${hash}`,
  ];
  if (request.atGiven || builder.timed)
    notes.push(`Made for ${iso(request.now)}: what the policy permits from then on.`);
  if (builder.cutAtHorizon)
    notes.push(
      `Weekly times are spelled out until ${iso(horizonEnd(request.now, request.horizonDays))}; then they close.`,
    );
  if (rules.length === 0) notes.push('The policy permits nothing across this firewall.');
  if (!request.rules.judgesInput)
    notes.push('Traffic to the firewall itself is not judged: no rule names it as a target.');
  return [...plain('#!/usr/sbin/nft -f'), ...notes.map((n) => ({ text: commentLine(n) }))];
}

/** Instant in UTC to the second; years beyond what dates can say are cut. */
function iso(ms: number): string {
  return new Date(Math.min(ms, 8.64e15)).toISOString().replace('.000Z', 'Z');
}
