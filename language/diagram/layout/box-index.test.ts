import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoxIndex } from './box-index.ts';
import { type Box, overlap } from './placed.ts';

const number = fc.integer({ min: -900, max: 900 });
const size = fc.integer({ min: 0, max: 700 });
const boxes: fc.Arbitrary<Box> = fc.record({ x: number, y: number, width: size, height: size });

test('whatever lies on a box, or nearer to it than the margin, is found, once', () => {
  fc.assert(
    fc.property(fc.array(boxes, { maxLength: 40 }), boxes, fc.integer({ min: 0, max: 60 }), (all, box, margin) => {
      const near = new BoxIndex(all.map((b, i) => [b, i] as const)).near(box, margin);
      const meeting = [...all.keys()].filter((i) => overlap(all[i] as Box, box, margin));
      expect(near.filter((i) => meeting.includes(i)).sort((a, b) => a - b)).toEqual(meeting);
      expect(new Set(near).size).toBe(near.length);
      for (const i of near) expect(overlap(all[i] as Box, box, margin + 0.001)).toBe(true);
    }),
  );
});
