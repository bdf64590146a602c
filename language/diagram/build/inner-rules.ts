/** What a micro-segmented zone permits inside: edges between its assets, or lines of words where those would be too many. */
import type { Leg, Policy, Rule, Zone } from '../../model/policy.ts';
import type { DiagramZone, InnerEdge } from '../graph.ts';
import { displayText, shortList } from '../text/display.ts';
import { nodeId, sourceOf } from './node-ids.ts';
import { heldLegs, zoneSide } from './sides.ts';
import { type Clock, isOver, isTimed } from './time-labels.ts';

/** More edges than this, and a small zone is a thicket: the rules are written out instead. */
const MOST_EDGES = 8;
const MOST_LINES = 3;

interface Pair {
  readonly from: number;
  readonly to: number;
  readonly rules: Rule[];
}

type InnerRules = Pick<DiagramZone, 'inner' | 'innerWords' | 'services'>;

export function innerRules(policy: Policy, zone: Zone, clock: Clock): InnerRules {
  const rules = zone.rules.map((ref) => policy.rules[ref] as Rule).filter((r) => !r.broken && !isOver(r, clock));
  const allows = zone.microsegmented ? rules.filter((r) => r.action === 'allow') : [];
  const denies = rules.filter((r) => r.action === 'deny');
  const pairs = primaryPairs(policy, zone, allows);
  const asEdges = pairs !== undefined && pairs.length <= MOST_EDGES;
  return {
    inner: asEdges ? mergeDirections(pairs).map((p) => innerEdge(policy, p, clock)) : [],
    innerWords: lines([...(asEdges ? [] : allows), ...denies]),
    services: serviceNames(rules.filter((r) => r.action === 'allow')),
  };
}

/** The pairs of assets that the rules join; undefined where a rule also holds second legs or addresses without asset. */
function primaryPairs(policy: Policy, zone: Zone, rules: readonly Rule[]): Pair[] | undefined {
  const side = zoneSide(policy, zone.index);
  const pairs = new Map<string, Pair>();
  const join = (from: number, to: number, rule: Rule): void => {
    if (from === to) return;
    const key = `${from} ${to}`;
    const pair = pairs.get(key) ?? { from, to, rules: [] };
    pair.rules.push(rule);
    pairs.set(key, pair);
  };
  for (const rule of rules) {
    const sources = heldLegs(policy, rule, rule.sources, side).map((l) => policy.legs[l] as Leg);
    const targets = heldLegs(policy, rule, rule.targets, side).map((l) => policy.legs[l] as Leg);
    if (sources.length * targets.length > 10 * MOST_EDGES) return undefined;
    for (const s of sources)
      for (const t of targets) {
        if (!s.primary || !t.primary) return undefined;
        join(s.asset, t.asset, rule);
        if (rule.both) join(t.asset, s.asset, rule);
      }
  }
  return [...pairs.values()];
}

/** Two pairs that are each other's reverse, by the same rules, are one edge with two heads. */
function mergeDirections(pairs: readonly Pair[]): (Pair & { both: boolean })[] {
  const taken = new Set<Pair>();
  const out: (Pair & { both: boolean })[] = [];
  for (const pair of pairs) {
    if (taken.has(pair)) continue;
    const back = pairs.find((p) => p.from === pair.to && p.to === pair.from && sameRules(p, pair));
    if (back !== undefined) taken.add(back);
    out.push({ ...pair, both: back !== undefined });
  }
  return out;
}

function sameRules(a: Pair, b: Pair): boolean {
  return a.rules.length === b.rules.length && a.rules.every((rule, i) => rule === b.rules[i]);
}

function innerEdge(policy: Policy, pair: Pair & { both: boolean }, clock: Clock): InnerEdge {
  const from = policy.assets[pair.from]?.id ?? '';
  const to = policy.assets[pair.to]?.id ?? '';
  return {
    id: nodeId('inner', from, to),
    from: nodeId('asset', from),
    to: nodeId('asset', to),
    both: pair.both,
    timed: pair.rules.every((r) => isTimed(r, clock)),
    text: serviceWords(pair.rules),
    source: sourceOf((pair.rules[0] as Rule).place),
  };
}

/** Service names as written, each once. */
export function serviceNames(rules: readonly Rule[]): string[] {
  return [...new Set(rules.flatMap((r) => r.services.map((s) => displayText(s.text))))];
}

/** The first two service names, then how many more. */
export function serviceWords(rules: readonly Rule[]): string {
  return shortList(serviceNames(rules));
}

/** `HMI-2 → PLC-301`, as written. */
export function pairWords(rule: Rule): string {
  const list = (items: Rule['sources']): string =>
    displayText(items.items.map((s) => s.text).join(', ') + (items.except.length > 0 ? ' except …' : ''));
  return `${list(rule.sources)} ${rule.both ? '↔' : '→'} ${list(rule.targets)}`;
}

function lines(rules: readonly Rule[]): string[] {
  const all = rules.map((r) => `${r.action === 'deny' ? 'denied: ' : ''}${pairWords(r)} : ${serviceWords([r])}`);
  return all.length <= MOST_LINES
    ? all
    : [...all.slice(0, MOST_LINES - 1), `+${all.length - MOST_LINES + 1} inner rules`];
}
