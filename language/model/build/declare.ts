/** First pass: every declaration of every file gets its index, its path and its symbol; names declared twice are found. */
import type * as ast from '../../grammar/generated/ast.ts';
import { unquote, writeName } from '../../resolve/names.ts';
import {
  type DeclaredSymbol,
  nameSpaceOf,
  qualifiedName,
  type SymbolKind,
  type SymbolTable,
} from '../../resolve/symbols.ts';
import type { Place } from '../policy.ts';
import { docOf, insideOf, isUnclosed, placeOf, placeOfProperty, type Source } from '../source.ts';
import { type BuildContext, replace } from './context.ts';

type DeclarationNode =
  | ast.ZoneDecl
  | ast.AssetDecl
  | ast.TypeDecl
  | ast.ServiceDecl
  | ast.GroupDecl
  | ast.ConduitDecl
  | ast.ScheduleDecl
  | ast.AccessDecl
  | ast.FirewallDecl;

/** A declaration before its contents are read. */
export interface Draft<N extends DeclarationNode> {
  readonly node: N;
  readonly file: string;
  readonly library: boolean;
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly path: readonly string[];
  readonly place: Place;
  readonly namePlace: Place;
  /** The zone around it. */
  readonly zone?: number;
  /** Zones that hold it, innermost first; `also in` legs are added once zones resolve. */
  readonly within: number[];
}

export interface RuleDraft {
  readonly node: ast.RuleDecl;
  readonly file: string;
  readonly container: { readonly kind: 'conduit' | 'zone' | 'access'; readonly index: number };
}

export interface Drafts {
  readonly zones: Draft<ast.ZoneDecl>[];
  readonly assets: Draft<ast.AssetDecl>[];
  readonly types: Draft<ast.TypeDecl>[];
  readonly services: Draft<ast.ServiceDecl>[];
  readonly groups: Draft<ast.GroupDecl>[];
  readonly conduits: Draft<ast.ConduitDecl>[];
  readonly schedules: Draft<ast.ScheduleDecl>[];
  readonly accesses: Draft<ast.AccessDecl>[];
  readonly firewalls: Draft<ast.FirewallDecl>[];
  readonly rules: RuleDraft[];
  readonly expectations: { readonly node: ast.ExpectDecl; readonly file: string }[];
  readonly headers: { readonly node: ast.PolicyDecl; readonly file: string }[];
}

/** Collects the declarations of all files, in file order. Declarations without a name are left out: the parser has reported them. */
export function declare(sources: readonly Source[], table: SymbolTable, context: BuildContext): Drafts {
  const drafts: Drafts = {
    zones: [],
    assets: [],
    types: [],
    services: [],
    groups: [],
    conduits: [],
    schedules: [],
    accesses: [],
    firewalls: [],
    rules: [],
    expectations: [],
    headers: [],
  };
  const ids = new Set<string>();
  const add = <N extends DeclarationNode>(
    kind: SymbolKind,
    list: Draft<N>[],
    node: N,
    source: Source,
    outer?: Draft<ast.ZoneDecl>,
  ) => {
    if (node.name === undefined) return undefined;
    const name = unquote(node.name);
    const path = [...(outer?.path ?? []), name];
    const within = outer === undefined ? [] : [...outer.within];
    if (kind === 'zone') within.unshift(list.length);
    const id = freeId(ids, kind, qualifiedName({ path }));
    const draft: Draft<N> = {
      node,
      file: source.path,
      library: source.library,
      index: list.length,
      id,
      name,
      path,
      within,
      zone: outer?.index,
      place: placeOf(source.path, node),
      namePlace: placeOfProperty(source.path, node, 'name'),
    };
    checkName(draft, context);
    list.push(draft);
    const symbol: DeclaredSymbol = { kind, index: draft.index, name, path, within, namePlace: draft.namePlace };
    checkDuplicate(symbol, table, context);
    table.add(symbol);
    return draft;
  };
  const zone = (node: ast.ZoneDecl, source: Source, outer?: Draft<ast.ZoneDecl>): void => {
    const draft = add('zone', drafts.zones, node, source, outer);
    if (draft === undefined) return;
    for (const member of node.body?.members ?? []) {
      if (member.$type === 'ZoneDecl') zone(member, source, draft);
      else if (member.$type === 'AssetDecl') add('asset', drafts.assets, member, source, draft);
      else if (member.$type === 'GroupDecl') add('group', drafts.groups, member, source, draft);
      else if (member.$type === 'RuleDecl')
        drafts.rules.push({ node: member, file: source.path, container: { kind: 'zone', index: draft.index } });
    }
  };
  for (const source of sources)
    for (const node of source.ast?.declarations ?? []) declareTop(node, source, drafts, add, zone);
  return drafts;
}

