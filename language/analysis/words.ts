/** How answers name things: principals, places of rules, hops and paths, services. */
import { formatAddress } from '../model/addresses.ts';
import { type AtomSet, atomRanges } from '../model/atoms.ts';
import type { Policy, RuleRef } from '../model/policy.ts';
import type { HopReason } from './graph.ts';
import { assetOfPrincipal, type Principal } from './permission.ts';
import type { Hop } from './witness.ts';

/** What people know a principal by: an asset's path, a firewall's name, an address, or whose undeclared addresses are meant. */
export function principalName(policy: Policy, principal: Principal): string {
  const asset = assetOfPrincipal(policy, principal);
  if (asset !== undefined) return policy.assets[asset]?.id ?? '?';
  if (principal.kind === 'firewall') return policy.firewalls[principal.firewall]?.id ?? '?';
  if (principal.kind === 'address') return formatAddress(principal.address);
  return principal.kind === 'strangers' ? `undeclared addresses of ${policy.zones[principal.zone]?.id ?? '?'}` : '?';
}

/** `allow a -> b : c (plant.seg:12)`, line counted from one. */
export function ruleWithPlace(policy: Policy, ref: RuleRef): string {
  const rule = policy.rules[ref];
  return rule === undefined ? '?' : `${rule.text} (${rule.place.file}:${rule.place.line + 1})`;
}

/** What permits a hop, in words. */
export function reasonWords(policy: Policy, by: HopReason): string {
  if (by.kind === 'rule') return ruleWithPlace(policy, by.rule);
  const zone = policy.zones[by.zone]?.id ?? '?';
  return by.kind === 'zone' ? `open zone ${zone}` : `open on the wire into ${zone}`;
}

/** A path as lines, one a hop: `A -> B by RULE (FILE:LINE)`. */
export function pathWords(policy: Policy, hops: readonly Hop[]): string[] {
  return hops.map(
    (h) => `${principalName(policy, h.from)} -> ${principalName(policy, h.to)} by ${reasonWords(policy, h.by)}`,
  );
}

/** Atoms in few words: `tcp 502`, `udp 2222, tcp 44818 and 3 more`. */
export function atomWords(atoms: AtomSet): string {
  const ranges = atomRanges(atoms).map((r) => `${r.proto} ${r.from === r.to ? r.from : `${r.from}-${r.to}`}`);
  return ranges.length <= 3 ? ranges.join(', ') : `${ranges.slice(0, 2).join(', ')} and ${ranges.length - 2} more`;
}
