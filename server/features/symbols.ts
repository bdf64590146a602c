/** Outline of a file and search for declarations over all policies. */
import {
  type DocumentSymbol,
  SymbolKind,
  type WorkspaceSymbol,
  type WorkspaceSymbolParams,
} from 'vscode-languageserver';
import type { Declared, Policy } from '../../language/model/policy.ts';
import type { SymbolKind as NameKind } from '../../language/resolve/symbols.ts';
import { isLibraryPath, locationOf, rangeOf } from '../places.ts';
import type { Asked, Session } from '../session.ts';

const KINDS: Readonly<Record<NameKind, SymbolKind>> = {
  zone: SymbolKind.Namespace,
  asset: SymbolKind.Object,
  type: SymbolKind.Class,
  group: SymbolKind.Array,
  firewall: SymbolKind.Module,
  service: SymbolKind.Interface,
  schedule: SymbolKind.Event,
  conduit: SymbolKind.Struct,
  access: SymbolKind.Key,
};
/** The client filters further as the user types; more than this it does not show with ease. */
const MOST_SYMBOLS = 500;

interface Entry {
  readonly kind: NameKind;
  readonly declared: Declared;
  readonly detail: string;
}

/** Every declaration of a policy that `counts`; the others cost next to nothing. */
function entriesOf(policy: Policy, counts: (declared: Declared) => boolean): Entry[] {
  const typed = (type: number | undefined): string => (type === undefined ? '' : (policy.types[type]?.name ?? ''));
  const of = <D extends Declared>(kind: NameKind, list: readonly D[], detail: (d: D) => string): Entry[] =>
    list.filter(counts).map((declared) => ({ kind, declared, detail: detail(declared) }));
  return [
    ...of('zone', policy.zones, (d) => d.title ?? d.kind ?? ''),
    ...of('asset', policy.assets, (d) => typed(d.type)),
    ...of('type', policy.types, (d) => typed(d.parent)),
    ...of('group', policy.groups, (d) => d.title ?? ''),
    ...of('firewall', policy.firewalls, (d) => d.platform ?? ''),
    ...of('service', policy.services, (d) => d.title ?? ''),
    ...of('schedule', policy.schedules, (d) => d.text),
    ...of('conduit', policy.conduits, (d) => d.title ?? ''),
    ...of('access', policy.accesses, (d) => d.vendor ?? d.title ?? ''),
  ];
}

/** Declarations and expectations of a file, nested as they stand in the text. */
export function documentSymbols({ snapshot, file, document }: Asked): DocumentSymbol[] {
  const entries = entriesOf(snapshot.policy, (d) => d.place.file === file).sort(
    (a, b) => a.declared.place.offset - b.declared.place.offset || b.declared.place.end - a.declared.place.end,
  );
  const roots: DocumentSymbol[] = [];
  const around: { readonly end: number; readonly children: DocumentSymbol[] }[] = [];
  for (const { kind, declared, detail } of entries) {
    const children: DocumentSymbol[] = [];
    const { place } = declared;
    while (around.length > 0 && (around.at(-1)?.end ?? 0) <= place.offset) around.pop();
    const name = declared.name.trim() === '' ? '(no name)' : declared.name;
    (around.at(-1)?.children ?? roots).push({
      name,
      detail,
      kind: KINDS[kind],
      range: rangeOf(place),
      selectionRange: rangeOf(declared.namePlace),
      children,
    });
    around.push({ end: place.end, children });
  }
  for (const { place, text } of snapshot.policy.expectations) {
    if (place.file !== file) continue;
    const range = rangeOf(place);
    roots.push({
      name: text.replace(/^expect\s+/, ''),
      detail: 'expect',
      kind: SymbolKind.Boolean,
      range,
      selectionRange: range,
    });
  }
  roots.sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character);
  const header = snapshot.policy.header;
  if (header.place?.file === file) {
    const range = rangeOf(header.place);
    const selectionRange = { start: range.start, end: document.positionAt(header.place.offset + 'policy'.length) };
    roots.unshift({
      name: header.title || 'policy',
      detail: 'policy',
      kind: SymbolKind.Package,
      range,
      selectionRange,
    });
  }
  return roots;
}

interface Found extends Entry {
  readonly folder: string;
  readonly rank: number;
}

/** Declarations whose id holds the characters of the query in their order, the closest first. The library's are left out. */
export async function workspaceSymbols(session: Session, { query }: WorkspaceSymbolParams): Promise<WorkspaceSymbol[]> {
  await session.settled();
  const wanted = query.toLowerCase();
  const found = session.workspace.policies.flatMap((policy): Found[] => {
    const snapshot = policy.snapshot(session.options.clock());
    const fits = (d: Declared): boolean => !isLibraryPath(d.place.file) && isSubsequence(wanted, d.id.toLowerCase());
    return entriesOf(snapshot.policy, fits).map((entry) => ({
      ...entry,
      folder: snapshot.folder,
      rank: rankOf(wanted, entry.declared),
    }));
  });
  found.sort((a, b) => a.rank - b.rank || a.declared.id.length - b.declared.id.length);
  return found.slice(0, MOST_SYMBOLS).map(({ kind, declared, folder }) => {
    const containerName = declared.id.slice(0, Math.max(0, declared.id.length - declared.name.length - 1));
    const location = locationOf(folder, declared.namePlace);
    return { name: declared.name, kind: KINDS[kind], location, ...(containerName === '' ? {} : { containerName }) };
  });
}

/** How far a query is from a name: the name itself, its beginning, a part of it, a part of its path, letters in between. */
function rankOf(wanted: string, { name, id }: Declared): number {
  const lower = name.toLowerCase();
  if (lower === wanted) return 0;
  if (lower.startsWith(wanted)) return 1;
  if (lower.includes(wanted)) return 2;
  return id.toLowerCase().includes(wanted) ? 3 : 4;
}

/** Both in small letters. */
function isSubsequence(wanted: string, text: string): boolean {
  let at = 0;
  for (const c of wanted) {
    at = text.indexOf(c, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
