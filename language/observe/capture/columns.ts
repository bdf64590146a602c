/** Columns of numbers that grow by doubling. */

export function grownInts(column: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(column.length * 2);
  grown.set(column);
  return grown;
}

export function grownBytes(column: Uint8Array): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(column.length * 2);
  grown.set(column);
  return grown;
}

export function grownFloats(column: Float64Array): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(column.length * 2);
  grown.set(column);
  return grown;
}
