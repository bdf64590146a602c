/**
 * What was seen on the wire: conversations, the files that hold them, and the stretches of time that were looked at.
 *
 * A conversation is who opened what to whom - source, target, protocol, target port. Source ports are left out, so that a capture of any
 * length comes to as many conversations as the plant has.
 */
import { type AtomSet, IP_WITH_OWN_ATOMS, type Protocol, SPACES } from '../model/atoms.ts';
import type { Interval } from '../model/intervals.ts';

/** What travels in IP packets. `ip` stands for every other protocol than those with ports or types. */
export type FlowProtocol = Exclude<Protocol, 'ethernet'>;
export const FLOW_PROTOCOLS: readonly FlowProtocol[] = ['tcp', 'udp', 'icmp', 'icmpv6', 'ip'];

/**
 * How it is known who opened the conversation.
 *
 * - `syn`: the opening was seen - a TCP SYN, an ICMP request.
 * - `port`: one end's port is that of a service, the other's is not.
 * - `either`: both ends use this very port; the source is who was seen first, and either may have opened.
 * - `unsure`: nothing tells; the lower port is taken for the target's.
 */
export type Direction = 'syn' | 'port' | 'either' | 'unsure';
export const DIRECTIONS: readonly Direction[] = ['syn', 'port', 'either', 'unsure'];

/** What came back: traffic, nothing but a refusal, nothing at all, or that is not known. */
export type Reply = 'answered' | 'refused' | 'none' | 'unknown';
export const REPLIES: readonly Reply[] = ['answered', 'refused', 'none', 'unknown'];

/** One stretch of a conversation; one that falls silent for longer than {@link SILENCE_MS} goes on in another. */
export interface Conversation {
  /** Points of the address line (model/addresses.ts). */
  readonly source: bigint;
  readonly target: bigint;
  readonly protocol: FlowProtocol;
  /** TCP or UDP port of the target, ICMP type, or IP protocol number. */
  readonly port: number;
  /** Epoch milliseconds of the first and the last packet. */
  readonly first: number;
  readonly last: number;
  /** Of both directions. Bytes as IP counts them. */
  readonly packets: number;
  readonly bytes: number;
  readonly direction: Direction;
  readonly reply: Reply;
  /** Names of the services that it may be: port is not protocol. One where a protocol analyser decided; none where nothing is known. */
  readonly services: readonly string[];
}

/** Silence after which a conversation goes on in another stretch, in milliseconds: what is judged in time is a stretch, not its gaps. */
export const SILENCE_MS = 15 * 60_000;

/** A row of a flow file that means nothing, and why. */
export interface FlowProblem {
  /** From one on; zero for the file as a whole. */
  readonly line: number;
  readonly reason: string;
}

/** Stretches of time in which the wire was looked at, in epoch milliseconds: sorted, disjoint, `to` exclusive. */
export type Captures = readonly Interval<number>[];

export interface FlowFile {
  /** Relative to the policy's folder, with `/`; or as the user named it. */
  readonly path: string;
  readonly conversations: readonly Conversation[];
  readonly captures: Captures;
  /** The first of what could not be read, in the order of lines; how many there are in all. */
  readonly problems: readonly FlowProblem[];
  readonly problemCount: number;
}

/** All that was observed. Immutable: comparisons are kept with it. */
export interface Flows {
  readonly files: readonly FlowFile[];
}

/** The service atom of a conversation; undefined for a number that the protocol does not have. */
export function atomOfFlow(protocol: FlowProtocol, port: number): number | undefined {
  const { base, size } = SPACES[protocol];
  if (!Number.isInteger(port) || port < 0 || port >= size) return undefined;
  return protocol === 'ip' && IP_WITH_OWN_ATOMS.includes(port) ? undefined : base + port;
}

/** The set of one atom. */
export function atomSetOf(atom: number): AtomSet {
  return [{ from: atom, to: atom + 1 }];
}

/** Captured time in milliseconds. */
export function captureLength(captures: Captures): number {
  return captures.reduce((sum, c) => sum + (c.to - c.from), 0);
}