type Add = <N extends DeclarationNode>(
  kind: SymbolKind,
  list: Draft<N>[],
  node: N,
  source: Source,
) => Draft<N> | undefined;

function declareTop(
  node: ast.Declaration,
  source: Source,
  drafts: Drafts,
  add: Add,
  zone: (node: ast.ZoneDecl, source: Source) => void,
): void {
  const file = source.path;
  const rules = (members: readonly { $type: string }[] | undefined, kind: 'conduit' | 'access', index: number) => {
    for (const member of members ?? [])
      if (member.$type === 'RuleDecl')
        drafts.rules.push({ node: member as ast.RuleDecl, file, container: { kind, index } });
  };
  switch (node.$type) {
    case 'ZoneDecl':
      zone(node, source);
      break;
    case 'TypeDecl':
      add('type', drafts.types, node, source);
      break;
    case 'ServiceDecl':
      add('service', drafts.services, node, source);
      break;
    case 'GroupDecl':
      add('group', drafts.groups, node, source);
      break;
    case 'ConduitDecl': {
      const draft = add('conduit', drafts.conduits, node, source);
      if (draft !== undefined) rules(node.body?.members, 'conduit', draft.index);
      break;
    }
    case 'ScheduleDecl':
      add('schedule', drafts.schedules, node, source);
      break;
    case 'AccessDecl': {
      const draft = add('access', drafts.accesses, node, source);
      if (draft !== undefined) rules(node.body?.members, 'access', draft.index);
      break;
    }
    case 'FirewallDecl':
      add('firewall', drafts.firewalls, node, source);
      break;
    case 'ExpectDecl':
      drafts.expectations.push({ node, file });
      break;
    case 'PolicyDecl':
      drafts.headers.push({ node, file });
      break;
  }
}

function freeId(ids: Set<string>, kind: SymbolKind, wanted: string): string {
  let id = wanted;
  for (let n = 2; ids.has(`${kind}\0${id}`); n++) id = `${wanted}#${n}`;
  ids.add(`${kind}\0${id}`);
  return id;
}

function checkName(draft: Draft<DeclarationNode>, context: BuildContext): void {
  const written = draft.node.name;
  if (written.startsWith("'") && isUnclosed(written))
    context.report('invalid-value', 'This name has no closing quote.', draft.namePlace);
  else if (draft.name.trim() === '')
    context.report('invalid-value', 'A name needs at least one character.', draft.namePlace);
}

/**
 * No zone, type, group or firewall may have the name of another of these or of an asset; assets in different zones may share one, and
 * so may zones with different parents. Services, schedules, conduits and accesses are unique among their own.
 */
function checkDuplicate(symbol: DeclaredSymbol, table: SymbolTable, context: BuildContext): void {
  for (const other of table.named(nameSpaceOf(symbol.kind), symbol.name)) {
    const samePath = qualifiedName(other) === qualifiedName(symbol);
    const mayShare = symbol.kind === other.kind && (symbol.kind === 'asset' || symbol.kind === 'zone');
    if (mayShare && !samePath) continue;
    const free = freeName(symbol.name, table, nameSpaceOf(symbol.kind));
    const where = other.namePlace.file.startsWith('library:') ? ' of the standard library' : '';
    context.report(
      'duplicate-name',
      `${symbol.name} is already the name of a${/^[aeiou]/.test(other.kind) ? 'n' : ''} ${other.kind}${where}. Give this ${symbol.kind} another name.`,
      symbol.namePlace,
      [
        {
          title: `Rename to ${free}`,
          edits: [replace(symbol.namePlace, writeName(free) ?? free)],
          safe: false,
          preferred: true,
        },
      ],
      [{ place: other.namePlace, message: `${other.name} is first declared here` }],
    );
    return;
  }
}

function freeName(name: string, table: SymbolTable, space: ReturnType<typeof nameSpaceOf>): string {
  let n = 2;
  while (table.named(space, `${name}-${n}`).length > 0) n++;
  return `${name}-${n}`;
}

/** What every declaration carries into the policy. */
export function declared(draft: Draft<DeclarationNode>, context: BuildContext) {
  const { node, file } = draft;
  return {
    index: draft.index,
    id: draft.id,
    name: draft.name,
    title: 'title' in node ? context.text(file, node, 'title', node.title) : undefined,
    doc: docOf(node),
    place: draft.place,
    namePlace: draft.namePlace,
    body: insideOf(file, 'body' in node ? node.body : undefined),
  };
}
