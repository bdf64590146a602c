/** Edits of quick-fixes: where members, clauses and declarations go, and what goes with what is removed. */
import { expect, test } from 'vitest';
import type { Policy } from '../model/policy.ts';
import { placeAt } from '../model/source.ts';
import { loadPolicy } from '../pipeline.ts';
import { analysesOf } from './analyses.ts';
import { type CheckContext, DEFAULT_CHECKS } from './check.ts';
import {
  appendDeclarations,
  applyEdits,
  freeName,
  insertMembers,
  insertProperties,
  quoted,
  referenceTo,
  removalOf,
  zoneChildren,
} from './edits.ts';
import { NOW } from './fixture.ts';

async function contextOf(text: string): Promise<CheckContext & { readonly source: string }> {
  const { policy, text: textOf } = await loadPolicy([{ path: 'p.seg', text }]);
  return {
    policy,
    now: NOW,
    text: textOf,
    configuration: DEFAULT_CHECKS,
    analyses: analysesOf(policy, NOW),
    source: text,
  };
}

const zone = (policy: Policy, name: string) => policy.zones.find((z) => z.name === name) as never;
const asset = (policy: Policy, name: string) => policy.assets.find((a) => a.name === name) as never;

async function withMember(text: string, member: string): Promise<string> {
  const context = await contextOf(text);
  return applyEdits('p.seg', text, insertMembers(context, zone(context.policy, 'A'), [member]));
}

test('a member goes to the end of a body, in its form: no body, one line, many lines, empty', async () => {
  expect(await withMember('zone A', 'level 2')).toBe('zone A { level 2 }');
  expect(await withMember('zone A { }', 'level 2')).toBe('zone A { level 2 }');
  expect(await withMember('zone A {}', 'level 2')).toBe('zone A { level 2 }');
  expect(await withMember('zone A { kind dmz }', 'level 2')).toBe('zone A { kind dmz  level 2 }');
  expect(await withMember('zone A {\n  kind dmz\n}', 'level 2')).toBe('zone A {\n  kind dmz\n  level 2\n}');
  expect(await withMember('zone A {\n}', 'level 2')).toBe('zone A {\n  level 2\n}');
  expect(await withMember('zone A {\r\n  kind dmz // the edge\r\n}\r\n', 'level 2')).toBe(
    'zone A {\r\n  kind dmz // the edge\r\n  level 2\r\n}\r\n',
  );
  expect(await withMember('zone P {\n  zone A {\n    kind dmz\n  }\n}', 'level 2')).toBe(
    'zone P {\n  zone A {\n    kind dmz\n    level 2\n  }\n}',
  );
});

test('a body that is not closed yet gets no member, wherever the reading of it ended', async () => {
  for (const text of [
    'zone A {',
    'zone A { level 2',
    'zone A "x" { asset P : plc at',
    'zone A { network 10.0.0.0/8 also in Q',
  ])
    expect(await withMember(text, 'level 2')).toBe(text);
  expect(await withMember('zone A "{" // {', 'level 2')).toBe('zone A "{" { level 2 } // {');
});

test('a member with a comment behind it shares its line with nothing', async () => {
  const member = 'asset P : plc // {';
  expect(await withMember('zone A', member)).toBe(`zone A {\n  ${member}\n}`);
  expect(await withMember('zone A { level 2 }', member)).toBe(`zone A { level 2\n  ${member}\n}`);
});

test('a property goes before rules, assets and zones, and above the comments that speak of them', async () => {
  const insert = async (text: string) => {
    const context = await contextOf(text);
    const a = zone(context.policy, 'A');
    return applyEdits('p.seg', text, insertProperties(context, a, ['level 2'], zoneChildren(context.policy, a)));
  };
  expect(await insert('zone A {\n  kind dmz\n\n  // the press\n  asset P : plc\n}')).toBe(
    'zone A {\n  kind dmz\n\n  level 2\n  // the press\n  asset P : plc\n}',
  );
  expect(await insert('zone A { kind dmz  asset P : plc }')).toBe('zone A { kind dmz  level 2  asset P : plc }');
  expect(await insert('zone A {\n  kind dmz\n}')).toBe('zone A {\n  kind dmz\n  level 2\n}');
});

