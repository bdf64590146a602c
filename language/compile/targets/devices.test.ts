/**
 * What the outputs for devices of vendors look like: short goldens to be read as that device's engineer reads them, stable lines
 * when assets come, and text of a policy that stays text.
 */
import { describe, expect, it } from 'vitest';
import { TARGETS } from '../index.ts';
import { cascadia, compile, fixture, HOSTILE } from '../testing/device-policies.ts';

/** Targets, and the fallbacks that the printed fixture is made with. */
const DEVICES: readonly (readonly [string, readonly string[]])[] = [
  ['fortios', ['one-way-replies']],
  ['cisco-asa', ['one-way-replies']],
  ['panos', ['one-way-replies']],
  ['cisco-ios', ['stateless-replies']],
];
const ALL_FALLBACKS = ['one-way-replies', 'stateless-replies'];

describe.each(DEVICES)('the %s output', (target, printed) => {
  const extension = TARGETS.get(target)?.extension;

  it('is as printed for both firewalls of cascadia', async () => {
    for (const o of compile(await cascadia(), target))
      await expect(o.text).toMatchFileSnapshot(`../golden/cascadia-${o.firewall}.${extension}`);
  });

  it('is as printed for both families, all kinds of services and times, and names that would be syntax', async () => {
    const [output] = compile(await fixture(HOSTILE, HOSTILE, HOSTILE.replace(/[\\'"]\w?/g, '')), target, printed);
    const refused = (output?.refused ?? []).map((r) => `refused ${r.rule}: ${r.reason}\n`).join('');
    await expect(`${output?.text}${refused}`).toMatchFileSnapshot(`../golden/fixture.${extension}`);
    await expect(output?.rollback ?? '').toMatchFileSnapshot(`../golden/fixture.rollback.${extension}`);
  });

  it('gains no line and no meaning from hostile titles, names and reasons', async () => {
    const plain = compile(await fixture('t', 'r'), target, ALL_FALLBACKS)[0]?.text.split('\n') ?? [];
    const long = compile(await fixture('t'.repeat(10_000), 'r'.repeat(10_000)), target, ALL_FALLBACKS)[0]?.text;
    const name = HOSTILE.replace(/[\\'"]\w?/g, '');
    const bad = compile(await fixture(HOSTILE, HOSTILE, name), target, ALL_FALLBACKS)[0]?.text.split('\n') ?? [];
    expect(bad.length).toBe(plain.length);
    expect(long?.split('\n').length).toBe(plain.length);
    // Names are in rules' ids, and ids in what is named and numbered by them.
    const meaning = (lines: readonly string[]) =>
      lines
        .map((l) => l.replace(/^(?:#|!).*|.*(?:comment|remark|description).*/, ''))
        .map((l) => l.replace(/[a-z2-7]{6}/g, 'ID').replace(/edit \d+|move \d+ after \d+/, 'N'))
        .sort();
    expect(meaning(bad)).toEqual(meaning(plain));
  });

  it('changes only the lines of the sides that a new asset joins, and where the device must tell an old group from a new one, its name', async () => {
    const before = compile(await cascadia(), target);
    const line = /^(.*asset 101-PT-22.*)$/m;
    const after = compile(
      await cascadia((t) => t.replace(line, '$1\n    asset 101-PT-23 : sensor at 10.41.0.51')),
      target,
    );
    const grown = /^object-group network (\S+)\n(?: .*\n)*? network-object host 10\.41\.0\.51\n/gm;
    for (const [i, o] of before.entries()) {
      const named = [...(after[i]?.text ?? '').matchAll(grown)].map((m) => m[1] as string);
      const old = new Set(o.text.split('\n'));
      const added = (after[i]?.text.split('\n') ?? []).filter((l) => !old.has(l) && !/content [0-9a-f]{16}/.test(l));
      for (const l of added.filter((line) => !named.some((n) => line.includes(n))))
        expect(l).toMatch(o.firewall === 'FW-3' ? /10\.41\.0\.51/ : /^$/);
    }
  });

  it('is the same bytes for the same policy', async () => {
    const [a, b] = [compile(await cascadia(), target), compile(await cascadia(), target)];
    expect(a.map((o) => o.text)).toEqual(b.map((o) => o.text));
  });
});
