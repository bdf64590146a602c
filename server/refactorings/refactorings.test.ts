/** Refactorings as an editor asks for them: offered at the cursor, made when chosen, refused where they would break something. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver';
import { cursorIn, TestClient, uriOf } from '../testing/client.ts';

const ZONES = `zone East {
  level 2
  network 10.1.0.0/24
  asset H-2 : hmi at 10.1.0.12
  // The older one.
  asset H-1 : hmi at 10.1.0.11
  asset E-1 : engineering-workstation at 10.1.0.40
}

zone West {
  level 1
  network 10.2.0.0/24
  asset P-1 : plc at 10.2.0.10
}
`;
const RULES = `conduit C {
  between East and West
  allow H-1, H-2 -> P-1 : tcp 502, 4840
  allow Both -> plc : modbus
}

group Both = hmi, E-1 except H-2
`;

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: { 'zones.seg': ZONES, 'rules.seg': RULES } });
  await client.open('zones.seg');
  await client.open('rules.seg');
});
afterEach(() => client.stop());

/** Actions of a kind at the mark; of what is between two marks where there are two. */
async function at(path: string, marked: string, only = 'refactor'): Promise<CodeAction[]> {
  const { text, offset } = cursorIn(marked);
  const second = cursorIn(text);
  await client.change(path, second.text);
  const end = text.includes('|^') ? second.offset : offset;
  return client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri: uriOf(path) },
    range: { start: client.position(path, offset), end: client.position(path, end) },
    context: { diagnostics: [], only: [only] },
  });
}

/** Applies the action whose title begins so. */
async function make(actions: readonly CodeAction[], title: string): Promise<void> {
  const action = actions.find((a) => a.title.startsWith(title));
  expect(actions.map((a) => a.title).join('\n')).toContain(title);
  await client.apply(action?.edit ?? {});
  await client.settled();
  expect(client.findings('rules.seg').filter((f) => / (syntax|reference|duplicate-name) /.test(f))).toEqual([]);
}

const mark = (text: string, where: string): string => text.replace(where.replaceAll('|^', ''), where);

describe('extract group', () => {
  it('makes a group of the items of a list', async () => {
    await make(await at('rules.seg', mark(RULES, 'allow H|^-1, H-2'), 'refactor.extract'), 'Extract 2 selectors');
    expect(client.textOf('rules.seg')).toContain('allow Extracted -> P-1');
    expect(client.textOf('rules.seg')).toContain('group Extracted = H-1, H-2\n');
  });

  it('takes only what is selected, and leaves what is excepted', async () => {
    const text = RULES.replace('allow H-1, H-2 ->', 'allow E-1, H-1, H-2 except H-2 ->');
    await make(await at('rules.seg', mark(text, 'E-1, H|^-1, H|^-2')), 'Extract 2 selectors');
    expect(client.textOf('rules.seg')).toContain('allow E-1, Extracted except H-2 -> P-1');
  });

  it('qualifies names that would be ambiguous where the group stands', async () => {
    await client.change('zones.seg', `${ZONES}\nzone South {\n  asset H-1 : hmi\n}\n`);
    await make(await at('rules.seg', mark(RULES, 'allow H|^-1, H-2')), 'Extract 2 selectors');
    expect(client.textOf('rules.seg')).toContain('group Extracted = East.H-1, H-2\n');
  });

  it('is not offered for a single item, nor where a comment would be lost', async () => {
    const titles = async (text: string) => (await at('rules.seg', text, 'refactor.extract')).map((a) => a.title);
    expect(await titles(mark(RULES, '-> P|^-1'))).toEqual([]);
    expect(await titles(RULES.replace('H-1, H-2', 'H|^-1, /* new */ H-2'))).toEqual([]);
  });
});

describe('inline group', () => {
  it('writes the members, with what is excepted, in place of the name', async () => {
    await make(await at('rules.seg', mark(RULES, 'allow Bo|^th'), 'refactor.inline'), 'Inline group Both here');
    expect(client.textOf('rules.seg')).toContain('allow hmi, E-1 except H-2 -> plc : modbus');
  });

  it('everywhere removes the group', async () => {
    await make(await at('rules.seg', mark(RULES, 'group B|^oth')), 'Inline group Both everywhere');
    expect(client.textOf('rules.seg')).not.toContain('Both');
  });

  it('is not offered where its exceptions would take from others', async () => {
    const text = RULES.replace('allow Both ->', 'allow Bo|^th, H-2 ->');
    expect(await at('rules.seg', text, 'refactor.inline')).toEqual([]);
  });
});

