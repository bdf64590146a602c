/** What the `json` target's rule list says of a packet that opens a connection: an allow holds it and no deny does. */

import { Temporal } from 'temporal-polyfill';
import { parseAddress, parseCidr } from '../../language/model/addresses.ts';

export interface ListedPacket {
  readonly iif: string;
  readonly oif?: string;
  readonly source: bigint;
  readonly target: bigint;
  readonly atom: { readonly proto: string; readonly number: number };
  /** Epoch seconds. */
  readonly time: number;
}

interface ListedRule {
  readonly action: 'allow' | 'deny';
  readonly sources: { readonly addresses: readonly string[] };
  readonly targets: { readonly addresses: readonly string[] };
  readonly services: readonly { readonly proto: string; readonly from?: number; readonly to?: number }[];
  readonly times?: {
    readonly pieces: readonly { from?: string; until?: string; minutesOfWeek: readonly [number, number][] }[];
  };
  readonly crossing: {
    readonly kind: string;
    readonly from?: { readonly interfaces: readonly string[] };
    readonly to?: { readonly interfaces: readonly string[] };
  };
}

export interface RuleListReading {
  permits(packet: ListedPacket): boolean;
}

/** Reads one firewall's list. */
export function readRuleList(text: string): RuleListReading {
  const { rules, timezone } = JSON.parse(text) as { rules: readonly ListedRule[]; timezone: string };
  const holds = (rule: ListedRule, p: ListedPacket): boolean =>
    crosses(rule, p) &&
    rule.sources.addresses.some((a) => inRange(a, p.source)) &&
    rule.targets.addresses.some((a) => inRange(a, p.target)) &&
    rule.services.some((s) => serves(s, p.atom)) &&
    isNow(rule, p.time * 1000, timezone);
  return {
    permits: (packet) =>
      rules.some((r) => r.action === 'allow' && holds(r, packet)) &&
      !rules.some((r) => r.action === 'deny' && holds(r, packet)),
  };
}

function crosses({ crossing }: ListedRule, packet: ListedPacket): boolean {
  if (crossing.kind === 'anywhere') return true;
  if (crossing.kind !== 'between') return false;
  return (
    (crossing.from?.interfaces.includes(packet.iif) && crossing.to?.interfaces.includes(packet.oif ?? '')) === true
  );
}

function inRange(text: string, point: bigint): boolean {
  const cidr = text.includes('/') ? parseCidr(text) : undefined;
  if (cidr !== undefined) return point >= cidr.from && point < cidr.to;
  const [low, high = low] = text.split('-');
  return point >= (parseAddress(low as string) as bigint) && point <= (parseAddress(high as string) as bigint);
}

function serves(s: ListedRule['services'][number], atom: ListedPacket['atom']): boolean {
  return s.proto === 'any' || (s.proto === atom.proto && atom.number >= (s.from ?? 0) && atom.number <= (s.to ?? -1));
}

function isNow({ times }: ListedRule, instant: number, timezone: string): boolean {
  if (times === undefined) return true;
  const z = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone);
  const minute = (z.dayOfWeek - 1) * 1440 + z.hour * 60 + z.minute;
  return times.pieces.some(
    (p) =>
      (p.from === undefined || instant >= Date.parse(p.from)) &&
      (p.until === undefined || instant < Date.parse(p.until)) &&
      p.minutesOfWeek.some(([from, to]) => minute >= from && minute < to),
  );
}
