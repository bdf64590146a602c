/**
 * Observed traffic against a policy: what is not permitted, who is not known, what was never seen, what came outside its time. A pure
 * function of (policy, now, flows); linear in the rows of the flow files.
 */

import { normalize } from '../model/intervals.ts';
import type { Policy, RuleRef, ZoneRef } from '../model/policy.ts';
import type { Comparison, OutsideWindow } from './comparison.ts';
import { atomOfFlow, type Captures, type Conversation, type FlowFile, type Flows } from './conversation.ts';
import { type End, Ends, type Unjudged } from './ends.ts';
import { Judge, type Verdict } from './judge.ts';
import { neverSeen } from './never-seen.ts';
import { gatherRefused, type Refused } from './refused.ts';
import { foldScans } from './scans.ts';
import { identityOf, SideTally, TrafficTally, zoneOfEnd } from './tally.ts';
import { UnknownTally } from './unknown.ts';

export interface CompareOptions {
  /** Epoch milliseconds: a rule that has ended is not told as one that was never seen. */
  readonly now: number;
  /** So many ports of one target, or targets of one port, make a scan. */
  readonly scan?: number;
}

/** Default of {@link CompareOptions.scan}. */
export const SCAN_AT_LEAST = 10;

/** Compares observed traffic with a policy. Never throws. */
export function compareFlows(policy: Policy, flows: Flows, { now, scan = SCAN_AT_LEAST }: CompareOptions): Comparison {
  const comparing = new Comparing(policy);
  for (const file of flows.files) comparing.addFile(file);
  return comparing.finish(normalize(flows.files.flatMap((f) => f.captures)), now, scan);
}

interface OutsideTally {
  readonly rule: RuleRef;
  readonly verdict: Verdict;
  readonly source: SideTally;
  readonly target: SideTally;
  readonly atoms: Set<number>;
  readonly traffic: TrafficTally;
}

class Comparing {
  readonly #policy: Policy;
  readonly #ends: Ends;
  readonly #judge: Judge;
  readonly #refused: Refused[] = [];
  readonly #outside = new Map<string, OutsideTally>();
  readonly #hits = new Map<RuleRef, TrafficTally>();
  readonly #unknown = new UnknownTally();
  readonly #zones = new Set<ZoneRef>();
  readonly #rows = { all: 0, permitted: 0, notPermitted: 0, outside: 0, foreign: 0 };
  readonly #unjudged: Record<Unjudged, number> = { multicast: 0, link: 0, ambiguous: 0 };

  constructor(policy: Policy) {
    this.#policy = policy;
    this.#ends = new Ends(policy);
    this.#judge = new Judge(policy);
  }

  addFile({ path, conversations }: FlowFile): void {
    for (const conversation of conversations) this.#add(conversation, path);
  }

  #add(c: Conversation, file: string): void {
    const [from, to] = [this.#ends.of(c.source), this.#ends.of(c.target)];
    this.#rows.all++;
    for (const end of [from, to]) {
      const zone = zoneOfEnd(end);
      if (zone !== undefined) this.#zones.add(zone);
    }
    this.#unknown.add(from, to, c, file);
    const atom = atomOfFlow(c.protocol, c.port);
    const why = unjudgedBy(from, to);
    if (why !== undefined) this.#unjudged[why]++;
    else if (atom === undefined || isForeign(from, to)) this.#rows.foreign++;
    else this.#judged(from, to, atom, c, file);
  }

