/**
 * Capture files, pcap and pcapng, as their bytes come: every frame goes to the packet reader, and none is kept. A file that is cut off or
 * broken is read up to there, with a warning.
 *
 * Sources: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng.
 */
import { LINK_TYPES, type PacketReader } from './packets.ts';

/** No frame and no block of a capture is longer: what says so is broken. */
const LONGEST = 16 * 1024 * 1024;
const SECTION = 0x0a0d0d0a;

/** Reads one file. Push its bytes in order, then `end`. */
export class CaptureFile {
  /** Epoch ms of the first and last frame; Infinity and -Infinity where there is none. */
  first = Infinity;
  last = -Infinity;
  frames = 0;
  readonly #packets: PacketReader;
  readonly #warnings: string[] = [];
  #rest: Uint8Array = new Uint8Array(0);
  /** Bytes of the file before `#rest`. */
  #offset = 0;
  #format: Format | undefined;
  #broken = false;

  constructor(packets: PacketReader) {
    this.#packets = packets;
  }

  /** The next bytes of the file. */
  push(chunk: Uint8Array): void {
    if (this.#broken) return;
    const data = this.#rest.length === 0 ? chunk : joined(this.#rest, chunk);
    let used = 0;
    while (!this.#broken) {
      const next = this.#step(data, used);
      if (next === used) break;
      used = next;
    }
    this.#offset += used;
    this.#rest = data.slice(used);
  }

  /** The file has ended. Answers with what was wrong with it, in sentences. */
  end(): readonly string[] {
    if (!this.#broken && this.#rest.length > 0) {
      if (this.#format === undefined) this.#warnings.push('It is no capture: it begins like neither pcap nor pcapng.');
      else this.#warnings.push(`It ends within a packet, at byte ${this.#offset}: what was before it counts.`);
    } else if (this.#format === undefined && !this.#broken) this.#warnings.push('It is empty.');
    return this.#warnings;
  }

  /** Reads what begins at `at`; answers with where it ends, or `at` where it is not all there. */
  #step(data: Uint8Array, at: number): number {
    if (this.#format !== undefined) return this.#format.next(data, at);
    if (data.length - at < 24) return at;
    const magic = new DataView(data.buffer, data.byteOffset + at).getUint32(0);
    if (magic === SECTION) {
      this.#format = new PcapNg(this.#sink());
      return this.#format.next(data, at);
    }
    const form = PCAP_MAGIC.get(magic);
    if (form === undefined) {
      this.#fail('It is no capture: it begins like neither pcap nor pcapng.');
      return at;
    }
    const view = new DataView(data.buffer, data.byteOffset + at);
    const link = view.getUint32(20, form.little) & 0xffff;
    this.#link(link);
    this.#format = new Pcap(this.#sink(), form, link);
    return at + 24;
  }

  #sink(): Sink {
    return {
      frame: (link, data, start, end, time, length) => {
        this.frames++;
        if (time < this.first) this.first = time;
        if (time > this.last) this.last = time;
        this.#packets.frame(link, data, start, end, time, length);
      },
      link: (link) => this.#link(link),
      broken: (at, why) => this.#fail(`It is broken at byte ${this.#offset + at}: ${why}. What was before it counts.`),
      lastTime: () => (this.last === -Infinity ? 0 : this.last),
    };
  }

  #link(link: number): void {
    if (!LINK_TYPES.has(link))
      this.#warnings.push(`Its link type ${link} is not known: packets of it are passed over.`);
  }

  #fail(message: string): void {
    this.#warnings.push(message);
    this.#broken = true;
  }
}

interface Sink {
  frame(link: number, data: Uint8Array, start: number, end: number, time: number, length: number): void;
  link(link: number): void;
  /** `at`: relative to the bytes at hand. */
  broken(at: number, why: string): void;
  lastTime(): number;
}

interface Format {
  next(data: Uint8Array, at: number): number;
}

interface PcapForm {
  readonly little: boolean;
  /** Parts of a second in a millisecond. */
  readonly perMillisecond: number;
}

const PCAP_MAGIC: ReadonlyMap<number, PcapForm> = new Map([
  [0xa1b2c3d4, { little: false, perMillisecond: 1000 }],
  [0xd4c3b2a1, { little: true, perMillisecond: 1000 }],
  [0xa1b23c4d, { little: false, perMillisecond: 1_000_000 }],
  [0x4d3cb2a1, { little: true, perMillisecond: 1_000_000 }],
]);

