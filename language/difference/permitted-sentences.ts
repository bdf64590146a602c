/** Sentences on what a change opens and closes: in one step with its services, in several steps with the way. */
import { type Hop, type Permission, pathWords, weightOf, witnessFromAny } from '../analysis/index.ts';
import { has, union } from '../model/intervals.ts';
import type { Place } from '../model/policy.ts';
import { subtractTimes, type TimeSet } from '../model/times.ts';
import { coverOf, type Link, type Product } from './cover.ts';
import { atomsKey, timesKey, timesText } from './keys.ts';
import { joined, sideText } from './names.ts';
import type { Retimed } from './permissions.ts';
import type { Pair, Version } from './principals.ts';
import { servicesText } from './service-words.ts';
import {
  atomsOfFirst,
  capital,
  reasonOf,
  type Sentence,
  type Side,
  type Teller,
  type Weighed,
  weightIn,
} from './telling.ts';

/** What opens: permissions that were not there, and what can be reached by them in several steps. */
export function opened(teller: Teller): Weighed[] {
  return [...permissions(teller, 'gained'), ...retimed(teller, 'permission-changed'), ...reach(teller, 'gained')];
}

/** What closes. Of what is gone nothing is said here: that it is gone says it. */
export function closed(teller: Teller): Weighed[] {
  return [...reach(teller, 'lost'), ...permissions(teller, 'lost'), ...retimed(teller, 'permission-narrowed')];
}

function sideOf(which: 'gained' | 'lost'): Side {
  return which === 'gained' ? 'after' : 'before';
}

/** In several steps: what one step opens or closes is said with its services. */
function reach({ difference, names }: Teller, which: 'gained' | 'lost'): Weighed[] {
  const side = sideOf(which);
  const version = difference[side];
  const direct = new Set(
    difference.permissions.filter((c) => c[which].length > 0).map((c) => `${c.from.index} ${c.to.index}`),
  );
  const links = difference.blast.flatMap((b) =>
    b[which]
      .filter((to) => to.after !== undefined && !direct.has(`${b.from.index} ${to.index}`))
      .map((to) => ({ from: b.from, to, value: undefined })),
  );
  return coverOf(links, () => '').map((product) => {
    const weight = weightIn(version, side, product);
    if (which === 'lost') {
      const text = `${sideText(names[side], product.from)} may no longer reach ${targetText(names[side], product)}`;
      return { weight, sentence: { kind: 'reach-lost', text: capital(text), details: [] } };
    }
    const hops = pathOf(version, product);
    const place = newPlace(difference.before, version, hops);
    const text = `${sideText(names[side], product.from)} may now reach ${targetText(names[side], product)}${throughText({ difference, names }, product, hops)}`;
    const sentence: Sentence = {
      kind: 'reach-gained',
      text: capital(text),
      details: pathWords(version.policy, hops),
      ...(place && { place }),
    };
    return { weight, sentence };
  });
}

function targetText(names: Teller['names'][Side], { from, to }: Product<unknown>): string {
  const same = from.length > 1 && from.length === to.length && from.every((p) => to.includes(p));
  return same ? 'one another' : sideText(names, to);
}

/** A shortest way from the nearest of the sources to the worst of the targets. */
function pathOf({ graph, policy }: Version, { from, to }: Product<unknown>): readonly Hop[] {
  const sources = from.flatMap((p) => p.after?.assets ?? []);
  const targets = to.flatMap((p) => p.after?.assets ?? []);
  const [worst] = targets.sort((a, b) => weightOf(policy, b) - weightOf(policy, a));
  return worst === undefined ? [] : (witnessFromAny(graph, sources, worst) ?? []);
}

/** `, through JUMP-1 and ENG-1`; of several sources, which one goes that way. */
function throughText(
  { difference, names }: Pick<Teller, 'difference' | 'names'>,
  { from }: Product<unknown>,
  hops: readonly Hop[],
): string {
  const { policy } = difference.after;
  const word = (end: Hop['from']): string =>
    end.kind === 'asset'
      ? names.after.short(policy.assets[end.asset]?.id ?? '')
      : `undeclared addresses of ${names.after.short(policy.zones[end.zone]?.id ?? '')}`;
  const between = hops.slice(0, -1).map((hop) => word(hop.to));
  if (between.length === 0) return '';
  const sources = from.reduce((sum, p) => sum + p.ids.length, 0);
  const who = sources > 1 && hops[0] !== undefined ? `${word(hops[0].from)} ` : '';
  return `, ${who}through ${joined(between)}`;
}