  #judged(from: End, to: End, atom: number, c: Conversation, file: string): void {
    const { verdict, source, target } = this.#verdict(from, to, atom, c);
    if (verdict.standing !== 'outside') for (const rule of verdict.rules) this.#hit(rule, c, file);
    if (verdict.standing === 'permitted') this.#rows.permitted++;
    else if (verdict.standing === 'outside') this.#addOutside(verdict, source, target, atom, c, file);
    else {
      this.#rows.notPermitted++;
      this.#refused.push({ from: source, to: target, atom, conversation: c, file, deniedBy: verdict.rules });
    }
  }

  /** Where both ends use the port, either may have opened: the way that the policy permits better is taken. */
  #verdict(from: End, to: End, atom: number, c: Conversation) {
    const verdict = this.#ask(from, to, atom, c);
    if (c.direction !== 'either' || verdict.standing === 'permitted') return { verdict, source: from, target: to };
    const reverse = this.#ask(to, from, atom, c);
    const better =
      reverse.standing === 'permitted' || (reverse.standing === 'outside' && verdict.standing === 'refused');
    return better ? { verdict: reverse, source: to, target: from } : { verdict, source: from, target: to };
  }

  #ask(from: End, to: End, atom: number, { first, last }: Conversation): Verdict {
    if (from.who.kind === 'nowhere' || to.who.kind === 'nowhere') return { standing: 'refused', rules: [], times: [] };
    return this.#judge.judge(from, to, atom, first, last);
  }

  #hit(rule: RuleRef, c: Conversation, file: string): void {
    let tally = this.#hits.get(rule);
    if (tally === undefined) {
      tally = new TrafficTally();
      this.#hits.set(rule, tally);
    }
    tally.add(c, file);
  }

  #addOutside(verdict: Verdict, from: End, to: End, atom: number, c: Conversation, file: string): void {
    this.#rows.outside++;
    const [rule] = verdict.rules;
    if (rule === undefined) return;
    const key = `${rule} ${identityOf(from)} ${zoneOfEnd(to)}`;
    let tally = this.#outside.get(key);
    if (tally === undefined) {
      const [source, target] = [new SideTally(zoneOfEnd(from)), new SideTally(zoneOfEnd(to))];
      tally = { rule, verdict, source, target, atoms: new Set(), traffic: new TrafficTally() };
      this.#outside.set(key, tally);
    }
    tally.source.add(from);
    tally.target.add(to);
    tally.atoms.add(atom);
    tally.traffic.add(c, file);
  }

  finish(captures: Captures, now: number, scan: number): Comparison {
    const { scans, rest } = foldScans(this.#refused, scan);
    const seen = new Set([...this.#hits.keys(), ...[...this.#outside.values()].flatMap((o) => o.verdict.rules)]);
    const shown = { captures, zones: this.#zones, hit: (rule: RuleRef) => seen.has(rule), now };
    return {
      captures,
      notPermitted: gatherRefused(this.#policy, rest),
      scans,
      outside: [...this.#outside.values()].map(finishedOutside),
      unknown: this.#unknown.finish(this.#policy),
      ...neverSeen(this.#policy, shown),
      hits: new Map([...this.#hits].sort(([a], [b]) => a - b).map(([rule, tally]) => [rule, tally.hits()])),
      rows: { ...this.#rows, unjudged: this.#unjudged },
    };
  }
}

function finishedOutside({ rule, verdict, source, target, atoms, traffic }: OutsideTally): OutsideWindow {
  return {
    rule,
    source: source.side(),
    target: target.side(),
    atoms: [...atoms].sort((a, b) => a - b),
    times: verdict.times,
    traffic: traffic.traffic(),
  };
}

function unjudgedBy(from: End, to: End): Unjudged | undefined {
  if (to.who.kind === 'unjudged') return to.who.why;
  return from.who.kind === 'unjudged' ? from.who.why : undefined;
}

/** Whether the policy has nothing to say: both ends lie outside of it, or are one and the same. */
function isForeign(from: End, to: End): boolean {
  if (from.who.kind === 'nowhere' && to.who.kind === 'nowhere') return true;
  if (from.address === to.address) return true;
  if (from.who.kind === 'asset' && to.who.kind === 'asset') return from.who.asset === to.who.asset;
  return from.who.kind === 'firewall' && to.who.kind === 'firewall' && from.who.firewall === to.who.firewall;
}
