/**
 * Target `nftables`: one table per firewall, loaded with `nft -f`, that forwards what the policy permits and nothing else.
 *
 * Packets are judged on every crossing, not only when a connection opens: a permission that ends ends the connection too. Each
 * crossing (interface pair) has a chain; answers to permitted connections are judged by the same rules turned round, in a chain of
 * their own, so that a one-way permission has none. ICMP errors pass where the kernel relates them to a connection whose
 * last packet a two-way rule let through: that is the one bit of the connection's mark that this table uses.
 */
import { headerNotes, withHeader } from './common/header.ts';
import { OutputText } from './common/output-text.ts';
import { acceptable } from './common/refusals.ts';
import { commentLine } from './nft-syntax.ts';
import { RulesetBuilder } from './nftables-chains.ts';
import { ADDRESSES_ONLY, linuxObjection } from './nftables-refusals.ts';
import { SetNames, writeSets } from './nftables-sets.ts';
import type { Target, TargetOutput, TargetRequest } from './target.ts';

export const nftablesTarget: Target = {
  name: 'nftables',
  title: 'Linux, nftables: a ruleset for `nft -f`',
  extension: 'nft',
  capabilities: {
    ...{ ipv6: true, interfaces: true, stateful: true, oneWay: true, times: 'absolute', layer2: false },
    ...{ inside: true, input: true, logs: true },
  },
  fallbacks: [ADDRESSES_ONLY],
  render,
};

const OPENING = ['table inet bulkhead', 'delete table inet bulkhead', '', 'table inet bulkhead {'];
const ROLLBACK = ['#!/usr/sbin/nft -f', 'table inet bulkhead', 'delete table inet bulkhead', ''].join('\n');

function render(request: TargetRequest): TargetOutput {
  const objection = (rule: Parameters<typeof linuxObjection>[0]) => linuxObjection(rule, request.fallbacks);
  const { rules, refused } = acceptable(nftablesTarget, request, objection);
  const names = new SetNames();
  const builder = new RulesetBuilder(request, names);
  // First the chains, which name the sets in the order of packets.
  const chains = builder.build(rules);
  const text = new OutputText();
  for (const line of OPENING) text.line(line);
  writeSets(text, rules, names);
  text.append(chains);
  text.line('}');
  const body = text.file();
  const facts = { times: builder.times, empty: rules.length === 0 };
  const notes = headerNotes('nftables', request, facts, body.text);
  const head = ['#!/usr/sbin/nft -f', ...notes.map(commentLine), ''].map((line) => ({ text: line }));
  return { files: [withHeader(head, body)], refused, rollback: ROLLBACK };
}
