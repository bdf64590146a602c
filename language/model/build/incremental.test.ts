/** However a policy came to be what it is, edit by edit, it is what a fresh start makes of the same files. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { policyText } from '../../../test/generators/policy.ts';
import type { Finding } from '../../checks/finding.ts';
import { type Loaded, loadPolicy, SourceStore } from '../../pipeline.ts';
import type { Policy } from '../policy.ts';

const PATHS = ['a.seg', 'b.seg', 'c.seg', 'd/e.seg', 'z.seg'] as const;

/** Pieces that meddle with what other files name: types, tags, services, schedules, headers, names that are taken, names that are near. */
const PIECES = [
  'policy "Other" { timezone "America/Los_Angeles"  blast-radius at most 3 assets }',
  'policy "Third" { blast-radius at most 7 assets }',
  'type pump : panel { criticality high  exposure "CVE-1" code-execution }',
  'type panel : pump { tags "red" }',
  'type seal : pump { serves web }',
  'service web { tcp 8080 }',
  'service reading { writing  web }',
  'schedule Nights { every mon 01:00-02:00 }',
  'zone Z0 { network 10.9.0.0/24  level 2  asset a0 : pump at 10.9.0.4  asset a1 : seal }',
  'zone Y { network rest  blast-radius at most 2 assets  asset a0 : pump also in Z0 at 10.0.0.9  asset b : panel also in Z1 also in Z0 }',
  'zone Y { network rest  zone Z1 { tags "blue"  asset a2 : pump also in Y  reached through a0 } }',
  'group G0 = a0, a1, G0 in Y except Y.a0',
  'group pump = Z0, FW',
  'conduit C0 { between Z0 and Y  allow a0, Y.b -> a1 : web, reading during Nights  deny G0 -> any : any }',
  'conduit X { between Z0, Z1 and Y via FW  one-way from Z0 to Y  allow pump -> seal in Z1 : tcp 80 }',
  'access V { allow a0 -> a1 : web  from 2026-10-01 until 2026-11-30  vendor "V" }',
  'firewall FW { interface "x" to Z0, Y at 10.0.0.6  twin of FW2 }',
  'firewall FW2 { interface "x" to Z1 }',
  'firewall FW0 { interface "y" to Z1 }\nzone Z9 { enforced by FW  asset a9 : pump }',
  'conduit V { between Z0 and Z1  via FW, FW2 }\nfirewall FW3 { twin of FW  interface "z" to Z9, Z1 }',
  'also in Z0 { asset g0 : pump at 10.9.0.7  asset a1 : panel also in Y }\nalso in Y.Z1 { asset g1 : seal }',
  'also in Y { asset g0 : seal }\nalso in Z1 { asset g2 : pump }',
  'zone Z8 { reached through Z1.a2  level 2 }\nexpect rules on FW at most 3',
  'expect a0 -> a1 : web is denied during Nights',
  'expect blast radius of Z0 at most 3 assets',
  '// bulkhead-ignore level-skip: because\nzone W { level 9 }',
  'zone Z0 {',
  '}',
  '"',
] as const;

type Edit =
  | { readonly kind: 'piece'; readonly path: string; readonly piece: string; readonly at: number }
  | { readonly kind: 'cut'; readonly path: string; readonly at: number; readonly length: number }
  | { readonly kind: 'word'; readonly path: string; readonly at: number; readonly word: string }
  | { readonly kind: 'move'; readonly path: string; readonly to: string; readonly at: number }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'delete'; readonly path: string };

const path = fc.constantFrom(...PATHS);
const at = fc.nat({ max: 1000 });
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('piece'), path, piece: fc.constantFrom(...PIECES), at }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('cut'), path, at, length: fc.nat({ max: 3 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('word'),
      path,
      at,
      word: fc.constantFrom('Z0', 'Z1', 'Y', 'a0', 'a1', 'pump', 'panel', 'web', 'x', '// c', '\n'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move'), path, to: path, at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename'), path, to: path }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete'), path }) },
);

