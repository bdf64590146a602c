import { expect, test } from 'vitest';
import { findingsIn, findingsOf, linesOf, mend } from '../fixture.ts';

const NAME = 'rule-matches-nothing';
const zones = `zone A { level 2  sl-t 1  network 10.1.0.0/24  asset HMI-1 : hmi at 10.1.0.5  asset HMI-2 : hmi at 10.1.0.6  asset H : historian at 10.1.0.7 }
zone B { level 1  sl-t 1  network 10.2.0.0/24  asset PLC-1 : plc at 10.2.0.5  tags "line" }
zone C { level 1  sl-t 1  network 10.3.0.0/24  asset RTU-9 : rtu at 10.3.0.5 }
`;
const conduit = (rule: string) => `${zones}conduit K { between A and B  sl-t 1  ${rule} because "x" }\n`;
const messages = async (text: string) => (await findingsOf(NAME, text)).map((f) => f.message);

test('accepts assets, types, supertypes, tags, groups, zones, addresses and `any` that hold something here', async () => {
  const rules = [
    'HMI-1 -> PLC-1',
    'hmi -> controller',
    'A -> tagged "line"',
    'any -> PLC-1',
    '10.1.0.9 -> 10.2.0.0/24',
    'G -> any',
  ];
  expect(
    await messages(`${conduit(rules.map((r) => `allow ${r} : modbus`).join(' because "x"  '))}group G = hmi, H`),
  ).toEqual([]);
});

test('names an asset of another zone, says where it is and what would match', async () => {
  const [finding] = await findingsOf(NAME, conduit('allow HMI-1 -> RTU-9 : modbus'));
  expect(finding?.message).toBe(
    '"RTU-9" selects nothing in the zones of conduit K (A and B). What would match: PLC-1.',
  );
  expect(finding?.related).toEqual([expect.objectContaining({ message: 'RTU-9 is declared here, in C.' })]);
});

test('judges each selector of a list by itself, and takes the empty one out', async () => {
  const text = conduit('allow HMI-1, robot -> PLC-1 : modbus');
  const [finding, ...more] = await findingsOf(NAME, text);
  expect(more).toEqual([]);
  expect(finding?.message).toContain('"robot" selects nothing');
  const fix = finding?.fixes().find((f) => f.title === 'Take robot out of the list');
  expect(fix?.safe).toBe(true);
  expect(mend(text, fix as never)).toBe(conduit('allow HMI-1 -> PLC-1 : modbus'));
});

test('offers a kindred type that the other end can pair with, and nothing that it cannot', async () => {
  const [finding] = await findingsOf(NAME, conduit('allow HMI-1 -> rtu : modbus'));
  expect(finding?.fixes().map((f) => f.title)).toEqual(['Change to plc', 'Remove the rule']);
});

test('sees that both ends lie on one side of the conduit, also after exceptions', async () => {
  expect(await messages(conduit('allow HMI-1 -> HMI-2 : https'))).toEqual([
    'This rule matches nothing in the zones of conduit K (A and B): its sources and targets all lie on one side of the conduit. Correct one end, or remove the rule.',
  ]);
  expect(await messages(conduit('allow any except B -> A : https'))).toHaveLength(1);
  expect(await messages(conduit('allow hmi except HMI-1, HMI-2 -> B : https'))).toEqual([
    expect.stringContaining('after its exceptions'),
  ]);
});

test('reports a deny that protects nothing, and a group that is empty here', async () => {
  expect(await messages(conduit('deny robot -> PLC-1 : any'))).toHaveLength(1);
  expect(await messages(`${conduit('allow G -> PLC-1 : modbus')}group G = rtu`)).toEqual([
    expect.stringMatching(/^"G" selects nothing/),
  ]);
});

test('inside a zone an asset needs a partner of its own zone, not of a nested one', async () => {
  const zone = (rule: string) =>
    `zone Z { level 1  network 10.1.0.0/24  microsegmented  enforced by FW  asset P : plc at 10.1.0.1  ${rule}\n zone N { asset S : sensor at 10.1.0.9 } }
firewall FW { interface a to Z  interface b to N  interface c to O }\nzone O { network 10.9.0.0/24 }`;
  expect(await messages(zone('allow P -> P : modbus because "x"'))).toEqual([
    expect.stringContaining('no two assets of the zone'),
  ]);
  expect(await messages(zone('allow plc -> sensor : modbus because "x"'))).toEqual([
    '"sensor" selects nothing in zone Z itself. Remove it, or declare what it means.',
  ]);
});

test('an empty external zone is told to hold the rest of the addresses', async () => {
  const text = `zone Net { level 5  kind external }
zone D { level 3.5  kind dmz  network 10.1.0.0/24  asset W : web-server at 10.1.0.5 }
conduit K { between Net and D
  allow Net -> W : https because "x"
}
`;
  const [finding] = await findingsOf(NAME, text);
  expect(finding?.message).toContain('Zone Net has neither assets nor a network');
  const [fix] = finding?.fixes() ?? [];
  const mended = mend(text, fix as never);
  expect(mended).toContain('zone Net { level 5  kind external  network rest }');
  expect(await findingsIn(mended)).toEqual([]);
});

test('leaves a rule alone whose name does not resolve: that has its own finding', async () => {
  expect((await findingsIn(conduit('allow Nobody -> robot : modbus'))).map((f) => f.check)).toEqual(['reference']);
});

test('an access pairs across any two zones, never within one', async () => {
  const access = (rule: string) => `${zones}conduit K { between A and B }
access X { vendor "V" from 2026-11-20 until 2026-12-01 approved by "J" ticket "T" requires mfa, session-recording allow ${rule} }`;
  expect(await linesOf(NAME, access('HMI-1 -> PLC-1 : rdp'))).toEqual([]);
  expect(await linesOf(NAME, access('HMI-1 -> HMI-2 : rdp'))).toHaveLength(1);
  expect(await linesOf(NAME, access('robot -> PLC-1 : rdp'))).toEqual([
    expect.stringContaining('"robot" selects nothing in this policy'),
  ]);
});
