/** `path-missing` at its edges. */
import { expect, it } from 'vitest';
import { loadPolicy } from '../../pipeline.ts';
import { checkPolicy } from '../index.ts';
import { pathMissing } from './path-missing.ts';

async function messages(text: string): Promise<string[]> {
  const { policy, findings, text: read } = await loadPolicy([{ path: 'a.seg', text }]);
  expect(findings.map((f) => f.message)).toEqual([]);
  return checkPolicy(policy, { now: 0, text: read, checks: [pathMissing] }).map((f) => f.message);
}

const ZONES =
  'zone A { asset H : hmi at 10.0.0.1 } zone B { asset P : plc at 10.1.0.1 } zone T { network 10.2.0.0/24 }\n';

it('says between which zones nothing leads', async () => {
  const apart = 'firewall F1 { interface a to A } firewall F2 { interface b to B }\n';
  expect(await messages(`${ZONES}${apart}conduit C { between A and B allow H -> P : modbus }`)).toEqual([
    'Conduit C permits traffic from A to B, and no path of firewalls leads there. Declare the interface that is missing.',
  ]);
  expect(await messages(`${ZONES}${apart}conduit C { between A and B deny H -> P : modbus }`)).toEqual([]);
});

it('lets a path pass through a zone that two firewalls share', async () => {
  const series =
    'firewall F1 { interface a to A interface t to T } firewall F2 { interface b to B interface t to T }\n';
  expect(await messages(`${ZONES}${series}conduit C { between A and B via F1, F2 allow H -> P : modbus }`)).toEqual([]);
});

it('is silent in a policy without firewalls, and where a zone has none', async () => {
  expect(await messages(`${ZONES}conduit C { between A and B allow H -> P : modbus }`)).toEqual([]);
  expect(
    await messages(`${ZONES}firewall F { interface a to A }\nconduit C { between A and B allow H -> P : modbus }`),
  ).toEqual([]);
});
