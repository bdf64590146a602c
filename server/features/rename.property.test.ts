/**
 * Rename, on random policies of two files: whatever is renamed to whatever legal name, the compiled rules are the same set but for that name and the
 * ids that hash it; and it is refused only where something else has the name already.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DEFAULT_CONFIGURATION } from '../../language/checks/index.ts';
import { compileRules } from '../../language/compile/index.ts';
import type { Declared, Policy, Rule, SelectorList } from '../../language/model/policy.ts';
import { type Loaded, SourceStore } from '../../language/pipeline.ts';
import { reservedWords } from '../../language/resolve/names.ts';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { Snapshot } from '../snapshot.ts';
import { rename } from './rename.ts';

const FILES = ['a.seg', 'b.seg'] as const;
type Texts = Readonly<Record<(typeof FILES)[number], string>>;
const FOLDER = 'file:///plant';
const now = GENERATED_NOW;
/** What a rule says that stands for a zone without walls inside. */
const OPEN = ' is open inside';

function load(texts: Texts): Loaded {
  const store = new SourceStore();
  for (const path of FILES) store.set({ path, text: texts[path] });
  return store.load();
}

/** Every second declaration stands in the other file. */
function inTwoFiles(text: string): Texts {
  const all = text.split(/\n(?=(?:policy|zone|type|group|conduit|service|schedule|access|firewall|expect)\b)/);
  const of = (n: number): string => all.filter((_, i) => i % 2 === n).join('\n');
  return { 'a.seg': of(0), 'b.seg': of(1) };
}

function listsOf(policy: Policy): Readonly<Record<string, readonly Declared[]>> {
  const { zones, assets, types, groups, firewalls, services, schedules, conduits, accesses } = policy;
  return {
    ...{ zone: zones, asset: assets, type: types, group: groups, firewall: firewalls },
    ...{ service: services, schedule: schedules, conduit: conduits, access: accesses },
  };
}

/** Every compiled entry as text with positions in place of names, without ids: equal for policies that differ in names alone. */
function entriesOf(policy: Policy): string[] {
  const byId = (kind: string, id: string): string =>
    `${kind}#${listsOf(policy)[kind]?.find((d) => d.id === id)?.index}`;
  const byName = (kind: string, name: string): string =>
    `${kind}#${listsOf(policy)[kind]?.find((d) => d.name === name)?.index}`;
  const within = (text: string): string => {
    const [kind, named] = [text.split(' ', 1)[0] ?? '', text.slice(text.indexOf(' ') + 1)];
    return kind === 'zone' ? byId(kind, named) : byName(kind, named);
  };
  const why = (text: string): string => (text.endsWith(OPEN) ? byId('zone', text.slice(0, -OPEN.length)) + OPEN : text);
  const entries = compileRules(policy, now).firewalls.flatMap(({ firewall, rules }) =>
    rules.map((rule) => {
      const plain = JSON.stringify(rule, (key, value) => {
        if (typeof value === 'bigint') return String(value);
        if (key === 'id' || key === 'key' || key === 'place') return undefined;
        if (key === 'zone') return byId('zone', value);
        if (key === 'why') return why(value);
        if (key === 'within') return within(value);
        return key === 'dhcp' ? (value as string[]).map((id) => byId('asset', id)).sort() : value;
      });
      return `${byName('firewall', firewall)} ${plain}`;
    }),
  );
  return entries.sort();
}

/** Ids that a rule names: what its own id is the hash of. */
function namedBy(policy: Policy, rule: Rule): string {
  const lists = listsOf(policy);
  const selectors = ({ items, except }: SelectorList) =>
    [...items, ...except].map((s) => [
      lists[s.kind]?.[s.ref ?? -1]?.id,
      s.in === undefined ? '' : lists.zone?.[s.in]?.id,
    ]);
  const { container } = rule;
  const holder =
    container.kind === 'conduit'
      ? policy.conduits[container.conduit]
      : container.kind === 'zone'
        ? policy.zones[container.zone]
        : policy.accesses[container.access];
  const services = rule.services.map((t) => policy.services[t.service ?? -1]?.id);
  const schedule = policy.schedules[rule.schedule ?? -1]?.id;
  return JSON.stringify([holder?.id, selectors(rule.sources), selectors(rule.targets), services, schedule]);
}

