import { expect, test } from 'vitest';
import { findingsIn, findingsOf, linesOf, mend } from '../fixture.ts';

const chain = (limits: { policy?: string; b?: string } = {}, more = '') => `policy "P" { ${limits.policy ?? ''} }
zone A { level 3  network 10.1.0.0/24  asset J : jump-host at 10.1.0.5 ${more} }
zone B { level 2  ${limits.b ?? ''}  network 10.2.0.0/24  asset E : engineering-workstation at 10.2.0.5 }
zone C { level 1  network 10.3.0.0/24  asset P1 : plc at 10.3.0.5  asset P2 : plc at 10.3.0.6 }
zone S { level 1  kind safety  network 10.4.0.0/24  asset SIS : safety-controller at 10.4.0.5 }
conduit K { between A and B  allow J -> E : rdp because "x" }
conduit L { between B and C  allow E -> plc : s7comm because "x" }
conduit M { between C and S
  allow P1 -> SIS : modbus because "x"
}
`;
const EXCEEDED = 'blast-radius-exceeded';
const SAFETY = 'blast-reaches-safety';

test('counts every asset that can be reached in any number of steps, against the limit that is innermost', async () => {
  const at = async (limits: Parameters<typeof chain>[0]) =>
    (await linesOf(EXCEEDED, chain(limits))).map((l) => l.split(' ').slice(0, 2).join(' '));
  expect(await at({ policy: 'blast-radius at most 4 assets' })).toEqual([]);
  expect(await at({ policy: 'blast-radius at most 3 assets' })).toEqual(['plant.seg:2 warning']);
  expect(await at({ policy: 'blast-radius at most 4 assets', b: 'blast-radius at most 2 assets' })).toEqual([
    'plant.seg:3 warning',
  ]);
  expect(await at({ policy: 'blast-radius at most 2 assets', b: 'blast-radius at most 3 assets' })).toEqual([
    'plant.seg:2 warning',
  ]);
  expect(await at({})).toEqual([]);
});

test('says whose limit it is, the worst that is reached, and shows the way there', async () => {
  const [finding] = await findingsOf(EXCEEDED, chain({ policy: 'blast-radius at most 3 assets' }));
  expect(finding?.message).toBe(
    'From J 4 assets can be reached in the worst case, among them SIS, E and P1: the policy allows 3. Narrow or remove a rule that leads on from it, or microsegment an open zone on the way.',
  );
  expect(finding?.related.map((r) => `${r.place.line + 1} ${r.message}`)).toEqual([
    '1 The limit of 3 is stated here.',
    '6 J reaches E by this rule.',
    '7 E reaches P1 by this rule.',
    '9 P1 reaches SIS by this rule.',
  ]);
});

test('opens the diagram, or removes as few rules as bring it below the limit', async () => {
  const text = chain({ policy: 'blast-radius at most 3 assets' });
  const [finding] = await findingsOf(EXCEEDED, text);
  const [show, cut] = finding?.fixes() ?? [];
  expect(show).toMatchObject({ edits: [], reveal: { blastOf: 'A.J' } });
  expect(await findingsOf(EXCEEDED, mend(text, cut as never))).toEqual([]);
});

test('never removes a rule that an expectation counts on', async () => {
  const text = `${chain({ policy: 'blast-radius at most 3 assets' })}expect J -> E : rdp is allowed\nexpect E can reach P2\n`;
  const [finding] = await findingsOf(EXCEEDED, text);
  const cut = finding?.fixes()[1];
  expect(cut?.title).toBe('Remove the rule "P1 -> SIS": J reaches 4 -> 3 assets');
  const left = await findingsIn(mend(text, cut as never));
  expect(left.filter((f) => f.severity === 'error' || f.severity === 'warning').map((f) => f.check)).toEqual([]);
  expect(left.map((f) => f.check)).toContain('conduit-empty');
});

test('an access counts until it ends, and not after', async () => {
  const text = `policy "P" { blast-radius at most 0 assets  access at most 90 days }
zone A { level 3.5  kind dmz  network 10.1.0.0/24  asset J : jump-host at 10.1.0.5 }
zone B { level 2  network 10.2.0.0/24  asset E : server at 10.2.0.5 }
conduit K { between A and B }
access X { vendor "V" from 2026-11-01 until 2026-12-01 requires mfa, session-recording approved by "J" ticket "T" allow J -> E : rdp }`;
  expect(await linesOf(EXCEEDED, text, { now: Date.parse('2026-11-30T00:00Z') })).toHaveLength(1);
  expect(await linesOf(EXCEEDED, text, { now: Date.parse('2026-12-02T00:00Z') })).toEqual([]);
});

