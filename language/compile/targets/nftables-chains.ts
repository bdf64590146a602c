/** The chains of a ruleset: one per crossing, what they hold, and the base chains that send packets into them. */
import type { AtomSet } from '../../model/atoms.ts';
import type { CompiledRule, Crossing, SegmentPorts } from '../entry.ts';
import {
  type CrossingPlan,
  crossingPlans,
  type JudgingStep,
  judgingSteps,
  mayBeAnswered,
} from './common/crossing-plan.ts';
import type { EpochIntervals } from './common/epoch-intervals.ts';
import { OutputText } from './common/output-text.ts';
import type { Family } from './common/parts.ts';
import { crossingName, logPrefix, originText } from './common/rule-text.ts';
import { RuleTimes } from './common/rule-times.ts';
import { type SharedTimes, sharedTimes } from './common/shared-times.ts';
import { appendApart, type ChainLine, NftChain, writeChain } from './nft-chain.ts';
import { serviceMatches, type Way } from './nft-services.ts';
import { addresses, comment, interfaces, rule as line, log, type Nft, piece, times, verdict } from './nft-syntax.ts';
import type { SetNames } from './nftables-sets.ts';
import type { TargetRequest } from './target.ts';

/** Longer lists of intervals get a chain of their own, entered while one of them lasts. */
const INLINE_INTERVALS = 3;
/** Of a comment's 128 bytes. */
const ORIGIN_ROOM = 110;
/** The bit of the connection's mark that says: its last opening packet was let through by a rule that may be answered. */
const ANSWERABLE = '0x1000000';
const ALL_BUT_ANSWERABLE = '0xfeffffff';

const ERRORS = piece(
  `ct state related meta l4proto { 1, 58 } ct mark and ${ANSWERABLE} == ${ANSWERABLE} counter accept comment "ICMP errors about permitted connections"`,
);
const ANSWERS = piece('ct state established ct direction reply');
const LOG_NEW = piece('ct state new,invalid,untracked');
const UNMARK = piece(`ct direction original ct mark set ct mark and ${ALL_BUT_ANSWERABLE}`);
const MARK = piece(`ct direction original ct mark set ct mark or ${ANSWERABLE}`);
const INPUT = [
  'type filter hook input priority filter; policy drop;',
  'iifname "lo" accept',
  'ct state established,related ct direction reply accept comment "answers to the firewall itself"',
  'ct state related meta l4proto { 1, 58 } accept',
  'ip6 hoplimit 255 icmpv6 type { 133-136 } accept comment "IPv6 neighbour discovery"',
].map(piece);

/** Rules that a chain judges packets by, one way of a crossing. */
interface Judging {
  readonly name: Nft;
  /** What stands before them is in it. */
  readonly chain: NftChain;
  readonly rules: readonly CompiledRule[];
  readonly way: Way;
  readonly at: Pick<CrossingPlan, 'key' | 'crossing'>;
}

/** Writes the chains for the rules of one firewall, and remembers what the header has to say about them. */
export class RulesetBuilder {
  readonly times: RuleTimes;
  private readonly request: TargetRequest;
  private readonly names: SetNames;
  /** What ends a line that lets packets through, by whether their connections are answered. */
  private readonly through: Readonly<Record<'answered' | 'oneWay', Nft>>;
  private readonly keys = new Map<EpochIntervals, string>();
  /** By where rules come from: entries of one rule share it. */
  private readonly notes = new Map<CompiledRule['origin'], Nft>();
  /** For each way and family by the services, which rules share. */
  private readonly matches = {
    opening: { 4: new Map<AtomSet, readonly Nft[]>(), 6: new Map<AtomSet, readonly Nft[]>() },
    answer: { 4: new Map<AtomSet, readonly Nft[]>(), 6: new Map<AtomSet, readonly Nft[]>() },
  };
  /** Long lists of intervals that several crossings share: the packets sent on while one of them lasts. */
  private readonly shared = new Map<
    string,
    { readonly name: Nft; readonly times: Nft; readonly unless: boolean; readonly lines: ChainLine[] }
  >();
  private sharing: SharedTimes | undefined;

  constructor(request: TargetRequest, names: SetNames) {
    this.request = request;
    this.names = names;
    const through = (name: string): Nft => verdict('goto', names.name(name));
    this.through = { answered: through('let through'), oneWay: through('let through one way') };
    this.times = new RuleTimes(request);
  }

  /** All chains. */
  build(rules: readonly CompiledRule[]): OutputText {
    const forwarded = rules.filter((r) => r.crossing.kind !== 'input');
    const crossings = crossingPlans(forwarded);
    this.sharing = sharedTimes(crossings, (r) => this.longKey(r));
    const chains = new OutputText();
    for (const c of crossings) this.crossingChains(chains, c);
    const out = new OutputText();
    this.sharedChains(out);
    appendApart(out, chains);
    permitChains(out, forwarded, this.names);
    this.forward(out, crossings);
    if (this.request.rules.judgesInput)
      this.input(
        out,
        rules.filter((r) => r.crossing.kind === 'input'),
      );
    return out;
  }

