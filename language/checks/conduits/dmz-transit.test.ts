/** What counts as transit through a DMZ, and when a jump host lies in the zone it protects. */
import { expect, test } from 'vitest';
import { findingsOf, linesOf, mend } from '../fixture.ts';

const plant = (into: string, onward: string) => `zone E { level 4  kind business  asset PC : mes-server }
zone D { level 3.5  kind dmz  network 10.8.0.0/24  asset GW : gateway at 10.8.0.5  asset JUMP : jump-host at 10.8.0.6 }
zone S { level 2  asset HIST : historian }
conduit Upper { between E and D  allow ${into} because "x" }
conduit Lower { between D and S  allow ${onward} because "x" }
`;
const found = (into: string, onward: string) => linesOf('dmz-transit', plant(into, onward));

test('finds a service that goes in on one side and out on the other, either way, also where ports only overlap', async () => {
  expect(await found('PC -> GW : https', 'GW -> HIST : https')).toEqual([expect.stringContaining('to the OT side')]);
  expect(await found('GW -> PC : https', 'HIST -> GW : https')).toEqual([
    expect.stringContaining('to the business side'),
  ]);
  expect(await found('PC -> GW : tcp 400-500', 'GW -> HIST : https')).toHaveLength(1);
});

test('lets be what ends in the DMZ, changes protocol, changes the asset, or is remote access through a jump host', async () => {
  expect(await found('PC -> GW : https', 'HIST -> GW : https')).toEqual([]);
  expect(await found('PC -> GW : https', 'GW -> HIST : pi')).toEqual([]);
  expect(await found('PC -> GW : https', 'JUMP -> HIST : https')).toEqual([]);
  expect(await found('PC -> JUMP : rdp', 'JUMP -> HIST : rdp, ping')).toEqual([]);
  expect(await found('PC -> GW : rdp', 'GW -> HIST : rdp')).toHaveLength(1);
});

test('moves a jump host out with a free address, and lets one beside servers only be', async () => {
  const text = (neighbour: string) => `zone D {
  kind dmz
  network 10.8.0.0/24
  asset GW : gateway at 10.8.0.2
}

zone M {
  level 3
  network 10.1.0.0/24
  asset X : ${neighbour} at 10.1.0.5
  asset J : jump-host at 10.1.0.6 "Gate"
}
`;
  expect(await findingsOf('jump-host-inside', text('patch-server'))).toEqual([]);
  const [finding] = await findingsOf('jump-host-inside', text('plc'));
  expect(mend(text('plc'), finding?.fixes()[0] as never)).toContain(
    'asset J : jump-host at 10.8.0.3 "Gate"\n}\n\nzone M',
  );
});