test('starts from what is exposed, portable, wireless or external, by itself or by its type, and from nothing else', async () => {
  const fire = async (asset: string, zone = 'level 3') =>
    (
      await findingsOf(
        SAFETY,
        `${chain().replace('zone A { level 3', `zone A { ${zone}`).replace('J : jump-host at 10.1.0.5', asset)}type kit { portable }\n`,
      )
    ).map((f) => f.message.split(', and')[0]);
  expect(await fire('J : jump-host')).toEqual([]);
  expect(await fire('J : jump-host { exposure "CVE-1" code-execution }')).toEqual(['J is exposed (CVE-1)']);
  expect(await fire('J : jump-host { portable }')).toEqual(['J is portable']);
  expect(await fire('J : jump-host { wireless }')).toEqual(['J is wireless']);
  expect(await fire('J : kit')).toEqual(['J is portable']);
  expect(await fire('J : vendor-laptop')).toHaveLength(1);
  expect(await fire('J : jump-host', 'level 5  kind external')).toEqual(['J is in the external zone A']);
});

test('shows the shortest path to the nearest safety asset and offers the smallest cut', async () => {
  const text = chain({}, '{ portable }');
  const [finding] = await findingsOf(SAFETY, text);
  expect(finding?.message).toBe(
    'J is portable, and from it the safety asset SIS can be reached in the worst case: J -> E -> P1 -> SIS. Cut the path, or let it end on a gateway that only reads.',
  );
  const cut = finding?.fixes()[1];
  expect(await findingsOf(SAFETY, mend(text, cut as never))).toEqual([]);
});

test('cuts two ways at once where one rule is not enough, and offers no cut through an open zone', async () => {
  const two = `${chain({}, '{ portable }')}conduit N { between A and S  allow J -> SIS : modbus because "x" }\n`;
  const [finding] = await findingsOf(SAFETY, two);
  const cut = finding?.fixes()[1];
  expect(cut?.title).toMatch(/^Remove the rules ".*" and ".*": J reaches 1 -> 0 safety assets$/);
  expect(await findingsOf(SAFETY, mend(two, cut as never))).toEqual([]);
  const open =
    'zone S { level 1  kind safety  network 10.4.0.0/24  asset SIS : safety-controller at 10.4.0.5  asset X : laptop at 10.4.0.6 { portable } }';
  const [stuck] = await findingsOf(SAFETY, open);
  expect(stuck?.fixes().map((f) => f.title)).toEqual(['Show the blast radius of S.X']);
});

const bridged = (more = '') => `policy "P" { blast-radius at most 2 assets }
zone A { level 3  network 10.1.0.0/24  asset J : jump-host at 10.1.0.5 }
zone B {
  level 2
  network 10.2.0.0/24
  asset E : engineering-workstation at 10.2.0.5 also in C at 10.3.0.9
}
zone C {
  level 2
  network 10.3.0.0/24
  asset P1 : plc at 10.3.0.5
  asset P2 : plc at 10.3.0.6
}
conduit K { between A and B  allow J -> E : rdp because "x" }
firewall FW { interface "a" to A  interface "b" to B  interface "c" to C }
${more}`;

test('drops a leg, microsegments a zone or narrows a rule where that alone suffices, and says what is left', async () => {
  const text = bridged();
  const [finding] = (await findingsOf(EXCEEDED, text)).filter((f) => f.message.startsWith('From J'));
  const fixes = finding?.fixes().filter((f) => f.reveal === undefined) ?? [];
  expect(fixes.map((f) => f.title)).toEqual([
    'Remove the rule "J -> E": J reaches 3 -> 0 assets',
    'Drop the leg of E in C: J reaches 3 -> 1 asset',
    'Microsegment zone C: J reaches 3 -> 1 asset',
  ]);
  for (const fix of fixes) {
    const left = await findingsIn(mend(text, fix));
    expect(left.filter((f) => f.message.startsWith('From J'))).toEqual([]);
    expect(left.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  }
});

test('narrows a rule to the types that serve it', async () => {
  const text = `policy "P" { blast-radius at most 1 assets }
zone A { level 3  network 10.1.0.0/24  asset J : hmi at 10.1.0.5 }
zone C { level 2  network 10.3.0.0/24  microsegmented  enforced by FW
  asset P1 : plc at 10.3.0.5
  asset P2 : camera at 10.3.0.6
}
conduit K { between A and C  allow J -> C : s7comm because "x" }
firewall FW { interface "a" to A  interface "c" to C }
`;
  const [finding] = await findingsOf(EXCEEDED, text);
  const narrow = finding?.fixes().find((f) => f.title.startsWith('Narrow'));
  expect(narrow?.title).toBe('Narrow the rule "J -> C" to plc in C: J reaches 2 -> 1 asset');
  const mended = mend(text, narrow as never);
  expect(mended).toContain('allow J -> plc in C : s7comm');
  expect(await findingsOf(EXCEEDED, mended)).toEqual([]);
});

test('offers no change that an expectation forbids', async () => {
  const [finding] = (
    await findingsOf(EXCEEDED, bridged('expect J can reach P2\nexpect J -> E : rdp is allowed\n'))
  ).filter((f) => f.message.startsWith('From J'));
  expect(finding?.fixes().filter((f) => f.reveal === undefined)).toEqual([]);
});

/** A console with a leg in the office, past the DMZ. */
const past = (more = '', home = 'zone Control') => `policy "P" { blast-radius at most 3 assets }
zone Office {
  level 4
  network 10.1.0.0/24
  asset PC : workstation at 10.1.0.5 { portable }
}
zone Edge {
  level 3.5
  kind dmz
  network 10.2.0.0/24
  microsegmented
  enforced by FW
  asset GW : gateway at 10.2.0.2
}
${home} {
  level 2
  network 10.3.0.0/24
  asset HMI-1 : hmi at 10.3.0.5 also in Office at 10.1.0.9
  asset PLC-1 : plc at 10.3.0.6
  asset PLC-2 : plc at 10.3.0.7
  asset PLC-3 : plc at 10.3.0.8 { criticality safety }
}
conduit In { between Office and Edge  allow PC -> GW : https because "x" }
conduit View { between Edge and Control  allow GW -> HMI-1 : https because "x" }
firewall FW { interface "a" to Office  interface "b" to Edge  interface "c" to Control }
${more}`;

const movesIn = async (check: string, text: string) => {
  const [finding] = (await findingsOf(check, text)).filter((f) => f.message.includes('PC '));
  return finding?.fixes().filter((f) => f.title.startsWith('Move')) ?? [];
};

test('moves a leg behind a gateway, to a free address there, and says what that buys', async () => {
  const text = past().replace('GW -> HMI-1', 'HMI-1 -> GW');
  const [exceeded] = await movesIn(EXCEEDED, text);
  expect(exceeded?.title).toBe('Move the leg of HMI-1 in Office to Edge: PC reaches 5 -> 1 asset');
  const mended = mend(text, exceeded as never);
  expect(mended).toContain('asset HMI-1 : hmi at 10.3.0.5 also in Edge at 10.2.0.3');
  expect(await movesIn(EXCEEDED, mended)).toEqual([]);
  expect((await findingsOf(EXCEEDED, mended)).filter((f) => f.message.startsWith('From PC'))).toEqual([]);
  const [safety] = await movesIn(SAFETY, text);
  expect(safety?.title).toBe('Move the leg of HMI-1 in Office to Edge: PC reaches 1 -> 0 safety assets');
  expect(await findingsOf(SAFETY, mend(text, safety as never))).toEqual([]);
});

test('offers no move that leaves too much, as where the gateway leads on to the same', async () => {
  expect(await movesIn(EXCEEDED, past())).toEqual([]);
  expect(await movesIn(SAFETY, past())).toEqual([]);
});

test('moves an asset whose only leg is where too much can be reached, with its declaration', async () => {
  const text = past().replace(
    'asset PLC-1 :',
    '// field laptop\n  asset LAP-1 : laptop at 10.3.0.50, 10.3.0.51 { tags "own" }\n  asset PLC-1 :',
  );
  const [finding] = (await findingsOf(EXCEEDED, text)).filter((f) => f.message.startsWith('From LAP-1'));
  const move = finding?.fixes().find((f) => f.title.startsWith('Move LAP-1'));
  expect(move?.title).toMatch(/^Move LAP-1 to zone Edge: LAP-1 reaches \d+ -> 0 assets$/);
  const mended = mend(text, move as never);
  expect(mended).toContain('  // field laptop\n  asset LAP-1 : laptop at 10.2.0.3 { tags "own" }\n}');
  expect((await findingsOf(EXCEEDED, mended)).filter((f) => f.message.startsWith('From LAP-1'))).toEqual([]);
});
