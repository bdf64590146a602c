/** After any sequence of edits, deletions and renames, in files and on disk, the client shows what a fresh start would show. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../test/generators/policy.ts';
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
  // Names that nothing declares, or that two files do.
  'conduit E { between A and Nowhere allow ghost -> plc : nothing during Never }',
  'zone A { level 3 asset H : hmi }',
  'type spare-plc : plc\nservice raw { tcp 4840 }\nschedule Idle { every tue 08:00-09:00 }',
  'asset Stray : plc',
  '// bulkhead-ignore because-missing: known\nconduit F { between A and B\n// bulkhead-ignore because-missing: known\nallow hmi -> plc : tcp 4840 }',
  '// bulkhead-ignore address-duplicate: nothing',
  'access V { allow H -> P : ssh from 2020-01-01 until 2020-02-01 }',
  'firewall FW { platform x interface "1" to A interface "2" to B }',
  '',
];
const SETTINGS = [
  '{}',
  '{ "exclude": ["sub/**"] }',
  '{ "checks": { "because-missing": "off" } }',
  '{ "checks": { "becuase-missing": "off", "overrides": [{ "files": ["b.seg"], "checks": { "any-source": "off" } }] } }',
  '{ "checks": { "levels": { "control": 1 } } }',
  '{ wrong',
] as const;

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
      text: fc.constantFrom(...SETTINGS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('edit settings' as const), text: fc.constantFrom(...SETTINGS) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop settings' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('rename in editor' as const),
      path: fc.constantFrom(...PATHS),
      to: fc.constantFrom(...PATHS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('make unreadable' as const), path: fc.constantFrom(...PATHS) }),
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
    case 'edit settings':
      if (open.has('bulkhead.json')) await client.change('bulkhead.json', s.text);
      else await client.open('bulkhead.json', s.text);
      open.set('bulkhead.json', s.text);
      break;
    case 'drop settings':
      if (open.delete('bulkhead.json')) await client.close('bulkhead.json');
      await client.write({ 'bulkhead.json': undefined });
      break;
    case 'rename in editor': {
      if (s.path === s.to || open.has(s.to)) break;
      await client.rename(s.path, s.to);
      const shown = open.get(s.path);
      if (open.delete(s.path) && shown !== undefined) open.set(s.to, shown);
      break;
    }
    case 'make unreadable':
      await client.write({ [s.path]: { unreadable: 'permission denied' } });
      break;
    case 'nest':
      await client.write({ 'sub/bulkhead.json': s.there ? { text: '{}' } : undefined });
      break;
  }
}

/** What the client shows, by file. */
const shownBy = (c: TestClient) => [...c.published].sort(([a], [b]) => (a < b ? -1 : 1));

/** What a server shows that starts on the same disk, with the same documents open. */
async function afterCleanStart(client: TestClient, open: ReadonlyMap<string, string>, clock: () => number) {
  const fresh = await Client.start({ clock, fileSystem: client.disk });
  try {
    for (const [path, text] of open) await fresh.open(path, text);
    await fresh.settled();
    return shownBy(fresh);
  } finally {
    await fresh.stop();
  }
}

describe('published findings', () => {
  it('equal those of a clean start, file by file, after any sequence of changes', async () => {
    let shown = 0;
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 16 }), async (steps) => {
        const client = await Client.start({ clock: CLOCK });
        const open = new Map<string, string>();
        try {
          for (const s of steps) {
            await take(client, open, s);
            if (open.size % 2 === 1) await client.settled();
          }
          await client.settled();
          expect(shownBy(client)).toEqual(await afterCleanStart(client, open, CLOCK));
          shown += client.published.size;
          for (const d of [...client.published.values()].flat()) kinds.add(String(d.code));
        } finally {
          await client.stop();
        }
      }),
      { numRuns: 80, seed: 20260, endOnFailure: false },
    );
    expect(shown).toBeGreaterThan(30);
    expect(kinds.size).toBeGreaterThan(15);
  }, 180_000);

  it('equal those of a clean start after each edit to a policy of several files: cut, pasted, moved between files, broken, mended', async () => {
    const files = ['f0.seg', 'f1.seg', 'f2.seg', 'sub/f3.seg'] as const;
    const clock = (): number => GENERATED_NOW;
    const edit = fc.record({
      path: fc.constantFrom(...files),
      from: fc.nat(),
      length: fc.oneof(fc.constant(0), fc.nat(12), fc.nat(400)),
      text: fc.oneof(
        fc.constantFrom('', ' ', '}', '{', '"', '/*', '//', '\n', 'x', 'any', 'deny'),
        fc.record({ at: fc.nat() }),
      ),
      saved: fc.boolean(),
    });
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        policyText({ expectations: 2 }),
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        async (text, edits) => {
          const declarations = text.split(/\n(?=(?:policy|zone|type|group|conduit|schedule|access|firewall|expect)\b)/);
          const texts = files.map((_, n) => declarations.filter((__, i) => i % files.length === n).join('\n'));
          const client = await Client.start({
            clock,
            files: Object.fromEntries(files.map((f, i) => [f, texts[i] ?? ''])),
          });
          const open = new Map<string, string>();
          try {
            for (const e of edits) {
              if (!open.has(e.path)) await client.open(e.path);
              const before = client.textOf(e.path) ?? '';
              await client.splice(e.path, e.from % (before.length + 1), e.length, pasted(declarations, e.text));
              open.set(e.path, client.textOf(e.path) ?? '');
              if (e.saved) await client.write({ [e.path]: { text: open.get(e.path) ?? '' } });
              await client.settled();
              expect(shownBy(client)).toEqual(await afterCleanStart(client, open, clock));
              compared += client.published.size;
            }
          } finally {
            await client.stop();
          }
        },
      ),
      { numRuns: 20, seed: 20261, endOnFailure: false },
    );
    expect(compared).toBeGreaterThan(60);
  }, 180_000);
});

/** The text itself, or a declaration of the policy on lines of its own. */
function pasted(declarations: readonly string[], text: string | { readonly at: number }): string {
  if (typeof text === 'string') return text;
  return `\n${declarations[text.at % declarations.length] ?? ''}\n`;
}
