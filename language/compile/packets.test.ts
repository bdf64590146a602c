/**
 * Packets against outputs: the rule list and the nftables text, each read by an evaluator of its own, let through exactly what a
 * word-by-word reading of SEMANTICS.md permits - on random policies, with one, several and no firewalls.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { bearing, counts, type End, endsOfAsset, permits, strangers } from '../../test/oracle/naive-permission.ts';
import { evaluate, type Packet, type Ruleset, readRuleset } from '../../test/oracle/nft-evaluator.ts';
import { type RuleListReading, readRuleList } from '../../test/oracle/rule-list-evaluator.ts';
import { familyOf } from '../model/addresses.ts';
import { atomOf, atoms } from '../model/atoms.ts';
import type { Policy } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { buildTopology, compilePolicy, PathFinder, type Topology } from './index.ts';

const HALF_HOUR = 30 * 60_000;
const EPHEMERAL = 50_000;

/** Where a packet crosses: which point, and from which segment to which. */
interface Crossing {
  readonly point: number;
  readonly from: number;
  readonly to: number;
}

/** All that a policy says about packets at one crossing, read slowly. */
class Reading {
  readonly topology: Topology;
  private readonly policy: Policy;
  private readonly answering: Policy;
  private readonly finder: PathFinder;
  private readonly byAddress = new Map<bigint, End[]>();

  constructor(policy: Policy) {
    this.policy = policy;
    this.topology = buildTopology(policy);
    this.finder = new PathFinder(this.topology);
    // One-way conduits without a proxy pair permit no answers.
    const conduits = policy.conduits.map((c) =>
      c.oneWay !== undefined && !c.proxied ? { ...c, zones: [], rules: [] } : c,
    );
    this.answering = { ...policy, conduits };
    const known = policy.assets.flatMap((a) => endsOfAsset(policy, a.index));
    const free = strangers(policy);
    const dhcp = known.filter((e) => e.outer === undefined && this.isDhcp(e));
    for (const e of [...known, ...free]) if (e.outer !== undefined) this.at(e.outer).push(e);
    for (const e of free) for (const d of dhcp) if (d.zone === e.zone) this.at(e.outer as bigint).push(d);
  }

  private isDhcp(end: End): boolean {
    return this.policy.legs.some((l) => l.asset === end.asset && l.zone === end.zone && l.dhcp);
  }

  private at(address: bigint): End[] {
    const known = this.byAddress.get(address) ?? [];
    this.byAddress.set(address, known);
    return known;
  }

  get addresses(): bigint[] {
    return [...this.byAddress.keys()].sort((a, b) => (a < b ? -1 : 1));
  }

  /** Every crossing of every pair of segments. */
  crossings(): Crossing[] {
    const found = new Map<string, Crossing>();
    const segments = [...new Set(this.topology.segmentOf.filter((s) => s !== undefined))];
    for (const a of segments)
      for (const b of segments) {
        const paths = this.finder.between(a, b);
        if (paths.ok)
          for (const h of paths.hops) found.set(this.topology.implied ? '' : `${h.point} ${h.from} ${h.to}`, h);
      }
    return [...found.values()];
  }

  /** The pairs of ends that a packet with these addresses may belong to, at a crossing. */
  private pairs(crossing: Crossing, source: bigint, target: bigint): [End, End][] {
    const out: [End, End][] = [];
    for (const s of this.at(source))
      for (const d of this.at(target)) {
        if (s.zone === d.zone) continue;
        const [from, to] = [this.topology.segmentOf[s.zone], this.topology.segmentOf[d.zone]];
        if (from === undefined || to === undefined) continue;
        if (from === to) continue;
        const paths = this.finder.between(from, to);
        const here = (h: Crossing) => h.point === crossing.point && h.from === crossing.from && h.to === crossing.to;
        if (this.topology.implied || (paths.ok && paths.hops.some(here))) out.push([s, d]);
      }
    return out;
  }

  /** Some pair is allowed and no pair is denied: a packet does not say which asset at its address sent it. */
  permits(
    crossing: Crossing,
    source: bigint,
    target: bigint,
    atom: number,
    instant: number,
    answered = false,
  ): boolean {
    const pairs = this.pairs(crossing, source, target);
    const active = (rule: Parameters<typeof counts>[1]) => counts(this.policy, rule, instant);
    const all = pairs.map(([s, d]) => bearing(this.policy, s, d, atom));
    if (all.some((b) => b.denies.some(active))) return false;
    const allowing = answered ? pairs.map(([s, d]) => bearing(this.answering, s, d, atom)) : all;
    return allowing.some((b) => permits({ ...b, denies: [] }, active));
  }

