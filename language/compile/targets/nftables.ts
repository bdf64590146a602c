/**
 * Target `nftables`: one table per firewall, loaded with `nft -f`, that forwards what the policy permits and nothing else.
 *
 * Packets are judged on every crossing, not only when a connection opens: a permission that ends ends the connection too. Each
 * crossing (interface pair) has a chain; answers to permitted connections are judged by the same rules turned round, in a chain of
 * their own, so that a one-way permission has none. ICMP errors pass where the kernel relates them to a connection whose
 * last packet a two-way rule let through: that is the one bit of the connection's mark that this table uses.
 */
import { headerNotes, textFile, withHeader } from './common/header.ts';
import { acceptable } from './common/refusals.ts';
import { commentLine, piece } from './nft-syntax.ts';
import { RulesetBuilder } from './nftables-chains.ts';
import { ADDRESSES_ONLY, linuxObjection } from './nftables-refusals.ts';
import { type Line, SetNames, setDefinitions } from './nftables-sets.ts';
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

const ROLLBACK = ['#!/usr/sbin/nft -f', 'table inet bulkhead', 'delete table inet bulkhead', ''].join('\n');

function render(request: TargetRequest): TargetOutput {
  const objection = (rule: Parameters<typeof linuxObjection>[0]) => linuxObjection(rule, request.fallbacks);
  const { rules, refused } = acceptable(nftablesTarget, request, objection);
  const names = new SetNames();
  const builder = new RulesetBuilder(request, names);
  const chains = builder.build(rules);
  const opening = plain('table inet bulkhead', 'delete table inet bulkhead', '', 'table inet bulkhead {');
  const body = opening.concat(setDefinitions(rules, names), chains, plain('}'));
  const facts = { times: builder.times, empty: rules.length === 0 };
  const content = textFile(body).text;
  const notes = headerNotes('nftables', request, facts, content);
  const head = [...plain('#!/usr/sbin/nft -f'), ...notes.map((n) => ({ text: commentLine(n) })), ...plain('')];
  return { files: [withHeader(head, body, content)], refused, rollback: ROLLBACK };
}

function plain(...lines: readonly string[]): Line[] {
  return lines.map((l) => ({ text: piece(l) }));
}
