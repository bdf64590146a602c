/** Findings in two steps: what the user sees while the exact checks are still at work, and what is there in the end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { PolicyFolder } from './policy-folder.ts';
import { Publisher } from './publisher.ts';
import { Showing } from './showing.ts';

const NOW = Date.parse('2031-01-01T00:00Z');
const FOLDER = 'file:///plant';

const ZONES = `zone A { level 2  network 10.1.0.0/24  asset H : hmi at 10.1.0.5 }
zone B { level 1  network 10.2.0.0/24  asset P : plc at 10.2.0.5 }
`;
const SHADOWED = `conduit C {
  between A and B
  allow hmi -> plc : modbus because "control"
  deny any -> any : any because "shut for now"
}
`;

/** A policy whose findings are shown, always in two steps. */
class Shown {
  readonly folder = new PolicyFolder(FOLDER);
  readonly sent = new Map<string, readonly Diagnostic[]>();
  readonly showing = new Showing(
    new Publisher(({ uri, diagnostics }) => {
      if (diagnostics.length === 0) this.sent.delete(uri);
      else this.sent.set(uri, diagnostics);
    }),
    (error) => {
      throw error;
    },
    0,
  );

  /** Sets files (undefined deletes) and shows the first step. */
  set(files: Readonly<Record<string, string | undefined>>): void {
    for (const [path, text] of Object.entries(files)) {
      if (text === undefined) this.folder.delete(path);
      else this.folder.set(path, { text });
    }
    this.showing.show(this.folder.snapshot(NOW));
  }

  /** Lines, one-based, of a file's findings of a check. */
  lines(path: string, check: string): number[] {
    const all = this.sent.get(`${FOLDER}/${path}`) ?? [];
    return all.filter((d) => d.code === check).map((d) => d.range.start.line + 1);
  }
}

describe('after an edit', () => {
  it('parser, linker and prompt checks speak at once, the exact ones soon after', async () => {
    const shown = new Shown();
    shown.set({ 'a.seg': ZONES, 'c.seg': `${SHADOWED}conduit D { between A and Nowhere }\n` });
    expect(shown.lines('c.seg', 'reference')).toEqual([6]);
    expect(shown.lines('c.seg', 'rule-shadowed')).toEqual([]);
    await shown.showing.settled();
    expect(shown.lines('c.seg', 'rule-shadowed')).toEqual([3]);
  });

  it('what the exact checks said stays, at the line where its words stand now, until they have spoken again', async () => {
    const shown = new Shown();
    shown.set({ 'a.seg': ZONES, 'c.seg': SHADOWED });
    await shown.showing.settled();
    shown.set({ 'c.seg': `\n\n${SHADOWED}}` });
    expect(shown.lines('c.seg', 'syntax')).toEqual([8]);
    expect(shown.lines('c.seg', 'rule-shadowed')).toEqual([5]);
    shown.set({ 'c.seg': `\n${SHADOWED.replace(/ {2}deny.*\n/, '')}` });
    expect(shown.lines('c.seg', 'rule-shadowed')).toEqual([4]);
    await shown.showing.settled();
    expect(shown.lines('c.seg', 'rule-shadowed')).toEqual([]);
  });

  it('a newer edit ends the work on the one before', async () => {
    const shown = new Shown();
    shown.set({ 'a.seg': ZONES, 'c.seg': SHADOWED });
    const first = shown.folder.snapshot(NOW).judge();
    shown.set({ 'c.seg': '' });
    expect(await first).toBe(false);
    await shown.showing.settled();
    expect(shown.lines('c.seg', 'rule-shadowed')).toEqual([]);
  });
});

it('after any edits, however fast, all files end with what a fresh start shows', async () => {
  const text = fc
    .subarray([
      ZONES,
      SHADOWED,
      'schedule S { every mon 08:00-12:00 }\n',
      '// bulkhead-ignore rule-shadowed: known\n',
      '}\n',
    ])
    .chain((parts) => fc.shuffledSubarray(parts, { minLength: parts.length }))
    .map((parts) => parts.join(''));
  const edit = fc.record({
    path: fc.constantFrom('a.seg', 'b.seg', 'c.seg'),
    text: fc.option(text, { nil: undefined, freq: 6 }),
    waits: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), async (edits) => {
      const shown = new Shown();
      const files: Record<string, string | undefined> = {};
      for (const e of edits) {
        files[e.path] = e.text;
        shown.set({ [e.path]: e.text });
        if (e.waits) await shown.showing.settled();
      }
      await shown.showing.settled();
      const fresh = new Shown();
      fresh.set(files);
      await fresh.showing.settled();
      expect([...shown.sent].sort()).toEqual([...fresh.sent].sort());
    }),
    { numRuns: 40 },
  );
}, 120_000);
