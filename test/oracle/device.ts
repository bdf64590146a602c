/**
 * What an evaluator of a target's output is: the device, as far as that output makes it one. Each reads the emitted text by the
 * vendor's documented syntax, shares no code with the emitter but the text form of addresses, and throws on what it does not know.
 */

/** The first packet of a connection, as it comes in by one interface and leaves by another. */
export interface DevicePacket {
  readonly iif: string;
  readonly oif: string;
  /** Address points (language/model/addresses.ts), of one family. */
  readonly source: bigint;
  readonly target: bigint;
  /** Destination port, ICMP type or IP protocol number. */
  readonly atom: { readonly proto: 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'ip'; readonly number: number };
  /** Of TCP and UDP. */
  readonly sport?: number;
  /** Epoch seconds; with a fraction: packets come in the middle of seconds. */
  readonly time: number;
  /** For filters that stand at machines: who is at each end, where addresses do not tell. */
  readonly machines?: Machines;
}

/** The address that the policy knows a machine by, which may have others besides; absent: no machine that the filter knows. */
export interface Machines {
  readonly source?: bigint;
  readonly target?: bigint;
}

export interface Device {
  /** Whether a new connection's first packet passes. */
  opens(packet: DevicePacket): boolean;
  /** Whether the reply of a connection that `packet` opened passes, at the same instant. Asked only where `opens` holds. */
  answers(packet: DevicePacket): boolean;
}

/** Reads all files of one firewall, in the order of the target's `parts`. */
export type DeviceReader = (texts: readonly string[]) => Device;
