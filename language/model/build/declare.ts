/** First pass over a file: every declaration gets its name, its path and its symbol. What it says is read later. */
import type * as ast from '../../grammar/generated/ast.ts';
import { unquote } from '../../resolve/names.ts';
import type { DeclaredSymbol, SymbolKind } from '../../resolve/symbols.ts';
import type { Place } from '../policy.ts';
import { docOf, insideOf, isUnclosed, placeOf, placeOfProperty, type Source } from '../source.ts';
import type { BuildContext } from './context.ts';

export type DeclarationNode =
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
export class Draft<N extends DeclarationNode> {
  readonly node: N;
  readonly file: string;
  readonly place: Place;
  readonly namePlace: Place;
  /** The declaration of the zone around it. */
  readonly outer: Draft<ast.ZoneDecl> | undefined;
  symbol: DeclaredSymbol;

  constructor(node: N, kind: SymbolKind, source: Source, home: Declarations, outer?: Draft<ast.ZoneDecl>) {
    this.node = node;
    this.file = source.path;
    this.place = placeOf(source.path, node);
    this.namePlace = placeOfProperty(source.path, node, 'name');
    this.outer = outer;
    const name = unquote(node.name);
    this.symbol = {
      kind,
      index: -1,
      id: '',
      name,
      path: [...(outer?.symbol.path ?? []), name],
      zone: outer?.symbol,
      legs: [],
      namePlace: this.namePlace,
      home,
      position: home.symbols.length,
    };
    home.symbols.push(this.symbol);
  }

  get index(): number {
    return this.symbol.index;
  }

  get name(): string {
    return this.symbol.name;
  }

  /** Index of the zone around it. */
  get zone(): number | undefined {
    return this.outer?.symbol.index;
  }
}

export interface RuleDraft {
  readonly node: ast.RuleDecl;
  readonly container:
    | { readonly kind: 'conduit'; readonly draft: Draft<ast.ConduitDecl> }
    | { readonly kind: 'zone'; readonly draft: Draft<ast.ZoneDecl> }
    | { readonly kind: 'access'; readonly draft: Draft<ast.AccessDecl> };
}

/** What one file declares, in its order. Declarations without a name are left out: the parser has reported them. */
export interface Declarations {
  /** The file's place among the policy's files. */
  rank: number;
  readonly symbols: DeclaredSymbol[];
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
  readonly expectations: ast.ExpectDecl[];
  readonly headers: ast.PolicyDecl[];
  readonly additions: ast.AlsoInDecl[];
}

/** Collects the declarations of a file. */
export function declare(source: Source): Declarations {
  const into: Declarations = {
    rank: 0,
    symbols: [],
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
    additions: [],
  };
  for (const node of source.ast?.declarations ?? []) declareTop(node, source, into);
  return into;
}

function declareTop(node: ast.Declaration, source: Source, into: Declarations): void {
  if (node.$type === 'ExpectDecl') into.expectations.push(node);
  else if (node.$type === 'PolicyDecl') into.headers.push(node);
  else if (node.$type === 'AlsoInDecl') into.additions.push(node);
  else if (node.name === undefined) return;
  else if (node.$type === 'ZoneDecl') declareZone(node, source, into, undefined);
  else if (node.$type === 'TypeDecl') into.types.push(new Draft(node, 'type', source, into));
  else if (node.$type === 'ServiceDecl') into.services.push(new Draft(node, 'service', source, into));
  else if (node.$type === 'GroupDecl') into.groups.push(new Draft(node, 'group', source, into));
  else if (node.$type === 'ScheduleDecl') into.schedules.push(new Draft(node, 'schedule', source, into));
  else if (node.$type === 'FirewallDecl') into.firewalls.push(new Draft(node, 'firewall', source, into));
  else if (node.$type === 'ConduitDecl') {
    const draft = new Draft(node, 'conduit', source, into);
    into.conduits.push(draft);
    for (const member of node.body?.members ?? [])
      if (member.$type === 'RuleDecl') into.rules.push({ node: member, container: { kind: 'conduit', draft } });
  } else {
    const draft = new Draft(node, 'access', source, into);
    into.accesses.push(draft);
    for (const member of node.body?.members ?? [])
      if (member.$type === 'RuleDecl') into.rules.push({ node: member, container: { kind: 'access', draft } });
  }
}

function declareZone(
  node: ast.ZoneDecl,
  source: Source,
  into: Declarations,
  outer: Draft<ast.ZoneDecl> | undefined,
): void {
  const draft = new Draft(node, 'zone', source, into, outer);
  into.zones.push(draft);
  for (const member of node.body?.members ?? []) {
    if (member.$type === 'RuleDecl') into.rules.push({ node: member, container: { kind: 'zone', draft } });
    else if (!('name' in member) || member.name === undefined) continue;
    else if (member.$type === 'ZoneDecl') declareZone(member, source, into, draft);
    else if (member.$type === 'AssetDecl') into.assets.push(new Draft(member, 'asset', source, into, draft));
    else if (member.$type === 'GroupDecl') into.groups.push(new Draft(member, 'group', source, into, draft));
  }
  for (const guest of source.guests?.get(node) ?? [])
    into.assets.push(new Draft(guest.node, 'asset', guest.source, into, draft));
}

/** Reports a name that is none. */
export function checkName(draft: Draft<DeclarationNode>, context: BuildContext): void {
  const written = draft.node.name;
  if (written.startsWith("'") && isUnclosed(written))
    context.report('invalid-value', 'This name has no closing quote.', draft.namePlace);
  else if (draft.name.trim() === '')
    context.report('invalid-value', 'A name needs at least one character.', draft.namePlace);
}

/** What every declaration carries into the policy. */
export function declared(draft: Draft<DeclarationNode>, context: BuildContext) {
  const { node, file, symbol } = draft;
  return {
    index: symbol.index,
    id: symbol.id,
    name: symbol.name,
    title: 'title' in node ? context.text(file, node, 'title', node.title) : undefined,
    doc: docOf(node),
    place: draft.place,
    namePlace: draft.namePlace,
    body: insideOf(file, 'body' in node ? node.body : undefined),
  };
}
