/**
 * Gathers packets and connection records into conversations: columns of numbers and one hash table, so that a packet makes no garbage
 * and memory grows with conversations, not with packets.
 */
import type { Policy } from '../../model/policy.ts';
import { candidatesAt } from '../candidates.ts';
import { atomOfFlow, type Conversation, DIRECTIONS, FLOW_PROTOCOLS, REPLIES, SILENCE_MS } from '../conversation.ts';
import { compareConversations } from '../flow-writer.ts';
import { AddressTable, mix } from './address-table.ts';
import { grownBytes, grownFloats, grownInts } from './columns.ts';
import { EITHER, type KnownPorts, orient, SYN } from './orientation.ts';

/** Positions in FLOW_PROTOCOLS. */
export const TCP = 0;
export const UDP = 1;
export const ICMP = 2;
export const ICMPV6 = 3;
export const IP = 4;

/** TCP flags. */
const FLAG_SYN = 2;
const FLAG_RST = 4;
const FLAG_ACK = 16;

/** Positions in REPLIES; a smaller one says more. */
const ANSWERED = 0;
const REFUSED = 1;
const NONE = 2;

const START = 1 << 12;
/** So many candidate services of a port are named. */
const MOST_CANDIDATES = 6;

export class ConversationTable {
  readonly addresses = new AddressTable();
  readonly #known: KnownPorts;
  #source = new Int32Array(START);
  #target = new Int32Array(START);
  /** Protocol and port in one: protocol * 65536 + port. */
  #atom = new Int32Array(START);
  #first = new Float64Array(START);
  #last = new Float64Array(START);
  #packets = new Float64Array(START);
  #bytes = new Float64Array(START);
  #direction = new Uint8Array(START);
  #reply = new Uint8Array(START);
  #count = 0;
  /** Open addressing: row + 1 of the newest stretch of a conversation, or 0. */
  #table = new Int32Array(START * 4);
  #keys = 0;
  /** What a protocol analyser said of conversations, by row. */
  readonly #services = new Map<number, Set<string>>();

  constructor(known: KnownPorts) {
    this.#known = known;
  }

  /** A TCP packet. `flags`: the byte of the TCP header. `time`: epoch ms. `bytes`: as IP counts them. Answers with the row it went to. */
  tcp(from: number, to: number, sport: number, dport: number, flags: number, time: number, bytes: number): number {
    if ((flags & (FLAG_SYN | FLAG_ACK)) === FLAG_SYN)
      return this.#counted(this.#row(from, to, TCP, dport, time, SYN), time, bytes, NONE);
    const answers = flags & FLAG_RST ? REFUSED : ANSWERED;
    if (flags & FLAG_SYN) return this.#counted(this.#row(to, from, TCP, sport, time, SYN), time, bytes, answers);
    // Who goes on with an ACK has had an answer, seen or not.
    const goesOn = (flags & (FLAG_ACK | FLAG_RST)) === FLAG_ACK ? ANSWERED : NONE;
    return this.#either(from, to, TCP, sport, dport, time, bytes, this.#known.tcp, goesOn, answers);
  }

  udp(from: number, to: number, sport: number, dport: number, time: number, bytes: number): number {
    if (this.addresses.isGroup(to)) return this.#counted(this.#row(from, to, UDP, dport, time, SYN), time, bytes, NONE);
    return this.#either(from, to, UDP, sport, dport, time, bytes, this.#known.udp, NONE, ANSWERED);
  }

  /** An ICMP message by the type of its request; `isReply` where it is the answer to one. */
  icmp(
    from: number,
    to: number,
    protocol: number,
    request: number,
    isReply: boolean,
    time: number,
    bytes: number,
  ): number {
    return isReply
      ? this.#counted(this.#row(to, from, protocol, request, time, SYN), time, bytes, ANSWERED)
      : this.#counted(this.#row(from, to, protocol, request, time, SYN), time, bytes, NONE);
  }

  /** A packet of a protocol without ports. */
  other(from: number, to: number, protocol: number, time: number, bytes: number): number {
    if (this.addresses.isGroup(to))
      return this.#counted(this.#row(from, to, IP, protocol, time, SYN), time, bytes, NONE);
    const back = this.#find(to, from, IP, protocol);
    if (back >= 0) return this.#counted(this.#at(back, time), time, bytes, ANSWERED);
    return this.#counted(this.#row(from, to, IP, protocol, time, EITHER), time, bytes, NONE);
  }

  /** A further piece of a packet that went to a row. */
  piece(row: number, time: number, bytes: number): void {
    this.#counted(row, time, bytes, NONE);
  }

