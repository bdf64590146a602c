/** What each kind of place offers. */
import { CompletionItemKind } from 'vscode-languageserver';
import { membersLeft } from '../../../language/grammar/words.ts';
import type { Declared, Zone } from '../../../language/model/policy.ts';
import { splitQualified, unquote } from '../../../language/resolve/names.ts';
import type { SymbolKind } from '../../../language/resolve/symbols.ts';
import type { Snapshot } from '../../snapshot.ts';
import { freeAddresses } from './addresses.ts';
import type { Token } from './context.ts';
import { type Draft, type Place, wordDraft } from './draft.ts';
import { innerWords } from './inner.ts';
import { nameDraft, namesOf } from './names.ts';
import { freeNetworks } from './networks.ts';
import type { TextKind, Want } from './place.ts';
import { holdsAsset, subtrees, zonesNamed } from './scope.ts';

/** The items of a place: what fits, of that what the grammar takes, and the grammar's own words. */
export function offersAt(place: Place, wants: readonly Want[]): Draft[] {
  const { legal, context } = place;
  const known = legal === undefined ? wants.filter((w) => w.kind !== 'members') : wants;
  const drafts = known.flatMap((want, i) => draftsOf(place, want).map((d) => ({ ...d, rank: d.rank + i * 10 })));
  const fitting = drafts.filter((d) => legal === undefined || d.terminal === undefined || legal.has(d.terminal));
  if (legal === undefined || context.qualifier.length > 0 || context.inText) return fitting;
  const stated = new Set(fitting.map((d) => d.terminal));
  const inner = innerWords(legal, context.statement).map(wordDraft(CompletionItemKind.Keyword, 6));
  return [...fitting, ...inner.filter((d) => !stated.has(d.terminal))];
}

function draftsOf(place: Place, want: Want): Draft[] {
  const { snapshot, context } = place;
  const isQualified = context.qualifier.length > 0;
  switch (want.kind) {
    case 'members':
      return isQualified ? [] : members(place);
    case 'words':
      return isQualified ? [] : want.words.map(wordDraft(CompletionItemKind.EnumMember));
    case 'names':
      return names(place, want.of, want.but ?? []);
    case 'joined':
      return joined(place).filter((d) => !want.but.includes(d.newText));
    case 'selectors':
      return selectors(place, want.but ?? []);
    case 'services':
      return services(
        place,
        want.targets.map((t) => t.text),
      );
    case 'addresses':
      return addresses(place, want.zones);
    case 'networks':
      return freeNetworks(snapshot.policy, place.scope.zone, place.scope.parent).map((text, rank) => ({
        label: text,
        kind: CompletionItemKind.Value,
        newText: text,
        rank,
        detail: 'free',
        terminal: 'ADDRESS',
      }));
    case 'dates':
      return dates(snapshot);
    case 'texts':
      return texts(snapshot, want.of);
  }
}

function members({ snapshot, context }: Place): Draft[] {
  const block = context.blocks.at(-1);
  const kind = block?.kind ?? 'file';
  const hasPolicy = kind === 'file' && snapshot.policy.header.place !== undefined;
  return membersLeft(kind, hasPolicy ? ['policy'] : (block?.given ?? [])).map(wordDraft(CompletionItemKind.Keyword));
}

/** Declarations of a kind, but those that are named and, of types, those that descend from them. */
function names(place: Place, of: SymbolKind, but: readonly string[]): Draft[] {
  if (but.length === 0) return namesOf(place, of);
  const { types } = place.snapshot.policy;
  const bare = new Set(but.map(unquote));
  const descends = (index: number): boolean =>
    of === 'type' && (types[index]?.ancestors ?? []).some((a) => bare.has(types[a]?.name ?? ''));
  return namesOf(place, of).filter(
    (d) =>
      !but.includes(d.newText) && !descends(d.symbol?.index ?? -1) && !(of !== 'zone' && bare.has(unquote(d.newText))),
  );
}

function joined(place: Place): Draft[] {
  const { policy } = place.snapshot;
  return (place.scope.joined ?? []).flatMap((z) => {
    const zone = policy.zones[z];
    return zone === undefined ? [] : (nameDraft(place, 'zone', zone, 0) ?? []);
  });
}

function addresses({ snapshot: { policy }, scope }: Place, named: readonly Token[] | undefined): Draft[] {
  const written =
    named
      ?.map((t) => t.text)
      .join('')
      .split(',') ?? [];
  const zones: readonly Zone[] =
    named === undefined
      ? scope.zone === undefined
        ? []
        : [scope.zone]
      : written.flatMap((w) => zonesNamed(policy, w).flatMap((z) => policy.zones[z] ?? []));
  const free = zones.flatMap((zone) => freeAddresses(policy, zone));
  const dhcp = wordDraft(
    CompletionItemKind.Keyword,
    9,
  )({ word: 'dhcp', means: 'An address of the zone, given at run time.' });
  const value = (text: string, rank: number): Draft => ({
    label: text,
    kind: CompletionItemKind.Value,
    newText: text,
    rank,
    detail: 'free',
    terminal: 'ADDRESS',
  });
  return [...free.map(value), dhcp];
}

