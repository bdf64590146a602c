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
import type { Family } from './common/parts.ts';
import { crossingName, logPrefix, originText } from './common/rule-text.ts';
import { RuleTimes } from './common/rule-times.ts';
import { type SharedTimes, sharedTimes } from './common/shared-times.ts';
import { serviceMatches, type Way } from './nft-services.ts';
import {
  addresses,
  chainOpening,
  comment,
  indented,
  interfaces,
  rule as line,
  log,
  type Nft,
  piece,
  times,
  verdict,
} from './nft-syntax.ts';
import type { Line, SetNames } from './nftables-sets.ts';
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

/** Writes the chains for the rules of one firewall, and remembers what the header has to say about them. */
export class RulesetBuilder {
  readonly times: RuleTimes;
  private readonly request: TargetRequest;
  private readonly names: SetNames;
  private readonly keys = new Map<EpochIntervals, string>();
  /** By where rules come from: entries of one rule share it. */
  private readonly notes = new Map<CompiledRule['origin'], Nft>();
  /** By the services that rules share, for each family and way. */
  private readonly matches = new Map<AtomSet, Map<string, readonly Nft[]>>();
  /** Long lists of intervals that several crossings share: the packets sent on while one of them lasts. */
  private readonly shared = new Map<
    string,
    { readonly name: Nft; readonly times: Nft; readonly unless: boolean; readonly lines: Line[] }
  >();
  private sharing: SharedTimes | undefined;

  constructor(request: TargetRequest, names: SetNames) {
    this.request = request;
    this.names = names;
    this.times = new RuleTimes(request);
  }

  /** All chains. */
  build(rules: readonly CompiledRule[]): Line[] {
    const forwarded = rules.filter((r) => r.crossing.kind !== 'input');
    const crossings = crossingPlans(forwarded);
    this.sharing = sharedTimes(crossings, (r) => this.longKey(r));
    const chains = crossings.flatMap((c) => this.crossingChains(c));
    const out: Line[] = this.sharedChains().concat(chains);
    if (forwarded.some((r) => r.action === 'allow')) out.push(...permitChains(forwarded, this.names));
    out.push(...this.forward(crossings));
    if (this.request.rules.judgesInput) out.push(...this.input(rules.filter((r) => r.crossing.kind === 'input')));
    return out.slice(0, -1);
  }

  private sharedChains(): Line[] {
    return [...this.shared.values()].flatMap(({ name, times: when, lines, unless }) => {
      if (unless) return mapped(name, [{ text: line(when, piece('return')) }, ...lines]);
      const inner = this.names.name(`while ${name}`);
      return [...mapped(inner, lines), ...mapped(name, [{ text: line(when, verdict('jump', inner)) }])];
    });
  }

  private crossingChains(c: CrossingPlan): Line[] {
    const name = this.names.name(`pass ${c.key}`);
    const answers = c.answered.length > 0 ? this.names.name(`answers ${c.key}`) : undefined;
    const lines: Line[] = [];
    const out: Line[] = [];
    if (answers !== undefined || c.opening.some(mayBeAnswered)) lines.push({ text: ERRORS });
    if (answers !== undefined) {
      lines.push({ text: line(ANSWERS, verdict('jump', answers)) });
      out.push(...this.judging(answers, c.answered, 'answer', [], c));
    }
    out.push(...this.judging(name, c.opening, 'opening', lines, c));
    return out;
  }