const names = fc.oneof(
  fc.constantFrom(
    'q',
    'New-1',
    '101-PT-22',
    'Änderung',
    '弁',
    'aa',
    'Z',
    '2026-12-01T08',
    '0xAB',
    'dhcp',
    'rest',
    'mon',
  ),
  fc.constantFrom(...reservedWords()),
  fc.constantFrom(
    'a.b',
    'with blank',
    'KILN/PLC 1.0',
    '{',
    '"',
    '// x',
    '/*',
    '-',
    '7',
    '10.0.0.1',
    '$&',
    'ünï "x" {}',
  ),
  fc.constantFrom('Z1', 'a0', 'pump', 'plc', 'modbus', 'web', 'Nights', 'G0', 'C0', 'FW', 'a1', 'any-thing'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
);

it('changes in the compiled rules nothing but the name and the ids that hash it', () => {
  let [renamed, refused, rehashed, across] = [0, 0, 0, 0];
  const kinds = new Set<string>();
  fc.assert(
    fc.property(
      policyText({ expectations: 1 }),
      fc.array(fc.tuple(fc.nat(), names), { minLength: 8, maxLength: 8 }),
      (text, all) => {
        const texts = inTwoFiles(text);
        const loaded = load(texts);
        const before = entriesOf(loaded.policy);
        const snapshot = new Snapshot({
          ...{ folder: FOLDER, loaded, configuration: DEFAULT_CONFIGURATION, outer: [], now },
        });
        const documents = new Map(
          FILES.map((f) => [f as string, TextDocument.create(`${FOLDER}/${f}`, 'seg', 0, texts[f])]),
        );
        const names = FILES.flatMap((f) => snapshot.names(f));
        for (const [at, newName] of all) {
          const byKind = [...Map.groupBy(names, (n) => n.kind).values()];
          const uses = byKind[at % byKind.length] ?? [];
          const use = uses[Math.floor(at / 16) % uses.length];
          const document = documents.get(use?.place.file ?? '');
          if (use === undefined || document === undefined) continue;
          const asked = { snapshot, file: use.place.file, document, offset: use.place.offset };
          const answer = rename(asked, {
            newName,
            textDocument: { uri: document.uri },
            position: { line: 0, character: 0 },
          });
          const bare = newName.trim().replace(/^'([^'.]*)'$/, '$1');
          if (answer === null || answer instanceof Error) {
            const taken = Object.values(listsOf(loaded.policy)).some((l) =>
              l.some((d) => d.name === bare || d.id === bare),
            );
            expect([newName, taken || bare === '' || /['\r\n]/.test(bare)]).toEqual([newName, true]);
            refused++;
            continue;
          }
          const edited = FILES.map((f): [string, string] => {
            const own = documents.get(f) as TextDocument;
            return [f, TextDocument.applyEdits(own, answer.changes?.[own.uri] ?? [])];
          });
          if (Object.keys(answer.changes ?? {}).length > 1) across++;
          const after = load(Object.fromEntries(edited) as unknown as Texts);
          expect([newName, after.policy.rules.map((r) => r.broken)]).toEqual([
            ...[newName, loaded.policy.rules.map((r) => r.broken)],
          ]);
          const own = listsOf(after.policy)[use.kind]?.[use.index];
          expect(own?.name).toBe(bare);
          const entries = entriesOf(after.policy);
          expect([newName, entries]).toEqual([newName, before]);
          for (const [i, rule] of loaded.policy.rules.entries()) {
            const now = after.policy.rules[i] as Rule;
            const same = namedBy(loaded.policy, rule) === namedBy(after.policy, now);
            expect([newName, rule.text, rule.id === now.id]).toEqual([newName, rule.text, same]);
            if (!same) rehashed++;
          }
          kinds.add(use.kind);
          renamed++;
        }
      },
    ),
    { numRuns: 40, seed: 11, endOnFailure: true },
  );
  expect(renamed).toBeGreaterThan(200);
  expect(across).toBeGreaterThan(50);
  expect(rehashed).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(10);
  expect([...kinds].sort()).toEqual([
    'access',
    'asset',
    'conduit',
    'firewall',
    'group',
    'schedule',
    'service',
    'type',
    'zone',
  ]);
}, 120_000);
