/** Check `ignore-useless`: an ignore that hides nothing, or names a check that does not exist. */
import type { Policy } from '../../model/policy.ts';
import type { Check, CheckContext, Outcome, Report } from '../check.ts';
import { nearest } from '../did-you-mean.ts';
import { removalOf, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';

type Ignore = Policy['ignores'][number];

export const ignoreUseless: Check = {
  name: 'ignore-useless',
  family: 'ignores',
  severity: 'warning',
  documentation: {
    summary: 'A `bulkhead-ignore` comment hides nothing, or names no check.',
    why: `What it hid has been mended, or has moved, or it never hid anything because the name is misspelt. Left standing, it will one day hide
something that nobody has judged.

An ignore speaks of the next line that is neither blank nor a comment. One of a check that is switched off is left alone.`,
    avoid: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
  // bulkhead-ignore address-duplicate: cold spare, takes the address over
  asset PLC-2 : plc at 10.41.0.11
}
`,
    prefer: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
  asset PLC-2 : plc at 10.41.0.11
}
`,
    fixes: ['Correct the name of the check, where one is near.', 'Remove the comment.'],
    basis: 'Bulkhead: an exception ends with what it excuses',
  },
  run: () => [],
  *review(context, outcome) {
    for (const [index, ignore] of context.policy.ignores.entries()) {
      if (!outcome.known.includes(ignore.check)) yield unknownName(context, ignore, outcome);
      else if (outcome.ran.has(ignore.check) && !outcome.used.has(index))
        yield {
          message: `This ignore hides nothing: ${ignore.check} finds nothing in the line that it speaks of. Remove it.`,
          place: ignore.place,
          tags: ['unnecessary'],
          fixes: () => removeFix(context, ignore),
        };
    }
  },
};

function unknownName(context: CheckContext, ignore: Ignore, { known }: Outcome): Report {
  const near = nearest(ignore.check, known);
  const advice = near === undefined ? 'docs/checks/README.md lists them.' : `Did you mean ${near}?`;
  return {
    message: `There is no check "${ignore.check}", so this ignore hides nothing. ${advice}`,
    place: ignore.place,
    fixes: () => [...renameFix(context, ignore, near), ...removeFix(context, ignore)],
  };
}

function renameFix(context: CheckContext, ignore: Ignore, near: string | undefined): Fix[] {
  const { file, offset } = ignore.place;
  const at = textAt(context, ignore.place)?.indexOf(ignore.check) ?? -1;
  if (near === undefined || at < 0 || ignore.check === '') return [];
  const edit = { file, offset: offset + at, end: offset + at + ignore.check.length, newText: near };
  return [{ title: `Change to ${near}`, edits: [edit], safe: false, preferred: true }];
}

function removeFix(context: CheckContext, ignore: Ignore): Fix[] {
  const [removal] = removalOf(context, ignore.place);
  // Comments above it speak of what is below: they stay.
  const text = context.text(ignore.place.file);
  if (removal === undefined || text === undefined) return [];
  const lineStart = text.lastIndexOf('\n', ignore.place.offset - 1) + 1;
  return [
    {
      title: 'Remove the ignore',
      edits: [{ ...removal, offset: Math.max(removal.offset, lineStart) }],
      safe: true,
      keepsMeaning: true,
    },
  ];
}
