/**
 * The content hash in headers: tells one output from another, quickly also at tens of megabytes (SHA-256 in JavaScript takes most of
 * a second there). It guards against nothing; whoever can change the file can change the header.
 */

/** Sixteen hexadecimal digits: two 32-bit MurmurHash3-like sums over UTF-16 code units. */
export function contentHash(text: string): string {
  let [a, b] = [0x9747b28c, 0x5bd1e995];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0xcc9e2d51);
    b = Math.imul(b ^ unit, 0x1b873593);
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  const mixed = [finish(a ^ text.length), finish(b ^ a)];
  return mixed.map((n) => n.toString(16).padStart(8, '0')).join('');
}

function finish(sum: number): number {
  const x = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  const y = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (y ^ (y >>> 16)) >>> 0;
}