/** What the files are after an edit. Positions count lines, words or declarations, and wrap. */
function edited(files: ReadonlyMap<string, string>, e: Edit): Map<string, string> {
  const out = new Map(files);
  const text = files.get(e.path) ?? '';
  if (e.kind === 'delete' || e.kind === 'rename') out.delete(e.path);
  if (e.kind === 'rename') out.set(e.to, text);
  if (e.kind === 'piece') out.set(e.path, inserted(declarationsOf(text), e.at, e.piece).join('\n'));
  if (e.kind === 'cut') {
    const lines = text.split('\n');
    lines.splice(e.at % lines.length, e.length + 1);
    out.set(e.path, lines.join('\n'));
  }
  if (e.kind === 'word') {
    const words = text.split(/\b/);
    words[e.at % Math.max(1, words.length)] = e.word;
    out.set(e.path, words.join(''));
  }
  if (e.kind === 'move') {
    const from = declarationsOf(text);
    const [piece = ''] = from.splice(e.at % Math.max(1, from.length), 1);
    out.set(e.path, from.join('\n'));
    out.set(e.to, inserted(declarationsOf(out.get(e.to) ?? ''), e.at, piece).join('\n'));
  }
  return out;
}

function inserted(list: readonly string[], position: number, piece: string): string[] {
  return list.toSpliced(position % (list.length + 1), 0, piece);
}

function declarationsOf(text: string): string[] {
  return text.split(/\n(?=(?:policy|zone|also|type|group|conduit|service|schedule|access|firewall|expect)\b)/);
}

const start = policyText({ expectations: 2 }).map((text): ReadonlyMap<string, string> => {
  const all = declarationsOf(text);
  return new Map(PATHS.slice(0, 4).map((p, n) => [p, all.filter((_, i) => i % 4 === n).join('\n')]));
});

const plain = ({ policy, findings, references }: Loaded) => ({
  policy,
  references,
  findings: findings.map(({ fixes, ...rest }: Finding) => ({ ...rest, fixes: fixes() })),
});

test('a policy that was edited equals the one of a fresh start: entities, findings, fixes and references', async () => {
  let kept = 0;
  let broken = 0;
  await fc.assert(
    fc.asyncProperty(start, fc.array(edit, { minLength: 1, maxLength: 12 }), async (first, edits) => {
      const store = new SourceStore();
      for (const [p, text] of first) store.set({ path: p, text });
      let before = store.load();
      let files = first;
      for (const e of edits) {
        const now = edited(files, e);
        for (const p of files.keys()) if (!now.has(p)) store.delete(p);
        for (const [p, text] of now) store.set({ path: p, text });
        files = now;
        const loaded = store.load();
        const clean = await loadPolicy([...files].map(([p, text]) => ({ path: p, text })));
        expect(plain(loaded)).toEqual(plain(clean));
        const old = new Set<object>([...before.policy.assets, ...before.policy.rules]);
        kept += [...loaded.policy.assets, ...loaded.policy.rules].filter((x) => old.has(x)).length;
        broken += loaded.findings.length;
        before = loaded;
      }
    }),
    { numRuns: 60 },
  );
  expect(kept).toBeGreaterThan(1000);
  expect(broken).toBeGreaterThan(1000);
}, 240_000);

test('what is only tried out is what a fresh start makes of it, and leaves no trace: neither in an entity nor in later edits', async () => {
  await fc.assert(
    fc.asyncProperty(start, fc.array(edit, { minLength: 1, maxLength: 5 }), async (first, edits) => {
      const store = new SourceStore();
      const clean = (files: ReadonlyMap<string, string>) =>
        loadPolicy([...files].map(([p, text]) => ({ path: p, text })));
      for (const [p, text] of first) store.set({ path: p, text });
      const before = store.load();
      for (const [n, e] of edits.entries()) {
        const tried = edited(first, e);
        for (const p of first.keys()) if (!tried.has(p)) tried.set(p, '');
        expect(plain(store.tryOut([...tried].map(([p, text]) => ({ path: p, text }))))).toEqual(
          plain(await clean(tried)),
        );
        if (n % 2 === 0) expect(plain(store.load())).toEqual(plain(before));
      }
      expect(store.paths).toEqual([...first.keys()]);
      const again = store.load();
      expect(plain(again)).toEqual(plain(await clean(first)));
      for (const [name, list] of Object.entries(before.policy))
        expect([name, again.policy[name as keyof Policy] === list]).toEqual([name, true]);
      const after = edited(first, edits[0] as Edit);
      for (const p of first.keys()) if (!after.has(p)) store.delete(p);
      for (const [p, text] of after) store.set({ path: p, text });
      expect(plain(store.load())).toEqual(plain(await clean(after)));
    }),
    { numRuns: 40 },
  );
}, 120_000);

