/** Takes packets apart: link layer, IPv4 and IPv6 with extension headers and fragments, TCP, UDP, ICMP. Whatever is cut off or odd is counted. */
import { type ConversationTable, ICMP, ICMPV6 } from './conversation-table.ts';
import { icmpRole, icmpv6Role } from './orientation.ts';

/** Link types of captures (https://www.tcpdump.org/linktypes.html) that are read. */
export const LINK_TYPES: ReadonlyMap<number, 'loop' | 'ethernet' | 'ip' | 'sll' | 'sll2'> = new Map([
  [0, 'loop'],
  [108, 'loop'],
  [1, 'ethernet'],
  [12, 'ip'],
  [14, 'ip'],
  [101, 'ip'],
  [228, 'ip'],
  [229, 'ip'],
  [113, 'sll'],
  [276, 'sll2'],
]);

/** What was not made a conversation, in packets. */
export interface Passed {
  /** Neither IPv4 nor IPv6: ARP, PROFINET real-time, GOOSE and the like. */
  otherFrames: number;
  /** Headers that are cut off or contradict themselves. */
  malformed: number;
  /** Pieces of packets whose beginning was not captured. */
  fragments: number;
  /** ICMP errors and neighbour discovery: part of other traffic, or of the link. */
  icmp: number;
}

/** So many packets in pieces are waited for. */
const MOST_FRAGMENTED = 4096;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;

export class PacketReader {
  readonly passed: Passed = { otherFrames: 0, malformed: 0, fragments: 0, icmp: 0 };
  readonly #table: ConversationTable;
  /** Rows of packets whose first piece was seen, oldest first. */
  readonly #pieces = new Map<string, number>();
  /** The packet at hand, so that the steps need not pass it on. */
  #data: Uint8Array = new Uint8Array(0);
  #end = 0;
  #time = 0;
  #bytes = 0;
  #from = 0;
  #to = 0;

  constructor(table: ConversationTable) {
    this.#table = table;
  }

  /** One captured frame: `data[start, end)`. `time`: epoch ms. `length`: what was on the wire, where more than what was captured. */
  frame(link: number, data: Uint8Array, start: number, end: number, time: number, length: number): void {
    this.#data = data;
    this.#end = end;
    this.#time = time;
    const form = link === 1 ? 'ethernet' : LINK_TYPES.get(link);
    if (form === 'ethernet') this.#ethertype(start + 12, start, length);
    else if (form === 'ip') this.#ip(start, start, length);
    else if (form === 'loop') this.#ip(start + 4, start, length);
    else if (form === 'sll') this.#ethertype(start + 14, start, length);
    else if (form === 'sll2' && start + 20 <= end) this.#network(this.#word16(start), start + 20, start, length);
    else if (form === 'sll2') this.passed.malformed++;
    else this.passed.otherFrames++;
  }

  #word16(at: number): number {
    return ((this.#data[at] as number) << 8) | (this.#data[at + 1] as number);
  }

  #word32(at: number): number {
    return (this.#word16(at) << 16) | this.#word16(at + 2);
  }

  /** From the field that holds the Ethernet type, past VLAN tags. */
  #ethertype(at: number, start: number, length: number): undefined {
    for (let tags = 0; at + 2 <= this.#end && tags < 8; tags++) {
      const type = this.#word16(at);
      if (type !== 0x8100 && type !== 0x88a8 && type !== 0x9100) return this.#network(type, at + 2, start, length);
      at += 4;
    }
    this.passed.malformed++;
  }