  /** A chain that judges packets by rules, step by step. */
  private judging(
    name: Nft,
    rules: readonly CompiledRule[],
    way: Way,
    before: readonly Line[],
    at: Pick<CrossingPlan, 'key' | 'crossing'>,
  ): Line[] {
    const out: Line[] = [];
    let lines: Line[] = [...before];
    let current = name;
    for (const step of judgingSteps(rules, (r) => this.timesKey(r))) {
      const seconds = this.times.of(step.rules[0] as CompiledRule).seconds;
      if (seconds === undefined || seconds.length <= INLINE_INTERVALS) {
        const when = seconds === undefined ? undefined : times(seconds);
        for (const r of step.rules) lines.push(...this.ruleLines(r, way, when));
        continue;
      }
      const inner = this.names.name(`when ${(step.rules[0] as CompiledRule).id} ${name}`);
      if (way === 'answer' && step.action === 'deny') {
        const rest = this.names.name(`rest ${(step.rules[0] as CompiledRule).id} ${name}`);
        const held = this.unless(inner, rest, times(seconds), step, at);
        out.push(...held.own);
        for (const r of step.rules) lines.push(...this.ruleLines(r, way, undefined, verdict('goto', held.chain)));
        out.push(...mapped(current, [...lines, { text: verdict('goto', rest) }]));
        [lines, current] = [[], rest];
        continue;
      }
      const held = step.rules.flatMap((r) => this.ruleLines(r, way, undefined));
      out.push(...mapped(inner, held));
      lines.push(this.entering(inner, times(seconds), step, way, at));
    }
    return out.concat(mapped(current, lines));
  }

  /** Where a packet goes that a deny of some times matches: no answer while they last, else on with what else may permit it. */
  private unless(
    name: Nft,
    rest: Nft,
    when: Nft,
    step: JudgingStep,
    at: Pick<CrossingPlan, 'key' | 'crossing'>,
  ): { readonly chain: Nft; readonly own: readonly Line[] } {
    const onward = verdict('goto', rest);
    const shared = this.sharedBy(step, 'unless', when, at);
    if (shared === undefined)
      return { chain: name, own: mapped(name, [{ text: line(when, piece('return')) }, { text: onward }]) };
    shared.lines.push({ text: line(...ports(at.crossing), onward) });
    return { chain: shared.name, own: [] };
  }

  /** What stands for a list of times that several crossings share, in one use of it; undefined where it is the crossing's own. */
  private sharedBy(
    { rules, times: key }: JudgingStep,
    use: string,
    when: Nft,
    at: Pick<CrossingPlan, 'key' | 'crossing'>,
  ): { readonly name: Nft; readonly lines: Line[] } | undefined {
    if (key === undefined || this.sharing?.isShared(key, at.key) !== true) return undefined;
    const id = `${use} ${key}`;
    const name = this.names.name(`during ${(rules[0] as CompiledRule).id} ${use}`);
    const known = this.shared.get(id) ?? { name, times: when, unless: use === 'unless', lines: [] };
    this.shared.set(id, known);
    return known;
  }

