/** Mistakes of people who begin: each is told once, says what is wrong and what to do, and where the mend is plain it is a quick-fix. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../checks/edits.ts';
import { findingsIn } from '../../checks/fixture.ts';
import { loadPolicy } from '../../pipeline.ts';

const PLANT = `zone Office {
  level 2
  kind control
  sl-t 2
  network 10.1.0.0/24
  asset PC-1 : hmi at 10.1.0.10
}

zone Cell {
  level 1
  kind control
  sl-t 2
  network 10.2.0.0/24
  asset HMI-1 : hmi at 10.2.0.11
  asset PLC-1 : plc at 10.2.0.10
}

conduit C {
  between Office and Cell
  sl-t 2
  allow PC-1 -> PLC-1 : modbus because "reading"
}
`;

/** The plant with one piece written wrongly. */
function miswritten(right: string, wrong: string): string {
  if (!PLANT.includes(right)) throw new Error(`the plant has no ${right}`);
  return PLANT.replace(right, () => wrong);
}

async function told(text: string) {
  const findings = (await loadPolicy([{ path: 'plant.seg', text }])).findings;
  const unread = findings.filter((f) => f.check === 'syntax');
  const messages = unread.map((f) => `${text.slice(f.place.offset, f.place.end)}: ${f.message}`);
  const [fix] = unread.flatMap((f) => f.fixes());
  const mended = fix && applyEdits('plant.seg', text, fix.edits);
  return { messages, mended, title: fix?.title };
}

const ARROW = "A rule's arrow is -> and points from who opens the connection to who answers.";
const AND = 'A conduit joins its last two zones with and: between A and B.';