  #network(type: number, at: number, start: number, length: number): undefined {
    if (type === IPV4 || type === IPV6) this.#ip(at, start, length);
    else this.passed.otherFrames++;
  }

  #ip(at: number, start: number, length: number): void {
    const version = at < this.#end ? (this.#data[at] as number) >>> 4 : 0;
    if (version === 4) this.#ipv4(at, length - (at - start));
    else if (version === 6) this.#ipv6(at, length - (at - start));
    else this.passed.malformed++;
  }

  #ipv4(at: number, onWire: number): undefined {
    const header = ((this.#data[at] as number) & 15) * 4;
    if (at + 20 > this.#end || header < 20) return this.#malformed();
    // A length of 0 is what segmentation in the network card leaves to be filled in.
    this.#bytes = this.#word16(at + 2) || onWire;
    if (this.#bytes < header) return this.#malformed();
    const { addresses } = this.#table;
    this.#from = addresses.v4(this.#word32(at + 12));
    this.#to = addresses.v4(this.#word32(at + 16));
    const protocol = this.#data[at + 9] as number;
    const fragment = this.#word16(at + 6);
    // What lies behind the packet's own length is padding of the frame.
    this.#end = Math.min(this.#end, at + this.#bytes);
    if ((fragment & 0x3fff) === 0) this.#transport(protocol, at + header, 4);
    else this.#fragment(`${this.#word16(at + 4)}`, (fragment & 0x1fff) === 0, protocol, at + header, 4);
  }

  #ipv6(at: number, onWire: number): undefined {
    if (at + 40 > this.#end) return this.#malformed();
    const payload = this.#word16(at + 4);
    this.#bytes = payload === 0 ? onWire : payload + 40;
    const { addresses } = this.#table;
    this.#from = addresses.v6(
      this.#word32(at + 8),
      this.#word32(at + 12),
      this.#word32(at + 16),
      this.#word32(at + 20),
    );
    this.#to = addresses.v6(this.#word32(at + 24), this.#word32(at + 28), this.#word32(at + 32), this.#word32(at + 36));
    this.#end = Math.min(this.#end, at + this.#bytes);
    this.#extensions(this.#data[at + 6] as number, at + 40);
  }

  /** Past the extension headers of IPv6 to what they carry. */
  #extensions(next: number, at: number): undefined {
    for (let headers = 0; headers < 16; headers++) {
      const isFragment = next === 44;
      const isOptions = next === 0 || next === 43 || next === 60 || next === 135 || next === 139 || next === 140;
      if (!isFragment && !isOptions && next !== 51) {
        if (next !== 59) this.#transport(next, at, 6);
        return;
      }
      if (at + 8 > this.#end) return this.#malformed();
      const following = this.#data[at] as number;
      if (isFragment) {
        const offset = this.#word16(at + 2);
        if ((offset & 0xfff9) !== 0)
          return this.#fragment(`${this.#word32(at + 4)}`, offset >>> 3 === 0, following, at + 8, 6);
        at += 8;
      } else at += next === 51 ? ((this.#data[at + 1] as number) + 2) * 4 : ((this.#data[at + 1] as number) + 1) * 8;
      next = following;
    }
    this.#malformed();
  }

  /** The first piece of a packet tells the ports; later ones go where it went. */
  #fragment(id: string, isFirst: boolean, protocol: number, at: number, version: 4 | 6): undefined {
    const key = `${this.#from} ${this.#to} ${protocol} ${id}`;
    if (isFirst) {
      const isHidden = version === 6 && isExtension(protocol);
      if (isHidden) this.passed.fragments++;
      const row = isHidden ? undefined : this.#transport(protocol, at, version);
      if (row === undefined) return;
      if (this.#pieces.size >= MOST_FRAGMENTED) this.#pieces.delete(this.#pieces.keys().next().value as string);
      this.#pieces.set(key, row);
      return;
    }
    const row = this.#pieces.get(key);
    if (row === undefined) this.passed.fragments++;
    else this.#table.piece(row, this.#time, this.#bytes);
  }

  /** Answers with the row of the conversation that the packet went to. */
  #transport(protocol: number, at: number, version: 4 | 6): number | undefined {
    switch (protocol) {
      case 6:
        return this.#tcp(at);
      case 17:
        if (at + 4 > this.#end) return this.#malformed();
        return this.#table.udp(this.#from, this.#to, this.#word16(at), this.#word16(at + 2), this.#time, this.#bytes);
      case 1:
        return version === 4 ? this.#icmp(at, ICMP) : this.#malformed();
      case 58:
        return version === 6 ? this.#icmp(at, ICMPV6) : this.#malformed();
      default:
        return this.#table.other(this.#from, this.#to, protocol, this.#time, this.#bytes);
    }
  }

  #tcp(at: number): number | undefined {
    if (at + 4 > this.#end) return this.#malformed();
    const flags = at + 14 > this.#end ? 0 : (this.#data[at + 13] as number);
    const [sport, dport] = [this.#word16(at), this.#word16(at + 2)];
    return this.#table.tcp(this.#from, this.#to, sport, dport, flags, this.#time, this.#bytes);
  }

  #icmp(at: number, protocol: number): number | undefined {
    if (at >= this.#end) return this.#malformed();
    const type = this.#data[at] as number;
    const role = protocol === ICMP ? icmpRole(type) : icmpv6Role(type);
    if (role === undefined) {
      this.passed.icmp++;
      return undefined;
    }
    return this.#table.icmp(this.#from, this.#to, protocol, role.request, role.isReply, this.#time, this.#bytes);
  }

  #malformed(): undefined {
    this.passed.malformed++;
    return undefined;
  }
}

function isExtension(protocol: number): boolean {
  return protocol === 0 || protocol === 43 || protocol === 60 || protocol === 51 || protocol === 44;
}
