/** What the formatter does to a text, by example. */
import { describe, expect, it } from 'vitest';
import { applyEdits, formatText, isFormatted } from './format.ts';

/** Formats, and makes sure that the edits say the same and that a second time changes nothing. */
function formatted(text: string, options: Parameters<typeof formatText>[1] = {}): string {
  const once = formatText(text, options);
  expect(once.refused).toBeUndefined();
  expect(applyEdits(text, once.edits)).toBe(once.newText);
  if (!options.range) expect(formatText(once.newText, options).edits).toEqual([]);
  return once.newText;
}

describe('whether a text is formatted', () => {
  it('says so of what the formatter wrote, however often it is asked', () => {
    const text = 'zone A {\n   level 2\n}\n';
    const formatted = formatText(text).newText;
    expect([text, formatted, text, formatted].map(isFormatted)).toEqual([false, true, false, true]);
  });

  it('takes a text that cannot be read for one, as the formatter leaves it alone', () => {
    expect(isFormatted('zone A {\n   level')).toBe(true);
  });
});

describe('the formatter', () => {
  it('indents by nesting, one member a line, and puts names, types and addresses of adjacent assets in columns', () => {
    expect(
      formatted(`zone Plant{
kind control
      zone   Supervisory   {
level 2
asset HMI-1:hmi at 10.30.0.11
asset  ENG-1 : engineering-workstation at 10.30.0.40{tags "laptop"}
asset HISTORIAN:historian   at dhcp
      }
}`),
    ).toBe(`zone Plant {
  kind control
  zone Supervisory {
    level 2
    asset HMI-1     : hmi                     at 10.30.0.11
    asset ENG-1     : engineering-workstation at 10.30.0.40 { tags "laptop" }
    asset HISTORIAN : historian               at dhcp
  }
}
`);
  });

  it('puts arrows, colons and reasons of adjacent rules in columns, a long row running over', () => {
    expect(
      formatted(`conduit C {
  between A and B
  allow hmi -> plc : modbus, ethernet-ip because "operator control"
  allow ENG-1 -> plc : s7comm during Maintenance log ticket "CHG-88" because "program changes"
  deny HMI-2 -> PLC-301 : any because "view-only station"

  allow a -> b : https because "another group"
}
`),
    ).toBe(`conduit C {
  between A and B
  allow hmi   -> plc     : modbus, ethernet-ip because "operator control"
  allow ENG-1 -> plc     : s7comm during Maintenance log ticket "CHG-88" because "program changes"
  deny  HMI-2 -> PLC-301 : any                 because "view-only station"

  allow a -> b : https because "another group"
}
`);
  });

  it('puts properties before rules, with the comments that belong to them', () => {
    expect(
      formatted(`access A {
  vendor "ABB"
  // two hops
  allow JUMP-1 -> ENG-1 : rdp // first
  from 2031-03-04T08:00 until 2031-03-04T17:00
  // who said so
  approved by "J. Ortiz" ticket "CHG-1042" // by phone
}
conduit C {
  allow a -> b : https owner "the rule's"
  sl-t 2
  owner "the conduit's"
  between A and B
}
`),
    ).toBe(`access A {
  vendor "ABB"
  from 2031-03-04T08:00 until 2031-03-04T17:00
  // who said so
  approved by "J. Ortiz" ticket "CHG-1042"  // by phone
  // two hops
  allow JUMP-1 -> ENG-1 : rdp  // first
}
conduit C {
  sl-t 2
  owner "the conduit's"
  between A and B
  allow a -> b : https owner "the rule's"
}
`);
  });

  it('leaves a body on one line if it was and fits, and members on the line where they stood', () => {
    expect(
      formatted(`zone A{level 2 kind control}
service s "S" { tcp 80  udp 80
category control initiator client
}
zone B {}
zone C {
}
firewall F { platform nftables interface "eth0" to SomeZone interface "eth1" to AnotherZone rules at most 200 fails closed }
`),
    ).toBe(`zone A { level 2  kind control }
service s "S" {
  tcp 80  udp 80
  category control  initiator client
}
zone B { }
zone C {
}
firewall F {
  platform nftables
  interface "eth0" to SomeZone
  interface "eth1" to AnotherZone
  rules at most 200
  fails closed
}
`);
  });

  it('keeps line breaks in lists and before clauses, one level deeper', () => {
    expect(
      formatted(`type t {
serves modbus,
        s7
}
conduit C { between A and B
allow a, b
-> c : https
   because "long"
}`),
    ).toBe(`type t {
  serves modbus,
    s7
}
conduit C {
  between A and B
  allow a, b
    -> c : https
    because "long"
}
`);
  });

  it('keeps one blank line where there were any, none at either end of a body or file', () => {
    expect(formatted('\n\n\nzone A {\n\n\n  level 2\n\n\n\n  kind dmz\n\n}\n\n\n\nzone B\n\n\n')).toBe(
      'zone A {\n  level 2\n\n  kind dmz\n}\n\nzone B\n',
    );
  });

  it('keeps every comment where it belongs', () => {
    expect(
      formatted(`// head

/**
   * The plant.
      * All of it.
 */
zone A { // opening
/* before */ level 2 // behind
      // last
}
/* alone */
zone /* inside */ B // no body
// tail`),
    ).toBe(`// head

/**
 * The plant.
 * All of it.
 */
zone A {  // opening
  /* before */ level 2  // behind
  // last
}
/* alone */
zone /* inside */ B  // no body
// tail
`);
  });

  it('never lets a line comment swallow what follows it', () => {
    expect(formatted('zone A { level // two\n 2 }\nallow-group // x\n'.split('allow')[0]!)).toBe(
      'zone A {\n  level  // two\n    2\n}\n',
    );
  });

  it('keeps on one line what an ignore above it speaks of', () => {
    const text = `// bulkhead-ignore any-source: the historian asks everyone, and that is how it was meant to be
conduit LongName { between Enterprise and IDMZ  sl-t 2  allow any -> HIST-DMZ : https because "reports of the day" }
`;
    expect(formatted(text)).toBe(text);
    expect(formatted('// bulkhead-ignore x: y\nzone A { level 2\nkind dmz\n}\n')).toBe(
      '// bulkhead-ignore x: y\nzone A { level 2\n  kind dmz\n}\n',
    );
  });

  it('parts a colon from an address, and joins what belongs together', () => {
    expect(formatted('expect 10.0.0.1->2001:db8::1 :tcp 80 ,443 is denied\nexpect Plant . Kiln cannot  reach A')).toBe(
      'expect 10.0.0.1 -> 2001:db8::1 : tcp 80, 443 is denied\nexpect Plant.Kiln cannot reach A\n',
    );
  });

  it('keeps line endings and a byte order mark, and replaces tabs', () => {
    expect(formatted('\uFEFFzone A {\r\n\t\tlevel\t2\r\n\t/** a\r\n\t* b */\r\n\tkind dmz\r\n}\r\n')).toBe(
      '\uFEFFzone A {\r\n  level 2\r\n  /** a\r\n   * b */\r\n  kind dmz\r\n}\r\n',
    );
    expect(formatted('zone A {\r\n}', { eol: '\n' })).toBe('zone A {\n}\n');
  });

  it('indents as deep as it is asked to', () => {
    expect(formatted('zone A {\nlevel 2\n}', { indent: 4 })).toBe('zone A {\n    level 2\n}\n');
  });

  it('formats only what a range touches', () => {
    const text = 'zone   A\nzone   B\nzone   C\n';
    const at = text.indexOf('B');
    expect(formatted(text, { range: { offset: at, end: at + 1 } })).toBe('zone   A\nzone B\nzone   C\n');
  });

  it('moves the members of a body only as a whole when a range touches them', () => {
    const text = 'conduit C {\n  allow a -> b : s\n  between A and B // x\n}\nzone   D\n';
    const at = text.indexOf('between');
    expect(formatted(text, { range: { offset: at, end: at } })).toBe(
      'conduit C {\n  between A and B  // x\n  allow a -> b : s\n}\nzone   D\n',
    );
  });

  it.each([
    ['a syntax error', 'zone A {\n      level\n}'],
    ['an unclosed brace', 'zone   A {'],
    ['an unclosed text', 'policy   "x\n'],
    ['a text that ends in an escaped quote', 'policy   "x\\"\n'],
    ['an unclosed quoted name', "zone   'x\n"],
    ['an unclosed comment', 'zone   A /* x'],
    ['too deep a nesting', 'zone  A {'.repeat(5000)],
    ['an unknown sign', 'zone   A ;'],
  ])('leaves a text with %s as it is', (_, text) => {
    expect(formatText(text)).toEqual({ newText: text, edits: [], refused: 'syntax' });
  });

  it('has nothing to say about an empty file', () => {
    expect(formatted('')).toBe('');
    expect(formatted(' \n\n')).toBe('');
    expect(formatted('\uFEFF')).toBe('\uFEFF');
    expect(formatted('  // only this')).toBe('// only this\n');
  });

  it('formats, when asked to, the declarations around one that is at fault', () => {
    const text =
      '\uFEFFzone   A{level 2}\r\n\r\n\r\nconduit C { between A and\r\n}  // half   typed\r\nexpect  A   cannot reach B\r\n  zone D {\r\n';
    const { newText, edits, refused } = formatText(text, { tolerant: true });
    expect(refused).toBe('syntax');
    expect(newText).toBe(
      '\uFEFFzone A { level 2 }\r\n\r\n\r\nconduit C { between A and\r\n}  // half   typed\r\nexpect A cannot reach B\r\n  zone D {\r\n',
    );
    expect(applyEdits(text, edits)).toBe(newText);
    const at = text.indexOf('expect');
    expect(formatText(text, { tolerant: true, range: { offset: at, end: at + 7 } }).newText).toBe(
      text.replace('expect  A   cannot', 'expect A   cannot'),
    );
    expect(formatText('zone  A {'.repeat(5000), { tolerant: true }).edits).toEqual([]);
  });
});
