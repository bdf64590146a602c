/**
 * The judgement of a target: on random policies, its output - read by an evaluator of its own - lets through exactly the packets
 * that a word-by-word reading of SEMANTICS.md permits, and answers to exactly those that may be answered. Where the target refused
 * rules, the rest is never wider than the policy, and nothing is lost but what the refused rules permit.
 *
 * `npm run property -- --runs 10000 [--target T]` tries more policies than the tests do.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompiledRule, compilePolicy, compileRules, type FirewallRules } from '../../language/compile/index.ts';
import { formatAddress } from '../../language/model/addresses.ts';
import { atomOf } from '../../language/model/atoms.ts';
import { has } from '../../language/model/intervals.ts';
import type { Policy } from '../../language/model/policy.ts';
import { holdsAt, isAlways } from '../../language/model/times.ts';
import { SourceStore } from '../../language/pipeline.ts';
import { GENERATED_NOW } from '../generators/policy.ts';
import type { Device, DevicePacket, DeviceReader } from './device.ts';
import { chooser, judgedPolicies } from './packet-policies.ts';
import { answeredAtom, boundaryProbes, canExist, type Probe, randomProbes, replyAtom } from './packet-probes.ts';
import { type PacketCrossing, PolicyReading } from './policy-reading.ts';

export interface JudgeOptions {
  /** Fallbacks that are chosen. `one-way-replies`, `stateless-replies` and `timed-closed` change what is expected; others must not. */
  readonly fallbacks?: readonly string[];
  /** At least this share of the policies is without refusals. Default 0.5. */
  readonly whole?: number;
  /**
   * What the target knows of where a packet crosses; default `interfaces`, both. Of `ingress` the way out, and of `addresses` both
   * are what addresses say, so that packets that may cross elsewhere too are not tried.
   */
  readonly knows?: 'interfaces' | 'ingress' | 'addresses';
  /** Of which protocols `stateless-replies` lets replies through by their looks. Default: of all but TCP. */
  readonly untracked?: readonly string[];
  /** Judge what is written with the optimiser on, of a quarter of the policies: the optimiser has tests of its own. */
  readonly optimise?: boolean;
}

/** Policies that a target is tried on. */
export const RUNS = Number(process.env.PROPERTY_RUNS ?? 300);
const RANDOM_PACKETS = 40;
const BOUNDARY_PACKETS = 110;
const HORIZON_DAYS = 20;
const DAY = 86_400_000;
const EPHEMERAL = 50_000;
/** The optimiser is judged on one policy of so many. */
const OPTIMISED = 4;

/** Declares the tests of one target: of what it writes in each of the ways, on the same policies. */
export function judgePackets(
  target: string,
  read: DeviceReader,
  ...ways: readonly [JudgeOptions, ...JudgeOptions[]]
): void {
  const tried = ways.map((options) => ({ options, chosen: chosenIn(options), seen: nothingSeen() }));
  describe(`packets through ${target}`, () => {
    const run = ([text, seed]: readonly [string, number]) => {
      const policy = loaded(text);
      const found = tried
        .filter(({ options }) => options.optimise !== true || seed % OPTIMISED === 0)
        .flatMap(({ options, chosen, seen }) => {
          const case_ = compiled(policy, target, read, options);
          seen.policies++;
          if (case_.points.every((p) => p.refused.size === 0)) seen.whole++;
          return mistakes(case_, chooser(seed), seen).map((mistake) => `${mistake}${chosen}`);
        });
      expect(found).toEqual([]);
    };
    it(
      `pass, and are answered, as the policy says${tried.map(({ chosen }) => chosen).join(',')}`,
      () => fc.assert(fc.property(judgedPolicies, run), { numRuns: RUNS }),
      30_000 + RUNS * 300 * tried.length,
    );
    it.each(tried)('were enough, and enough of the policies were written whole$chosen', ({ options, seen }) => {
      expect(seen.whole).toBeGreaterThanOrEqual((options.whole ?? 0.5) * seen.policies);
      expect(seen.policies).toBeGreaterThan(RUNS / (2 * OPTIMISED));
      expect(seen.packets).toBeGreaterThan(40 * seen.policies);
      expect(seen.boundaries).toBeGreaterThan(20 * seen.policies);
      expect(seen.permitted).toBeGreaterThan(4 * seen.policies);
      expect(seen.answered).toBeGreaterThan(3 * seen.policies);
    });
  });
}

function chosenIn({ fallbacks = [], optimise }: JudgeOptions): string {
  const choices = [...fallbacks, ...(optimise === true ? ['the optimiser'] : [])];
  return choices.length === 0 ? '' : ` with ${choices.join(' and ')}`;
}

/** What goes otherwise than one policy says, in words: for tests of the judgement itself. */
export function mistakesIn(
  [text, seed]: readonly [string, number],
  target: string,
  read: DeviceReader,
): readonly string[] {
  return mistakes(compiled(loaded(text), target, read, {}), chooser(seed), nothingSeen());
}

function nothingSeen(): Seen {
  return { policies: 0, whole: 0, packets: 0, boundaries: 0, permitted: 0, answered: 0, heldBack: 0 };
}

