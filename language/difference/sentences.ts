/** A difference told as sentences, the most important first: what a reviewer must not miss stands on top. */
import { atomWords, explain, type Permission, pathWords, reasonWords, weightOf, witness } from '../analysis/index.ts';
import { type AtomSet, ROUTED_ATOMS } from '../model/atoms.ts';
import { contains } from '../model/intervals.ts';
import type { AssetRef, Place } from '../model/policy.ts';
import type { TimeSet } from '../model/times.ts';
import { type Names, namesOf, type Product, productsOf, sideText } from './grouping.ts';
import type { Difference, PermissionChange } from './index.ts';
import { atomsKey, timesKey, timesText } from './keys.ts';
import type { Version } from './principals.ts';

export interface Sentence {
  readonly kind:
    | 'expectation-broken'
    | 'reach-gained'
    | 'permission-gained'
    | 'permission-changed'
    | 'reach-lost'
    | 'permission-lost'
    | 'expectation-mended'
    | 'declared'
    | 'rules';
  readonly text: string;
  /** Lines that explain it: a path, a reason. */
  readonly details: readonly string[];
  /** Where to look, in the version after; with `old` in the one before. */
  readonly place?: Place;
  readonly old?: true;
}

/** All sentences of a difference: what opens before what closes, what concerns the most critical assets first. */
export function sentencesOf(difference: Difference): Sentence[] {
  const { before, after } = difference;
  const teller: Teller = {
    difference,
    old: namesOf(before.policy),
    now: namesOf(after.policy),
    words: servicesOf(difference),
  };
  return [
    ...expectations(difference, 'broken'),
    ...reach(teller, 'gained'),
    ...permissions(teller, 'gained'),
    ...retimed(teller),
    ...reach(teller, 'lost'),
    ...permissions(teller, 'lost'),
    ...expectations(difference, 'mended'),
    ...declared(difference),
    ...rules(difference),
  ];
}

interface Teller {
  readonly difference: Difference;
  readonly old: Names;
  readonly now: Names;
  /** Names of services by their atoms. */
  readonly words: ReadonlyMap<string, string>;
}

function expectations({ expectations: all }: Difference, which: 'broken' | 'mended'): Sentence[] {
  const changes = all.filter((e) => (which === 'broken' ? e.change === 'broken' : e.change !== 'broken'));
  const words = { broken: 'Does not hold', mended: 'Holds now', removed: 'Is no longer expected' };
  return changes.map(({ text, place, change, message }) => ({
    kind: change === 'broken' ? 'expectation-broken' : 'expectation-mended',
    text: `${words[change]}: ${text}`,
    details: message === '' ? [] : message.split('\n'),
    place,
    ...(change === 'removed' ? { old: true } : {}),
  }));
}

function reach({ difference, old, now }: Teller, which: 'gained' | 'lost'): Sentence[] {
  const [version, names, side] =
    which === 'gained' ? [difference.after, now, 'after' as const] : [difference.before, old, 'before' as const];
  const links = difference.blast.flatMap((b) => b[which].map((to) => ({ from: b.from, to, value: undefined })));
  const products = productsOf(links, () => '').sort((a, b) => weightIn(version, side, b) - weightIn(version, side, a));
  return products.map((product) => {
    const verb = which === 'gained' ? 'may now reach' : 'may no longer reach';
    const path = which === 'gained' ? pathOf(version, product) : [];
    const text = `${sideText(names, product.from)} ${verb} ${sideText(names, product.to)}`;
    return { kind: which === 'gained' ? 'reach-gained' : 'reach-lost', text: capital(text), details: path };
  });
}

/** The worst target counts most, then how much falls altogether. */
function weightIn({ policy }: Version, side: 'before' | 'after', { from, to }: Product<unknown>): number {
  const weights = to.flatMap((p) => (p[side]?.assets ?? []).map((a) => weightOf(policy, a)));
  const sources = from.reduce((sum, p) => sum + p.ids.length, 0);
  return Math.max(0, ...weights) * 1e9 + weights.reduce((sum, w) => sum + w, 0) * sources;
}

/** A shortest way from some source to the worst of the targets. */
function pathOf({ graph, policy }: Version, { from, to }: Product<unknown>): string[] {
  const targets = to.flatMap((p) => p.after?.assets ?? []).sort((a, b) => weightOf(policy, b) - weightOf(policy, a));
  const sources = from.flatMap((p) => p.after?.assets ?? []);
  for (const target of targets.slice(0, 1))
    for (const source of sources) {
      const hops = source === target ? undefined : witness(graph, source, target);
      if (hops !== undefined) return pathWords(policy, hops);
    }
  return [];
}

