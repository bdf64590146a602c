/** Bytes as base 64, in every host. */

/** In stretches, for a call takes no million arguments. */
const STRETCH = 0x8000;

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += STRETCH) text += String.fromCharCode(...bytes.subarray(at, at + STRETCH));
  return btoa(text);
}
