/** Completion: what may stand at the cursor, the likeliest first, with documentation beside each item. */
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  MarkupKind,
} from 'vscode-languageserver';
import { MEMBERS, type Word } from '../../../language/grammar/words.ts';
import type { Declared } from '../../../language/model/policy.ts';
import { idPart, splitQualified, writeName } from '../../../language/resolve/names.ts';
import type { SymbolKind } from '../../../language/resolve/symbols.ts';
import { describe } from '../../describe/declaration.ts';
import type { TypedAt } from '../../session.ts';
import type { Snapshot } from '../../snapshot.ts';
import { freeAddresses } from './addresses.ts';
import { type CursorContext, contextAt } from './context.ts';
import { type Want, wantedAt } from './place.ts';
import { type CompletionScope, holdsAsset, scopeAt, subtrees } from './scope.ts';

/** More are cut by what is already typed. */
const MOST_ITEMS = 1000;

interface Draft {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly newText: string;
  readonly snippet?: boolean;
  readonly detail?: string;
  readonly documentation?: string;
  /** Ranks within the list: 0 first. */
  readonly rank: number;
  readonly symbol?: { readonly kind: SymbolKind; readonly index: number };
}

export function complete(typed: TypedAt): CompletionList | null {
  const { document, offset, snapshot, uri } = typed;
  const context = contextAt(document.getText(), offset);
  if (context === undefined) return null;
  const scope = scopeAt(snapshot, context);
  const drafts = wantedAt(context).flatMap((want, i) =>
    draftsOf({ snapshot, context, scope }, want).map((d) => ({ ...d, rank: d.rank + i * 10 })),
  );
  const unique = [...new Map(drafts.map((d) => [`${d.label} ${d.newText}`, d])).values()];
  const start = context.word.replace(/^'/, '').toLowerCase();
  const fitting = unique.length > MOST_ITEMS ? unique.filter((d) => d.label.toLowerCase().includes(start)) : unique;
  const range = { start: document.positionAt(context.wordStart), end: document.positionAt(offset) };
  const items = fitting.slice(0, MOST_ITEMS).map(
    (d): CompletionItem => ({
      label: d.label,
      kind: d.kind,
      sortText: `${String(d.rank).padStart(4, '0')} ${d.label}`,
      filterText: context.word.startsWith("'")
        ? `'${d.label}`
        : d.label === d.newText
          ? d.label
          : d.snippet
            ? d.label
            : d.newText,
      textEdit: { range, newText: d.newText },
      insertTextFormat: d.snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      ...(d.detail === undefined || d.detail === '' ? {} : { detail: d.detail }),
      ...(d.documentation === undefined
        ? {}
        : { documentation: { kind: MarkupKind.Markdown, value: d.documentation } }),
      ...(d.symbol === undefined ? {} : { data: { uri, ...d.symbol } }),
    }),
  );
  return { isIncomplete: fitting.length > MOST_ITEMS || unique.length > fitting.length, items };
}

/** Adds the documentation of a name's declaration. */
export function resolveCompletion(item: CompletionItem, snapshot: Snapshot | undefined): CompletionItem {
  const data = item.data as { kind?: SymbolKind; index?: number } | undefined;
  if (snapshot === undefined || data?.kind === undefined || data.index === undefined) return item;
  const value = describe(snapshot, data.kind, data.index);
  return value === '' ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } };
}

interface Place {
  readonly snapshot: Snapshot;
  readonly context: CursorContext;
  readonly scope: CompletionScope;
}

