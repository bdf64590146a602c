/** Quick-fixes as an editor asks for them: of one finding, of all of its kind, on save, and in bulkhead.json. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CodeAction, CodeActionKind } from 'vscode-languageserver';
import { TestClient, uriOf } from '../testing/client.ts';

const ZONES = `zone East {
  level 1
  asset PLC-1 : plc
}

zone West {
  level 2
  asset HMI-1 : hmi
}
`;
const RULES = `conduit Control {
  between East and West
  allow hmi -> plc : modbus
  allow hmi -> plc : modbus-security, modbus because "control"
}

group A = hmi
group B = plc
group C = HMI-1
// bulkhead-ignore any-source: nothing
schedule Night { every day 22:00-06:00 }
`;

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({
    files: { 'zones.seg': ZONES, 'bulkhead.json': '{ "checks": { "any-sorce": "off" } }' },
  });
  await client.open('rules.seg', RULES);
  await client.settled();
});
afterEach(() => client.stop());

const ask = (path: string, context: object): Promise<CodeAction[]> =>
  client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri: uriOf(path) },
    range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
    context: { diagnostics: [], ...context },
  });

describe('fix all of a kind', () => {
  it('mends neighbouring declarations in one step and touches nothing of another kind', async () => {
    const all = (await client.fixes('rules.seg', 'unused-group')).find((a) => a.title === 'Fix all 3 of unused-group');
    await client.apply(all?.edit ?? {});
    await client.settled();
    expect(client.findings('rules.seg').filter((f) => f.includes('unused-group'))).toEqual([]);
    expect(client.textOf('rules.seg')).toContain('schedule Night');
    expect(client.textOf('rules.seg')).toContain('bulkhead-ignore');
  });
});

describe('fixing on save', () => {
  it('applies only what keeps the meaning, until there is no more of it', async () => {
    // The ignore stands in the comments of the schedule, which go with it: one of the two waits for the next time.
    for (let saves = 0; saves < 2; saves++) {
      const [action] = await ask('rules.seg', { only: ['source.fixAll.bulkhead'] });
      expect(action?.kind).toBe('source.fixAll.bulkhead');
      await client.apply(action?.edit ?? {});
      await client.settled();
    }
    expect(await ask('rules.seg', { only: ['source.fixAll.bulkhead'] })).toEqual([]);
    const text = client.textOf('rules.seg') ?? '';
    expect(text).not.toMatch(/group|schedule|bulkhead-ignore/);
    expect(text).toContain('modbus because "control"');
    expect(client.findings('rules.seg').filter((f) => /unused|useless/.test(f))).toEqual([]);
  });
});

describe('bulkhead.json', () => {
  it('offers the name that was meant, and nothing of the policy', async () => {
    const actions = await ask('bulkhead.json', {});
    expect(actions.map((a) => [a.title, a.kind])).toEqual([['Change to "any-source"', CodeActionKind.QuickFix]]);
    await client.apply(actions[0]?.edit ?? {});
    await client.settled();
    expect(client.findings('bulkhead.json')).toEqual([]);
  });
});