test('what is removed takes its line and its comments along, and nothing of its neighbours', async () => {
  const remove = async (text: string) => {
    const context = await contextOf(text);
    return applyEdits(
      'p.seg',
      text,
      removalOf(context, context.policy.assets.find((a) => a.name === 'P')?.place as never),
    );
  };
  expect(
    await remove('zone A {\n  asset Q : plc\n  /* old */\n  // press\n  asset P : plc // here\n  asset R : plc\n}'),
  ).toBe('zone A {\n  asset Q : plc\n  asset R : plc\n}');
  expect(await remove('zone A { asset Q : plc  asset P : plc  asset R : plc }')).toBe(
    'zone A { asset Q : plc  asset R : plc }',
  );
  expect(await remove('zone A {\n  asset Q : plc  asset P : plc // both\n}')).toBe('zone A {\n  asset Q : plc\n}');
  expect(await remove('zone A {\n  asset P : plc }')).toBe('zone A {\n  }');
  expect(await remove('zone A {\n  asset P : plc {\n    portable\n  }\n}\n')).toBe('zone A {\n}\n');
});

test('what is removed leaves no blank line that parts nothing from nothing', async () => {
  const remove = async (text: string) => {
    const context = await contextOf(text);
    return applyEdits('p.seg', text, removalOf(context, (zone(context.policy, 'B') as { place: never }).place));
  };
  expect(await remove('zone A\n\nzone B\n\nzone C\n')).toBe('zone A\n\nzone C\n');
  expect(await remove('zone A\n\n// old\nzone B\n')).toBe('zone A\n');
  expect(await remove('zone B\n\nzone C\n')).toBe('zone C\n');
  expect(await remove('zone B')).toBe('');
  expect(await remove('zone A {\n  level 2\n\n  zone B\n}\n')).toBe('zone A {\n  level 2\n}\n');
});

test('a reference is the name as written where it is the only one, else the whole path', async () => {
  const context = await contextOf("zone A { asset P : plc  asset 'PLC 1.0' : plc }\nzone B { asset P : plc }");
  expect(referenceTo(context, asset(context.policy, 'PLC 1.0'))).toBe("'PLC 1.0'");
  expect(referenceTo(context, asset(context.policy, 'P'))).toBe('A.P');
  expect(freeName(context, 'P')).toBe('P-2');
});

test('declarations are appended after a blank line', async () => {
  const append = async (text: string) =>
    applyEdits('p.seg', text, appendDeclarations(await contextOf(text), 'p.seg', ['zone B', 'zone C']));
  expect(await append('')).toBe('zone B\n\nzone C\n');
  expect(await append('zone A')).toBe('zone A\n\nzone B\n\nzone C\n');
  expect(await append('zone A\n')).toBe('zone A\n\nzone B\n\nzone C\n');
});

test('a text in quotes reads back as it was, whatever it holds', async () => {
  const odd = 'a "quoted" \\ back\nslash\t\u0001 }';
  const { policy, findings } = await loadPolicy([{ path: 'p.seg', text: `zone A ${quoted(odd)}` }]);
  expect(findings).toEqual([]);
  expect(policy.zones[0]?.title).toBe(odd);
});

test('a place counts lines and columns from zero and is cut to the text', () => {
  expect(placeAt('f', 'ab\ncd\n', 4, 99)).toEqual({
    file: 'f',
    offset: 4,
    end: 6,
    line: 1,
    column: 1,
    endLine: 2,
    endColumn: 0,
  });
});

test('a carriage return alone breaks a line too, as editors read it', () => {
  const { line, column, endLine, endColumn } = placeAt('f', 'a\rb\r\ncd', 2, 6);
  expect([line, column, endLine, endColumn]).toEqual([1, 0, 2, 1]);
});
