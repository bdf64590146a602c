import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatText } from '../format/format.ts';
import { applyEdits } from './edits.ts';
import { keepFormatted } from './formatted-fix.ts';

const plant = `zone Cell {
  level 1
  asset PLC-1 : plc    at 10.41.0.10
  asset PT-1  : sensor at 10.41.0.50
}

zone Other {
  level 1
}
`;

const fixAt = (newText: string, at: number, end = at) => ({
  title: 'x',
  safe: false,
  edits: [{ file: 'p.seg', offset: at, end, newText }],
});

test('columns beside an edit move with it, in one edit of the lines concerned', () => {
  const at = plant.indexOf('PT-1');
  const fix = keepFormatted(fixAt('PT-1-long', at, at + 4), () => plant);
  expect(fix.edits).toEqual([
    {
      file: 'p.seg',
      offset: plant.indexOf('  asset PLC-1'),
      end: plant.indexOf('}\n'),
      newText: '  asset PLC-1     : plc    at 10.41.0.10\n  asset PT-1-long : sensor at 10.41.0.50\n',
    },
  ]);
});

test('a file that is not as the formatter writes it keeps the edits as they are', () => {
  const untidy = plant.replace('  level', '   level');
  const fix = fixAt('  sl-t 1\n', untidy.indexOf('  asset'));
  expect(keepFormatted(fix, () => untidy)).toEqual(fix);
  expect(keepFormatted(fix, () => undefined)).toEqual(fix);
});

test('comes to what the formatter makes of the edited text, wherever the edit is', () => {
  const insertion = fc.constantFrom('', '\n', ' ', '// note\n', 'zone Z { level 1 }\n', 'asset Q : plc\n', 'x');
  fc.assert(
    fc.property(fc.nat(plant.length), fc.nat(12), insertion, (at, length, newText) => {
      const fix = fixAt(newText, at, Math.min(plant.length, at + length));
      const wanted = formatText(applyEdits('p.seg', plant, fix.edits)).newText;
      expect(applyEdits('p.seg', plant, keepFormatted(fix, () => plant).edits)).toBe(wanted);
    }),
    { numRuns: 500 },
  );
});
