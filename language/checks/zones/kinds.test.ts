/** What the checks of what belongs in which zone find, and where they stay silent. */
import { expect, test } from 'vitest';
import { findingsOf, linesOf, mend } from '../fixture.ts';

const zone = (properties: string, ...assets: string[]) =>
  `zone Z {\n  level 2\n  ${properties}\n  network 10.1.0.0/24\n${assets.map((a, i) => `  asset A-${i} : ${a.replace('@', `at 10.1.0.${i + 1}`)}\n`).join('')}}\n`;

test.each([
  ['portable-in-fixed-zone', 'kind temporary', 'hmi @ { portable }'],
  ['portable-in-fixed-zone', 'kind external', 'laptop @'],
  ['wireless-in-wired-zone', 'kind wireless', 'camera @ { wireless }'],
  ['external-in-plant', 'kind dmz', 'cloud-service @'],
  ['zone-mixes-business', 'kind control', 'printer @'],
])('%s is silent in a zone of %s', async (check, properties, asset) => {
  expect(await linesOf(check, zone(properties, 'plc @', asset))).toEqual([]);
});

test('reports a second leg where it stands', async () => {
  const text = `${zone('kind temporary', 'hmi @ also in Y { portable }')}zone Y { level 2 }\n`;
  expect(await linesOf('portable-in-fixed-zone', text)).toEqual([expect.stringContaining('in zone Y')]);
});

test('spans levels from the nearest ends of two ranges, and takes types without level as belonging anywhere', async () => {
  expect(await linesOf('zone-spans-levels', zone('', 'hmi @', 'historian @', 'server @'))).toEqual([]);
  expect(await linesOf('zone-spans-levels', zone('', 'plc @', 'historian @'))).toHaveLength(1);
});

test('splits nothing whose boundary the zone itself has rules about', async () => {
  const text = zone('microsegmented', 'scada-server @', 'workstation @').replace(
    /}\n$/,
    '  allow workstation -> scada-server : rdp because "x"\n}\n',
  );
  const [finding] = await findingsOf('zone-mixes-business', text);
  expect(finding?.fixes()).toEqual([]);
});

test('splits off every business asset at once', async () => {
  const text = zone('', 'workstation @', 'scada-server @', 'workstation @');
  const [finding] = await findingsOf('zone-mixes-business', text);
  const mended = mend(text, finding?.fixes()[0] as never);
  expect(mended).toContain('network 10.1.0.1/32, 10.1.0.3/32');
  expect(await findingsOf('zone-mixes-business', mended)).toEqual([]);
});

test('names the requirements that an asset is not capable of', async () => {
  const text = zone('sl-t 2', 'plc @ { sl-c { iac 1 uc 2 si 2 dc 0 rdf 2 tre 2 ra 2 } }', 'plc @');
  expect((await linesOf('sl-capability-gap', text))[0]).toContain('in IAC, DC.');
});

test('takes a criticality from the asset, its type or a type above', async () => {
  const types = 'type a { class control }\ntype b : a { criticality low }\ntype c : b "x"\n';
  const found = (asset: string) => linesOf('criticality-unknown', types + zone('', asset));
  expect(await found('c @')).toEqual([]);
  expect(await found('a @ { criticality low }')).toEqual([]);
  expect(await found('a @')).toHaveLength(1);
});
