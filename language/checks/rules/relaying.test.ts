/** Rules led over an asset in between: by `cell-to-cell-admin` and `level-skip`. */
import { expect, test } from 'vitest';
import { findingsOf, leftBehind, mend } from '../fixture.ts';

const fixOf = async (check: string, text: string, start: string) =>
  (await findingsOf(check, text))[0]?.fixes().find((f) => f.title.startsWith(start));

const lines = (conduits: string) => `zone Line1 { level 1  sl-t 1  network 10.1.0.0/24  asset HMI-1 : hmi at 10.1.0.5 }
zone Line2 { level 1  sl-t 2  network 10.2.0.0/24  asset HMI-2 : hmi at 10.2.0.5 }
zone DMZ { level 3.5  kind dmz  sl-t 1  network 10.9.0.0/24  asset JUMP : jump-host at 10.9.0.5 }
${conduits}`;
const NEIGHBOURS = `conduit Neighbours {
  between Line1 and Line2
  sl-t 2
  allow HMI-1 -> HMI-2 : rdp ticket "T" because "x"
}
`;

test('administration between cells comes from a jump host: by the conduits that join it, else by new ones', async () => {
  const text = lines(`${NEIGHBOURS}conduit Up {
  between Line1 and DMZ
  sl-t 1
  allow HMI-1 -> JUMP : https because "x"
}
`);
  const fix = await fixOf('cell-to-cell-admin', text, 'Let it come from jump host JUMP');
  const mended = mend(text, fix as never);
  expect(mended).toContain(
    '  allow HMI-1 -> JUMP : https because "x"\n  allow HMI-1 -> JUMP : rdp ticket "T" because "x"\n',
  );
  expect(mended).toContain(
    'conduit DMZ-Line2 {\n  between DMZ and Line2\n  sl-t 2\n  allow JUMP -> HMI-2 : rdp ticket "T" because "x"\n}',
  );
  expect(mended).not.toContain('HMI-1 -> HMI-2');
  expect(await leftBehind('cell-to-cell-admin', mended)).toEqual([]);
});

test('a conduit of all three carries both hops in the place of the rule', async () => {
  const text = lines(NEIGHBOURS.replace('Line1 and Line2', 'Line1, Line2 and DMZ'));
  const mended = mend(text, (await fixOf('cell-to-cell-admin', text, 'Let it come')) as never);
  expect(mended).toContain(
    '  sl-t 2\n  allow HMI-1 -> JUMP : rdp ticket "T" because "x"\n  allow JUMP -> HMI-2 : rdp ticket "T" because "x"\n}',
  );
  expect(await leftBehind('cell-to-cell-admin', mended)).toEqual([]);
});

test('is not offered for an end without names, for another service in the rule, or against a one-way conduit', async () => {
  const offered = async (text: string) => (await fixOf('cell-to-cell-admin', text, 'Let it come')) !== undefined;
  expect(await offered(lines(NEIGHBOURS))).toBe(true);
  expect(await offered(lines(NEIGHBOURS.replace('allow HMI-1', 'allow Line1')))).toBe(false);
  expect(await offered(lines(NEIGHBOURS.replace('rdp', 'rdp, https')))).toBe(false);
  const against = 'conduit Up { between Line1 and DMZ  sl-t 1  one-way from DMZ to Line1 }\n';
  expect(await offered(lines(NEIGHBOURS + against))).toBe(false);
  expect(await offered(lines(`${NEIGHBOURS}expect HMI-1 -> HMI-2 : rdp is allowed\n`))).toBe(false);
});

const site = (
  between: string,
) => `zone Site { level 3  sl-t 1  network 10.3.0.0/24  asset HIST : historian at 10.3.0.5 }
zone Cell { level 1  sl-t 1  network 10.1.0.0/24  asset PLC : plc at 10.1.0.5 }
zone Area { level 2  sl-t 1  network 10.2.0.0/24 ${between} }
conduit Values {
  between Site and Cell
  sl-t 1
  allow HIST -> PLC : modbus
}
`;

test('a rule that skips a level goes over a gateway between: one that stands there, else a new one with a free address', async () => {
  const standing = site('asset GW : gateway at 10.2.0.9');
  const over = await fixOf('level-skip', standing, 'Route it over gateway GW in zone Area');
  const mended = mend(standing, over as never);
  expect(mended).toContain('between Site and Area\n  sl-t 1\n  allow HIST -> GW : modbus\n');
  expect(mended).toContain('between Area and Cell\n  sl-t 1\n  allow GW -> PLC : modbus\n');
  expect(await leftBehind('level-skip', mended)).toEqual([]);
  const empty = site('');
  const created = await fixOf('level-skip', empty, 'Route it over gateway Area-gateway in zone Area');
  expect(mend(empty, created as never)).toContain('asset Area-gateway : gateway at 10.2.0.2 }');
  expect(await leftBehind('level-skip', mend(empty, created as never))).toEqual([]);
  expect(await fixOf('level-skip', empty.replace('level 2', 'level 3'), 'Route')).toBeUndefined();
});