  /** A record of a whole connection, or of a stretch of a conversation, whose direction is settled. */
  record(c: Conversation): void {
    const [from, to] = [this.addresses.point(c.source), this.addresses.point(c.target)];
    const protocol = FLOW_PROTOCOLS.indexOf(c.protocol);
    const row = this.#row(from, to, protocol, c.port, c.first, DIRECTIONS.indexOf(c.direction), c.last);
    this.#first[row] = Math.min(this.#first[row] as number, c.first);
    this.#last[row] = Math.max(this.#last[row] as number, c.last);
    this.#packets[row] = (this.#packets[row] as number) + c.packets;
    this.#bytes[row] = (this.#bytes[row] as number) + c.bytes;
    this.#reply[row] = betterReply(this.#reply[row] as number, REPLIES.indexOf(c.reply));
    if (c.services.length > 0) this.#name(row, c.services);
  }

  #name(row: number, services: readonly string[]): void {
    const known = this.#services.get(row) ?? new Set<string>();
    for (const s of services) known.add(s);
    this.#services.set(row, known);
  }

  /** A packet whose opening was not seen: it belongs to the conversation that is known, either way round, else the ports tell. */
  #either(
    from: number,
    to: number,
    protocol: number,
    sport: number,
    dport: number,
    time: number,
    bytes: number,
    known: Uint8Array,
    goesOn: number,
    answers: number,
  ): number {
    const there = this.#find(from, to, protocol, dport);
    const back = this.#find(to, from, protocol, sport);
    let forward = there >= 0;
    if (there >= 0 && back >= 0) forward = this.#isLikelier(there, back, dport, sport);
    if (there >= 0 || back >= 0) {
      const row = this.#at(forward ? there : back, time);
      return this.#counted(row, time, bytes, forward ? goesOn : answers);
    }
    const way = this.addresses.isGroup(from) ? { direction: SYN, forward: false } : orient(sport, dport, known);
    const row = way.forward
      ? this.#row(from, to, protocol, dport, time, way.direction)
      : this.#row(to, from, protocol, sport, time, way.direction);
    return this.#counted(row, time, bytes, way.forward ? goesOn : answers);
  }

  #isLikelier(there: number, back: number, dport: number, sport: number): boolean {
    const [a, b] = [this.#direction[there] as number, this.#direction[back] as number];
    return a === b ? dport <= sport : a < b;
  }

  #counted(row: number, time: number, bytes: number, reply: number): number {
    if (time < (this.#first[row] as number)) this.#first[row] = time;
    if (time > (this.#last[row] as number)) this.#last[row] = time;
    this.#packets[row] = (this.#packets[row] as number) + 1;
    this.#bytes[row] = (this.#bytes[row] as number) + bytes;
    if (reply < (this.#reply[row] as number)) this.#reply[row] = reply;
    return row;
  }

  #hash(source: number, target: number, atom: number): number {
    return mix(Math.imul(source, 0x9e3779b1) ^ Math.imul(target, 0x85ebca77) ^ Math.imul(atom, 0xc2b2ae3d));
  }

  /** The newest row of a conversation; -1 where there is none. */
  #find(source: number, target: number, protocol: number, port: number): number {
    const atom = protocol * 65536 + port;
    const mask = this.#table.length - 1;
    for (let at = this.#hash(source, target, atom) & mask; ; at = (at + 1) & mask) {
      const row = (this.#table[at] as number) - 1;
      if (row < 0) return -1;
      if (this.#source[row] === source && this.#target[row] === target && this.#atom[row] === atom) return row;
    }
  }

  /** The row that a packet at that time goes to: a new one after silence. */
  #at(row: number, time: number): number {
    if (!this.#isApart(row, time, time)) return row;
    return this.#again(row, time);
  }

  #isApart(row: number, first: number, last: number): boolean {
    return first > (this.#last[row] as number) + SILENCE_MS || last < (this.#first[row] as number) - SILENCE_MS;
  }

  #row(
    source: number,
    target: number,
    protocol: number,
    port: number,
    time: number,
    direction: number,
    until = time,
  ): number {
    let row = this.#find(source, target, protocol, port);
    if (row < 0) row = this.#insert(source, target, protocol * 65536 + port, time, direction);
    else if (this.#isApart(row, time, until)) row = this.#again(row, time);
    if (direction < (this.#direction[row] as number)) this.#direction[row] = direction;
    return row;
  }

  #append(source: number, target: number, atom: number, time: number, direction: number): number {
    if (this.#count === this.#source.length) this.#grow();
    const row = this.#count++;
    this.#source[row] = source;
    this.#target[row] = target;
    this.#atom[row] = atom;
    this.#first[row] = time;
    this.#last[row] = time;
    this.#direction[row] = direction;
    this.#reply[row] = NONE;
    return row;
  }

  #insert(source: number, target: number, atom: number, time: number, direction: number): number {
    if (++this.#keys * 2 > this.#table.length) this.#rehash(this.#table.length * 2);
    const row = this.#append(source, target, atom, time, direction);
    this.#enter(row);
    return row;
  }

  /** The next stretch of a conversation takes the place of the one before in the table. */
  #again(row: number, time: number): number {
    const [source, target, atom] = [
      this.#source[row] as number,
      this.#target[row] as number,
      this.#atom[row] as number,
    ];
    const next = this.#append(source, target, atom, time, this.#direction[row] as number);
    this.#enter(next);
    return next;
  }

  #enter(row: number): void {
    const [source, target, atom] = [
      this.#source[row] as number,
      this.#target[row] as number,
      this.#atom[row] as number,
    ];
    const mask = this.#table.length - 1;
    for (let at = this.#hash(source, target, atom) & mask; ; at = (at + 1) & mask) {
      const other = (this.#table[at] as number) - 1;
      if (
        other >= 0 &&
        (this.#source[other] !== source || this.#target[other] !== target || this.#atom[other] !== atom)
      )
        continue;
      this.#table[at] = row + 1;
      return;
    }
  }

  #rehash(size: number): void {
    const rows = this.#table;
    this.#table = new Int32Array(size);
    for (const row of rows) if (row > 0) this.#enter(row - 1);
  }

  #grow(): void {
    this.#source = grownInts(this.#source);
    this.#target = grownInts(this.#target);
    this.#atom = grownInts(this.#atom);
    this.#first = grownFloats(this.#first);
    this.#last = grownFloats(this.#last);
    this.#packets = grownFloats(this.#packets);
    this.#bytes = grownFloats(this.#bytes);
    this.#direction = grownBytes(this.#direction);
    this.#reply = grownBytes(this.#reply);
  }

  /** All conversations in the order of flow files, stretches that touch made one. `policy`: whose services are the candidates. */
  conversations(policy: Policy): Conversation[] {
    const rows = Array.from({ length: this.#count }, (_, row) => this.#conversation(row)).sort(compareConversations);
    const out: Conversation[] = [];
    for (const row of rows) {
      const before = out.at(-1);
      if (before !== undefined && isSame(before, row) && row.first <= before.last + SILENCE_MS)
        out[out.length - 1] = joined(before, row);
      else out.push(row);
    }
    const names = new Map<string, readonly string[]>();
    return out.map((c) => (c.services.length > 0 ? c : { ...c, services: candidateNames(policy, c, names) }));
  }

  #conversation(row: number): Conversation {
    const atom = this.#atom[row] as number;
    return {
      source: this.addresses.pointOf(this.#source[row] as number),
      target: this.addresses.pointOf(this.#target[row] as number),
      protocol: FLOW_PROTOCOLS[atom >>> 16] ?? 'ip',
      port: atom & 0xffff,
      first: this.#first[row] as number,
      last: this.#last[row] as number,
      packets: this.#packets[row] as number,
      bytes: this.#bytes[row] as number,
      direction: DIRECTIONS[this.#direction[row] as number] ?? 'unsure',
      reply: REPLIES[this.#reply[row] as number] ?? 'unknown',
      services: [...(this.#services.get(row) ?? [])].sort(),
    };
  }
}

/** What is known stands against what is not, and an answer against none. A fresh row says none. */
function betterReply(before: number, reply: number): number {
  const unknown = REPLIES.indexOf('unknown');
  if (reply === unknown) return before === NONE ? unknown : before;
  return before === unknown ? (reply === NONE ? unknown : reply) : Math.min(before, reply);
}

function isSame(a: Conversation, b: Conversation): boolean {
  return a.source === b.source && a.target === b.target && a.protocol === b.protocol && a.port === b.port;
}

function joined(a: Conversation, b: Conversation): Conversation {
  const better = <W extends string>(words: readonly W[], x: W, y: W): W =>
    words.indexOf(x) < words.indexOf(y) ? x : y;
  return {
    ...a,
    last: Math.max(a.last, b.last),
    packets: a.packets + b.packets,
    bytes: a.bytes + b.bytes,
    direction: better(DIRECTIONS, a.direction, b.direction),
    reply: REPLIES[betterReply(REPLIES.indexOf(a.reply), REPLIES.indexOf(b.reply))] ?? 'unknown',
    services: [...new Set([...a.services, ...b.services])].sort(),
  };
}

function candidateNames(policy: Policy, c: Conversation, names: Map<string, readonly string[]>): readonly string[] {
  const key = `${c.protocol} ${c.port}`;
  const known = names.get(key);
  if (known !== undefined) return known;
  const atom = atomOfFlow(c.protocol, c.port);
  const found = atom === undefined ? [] : candidatesAt(policy, atom).map((s) => s.name);
  const writable = found.filter((n) => /^[\w.+-]+$/.test(n)).slice(0, MOST_CANDIDATES);
  names.set(key, writable);
  return writable;
}
