/** For the tests of captures: packets as bytes, and files of them. */

export function bytes(...parts: readonly (number | readonly number[] | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((p) => (typeof p === 'number' ? [p] : [...p])));
}

const half = (n: number): number[] => [(n >>> 8) & 255, n & 255];
const word = (n: number): number[] => [...half(n >>> 16), ...half(n)];

/** TCP flags. */
export const FLAGS = { syn: 2, synAck: 18, ack: 16, rst: 4 } as const;

export function tcp(sport: number, dport: number, flags: number, data = 0): Uint8Array {
  return bytes(half(sport), half(dport), word(1), word(1), 0x50, flags, half(0), word(0), new Uint8Array(data));
}

export function udp(sport: number, dport: number, data = 0): Uint8Array {
  return bytes(half(sport), half(dport), half(8 + data), half(0), new Uint8Array(data));
}

export function icmp(type: number): Uint8Array {
  return bytes(type, 0, half(0), word(0));
}

export interface Ipv4Options {
  readonly id?: number;
  /** In units of eight bytes. */
  readonly offset?: number;
  readonly more?: boolean;
  readonly options?: number;
}

export function ipv4(from: string, to: string, protocol: number, payload: Uint8Array, o: Ipv4Options = {}): Uint8Array {
  const header = 20 + (o.options ?? 0);
  const fragment = (o.more ? 0x2000 : 0) | (o.offset ?? 0);
  const address = (text: string) => text.split('.').map(Number);
  return bytes(
    ...[0x40 | (header / 4), 0, half(header + payload.length), half(o.id ?? 0), half(fragment), 64, protocol, half(0)],
    ...[address(from), address(to), new Uint8Array(o.options ?? 0), payload],
  );
}

/** `from` and `to` as eight groups: `fd00:0:0:0:0:0:0:1`. */
export function ipv6(from: string, to: string, next: number, payload: Uint8Array): Uint8Array {
  const address = (text: string) => text.split(':').flatMap((g) => half(Number.parseInt(g, 16)));
  return bytes(0x60, 0, 0, 0, half(payload.length), next, 64, address(from), address(to), payload);
}

/** Hop-by-hop, routing or destination options of eight bytes. */
export function extension(next: number, payload: Uint8Array): Uint8Array {
  return bytes(next, 0, new Uint8Array(6), payload);
}

export function fragment6(next: number, id: number, offset: number, more: boolean, payload: Uint8Array): Uint8Array {
  return bytes(next, 0, half((offset << 3) | (more ? 1 : 0)), word(id), payload);
}

/** The IP packet on a link of each kind, by its type in captures. */
export const LINKS: Readonly<Record<number, (packet: Uint8Array) => Uint8Array>> = {
  0: (p) => bytes(isV6(p) ? [30, 0, 0, 0] : [2, 0, 0, 0], p),
  1: (p) => bytes(new Uint8Array(12), type(p), p),
  12: (p) => p,
  101: (p) => p,
  108: (p) => bytes(isV6(p) ? [0, 0, 0, 24] : [0, 0, 0, 2], p),
  113: (p) => bytes(new Uint8Array(14), type(p), p),
  228: (p) => p,
  276: (p) => bytes(type(p), new Uint8Array(18), p),
};

export function vlan(packet: Uint8Array): Uint8Array {
  return bytes(new Uint8Array(12), half(0x88a8), half(7), half(0x8100), half(9), type(packet), packet);
}

function isV6(packet: Uint8Array): boolean {
  return (packet[0] as number) >>> 4 === 6;
}

function type(packet: Uint8Array): number[] {
  return half(isV6(packet) ? 0x86dd : 0x0800);
}

export interface Frame {
  readonly data: Uint8Array;
  /** Epoch ms. */
  readonly time: number;
  /** Captured bytes, where fewer than all. */
  readonly captured?: number;
}

interface PcapOptions {
  readonly link?: number;
  readonly little?: boolean;
  readonly nanoseconds?: boolean;
}

export function pcap(
  frames: readonly Frame[],
  { link = 1, little = true, nanoseconds = false }: PcapOptions = {},
): Uint8Array {
  const words = (...list: readonly number[]) => list.flatMap((n) => (little ? word(n).reverse() : word(n)));
  const magic = nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  const per = nanoseconds ? 1_000_000 : 1000;
  return bytes(
    ...[words(magic), words(0, 0, 0, 65535, link)],
    ...frames.map(({ data, time, captured = data.length }) =>
      bytes(words(Math.floor(time / 1000), (time % 1000) * per, captured, data.length), data.slice(0, captured)),
    ),
  );
}

interface PcapNgOptions {
  readonly link?: number;
  readonly little?: boolean;
  /** Decimal digits of a second that the clock has. */
  readonly digits?: number;
}

export function pcapng(
  frames: readonly Frame[],
  { link = 1, little = true, digits = 6 }: PcapNgOptions = {},
): Uint8Array {
  const words = (...list: readonly number[]) => list.flatMap((n) => (little ? word(n).reverse() : word(n)));
  const halves = (...list: readonly number[]) => list.flatMap((n) => (little ? half(n).reverse() : half(n)));
  const block = (kind: number, body: Uint8Array) => {
    const padded = bytes(body, new Uint8Array((4 - (body.length % 4)) % 4));
    const length = words(padded.length + 12);
    return bytes(words(kind), length, padded, length);
  };
  const section = block(0x0a0d0d0a, bytes(words(0x1a2b3c4d), halves(1, 0), words(-1, -1)));
  const options = digits === 6 ? [] : [...halves(9, 1), digits, 0, 0, 0, ...halves(0, 0)];
  const described = block(1, bytes(halves(link, 0), words(65535), options));
  const packets = frames.map(({ data, time, captured = data.length }) => {
    const ticks = BigInt(time) * 10n ** BigInt(digits - 3);
    const clock = [Number(ticks >> 32n), Number(ticks & 0xffffffffn)];
    return block(6, bytes(words(0, ...clock, captured, data.length), data.slice(0, captured)));
  });
  return bytes(section, described, block(5, bytes(words(0, 0, 0))), ...packets);
}