/** What is written wrongly, what is said, and the quick-fix that leaves nothing unread. */
const MISTAKES: readonly (readonly [string, string, string, string?])[] = [
  ['->', '=>', `=>: ${ARROW}`, 'Change to ->'],
  ['->', '-->', `-->: ${ARROW}`, 'Change to ->'],
  ['->', '→', `→: ${ARROW}`, 'Change to ->'],
  ['->', 'to', `to: ${ARROW}`, 'Change to ->'],
  ['->', '<-', `<-: ${ARROW} Put who opens it on the left.`],
  ['PC-1 ->', 'PC-1 HMI-1 ->', 'HMI-1: Several are separated by commas: PC-1, HMI-1.', 'Insert a comma'],
  ['modbus', 'modbus https', 'https: Several are separated by commas: modbus, https.', 'Insert a comma'],
  [
    '10.2.0.0/24',
    '10.2.0.0/24 10.3.0.0/24',
    '10.3.0.0/24: Several are separated by commas: 10.2.0.0/24, 10.3.0.0/24.',
    'Insert a comma',
  ],
  [': modbus', 'modbus', 'modbus: A colon stands before the services: PLC-1 : modbus.', 'Insert the colon'],
  [' : modbus', '', 'because: A rule says after a colon which services it means: -> B : modbus.'],
  ['modbus', '*', '*: any stands for all of them.', 'Change to any'],
  ['modbus', 'tcp/502', '/: A port stands after its protocol and a blank: tcp 502.', 'Change to a blank'],
  [
    '"reading"',
    'reading',
    'reading: A text goes in double quotes: because "reading".',
    'Put the text in double quotes',
  ],
  [
    '"reading"',
    "'to read'",
    `'to read': A text goes in double quotes: because "to read".`,
    'Put the text in double quotes',
  ],
  ['"reading"', '“reading”', '“reading”: A text goes in straight double quotes: "...".', 'Change to "reading"'],
  [
    'because',
    'until 1.3.2031 because',
    '1.3.2031: A date is written year-month-day: 2031-03-01, or with a time 2031-03-01T08:00.',
  ],
  ['Office and Cell', 'Office, Cell', `,: ${AND}`, 'Join them with and'],
  ['Office and Cell', 'Office Cell', `Cell: ${AND}`, 'Join them with and'],
  ['Office and Cell', 'Office to Cell', `to: ${AND}`, 'Join them with and'],
  ['PLC-1 : plc', 'PLC-1 plc', 'plc: An asset states its type after a colon: asset PLC-1 : plc.', 'Insert the colon'],
  ['PLC-1 : plc', 'PLC-1', 'at: An asset states its type after a colon: asset PLC-1 : plc.'],
  ['plc at', 'plc', '10.2.0.10: at is missing before the address 10.2.0.10.', 'Insert at'],
  ['asset PLC-1', 'asset PLC 1', "1: A name has no blanks: PLC-1, or in single quotes 'PLC 1'.", 'Change to PLC-1'],
  [
    'asset HMI-1',
    'asset network',
    "network: network is a word of the language. As a name it goes in single quotes: 'network'.",
    'Put network in quotes',
  ],
  [
    'asset HMI-1',
    'asset 1',
    "1: A name has at least one letter; any other goes in single quotes: '1'.",
    'Put 1 in quotes',
  ],
  [
    '10.2.0.10',
    '10.2.0',
    '10.2.0: 10.2.0 is no IP address: it has four numbers, as 10.20.0.5 or the network 10.20.0.0/24.',
  ],
  [
    'zone Cell {',
    'zone Cell Kiln cell {',
    'Kiln cell: A title goes in double quotes: zone Cell "Kiln cell".',
    'Put the title in quotes',
  ],
  [
    'zone Cell {',
    'zone Cell',
    'level: level belongs into the body of zone Cell, which has no {.',
    'Insert the opening brace',
  ],
  ['zone Cell', 'Zone Cell', 'Zone: Zone means nothing here. Did you mean zone?', 'Change to zone'],
  ['network 10.2', 'netwrok 10.2', 'netwrok: netwrok means nothing here. Did you mean network?', 'Change to network'],
  ['level 1', 'level = 1', '=: No = stands between level and its value.', 'Remove the ='],
  ['level 1', 'level: 1', ':: No : stands between level and its value.', 'Remove the :'],
  ['level 1', 'level one', 'one: level is written so: level 2.'],
  [
    'level 1',
    'level 1;',
    ';: Nothing stands at the end of a line: a statement ends where the next begins.',
    'Remove it',
  ],
  ['zone Office', '# my plant\nzone Office', '#: A comment begins with //.', 'Change to //'],
  ['  between', '  asset X-9 : plc\n  between', 'asset: asset stands in a zone, not in a conduit.'],
  [
    '10.1.0.10\n}',
    '10.1.0.10\n',
    'conduit: zone Office in line 1 is not closed: a } is missing before line 9.',
    'Insert the closing brace',
  ],
];