interface Seen {
  policies: number;
  whole: number;
  packets: number;
  boundaries: number;
  permitted: number;
  answered: number;
  heldBack: number;
}

/** One firewall's output and what it was made of. */
interface Point {
  readonly device: Device;
  readonly rules: readonly CompiledRule[];
  readonly refused: ReadonlySet<string>;
}

/** One policy, and what a target makes of it. */
export interface Case {
  readonly policy: Policy;
  readonly reading: PolicyReading;
  readonly lists: readonly FirewallRules[];
  readonly points: readonly Point[];
  readonly fallbacks: readonly string[];
  readonly knows: 'interfaces' | 'ingress' | 'addresses';
  readonly untracked: readonly string[];
}

/** Reads one policy after another, as the language server does; the standard library is read once. */
const store = new SourceStore();

/** What is the same for all that is made of a policy. */
export interface Loaded extends Pick<Case, 'policy' | 'reading' | 'lists'> {}

export function loaded(text: string): Loaded {
  store.set({ path: 'p.seg', text });
  const { policy, findings } = store.load();
  expect(findings.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([]);
  const lists = compileRules(policy, GENERATED_NOW).firewalls;
  return { policy, reading: new PolicyReading(policy), lists };
}

/** A policy's outputs, read. */
export function compiled(of: Loaded, target: string, read: DeviceReader, options: JudgeOptions): Case {
  const { fallbacks = [], knows = 'interfaces', untracked = ['udp', 'icmp', 'icmpv6', 'ip'] } = options;
  const { policy, lists } = of;
  const { outputs } = compilePolicy(policy, {
    ...{
      now: GENERATED_NOW,
      target,
      version: '0',
      horizonDays: HORIZON_DAYS,
      fallbacks,
      optimise: options.optimise === true,
    },
  });
  const points = lists.map((list): Point => {
    const own = outputs.filter((o) => o.firewall === list.firewall);
    expect(own.length).toBeGreaterThan(0);
    const ids = new Set(list.rules.map((r) => r.id));
    const refused = new Set(own.flatMap((o) => o.refused.map((r) => r.rule)));
    for (const id of refused) expect(ids).toContain(id);
    return { device: read(own.map((o) => o.text)), rules: list.rules, refused };
  });
  return { ...of, points, fallbacks, knows, untracked };
}

/** Tries packets and says which went otherwise than the policy says. */
function mistakes(c: Case, pick: (max: number) => number, seen: Seen): string[] {
  const out: string[] = [];
  const late = { ...GENERATED_LATE };
  // Of many packets addresses alone do not say where they cross.
  const more = c.knows === 'addresses' ? 3 : 1;
  const probes = [
    ...randomProbes(c.reading, GENERATED_NOW, pick, more * RANDOM_PACKETS),
    ...boundaryProbes(c.policy, c.lists, GENERATED_NOW, pick, more * BOUNDARY_PACKETS),
  ];
  probes.forEach((probe, i) => {
    const { crossing, source, target } = probe;
    if (!canExist(probe) || c.reading.isAmbiguous(crossing, source, target)) return;
    if (c.knows !== 'interfaces' && c.reading.mayCrossElsewhere(crossing, source, target, c.knows)) return;
    out.push(...mistake(c, probe, pick, seen));
    // Beyond the horizon times are closed: whatever passes then, the policy permits too.
    if (i % 16 === 0) out.push(...tooWide(c, { ...probe, instant: probe.instant + late.ms }, pick));
  });
  return out;
}

const GENERATED_LATE = { ms: (HORIZON_DAYS + 7) * DAY };

interface Tried {
  readonly packet: DevicePacket;
  readonly point: Point;
  readonly said: string;
  /** What the policy says of the packet as one that opens a connection, and of its reply; undefined: there is no reply. */
  readonly opens: boolean;
  readonly answers: boolean | undefined;
}

function mistake(c: Case, probe: Probe, pick: (max: number) => number, seen: Seen): string[] {
  const { packet, point, said, opens, answers } = tried(c, probe, pick);
  seen.packets++;
  if (probe.boundary !== undefined) seen.boundaries++;
  if (opens) seen.permitted++;
  const passes = point.device.opens(packet);
  if (passes && !opens) return [`lets through ${said}`];
  if (!passes) return opens && !mayBeDropped(c, point, probe, packet) ? [`drops ${said}`] : [];
  if (answers === undefined) return [];
  if (answers) seen.answered++;
  else seen.heldBack++;
  const answered = point.device.answers(packet);
  if (answered && !answers) return [`lets through the reply to ${said}`];
  return !answered && answers && !replyMayBeLost(c, point, probe, packet) ? [`drops the reply to ${said}`] : [];
}

function tooWide(c: Case, probe: Probe, pick: (max: number) => number): string[] {
  const { packet, point, said, opens, answers } = tried(c, probe, pick);
  if (!point.device.opens(packet)) return [];
  if (!opens) return [`beyond the horizon lets through ${said}`];
  return answers === false && point.device.answers(packet)
    ? [`beyond the horizon lets through the reply to ${said}`]
    : [];
}

function tried(c: Case, probe: Probe, pick: (max: number) => number): Tried {
  const { crossing, source, target, atom, instant } = probe;
  const { proto, number } = atomOf(atom);
  const others = c.reading.atoms();
  // Most come from a port that no rule names; some from one that looks like a service's reply.
  const other = atomOf(others[pick(others.length)] as number);
  const sport = pick(4) === 0 && other.proto === proto ? other.number : EPHEMERAL;
  const ports = proto === 'tcp' || proto === 'udp';
  // What is inside a zone without an interface of its own comes and goes by the zone's around it.
  const segment = (zone: number) =>
    crossing.inside === undefined ? zone : (c.reading.topology.segmentOf[crossing.inside] ?? zone);
  const packet: DevicePacket = {
    iif: c.reading.interfaceTo(crossing.point, segment(crossing.from), pick),
    oif: c.reading.interfaceTo(crossing.point, segment(crossing.to), pick),
    ...{ source, target, atom: { proto: proto as DevicePacket['atom']['proto'], number }, time: instant / 1000 },
    ...(ports ? { sport } : {}),
  };
  const at = `${formatAddress(source)} -> ${formatAddress(target)} ${proto} ${number}${ports ? ` from port ${sport}` : ''}`;
  const where = `${packet.iif} to ${packet.oif} of F${crossing.point}`;
  return {
    ...{ packet, point: c.points[crossing.point] as Point },
    said: `${at}, ${where}, at ${new Date(instant).toISOString()}`,
    opens: c.reading.permits(crossing, source, target, atom, instant) || looksLikeReply(c, probe, sport),
    answers: answerExpected(c, probe, sport),
  };
}

function turnedRound(crossing: PacketCrossing): PacketCrossing {
  return { ...crossing, from: crossing.to, to: crossing.from };
}

/** With `stateless-replies` a packet passes that the reply to some permitted connection cannot be told from. */
function looksLikeReply(c: Case, { crossing, source, target, atom, instant }: Probe, sport: number): boolean {
  if (!c.fallbacks.includes('stateless-replies') || !c.untracked.includes(atomOf(atom).proto)) return false;
  const query = answeredAtom(atom, sport);
  return query !== undefined && c.reading.permits(turnedRound(crossing), target, source, query, instant, true);
}

/** Replies pass to what may be answered, and where they are permitted as packets that open a connection themselves. */
function answerExpected(c: Case, probe: Probe, sport: number): boolean | undefined {
  const { crossing, source, target, atom, instant } = probe;
  const reply = replyAtom(atom, sport);
  if (reply === undefined) return undefined;
  return (
    c.fallbacks.includes('one-way-replies') ||
    c.reading.permits(crossing, source, target, atom, instant, true) ||
    c.reading.permits(turnedRound(crossing), target, source, reply, instant) ||
    looksLikeReply(
      c,
      { ...probe, crossing: turnedRound(crossing), source: target, target: source, atom: reply },
      atomOf(atom).number,
    )
  );
}

/** Whether what permits the packet was refused: as one that opens a connection, or as one that looks like a reply. */
function mayBeDropped(c: Case, point: Point, probe: Probe, { sport = 0 }: DevicePacket): boolean {
  const { crossing, source, target, atom, instant } = probe;
  if (c.reading.permits(crossing, source, target, atom, instant)) return isRefused(c, point, probe, false);
  const query = answeredAtom(atom, sport);
  return query !== undefined && isRefused(c, point, { ...probe, source: target, target: source, atom: query }, true);
}

/** Whether what lets the reply pass was refused: the rules that permit the packet, or - where those have no reply - the reply itself. */
function replyMayBeLost(c: Case, point: Point, probe: Probe, { sport = 0 }: DevicePacket): boolean {
  const { crossing, source, target, atom, instant } = probe;
  if (isRefused(c, point, probe, true)) return true;
  const reply = replyAtom(atom, sport);
  if (reply === undefined || c.reading.permits(crossing, source, target, atom, instant, true)) return false;
  return isRefused(c, point, { ...probe, source: target, target: source, atom: reply }, false);
}

/**
 * Whether every rule that permits the packet (or its reply) on this firewall was refused by name; with `timed-closed` also where all
 * that are left have times, or a deny with times speaks of the packet.
 */
function isRefused({ policy, fallbacks }: Case, point: Point, probe: Probe, answered: boolean): boolean {
  const speaking = point.rules.filter(
    (r) =>
      has(r.sources.addresses, probe.source) && has(r.targets.addresses, probe.target) && has(r.services, probe.atom),
  );
  const closed = fallbacks.includes('timed-closed');
  if (closed && speaking.some((r) => r.action === 'deny' && !isAlways(r.times))) return true;
  const allows = speaking.filter(
    (r) =>
      r.action === 'allow' &&
      !(answered && r.oneWay && !fallbacks.includes('one-way-replies')) &&
      holdsAt(r.times, probe.instant, policy.header.timezone),
  );
  return allows.length > 0 && allows.every((r) => point.refused.has(r.id) || (closed && !isAlways(r.times)));
}