describe('list to type', () => {
  it('is offered where it selects exactly the same', async () => {
    const actions = await at('rules.seg', mark(RULES, 'allow H|^-1, H-2'), 'refactor.rewrite');
    await make(actions, 'Write hmi instead of 2 assets');
    expect(client.textOf('rules.seg')).toContain('allow hmi -> P-1');
  });

  it('is not offered where another asset has the type', async () => {
    await client.change('zones.seg', ZONES.replace('asset P-1', 'asset H-3 : hmi\n  asset P-1'));
    const actions = await at('rules.seg', mark(RULES, 'allow H|^-1, H-2'), 'refactor.rewrite');
    expect(actions.map((a) => a.title)).toContainEqual(expect.stringContaining('Write hmi in East instead'));
    await client.change('zones.seg', ZONES.replace('asset E-1 :', 'asset H-3 : hmi\n  asset E-1 :'));
    const now = await at('rules.seg', mark(RULES, 'allow H|^-1, H-2'), 'refactor.rewrite');
    expect(now.filter((a) => a.title.includes('instead of 2 assets'))).toEqual([]);
  });
});

it('literal ports become services, and a bare port keeps its protocol', async () => {
  const text = RULES.replace('tcp 502, 4840', 'tcp 4840, 5|^77, 22');
  await make(await at('rules.seg', text), 'Write ');
  expect(client.textOf('rules.seg')).toMatch(/: opc-?ua, tcp 577, ssh\n/);
});

it('assets are sorted by address, their comments with them', async () => {
  await make(await at('zones.seg', mark(ZONES, 'level| 2'.replace('| ', '|^ '))), 'Sort the assets of zone East');
  expect(client.textOf('zones.seg')).toContain(`  // The older one.
  asset H-1 : hmi                     at 10.1.0.11
  asset H-2 : hmi                     at 10.1.0.12
  asset E-1 : engineering-workstation at 10.1.0.40
}`);
});

describe('move asset', () => {
  it('gives it a free address of the zone, and says so', async () => {
    const actions = await at('zones.seg', mark(ZONES, 'asset H|^-1'), 'refactor.move');
    expect(actions.map((a) => a.title)).toEqual(['Move H-1 to zone West, with the free address 10.2.0.2']);
    await make(actions, 'Move H-1');
    expect(client.textOf('zones.seg')).toMatch(
      /zone West \{[^}]*\/\/ The older one\.\n {2}asset H-1 : hmi at 10\.2\.0\.2\n/,
    );
  });

  it('leads qualified names to the new place, in every file', async () => {
    await client.change('rules.seg', RULES.replace('allow H-1,', 'allow East . H-1,'));
    await make(await at('zones.seg', mark(ZONES, 'asset H|^-1')), 'Move H-1');
    expect(client.textOf('rules.seg')).toContain('allow West.H-1, H-2');
  });

  it('is refused where the zone has no address left', async () => {
    const full = ZONES.replace('network 10.2.0.0/24', 'network 10.2.0.10-10.2.0.12');
    expect(await at('zones.seg', mark(full, 'asset H|^-1'), 'refactor.move')).toEqual([]);
  });
});

