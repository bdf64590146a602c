/** Services changed for others that the targets serve: by `target-does-not-serve` and `dmz-transit`. */
import { expect, test } from 'vitest';
import { findingsOf, leftBehind, mend } from '../fixture.ts';

test('offers what every target serves of the same category', async () => {
  const text = `zone A { level 2  sl-t 1  network 10.1.0.0/24  asset H : hmi at 10.1.0.5 }
zone B { level 1  sl-t 1  network 10.2.0.0/24
  asset M1 : box at 10.2.0.5 { serves bacnet, modbus }
  asset M2 : box at 10.2.0.6 { serves bacnet }
}
type box { serves snmp }
conduit K { between A and B  sl-t 1  allow H -> M1, M2 : dnp3 because "x" }
`;
  const [finding] = await findingsOf('target-does-not-serve', text);
  const changes = finding?.fixes().filter((f) => f.title.startsWith('Change')) ?? [];
  expect(changes.map((f) => f.title)).toEqual(['Change to bacnet, which is served']);
  for (const fix of changes) expect(await leftBehind('target-does-not-serve', mend(text, fix))).toEqual([]);
});

test('goes on from the DMZ by a protocol that does not come in', async () => {
  const text = `zone Office { level 4  kind business  network 10.1.0.0/24  asset MES : mes-server at 10.1.0.5 }
zone DMZ { level 3.5  kind dmz  network 10.2.0.0/24  asset REP : historian at 10.2.0.5 }
zone Plant { level 2  sl-t 1  network 10.3.0.0/24  asset HIST : historian at 10.3.0.5 }
conduit Up { between Office and DMZ  allow MES -> REP : https because "x" }
conduit Down { between DMZ and Plant  sl-t 1  allow REP -> HIST : https because "x" }
`;
  const [finding] = await findingsOf('dmz-transit', text);
  const changes = finding?.fixes().filter((f) => f.title.startsWith('Go on by')) ?? [];
  expect(changes.map((f) => f.title)).toContain('Go on by pi');
  for (const fix of changes) expect(await leftBehind('dmz-transit', mend(text, fix)), fix.title).toEqual([]);
});
