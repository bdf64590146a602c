/** `dual-homed` at its edges. */
import { expect, it } from 'vitest';
import { loadPolicy } from '../../pipeline.ts';
import { checkPolicy } from '../index.ts';
import { dualHomed } from './dual-homed.ts';

const FIREWALL = 'firewall FW { interface a to A interface b to B fails closed }';

async function severities(text: string): Promise<string[]> {
  const { policy, findings, text: read } = await loadPolicy([{ path: 'a.seg', text }]);
  expect(findings.map((f) => f.message)).toEqual([]);
  return checkPolicy(policy, { now: 0, text: read, checks: [dualHomed] }).map(
    (f) => `${f.severity} ${f.place.line + 1}`,
  );
}

it('reports an asset with legs behind two interfaces, once, at its second leg', async () => {
  expect(await severities(`zone A { level 2 asset P : plc also in B }\nzone B { level 1 }\n${FIREWALL}`)).toEqual([
    'warning 1',
  ]);
});

it('is an error where one side is at level 4, external or safety', async () => {
  for (const other of ['level 4 kind business', 'kind external', 'level 1 kind safety'])
    expect(await severities(`zone A { level 2 asset P : plc also in B }\nzone B { ${other} }\n${FIREWALL}`)).toEqual([
      'error 1',
    ]);
});

it('reports legs that no conduit joins, also without a firewall', async () => {
  const zones = 'zone A { level 2 asset P : plc also in B }\nzone B { level 1 }\n';
  expect(await severities(zones)).toEqual(['warning 1']);
  expect(await severities(`${zones}conduit C { between A and B }`)).toEqual([]);
});

it('lets gateways, routers, data diodes, VPN gateways and jump hosts stand between, and types made of them', async () => {
  for (const type of ['gateway', 'router', 'data-diode', 'vpn-gateway', 'jump-host', 'own'])
    expect(
      await severities(
        `type own : gateway\nzone A { level 2 asset P : ${type} also in B }\nzone B { level 1 }\n${FIREWALL}`,
      ),
    ).toEqual([]);
});

it('does not count the far end of a tunnel as a second leg', async () => {
  expect(
    await severities(
      'zone A { level 5 kind external asset L : laptop also in T }\nzone T { kind external reached through J }\nzone D { kind dmz asset J : jump-host }',
    ),
  ).toEqual([]);
});
