/** What observed traffic is told as, where, and what the quick-fixes write. */
import { describe, expect, test } from 'vitest';
import { findingsOf, leftBehind, linesOf, mend } from '../fixture.ts';

const HEAD = 'source,target,protocol,port,first,last,packets,bytes,direction,reply,services\n';
const AT = '2026-11-17T09:00:00Z';
/** `SOURCE TARGET PROTOCOL PORT [DIRECTION] [REPLY]` a row. */
const flows = (...rows: readonly string[]) =>
  HEAD +
  rows
    .map((row) => {
      const [source, target, protocol, port, direction = 'syn', reply = 'answered'] = row.split(' ');
      return `${source},${target},${protocol},${port},${AT},,3,120,${direction},${reply},\n`;
    })
    .join('');

const PLANT = `zone Enterprise {
  level 4
  kind business
  network 10.10.0.0/24
  asset MES-1 : mes-server at 10.10.0.20
}

zone Supervisory {
  level 2
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
  asset HMI-1 : hmi                     at 10.30.0.11
}

zone Cell {
  level 1
  microsegmented
  network 10.41.0.0/24
  asset PLC-1 : plc    at 10.41.0.10
  asset PLC-2 : plc    at 10.41.0.11
  asset PT-1  : sensor at 10.41.0.50
  allow plc -> sensor : modbus because "process values"
}

zone Warehouse {
  level 2
  network 10.50.0.0/24
  asset HMI-9 : hmi at 10.50.0.9
}

conduit C {
  between Supervisory and Cell
  allow hmi   -> plc : modbus because "operator control"
  allow ENG-1 -> plc : s7comm because "program changes"
}
`;
const NOT = 'observed-not-permitted';

const titles = async (text: string, rows: readonly string[], check = NOT) =>
  (await findingsOf(check, text, { flows: flows(...rows) })).flatMap((f) => f.fixes().map((x) => x.title));

