/**
 * Semantic tokens: names coloured by what they stand for, which the grammar cannot tell - in `allow hmi -> Kiln : modbus` a type, a
 * zone and a service. A name without meaning gets none.
 */
import {
  type Range,
  SemanticTokenModifiers,
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensDelta,
  type SemanticTokensDeltaParams,
  type SemanticTokensLegend,
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

/** Documents whose last tokens are kept, for the next answer to say only what changed. */
const MOST_KEPT = 50;

export class SemanticTokensFeature {
  readonly #builders = new Map<string, SemanticTokensBuilder>();

  /** Tokens of the whole file. */
  full(asked: Asked): SemanticTokens {
    const builder = new SemanticTokensBuilder();
    this.#keep(asked, builder);
    push(builder, asked);
    return builder.build();
  }

  /** What differs from the answer that the client names; all where that is no longer known. */
  delta(asked: Asked, { previousResultId }: SemanticTokensDeltaParams): SemanticTokens | SemanticTokensDelta {
    const builder = this.#builders.get(`${asked.snapshot.folder} ${asked.file}`);
    if (builder === undefined || builder.id !== previousResultId) return this.full(asked);
    builder.previousResult(previousResultId);
    this.#keep(asked, builder);
    push(builder, asked);
    return builder.buildEdits();
  }

  #keep({ snapshot, file }: Asked, builder: SemanticTokensBuilder): void {
    const key = `${snapshot.folder} ${file}`;
    this.#builders.delete(key);
    this.#builders.set(key, builder);
    const [oldest] = this.#builders.keys();
    if (this.#builders.size > MOST_KEPT && oldest !== undefined) this.#builders.delete(oldest);
  }
}

/** Tokens of the lines that a range touches. */
export function semanticTokensIn(asked: Asked, { range }: SemanticTokensRangeParams): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  push(builder, asked, range);
  return builder.build();
}

function push(builder: SemanticTokensBuilder, { snapshot, file }: Asked, range?: Range): void {
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
}
