/**
 * Rules as boxes: products of sources and targets, services and times, each box on one conduit from one of its sides - or in one
 * zone's body - so that sets of rules are compared by geometry alone.
 */
import type { AtomSet } from '../../model/atoms.ts';
import type {
  Conduit,
  ConduitRef,
  Policy,
  Rule,
  RuleRef,
  Selector,
  SelectorList,
  ZoneRef,
} from '../../model/policy.ts';
import { intersectTimes, isEmptyTimes, timeSet } from '../../model/times.ts';
import { ruleTimes } from '../rules.ts';
import { type Scope, scopeOf, selectUnits } from '../select.ts';
import { runsFrom, sidesAt } from '../zones.ts';
import { byZone, type EndSet, EndSets, type Ends, endsHeld, isPair } from './ends.ts';
import { type Clockwork, makeClockwork, type Times } from './times.ts';

export interface Box {
  readonly rule: RuleRef;
  readonly sources: EndSet;
  readonly targets: EndSet;
  readonly atoms: AtomSet;
  /** From now on. */
  readonly times: Times;
  /** How what it permits travels: over which firewalls, and whether anything comes back. */
  readonly way: Way;
}

/** Two permissions that travel differently are compiled differently: neither stands in for the other. */
export interface Way {
  /** The firewalls that `via` names, sorted. */
  readonly via: string;
  /** False on a one-way conduit without `proxied`: no reply passes. */
  readonly answers: boolean;
}

const PLAIN: Way = { via: '', answers: true };

/** Whether what travels one way is also permitted by what travels the other. */
export function carries(outer: Way, inner: Way): boolean {
  return outer.via === inner.via && (outer.answers || !inner.answers);
}

/** A list of selectors in its place: the ends that it holds, by zone. */
interface Held {
  readonly id: number;
  readonly whole: EndSet;
  readonly zones: ReadonlyMap<ZoneRef, Int32Array>;
}

/** Makes the boxes of rules, sharing what rules have in common. */
export class BoxMaker {
  readonly clockwork: Clockwork;
  private readonly sets = new EndSets();
  private readonly held = new Map<string, Held>();
  private readonly atoms = new Map<string, AtomSet>();
  private readonly joined = new Map<string, EndSet>();
  private readonly policy: Policy;
  private readonly ends: Ends;
  private readonly now: number;

  constructor(policy: Policy, ends: Ends, now: number) {
    this.policy = policy;
    this.ends = ends;
    this.now = now;
    this.clockwork = makeClockwork(policy.header.timezone);
  }

  /** What a rule says from now on; nothing where it is broken, over, or pairs nobody with anybody. */
  boxesOf(rule: Rule): Box[] {
    if (rule.broken) return [];
    const { timezone } = this.policy.header;
    const ahead = intersectTimes(ruleTimes(rule), timeSet(this.now));
    const atoms = this.internAtoms(rule.atoms);
    if (atoms.length === 0 || isEmptyTimes(ahead, timezone)) return [];
    const times = this.clockwork.intern(ahead);
    const scope = scopeOf(rule);
    const sources = this.selectionOf(rule.sources, scope);
    const targets = this.selectionOf(rule.targets, scope);
    const ways = rule.both ? [[sources, targets] as const, [targets, sources] as const] : [[sources, targets] as const];
    const found = new Map<string, Box>();
    for (const [from, to] of ways)
      for (const [s, t, way] of this.productsOf(rule, from, to))
        if (isPair(this.ends, s.ends, t.ends))
          found.set(`${s.id}:${t.id}:${way.via}:${way.answers}`, {
            rule: rule.index,
            sources: s,
            targets: t,
            atoms,
            times,
            way,
          });
    return [...found.values()];
  }

  private internAtoms(atoms: AtomSet): AtomSet {
    const key = atoms.map((i) => `${i.from}-${i.to}`).join();
    const known = this.atoms.get(key);
    if (known !== undefined) return known;
    this.atoms.set(key, atoms);
    return atoms;
  }