  /** Whether any allow bears on such a packet, at any time. */
  speaksOf(crossing: Crossing, source: bigint, target: bigint, atom: number): boolean {
    return this.pairs(crossing, source, target).some(([s, d]) => bearing(this.policy, s, d, atom).allows.length > 0);
  }

  /** Boundaries of all rules' services, routed ones only. */
  atoms(): number[] {
    const edges = new Set<number>([...atoms('tcp', 7, 7)].map((i) => i.from));
    for (const r of this.policy.rules)
      for (const i of r.atoms) for (const e of [i.from - 1, i.from, i.to - 1, i.to]) edges.add(e);
    return [...edges].filter((a) => isRouted(a));
  }

  interfaceTo(point: number, segment: number): string {
    return this.topology.points[point]?.interfaces.get(segment)?.[0] ?? 'any0';
  }
}

function isRouted(atom: number): boolean {
  try {
    const { proto, number } = atomOf(atom);
    return proto !== 'ethernet' && !(proto === 'ip' && [1, 6, 17, 58].includes(number));
  } catch {
    return false;
  }
}

const NUMBER = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 } as const;

/** The first packet of a connection, as the kernel shows it to the ruleset. */
function opening(
  reading: Reading,
  crossing: Crossing,
  source: bigint,
  target: bigint,
  atom: number,
  instant: number,
): Packet {
  const { proto, number } = atomOf(atom);
  const known = proto === 'ip' || proto === 'ethernet' ? number : NUMBER[proto];
  return {
    hook: 'forward',
    iif: reading.interfaceTo(crossing.point, crossing.from),
    oif: reading.interfaceTo(crossing.point, crossing.to),
    ...{ source, target, proto: known, time: instant / 1000, mark: 0 },
    ...(proto === 'tcp' || proto === 'udp' ? { sport: EPHEMERAL, dport: number } : {}),
    ...(proto === 'icmp' || proto === 'icmpv6' ? { type: number } : {}),
    ...(isTracked(proto, number) ? { direction: 'original', state: 'new' } : { state: 'invalid' }),
  };
}

/** ICMP that is no query makes no connection. */
function isTracked(proto: string, type: number): boolean {
  if (proto === 'icmp') return [8, 13, 15, 17].includes(type);
  return proto === 'icmpv6' ? [128, 139].includes(type) : true;
}

/** The reply to it, if the kernel tracks it. */
function reply(packet: Packet, mark: number): Packet | undefined {
  if (packet.direction === undefined) return undefined;
  const types: Readonly<Record<number, number>> = { 8: 0, 13: 14, 15: 16, 17: 18, 128: 129, 139: 140 };
  return {
    ...packet,
    ...{ iif: packet.oif as string, oif: packet.iif, source: packet.target, target: packet.source },
    ...{ sport: packet.dport, dport: packet.sport, direction: 'reply', state: 'established', mark },
    ...(packet.type === undefined ? {} : { type: types[packet.type] }),
  };
}

interface Compiled {
  readonly reading: Reading;
  readonly rulesets: readonly Ruleset[];
  readonly lists: readonly RuleListReading[];
}

const seen = { packets: 0, permitted: 0, answered: 0 };

async function compiled(text: string): Promise<Compiled> {
  const { policy, findings } = await loadPolicy([{ path: 'p.seg', text }]);
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  const outputs = (target: string) => compilePolicy(policy, { now: GENERATED_NOW, target, version: '0' }).outputs;
  return {
    reading: new Reading(policy),
    rulesets: outputs('nftables').map((o) => readRuleset(o.text)),
    lists: outputs('json').map((o) => readRuleList(o.text)),
  };
}