function permissions(teller: Teller, which: 'gained' | 'lost'): Sentence[] {
  const { difference, old, now } = teller;
  const [version, names, side] =
    which === 'gained' ? [difference.after, now, 'after' as const] : [difference.before, old, 'before' as const];
  const links = difference.permissions
    .filter((c) => c[which].length > 0)
    .map((c) => ({ from: c.from, to: c.to, value: c[which] }));
  const products = productsOf(links, permissionKey).sort(
    (a, b) => weightIn(version, side, b) - weightIn(version, side, a),
  );
  const verb = which === 'gained' ? 'may now open' : 'may no longer open';
  return products.map((product) => {
    const services = product.value.map((p) => `${atomsText(teller, p.atoms)}${whenText(version, p.times)}`).join('; ');
    const text = `${sideText(names, product.from)} ${verb} ${services} to ${sideText(names, product.to)}`;
    const why = which === 'gained' ? reasonOf(difference.after, product) : undefined;
    return {
      kind: which === 'gained' ? 'permission-gained' : 'permission-lost',
      text: capital(text),
      details: why === undefined ? [] : [why.text],
      ...(why?.place === undefined ? {} : { place: why.place }),
    };
  });
}

function permissionKey(permission: Permission): string {
  return permission.map((p) => `${atomsKey(p.atoms)} ${timesKey(p.times)}`).join(' | ');
}

/** The rule or open zone that permits it, for the first source and target. */
function reasonOf(
  { policy, when }: Version,
  { from, to, value }: Product<Permission>,
): { text: string; place?: Place } | undefined {
  const [first] = value;
  const source = from[0]?.after?.principals[0];
  const target = to
    .flatMap((p) => p.after?.principals ?? [])
    .find((p) => JSON.stringify(p, plain) !== JSON.stringify(source, plain));
  if (source === undefined || target === undefined || first === undefined) return undefined;
  const { allowedBy, openZone } = explain(policy, source, target, first.atoms, when);
  const [rule] = allowedBy;
  if (rule !== undefined) {
    const place = policy.rules[rule]?.place;
    return { text: `by ${reasonWords(policy, { kind: 'rule', rule })}`, ...(place === undefined ? {} : { place }) };
  }
  if (openZone === undefined) return undefined;
  const place = policy.zones[openZone]?.namePlace;
  return {
    text: `by ${reasonWords(policy, { kind: 'zone', zone: openZone })}`,
    ...(place === undefined ? {} : { place }),
  };
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function retimed(teller: Teller): Sentence[] {
  const { difference, now } = teller;
  const links = difference.permissions.flatMap(({ from, to, changed }: PermissionChange) =>
    changed.map((value) => ({ from, to, value })),
  );
  const keyOf = (value: (typeof links)[number]['value']) =>
    permissionKey([
      { atoms: value.atoms, times: value.before },
      { atoms: value.atoms, times: value.after },
    ]);
  return productsOf(links, keyOf).map(({ from, to, value }) => {
    return {
      kind: 'permission-changed',
      text: capital(
        `${sideText(now, from)} may open ${atomsText(teller, value.atoms)} to ${sideText(now, to)} ${timesText(difference.after, value.after)}; before: ${timesText(difference.before, value.before)}`,
      ),
      details: [],
    };
  });
}

/** ` (Mon-Fri 08:00-12:00)`; nothing for what is permitted always. */
function whenText(version: Version, times: TimeSet): string {
  const text = timesText(version, times);
  return text === 'always' ? '' : ` (${text})`;
}

/** Names of services by their atoms; of several names the one that the rules use. */
function servicesOf({ before, after }: Difference): Map<string, string> {
  const named = new Map<string, string>();
  const put = (service: { readonly atoms: AtomSet; readonly name: string } | undefined) => {
    if (service !== undefined && !named.has(atomsKey(service.atoms))) named.set(atomsKey(service.atoms), service.name);
  };
  for (const { policy } of [after, before])
    for (const { services } of policy.rules) for (const { service } of services) put(policy.services[service ?? -1]);
  for (const service of after.policy.services) put(service);
  return named;
}

function atomsText({ words }: Teller, atoms: AtomSet): string {
  if (contains(atoms, ROUTED_ATOMS)) return 'any service';
  return words.get(atomsKey(atoms)) ?? atomWords(atoms);
}

function declared({ entities, after }: Difference): Sentence[] {
  const told = (text: string, place: Place): Sentence => ({ kind: 'declared', text, details: [], place });
  const reached = new Map(after.policy.assets.map((a) => [a.id, a.index]));
  const size = (id: string) => {
    const asset = reached.get(id) as AssetRef | undefined;
    return asset === undefined
      ? ''
      : ` of type ${after.policy.types[after.policy.assets[asset]?.type ?? -1]?.name ?? '?'}`;
  };
  return [
    ...entities.moved.map((m) => told(`Asset ${m.name} moved from ${m.from} to ${m.to}`, m.place)),
    ...entities.added.map((e) => told(`New ${e.kind} ${e.id}${e.kind === 'asset' ? size(e.id) : ''}`, e.place)),
    ...entities.removed.map((e) => ({ ...told(`${capital(e.kind)} ${e.id} is gone`, e.place), old: true as const })),
  ];
}

function rules({ firewalls }: Difference): Sentence[] {
  return firewalls.map(({ firewall, added, removed }) => ({
    kind: 'rules',
    text: `${firewall}: ${added.length} ${added.length === 1 ? 'rule' : 'rules'} more, ${removed.length} fewer`,
    details: [...added.map((r) => `+ ${r.rule} ${r.text}`), ...removed.map((r) => `- ${r.rule} ${r.text}`)],
  }));
}

function capital(text: string): string {
  return text.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}
