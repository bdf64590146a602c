/** A ruleset of nftables as a {@link Device}: connection tracking and marks as the kernel has them, around nft-evaluator.ts. */
import type { Device, DevicePacket } from './device.ts';
import { evaluate, type Packet, readRuleset, type Verdict } from './nft-evaluator.ts';

const NUMBER = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 } as const;
const REPLY_TYPES: Readonly<Record<number, number>> = { 8: 0, 13: 14, 15: 16, 17: 18, 128: 129, 139: 140 };

export function readNftables(texts: readonly string[]): Device {
  const ruleset = readRuleset(texts[0] as string);
  const open = (packet: DevicePacket): { packet: Packet; verdict: Verdict } => {
    const first = opening(packet);
    return { packet: first, verdict: evaluate(ruleset, first) };
  };
  return {
    opens: (packet) => open(packet).verdict.accepted,
    answers: (packet) => {
      const { packet: first, verdict } = open(packet);
      return first.direction !== undefined && evaluate(ruleset, reply(first, verdict.mark)).accepted;
    },
  };
}

/** The first packet of a connection, as the kernel shows it to the ruleset. */
function opening({ atom: { proto, number }, ...packet }: DevicePacket): Packet {
  return {
    hook: 'forward',
    ...{ iif: packet.iif, oif: packet.oif, source: packet.source, target: packet.target, time: packet.time, mark: 0 },
    proto: proto === 'ip' ? number : NUMBER[proto],
    ...(proto === 'tcp' || proto === 'udp' ? { sport: packet.sport, dport: number } : {}),
    ...(proto === 'icmp' || proto === 'icmpv6' ? { type: number } : {}),
    ...(isTracked(proto, number) ? { direction: 'original', state: 'new' } : { state: 'invalid' }),
  };
}

/** ICMP that is no query makes no connection. */
function isTracked(proto: string, type: number): boolean {
  return (proto !== 'icmp' && proto !== 'icmpv6') || REPLY_TYPES[type] !== undefined;
}

function reply(packet: Packet, mark: number): Packet {
  return {
    ...packet,
    ...{ iif: packet.oif as string, oif: packet.iif, source: packet.target, target: packet.source },
    ...{ sport: packet.dport, dport: packet.sport, direction: 'reply', state: 'established', mark },
    ...(packet.type === undefined ? {} : { type: REPLY_TYPES[packet.type] }),
  };
}
