/** Assets that a file declares in a zone of another: `also in`. */
import { describe, expect, it } from 'vitest';
import { formatText } from '../../format/format.ts';
import { loadPolicy } from '../../pipeline.ts';

const PLANT = 'zone Plant { zone Kiln { tags "wet"  network 10.1.0.0/24  asset PLC-1 : plc at 10.1.0.1 } }\n';
const load = (more: string, plant = PLANT) =>
  loadPolicy([
    { path: 'inventory.seg', text: more },
    { path: 'plant.seg', text: plant },
  ]);

describe('also in', () => {
  it('adds assets to a zone as if they stood in its body, with places in their own file', async () => {
    const added = await load('also in Plant.Kiln { asset PLC-2 : plc at 10.1.0.2 }\n');
    const inside = await load('', PLANT.replace(' } }', '  asset PLC-2 : plc at 10.1.0.2 } }'));
    expect(added.findings).toEqual([]);
    const facts = ({ policy }: typeof added) => [
      policy.assets.map((a) => [a.id, a.zone, a.effectiveTags]),
      policy.legs.map((l) => [l.zone, l.addressSet]),
      policy.zones.map((z) => z.legs),
    ];
    expect(facts(added)).toEqual(facts(inside));
    expect(added.policy.assets.map((a) => a.place.file)).toEqual(['plant.seg', 'inventory.seg']);
    const zone = added.policy.zones.find((z) => z.name === 'Kiln')?.index;
    expect(added.references).toContainEqual({
      kind: 'zone',
      index: zone,
      place: expect.objectContaining({ file: 'inventory.seg' }),
    });
  });

  it('needs a zone that there is, by a name that means one', async () => {
    const said = async (text: string, plant = PLANT) =>
      (await load(text, plant)).findings.map((f) => [f.check, f.message]);
    expect((await load('also in Kiln { asset X : plc }')).policy.assets.map((a) => a.id)).toContain('Plant.Kiln.X');
    const twice = `${PLANT}zone Other { zone Kiln { } }\n`;
    expect(await said('also in Kiln { asset X : plc }', twice)).toEqual([
      ['reference', expect.stringContaining('Kiln')],
    ]);
    expect(await said('also in Other.Kiln { asset X : plc }', twice)).toEqual([]);
    expect(await said('also in Nowhere { asset X : plc }')).toEqual([['reference', 'No zone is named Nowhere.']]);
    expect((await load('also in Nowhere { asset X : plc }')).policy.assets).toHaveLength(1);
    expect((await load('also in Plant.Kiln { level 2 }')).findings[0]?.check).toBe('syntax');
  });

  it('is laid out like a zone', () => {
    const text = 'also in Plant.Kiln {\nasset A : plc at 10.1.0.2\nasset Long-name : sensor at 10.1.0.3\n}\n';
    expect(formatText(text).newText).toBe(
      'also in Plant.Kiln {\n  asset A         : plc    at 10.1.0.2\n  asset Long-name : sensor at 10.1.0.3\n}\n',
    );
  });
});
