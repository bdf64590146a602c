import { describe, expect, it } from 'vitest';
import { ASSET_PATHS, KIND_PATHS, SIGN_PATHS } from './icons.ts';
import { placedPath } from './placed-path.ts';

const SIGNS = { ...ASSET_PATHS, ...KIND_PATHS, ...SIGN_PATHS };

describe('a sign at its place', () => {
  it('moves places and scales lengths', () => {
    expect(placedPath('M2 3.5h12v-.5H2z M8-1l.8.4', 100, 50, 0.5)).toBe('M101 51.75h6v-0.25H101zM104 49.5l0.4 0.2');
  });

  it('scales radii and ends of arcs, and leaves their flags', () => {
    const circle = 'M8 1a4 4 0 1 0 .01 0a3 3 0 0 1-.4-6z';
    expect(placedPath(circle, 10, 20, 2)).toBe('M26 22a8 8 0 1 0 0.02 0a6 6 0 0 1 -0.8 -12z');
  });

  it('bends curves as they were', () => {
    expect(placedPath('M0 0C1 2 3 4 5 6S7 8 9 10c-1-2-3-4-5-6', 1, 1, 2)).toBe(
      'M1 1C3 5 7 9 11 13S15 17 19 21c-2 -4 -6 -8 -10 -12',
    );
  });

  it.each(Object.entries(SIGNS))('takes all that %s is drawn with', (_, path) => {
    const numbers = { m: 2, l: 2, h: 1, v: 1, c: 6, s: 4, q: 4, a: 7, z: 0 };
    for (const [, command = '', rest = ''] of placedPath(path, 0, 0, 1).matchAll(/([a-z])([^a-z]*)/gi)) {
      const wanted = numbers[command.toLowerCase() as keyof typeof numbers];
      const found = rest.split(' ').filter((n) => n !== '').length;
      expect(wanted === 0 ? found : found % wanted, `${command}${rest}`).toBe(0);
    }
    expect(placedPath(path, 0, 0, 1)).not.toContain('NaN');
  });

  it('still closes a circle of the smallest sign, which ends just beside its beginning', () => {
    expect(placedPath('M8 2a4 4 0 1 0 .01 0z', 0, 0, 0.5)).toMatch(/ 0\.01 0z$/);
  });
});
