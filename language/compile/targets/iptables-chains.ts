/**
 * The chains of the table `filter` for one address family: built as nftables' are - every packet judged, answers by the same rules
 * turned round, ICMP errors by a bit of the connection's mark - from what iptables has. It has no sets: rules with several sources and
 * several targets get a chain of their own, entered by source. It has no lists of times: neither chains for them.
 */
import type { CompiledRule, SegmentPorts } from '../entry.ts';
import { type CrossingPlan, crossingPlans, judgingSteps, mayBeAnswered } from './common/crossing-plan.ts';
import type { EpochIntervals } from './common/epoch-intervals.ts';
import { FAR_SECONDS } from './common/epoch-intervals.ts';
import { type Family, familyParts, replyTypes, type ServicePart, serviceParts } from './common/parts.ts';
import { logPrefix, originText } from './common/rule-text.ts';
import type { RuleTimes } from './common/rule-times.ts';
import {
  addressMatches,
  ChainNames,
  comment,
  during,
  enter,
  type Ipt,
  interfaceMatch,
  rule as line,
  log,
  piece,
  serviceMatches,
} from './iptables-syntax.ts';
import type { OutputLine } from './target.ts';

/** Of a comment's 255 characters. */
const ORIGIN_ROOM = 230;
const ANSWERABLE = '0x1000000';
const NOT_ANSWERABLE = '0xfeffffff';

const ANSWERS = piece('-m conntrack --ctstate ESTABLISHED --ctdir REPLY');
const LOG_NEW = piece('-m conntrack --ctstate NEW,INVALID,UNTRACKED');
const UNMARK = piece(`-m conntrack --ctdir ORIGINAL -j CONNMARK --and-mark ${NOT_ANSWERABLE}`);
const MARK = piece(`-m conntrack --ctdir ORIGINAL -j CONNMARK --or-mark ${ANSWERABLE}`);
const ACCEPT = piece('-j ACCEPT');
const DROP = piece('-j DROP');
const RETURN = piece('-j RETURN');

type Way = 'opening' | 'answer';

/** One chain: its name, and the lines that stand in it. */
interface Chain {
  readonly name: Ipt;
  readonly lines: OutputLine[];
}

/** Writes the table of one family. */
export class TableBuilder {
  private readonly family: Family;
  private readonly times: RuleTimes;
  private readonly names = new ChainNames();
  private readonly chains: Chain[] = [];

  constructor(family: Family, times: RuleTimes) {
    this.family = family;
    this.times = times;
  }

  /** The whole table. `judgesInput`: traffic to the firewall itself is judged too. */
  build(all: readonly CompiledRule[], judgesInput: boolean): OutputLine[] {
    const rules = all.filter((r) => familyParts(r).some((p) => p.family === this.family));
    const forwarded = rules.filter((r) => r.crossing.kind !== 'input');
    const plans = crossingPlans(forwarded);
    for (const plan of plans) this.crossing(plan);
    if (forwarded.some(mayBeAnswered)) this.add(this.passing(false), [MARK, ACCEPT]);
    if (forwarded.some((r) => r.action === 'allow' && r.oneWay)) this.add(this.passing(true), [UNMARK, ACCEPT]);
    const input = judgesInput ? this.input(rules.filter((r) => r.crossing.kind === 'input')) : [];
    const forward = piece('FORWARD');
    const dispatch = plans.flatMap((p) => this.dispatch(forward, p, this.crossingChain('pass', p)));
    const own = this.chains.map((c) => ({ text: `:${c.name} - [0:0]` }));
    return [
      ...plain(
        '*filter',
        `:INPUT ${judgesInput ? 'DROP' : 'ACCEPT'} [0:0]`,
        ':FORWARD DROP [0:0]',
        ':OUTPUT ACCEPT [0:0]',
      ),
      ...own,
      ...dispatch,
      ...this.dropping(forward, [line(forward, UNMARK)]),
      ...input,
      ...this.chains.flatMap((c) => c.lines),
      ...plain('COMMIT'),
    ];
  }

  /** By the zones' own names, without those around them: there is little room. */
  private crossingChain(word: string, { key, crossing }: CrossingPlan): Ipt {
    const own = (zone: string) => zone.replace(/^.*\./, '');
    const shown = crossing.kind === 'between' ? `${own(crossing.from.zone)} to ${own(crossing.to.zone)}` : key;
    return this.names.name(`${word} ${key}`, `${word} ${shown}`);
  }

  private ruleChain(word: string, r: CompiledRule, at: Chain): Ipt {
    return this.names.name(`${word} ${r.id} ${at.name} ${r.sources.key} ${r.targets.key}`, `${word} ${r.id}`);
  }

  private passing(oneWay: boolean): Ipt {
    return this.names.name(oneWay ? 'let through one way' : 'let through');
  }

  private add(name: Ipt, rules: readonly Ipt[]): void {
    this.chains.push({ name, lines: rules.map((r) => ({ text: line(name, r) })) });
  }