/** Where the first rule of a way stands that the version before does not have; else the last. */
function newPlace(before: Version, after: Version, hops: readonly Hop[]): Place | undefined {
  const known = new Set(before.policy.rules.map((r) => r.id));
  const rules = hops.flatMap((h) => (h.by.kind === 'rule' ? (after.policy.rules[h.by.rule] ?? []) : []));
  return (rules.find((r) => !known.has(r.id)) ?? rules.at(-1))?.place;
}

function permissions(teller: Teller, which: 'gained' | 'lost'): Weighed[] {
  const { difference, names, services } = teller;
  const side = sideOf(which);
  const version = difference[side];
  const freed = freedBy(difference);
  const stays = (p: Pair): boolean => (which === 'gained' ? !freed(p) : p.after !== undefined);
  const links: Link<Permission>[] = difference.permissions
    .filter((c) => c[which].length > 0 && stays(c.from) && stays(c.to))
    .map((c) => ({ from: c.from, to: c.to, value: c[which] }));
  const verb = which === 'gained' ? 'may now open' : 'may no longer open';
  return coverOf(links, permissionKey).map((product) => {
    const all = which === 'gained' ? 'everything' : 'anything';
    const what = product.value
      .map((p) => `${servicesText(services, p.atoms, all)}${whenText(version, p.times)}`)
      .join('; ');
    const text = `${sideText(names[side], product.from)} ${verb} ${what} to ${targetText(names[side], product)}`;
    const { details, place } = reasonOf(version, side, product, atomsOfFirst(product.value));
    const sentence: Sentence = {
      kind: which === 'gained' ? 'permission-gained' : 'permission-lost',
      text: capital(text),
      details,
      ...(place && { place }),
      ...(place && which === 'lost' && { old: true }),
    };
    return { weight: weightIn(version, side, product), sentence };
  });
}

/** Undeclared addresses that an asset had: that it is gone or moved is said, not that its address is now anybody's. */
function freedBy({ before }: Teller['difference']): (pair: Pair) => boolean {
  const held = union(...before.policy.legs.map((leg) => leg.addressSet));
  return (pair) => {
    const [first] = pair.after?.principals ?? [];
    return (
      pair.kind === 'strangers' && pair.before === undefined && first?.kind === 'address' && has(held, first.address)
    );
  };
}

function permissionKey(permission: Permission): string {
  return permission.map((p) => `${atomsKey(p.atoms)} ${timesKey(p.times)}`).join(' | ');
}

/** Permitted at other times: narrowed where no time came. */
function retimed(
  { difference, names, services }: Teller,
  kind: 'permission-changed' | 'permission-narrowed',
): Weighed[] {
  const { before, after, permissions: changes } = difference;
  const isNarrower = (r: Retimed): boolean => subtractTimes(r.after, r.before).length === 0;
  const links = changes.flatMap(({ from, to, changed }) =>
    changed
      .filter((value) => isNarrower(value) === (kind === 'permission-narrowed'))
      .map((value) => ({ from, to, value })),
  );
  const keyOf = (value: Retimed): string =>
    `${atomsKey(value.atoms)} ${timesKey(value.before)} ${timesKey(value.after)}`;
  const verb = kind === 'permission-changed' ? 'may now open' : 'may open only at times';
  return coverOf(links, keyOf).map((product) => {
    const { atoms, before: was, after: is } = product.value;
    const what = `${servicesText(services, atoms)} to ${targetText(names.after, product)}`;
    const [then, now] = [anyTime(before, was), anyTime(after, is)];
    const text =
      kind === 'permission-changed'
        ? `${sideText(names.after, product.from)} ${verb} ${what} ${now}; before: ${then}`
        : `${sideText(names.after, product.from)} may open ${what} only ${now}; before: ${then}`;
    const { details, place } = reasonOf(after, 'after', product, atoms);
    const sentence: Sentence = { kind, text: capital(text), details, ...(place && { place }) };
    return { weight: weightIn(after, 'after', product), sentence };
  });
}

function anyTime(version: Version, times: TimeSet): string {
  const text = timesText(version, times);
  return text === 'always' ? 'at any time' : text;
}

/** ` (Mon-Fri 08:00-12:00)`; nothing for what is permitted always. */
function whenText(version: Version, times: TimeSet): string {
  const text = timesText(version, times);
  return text === 'always' ? '' : ` (${text})`;
}
