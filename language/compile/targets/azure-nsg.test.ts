/** What is particular to the azure-nsg output: what stays within a segment, and names that Azure tells apart. */
import { describe, expect, it } from 'vitest';
import { readAzure } from '../../../test/oracle/azure-nsg-evaluator.ts';
import { parseAddress } from '../../model/addresses.ts';
import { compile, load } from '../testing/device-policies.ts';

interface SecurityRule {
  readonly name: string;
  readonly description: string;
}

async function written(text: string) {
  const [output] = compile(await load({ 'p.seg': text }), 'azure-nsg');
  const file = JSON.parse(output?.text ?? '');
  const rules: SecurityRule[] = file.resource.azurerm_network_security_group.bulkhead.security_rule;
  return { file, rules, text: output?.text ?? '' };
}

function opens(text: string, source: string, target: string): boolean {
  const [from, to] = [source, target].map((a) => parseAddress(a) as bigint) as [bigint, bigint];
  const packet = { iif: '', oif: '', source: from, target: to, sport: 50_000, time: 1 };
  return readAzure([text]).opens({ ...packet, atom: { proto: 'tcp', number: 9 } });
}

const ENFORCED = 'zone Cell { network 10.2.0.0/24  enforced by FW  microsegmented  asset a : plc at 10.2.0.1 }';
const OTHERS = `zone Office { network 10.1.0.0/24 }
conduit C { between Office and Cell  allow Office -> Cell : https }
firewall FW { interface "e0" to Office  interface "e1" to Cell }`;

describe('the azure-nsg output, of what stays within a segment,', () => {
  it('permits nothing inside a zone that the firewall enforces, whatever else stands in the group', async () => {
    const { rules, file } = await written(`${ENFORCED}\n${OTHERS}`);
    expect(rules.map((r) => r.name).filter((n) => n.includes('within'))).toEqual([
      ...['deny-within-Cell-in', 'deny-within-Cell-out', 'allow-within-Office-in', 'allow-within-Office-out'],
    ]);
    const group = file.resource.azurerm_network_security_group.bulkhead;
    group.security_rule = rules.filter((r) => !r.name.startsWith('deny-within'));
    expect(opens(JSON.stringify(file), '10.2.0.1', '10.2.0.9')).toBe(false);
    expect(opens(JSON.stringify(file), '10.1.0.1', '10.1.0.9')).toBe(true);
  });

  it('permits the rest of a segment of which the firewall enforces a part, and says so', async () => {
    const nested = ENFORCED.replace('zone Cell', 'zone Inner')
      .replace('10.2.0.0/24', '10.2.1.0/24')
      .replace('10.2.0.1', '10.2.1.1');
    const { rules, text } = await written(`zone Cell { network 10.2.0.0/16 ${nested} }\n${OTHERS}`);
    expect(opens(text, '10.2.1.1', '10.2.1.9')).toBe(false);
    for (const [source, target] of [
      ['10.2.1.1', '10.2.9.9'],
      ['10.2.9.9', '10.2.1.1'],
      ['10.2.9.9', '10.2.9.8'],
    ] as const)
      expect([source, target, opens(text, source, target)]).toEqual([source, target, true]);
    const said = rules.filter((r) => r.name.startsWith('allow-within-Cell')).map((r) => r.description);
    expect(new Set(said)).toEqual(
      new Set(['What stays within Cell but not within its enforced zones: no firewall judges it']),
    );
  });
});

describe('the azure-nsg output, of names,', () => {
  it('tells zones apart whose names differ in case only, as Azure does not', async () => {
    const { rules } = await written(`zone Cell { network 10.1.0.0/24 }  zone CELL { network 10.2.0.0/24 }
      conduit C { between Cell and CELL  allow Cell -> CELL : https }  firewall FW { interface "e0" to Cell  interface "e1" to CELL }`);
    expect(new Set(rules.map((r) => r.name.toLowerCase())).size).toBe(rules.length);
  });
});
