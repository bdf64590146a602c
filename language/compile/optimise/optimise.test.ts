/** The optimiser: fewer entries, the same packets, every id kept. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED_NOW } from '../../../test/generators/policy.ts';
import { chooser, judgedPolicies } from '../../../test/oracle/packet-policies.ts';
import { has } from '../../model/intervals.ts';
import { holdsAt } from '../../model/times.ts';
import { loadPolicy } from '../../pipeline.ts';
import type { CompiledRule } from '../entry.ts';
import { crossingKey } from '../entry-sides.ts';
import { compilePolicy, compileRules, TARGETS } from '../index.ts';
import { optimise } from './index.ts';

async function rulesOf(text: string, now = GENERATED_NOW) {
  const { policy, findings } = await loadPolicy([{ path: 'p.seg', text }]);
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  const { firewalls } = compileRules(policy, now);
  return { policy, firewalls, optimised: firewalls.map((f) => optimise(f, policy.header.timezone)) };
}

const PLANT = `
zone A { network 10.0.0.0/24  asset a1 : hmi at 10.0.0.1  asset a2 : hmi at 10.0.0.2  asset a3 : server at 10.0.0.9 }
zone B { network 10.0.1.0/24  asset b1 : plc at 10.0.1.1  asset b2 : plc at 10.0.1.2 }
schedule Day { every day 08:00-16:00 }
firewall FW { interface "e0" to A interface "e1" to B }
`;

async function shrunk(...rules: readonly string[]): Promise<readonly CompiledRule[]> {
  const { optimised } = await rulesOf(`${PLANT} conduit C { between A and B\n${rules.join('\n')} }`);
  return optimised[0]?.rules ?? [];
}

describe('the optimiser', () => {
  it('puts single assets that are named one by one into one entry, with the ids and lines of all', async () => {
    const rules = await shrunk(
      'allow a1 -> b1 : tcp 502 because "one"',
      'allow a1 -> b2 : tcp 502',
      'allow a2 -> b1 : tcp 502',
      'allow a2 -> b2 : tcp 502, 503',
      'allow a2 -> b1 : tcp 503',
      'allow a1 -> b1, b2 : tcp 503 because "two"',
    );
    expect(rules).toHaveLength(1);
    expect(rules[0]?.merged).toHaveLength(5);
    expect(rules[0]?.origin.map((o) => o.line)).toEqual([7, 8, 9, 10, 11, 12]);
    expect(rules[0]?.why).toMatch(/one; two|two; one/);
    expect(rules[0]?.sources.addresses.map((i) => Number(i.to - i.from))).toEqual([2]);
  });

  it('leaves out what a wider rule covers, and an allow that a deny takes whole', async () => {
    expect(await shrunk('allow A -> B : tcp 1-100', 'allow a1 -> b1 : tcp 50 during Day')).toHaveLength(1);
    expect(await shrunk('allow a1 -> b1 : tcp 50', 'deny A -> B : any').then((r) => r.map((x) => x.action))).toEqual([
      'deny',
    ]);
  });

  it('keeps what logs where the wider rule does not, and what is permitted longer', async () => {
    expect(await shrunk('allow A -> B : tcp 1-100', 'allow a1 -> b1 : tcp 50 log')).toHaveLength(2);
    expect(await shrunk('allow A -> B : tcp 1-100 log', 'allow a1 -> b1 : tcp 50')).toHaveLength(1);
    expect(await shrunk('allow A -> B : tcp 1-100 during Day', 'allow a1 -> b1 : tcp 50')).toHaveLength(2);
  });

  it('never merges rules that log: a hit names its rule', async () => {
    expect(await shrunk('allow a1 -> b1 : tcp 50 log', 'allow a2 -> b1 : tcp 50 log')).toHaveLength(2);
  });

  it('keeps an answered permission apart from a one-way one', async () => {
    const { optimised } = await rulesOf(`${PLANT}
      conduit C { between A and B  one-way from A to B  allow A -> B : udp 1-9 }
      conduit D { between A and B  allow a1 -> b1 : udp 5 }`);
    expect(optimised[0]?.rules.map((r) => r.oneWay).sort()).toEqual([false, true]);
  });

  it('counts entries before and after, and rules as the policy has them', async () => {
    const text = `${PLANT} conduit C { between A and B  allow a1 -> b1 : tcp 50  allow a2 -> b1 : tcp 50 }`;
    const { policy } = await loadPolicy([{ path: 'p.seg', text }]);
    const options = { now: GENERATED_NOW, target: 'nftables', version: '0' };
    expect(compilePolicy(policy, options).outputs[0]).toMatchObject({ rules: 2, entries: { before: 2, after: 2 } });
    const [output] = compilePolicy(policy, { ...options, optimise: true }).outputs;
    expect(output).toMatchObject({ rules: 2, entries: { before: 2, after: 1 } });
    const ids = policy.rules.map((r) => r.id);
    for (const id of ids) expect(output?.text).toContain(id);
    const line = output?.lines.find((l) => output.text.split('\n')[l.line - 1]?.includes('tcp dport 50'));
    expect(line?.origins).toHaveLength(2);
  });

  it.each([...TARGETS.keys()])('leaves every id of an entry in the output of %s', async (target) => {
    const rules = 'allow a1 -> b1 : tcp 50  allow a2 -> b1 : tcp 50  allow a2 -> b1 : tcp 51  allow a1 -> b1 : tcp 51';
    const { policy } = await loadPolicy([{ path: 'p.seg', text: `${PLANT} conduit C { between A and B ${rules} }` }]);
    const { outputs } = compilePolicy(policy, { now: GENERATED_NOW, target, version: '0', optimise: true });
    expect(outputs[0]).toMatchObject({ rules: 4, entries: { before: 4, after: 1 } });
    const text = outputs.map((o) => o.text).join('');
    for (const { id } of policy.rules) expect(text).toContain(id);
  });

  it('changes only elements and the hash when an asset of a type comes', async () => {
    const rules =
      'conduit C { between A and B  allow hmi -> plc : tcp 1  allow hmi -> plc : tcp 2  allow a3 -> plc : tcp 1 }';
    const of = async (text: string) => {
      const { policy } = await loadPolicy([{ path: 'p.seg', text }]);
      const options = { now: GENERATED_NOW, target: 'nftables', version: '0', optimise: true };
      return (compilePolicy(policy, options).outputs[0]?.text ?? '').split('\n');
    };
    const before = await of(`${PLANT}${rules}`);
    const after = await of(`${PLANT.replace('asset b1', 'asset b3 : plc at 10.0.1.7  asset b1')}${rules}`);
    const changed = after.filter((l, i) => l !== before[i]);
    expect(changed[0]).toMatch(/^# Made by/);
    expect(changed.slice(1).every((l) => /^ {2}set to_\w+ .*10\.0\.1\.7/.test(l))).toBe(true);
    expect(changed.length).toBeLessThan(4);
  });
});

interface Treatment {
  readonly permitted: boolean;
  readonly answered: boolean;
  readonly logged: boolean;
}

describe('the optimised list of any policy', () => {
  it('permits, answers and logs the same packets with no more entries, and keeps every id that permits something', async () => {
    let [before, after] = [0, 0];
    const property = fc.asyncProperty(judgedPolicies, async ([text, seed]) => {
      const { policy, firewalls, optimised } = await rulesOf(text);
      const pick = chooser(seed);
      firewalls.forEach((list, i) => {
        const less = optimised[i]?.rules ?? [];
        before += list.rules.length;
        after += less.length;
        expect(less.length).toBeLessThanOrEqual(list.rules.length);
        for (let n = 0; n < 150 && list.rules.length > 0; n++) {
          const packet = packetNear(list.rules, pick, policy.header.timezone);
          expect(treatment(less, packet)).toEqual(treatment(list.rules, packet));
        }
      });
    });
    await fc.assert(property, { numRuns: Number(process.env.PROPERTY_RUNS ?? 200) });
    expect(after).toBeLessThan(before * 0.95);
  });
});

interface Packet {
  readonly crossing: string;
  readonly source: bigint;
  readonly target: bigint;
  readonly atom: number;
  readonly instant: number;
  readonly timezone: string;
}

/** A packet of which each part lies at an edge of some rule's, mostly of one rule's. */
function packetNear(rules: readonly CompiledRule[], pick: (max: number) => number, timezone: string): Packet {
  const main = rules[pick(rules.length)] as CompiledRule;
  const one = () => (pick(3) === 0 ? (rules[pick(rules.length)] as CompiledRule) : main);
  const edge = <P>(set: readonly { from: P; to: P }[], before: (p: P) => P): P => {
    const i = set[pick(set.length)] as { from: P; to: P };
    return [i.from, before(i.to), before(i.from), i.to][pick(pick(2) === 0 ? 2 : 4)] as P;
  };
  const bigger = (p: bigint) => p - 1n;
  return {
    crossing: crossingKey(main.crossing),
    source: edge(one().sources.addresses, bigger),
    target: edge(one().targets.addresses, bigger),
    atom: edge(one().services, (p) => p - 1),
    instant: GENERATED_NOW + pick(14 * 48) * 30 * 60_000,
    timezone,
  };
}

function treatment(rules: readonly CompiledRule[], packet: Packet): Treatment {
  const holding = rules.filter(
    (r) =>
      crossingKey(r.crossing) === packet.crossing &&
      has(r.sources.addresses, packet.source) &&
      has(r.targets.addresses, packet.target) &&
      has(r.services, packet.atom) &&
      holdsAt(r.times, packet.instant, packet.timezone),
  );
  const denies = holding.filter((r) => r.action === 'deny');
  const allows = holding.filter((r) => r.action === 'allow');
  const permitted = denies.length === 0 && allows.length > 0;
  const ruling = denies.length > 0 ? denies : allows;
  return {
    permitted,
    answered: permitted && allows.some((r) => !r.oneWay),
    logged: ruling.some((r) => r.log),
  };
}
