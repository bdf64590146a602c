/** Names that outputs are made of: no two things share one, and nothing changes its own. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NameAllocator } from './text.ts';

/** Few letters, so that texts are alike within a device's limits: by case, by what is taken out, by what is cut off. */
const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'A', 'b', '2', '_', ' ', 'ü', '\n'), maxLength: 9 }), {
  minLength: 2,
  maxLength: 30,
});
const limits = fc.record({
  limit: fc.integer({ min: 4, max: 9 }),
  ignoreCase: fc.boolean(),
  prefix: fc.constantFrom('', 'n'),
  reserved: fc.constantFrom([], ['a', 'ab', 'aa_2']),
});

test('names are within the limits, none is a word of the device, and no two texts have the same', () => {
  fc.assert(
    fc.property(texts, limits, (list, given) => {
      const allocator = new NameAllocator(given);
      const folded = (name: string): string => (given.ignoreCase ? name.toLowerCase() : name);
      const names = new Map(list.map((text) => [text, allocator.name(text)]));
      for (const name of names.values()) {
        expect(name).toMatch(/^[A-Za-z0-9_]+$/);
        expect(name.length).toBeLessThanOrEqual(given.limit);
        expect(given.reserved.map(folded)).not.toContain(folded(name));
      }
      expect(new Set([...names.values()].map(folded)).size).toBe(names.size);
    }),
    { numRuns: 500 },
  );
});

test('a text that asks again has the name that it had, whatever was asked for meanwhile', () => {
  fc.assert(
    fc.property(texts, limits, (list, given) => {
      const allocator = new NameAllocator(given);
      const first = list.map((text) => [text, allocator.name(text)]);
      for (const [text, name] of [...first].reverse())
        expect([text, allocator.name(text as string)]).toEqual([text, name]);
    }),
    { numRuns: 500 },
  );
});
