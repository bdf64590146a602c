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

function entriesOf(policy: Policy): Entry[] {
  const typed = (type: number | undefined): string => (type === undefined ? '' : (policy.types[type]?.name ?? ''));
  return [
    ...policy.zones.map((d): Entry => ({ kind: 'zone', declared: d, detail: d.title ?? d.kind ?? '' })),
    ...policy.assets.map((d): Entry => ({ kind: 'asset', declared: d, detail: typed(d.type) })),
    ...policy.types.map((d): Entry => ({ kind: 'type', declared: d, detail: typed(d.parent) })),
    ...policy.groups.map((d): Entry => ({ kind: 'group', declared: d, detail: d.title ?? '' })),
    ...policy.firewalls.map((d): Entry => ({ kind: 'firewall', declared: d, detail: d.platform ?? '' })),
    ...policy.services.map((d): Entry => ({ kind: 'service', declared: d, detail: d.title ?? '' })),
    ...policy.schedules.map((d): Entry => ({ kind: 'schedule', declared: d, detail: d.text })),
    ...policy.conduits.map((d): Entry => ({ kind: 'conduit', declared: d, detail: d.title ?? '' })),
    ...policy.accesses.map((d): Entry => ({ kind: 'access', declared: d, detail: d.vendor ?? d.title ?? '' })),
  ];
}

/** Declarations of a file, nested as they stand in the text. */
export function documentSymbols({ snapshot, file, document }: Asked): DocumentSymbol[] {
  const entries = entriesOf(snapshot.policy)
    .filter((e) => e.declared.place.file === file)
    .sort((a, b) => a.declared.place.offset - b.declared.place.offset || b.declared.place.end - a.declared.place.end);
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

/** Declarations whose id holds the characters of the query in their order. The library's are left out. */
export async function workspaceSymbols(session: Session, { query }: WorkspaceSymbolParams): Promise<WorkspaceSymbol[]> {
  await session.settled();
  const out: WorkspaceSymbol[] = [];
  for (const folder of session.workspace.policies) {
    const snapshot = folder.snapshot(session.options.clock());
    for (const { kind, declared } of entriesOf(snapshot.policy)) {
      if (isLibraryPath(declared.place.file) || !isSubsequence(query, declared.id)) continue;
      const container = declared.id.slice(0, Math.max(0, declared.id.length - declared.name.length - 1));
      const location = locationOf(snapshot.folder, declared.namePlace);
      out.push({
        name: declared.name,
        kind: KINDS[kind],
        location,
        ...(container === '' ? {} : { containerName: container }),
      });
      if (out.length >= MOST_SYMBOLS) return out;
    }
  }
  return out;
}

function isSubsequence(query: string, text: string): boolean {
  const lower = text.toLowerCase();
  let at = 0;
  for (const c of query.toLowerCase()) {
    at = lower.indexOf(c, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
