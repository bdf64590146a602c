/**
 * What the outputs for open firewalls, clouds and clusters look like: goldens to be read as their engineer reads them, the lines that
 * a new asset changes, and text of a policy that stays text.
 */
import { describe, expect, it } from 'vitest';
import { readAws } from '../../../test/oracle/aws-sg-evaluator.ts';
import { readAzure } from '../../../test/oracle/azure-nsg-evaluator.ts';
import { readCilium } from '../../../test/oracle/cilium-evaluator.ts';
import type { DeviceReader } from '../../../test/oracle/device.ts';
import { readSrxDevice } from '../../../test/oracle/junos-srx-evaluator.ts';
import { readKubernetes } from '../../../test/oracle/kubernetes-evaluator.ts';
import { readOpnsenseDevice } from '../../../test/oracle/opnsense-evaluator.ts';
import { parseAddress } from '../../model/addresses.ts';
import { type CompiledOutput, TARGETS } from '../index.ts';
import { cascadia, compile, fixture, HOSTILE } from '../testing/device-policies.ts';

interface Site {
  readonly target: string;
  readonly read: DeviceReader;
  /** What every line has that a second pressure transmitter brings. */
  readonly added: RegExp;
}

/** The new asset by its address or name, the uniform lines of a new group, and how a zone's other addresses are parted. */
const GROUP = /10[.-]41[.-]0[.-]5\d|101[-_]PT[-_]23|^\s*[\]}{"]|^\s+- key|Kiln-others: /;
const SITES: readonly Site[] = [
  { target: 'opnsense', read: readOpnsenseDevice, added: /10\.41\.0\.5\d/ },
  { target: 'junos-srx', read: readSrxDevice, added: /10[.-]41[.-]0[.-]51/ },
  { target: 'kubernetes', read: readKubernetes, added: GROUP },
  { target: 'cilium', read: readCilium, added: GROUP },
  { target: 'aws-sg', read: readAws, added: GROUP },
  { target: 'azure-nsg', read: readAzure, added: /10\.41\.0\.5\d/ },
];

const FALLBACKS = ['one-way-replies', 'timed-closed'];
const NAME = HOSTILE.replace(/[\\'"]\w?/g, '');

describe.each(SITES)('the $target output', ({ target, read, added }) => {
  const extension = (TARGETS.get(target)?.extension ?? '').replace('tf.json', 'tf.json.txt');
  const printed = (o: CompiledOutput | undefined): string =>
    `${o?.text}${(o?.refused ?? []).map((r) => `refused ${r.rule}: ${r.reason}\n`).join('')}`;

  it('is as printed for both firewalls of cascadia', async () => {
    for (const o of compile(await cascadia(), target))
      await expect(printed(o)).toMatchFileSnapshot(`../golden/cascadia-${o.firewall}.${target}.${extension}`);
  });

  it('is as printed for both families, all kinds of services and times, and names that would be syntax', async () => {
    const [output] = compile(await fixture(HOSTILE, HOSTILE, NAME), target, FALLBACKS);
    await expect(printed(output)).toMatchFileSnapshot(`../golden/fixture.${target}.${extension}`);
  });

  it('gains no line and no meaning from hostile or endless titles, names and reasons', async () => {
    const outputs = await Promise.all(
      [
        ['t', 'r', 'plain'],
        [HOSTILE, HOSTILE, NAME],
        ['t'.repeat(10_000), 'r'.repeat(10_000), 'n'.repeat(10_000)],
        [`\${file(1)}`, '%{ for x in y }', `\${path.module}`],
        ['-->', ']]></descr><type>pass</type>', '</name>&lt;'],
        ['- {}', "': [}", '*&!|>%@`'],
      ].map(
        async ([title, reason, name]) => compile(await fixture(title ?? '', reason ?? '', name), target, FALLBACKS)[0],
      ),
    );
    const packets = [
      ['10.1.0.5', '10.2.0.10', 102],
      ['10.1.0.5', '10.2.0.10', 103],
      ['10.1.0.6', '10.2.0.10', 102],
      ['10.2.0.20', '10.2.0.11', 502],
      ['10.2.0.20', '10.2.0.11', 503],
    ] as const;
    const verdicts = outputs.map((o) => {
      const device = read([o?.text ?? '']);
      return packets.map(([source, target, number]) =>
        device.opens({
          ...{
            iif: source.startsWith('10.1') ? 'port1' : 'port2',
            oif: 'port2',
            time: Date.UTC(2031, 2, 5, 11) / 1000,
          },
          ...{ source: parseAddress(source) as bigint, target: parseAddress(target) as bigint },
          ...{ atom: { proto: 'tcp', number }, sport: 50_000 },
        }),
      );
    });
    for (const v of verdicts) expect(v).toEqual([true, false, false, true, false]);
    expect(new Set(outputs.map((o) => o?.text.split('\n').length)).size).toBe(1);
    for (const o of outputs)
      expect(o?.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
  });

  it('changes no line but those of the groups that a new asset joins', async () => {
    const before = compile(await cascadia(), target);
    const line = /^(.*asset 101-PT-22.*)$/m;
    const after = compile(
      await cascadia((t) => t.replace(line, '$1\n    asset 101-PT-23 : sensor at 10.41.0.51')),
      target,
    );
    for (const [i, o] of before.entries()) {
      const old = new Set(o.text.split('\n'));
      const fresh = (after[i]?.text.split('\n') ?? []).filter((l) => !old.has(l) && !/content [0-9a-f]{16}/.test(l));
      for (const l of fresh) expect(l).toMatch(o.firewall === 'FW-3' ? added : /^$/);
    }
  });

  it('leads from its lines to the rules that they come from', async () => {
    const output = compile(await cascadia(), target).find((o) => o.firewall === 'FW-3');
    const lines = output?.text.split('\n') ?? [];
    const named = lines.flatMap((l, i) => (/\bklpawr conduit KilnSupervision/.test(l) ? [i + 1] : []));
    expect(named.length).toBeGreaterThan(0);
    for (const n of named) expect(output?.lines.find((l) => l.line === n)?.rule).toBe('klpawr');
  });

  it('is the same bytes for the same policy', async () => {
    const [a, b] = [compile(await cascadia(), target), compile(await cascadia(), target)];
    expect(a.map((o) => o.text)).toEqual(b.map((o) => o.text));
  });
});
