/** Zones reached through an asset of a zone whose inside a firewall enforces. */
import { describe, expect, it } from 'vitest';
import { evaluate, readRuleset } from '../../test/oracle/nft-evaluator.ts';
import { parseAddress } from '../model/addresses.ts';
import { loadPolicy } from '../pipeline.ts';
import { compilePolicy } from './index.ts';

const NOW = Date.UTC(2031, 2, 5, 12);

async function compiled(text: string) {
  const { policy, findings } = await loadPolicy([{ path: 'p.seg', text }]);
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  return compilePolicy(policy, { now: NOW, target: 'nftables', version: '0' });
}

describe('a zone reached through an asset of an enforced zone', () => {
  const plant = (network: string) => `
    zone Dmz { network ${network}  microsegmented  enforced by FW
      asset vpn : vpn-gateway at 10.0.0.1  asset jump : jump-host at 10.0.0.2  asset hist : historian at 10.0.0.3
      allow jump -> hist : https }
    zone Pool { network 10.9.0.0/24  reached through vpn }
    zone Other { network 10.8.0.0/24  reached through hist }
    zone Plant { network 10.1.0.0/24  asset p : plc at 10.1.0.1 }
    conduit C { between Pool and Dmz  allow Pool -> jump : rdp  deny 10.9.0.7 -> jump : any }
    conduit D { between Pool and Other  allow Pool -> Other : tcp 7 }
    conduit E { between Pool and Plant  allow Pool -> p : tcp 9 }
    firewall FW { interface "e0" to Dmz  interface "e1" to Plant }`;

  it('has its permissions to the neighbours of that asset on the firewall, by both addresses', async () => {
    const { outputs, errors } = await compiled(plant('10.0.0.0/24'));
    expect(errors).toEqual([]);
    const ruleset = readRuleset(outputs[0]?.text ?? '');
    const packet = (source: string, target: string, dport: number, oif = 'e0') =>
      evaluate(ruleset, {
        ...{ hook: 'forward', iif: 'e0', oif, proto: 6, sport: 50_000, dport, direction: 'original', state: 'new' },
        ...{
          source: parseAddress(source) as bigint,
          target: parseAddress(target) as bigint,
          time: NOW / 1000,
          mark: 0,
        },
      }).accepted;
    expect(packet('10.9.0.5', '10.0.0.2', 3389)).toBe(true);
    expect(packet('10.9.0.5', '10.0.0.3', 3389)).toBe(false);
    expect(packet('10.9.0.7', '10.0.0.2', 3389)).toBe(false);
    expect(packet('10.9.0.5', '10.8.0.5', 7)).toBe(true);
    expect(packet('10.9.0.5', '10.1.0.1', 9, 'e1')).toBe(true);
    expect(packet('10.9.0.5', '10.1.0.1', 9)).toBe(false);
  });

  it('cannot be compiled where one of them is translated, and the conduit says so', async () => {
    const { errors } = await compiled(plant('10.0.0.0/24 as 10.5.0.0/24'));
    const messages = errors.map((e) => e.message);
    expect(messages).toHaveLength(2);
    expect(messages[0]).toContain(
      'conduit C: traffic from Pool to Dmz crosses the inside of a zone that a firewall enforces',
    );
  });
});