describe('a beginner', () => {
  const mistakes = MISTAKES.map(([right, wrong, said, fix]) => ({ right, wrong, said, fix }));
  it.each(mistakes)('who writes $wrong for $right is told', async ({ right, wrong, said, fix }) => {
    const { messages, mended, title } = await told(miswritten(right, wrong));
    expect(messages).toEqual([said]);
    expect(title).toBe(fix);
    if (mended !== undefined) expect((await told(mended)).messages).toEqual([]);
  });

  it.each<readonly [string, string, string?]>([
    [
      '}\n',
      '}: This } closes nothing: take it away, or look above for a { that is missing or a } too many.',
      'Remove the brace',
    ],
    ['network 10.0.0.0/8\n', 'network: network stands in a zone, not on its own.'],
    ['allow PC-1 -> PLC-1 : modbus\n', 'allow: allow stands in a zone, in a conduit or in an access, not on its own.'],
    [
      'expect PC-1 -> PLC-1 : modbus allowed\n',
      'allowed: An expectation ends with is allowed or is denied.',
      'Insert is',
    ],
    ['expect PC-1 => PLC-1 : modbus is allowed\n', `=>: ${ARROW}`, 'Change to ->'],
    ['expect PC-1 can not reach PLC-1\n', 'can not: cannot is one word: A cannot reach B.', 'Change to cannot'],
    [
      'firewall F { interface eth0 Office }\n',
      'Office: An interface names the zones behind it after to: interface "eth0" to Zone.',
      'Insert to',
    ],
    ['schedule S { tue 08:00-10:00 }\n', 'tue: Days begin with every: every tue 08:00-12:00.', 'Insert every'],
    [
      'schedule S { every tue 8-10 }\n',
      '8-10: Times are written with hours and minutes: 08:00-10:00.',
      'Change to 08:00-10:00',
    ],
    [
      'hello world\n',
      'hello: hello means nothing here. A file holds policy, zone, conduit, firewall, access, schedule, group, type, service, expect or also.',
    ],
  ])('who adds %j is told', async (added, said, fix) => {
    const { messages, mended, title } = await told(PLANT + added);
    expect(messages).toEqual([said]);
    expect(title).toBe(fix);
    if (mended !== undefined) expect((await told(mended)).messages).toEqual([]);
  });

  it('is told all forms of an expectation where the verb is none', async () => {
    const { messages } = await told(`${PLANT}expect PC-1 should reach PLC-1\n`);
    expect(messages).toEqual([expect.stringContaining('A cannot reach B, A reaches B only through C')]);
  });

  it('is told which brace is not closed where the file ends too early', async () => {
    const { messages, mended } = await told(PLANT.trimEnd().slice(0, -1));
    expect(messages).toEqual([expect.stringContaining('conduit C in line 18 is not closed: a } is missing.')]);
    expect((await told(mended ?? '')).messages).toEqual([]);
  });

  it('hears nothing of names that the parser made up, nor of rules between zones that are not named', async () => {
    const others = (text: string) =>
      findingsIn(text).then((all) => all.filter((f) => f.severity === 'error').map((f) => f.check));
    expect(await others(miswritten('Office and Cell', 'Office to Cell'))).toEqual(['syntax']);
    expect(await others(miswritten('  between Office and Cell\n', ''))).toEqual(['invalid-value']);
    expect(await others(miswritten('level 1', 'level one'))).toEqual(['syntax']);
  });
});

describe('half-written text', () => {
  const templates = ['small-plant', 'wind-farm', 'water-utility'].map((name) =>
    readFileSync(join(import.meta.dirname, '..', '..', '..', 'syntaxes', 'templates', `${name}.seg`), 'utf8'),
  );

  it('is told about in whole sentences, at places of the text, whatever is cut out of it', async () => {
    const pieces = fc.record({
      text: fc.constantFrom(...templates),
      from: fc.nat(2500),
      length: fc.nat(60),
      instead: fc.constantFrom('', '{', '}', '->', '"', "'", 'zone', 'because', ':', '10.1', '=', '→'),
    });
    await fc.assert(
      fc.asyncProperty(pieces, async ({ text, from, length, instead }) => {
        const cut = text.slice(0, from) + instead + text.slice(from + length);
        for (const { message, place, fixes } of (await loadPolicy([{ path: 'plant.seg', text: cut }])).findings) {
          expect(message).toMatch(/[.:?]\s*$|\d$/);
          expect(message).not.toMatch(/undefined|NaN|\[object/);
          expect(place.offset).toBeLessThanOrEqual(place.end);
          expect(place.end).toBeLessThanOrEqual(Math.max(1, cut.length));
          for (const fix of fixes()) applyEdits('plant.seg', cut, fix.edits);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of a file in ruins is told about by its first hundred places, soon', async () => {
    const ruins = 'zone A { leve 1 → ; 10.2 asset X plc }\n'.repeat(4_000);
    const begun = performance.now();
    const { messages } = await told(ruins);
    expect(messages.length).toBe(101);
    expect(messages.at(-1)).toMatch(/more places of this file cannot be read\.$/);
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});
