/** Numbers the addresses of a capture: equal addresses have one small number, so that conversations are keyed by numbers alone. */
import { V6_BASE } from '../../model/addresses.ts';
import { grownInts } from './columns.ts';

const START = 1 << 10;

export class AddressTable {
  /** Four words an address; of IPv4 the last alone. */
  #words = new Int32Array(START * 4);
  #family = new Uint8Array(START);
  #count = 0;
  /** Open addressing: number + 1, or 0. One table a family, so that `::1.2.3.4` is not 1.2.3.4. */
  #v4 = new Int32Array(START * 2);
  #v6 = new Int32Array(START * 2);
  #v4Count = 0;
  #v6Count = 0;

  /** The number of an IPv4 address, given as its 32 bits. */
  v4(word: number): number {
    const mask = this.#v4.length - 1;
    for (let at = mix(word) & mask; ; at = (at + 1) & mask) {
      const found = this.#v4[at] as number;
      if (found === 0) return this.#insert4(word, at);
      if (this.#words[(found - 1) * 4 + 3] === word) return found - 1;
    }
  }

  /** The number of an IPv6 address, given as four words of 32 bits. */
  v6(a: number, b: number, c: number, d: number): number {
    const mask = this.#v6.length - 1;
    const words = this.#words;
    for (let at = mix4(a, b, c, d) & mask; ; at = (at + 1) & mask) {
      const found = this.#v6[at] as number;
      if (found === 0) return this.#insert6(a, b, c, d, at);
      const w = (found - 1) * 4;
      if (words[w + 3] === d && words[w + 2] === c && words[w + 1] === b && words[w] === a) return found - 1;
    }
  }

  /** The number of a point of the address line. */
  point(address: bigint): number {
    if (address < V6_BASE) return this.v4(Number(address) | 0);
    const bits = address - V6_BASE;
    const word = (shift: bigint) => Number((bits >> shift) & 0xffffffffn) | 0;
    return this.v6(word(96n), word(64n), word(32n), word(0n));
  }

  /** The point of a number. */
  pointOf(number: number): bigint {
    const word = (i: number) => BigInt((this.#words[number * 4 + i] as number) >>> 0);
    if (this.#family[number] === 4) return word(3);
    return V6_BASE + (word(0) << 96n) + (word(1) << 64n) + (word(2) << 32n) + word(3);
  }

  /** Whether the address is a group or the broadcast: nobody opens from it. */
  isGroup(number: number): boolean {
    const top = (this.#words[number * 4 + (this.#family[number] === 4 ? 3 : 0)] as number) >>> 24;
    if (this.#family[number] === 6) return top === 0xff;
    return (top >= 224 && top < 240) || this.#words[number * 4 + 3] === -1;
  }

  #insert4(word: number, at: number): number {
    this.#v4[at] = this.#append(0, 0, 0, word, 4) + 1;
    if (++this.#v4Count * 2 > this.#v4.length) this.#v4 = this.#rehashed(4, this.#v4.length * 2);
    return this.#count - 1;
  }

  #insert6(a: number, b: number, c: number, d: number, at: number): number {
    this.#v6[at] = this.#append(a, b, c, d, 6) + 1;
    if (++this.#v6Count * 2 > this.#v6.length) this.#v6 = this.#rehashed(6, this.#v6.length * 2);
    return this.#count - 1;
  }

  #append(a: number, b: number, c: number, d: number, family: number): number {
    const number = this.#count++;
    if (number === this.#family.length) {
      this.#words = grownInts(this.#words);
      const families = new Uint8Array(this.#family.length * 2);
      families.set(this.#family);
      this.#family = families;
    }
    const w = number * 4;
    this.#words[w] = a;
    this.#words[w + 1] = b;
    this.#words[w + 2] = c;
    this.#words[w + 3] = d;
    this.#family[number] = family;
    return number;
  }

  #rehashed(family: number, size: number): Int32Array<ArrayBuffer> {
    const table = new Int32Array(size);
    const words = this.#words;
    for (let n = 0; n < this.#count; n++) {
      if (this.#family[n] !== family) continue;
      const w = n * 4;
      const hash =
        family === 4
          ? mix(words[w + 3] as number)
          : mix4(words[w] as number, words[w + 1] as number, words[w + 2] as number, words[w + 3] as number);
      let at = hash & (size - 1);
      while (table[at] !== 0) at = (at + 1) & (size - 1);
      table[at] = n + 1;
    }
    return table;
  }
}

/** Spreads 32 bits: every bit of the result depends on every bit given (the finaliser of MurmurHash3). */
export function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function mix4(a: number, b: number, c: number, d: number): number {
  return mix(mix(mix(mix(a) ^ b) ^ c) ^ d);
}