  private dropping(chain: Ipt, before: readonly Ipt[]): OutputLine[] {
    const prefix = log(`bulkhead drop ${chain.toLowerCase()}`);
    return [
      { text: line(chain, piece('-m limit --limit 10/second --limit-burst 20'), prefix) },
      ...before.map((text) => ({ text })),
      { text: line(chain, comment('not permitted'), DROP) },
    ];
  }

  private dispatch(from: Ipt, { crossing }: Pick<CrossingPlan, 'crossing'>, to: Ipt): OutputLine[] {
    const named = (side: '-i' | '-o', at: SegmentPorts) =>
      at.interfaces.length === 0 ? [piece('')] : at.interfaces.map((n) => interfaceMatch(side, n));
    const ins = crossing.kind === 'between' || crossing.kind === 'input' ? named('-i', crossing.from) : [piece('')];
    const outs = crossing.kind === 'between' ? named('-o', crossing.to) : [piece('')];
    return ins.flatMap((i) => outs.map((o) => ({ text: line(from, i, o, enter('-j', to)) })));
  }

  private errors(): Ipt {
    const proto = this.family === 4 ? 'icmp' : 'ipv6-icmp';
    return piece(
      `-p ${proto} -m conntrack --ctstate RELATED -m connmark --mark ${ANSWERABLE}/${ANSWERABLE} -m comment --comment "ICMP errors about permitted connections" -j ACCEPT`,
    );
  }

  private crossing(plan: CrossingPlan): void {
    const pass: Chain = { name: this.crossingChain('pass', plan), lines: [] };
    this.chains.push(pass);
    const answered = plan.answered.some((r) => r.action === 'allow') ? plan.answered : [];
    if (answered.length > 0 || plan.opening.some(mayBeAnswered))
      pass.lines.push({ text: line(pass.name, this.errors()) });
    if (answered.length > 0) {
      const answers: Chain = { name: this.crossingChain('answers', plan), lines: [] };
      this.chains.push(answers);
      pass.lines.push({ text: line(pass.name, ANSWERS, enter('-j', answers.name)) });
      this.judge(answers, answered, 'answer');
    }
    this.judge(pass, plan.opening, 'opening');
  }

  private input(rules: readonly CompiledRule[]): OutputLine[] {
    const input = piece('INPUT');
    const v6 = this.family === 6;
    const proto = v6 ? 'ipv6-icmp' : 'icmp';
    const before = [
      '-i lo -j ACCEPT',
      '-m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m comment --comment "answers to the firewall itself" -j ACCEPT',
      `-p ${proto} -m conntrack --ctstate RELATED -j ACCEPT`,
      ...(v6 ? [133, 134, 135, 136] : []).map(
        (t) =>
          `-p ipv6-icmp -m icmp6 --icmpv6-type ${t} -m hl --hl-eq 255 -m comment --comment "IPv6 neighbour discovery" -j ACCEPT`,
      ),
    ].map((text) => ({ text: line(input, piece(text)) }));
    const dispatch = crossingPlans(rules).flatMap((plan) => {
      const chain: Chain = { name: this.crossingChain('input', plan), lines: [] };
      this.chains.push(chain);
      this.judge(chain, plan.opening, 'opening');
      return this.dispatch(input, plan, chain.name);
    });
    return [...before, ...dispatch, ...this.dropping(input, [])];
  }

  /** Fills a chain with what judges packets by rules, in order. */
  private judge(chain: Chain, rules: readonly CompiledRule[], way: Way): void {
    let at = chain;
    const key = (r: CompiledRule) => {
      const { seconds } = this.times.of(r);
      return seconds === undefined ? undefined : JSON.stringify(seconds);
    };
    for (const step of judgingSteps(rules, key)) {
      for (const r of step.rules) {
        if (way === 'answer' && step.action === 'deny') at = this.heldBack(at, r);
        else this.decide(at, r, way);
      }
    }
  }

  /** Lines by which an opening is let through or dropped, or an answer let through. */
  private decide(at: Chain, r: CompiledRule, way: Way): void {
    const ending = this.ending(r, way);
    const logging = r.log && way === 'opening';
    const matches = this.matches(r, way);
    const times = whenOf(this.times.of(r));
    const several = times.bounded.length + (times.from === undefined ? 0 : 1);
    const [only] = times.bounded;
    const when = several === 1 && only !== undefined ? during(...only) : undefined;
    const timed = several > 0 && when === undefined;
    const target =
      timed || matches.inner !== undefined || logging ? this.inner(r, way, at, matches, ending, logging) : undefined;
    const endings = target === undefined ? [ending] : [enter('-j', target)];
    const final = timed ? [enter('-j', this.whileOpen(r, way, at, times, target as Ipt))] : endings;
    for (const m of matches.outer)
      for (const e of final) at.lines.push({ text: line(at.name, m, when, this.note(r), e), rule: r.id });
  }

  /** The chain that decides for packets that match as far as the outer lines say. */
  private inner(r: CompiledRule, way: Way, at: Chain, { inner }: Matches, ending: Ipt, logging: boolean): Ipt {
    const name = this.ruleChain(way === 'answer' ? 'back' : 'rule', r, at);
    const ends = logging ? [...this.logs(r), ending] : [ending];
    const lines = (inner ?? [piece('')]).flatMap((m) => ends.map((e) => ({ text: line(name, m, e), rule: r.id })));
    this.chains.push({ name, lines });
    return name;
  }