  private sharedChains(out: OutputText): void {
    for (const { name, times: when, lines, unless } of this.shared.values()) {
      if (unless) {
        writeChain(out, name, [{ text: line(when, piece('return')) }, ...lines]);
        continue;
      }
      const inner = this.names.name(`while ${name}`);
      writeChain(out, inner, lines);
      writeChain(out, name, [{ text: line(when, verdict('jump', inner)) }]);
    }
  }

  private crossingChains(out: OutputText, c: CrossingPlan): void {
    const name = this.names.name(`pass ${c.key}`);
    const answers = c.answered.length > 0 ? this.names.name(`answers ${c.key}`) : undefined;
    const pass = new NftChain(name);
    if (answers !== undefined || c.opening.some(mayBeAnswered)) pass.line(ERRORS);
    if (answers !== undefined) {
      pass.line(line(ANSWERS, verdict('jump', answers)));
      this.judge(out, { name: answers, chain: new NftChain(answers), rules: c.answered, way: 'answer', at: c });
    }
    this.judge(out, { name, chain: pass, rules: c.opening, way: 'opening', at: c });
  }

  /** Writes a chain that judges packets by rules, step by step, and the chains that it enters. */
  private judge(out: OutputText, { name, chain: first, rules, way, at }: Judging): void {
    let chain = first;
    for (const step of judgingSteps(rules, (r) => this.timesKey(r))) {
      const seconds = this.times.of(step.rules[0] as CompiledRule).seconds;
      if (seconds === undefined || seconds.length <= INLINE_INTERVALS) {
        const when = seconds === undefined ? undefined : times(seconds);
        for (const r of step.rules) this.ruleLines(chain, r, way, when);
        continue;
      }
      const inner = this.names.name(`when ${(step.rules[0] as CompiledRule).id} ${name}`);
      if (way === 'answer' && step.action === 'deny') {
        const rest = this.names.name(`rest ${(step.rules[0] as CompiledRule).id} ${name}`);
        const unless = verdict('goto', this.unless(out, inner, rest, times(seconds), step, at));
        for (const r of step.rules) this.ruleLines(chain, r, way, undefined, unless);
        chain.line(verdict('goto', rest));
        chain.writeTo(out);
        chain = new NftChain(rest);
        continue;
      }
      const held = new NftChain(inner);
      for (const r of step.rules) this.ruleLines(held, r, way, undefined);
      held.writeTo(out);
      chain.line(this.entering(inner, times(seconds), step, way, at), step.rules[0]?.id);
    }
    chain.writeTo(out);
  }

  /** The chain where a packet goes that a deny of some times matches: no answer while they last, else on with what else may permit it. */
  private unless(out: OutputText, name: Nft, rest: Nft, when: Nft, step: JudgingStep, at: Judging['at']): Nft {
    const onward = verdict('goto', rest);
    const shared = this.sharedBy(step, 'unless', when, at);
    if (shared === undefined) {
      writeChain(out, name, [{ text: line(when, piece('return')) }, { text: onward }]);
      return name;
    }
    shared.lines.push({ text: line(...ports(at.crossing), onward) });
    return shared.name;
  }

  /** What stands for a list of times that several crossings share, in one use of it; undefined where it is the crossing's own. */
  private sharedBy(
    { rules, times: key }: JudgingStep,
    use: string,
    when: Nft,
    at: Judging['at'],
  ): { readonly name: Nft; readonly lines: ChainLine[] } | undefined {
    if (key === undefined || this.sharing?.isShared(key, at.key) !== true) return undefined;
    const id = `${use} ${key}`;
    const name = this.names.name(`during ${(rules[0] as CompiledRule).id} ${use}`);
    const known = this.shared.get(id) ?? { name, times: when, unless: use === 'unless', lines: [] };
    this.shared.set(id, known);
    return known;
  }

  /** The line that enters a chain while one of many intervals lasts; where several crossings share them, they are written once. */
  private entering(inner: Nft, when: Nft, step: JudgingStep, way: Way, at: Judging['at']): Nft {
    const [{ id, log: logs }] = step.rules as readonly [CompiledRule];
    const shared = this.sharedBy(step, `${way} ${step.action}${logs ? ' logged' : ''}`, when, at);
    if (shared === undefined) return line(when, verdict('jump', inner));
    shared.lines.push({ text: line(...ports(at.crossing), verdict('jump', inner)), rule: id });
    return verdict('jump', shared.name);
  }

