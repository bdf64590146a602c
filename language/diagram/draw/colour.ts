/** Colour arithmetic for the themes: mixing, and contrast as WCAG measures it. Colours are `#rrggbb`. */

type Channels = readonly [number, number, number];

/** `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(r, g, b)` and `rgba(...)` as `#rrggbb`, laid over a background; undefined for other text. */
export function readColour(text: string, background = '#ffffff'): string | undefined {
  const value = text.trim();
  const hex = /^#([0-9a-f]{3,8})$/i.exec(value)?.[1];
  if (hex !== undefined && [3, 4, 6, 8].includes(hex.length)) {
    const wide = hex.length <= 4 ? [...hex].map((c) => c + c).join('') : hex;
    const alpha = wide.length === 8 ? parseInt(wide.slice(6), 16) / 255 : 1;
    return mix(background, `#${wide.slice(0, 6).toLowerCase()}`, alpha);
  }
  const numbers = /^rgba?\(([^)]*)\)$/i
    .exec(value)?.[1]
    ?.split(/[\s,/]+/)
    .filter((n) => n !== '')
    .map(Number);
  if (numbers === undefined || numbers.length < 3 || numbers.some((n) => !Number.isFinite(n))) return undefined;
  const [r = 0, g = 0, b = 0, alpha = 1] = numbers;
  return mix(background, toHex([r / 255, g / 255, b / 255]), alpha);
}

function channels(colour: string): Channels {
  const at = (i: number): number => parseInt(colour.slice(i, i + 2), 16) / 255;
  return [at(1), at(3), at(5)];
}

function toHex(rgb: Channels): string {
  const part = (v: number): string =>
    Math.round(Math.min(1, Math.max(0, v)) * 255)
      .toString(16)
      .padStart(2, '0');
  return `#${rgb.map(part).join('')}`;
}

/** `amount` of `over` on `base`, 0 to 1. */
export function mix(base: string, over: string, amount: number): string {
  const a = channels(base);
  const b = channels(over);
  return toHex(
    [0, 1, 2].map((i) => (a[i] as number) * (1 - amount) + (b[i] as number) * amount) as unknown as Channels,
  );
}

function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((c) =>
    c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  ) as unknown as Channels;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The colour, mixed towards `ink` in steps of a tenth until it stands out from the background. */
export function legible(colour: string, background: string, ink: string, least = 4.5): string {
  for (let step = 0; step < 10; step++) {
    const candidate = mix(colour, ink, step / 10);
    if (contrast(candidate, background) >= least) return candidate;
  }
  return ink;
}
