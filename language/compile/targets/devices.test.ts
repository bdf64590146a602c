/**
 * What the outputs for devices of vendors look like: short goldens to be read as that device's engineer reads them, stable lines
 * when assets come, and text of a policy that stays text.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../model/policy.ts';
import { loadPolicy } from '../../pipeline.ts';
import { type CompiledOutput, compilePolicy, TARGETS } from '../index.ts';

/** Targets, and the fallbacks that the printed fixture is made with. */
const DEVICES: readonly (readonly [string, readonly string[]])[] = [
  ['fortios', ['one-way-replies']],
  ['cisco-asa', ['one-way-replies']],
];
const EXAMPLE = join(import.meta.dirname, '..', '..', '..', 'examples', 'cascadia');
/** A Wednesday. */
const NOW = Date.UTC(2031, 2, 5, 12);

async function load(files: Readonly<Record<string, string>>): Promise<Policy> {
  const { policy, findings } = await loadPolicy(Object.entries(files).map(([path, text]) => ({ path, text })));
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  return policy;
}

function cascadia(change: (text: string) => string = (t) => t): Promise<Policy> {
  const files = readdirSync(EXAMPLE).filter((f) => f.endsWith('.seg'));
  return load(Object.fromEntries(files.map((f) => [f, change(readFileSync(join(EXAMPLE, f), 'utf8'))])));
}

function compile(policy: Policy, target: string, fallbacks: readonly string[] = []): CompiledOutput[] {
  const known = TARGETS.get(target)?.fallbacks.map((f) => f.name) ?? [];
  const { outputs, errors } = compilePolicy(policy, {
    ...{ now: NOW, target, version: '1.2.3', horizonDays: 7 },
    fallbacks: fallbacks.filter((f) => known.includes(f)),
  });
  expect(errors).toEqual([]);
  return [...outputs];
}

/** Both families, every kind of service and time, a deny, a one-way conduit, assets at dhcp, a gate inside a zone; names as given. */
function fixture(title: string, reason: string, name = 'plain'): Promise<Policy> {
  return load({
    'p.seg': `
policy "${title}" { timezone "Europe/Berlin" }
schedule Nights { every mon-fri 22:00-06:00 }
schedule Shift { every mon-sat 06:00-14:00 }
zone Office "${title}" { network 10.1.0.0/28, 2001:db8:1::/125
  asset 'pc ${name}' : workstation at 10.1.0.5, 2001:db8:1::5
  asset 'guest ${name}' : laptop at dhcp
}
zone Cell { network 10.2.0.0/24, 2001:db8:2::/64  microsegmented  enforced by FW
  asset plc-1 : plc at 10.2.0.10, 2001:db8:2::10
  asset plc-2 : plc at 10.2.0.11
  asset hmi-1 : hmi at 10.2.0.20-10.2.0.39
  allow hmi -> plc : tcp 502
}
zone Diode { network 10.3.0.0/24  asset collector : syslog-server at 10.3.0.7 }
conduit 'Work ${name}' "${title}" { between Office and Cell
  allow 'pc ${name}' -> plc : tcp 102, 502, 5000-5010, udp 161, icmp 8, icmpv6 128 log because "${reason}"
  allow workstation -> hmi : any during Shift because "${reason}"
  allow workstation -> plc : ip 47 during Nights from 2031-03-06 until 2031-03-08
  allow laptop -> plc-1 : tcp 443 from 2031-03-10T08:00 until 2031-03-10T17:00
  deny  any -> plc-2 : tcp 102 during Nights log
}
conduit Out { between Cell and Diode  one-way from Cell to Diode  allow plc -> collector : udp 514 }
firewall FW "${title}" { interface "port1" to Office interface "port2" to Cell interface "port3" to Diode default log }
`,
  });
}

const HOSTILE = String.raw`a\"; drop; exit\n!\nend\n? # ' $(x) \\ {} ]]> \u202e\u2028 émoji 🏭 %s`;
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
        .map((l) => l.replace(/[a-z2-7]{6}/g, 'ID').replace(/edit \d+/, 'edit N'))
        .sort();
    expect(meaning(bad)).toEqual(meaning(plain));
  });

  it('changes only the lines of the sides that a new asset joins', async () => {
    const before = compile(await cascadia(), target);
    const line = /^(.*asset 101-PT-22.*)$/m;
    const after = compile(
      await cascadia((t) => t.replace(line, '$1\n    asset 101-PT-23 : sensor at 10.41.0.51')),
      target,
    );
    for (const [i, o] of before.entries()) {
      const old = new Set(o.text.split('\n'));
      const added = (after[i]?.text.split('\n') ?? []).filter((l) => !old.has(l) && !/content [0-9a-f]{16}/.test(l));
      for (const l of added) expect(l).toMatch(o.firewall === 'FW-3' ? /10\.41\.0\.51/ : /^$/);
    }
  });

  it('is the same bytes for the same policy', async () => {
    const [a, b] = [compile(await cascadia(), target), compile(await cascadia(), target)];
    expect(a.map((o) => o.text)).toEqual(b.map((o) => o.text));
  });
});