  private selectionOf(list: SelectorList, scope: Scope): Held {
    const place = scope.kind === 'conduit' ? scope.conduit : scope.kind === 'zone' ? scope.zone : '';
    const except = list.except.length === 0 ? '' : `!${list.except.map(selectorKey).join()}`;
    const key = `${scope.kind}${place} ${list.items.map(selectorKey).join()}${except}`;
    const known = this.held.get(key);
    if (known !== undefined) return known;
    const all = endsHeld(this.policy, this.ends, selectUnits(this.policy, list, scope));
    const made = { id: this.held.size, whole: this.sets.of(all), zones: byZone(this.ends, all) };
    this.held.set(key, made);
    return made;
  }

  /** The sources with the targets that they can meet: of each side of the conduit with all others, or all in a zone's body. */
  private productsOf(rule: Rule, from: Held, to: Held): (readonly [EndSet, EndSet, Way])[] {
    const { container, action } = rule;
    if (container.kind === 'zone') {
      const zone = new Set([container.zone]);
      return [[this.join(from, zone, `z${container.zone}`), this.join(to, zone, `z${container.zone}`), PLAIN]];
    }
    if (container.kind === 'conduit') {
      const conduit = this.policy.conduits[container.conduit];
      return conduit === undefined ? [] : this.across(conduit, from, to, action === 'deny');
    }
    const starts = this.conduitsAround(from);
    const ends = this.conduitsAround(to);
    return [...starts]
      .filter((c) => ends.has(c))
      .flatMap((c) => this.across(this.policy.conduits[c] as Conduit, from, to, false));
  }

  private conduitsAround(held: Held): ReadonlySet<ConduitRef> {
    const found = new Set<ConduitRef>();
    for (const z of held.zones.keys()) for (const c of sidesAt(this.policy, z).keys()) found.add(c);
    return found;
  }

  /** A deny counts against the direction of a one-way conduit too. */
  private across(conduit: Conduit, from: Held, to: Held, always: boolean): (readonly [EndSet, EndSet, Way])[] {
    const starts = this.sidesOf(conduit.index, from);
    const ends = this.sidesOf(conduit.index, to);
    const way: Way = {
      via: [...new Set(conduit.via)].sort((a, b) => a - b).join(),
      answers: conduit.oneWay === undefined || conduit.proxied,
    };
    const out: (readonly [EndSet, EndSet, Way])[] = [];
    for (const [side, zones] of starts) {
      const others = [...ends].filter(([other]) => other !== side && (always || runsFrom(conduit, side, other)));
      if (others.length === 0) continue;
      const targets = new Set(others.flatMap(([, there]) => [...there]));
      const sources = this.join(from, zones, `c${conduit.index}:${side}`);
      out.push([sources, this.join(to, targets, `c${conduit.index}:not ${side} ${always}`), way]);
    }
    return out;
  }

  private sidesOf(conduit: ConduitRef, held: Held): Map<ZoneRef, Set<ZoneRef>> {
    const sides = new Map<ZoneRef, Set<ZoneRef>>();
    for (const zone of held.zones.keys()) {
      const side = sidesAt(this.policy, zone).get(conduit);
      if (side === undefined) continue;
      const there = sides.get(side);
      if (there === undefined) sides.set(side, new Set([zone]));
      else there.add(zone);
    }
    return sides;
  }

  /** The part of a selection in some zones; `what` tells the same part of the same selection again. */
  private join(held: Held, zones: ReadonlySet<ZoneRef>, what: string): EndSet {
    if (zones.size >= held.zones.size && [...held.zones.keys()].every((z) => zones.has(z))) return held.whole;
    const key = `${held.id} ${what}`;
    const known = this.joined.get(key);
    if (known !== undefined) return known;
    const runs = [...held.zones].filter(([z]) => zones.has(z)).map(([, run]) => run);
    const all = new Int32Array(runs.reduce((n, r) => n + r.length, 0));
    let at = 0;
    for (const run of runs) {
      all.set(run, at);
      at += run.length;
    }
    const made = this.sets.of(all);
    this.joined.set(key, made);
    return made;
  }
}

/** Selectors with the same key mean the same in the same place. */
function selectorKey(s: Selector): string {
  const words = [s.kind === 'address' ? s.text : '', s.tag ?? '', s.narrowedTo ?? ''];
  const plain = `${s.kind}${s.ref ?? ''}${s.in === undefined ? '' : `in${s.in}`}`;
  return words.every((w) => w === '') ? plain : plain + JSON.stringify(words);
}