function selectors(place: Place, but: readonly string[]): Draft[] {
  const { policy } = place.snapshot;
  const { scope } = place;
  const assets = policy.assets.filter((a) => holdsAsset(policy, scope, a));
  const zones = policy.zones.filter(
    (z) => scope.own === undefined && (scope.zones === undefined || scope.zones.has(z.index)),
  );
  const types = new Set(
    assets.flatMap((a) => (a.type === undefined ? [] : [a.type, ...(policy.types[a.type]?.ancestors ?? [])])),
  );
  const groups = policy.groups.filter(
    (g) => !but.includes(g.name) && (g.zone === undefined || scope.zones === undefined || scope.zones.has(g.zone)),
  );
  const near = (index: number | undefined): boolean => scope.zones === undefined || scope.zones.has(index ?? -1);
  const firewalls = policy.firewalls.filter((f) =>
    f.interfaces.some((i) => i.addresses.length > 0 && i.zones.some(near)),
  );
  const named = (kind: SymbolKind, list: readonly Declared[], rank: number) =>
    list.flatMap((d) => nameDraft(place, kind, d, rank) ?? []);
  return [
    ...named('asset', assets, 2),
    ...named(
      'type',
      policy.types.filter((t) => types.has(t.index)),
      1,
    ),
    ...named('group', groups, 3),
    ...named('zone', zones, 4),
    ...named('firewall', firewalls, 5),
  ];
}

function services(place: Place, targets: readonly string[]): Draft[] {
  const { policy } = place.snapshot;
  const served = servedBy(place, targets);
  return policy.services.flatMap((s) => {
    const draft = nameDraft(place, 'service', s, served.has(s.index) ? 0 : 4);
    return draft === undefined
      ? []
      : [served.has(s.index) ? { ...draft, detail: `${draft.detail ?? ''} - served by the target` } : draft];
  });
}

/** Services of the assets and types that the targets' names stand for; of a zone, those of its assets. */
function servedBy({ snapshot: { policy }, scope }: Place, targets: readonly string[]): ReadonlySet<number> {
  const names = new Set(splitQualified(targets.filter((t) => t !== '.').join('.')));
  const out = new Set<number>();
  const add = (services: readonly number[]): void => {
    for (const s of services) {
      if (out.has(s)) continue;
      out.add(s);
      add(policy.services[s]?.parts ?? []);
    }
  };
  for (const type of policy.types) if (names.has(type.name)) add(type.serves);
  const zones = subtrees(
    policy,
    policy.zones.filter((z) => names.has(z.name)).map((z) => z.index),
  );
  for (const asset of policy.assets) {
    const isNamed =
      names.has(asset.name) ||
      (asset.type !== undefined &&
        [asset.type, ...(policy.types[asset.type]?.ancestors ?? [])].some((t) =>
          names.has(policy.types[t]?.name ?? ''),
        ));
    if (zones.has(asset.zone) || (isNamed && holdsAsset(policy, scope, asset))) add(asset.serves);
  }
  return out;
}

function dates({ policy, now }: Snapshot): Draft[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: policy.header.timezone });
  const day = 24 * 3600 * 1000;
  return [0, 1, 7, 30].map((days, rank) => {
    const text = format.format(now + days * day);
    const detail = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`;
    return { label: text, kind: CompletionItemKind.Value, newText: text, rank, detail, terminal: 'DATETIME' };
  });
}

/** Texts that may stand between the quotes: those that the policy has already, or a closed list. */
function texts({ policy }: Snapshot, of: TextKind): Draft[] {
  const { assets, zones, types, conduits, accesses, header } = policy;
  const valuesOf: Readonly<Record<TextKind, () => readonly (string | undefined)[]>> = {
    tags: () => [...assets.flatMap((a) => a.effectiveTags), ...types.flatMap((t) => t.tags)],
    timezones: () => ['UTC', ...Intl.supportedValuesOf('timeZone')],
    standards: () => ['62443', 'NERC-CIP'],
    owner: () => [header, ...zones, ...assets, ...types, ...conduits, ...accesses].map((d) => d.owner),
    vendor: () => [...assets, ...types, ...accesses].map((d) => d.vendor),
    model: () => [...assets, ...types].map((d) => d.model),
    site: () => zones.map((z) => z.site),
  };
  const details: Readonly<Record<TextKind, string>> = {
    ...{ tags: 'a tag of this policy', timezones: 'IANA time zone', standards: 'standard' },
    ...{ owner: 'an owner in this policy', vendor: 'a vendor in this policy' },
    ...{ model: 'a model in this policy', site: 'a site of this policy' },
  };
  const values = [...new Set(valuesOf[of]().filter((v) => v !== undefined))];
  // A text with a quote or a line end would have to be escaped as it is typed.
  const plain = values.filter((v) => v !== '' && !/["\\\r\n\t]/.test(v));
  if (of !== 'timezones') plain.sort();
  return plain.map((v) => ({ label: v, kind: CompletionItemKind.Text, newText: v, rank: 0, detail: details[of] }));
}
