/** An item before it is written in the protocol's form, and what all of them are made from. */
import { CompletionItemKind } from 'vscode-languageserver';
import { segServices } from '../../../language/grammar/parser.ts';
import type { Word } from '../../../language/grammar/words.ts';
import type { SymbolKind } from '../../../language/resolve/symbols.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { CursorContext } from './context.ts';
import type { CompletionScope } from './scope.ts';

export interface Draft {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** What is written; in snippet syntax where `snippet` is set. */
  readonly newText: string;
  readonly snippet?: boolean;
  readonly detail?: string;
  readonly documentation?: string;
  /** Ranks within the list: 0 first. */
  readonly rank: number;
  /** The token of the grammar that it begins with; absent inside a text, of which the grammar knows nothing. */
  readonly terminal?: string;
  readonly symbol?: { readonly kind: SymbolKind; readonly index: number };
}

export interface Place {
  readonly snapshot: Snapshot;
  readonly context: CursorContext;
  readonly scope: CompletionScope;
  /** Tokens that the grammar takes at the cursor; undefined where the statement is wrong already. */
  readonly legal: ReadonlySet<string> | undefined;
}

const terminals = new Map<string, string>();

/** The token that a text begins with. */
function terminalOf(text: string): string {
  let known = terminals.get(text);
  if (known === undefined) {
    known = segServices().parser.Lexer.tokenize(text).tokens[0]?.tokenType.name ?? '';
    terminals.set(text, known);
  }
  return known;
}

export function wordDraft(kind: CompletionItemKind, rank = 5): (word: Word) => Draft {
  return ({ word, means, snippet }) => ({
    label: word,
    kind: snippet === undefined ? kind : CompletionItemKind.Snippet,
    newText: snippet ?? word,
    snippet: snippet !== undefined,
    rank,
    documentation: means,
    terminal: terminalOf(word),
  });
}
