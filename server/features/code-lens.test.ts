/** Code lenses: blast radius above zones and assets of note, compiled rules, the way into the diagram, and whether expectations hold. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeLens } from 'vscode-languageserver';
import type { BlastResult, CompileAnswer } from '../protocol/messages.ts';
import { TestClient, uriOf } from '../testing/client.ts';
import { CONDUITS, PLANT } from './plant.fixture.ts';

const EXPECTATIONS = `expect HMI-1 -> PLC-301 : modbus is allowed
expect Supervisory cannot reach PLC-301
expect blast radius of MES-1 at most 0 assets
`;

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: { ...PLANT, 'expectations.seg': EXPECTATIONS } });
  await client.settled();
});
afterEach(() => client.stop());

const ask = async (file: string): Promise<CodeLens[]> => {
  const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', {
    textDocument: { uri: uriOf(file) },
  });
  const told = lenses.map((lens) =>
    lens.command === undefined ? client.connection.sendRequest<CodeLens>('codeLens/resolve', lens) : lens,
  );
  return (await Promise.all(told)).sort((a, b) => a.range.start.line - b.range.start.line);
};
const titles = async (file: string): Promise<string[]> =>
  (await ask(file)).map((l) => `${l.range.start.line + 1} ${l.command?.title}`);

describe('lenses of zones and assets', () => {
  it('tell the blast radius of each zone, and of assets of note only', async () => {
    expect((await titles('zones.seg')).filter((t) => t.includes('Blast'))).toEqual([
      '3 Blast radius: 2 of 3 assets outside (worst case; 3 as built)',
      '10 Blast radius: 0 of 3 assets outside (worst case; 3 as built)',
      '14 Blast radius: 1 of 4 assets (worst case; 4 as built) | exposed to 3',
      '17 Blast radius: 0 of 4 assets outside (worst case; 4 as built)',
    ]);
  });

  it('run Show Blast Radius, whose answer has the figures of the lens, for a zone too', async () => {
    const lenses = await ask('zones.seg');
    const [uri, id, kind] = lenses[0]?.command?.arguments ?? [];
    expect([uri, id, kind]).toEqual([uriOf('zones.seg'), 'Supervisory', 'zone']);
    const blast = await client.connection.sendRequest<BlastResult>('bulkhead/blast', { uri, asset: id, zone: true });
    expect(blast.others).toBe(3);
    expect(blast.chokePoints).toEqual([]);
    expect(blast.targets.map((t) => `${t.id} ${t.path.map((h) => h.from).join()}`)).toEqual([
      'Kiln.PLC-301 Supervisory.HMI-1',
      'Kiln.101-PT-22 Supervisory.HMI-1,Kiln.PLC-301',
    ]);
    const asset = lenses.find((l) => l.command?.title.includes('exposed to'));
    expect(asset?.command?.arguments).toEqual([uri, 'Kiln.PLC-301', 'asset']);
  });

  it('lead to a blast that names its choke points, with their places and what each saves', async () => {
    const params = { uri: uriOf('zones.seg'), asset: 'Supervisory.HMI-1' };
    const { consequence, chokePoints } = await client.connection.sendRequest<BlastResult>('bulkhead/blast', params);
    expect(consequence).toBe(16);
    expect(chokePoints.map((c) => `${c.text.slice(0, 24)} ${c.saved} ${c.place.uri.split('/').at(-1)}`)).toEqual([
      'Kiln.PLC-301 13 zones.seg',
      'allow hmi -> plc : modbu 13 conduits.seg',
    ]);
  });

  it('follow an edit in another file, and say when an asset is over its limit', async () => {
    await client.open('zones.seg');
    await client.open('conduits.seg');
    await client.settled();
    const before = client.lensRefreshes;
    const wide = 'conduit Wide { between Supervisory and Office allow hmi -> MES-1 : https because "x" }';
    await client.change('conduits.seg', `${CONDUITS}${wide}\n`);
    await client.settled();
    expect(client.lensRefreshes).toBeGreaterThan(before);
    const after = await titles('zones.seg');
    expect(after[0]).toBe('3 Blast radius: 3 of 3 assets outside (worst case)');
    expect(after).toContain('7 Blast radius: 4 of 4 assets (worst case), over the limit of 3 | exposed to 1');
  });

  it('of a zone that is gone since are told without a failure', async () => {
    const params = { textDocument: { uri: uriOf('zones.seg') } };
    const [lens] = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', params);
    await client.open('zones.seg', 'zone Other { level 1 }');
    const told = await client.connection.sendRequest<CodeLens>('codeLens/resolve', lens);
    expect(told.command?.title).toBe('No blast radius');
    expect(client.logged).toEqual([]);
  });
});

describe('lenses of compiled rules', () => {
  const rulesIn = async (file: string) => (await ask(file)).filter((l) => l.command?.title.includes('compiled'));

  it('count them for zones, conduits and firewalls, as the compiler does, and say on which firewalls they are', async () => {
    const [supervisory, kiln, office] = await rulesIn('zones.seg');
    expect([supervisory, kiln, office].map((l) => l?.command?.title)).toEqual([
      '2 rules compiled on FW-3',
      '2 rules compiled on FW-3',
      '0 rules compiled',
    ]);
    expect(office?.command?.command).toBe('');
    const [conduit, firewall] = await rulesIn('conduits.seg');
    expect(conduit?.command?.title).toBe('2 rules compiled on FW-3');
    expect(firewall?.command?.title).toBe('2 rules compiled');
    expect(firewall?.command?.arguments?.[1]).toEqual(['FW-3']);
    const params = { uri: uriOf('zones.seg'), target: 'json' };
    const { outputs } = await client.connection.sendRequest<CompileAnswer>('bulkhead/compile', params);
    expect(outputs.map((o) => [o.firewall, o.rules])).toEqual([['FW-3', 2]]);
  });

  it('open the output at one of their rules', async () => {
    const [conduit] = await rulesIn('conduits.seg');
    const [uri, firewalls, ids] = conduit?.command?.arguments ?? [];
    expect(conduit?.command?.command).toBe('bulkhead.compileRules');
    expect([uri, firewalls]).toEqual([uriOf('conduits.seg'), ['FW-3']]);
    const { outputs } = await client.connection.sendRequest<CompileAnswer>('bulkhead/compile', {
      uri,
      target: 'nftables',
    });
    for (const id of ids) expect(outputs[0]?.lines.map((l) => l.rule)).toContain(id);
  });

  it('follow an edit in another file', async () => {
    await client.open('zones.seg');
    await client.open('conduits.seg', CONDUITS.replace(/ {2}deny .*\n/, ''));
    await client.settled();
    expect((await rulesIn('zones.seg'))[0]?.command?.title).toBe('1 rule compiled on FW-3');
  });
});

it('a lens of each zone leads into the diagram', async () => {
  const lenses = (await ask('zones.seg')).filter((l) => l.command?.title === 'Show in diagram');
  expect(lenses.map((l) => l.command?.arguments?.[0].line + 1)).toEqual([3, 10, 17]);
  expect(lenses[0]?.command).toMatchObject({
    command: 'bulkhead.showInDiagram',
    arguments: [{ uri: uriOf('zones.seg') }],
  });
});

describe('lenses of expectations', () => {
  it('say whether each holds, and a failed one leads to the rule that breaks it', async () => {
    const lenses = await ask('expectations.seg');
    expect(lenses.map((l) => l.command?.title)).toEqual([
      'Passed',
      'Failed: Supervisory.HMI-1 reaches Kiln.PLC-301',
      'Passed',
    ]);
    expect(lenses[1]?.command?.arguments?.[0]).toMatchObject({ uri: uriOf('conduits.seg'), line: 2 });
  });

  it('follow an edit of a rule in another file', async () => {
    await client.open('conduits.seg', CONDUITS.replace(/ {2}allow .*\n/, ''));
    expect(await titles('expectations.seg')).toEqual([expect.stringMatching(/^1 Failed: /), '2 Passed', '3 Passed']);
  });
});
