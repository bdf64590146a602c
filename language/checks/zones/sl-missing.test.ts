import { expect, test } from 'vitest';
import { findingsOf, leftBehind, linesOf, mend } from '../fixture.ts';

const NAME = 'sl-missing';
const places = async (text: string) =>
  (await findingsOf(NAME, text)).map((f) => text.slice(f.place.offset, f.place.end));
const titles = async (text: string) => (await findingsOf(NAME, text)).flatMap((f) => f.fixes().map((x) => x.title));

test('a zone around it states the level for all that is nested in it', async () => {
  const plant = (more: string) => `zone Plant { kind control  ${more}
  zone Cell { level 1  network 10.1.0.0/24  asset P : plc at 10.1.0.5 }
  zone Spare { level 1  network 10.2.0.0/24 }
}
`;
  expect(await places(plant(''))).toEqual(['Cell']);
  expect(await places(plant('sl-t 2'))).toEqual([]);
});

test('business, DMZ and external zones, zones above level 3 and zones without level and kind are not asked', async () => {
  for (const what of ['level 4', 'level 3.5', 'level 2  kind dmz', 'level 1  kind business', 'kind external', ''])
    expect(await places(`zone Z { ${what}  network 10.1.0.0/24  asset S : server at 10.1.0.5 }\n`), what).toEqual([]);
  for (const what of ['level 3', 'kind control', 'kind safety', 'level 0  kind wireless'])
    expect(await places(`zone Z { ${what}  network 10.1.0.0/24  asset S : server at 10.1.0.5 }\n`), what).toEqual([
      'Z',
    ]);
});

test('a conduit is asked where an OT zone with assets lies anywhere inside one of its ends', async () => {
  const zones = (
    asset: string,
  ) => `zone Office { level 4  sl-t 1  network 10.9.0.0/24  asset W : workstation at 10.9.0.5 }
zone Plant { sl-t { iac 2 uc 1 si 1 dc 1 rdf 1 tre 1 ra 1 }
  zone Cell { level 1  network 10.1.0.0/24  ${asset} }
}
conduit K { between Office and Plant  allow W -> Plant : https because "x" }
`;
  expect(await places(zones(''))).toEqual([]);
  const text = zones('asset P : plc at 10.1.0.5');
  expect(await places(text)).toEqual(['K']);
  const [finding] = await findingsOf(NAME, text);
  expect(finding?.fixes().map((f) => f.title)).toEqual([
    'State SL-T { iac 2 uc 1 si 1 dc 1 rdf 1 tre 1 ra 1 } for conduit K',
  ]);
  const mended = mend(text, finding?.fixes()[0] as never);
  expect(mended).toContain('between Office and Plant  sl-t { iac 2 uc 1 si 1 dc 1 rdf 1 tre 1 ra 1 }  allow W');
  expect(await linesOf(NAME, mended)).toEqual([]);
  expect(await linesOf('conduit-sl-low', mended)).toEqual([]);
});

test('offers no level that would make an error of a boundary that nothing enforces', async () => {
  const text = `zone A { level 2  sl-t 1  network 10.1.0.0/24  asset H : hmi at 10.1.0.5 }
zone B { level 1  network 10.2.0.0/24  asset P : plc at 10.2.0.5 }
firewall FW { interface a to A }
`;
  expect(await titles(text)).toEqual(['State SL-T 1 for zone B']);
  expect(await titles(text.replace('to A', 'to A  interface b to B'))).toHaveLength(3);
  const [finding] = await findingsOf(NAME, text);
  expect(await leftBehind(NAME, mend(text, finding?.fixes()[0] as never))).toEqual([]);
});