describe('traffic that is not permitted', () => {
  test('is told at the conduit that lacks the rule, and permitted in the form that its rules use', async () => {
    const rows = ['10.30.0.11 10.41.0.10 tcp 44818', '10.30.0.11 10.41.0.11 tcp 44818'];
    expect(await linesOf(NOT, PLANT, { flows: flows(...rows) })).toEqual([
      'plant.seg:31 warning Not permitted: HMI-1 opened enip-explicit (tcp 44818) to PLC-1 and PLC-2, seen 2026-11-17 09:00 in flows.csv, 6 packets. No rule of conduit C permits it. Permit what is needed, and stop the rest.',
    ]);
    expect(await titles(PLANT, rows)).toEqual([
      'Permit it in conduit C: allow hmi -> plc : enip-explicit',
      'Permit it in conduit C: allow HMI-1 -> PLC-1, PLC-2 : enip-explicit',
    ]);
  });

  test('of an asset that the rules name is permitted by its name', async () => {
    expect(await titles(PLANT, ['10.30.0.40 10.41.0.10 tcp 502'])).toEqual([
      'Permit it in conduit C: allow ENG-1 -> plc : modbus',
      'Permit it in conduit C: allow ENG-1 -> plc : modbus-tcp',
      'Permit it in conduit C: allow ENG-1 -> PLC-1 : modbus',
      'Permit it in conduit C: allow ENG-1 -> PLC-1 : modbus-tcp',
    ]);
  });

  test('within a microsegmented zone is told there, and in a new conduit where none joins the zones', async () => {
    expect(await titles(PLANT, ['10.41.0.10 10.41.0.11 tcp 102'])).toContain(
      'Permit it in zone Cell: allow plc -> plc : s7comm',
    );
    const rows = ['10.50.0.9 10.30.0.11 tcp 3389'];
    const [finding] = await findingsOf(NOT, PLANT, { flows: flows(...rows) });
    expect(finding?.message).toContain('No conduit joins Warehouse and Supervisory.');
    expect(finding?.place.line).toBe(27);
    const fix = finding?.fixes()[0];
    expect(fix?.title).toBe('Permit it in a new conduit Warehouse-Supervisory: allow hmi -> hmi : rdp');
    const mended = mend(PLANT, fix as never);
    expect(mended).toContain(
      'conduit Warehouse-Supervisory {\n  between Warehouse and Supervisory\n  allow hmi -> hmi : rdp\n}',
    );
    expect(await leftBehind(NOT, mended, { flows: flows(...rows) })).toEqual([]);
  });

  test('is offered no rule that a check would call an error, nor against a deny', async () => {
    expect(await titles(PLANT, ['10.10.0.20 10.41.0.10 tcp 502'])).toEqual([]);
    const denied = PLANT.replace(
      'because "operator control"\n',
      'because "operator control"\n  deny HMI-1 -> PLC-2 : modbus because "view"\n',
    );
    const [finding] = await findingsOf(NOT, denied, { flows: flows('10.30.0.11 10.41.0.11 tcp 502') });
    expect([finding?.place.line, finding?.fixes()]).toEqual([33, []]);
    expect(finding?.message).toContain('This rule denies it.');
  });

  test('says where a port may be several services, and where nothing tells who opened', async () => {
    const text = (await linesOf(NOT, PLANT, { flows: flows('10.30.0.11 10.41.0.10 tcp 102 unsure') })).join();
    expect(text).toMatch(/HMI-1 and PLC-1 talked, one of them at [\w-]+, [\w-]+ or [\w -]+ \(tcp 102\)/);
    expect(text).toContain('Who opened it cannot be told from what was captured.');
  });

  test('of a source that scans is one finding', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `10.50.0.9 10.41.0.${i + 1} tcp 23 syn none`);
    expect(await linesOf(NOT, PLANT, { flows: flows(...rows) })).toEqual([
      'plant.seg:28 warning Not permitted, and looks like a scan or dynamic ports: HMI-9 tried telnet (tcp 23) of 30 addresses in Cell, seen 2026-11-17 09:00 in flows.csv, 90 packets, none answered. Find out what it looks for.',
    ]);
  });

  test('between undeclared addresses is permitted by address, and by zone where they are many', async () => {
    const rows = (n: number) => Array.from({ length: n }, (_, i) => `10.50.0.${100 + i} 10.30.0.11 tcp 3389`);
    expect(await titles(PLANT, rows(2))).toEqual([
      'Permit it in a new conduit Warehouse-Supervisory: allow 10.50.0.100, 10.50.0.101 -> hmi : rdp',
      'Permit it in a new conduit Warehouse-Supervisory: allow 10.50.0.100, 10.50.0.101 -> HMI-1 : rdp',
    ]);
    expect((await titles(PLANT, rows(9)))[1]).toBe(
      'Permit it in a new conduit Warehouse-Supervisory: allow Warehouse -> HMI-1 : rdp',
    );
  });
});

describe('a host that is not declared', () => {
  const UNKNOWN = 'observed-unknown-host';
  test('is told at its zone, and declared as what answers to the same', async () => {
    const rows = ['10.30.0.11 10.41.0.77 tcp 502'];
    const [finding] = await findingsOf(UNKNOWN, PLANT, { flows: flows(...rows) });
    expect(finding?.message).toBe(
      'Host 10.41.0.77 in the network of Cell is declared nowhere and took part in traffic, seen 2026-11-17 09:00 in flows.csv, 3 packets. It answers to modbus-tcp (tcp 502). Declare it, or find out what it is.',
    );
    const fix = finding?.fixes()[0];
    expect(fix?.title).toBe('Declare 10.41.0.77 as plc host-10-41-0-77');
    expect(mend(PLANT, fix as never)).toContain('\n  asset host-10-41-0-77 : plc at 10.41.0.77\n}');
    expect(await leftBehind(UNKNOWN, mend(PLANT, fix as never), { flows: flows(...rows) })).toEqual([]);
  });

  test('of a zone that has many is told with the others', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `10.30.0.11 10.41.0.${100 + i} tcp 502`);
    const lines = await linesOf(UNKNOWN, PLANT, { flows: flows(...rows) });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('12 hosts in the network of Cell are declared nowhere');
  });
});

test('without flow files none of these checks has anything to say', async () => {
  for (const check of [NOT, 'observed-unknown-host', 'permitted-never-seen', 'observed-outside-window'])
    expect(await linesOf(check, PLANT)).toEqual([]);
});
