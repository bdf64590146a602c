/** What the `json` target's rule list says of packets: one passes if an allow holds it and no deny does. */
import { Temporal } from 'temporal-polyfill';
import { parseAddress, parseCidr } from '../../language/model/addresses.ts';
import type { Device, DevicePacket } from './device.ts';

const REPLY_TYPES: Readonly<Record<number, number>> = { 8: 0, 13: 14, 15: 16, 17: 18, 128: 129, 139: 140 };

interface ListedRule {
  readonly action: 'allow' | 'deny';
  readonly answered?: boolean;
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

/** Reads one firewall's list. */
export function readRuleList(texts: readonly string[]): Device {
  const { rules, timezone } = JSON.parse(texts[0] as string) as { rules: readonly ListedRule[]; timezone: string };
  const holds = (rule: ListedRule, p: DevicePacket): boolean =>
    crosses(rule, p) &&
    rule.sources.addresses.some((a) => inRange(a, p.source)) &&
    rule.targets.addresses.some((a) => inRange(a, p.target)) &&
    rule.services.some((s) => serves(s, p.atom)) &&
    isNow(rule, p.time * 1000, timezone);
  const permits = (p: DevicePacket, answered: boolean): boolean =>
    rules.some((r) => r.action === 'allow' && (r.answered || !answered) && holds(r, p)) &&
    !rules.some((r) => r.action === 'deny' && holds(r, p));
  return {
    opens: (packet) => permits(packet, false),
    answers: (packet) => permits(packet, true) || permits(reply(packet), false),
  };
}

/** The reply, as if it opened a connection of its own. */
function reply({ iif, oif, source, target, atom, sport, time }: DevicePacket): DevicePacket {
  const icmp = atom.proto === 'icmp' || atom.proto === 'icmpv6';
  const number = sport ?? (icmp ? (REPLY_TYPES[atom.number] ?? -1) : atom.number);
  return { iif: oif, oif: iif, source: target, target: source, atom: { proto: atom.proto, number }, time };
}

function crosses({ crossing }: ListedRule, packet: DevicePacket): boolean {
  if (crossing.kind === 'anywhere' || crossing.kind === 'inside') return true;
  if (crossing.kind !== 'between') return false;
  return (crossing.from?.interfaces.includes(packet.iif) && crossing.to?.interfaces.includes(packet.oif)) === true;
}

function inRange(text: string, point: bigint): boolean {
  const cidr = text.includes('/') ? parseCidr(text) : undefined;
  if (cidr !== undefined) return point >= cidr.from && point < cidr.to;
  const [low, high = low] = text.split('-');
  return point >= (parseAddress(low as string) as bigint) && point <= (parseAddress(high as string) as bigint);
}

function serves(s: ListedRule['services'][number], atom: DevicePacket['atom']): boolean {
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
