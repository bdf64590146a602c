import { afterEach, describe, expect, it } from 'vitest';
import { REVIEW_REQUEST, type ReviewResult } from '../protocol/messages.ts';
import { TestClient, uriOf } from '../testing/client.ts';

const PLANT = `zone A { level 2 asset a : hmi at 10.0.0.1 }
zone B { level 1 asset b : plc at 10.1.0.1 }
conduit C { between A and B allow a -> b : modbus because "control" }
`;

let client: TestClient;
afterEach(() => client.stop());

const ask = async (text: string): Promise<ReviewResult | null> => {
  client = await TestClient.start({ files: { 'plant.seg': PLANT } });
  await client.settled();
  return client.connection.sendRequest(REVIEW_REQUEST, {
    uri: uriOf('plant.seg'),
    name: 'HEAD',
    before: [{ path: 'plant.seg', text }],
  });
};

describe('the review of changes', () => {
  it('says what the text opens against the older version, at its place in the text as it is now', async () => {
    const { sentences } = (await ask(PLANT.replace('allow a -> b : modbus because "control"', ''))) as ReviewResult;
    expect(sentences.map((s) => s.kind)).toEqual(['permission-gained', 'rules']);
    expect(sentences[0]).toMatchObject({
      text: 'a may now open modbus to b',
      place: { uri: uriOf('plant.seg'), line: 2 },
    });
  });

  it('says so where nothing changed in meaning, and what is not compared because it has none', async () => {
    expect(await ask(`// older\n${PLANT}`)).toEqual({ sentences: [] });
    await client.stop();
    expect((await ask('zone A {'))?.withoutMeaning).toMatch(/^HEAD: /);
  });
});
