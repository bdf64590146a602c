/** The extension's own requests: diagram, blast radius, compile, contents. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiagramParams, DiagramResult, Overlay, OverlayParams } from '../protocol/diagram.ts';
import type { BlastResult, CompileAnswer, PolicyContents, PolicySummary } from '../protocol/messages.ts';
import { TestClient, uriOf } from '../testing/client.ts';
import { CONDUITS, PLANT, ZONES } from './plant.fixture.ts';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: PLANT });
  await client.settled();
});
afterEach(() => client.stop());

const uri = uriOf('zones.seg');

describe('the diagram', () => {
  const ask = (): Promise<DiagramResult> => client.connection.sendRequest('bulkhead/diagram', { uri });

  it('has every zone, and follows an edit that has not been saved', async () => {
    expect((await ask()).graph.zones.map((z) => z.id)).toEqual(['zone:Supervisory', 'zone:Kiln', 'zone:Office']);
    await client.open('zones.seg', `${ZONES}zone New { level 3 network 10.9.0.0/24 }`);
    expect((await ask()).graph.zones.map((z) => z.id)).toContain('zone:New');
  });

  it('keeps the last good picture while a text does not parse, and says where', async () => {
    await ask();
    await client.open('zones.seg', `${ZONES}zone New { level`);
    const stale = await ask();
    expect(stale.graph.zones).toHaveLength(3);
    expect(stale.stale?.place.file).toBe('zones.seg');
    await client.change('zones.seg', `${ZONES}zone New { level 1 }`);
    const good = await ask();
    expect(good.stale).toBeUndefined();
    expect(good.graph.zones).toHaveLength(4);
  });

  it('brings the overlay of the same text: of the last good one while a text does not parse', async () => {
    const overlay = { kind: 'blast', of: 'asset:Supervisory.HMI-1' } as const;
    const reached = async (): Promise<unknown> => {
      const params: DiagramParams = { uri, overlay };
      const answer = await client.connection.sendRequest<DiagramResult>('bulkhead/diagram', params);
      return answer.overlay?.panel.sections[0];
    };
    expect(await reached()).toMatchObject({ kind: 'figure', figure: '3' });
    await client.open('conduits.seg', `${CONDUITS}conduit Half {`);
    expect(await reached()).toMatchObject({ figure: '3' });
    await client.change('conduits.seg', '');
    expect(await reached()).toMatchObject({ figure: '1' });
    const alone: OverlayParams = { uri, overlay: { ...overlay, of: 'asset:Office.MES-1' } };
    const answer = await client.connection.sendRequest<Overlay>('bulkhead/overlay', alone);
    expect(answer.panel.title).toBe('Blast radius of MES-1');
  });

  it('is told of every change', async () => {
    const before = client.notifications.length;
    await client.open('zones.seg', `${ZONES} `);
    await client.settled();
    expect(client.notifications.length).toBeGreaterThan(before);
  });
});

describe('blast radius', () => {
  it('tells every asset reached, with the way and its rules', async () => {
    const result = await client.connection.sendRequest<BlastResult>('bulkhead/blast', {
      uri,
      asset: 'Supervisory.HMI-1',
    });
    expect(result.others).toBe(4);
    expect(result.limit).toBe(3);
    expect(result.targets.map((t) => `${t.id} ${t.path.length}`)).toEqual([
      'Kiln.PLC-301 1',
      'Supervisory.HMI-2 1',
      'Kiln.101-PT-22 2',
    ]);
    const hop = result.targets[0]?.path[0];
    expect(hop?.by).toMatch(/^allow hmi -> plc : modbus/);
    expect(hop?.place).toMatchObject({ uri: uriOf('conduits.seg'), line: 2 });
  });

  it('finds the asset at the cursor', async () => {
    const params = { uri, line: 6, column: 10 };
    const found = await client.connection.sendRequest<PolicyContents>('bulkhead/contents', params);
    expect(found.assetAtCursor).toBe('Supervisory.HMI-1');
    expect(found.firewalls).toEqual(['FW-3']);
  });
});

describe('compile', () => {
  const compile = (more: object = {}): Promise<CompileAnswer> =>
    client.connection.sendRequest('bulkhead/compile', { uri, target: 'nftables', ...more });

  it('gives a text for each firewall, whose lines lead back to rules', async () => {
    const answer = await compile();
    expect(answer.errors).toEqual([]);
    expect(answer.outputs.map((o) => o.firewall)).toEqual(['FW-3']);
    expect(answer.outputs[0]?.text).toContain('10.41.0.10');
    const origins = answer.outputs[0]?.lines.flatMap((l) => l.origins) ?? [];
    expect(origins.some((o) => o.uri === uriOf('conduits.seg') && o.line === 2)).toBe(true);
  });

  it('compiles nothing while a name has no meaning, and says where', async () => {
    await client.open('conduits.seg', CONDUITS.replace('plc : modbus', 'plc : modbuz'));
    const answer = await compile();
    expect(answer.outputs).toEqual([]);
    expect(answer.errors[0]).toMatchObject({ place: { uri: uriOf('conduits.seg'), line: 2 } });
  });

  it('says which targets and firewalls there are', async () => {
    expect((await compile({ target: 'none' })).errors[0]?.message).toContain('nftables');
    expect((await compile({ firewall: 'none' })).errors[0]?.message).toContain('FW-3');
  });
});

describe('policies', () => {
  it('are listed by folder', async () => {
    const found = await client.connection.sendRequest<PolicySummary[]>('bulkhead/policies');
    expect(found).toEqual([{ folder: 'file:///plant', title: 'Mill', file: uri, zones: 3, assets: 5 }]);
  });
});