function draftsOf(place: Place, want: Want): Draft[] {
  const { snapshot, context, scope } = place;
  switch (want.kind) {
    case 'members':
      if (context.qualifier.length > 0) return [];
      return (MEMBERS[context.blocks.at(-1)?.kind ?? 'file'] ?? []).map(wordDraft(CompletionItemKind.Keyword));
    case 'words':
      return context.qualifier.length > 0 ? [] : want.words.map(wordDraft(CompletionItemKind.EnumMember));
    case 'names':
      return namesOf(place, want.of).filter((d) => !(want.but ?? []).includes(d.newText));
    case 'selectors':
      return selectors(place);
    case 'services':
      return services(
        place,
        want.targets.map((t) => t.text),
      );
    case 'addresses': {
      const free = scope.zone === undefined ? [] : freeAddresses(snapshot.policy, scope.zone);
      const dhcp: Draft = {
        label: 'dhcp',
        kind: CompletionItemKind.Keyword,
        newText: 'dhcp',
        rank: 9,
        detail: 'an address of the zone, given at run time',
      };
      return [
        ...free.map(
          (a, i): Draft => ({ label: a, kind: CompletionItemKind.Value, newText: a, rank: i, detail: 'free' }),
        ),
        dhcp,
      ];
    }
    case 'dates':
      return dates(snapshot);
    case 'texts':
      return texts(snapshot, want.of);
  }
}

function wordDraft(kind: CompletionItemKind): (word: Word, i: number) => Draft {
  return ({ word, means, snippet }) => ({
    label: word,
    kind: snippet === undefined ? kind : CompletionItemKind.Snippet,
    newText: snippet ?? word,
    snippet: snippet !== undefined,
    rank: 5,
    ...(means === '' ? {} : { documentation: means }),
  });
}

const ITEM_KINDS: Readonly<Record<SymbolKind, CompletionItemKind>> = {
  zone: CompletionItemKind.Module,
  asset: CompletionItemKind.Variable,
  type: CompletionItemKind.Class,
  group: CompletionItemKind.Struct,
  firewall: CompletionItemKind.Unit,
  service: CompletionItemKind.Interface,
  schedule: CompletionItemKind.Event,
  conduit: CompletionItemKind.Struct,
  access: CompletionItemKind.Event,
};

function namesOf(place: Place, kind: SymbolKind): Draft[] {
  const { policy } = place.snapshot;
  const lists: Readonly<Record<SymbolKind, readonly Declared[]>> = {
    zone: policy.zones,
    asset: policy.assets,
    type: policy.types,
    group: policy.groups,
    firewall: policy.firewalls,
    service: policy.services,
    schedule: policy.schedules,
    conduit: policy.conduits,
    access: policy.accesses,
  };
  return lists[kind].flatMap((d) => nameDraft(place, kind, d, 0) ?? []);
}

/** A declaration under the name that means it here; undefined where the typed qualifier is of another. */
function nameDraft(
  { snapshot, context, scope }: Place,
  kind: SymbolKind,
  declared: Declared,
  rank: number,
): Draft | undefined {
  const path = kind === 'zone' || kind === 'asset' ? splitQualified(declared.id) : [declared.name];
  const { qualifier } = context;
  if (qualifier.length > 0 && !isQualified(path, qualifier)) return undefined;
  const parts =
    qualifier.length > 0
      ? [...qualifier, declared.name]
      : isUnique(snapshot, kind, declared, scope)
        ? [declared.name]
        : path;
  const written = parts.map((p) => writeName(p) ?? idPart(p)).join('.');
  const detail = detailOf(snapshot, kind, declared);
  return {
    label: written,
    kind: ITEM_KINDS[kind],
    newText: written,
    rank,
    detail,
    symbol: { kind, index: declared.index },
  };
}

function isQualified(path: readonly string[], qualifier: readonly string[]): boolean {
  const start = path.length - 1 - qualifier.length;
  return start >= 0 && qualifier.every((q, i) => path[start + i] === q);
}

const counted = new WeakMap<
  Snapshot,
  ReadonlyMap<string, readonly { readonly kind: SymbolKind; readonly index: number }[]>
>();

