/** Who opened: what ports and ICMP types tell where the opening itself was not seen. */
import { perPolicy } from '../../analysis/memo.ts';
import { SPACES } from '../../model/atoms.ts';
import type { Policy } from '../../model/policy.ts';
import { candidatesAt } from '../candidates.ts';

/** Which TCP and UDP ports are those of services: index 0-65535, 1 where some service has it. */
export interface KnownPorts {
  readonly tcp: Uint8Array;
  readonly udp: Uint8Array;
}

/** The ports of all services of a policy, the library's among them; of ranges nothing is known. */
export const knownPorts: (policy: Policy) => KnownPorts = perPolicy((policy) => {
  const isKnown = (atom: number) => (candidatesAt(policy, atom).length > 0 ? 1 : 0);
  const ports = (base: number) => Uint8Array.from({ length: 65536 }, (_, port) => isKnown(base + port));
  return { tcp: ports(SPACES.tcp.base), udp: ports(SPACES.udp.base) };
});

/** Which end is the target, and how sure that is: positions in DIRECTIONS of conversation.ts. */
export const SYN = 0;
export const PORT = 1;
export const EITHER = 2;
export const UNSURE = 3;

/** How two ports lie: who sends to whom is given by their order. The direction, and whether the second is the target's. */
export function orient(
  sender: number,
  receiver: number,
  known: Uint8Array,
): { readonly direction: number; readonly forward: boolean } {
  if (sender === receiver) return SAME;
  const [a, b] = [known[sender] === 1, known[receiver] === 1];
  if (b && !a) return TO_RECEIVER;
  if (a && !b) return TO_SENDER;
  return receiver < sender ? LIKELY_TO_RECEIVER : LIKELY_TO_SENDER;
}

const SAME = { direction: EITHER, forward: true };
const TO_RECEIVER = { direction: PORT, forward: true };
const TO_SENDER = { direction: PORT, forward: false };
const LIKELY_TO_RECEIVER = { direction: UNSURE, forward: true };
const LIKELY_TO_SENDER = { direction: UNSURE, forward: false };

/** What an ICMP message is: a request, the answer to one, or not a conversation of its own. */
export interface IcmpRole {
  /** Type of the request. */
  readonly request: number;
  readonly isReply: boolean;
}

/** By type. Absent: errors, which belong to the traffic they speak of, and what never leaves its link. */
const V4_REPLIES = new Map([
  [0, 8],
  [14, 13],
  [16, 15],
  [18, 17],
]);
/** Unreachable, source quench, time exceeded, parameter problem; router advertisement and solicitation. */
const V4_SILENT = new Set([3, 4, 9, 10, 11, 12]);

/** The part of an ICMP type in a conversation; undefined for one that is none. */
export function icmpRole(type: number): IcmpRole | undefined {
  if (V4_SILENT.has(type)) return undefined;
  const request = V4_REPLIES.get(type);
  return request === undefined ? { request: type, isReply: false } : { request, isReply: true };
}

/** The same of ICMPv6: below 128 are errors, 130 to 137 and 141 to 143 belong to the link (multicast listeners, neighbours, redirects). */
export function icmpv6Role(type: number): IcmpRole | undefined {
  if (type < 128 || (type >= 130 && type <= 137) || (type >= 141 && type <= 143)) return undefined;
  if (type === 129) return { request: 128, isReply: true };
  return { request: type === 140 ? 139 : type, isReply: type === 140 };
}
