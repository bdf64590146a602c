/** `check --fix`: what it applies keeps every permission and every verdict, to a fixed point, and what it leaves it leaves alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { matrix } from '../analysis/index.ts';
import { formatText } from '../format/format.ts';
import { loadPolicy } from '../pipeline.ts';
import { type Check, DEFAULT_CHECKS } from './check.ts';
import { type FixOptions, type FixRun, fixAll } from './fixing.ts';
import { findingsIn, NOW } from './fixture.ts';
import { CHECKS, checkNamed, checkPolicy, type Finding } from './index.ts';

const OPTIONS = { now: NOW, configuration: DEFAULT_CHECKS };

const run = (text: string, options: FixOptions = OPTIONS): Promise<FixRun> =>
  fixAll([{ path: 'plant.seg', text }], options);
const textAfter = (fixed: FixRun, before: string): string => fixed.changed.get('plant.seg') ?? before;
const done = ({ applied }: FixRun): string[] => applied.map((a) => `${a.place.line + 1} ${a.check}: ${a.title}`);

const PLANT = `zone Supervisory {
  level 2
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}
`;

async function judged(text: string, now: number) {
  const { policy, findings, text: textOf } = await loadPolicy([{ path: 'plant.seg', text }]);
  const found: Finding[] = [...findings, ...checkPolicy(policy, { now, text: textOf })];
  return { policy, found, errors: found.filter((f) => f.severity === 'error').map((f) => f.check) };
}

describe('fixing', () => {
  test('removes what nothing uses until nothing unused is left, names ports, takes redundant rules and useless ignores away', async () => {
    const text = formatText(`type base-plc : plc

type spare-plc : base-plc

${PLANT}
group Desks = HMI-1

conduit Supervision {
  between Supervisory and Cell
  // bulkhead-ignore because-missing: once there was none
  allow hmi   -> plc   : tcp 802 because "operator control"
  allow HMI-1 -> PLC-1 : modbus-security because "twice"
}
`).newText;
    const fixed = await run(text);
    expect(textAfter(fixed, text)).toBe(`${PLANT}
conduit Supervision {
  between Supervisory and Cell
  allow hmi -> plc : modbus-security because "operator control"
}
`);
    expect(
      done(fixed)
        .map((l) => l.replace(/^\d+ /, '').split(':')[0])
        .sort(),
    ).toEqual(['ignore-useless', 'raw-port', 'rule-redundant', 'unused-group', 'unused-type', 'unused-type']);
    expect(fixed.refused).toEqual([]);
    expect((await run(textAfter(fixed, text))).changed.size).toBe(0);
  });

  test('leaves to a person what needs a decision: reasons, denies, zones, security levels', async () => {
    const text = `${PLANT}
conduit Supervision {
  between Supervisory and Cell
  allow hmi -> plc : modbus
  deny  plc -> hmi : rdp
}
`;
    expect((await run(text)).applied).toEqual([]);
  });

  test('leaves a service whose risks count, though no rule names it', async () => {
    const text = `${PLANT}
service secret-port {
  tcp 4999
  risks none
}
`;
    const fixed = await run(text);
    expect([fixed.changed.size, fixed.refused]).toEqual([0, []]);
    const same = await run(text.replace('4999', '502').replace('risks none', 'risks reads'));
    expect(done(same)).toEqual(['13 unused-service: Remove service secret-port']);
  });

  test('does nothing while a text has no meaning, and says where', async () => {
    const broken = await fixAll(
      [
        { path: 'a.seg', text: `${PLANT}\ngroup Desks = HMI-1\n` },
        { path: 'b.seg', text: 'zone {' },
      ],
      OPTIONS,
    );
    expect(broken.changed.size).toBe(0);
    expect(broken.hindrances.map((f) => f.place.file)).toContain('b.seg');
    const unresolved = await run(`${PLANT}\ngroup Desks = HMI-1\ngroup Other = HMI-9\n`);
    expect([unresolved.changed.size, unresolved.hindrances.length]).toEqual([0, 1]);
  });

  test('keeps the layout: a formatted file stays formatted, another keeps its lines', async () => {
    const formatted = `${PLANT}
conduit Supervision {
  between Supervisory and Cell
  allow hmi                      -> plc   : opcua because "operator control"
  allow hmi, HMI-1 in Supervisory -> PLC-1 : opcua because "twice"
}
`;
    const text = formatText(formatted).newText;
    const after = textAfter(await run(text), text);
    expect(after).not.toBe(text);
    expect(formatText(after).newText).toBe(after);
    const odd = `${PLANT.replaceAll('\n', '\r\n')}\r\n\r\n\r\ngroup   Desks = HMI-1\r\n`;
    expect(textAfter(await run(odd), odd)).toBe(PLANT.replaceAll('\n', '\r\n'));
  });

  test('refuses a fix that only says that it keeps the meaning, and applies the others', async () => {
    const text = `${PLANT}
schedule Night { every day 22:00-06:00 }

conduit Supervision {
  between Supervisory and Cell
  allow hmi -> plc : modbus because "operator control"
  allow hmi -> plc : opcua  during Night because "reports"
}
`;
    const claim = (name: string, find: RegExp, newText: string): Check => ({
      name,
      family: 'rules',
      severity: 'warning',
      documentation: { summary: '', why: '', avoid: '', prefer: '', fixes: [], basis: '' },
      *run({ policy, text: textOf }) {
        const match = find.exec(textOf('plant.seg') ?? '');
        const place = policy.zones[0]?.place;
        if (match === null || place === undefined) return;
        const edits = [{ file: 'plant.seg', offset: match.index, end: match.index + match[0].length, newText }];
        yield { message: 'x', place, fixes: () => [{ title: name, edits, safe: true, keepsMeaning: true }] };
      },
    });
    const lies = [
      claim('narrows', /plc : opcua/, 'plc : s7comm'),
      claim('moves-in-time', /22:00-06:00/, '21:00-06:00'),
      claim('takes-away', / {2}asset HMI-1.*\n/, ''),
      claim('breaks', /zone Cell/, 'zone'),
      claim('names', /hmi -> plc : modbus/, 'HMI-1 -> plc : modbus'),
    ];
    const fixed = await run(text, { ...OPTIONS, checks: lies });
    expect(fixed.applied.map((a) => a.check)).toEqual(['names']);
    expect(fixed.refused.map((r) => r.check).sort()).toEqual(['breaks', 'moves-in-time', 'narrows', 'takes-away']);
    expect(fixed.refused.find((r) => r.check === 'moves-in-time')?.why).toMatch(/HMI-1.*PLC-1/);
    expect(textAfter(fixed, text)).toBe(text.replace('hmi -> plc : modbus', 'HMI-1 -> plc : modbus'));
  });

  test('obeys severities: a check that is off fixes nothing', async () => {
    const configuration = { ...DEFAULT_CHECKS, severities: { 'unused-group': 'off' } as const };
    expect((await run(`${PLANT}\ngroup Desks = HMI-1\n`, { now: NOW, configuration })).applied).toEqual([]);
  });
});

test('docs/command-line.md names the checks whose fixes are applied, and no other', async () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'command-line.md'), 'utf8');
  const section = /Such fixes exist for\n\n[\s\S]*?\n\nEverything/.exec(page)?.[0] ?? '';
  const told = [...section.matchAll(/`([a-z-]+)`/g)]
    .map((m) => m[1])
    .filter((name) => checkNamed(name ?? '') !== undefined);
  const applied: string[] = [];
  for (const check of CHECKS) {
    const found = await findingsIn(check.documentation.avoid);
    if (found.some((f) => f.fixes().some((x) => x.keepsMeaning === true))) applied.push(check.name);
  }
  // Its example has ports of several services: which one is meant only a person knows.
  expect(told.sort()).toEqual([...applied, 'raw-port'].sort());
});

describe('on any policy', () => {
  test('every permission is as before, no error is new, and a second run finds nothing to do', async () => {
    let fixes = 0;
    await fc.assert(
      fc.asyncProperty(policyText({ expectations: 3 }), async (generated) => {
        const text = `${generated}
type never : pump
group Nobody = never
schedule Idle { every mon 08:00-09:00 }
// bulkhead-ignore because-missing: nothing follows
`;
        const options = { now: GENERATED_NOW, configuration: DEFAULT_CHECKS };
        const fixed = await run(text, options);
        const after = textAfter(fixed, text);
        if (fixed.hindrances.length > 0) return expect(after).toBe(text);
        const [old, fresh] = [await judged(text, GENERATED_NOW), await judged(after, GENERATED_NOW)];
        const cells = (policy: typeof old.policy) =>
          matrix(policy, { now: GENERATED_NOW }).map(({ source, target, ...cell }) => [
            policy.assets[source]?.id,
            policy.assets[target]?.id,
            cell,
          ]);
        expect(cells(fresh.policy)).toEqual(cells(old.policy));
        for (const check of new Set(fresh.errors))
          expect(fresh.errors.filter((c) => c === check).length).toBeLessThanOrEqual(
            old.errors.filter((c) => c === check).length,
          );
        expect((await run(after, options)).changed.size).toBe(0);
        fixes += fixed.applied.length;
      }),
      { numRuns: 40 },
    );
    expect(fixes).toBeGreaterThan(100);
  });
});