/** Whether the simple name means this declaration here: LANGUAGE.md *Resolution*. */
function isUnique(snapshot: Snapshot, kind: SymbolKind, declared: Declared, scope: CompletionScope): boolean {
  if (kind !== 'zone' && kind !== 'asset') return true;
  const { policy } = snapshot;
  let byName = counted.get(snapshot);
  if (byName === undefined) {
    const map = new Map<string, { kind: SymbolKind; index: number }[]>();
    for (const a of policy.assets) map.set(a.name, [...(map.get(a.name) ?? []), { kind: 'asset', index: a.index }]);
    for (const z of policy.zones) map.set(z.name, [...(map.get(z.name) ?? []), { kind: 'zone', index: z.index }]);
    byName = map;
    counted.set(snapshot, map);
  }
  const same = byName.get(declared.name) ?? [];
  if (same.length < 2) return true;
  const inside = same.filter(({ kind: k, index }) => {
    const asset = policy.assets[index];
    return k === 'zone'
      ? scope.zones?.has(index)
      : scope.zones !== undefined && asset !== undefined && holdsAsset(policy, scope, asset);
  });
  return inside.length === 1 && inside[0]?.kind === kind && inside[0].index === declared.index;
}

function detailOf({ policy }: Snapshot, kind: SymbolKind, declared: Declared): string {
  if (kind === 'asset') {
    const asset = policy.assets[declared.index];
    return `${policy.types[asset?.type ?? -1]?.name ?? ''} in ${policy.zones[asset?.zone ?? -1]?.name ?? ''}`;
  }
  return declared.title ?? '';
}

function selectors(place: Place): Draft[] {
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
    (g) => g.zone === undefined || scope.zones === undefined || scope.zones.has(g.zone),
  );
  const near = (index: number | undefined): boolean => scope.zones === undefined || scope.zones.has(index ?? -1);
  const firewalls = policy.firewalls.filter((f) =>
    f.interfaces.some((i) => i.addresses.length > 0 && i.zones.some(near)),
  );
  const named = (kind: SymbolKind, list: readonly Declared[], rank: number) =>
    list.flatMap((d) => nameDraft(place, kind, d, rank) ?? []);
  const word = (label: string, newText: string, detail: string): Draft => ({
    label,
    kind: CompletionItemKind.Keyword,
    newText,
    snippet: newText !== label,
    rank: 6,
    detail,
  });
  const words = [
    word('any', 'any', "every address of the conduit's two sides"),
    word('tagged', 'tagged "$1"', 'assets with a tag'),
  ];
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
    ...(place.context.qualifier.length > 0 ? [] : words),
  ];
}

function services(place: Place, targets: readonly string[]): Draft[] {
  const { policy } = place.snapshot;
  const served = servedBy(place, targets);
  const word = (label: string, newText: string, detail: string): Draft => ({
    label,
    kind: CompletionItemKind.Keyword,
    newText,
    snippet: newText !== label,
    rank: 8,
    detail,
  });
  return [
    ...policy.services.flatMap((s) => {
      const draft = nameDraft(place, 'service', s, served.has(s.index) ? 0 : 4);
      return draft === undefined
        ? []
        : [served.has(s.index) ? { ...draft, detail: `${draft.detail ?? ''} - served by the target` } : draft];
    }),
    word('tcp', 'tcp $0', 'TCP ports'),
    word('udp', 'udp $0', 'UDP ports'),
    word('icmp', 'icmp', 'ICMP'),
    word('any', 'any', 'everything'),
  ];
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
    return { label: text, kind: CompletionItemKind.Value, newText: text, rank, detail };
  });
}

function texts({ policy }: Snapshot, of: 'tags' | 'timezones' | 'standards'): Draft[] {
  const values =
    of === 'tags'
      ? [...new Set([...policy.assets.flatMap((a) => a.effectiveTags), ...policy.types.flatMap((t) => t.tags)])].sort()
      : of === 'standards'
        ? ['62443', 'NERC-CIP']
        : ['UTC', ...Intl.supportedValuesOf('timeZone')];
  return values.map((v) => ({ label: v, kind: CompletionItemKind.Text, newText: v, rank: 0 }));
}