/** Tries some packets, chosen by `pick`, and says which went otherwise than the policy says. */
function tryPackets({ reading, rulesets, lists }: Compiled, pick: (max: number) => number, count: number): string[] {
  const [addresses, crossings, atomList] = [reading.addresses, reading.crossings(), reading.atoms()];
  if (addresses.length < 2 || crossings.length === 0) return [];
  const mistakes: string[] = [];
  for (let i = 0; i < count; i++) {
    const crossing = crossings[pick(crossings.length)] as Crossing;
    const atom = atomList[pick(atomList.length)] as number;
    // Most pairs are joined by nothing: look for one of which some rule speaks.
    let [source, target] = [0n, 0n];
    for (let tries = 0; tries < 25; tries++) {
      source = addresses[pick(addresses.length)] as bigint;
      target = addresses[pick(addresses.length)] as bigint;
      if (reading.speaksOf(crossing, source, target, atom)) break;
    }
    const { proto } = atomOf(atom);
    const v6 = familyOf(source) === 6;
    if (source === target || familyOf(target) !== familyOf(source) || proto === (v6 ? 'icmp' : 'icmpv6')) continue;
    const instant = GENERATED_NOW + pick(14 * 48) * HALF_HOUR + 1000;
    const expected = reading.permits(crossing, source, target, atom, instant);
    seen.packets++;
    if (expected) seen.permitted++;
    const packet = opening(reading, crossing, source, target, atom, instant);
    const verdict = evaluate(rulesets[crossing.point] as Ruleset, packet);
    const listed = lists[crossing.point]?.permits({ ...packet, atom: atomOf(atom) });
    const said = `${JSON.stringify({ ...packet, source: `${source}`, target: `${target}` })} at ${new Date(instant).toISOString()}`;
    if (verdict.accepted !== expected) mistakes.push(`nftables ${verdict.accepted ? 'lets through' : 'drops'} ${said}`);
    if (listed !== expected) mistakes.push(`the rule list ${listed ? 'permits' : 'denies'} ${said}`);
    const back = reply(packet, verdict.mark);
    if (back === undefined || !verdict.accepted) continue;
    const turned = { point: crossing.point, from: crossing.to, to: crossing.from };
    const itself =
      back.dport === undefined ? undefined : atoms(back.proto === 6 ? 'tcp' : 'udp', back.dport, back.dport)[0]?.from;
    const own = itself ?? (proto === 'ip' ? atom : atoms(v6 ? 'icmpv6' : 'icmp', back.type, back.type)[0]?.from);
    const answered =
      reading.permits(crossing, source, target, atom, instant, true) ||
      (own !== undefined && reading.permits(turned, target, source, own, instant));
    if (answered) seen.answered++;
    if (evaluate(rulesets[crossing.point] as Ruleset, back).accepted !== answered)
      mistakes.push(`nftables ${answered ? 'drops' : 'lets through'} the reply to ${said}`);
  }
  return mistakes;
}

/** Two or three firewalls over the zones of a generated policy: in a row, in a ring or beside each other. */
const firewalls = fc
  .array(fc.uniqueArray(fc.nat({ max: 4 }), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 3 })
  .map((list) =>
    list
      .map((zones, f) => `firewall F${f} { ${zones.map((z, i) => `interface "e${f}${i}" to Z${z}`).join(' ')} }`)
      .join('\n'),
  );

/** A stream of choices that shrinks with the policy and repeats with its seed. */
function chooser(seed: number): (max: number) => number {
  let state = seed | 1;
  return (max) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (state >>> 8) % max;
  };
}

describe('packets on random policies', () => {
  it('pass nftables and the rule list as the policy says, where one implied firewall parts every two zones', async () => {
    const cases = fc.tuple(policyText({ firewalls: false }), fc.integer());
    await fc.assert(
      fc.asyncProperty(cases, async ([text, seed]) => {
        expect(tryPackets(await compiled(text), chooser(seed), 400)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('pass nftables and the rule list as the policy says, on every firewall of their path', async () => {
    const cases = fc.tuple(policyText({ firewalls: false }), firewalls, fc.integer());
    await fc.assert(
      fc.asyncProperty(cases, async ([text, more, seed]) => {
        expect(tryPackets(await compiled(`${text}\n${more}`), chooser(seed), 400)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('were enough: some thousand, permitted ones and answers held back among them', () => {
    expect(seen.packets).toBeGreaterThan(5000);
    expect(seen.permitted).toBeGreaterThan(300);
    expect(seen.answered).toBeGreaterThan(200);
    expect(seen.answered).toBeLessThan(seen.permitted);
  });
});
