import { describe, expect, test } from 'vitest';
import { graphOf } from '../test-policy.ts';
import { search, searchEntries } from './search.ts';

const TEXT = `zone Four "Four à chaux" { level 2 asset HMI-1 : hmi asset HMI-10 : hmi asset OLD-HMI-1 : hmi allow HMI-1 -> HMI-10 : ssh }
  zone Kiln { level 1 asset PLC-1 : plc asset SSH-GW : server }
  conduit Feed "HMI to kiln" { between Four and Kiln allow HMI-1 -> PLC-1 : modbus allow HMI-10 -> PLC-1 : ssh }`;

async function find(query: string): Promise<string[]> {
  return search(searchEntries(await graphOf(TEXT)), query).map((hit) => `${hit.kind} ${hit.name}`);
}

describe('a search finds', () => {
  test('the whole name first, then beginnings, then words, each by kind', async () => {
    expect(await find('hmi-1')).toEqual(['asset HMI-1', 'asset HMI-10', 'asset OLD-HMI-1']);
    expect(await find('kiln')).toEqual(['zone Kiln', 'conduit HMI to kiln', 'asset PLC-1', 'asset SSH-GW']);
  });

  test('without regard to capitals and accents', async () => {
    expect(await find('FOUR A CHAUX')).toContain('zone Four à chaux');
    expect(await find('à')).toContain('zone Four à chaux');
  });

  test('a zone by its title and by its name in the source', async () => {
    expect((await find('chaux'))[0]).toBe('zone Four à chaux');
    expect((await find('feed'))[0]).toBe('conduit HMI to kiln');
  });

  test('services, at the conduits and in the zones that permit them', async () => {
    expect(await find('modbus')).toEqual(['service modbus']);
    expect(await find('ssh')).toEqual(['service ssh', 'service ssh', 'asset SSH-GW']);
  });

  test('what fits in every word, in any order', async () => {
    expect(await find('kiln plc')).toEqual(['asset PLC-1']);
  });

  test('nothing where nothing is asked, and nothing where nothing fits', async () => {
    expect(await find('  ')).toEqual([]);
    expect(await find('.*')).toEqual([]);
  });
});
