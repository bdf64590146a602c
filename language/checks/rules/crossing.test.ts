/** What the checks of what crosses zones find, and where they stay silent. */
import { expect, test } from 'vitest';
import { findingsOf, linesOf } from '../fixture.ts';

const plant = (
  rule: string,
  more = '',
) => `zone Net { level 5  kind external  network rest  asset CLOUD : cloud-service }
zone Office { level 4  kind business  network 10.9.0.0/24  asset PC-1 : workstation at 10.9.0.5 }
zone DMZ { level 3.5  kind dmz  network 10.8.0.0/24  asset GW : gateway at 10.8.0.5  asset JUMP : jump-host at 10.8.0.6 }
zone Site { level 3  sl-t 1  network 10.1.0.0/24  asset HIST : historian at 10.1.0.5  asset ENG-1 : engineering-workstation at 10.1.0.6 }
zone L1 { level 1  sl-t 3  network 10.2.0.0/24  asset PLC-1 : plc at 10.2.0.5  asset HMI-1 : hmi at 10.2.0.6 }
zone L2 { level 1  sl-t 2  network 10.3.0.0/24  asset HMI-2 : hmi at 10.3.0.6 }
zone SIS { level 1  kind safety  sl-t 3  network 10.4.0.0/24  asset SIS-1 : safety-controller at 10.4.0.5 }
conduit K { between Net, Office, DMZ, Site, L1, L2 and SIS  ${more} ${rule} }
`;
const found = (check: string, rule: string, more = '') => linesOf(check, plant(`allow ${rule}`, more));

test('knows the Internet, in either direction and over `<->`, and lets a DMZ be', async () => {
  expect(await found('internet-to-ot', 'CLOUD -> HIST : https')).toHaveLength(1);
  expect(await found('ot-to-internet', 'CLOUD -> HIST : https')).toEqual([]);
  expect(await found('ot-to-internet', 'CLOUD <-> HIST : https')).toHaveLength(1);
  expect(await found('internet-to-ot', 'CLOUD -> GW : https')).toEqual([]);
  expect(await found('internet-to-ot', 'PC-1 -> HIST : https')).toEqual([]);
});

test('ends control services in the DMZ', async () => {
  expect(await found('industrial-to-business', 'PC-1 -> PLC-1 : modbus, https')).toHaveLength(1);
  expect(await found('industrial-to-business', 'PC-1 -> GW : opc-ua')).toEqual([]);
  expect(await found('industrial-to-business', 'HMI-2 -> PLC-1 : modbus')).toEqual([]);
});

test('lets nothing into a safety zone but its own engineering station', async () => {
  const station = 'ENG-1 -> SIS-1 : tristation';
  expect(await found('safety-inbound', 'HMI-1, ENG-1 -> SIS-1 : ping')).toHaveLength(1);
  expect(await found('safety-inbound', station)).toEqual([]);
  expect(await found('safety-inbound', `${station} allow ENG-1 -> PLC-1 : https`)).toHaveLength(1);
  expect(await found('safety-inbound', 'SIS-1 -> HIST : syslog')).toEqual([]);
});

test('counts any and literal ports as able to write to safety, and reading services as not', async () => {
  expect(await found('safety-write', 'HMI-1 -> SIS-1 : any')).toHaveLength(1);
  expect(await found('safety-write', 'HMI-1 -> SIS-1 : tcp 502')).toHaveLength(1);
  expect(await found('safety-write', 'HMI-1 -> SIS-1 : ping, syslog')).toEqual([]);
});

test('compares neighbours of one level only, and lets a jump host be', async () => {
  expect(await found('cell-to-cell-admin', 'HMI-1 <-> HMI-2 : rdp, https')).toHaveLength(1);
  expect(await found('cell-to-cell-admin', 'ENG-1 -> HMI-1 : rdp')).toEqual([]);
  expect(await found('cell-to-cell-admin', 'JUMP -> HMI-1 : rdp')).toEqual([]);
  expect(await found('cell-to-cell-admin', 'HMI-1 -> HMI-2 : https')).toEqual([]);
});

test('takes no offence at a dynamic range that is listed, or inside a zone', async () => {
  const service = (ports: string) => `service x { tcp 135 ${ports}  dynamic 5000-5010 }\n`;
  const text = plant('allow HIST -> HMI-1 : x');
  expect(await linesOf('dynamic-ports', text + service(''))).toHaveLength(1);
  expect(await linesOf('dynamic-ports', text + service(', 5000-5010'))).toEqual([]);
});

test('switches from cleartext only where both ends can and no tunnel encrypts', async () => {
  expect(await found('cleartext-leaves-zone', 'HMI-2 -> HMI-1 : http')).toHaveLength(1);
  expect(await found('cleartext-leaves-zone', 'HMI-2 -> HMI-1 : http', 'encrypted')).toEqual([]);
  expect(await found('cleartext-leaves-zone', 'ENG-1 -> HMI-1 : http')).toEqual([]);
});

test('compares trust from two security levels on, and levels of the Purdue model from two on', async () => {
  expect(await found('initiated-from-lower-trust', 'HIST -> HMI-1 : https')).toHaveLength(1);
  expect(await found('initiated-from-lower-trust', 'HIST -> HMI-2 : https')).toEqual([]);
  expect(await found('initiated-from-lower-trust', 'PC-1 -> HMI-1 : https')).toEqual([]);
  expect(await found('level-skip', 'HIST -> HMI-1 : https')).toHaveLength(1);
  expect(await found('level-skip', 'HIST -> HMI-1 : https because "x"')).toEqual([]);
  expect(await found('level-skip', 'PC-1 -> HMI-1 : https')).toEqual([]);
});

test('names both zones of what it found', async () => {
  const [finding] = await findingsOf('level-skip', plant('allow HIST -> L1 : https'));
  expect(finding?.related.map((r) => r.message)).toEqual(['Zone Site, level 3.', 'Zone L1, level 1.']);
});
