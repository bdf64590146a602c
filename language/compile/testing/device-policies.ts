/** Policies that the tests of targets print and change: the example plant, and one with everything in it, names as given. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Policy } from '../../model/policy.ts';
import { loadPolicy } from '../../pipeline.ts';
import { type CompiledOutput, compilePolicy, TARGETS } from '../index.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', '..', 'examples', 'cascadia');
/** A Wednesday. */
const NOW = Date.UTC(2031, 2, 5, 12);

export async function load(files: Readonly<Record<string, string>>): Promise<Policy> {
  const { policy, findings } = await loadPolicy(Object.entries(files).map(([path, text]) => ({ path, text })));
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  return policy;
}

export function cascadia(change: (text: string) => string = (t) => t): Promise<Policy> {
  const files = readdirSync(EXAMPLE).filter((f) => f.endsWith('.seg'));
  return load(Object.fromEntries(files.map((f) => [f, change(readFileSync(join(EXAMPLE, f), 'utf8'))])));
}

export function compile(policy: Policy, target: string, fallbacks: readonly string[] = []): CompiledOutput[] {
  const known = TARGETS.get(target)?.fallbacks.map((f) => f.name) ?? [];
  const { outputs, errors } = compilePolicy(policy, {
    ...{ now: NOW, target, version: '1.2.3', horizonDays: 7 },
    fallbacks: fallbacks.filter((f) => known.includes(f)),
  });
  expect(errors).toEqual([]);
  return [...outputs];
}

/** Both families, every kind of service and time, a deny, a one-way conduit, assets at dhcp, a gate inside a zone; names as given. */
export function fixture(title: string, reason: string, name = 'plain'): Promise<Policy> {
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

/** Quotes, ends of lines, comments, markup and turned text. */
export const HOSTILE = String.raw`a\"; drop; exit\n!\nend\n? # ' $(x) \\ {} ]]> \u202e\u2028 émoji 🏭 %s`;
