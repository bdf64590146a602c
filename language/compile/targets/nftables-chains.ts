/** The chains of a ruleset: one per crossing, what they hold, and the base chains that send packets into them. */
import { compareIds } from '../../analysis/universe.ts';
import type { CompiledRule, Crossing, SegmentPorts } from '../entry.ts';
import { crossingName, logPrefix, originText, turned } from './common/rule-text.ts';
import { RuleTimes } from './common/rule-times.ts';
import { serviceMatches, type Way } from './nft-services.ts';
import {
  address,
  chain,
  comment,
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

interface CrossingChain {
  readonly crossing: Crossing;
  readonly name: Nft;
  /** What opens connections across here, and what is answered across here. */
  readonly opening: readonly CompiledRule[];
  readonly answered: readonly CompiledRule[];
}

/** Writes the chains for the rules of one firewall, and remembers what the header has to say about them. */
export class RulesetBuilder {
  readonly times: RuleTimes;
  private readonly request: TargetRequest;
  private readonly names: SetNames;

  constructor(request: TargetRequest, names: SetNames) {
    this.request = request;
    this.names = names;
    this.times = new RuleTimes(request);
  }

  /** All chains, the ones that are jumped to before those that jump. */
  build(rules: readonly CompiledRule[]): Line[] {
    const forwarded = rules.filter((r) => r.crossing.kind !== 'input');
    const crossings = this.crossings(forwarded);
    const out = crossings.flatMap((c) => this.crossingChains(c));
    if (forwarded.some((r) => r.action === 'allow')) out.push(...permitChains(forwarded, this.names));
    out.push(...this.forward(crossings));
    if (this.request.rules.judgesInput) out.push(...this.input(rules.filter((r) => r.crossing.kind === 'input')));
    return out.slice(0, -1);
  }

  /** Rules by crossing; a crossing that is only answered across has a chain too. */
  private crossings(rules: readonly CompiledRule[]): CrossingChain[] {
    const found = new Map<string, { crossing: Crossing; opening: CompiledRule[]; answered: CompiledRule[] }>();
    const at = (crossing: Crossing) => {
      const key = crossingName(crossing);
      const entry = found.get(key) ?? { crossing, opening: [], answered: [] };
      found.set(key, entry);
      return entry;
    };
    for (const r of rules) at(r.crossing).opening.push(r);
    for (const group of [...found.values()])
      if (group.opening.some((r) => r.action === 'allow' && !r.oneWay)) {
        const back = at(turned(group.crossing));
        for (const r of group.opening) back.answered.push(r);
      }
    return [...found]
      .sort(([a], [b]) => compareIds(a, b))
      .map(([key, c]) => ({ ...c, name: this.names.name(`pass ${key}`) }));
  }

  private crossingChains(c: CrossingChain): Line[] {
    const answered = c.answered.filter((r) => r.action === 'deny' || !r.oneWay);
    const answers = answered.length > 0 ? this.names.name(`answers ${crossingName(c.crossing)}`) : undefined;
    const mayError = answers !== undefined || c.opening.some((r) => r.action === 'allow' && !r.oneWay);
    const lines: Line[] = [];
    const out: Line[] = [];
    if (mayError) lines.push({ text: ERRORS });
    if (answers !== undefined) {
      lines.push({ text: line(ANSWERS, verdict('jump', answers)) });
      out.push(...this.judging(answers, answered, 'answer', []));
    }
    out.push(...this.judging(c.name, c.opening, 'opening', lines));
    return out;
  }

  /** A chain that judges packets by rules: denies first, each kind without times before those with. */
  private judging(name: Nft, rules: readonly CompiledRule[], way: Way, before: readonly Line[]): Line[] {
    const lines: Line[] = [...before];
    const extra: Line[] = [];
    for (const action of ['deny', 'allow'] as const) {
      const own = rules.filter((r) => r.action === action);
      for (const r of own) if (this.times.of(r).seconds === undefined) lines.push(...this.ruleLines(r, way, undefined));
      const timed = new Map<string, CompiledRule[]>();
      for (const r of own) {
        const { seconds } = this.times.of(r);
        if (seconds === undefined) continue;
        const key = JSON.stringify(seconds);
        timed.set(key, [...(timed.get(key) ?? []), r]);
      }
      for (const group of timed.values()) {
        const seconds = this.times.of(group[0] as CompiledRule).seconds ?? [];
        if (seconds.length <= INLINE_INTERVALS)
          for (const r of group) lines.push(...this.ruleLines(r, way, times(seconds)));
        else {
          const inner = this.names.name(`when ${(group[0] as CompiledRule).id} ${name}`);
          extra.push(
            ...mapped(
              inner,
              group.flatMap((r) => this.ruleLines(r, way, undefined)),
            ),
          );
          lines.push({ text: line(times(seconds), verdict('jump', inner)), rule: (group[0] as CompiledRule).id });
        }
      }
    }
    return [...extra, ...mapped(name, lines)];
  }

  private ruleLines(r: CompiledRule, way: Way, when: Nft | undefined): Line[] {
    const note = comment(originText(r, ORIGIN_ROOM));
    const out: Line[] = [];
    for (const family of [4, 6] as const) {
      const sets = this.names.sides(r, family);
      if (sets === undefined) continue;
      const [from, to] = way === 'opening' ? [sets.sources, sets.targets] : [sets.targets, sets.sources];
      for (const service of serviceMatches(r.services, family, way)) {
        const match = line(address(family, 'saddr', from.name), address(family, 'daddr', to.name), service, when);
        if (way === 'opening' && r.log && r.action === 'allow')
          out.push({ text: line(match, LOG_NEW, log(logPrefix(r))), rule: r.id });
        out.push({ text: line(match, piece('counter'), this.ending(r, way), note), rule: r.id });
      }
    }
    return out;
  }

  private ending(r: CompiledRule, way: Way): Nft {
    if (r.action === 'deny') {
      if (way === 'answer') return piece('return');
      return r.log ? line(log(logPrefix(r)), piece('drop')) : piece('drop');
    }
    if (way === 'answer' || r.crossing.kind === 'input') return piece('accept');
    return verdict('goto', this.names.name(r.oneWay ? 'let through one way' : 'let through'));
  }

  private forward(crossings: readonly CrossingChain[]): Line[] {
    const lines: Line[] = [{ text: piece('type filter hook forward priority filter; policy drop;') }];
    for (const c of crossings) lines.push({ text: line(...ports(c.crossing), verdict('jump', c.name)) });
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
      out.push(...this.judging(name, group.rules, 'opening', []));
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
  const written = chain(
    name,
    lines.map((l) => l.text),
  );
  return [...written.map((text, i) => ({ ...lines[i - 1], text })), { text: piece('') }];
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
