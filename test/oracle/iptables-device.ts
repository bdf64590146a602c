/** Both families' tables of iptables as one {@link Device}: connection tracking and marks as the kernel has them. */
import { familyOf } from '../../language/model/addresses.ts';
import type { Device, DevicePacket } from './device.ts';
import { judge, readTable, type TablePacket, type TableVerdict } from './iptables-evaluator.ts';

const NUMBER = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 } as const;
const REPLY_TYPES: Readonly<Record<number, number>> = { 8: 0, 13: 14, 15: 16, 17: 18, 128: 129, 139: 140 };

export function readIptables(texts: readonly string[]): Device {
  const [v4, v6] = texts.map(readTable);
  const decide = (packet: TablePacket): TableVerdict => {
    const table = familyOf(packet.source) === 4 ? v4 : v6;
    if (table === undefined) throw new Error('a family has no table');
    return judge(table, packet);
  };
  return {
    opens: (packet) => decide(opening(packet)).accepted,
    answers: (packet) => {
      const first = opening(packet);
      const { mark } = decide(first);
      return first.direction !== undefined && decide(reply(first, mark)).accepted;
    },
  };
}

/** The first packet of a connection, as the kernel shows it to the table. */
function opening({ atom: { proto, number }, ...packet }: DevicePacket): TablePacket {
  return {
    chain: 'FORWARD',
    ...{ iif: packet.iif, oif: packet.oif, source: packet.source, target: packet.target, time: packet.time, mark: 0 },
    proto: proto === 'ip' ? number : NUMBER[proto],
    ...(proto === 'tcp' || proto === 'udp' ? { sport: packet.sport, dport: number } : {}),
    ...(proto === 'icmp' || proto === 'icmpv6' ? { type: number } : {}),
    ...(isTracked(proto, number) ? { direction: 'ORIGINAL', state: 'NEW' } : { state: 'INVALID' }),
  };
}

/** ICMP that is no query makes no connection. */
function isTracked(proto: string, type: number): boolean {
  return (proto !== 'icmp' && proto !== 'icmpv6') || REPLY_TYPES[type] !== undefined;
}

function reply(packet: TablePacket, mark: number): TablePacket {
  return {
    ...packet,
    ...{ iif: packet.oif as string, oif: packet.iif, source: packet.target, target: packet.source },
    ...{ sport: packet.dport, dport: packet.sport, direction: 'REPLY', state: 'ESTABLISHED', mark },
    ...(packet.type === undefined ? {} : { type: REPLY_TYPES[packet.type] }),
  };
}