  private logs(r: CompiledRule): Ipt[] {
    return [piece(`${r.action === 'allow' ? `${LOG_NEW} ` : ''}${log(logPrefix(r))}`)];
  }

  /** A chain that enters another while some of several intervals lasts. */
  private whileOpen(r: CompiledRule, way: Way, at: Chain, times: When, target: Ipt): Ipt {
    const name = this.ruleChain(way === 'answer' ? 'back_when' : 'when', r, at);
    const lines = times.bounded.map((i) => line(name, during(...i), enter('-j', target)));
    if (times.from !== undefined)
      lines.push(line(name, during(undefined, times.from), RETURN), line(name, enter('-j', target)));
    this.chains.push({ name, lines: lines.map((text) => ({ text, rule: r.id })) });
    return name;
  }

  /**
   * Answers that a deny holds back: no allow after it may pass them, but they may still be permitted as openings. So a deny returns from
   * the whole chain of answers; what needs more than one chain to be told goes on to the rest of the answers by name.
   */
  private heldBack(at: Chain, r: CompiledRule): Chain {
    const { outer, inner } = this.matches(r, 'answer');
    const times = whenOf(this.times.of(r));
    const always = times.bounded.length === 0 && times.from === undefined;
    if (inner === undefined && always) {
      for (const m of outer) at.lines.push({ text: line(at.name, m, this.note(r), RETURN), rule: r.id });
      return at;
    }
    const rest: Chain = {
      name: this.ruleChain('rest', r, at),
      lines: [],
    };
    const onward = enter('-g', rest.name);
    let target = RETURN;
    if (!always) {
      const name = this.ruleChain('unless', r, at);
      const lines = times.bounded.map((i) => line(name, during(...i), RETURN));
      if (times.from === undefined) lines.push(line(name, onward));
      else lines.push(line(name, during(undefined, times.from), onward), line(name, RETURN));
      this.chains.push({ name, lines: lines.map((text) => ({ text, rule: r.id })) });
      target = enter('-g', name);
    }
    if (inner !== undefined) {
      const name = this.ruleChain('deny', r, at);
      const lines = [...inner.map((m) => line(name, m, target)), line(name, onward)];
      this.chains.push({ name, lines: lines.map((text) => ({ text, rule: r.id })) });
      target = enter('-g', name);
    }
    for (const m of outer) at.lines.push({ text: line(at.name, m, this.note(r), target), rule: r.id });
    at.lines.push({ text: line(at.name, onward) });
    this.chains.push(rest);
    return rest;
  }

  private note(r: CompiledRule): Ipt {
    return comment(originText(r, ORIGIN_ROOM));
  }

  private ending(r: CompiledRule, way: Way): Ipt {
    if (r.action === 'deny') return DROP;
    if (way === 'answer' || r.crossing.kind === 'input') return ACCEPT;
    return enter('-j', this.passing(r.oneWay));
  }

  /** What packets a rule holds, in one list, or in two where it has several sources and several targets. */
  private matches(r: CompiledRule, way: Way): Matches {
    const part = familyParts(r).find((p) => p.family === this.family);
    if (part === undefined) return { outer: [] };
    const [from, to] = way === 'opening' ? [part.sources, part.targets] : [part.targets, part.sources];
    const sources = addressMatches(from, 'source', this.family);
    const targets = addressMatches(to, 'target', this.family);
    const services = serviceParts(r.services, this.family).flatMap((s) =>
      serviceMatches(way === 'opening' ? s : answering(s), way === 'opening' ? 'target' : 'source'),
    );
    const both = (a: readonly Ipt[], b: readonly Ipt[]) =>
      a.flatMap((x) => b.map((y) => piece(x === '' || y === '' ? `${x}${y}` : `${x} ${y}`)));
    if (sources.length === 1 || targets.length * services.length === 1)
      return { outer: both(both(sources, targets), services) };
    return { outer: sources, inner: both(targets, services) };
  }
}

interface Matches {
  readonly outer: readonly Ipt[];
  /** In a chain of its own. */
  readonly inner?: readonly Ipt[];
}

/** The packets that answer a service: replies of ICMP queries have types of their own. */
function answering(part: ServicePart): ServicePart {
  if (part.proto !== 'icmp' && part.proto !== 'icmpv6') return part;
  return { ...part, ranges: replyTypes(part.proto, part.ranges), whole: false };
}

/** Times as iptables can say them: intervals with an end, and from when on without end. Neither: always. */
interface When {
  readonly bounded: readonly (readonly [from: number, to: number])[];
  readonly from?: number;
}

function whenOf({ seconds }: EpochIntervals): When {
  if (seconds === undefined) return { bounded: [] };
  const open = seconds.find((i) => i.to >= FAR_SECONDS);
  return {
    bounded: seconds.filter((i) => i !== open).map((i) => [i.from, i.to] as const),
    ...(open === undefined ? {} : { from: open.from }),
  };
}

function plain(...lines: readonly string[]): OutputLine[] {
  return lines.map((text) => ({ text }));
}
