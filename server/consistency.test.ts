/** After any sequence of edits, deletions and renames, in files and on disk, the client shows what a fresh start would show. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TestClient as Client, type TestClient, uriOf } from './testing/client.ts';

const PATHS = ['a.seg', 'b.seg', 'sub/c.seg', 'sub/d.seg'] as const;
/** Pieces whose findings depend on each other across files. */
const TEXTS = [
  'zone A { level 2 network 10.1.0.0/24 asset H : hmi at 10.1.0.5 }',
  'zone B { level 1 network 10.2.0.0/24 asset P : plc at 10.2.0.5 }',
  'zone B { level 1 network 10.1.0.0/25 asset Q : plc at 10.1.0.5 }',
  'conduit C { between A and B allow hmi -> plc : modbus }',
  'conduit D { between A and B allow any -> P : any during S because "x" }',
  'schedule S { every mon 08:00-12:00 }',
  'expect H -> P : modbus is denied',
  'policy "P" { blast-radius at most 0 assets }',
  'zone A { level',
  'group G = H, P',
  '}}}{',
  '',
];

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      path: fc.constantFrom(...PATHS),
      text: fc.subarray(TEXTS),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      path: fc.constantFrom(...PATHS),
      text: fc.subarray(TEXTS),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), path: fc.constantFrom(...PATHS) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('rename' as const),
      path: fc.constantFrom(...PATHS),
      to: fc.constantFrom(...PATHS),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('close' as const), path: fc.constantFrom(...PATHS) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('settings' as const),
      text: fc.constantFrom('{}', '{ "exclude": ["sub/**"] }', '{ "checks": { "because-missing": "off" } }', '{ wrong'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('nest' as const), there: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const CLOCK = (): number => Date.parse('2031-01-01T00:00Z');

async function take(client: TestClient, open: Map<string, string>, s: Step): Promise<void> {
  const text = 'text' in s && Array.isArray(s.text) ? s.text.join('\n') : '';
  switch (s.kind) {
    case 'edit':
      if (open.has(s.path)) await client.change(s.path, text);
      else await client.open(s.path, text);
      open.set(s.path, text);
      break;
    case 'write':
      await client.write({ [s.path]: { text } });
      break;
    case 'delete':
      await client.write({ [s.path]: undefined });
      break;
    case 'rename': {
      const content = client.disk.files.get(uriOf(s.path));
      if (content !== undefined && s.path !== s.to) await client.write({ [s.path]: undefined, [s.to]: content });
      break;
    }
    case 'close':
      if (open.delete(s.path)) await client.close(s.path);
      break;
    case 'settings':
      await client.write({ 'bulkhead.json': { text: s.text } });
      break;
    case 'nest':
      await client.write({ 'sub/bulkhead.json': s.there ? { text: '{}' } : undefined });
      break;
  }
}

describe('published findings', () => {
  it('equal those of a clean start, after any sequence of changes', async () => {
    let shown = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const client = await Client.start({ clock: CLOCK });
        const open = new Map<string, string>();
        for (const s of steps) {
          await take(client, open, s);
          if (open.size % 2 === 1) await client.settled();
        }
        await client.settled();
        const fresh = await Client.start({ clock: CLOCK, fileSystem: client.disk });
        for (const [path, text] of open) await fresh.open(path, text);
        await fresh.settled();
        const sorted = (c: TestClient) => [...c.published].sort(([a], [b]) => (a < b ? -1 : 1));
        try {
          expect(sorted(client)).toEqual(sorted(fresh));
          shown += client.published.size;
        } finally {
          await client.stop();
          await fresh.stop();
        }
      }),
      { numRuns: 60, seed: 20260, endOnFailure: false },
    );
    expect(shown).toBeGreaterThan(30);
  }, 120_000);
});
