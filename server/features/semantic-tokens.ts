/**
 * Semantic tokens: names coloured by what they stand for, which the grammar cannot tell - in `allow hmi -> Kiln : modbus` a type, a
 * zone and a service. A name without meaning gets none.
 */
import {
  type Range,
  SemanticTokenModifiers,
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensLegend,
  type SemanticTokensParams,
  type SemanticTokensRangeParams,
  SemanticTokenTypes,
} from 'vscode-languageserver';
import type { SymbolKind } from '../../language/resolve/symbols.ts';
import { isLibraryPath } from '../places.ts';
import type { Asked } from '../session.ts';

/** The protocol's own types, which every theme colours. */
const TYPES: Readonly<Record<SymbolKind, SemanticTokenTypes>> = {
  zone: SemanticTokenTypes.namespace,
  asset: SemanticTokenTypes.variable,
  type: SemanticTokenTypes.class,
  group: SemanticTokenTypes.enum,
  firewall: SemanticTokenTypes.macro,
  service: SemanticTokenTypes.interface,
  schedule: SemanticTokenTypes.event,
  conduit: SemanticTokenTypes.struct,
  access: SemanticTokenTypes.property,
};
const LEGEND_TYPES = [...new Set(Object.values(TYPES))];
const DECLARATION = 1;
const DEFAULT_LIBRARY = 2;

export const SEMANTIC_TOKENS_LEGEND: SemanticTokensLegend = {
  tokenTypes: LEGEND_TYPES,
  tokenModifiers: [SemanticTokenModifiers.declaration, SemanticTokenModifiers.defaultLibrary],
};

/** Tokens of the whole file, or of the lines that a range touches. */
export function semanticTokens(
  { snapshot, file }: Asked,
  params: SemanticTokensParams | SemanticTokensRangeParams,
): SemanticTokens {
  const range: Range | undefined = 'range' in params ? params.range : undefined;
  const builder = new SemanticTokensBuilder();
  let last = -1;
  for (const { kind, index, place } of snapshot.names(file)) {
    // A token stands on one line, and no two at one place.
    if (place.line !== place.endLine || place.offset < last || place.end === place.offset) continue;
    if (range !== undefined && (place.line < range.start.line || place.line > range.end.line)) continue;
    const own = snapshot.declared(kind, index)?.namePlace;
    const declares = own !== undefined && own.file === file && own.offset === place.offset;
    const modifiers = (declares ? DECLARATION : 0) | (own && isLibraryPath(own.file) ? DEFAULT_LIBRARY : 0);
    builder.push(place.line, place.column, place.end - place.offset, LEGEND_TYPES.indexOf(TYPES[kind]), modifiers);
    last = place.end;
  }
  return builder.build();
}