  private timesKey(rule: CompiledRule): string | undefined {
    const intervals = this.times.of(rule);
    const { seconds } = intervals;
    if (seconds === undefined) return undefined;
    const key = this.keys.get(intervals) ?? JSON.stringify(seconds);
    this.keys.set(intervals, key);
    return key;
  }

  private longKey(rule: CompiledRule): string | undefined {
    return (this.times.of(rule).seconds?.length ?? 0) > INLINE_INTERVALS ? this.timesKey(rule) : undefined;
  }

  private ruleLines(chain: NftChain, r: CompiledRule, way: Way, when: Nft | undefined, instead?: Nft): void {
    const note = this.note(r);
    const end = line(piece('counter'), instead ?? this.ending(r, way), note);
    for (const { family, sources, targets } of this.names.sides(r)) {
      const [from, to] = way === 'opening' ? [sources, targets] : [targets, sources];
      const between = addresses(family, from.name, to.name);
      for (const service of this.services(r.services, family, way)) {
        const match = line(between, service, when);
        if (way === 'opening' && r.log && r.action === 'allow')
          chain.line(line(match, LOG_NEW, log(logPrefix(r))), r.id);
        chain.line(line(match, end), r.id);
      }
    }
  }

  private services(services: AtomSet, family: Family, way: Way): readonly Nft[] {
    const kept = this.matches[way][family];
    const known = kept.get(services);
    if (known !== undefined) return known;
    const made = serviceMatches(services, family, way);
    kept.set(services, made);
    return made;
  }

  private note(r: CompiledRule): Nft {
    if (r.merged !== undefined) return comment(originText(r, ORIGIN_ROOM));
    const known = this.notes.get(r.origin);
    if (known !== undefined) return known;
    const made = comment(originText(r, ORIGIN_ROOM));
    this.notes.set(r.origin, made);
    return made;
  }

  private ending(r: CompiledRule, way: Way): Nft {
    if (r.action === 'deny') {
      if (way === 'answer') return piece('return');
      return r.log ? line(log(logPrefix(r)), piece('drop')) : piece('drop');
    }
    if (way === 'answer' || r.crossing.kind === 'input') return piece('accept');
    return r.oneWay ? this.through.oneWay : this.through.answered;
  }

  private forward(out: OutputText, crossings: readonly CrossingPlan[]): void {
    const chain = new NftChain(piece('forward'));
    chain.line(piece('type filter hook forward priority filter; policy drop;'));
    for (const c of crossings)
      chain.line(line(...ports(c.crossing), verdict('jump', this.names.name(`pass ${c.key}`))));
    for (const text of dropLines('forward')) chain.line(text);
    chain.writeTo(out);
  }

  private input(out: OutputText, rules: readonly CompiledRule[]): void {
    const byPort = new Map<string, { crossing: Crossing; rules: CompiledRule[] }>();
    for (const r of rules) {
      const key = crossingName(r.crossing);
      const entry = byPort.get(key) ?? { crossing: r.crossing, rules: [] };
      entry.rules.push(r);
      byPort.set(key, entry);
    }
    const chain = new NftChain(piece('input'));
    for (const text of INPUT) chain.line(text);
    for (const [key, group] of byPort) {
      const name = this.names.name(`input ${key}`);
      const at = { key: `input ${key}`, crossing: group.crossing };
      this.judge(out, { name, chain: new NftChain(name), rules: group.rules, way: 'opening', at });
      chain.line(line(...ports(group.crossing), verdict('jump', name)));
    }
    for (const text of dropLines('input')) chain.line(text);
    chain.writeTo(out);
  }
}

function dropLines(hook: 'forward' | 'input'): Nft[] {
  const logged = line(piece('limit rate 10/second burst 20 packets'), log(`bulkhead drop ${hook}`));
  return [logged, ...(hook === 'forward' ? [UNMARK] : []), piece('counter drop comment "not permitted"')];
}

function permitChains(out: OutputText, rules: readonly CompiledRule[], names: SetNames): void {
  const accept = { text: piece('accept') };
  if (rules.some(mayBeAnswered)) writeChain(out, names.name('let through'), [{ text: MARK }, accept]);
  if (rules.some((r) => r.action === 'allow' && r.oneWay))
    writeChain(out, names.name('let through one way'), [{ text: UNMARK }, accept]);
}

/** Matches of the interfaces of a crossing. */
function ports(crossing: Crossing): (Nft | undefined)[] {
  const one = (key: 'iifname' | 'oifname', at: SegmentPorts) =>
    at.interfaces.length === 0 ? undefined : interfaces(key, at.interfaces);
  switch (crossing.kind) {
    case 'between':
      return [one('iifname', crossing.from), one('oifname', crossing.to)];
    case 'input':
      return [one('iifname', crossing.from)];
    case 'inside':
    case 'anywhere':
      return [];
  }
}