  /** The line that enters a chain while one of many intervals lasts; where several crossings share them, they are written once. */
  private entering(
    inner: Nft,
    when: Nft,
    step: JudgingStep,
    way: Way,
    at: Pick<CrossingPlan, 'key' | 'crossing'>,
  ): Line {
    const [{ id, log: logs }] = step.rules as readonly [CompiledRule];
    const shared = this.sharedBy(step, `${way} ${step.action}${logs ? ' logged' : ''}`, when, at);
    if (shared === undefined) return { text: line(when, verdict('jump', inner)), rule: id };
    shared.lines.push({ text: line(...ports(at.crossing), verdict('jump', inner)), rule: id });
    return { text: verdict('jump', shared.name), rule: id };
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

  private ruleLines(r: CompiledRule, way: Way, when: Nft | undefined, instead?: Nft): Line[] {
    const note = this.note(r);
    const end = line(piece('counter'), instead ?? this.ending(r, way), note);
    const out: Line[] = [];
    for (const { family, sources, targets } of this.names.sides(r)) {
      const [from, to] = way === 'opening' ? [sources, targets] : [targets, sources];
      for (const service of this.services(r.services, family, way)) {
        const match = line(addresses(family, from.name, to.name), service, when);
        if (way === 'opening' && r.log && r.action === 'allow')
          out.push({ text: line(match, LOG_NEW, log(logPrefix(r))), rule: r.id });
        out.push({ text: line(match, end), rule: r.id });
      }
    }
    return out;
  }

  private services(services: AtomSet, family: Family, way: Way): readonly Nft[] {
    const kept = this.matches.get(services) ?? new Map<string, readonly Nft[]>();
    const key = `${way} ${family}`;
    const known = kept.get(key) ?? serviceMatches(services, family, way);
    this.matches.set(services, kept.set(key, known));
    return known;
  }

  private note(r: CompiledRule): Nft {
    if (r.merged !== undefined) return comment(originText(r, ORIGIN_ROOM));
    const known = this.notes.get(r.origin) ?? comment(originText(r, ORIGIN_ROOM));
    this.notes.set(r.origin, known);
    return known;
  }

  private ending(r: CompiledRule, way: Way): Nft {
    if (r.action === 'deny') {
      if (way === 'answer') return piece('return');
      return r.log ? line(log(logPrefix(r)), piece('drop')) : piece('drop');
    }
    if (way === 'answer' || r.crossing.kind === 'input') return piece('accept');
    return verdict('goto', this.names.name(r.oneWay ? 'let through one way' : 'let through'));
  }

  private forward(crossings: readonly CrossingPlan[]): Line[] {
    const lines: Line[] = [{ text: piece('type filter hook forward priority filter; policy drop;') }];
    for (const c of crossings)
      lines.push({ text: line(...ports(c.crossing), verdict('jump', this.names.name(`pass ${c.key}`))) });
    lines.push(...dropLines('forward').map((text) => ({ text })));
    return mapped(piece('forward'), lines);
  }

  private input(rules: readonly CompiledRule[]): Line[] {
    const byPort = new Map<string, { crossing: Crossing; rules: CompiledRule[] }>();
    for (const r of rules) {
      const key = crossingName(r.crossing);
      const entry = byPort.get(key) ?? { crossing: r.crossing, rules: [] };
      entry.rules.push(r);
      byPort.set(key, entry);
    }
    const out: Line[] = [];
    const lines: Line[] = [
      { text: piece('type filter hook input priority filter; policy drop;') },
      { text: piece('iifname "lo" accept') },
      {
        text: piece('ct state established,related ct direction reply accept comment "answers to the firewall itself"'),
      },
      { text: piece('ct state related meta l4proto { 1, 58 } accept') },
      { text: piece('ip6 hoplimit 255 icmpv6 type { 133-136 } accept comment "IPv6 neighbour discovery"') },
    ];
    for (const [key, group] of byPort) {
      const name = this.names.name(`input ${key}`);
      out.push(...this.judging(name, group.rules, 'opening', [], { key: `input ${key}`, crossing: group.crossing }));
      lines.push({ text: line(...ports(group.crossing), verdict('jump', name)) });
    }
    lines.push(...dropLines('input').map((text) => ({ text })));
    return [...out, ...mapped(piece('input'), lines)];
  }
}

function dropLines(hook: 'forward' | 'input'): Nft[] {
  const logged = line(piece('limit rate 10/second burst 20 packets'), log(`bulkhead drop ${hook}`));
  return [logged, ...(hook === 'forward' ? [UNMARK] : []), piece('counter drop comment "not permitted"')];
}

function permitChains(rules: readonly CompiledRule[], names: SetNames): Line[] {
  const allows = rules.filter((r) => r.action === 'allow');
  const out: Line[] = [];
  if (allows.some((r) => !r.oneWay))
    out.push(
      ...mapped(names.name('let through'), [
        { text: piece(`ct direction original ct mark set ct mark or ${ANSWERABLE}`) },
        { text: piece('accept') },
      ]),
    );
  if (allows.some((r) => r.oneWay))
    out.push(...mapped(names.name('let through one way'), [{ text: UNMARK }, { text: piece('accept') }]));
  return out;
}

/** A chain of mapped lines, with a blank line after it. */
function mapped(name: Nft, lines: readonly Line[]): Line[] {
  const out: Line[] = [{ text: chainOpening(name) }];
  for (const { text, rule } of lines) out.push({ text: indented(text, 2), rule });
  out.push({ text: indented(piece('}')) }, { text: piece('') });
  return out;
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