function word(data: Uint8Array, at: number, little: boolean): number {
  const [a, b, c, d] = [data[at] as number, data[at + 1] as number, data[at + 2] as number, data[at + 3] as number];
  return (little ? (d << 24) | (c << 16) | (b << 8) | a : (a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

class Pcap implements Format {
  readonly #sink: Sink;
  readonly #form: PcapForm;
  readonly #linkType: number;

  constructor(sink: Sink, form: PcapForm, link: number) {
    this.#sink = sink;
    this.#form = form;
    this.#linkType = link;
  }

  next(data: Uint8Array, at: number): number {
    if (data.length - at < 16) return at;
    const { little, perMillisecond } = this.#form;
    const captured = word(data, at + 8, little);
    if (captured > LONGEST) {
      this.#sink.broken(at, `a packet of ${captured} bytes`);
      return at;
    }
    const end = at + 16 + captured;
    if (end > data.length) return at;
    const time = word(data, at, little) * 1000 + Math.floor(word(data, at + 4, little) / perMillisecond);
    this.#sink.frame(this.#linkType, data, at + 16, end, time, Math.max(captured, word(data, at + 12, little)));
    return end;
  }
}

interface NgInterface {
  readonly link: number;
  /** Milliseconds of one unit of its clock, and of the offset of its zero. */
  readonly unit: number;
  readonly zero: number;
}

class PcapNg implements Format {
  readonly #sink: Sink;
  #little = false;
  #interfaces: NgInterface[] = [];

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  next(data: Uint8Array, at: number): number {
    if (data.length - at < 12) return at;
    const isSection = word(data, at, false) === SECTION;
    if (isSection) {
      const order = word(data, at + 8, false);
      if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) return this.#fail(at, 'a section of no byte order');
      this.#little = order === 0x4d3c2b1a;
    }
    const length = word(data, at + 4, this.#little);
    if (length < 12 || length % 4 !== 0 || length > LONGEST) return this.#fail(at, `a block of ${length} bytes`);
    if (at + length > data.length) return at;
    if (word(data, at + length - 4, this.#little) !== length) return this.#fail(at, 'a block whose two lengths differ');
    if (isSection) this.#interfaces = [];
    else this.#block(data, at, at + length - 4);
    return at + length;
  }

  #fail(at: number, why: string): number {
    this.#sink.broken(at, why);
    return at;
  }

  /** One block, its closing length left out. Blocks of other types than these are passed over, as the format asks. */
  #block(data: Uint8Array, at: number, end: number): void {
    const type = word(data, at, this.#little);
    if (type === 1 && end - at >= 16) this.#interface(data, at, end);
    else if (type === 6 && end - at >= 28) this.#packet(data, at + 28, end, word(data, at + 8, this.#little), at);
    else if (type === 2 && end - at >= 28)
      this.#packet(data, at + 28, end, word(data, at + 8, this.#little) >>> (this.#little ? 0 : 16), at, true);
    else if (type === 3 && end - at >= 12) this.#simple(data, at, end);
  }

  #interface(data: Uint8Array, at: number, end: number): void {
    const little = this.#little;
    const half = (p: number) => (little ? word(data, p, true) & 0xffff : word(data, p, false) >>> 16);
    const link = half(at + 8);
    let [unit, zero] = [1e-3, 0];
    for (let option = at + 16; option + 4 <= end; ) {
      const [code, length] = [half(option), half(option + 2)];
      if (code === 0 || option + 4 + length > end) break;
      const first = data[option + 4] as number;
      if (code === 9 && length === 1) unit = 1000 * (first & 0x80 ? 2 ** -(first & 0x7f) : 10 ** -first);
      if (code === 14 && length === 8) zero = signed64(data, option + 4, little) * 1000;
      option += 4 + Math.ceil(length / 4) * 4;
    }
    this.#sink.link(link);
    this.#interfaces.push({ link, unit, zero });
  }

  /** Enhanced and (`old`) obsolete packet blocks: interface, time in two words, captured and original length, bytes. */
  #packet(data: Uint8Array, start: number, end: number, index: number, at: number, old = false): void {
    const little = this.#little;
    const on = this.#interfaces[old ? index & 0xffff : index];
    const captured = word(data, at + 20, little);
    if (on === undefined || start + captured > end) return;
    const time = milliseconds(word(data, at + 12, little), word(data, at + 16, little), on.unit) + on.zero;
    this.#sink.frame(on.link, data, start, start + captured, time, Math.max(captured, word(data, at + 24, little)));
  }

  /** A simple packet block has no time: it is as late as the packet before. */
  #simple(data: Uint8Array, at: number, end: number): void {
    const [on] = this.#interfaces;
    if (on === undefined) return;
    const length = word(data, at + 8, this.#little);
    const captured = Math.min(length, end - at - 12);
    this.#sink.frame(on.link, data, at + 12, at + 12 + captured, this.#sink.lastTime(), length);
  }
}

/**
 * Whole milliseconds of a clock given as two words of 32 bits, `unit` milliseconds a tick. Divided in two steps where ticks are fractions of
 * a millisecond: the clock's nanoseconds since 1970 are more than a number holds exactly.
 */
function milliseconds(high: number, low: number, unit: number): number {
  const perMillisecond = Math.round(1 / unit);
  if (unit >= 1 || perMillisecond > 2 ** 20) return Math.floor((high * 2 ** 32 + low) * unit);
  const rest = (high % perMillisecond) * 2 ** 32 + low;
  return Math.floor(high / perMillisecond) * 2 ** 32 + Math.floor(rest / perMillisecond);
}

function signed64(data: Uint8Array, at: number, little: boolean): number {
  return Number(new DataView(data.buffer, data.byteOffset + at).getBigInt64(0, little));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