test('after an edit every entity and list of the policy is frozen, those that it has from before too', () => {
  const store = new SourceStore();
  store.set({ path: 'a.seg', text: 'zone A { network 10.1.0.0/24  asset P : plc at 10.1.0.5 }' });
  store.set({
    path: 'b.seg',
    text: 'zone B { asset Q : plc  asset R : plc also in A }\nconduit C { between A and B  allow P -> Q : web }',
  });
  store.load();
  store.set({
    path: 'a.seg',
    text: 'zone A0 { }\nzone A { network 10.1.0.0/24  asset O : plc  asset P : plc at 10.1.0.5 }',
  });
  const { policy } = store.load();
  for (const [name, list] of Object.entries(policy)) {
    expect(Object.isFrozen(list), name).toBe(true);
    if (Array.isArray(list)) for (const entity of list) expect(Object.isFrozen(entity), name).toBe(true);
  }
});

test('an edit of one file keeps the entities of the others', () => {
  const store = new SourceStore();
  const cell = (n: number) => `zone Z${n} { network 10.${n}.0.0/24  asset P${n} : plc at 10.${n}.0.5 }\n`;
  for (const n of [1, 2, 3]) store.set({ path: `${n}.seg`, text: cell(n) });
  const before = store.load().policy;
  store.set({ path: '2.seg', text: `// why\n${cell(2)}` });
  const after = store.load().policy;
  expect(after.assets.map((a, i) => a === before.assets[i])).toEqual([true, false, true]);
  store.set({ path: '1.seg', text: `${cell(1)}// why` });
  expect(store.load().policy.assets).toBe(after.assets);
});

/** Every field of the model that holds an index, in one file. */
const ALL_REFERENCES = `type press : machine { serves line }
type machine { criticality high }
service line { tcp 9100  secure tls }
service tls { tcp 9443 }
service both { line, tls }
schedule Shift { every mon 08:00-12:00 }
zone Hall {
  network 10.1.0.0/24
  enforced by Gate
  reached through Edge
  asset VPN : press at 10.1.0.9
  group Presses = press in Hall, VPN except Gate
  zone Cell { asset P : press also in Site at 10.3.0.9 { serves tls } }
  allow press -> VPN : line during Shift
}
zone Site { network 10.3.0.0/24  asset Edge : machine }
conduit Way {
  between Hall and Site
  one-way from Hall to Site
  via Gate, Twin
  allow Presses, Cell, P -> Edge in Site, Gate : both, tls during Shift
}
access Vendor { allow Edge -> Hall.VPN : line  every tue 08:00-09:00 }
firewall Gate { interface "a" to Hall, Site at 10.1.0.1 }
firewall Twin { twin of Gate  interface "b" to Site }
expect press -> Hall.VPN : line is denied during Shift
expect P reaches Site only through Cell
expect blast radius of Presses at most 3 assets
expect rules on Twin at most 9
`;

const ONE_OF_EACH = `type t0 { }
service s0 { tcp 1 }
schedule h0 { every sun 01:00-02:00 }
zone z0 { asset n0 : t0  group g0 = n0  allow n0 -> t0 : s0 }
zone z1 { }
conduit c0 { between z0 and z1  allow n0 -> z1 : s0 }
access a0 { allow n0 -> z1 : s0 }
firewall f0 { interface "x" to z0 }
expect n0 -> z1 : s0 is denied
`;

test('every index in a file that is not read again follows, as declarations come before it and go', async () => {
  const store = new SourceStore();
  const kept = [
    { path: 'z.seg', text: ALL_REFERENCES },
    { path: 'y.seg', text: 'service idle { tls, line }\n' },
  ];
  for (const file of kept) store.set(file);
  const first = store.load();
  expect(first.findings).toEqual([]);
  for (const before of [ONE_OF_EACH, '', `${ONE_OF_EACH}zone z2 { asset n0 }\n`, 'service s0 { tcp 1 }', undefined]) {
    if (before === undefined) store.delete('a.seg');
    else store.set({ path: 'a.seg', text: before });
    const files = before === undefined ? kept : [...kept, { path: 'a.seg', text: before }];
    expect(plain(store.load())).toEqual(plain(await loadPolicy(files)));
  }
});