it('split zone nests the selected assets in a zone of their own', async () => {
  const text = ZONES.replace('asset H-2', 'asset H|^-2').replace('asset H-1 : hmi', 'asset H-1 : h|^mi');
  await make(await at('zones.seg', text, 'refactor.extract'), 'Move ');
  expect(client.textOf('zones.seg')).toMatch(/zone East-Cell \{\n {4}network 10\.1\.0\.1\d\/32, 10\.1\.0\.1\d\/32/);
});

it('split zone takes along what is said of the assets', async () => {
  const text = ZONES.replace('H-2 : hmi at 10.1.0.12', 'H|^-2 : hmi at 10.1.0.12 // new')
    .replace('asset H-1 : hmi at 10.1.0.11', 'asset H-1 : h|^mi at 10.1.0.11 // old')
    .replaceAll('\n', '\r\n');
  await make(await at('zones.seg', text, 'refactor.extract'), 'Move ');
  const after = client.textOf('zones.seg') ?? '';
  expect(after).toMatch(
    /zone East-Cell \{[^}]*\/\/ The older one\.\r\n +asset H-1 : hmi at 10.1.0.11 \/\/ old\r\n +\} \/\/ new/,
  );
  expect(after.replaceAll('\r\n', '')).not.toMatch(/\r|\n/);
});

it('conduits that join the same zones in the same way are merged', async () => {
  const text = `${RULES}\nconduit D {\n  between West and East\n  deny E-1 -> P-1 : any\n}\n`;
  await make(await at('rules.seg', mark(text, 'conduit |^C')), 'Merge conduits');
  expect(client.textOf('rules.seg')).not.toContain('conduit D');
  expect(client.textOf('rules.seg')).toContain('  deny E-1 -> P-1 : any\n}');
});

it('a DMZ broker is inserted into a conduit', async () => {
  await make(await at('rules.seg', mark(RULES, 'conduit |^C')), 'Route conduit C over a broker');
  const text = client.textOf('rules.seg') ?? '';
  expect(text).toContain('kind dmz');
  expect(text).toMatch(/between East and DMZ/);
  expect(text).toMatch(/between West and DMZ/);
});

it('a DMZ broker leaves the comments of the conduit, those of a rule above it, and the line breaks', async () => {
  const marked = `conduit |^C { // control
  between East and West // two cells
  // The operators.
  allow H-1, /* all of them */ H-2 -> P-1 : modbus // asked for
  /* Nobody
     else. */
  deny E-1 -> P-1 : any
  // The end.
}
`;
  await make(await at('rules.seg', marked.replaceAll('\n', '\r\n')), 'Route conduit C over a broker');
  const after = client.textOf('rules.seg') ?? '';
  expect(after.replaceAll('\r\n', '')).not.toMatch(/\r|\n/);
  for (const said of ['control', 'two cells', 'The operators.', 'all of them', 'asked for', 'Nobody', 'The end.'])
    expect(after.split(said)).toHaveLength(2);
  expect(after).toMatch(/\/\/ The operators\.\s+\/\/ asked for\s+allow H-1, \/\* all of them \*\/ H-2 -> BROKER-1/);
});

describe('for an editor that asks for the edit when an action is chosen', () => {
  const codeAction = { resolveSupport: { properties: ['edit'] } };

  beforeEach(async () => {
    await client.stop();
    client = await TestClient.start({ files: { 'zones.seg': ZONES }, textDocument: { codeAction } });
    await client.open('rules.seg', RULES);
  });

  const resolve = (action: CodeAction | undefined): Promise<CodeAction> =>
    client.connection.sendRequest('codeAction/resolve', action);

  it('the list has titles only, and the chosen one gets its edit', async () => {
    const actions = await at('rules.seg', mark(RULES, 'allow H|^-1, H-2'), 'refactor.extract');
    expect(actions.map((a) => a.edit)).toEqual([undefined]);
    await make([await resolve(actions[0])], 'Extract 2 selectors');
    expect(client.textOf('rules.seg')).toContain('group Extracted = H-1, H-2');
  });

  it('one is made that was chosen where something else was asked for last', async () => {
    const [first] = await at('rules.seg', mark(RULES, 'allow H|^-1, H-2'), 'refactor.extract');
    await at('rules.seg', mark(RULES, 'group Bo|^th'), 'refactor');
    await make([await resolve(first)], 'Extract 2 selectors');
    expect(client.textOf('rules.seg')).toContain('group Extracted = H-1, H-2');
  });

  it('says why where the text has changed since', async () => {
    const [action] = await at('rules.seg', mark(RULES, 'allow H|^-1, H-2'), 'refactor.extract');
    await client.change('rules.seg', RULES.replace('H-1, H-2', 'H-1'));
    await expect(resolve(action)).rejects.toThrow('The text has changed since');
  });
});
