/** What the checks of serving, initiators and engineering find, and where they stay silent. */
import { expect, test } from 'vitest';
import { findingsOf, linesOf, mend } from '../fixture.ts';

const zones = `zone A { level 2  network 10.1.0.0/24  asset HMI-1 : hmi at 10.1.0.5  asset ENG-1 : engineering-workstation at 10.1.0.6  asset IED-0 : ied at 10.1.0.7 }
zone B { level 1  network 10.2.0.0/24  asset PLC-1 : plc at 10.2.0.5  asset X-1 : odd at 10.2.0.6  asset IED-1 : ied at 10.2.0.7 }
type odd "Says nothing of what it serves" { class control  criticality low }
`;
const policy = (rule: string) => `${zones}conduit K { between A and B  ${rule} because "x" }\n`;

test.each([
  ['a part of a composite', 'HMI-1 -> PLC-1 : s7comm'],
  ['a composite of which a part is served', 'HMI-1 -> PLC-1 : ethernet-ip'],
  ['a target that says nothing of what it serves', 'HMI-1 -> X-1, PLC-1 : dnp3'],
  ['ping', 'HMI-1 -> PLC-1 : ping'],
  ['any and literal ports', 'HMI-1 -> PLC-1 : any, tcp 9'],
  ['a peer protocol that the source serves', 'IED-0 -> PLC-1 : dnp3'],
  ['a rule whose names do not resolve', 'HMI-1 -> PLC-9 : dnp3'],
])('accepts as served: %s', async (_, rule) => {
  const all = policy(`allow ${rule}`);
  const found = rule.includes('PLC-9') ? [] : await findingsOf('target-does-not-serve', all);
  expect(found).toEqual([]);
});

test('states that a target serves, beside what it states already', async () => {
  const text = policy('allow HMI-1 -> PLC-1 : dnp3').replace('10.2.0.5', '10.2.0.5 { serves ssh }');
  const [finding] = await findingsOf('target-does-not-serve', text);
  expect(mend(text, finding?.fixes()[0] as never)).toContain('{ serves dnp3, ssh }');
});

test('holds a publisher to be the one that opens', async () => {
  const wrong = (rule: string) => linesOf('wrong-initiator', policy(`allow ${rule}`));
  expect(await wrong('PLC-1 -> HMI-1 : ge-egd')).toEqual([]);
  expect(await wrong('HMI-1 -> PLC-1 : ge-egd')).toHaveLength(1);
  expect(await wrong('PLC-1 -> HMI-1 : ethernet-ip')).toEqual([]);
  expect(await wrong('PLC-1 -> HMI-1 : modbus')).toHaveLength(1);
});

test('lets only engineering workstations program, and strangers never', async () => {
  const elsewhere = (rule: string) => linesOf('engineering-from-elsewhere', policy(`allow ${rule}`));
  expect(await elsewhere('ENG-1 -> PLC-1 : codesys-v3')).toEqual([]);
  expect(await elsewhere('engineering-workstation, HMI-1 -> PLC-1 : codesys-v3')).toHaveLength(1);
  expect((await elsewhere('A -> PLC-1 : pcworx'))[0]).toContain('HMI-1 and IED-0');
  expect((await elsewhere('10.1.0.9 -> PLC-1 : pcworx'))[0]).toContain('undeclared addresses of A');
});

test('asks for a ticket in a conduit or at an access, once', async () => {
  const text = policy('allow HMI-1 -> PLC-1 : modbus');
  const access = (ticket: string) =>
    `${text}access V { from 2026-12-01 until 2026-12-02 ${ticket} allow ENG-1 -> PLC-1 : ssh  allow ENG-1 -> PLC-1 : rdp }\n`;
  expect(await linesOf('ticket-missing', access(''))).toHaveLength(1);
  expect(await linesOf('ticket-missing', access('ticket "CHG-1"'))).toEqual([]);
});
