/** Check `ignore-without-reason`: a finding is silenced without a word why. */
import type { Check } from '../check.ts';
import { insertAt } from '../edits.ts';

export const ignoreWithoutReason: Check = {
  name: 'ignore-without-reason',
  family: 'ignores',
  kind: 'prompt',
  severity: 'warning',
  documentation: {
    summary: 'A `bulkhead-ignore` comment gives no reason.',
    why: `An ignore says that somebody looked and found it right. Without the reason the next reviewer has to look again, and cannot tell a
judgement from a shortcut. The reason stands behind a colon.`,
    avoid: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
  // bulkhead-ignore address-duplicate
  asset PLC-2 : plc at 10.41.0.10
}
`,
    prefer: `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
  // bulkhead-ignore address-duplicate: cold spare, takes the address over
  asset PLC-2 : plc at 10.41.0.10
}
`,
    fixes: ['Insert a reason to fill in.'],
    basis: 'Bulkhead: every exception says why',
  },
  *run({ policy, text }) {
    for (const ignore of policy.ignores) {
      if (ignore.reason !== undefined) continue;
      const { file, end } = ignore.place;
      yield {
        message: `This ignore of ${ignore.check || 'a check'} gives no reason. Write it behind a colon: what was looked at, and why it is right.`,
        place: ignore.place,
        fixes: () => {
          const written = text(file)?.slice(ignore.place.offset, end);
          if (written === undefined) return [];
          const kept = written.replace(/[\s:]+$/, '');
          const edit = insertAt(file, ignore.place.offset + kept.length, ': state why this is right');
          return [{ title: 'Insert a reason to fill in', edits: [{ ...edit, end }], safe: false, preferred: true }];
        },
      };
    }
  },
};
