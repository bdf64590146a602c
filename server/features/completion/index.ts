/** Completion: what may stand at the cursor, the likeliest first, with documentation beside each item. */
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  MarkupKind,
} from 'vscode-languageserver';
import type { SymbolKind } from '../../../language/resolve/symbols.ts';
import { describe } from '../../describe/declaration.ts';
import type { TypedAt } from '../../session.ts';
import type { Snapshot } from '../../snapshot.ts';
import { contextAt } from './context.ts';
import type { Draft } from './draft.ts';
import { legalAt } from './grammar.ts';
import { ignoreItems } from './ignores.ts';
import { offersAt } from './offers.ts';
import { wantedAt } from './place.ts';
import { scopeAt } from './scope.ts';

/** More are cut by what is already typed. */
const MOST_ITEMS = 1000;

/** `snippets`: the client knows places to fill in; others get the text before the first. */
export function complete(typed: TypedAt, snippets: boolean): CompletionList | null {
  const { document, offset, snapshot } = typed;
  const text = document.getText();
  const context = contextAt(text, offset);
  if (context === undefined) return completeIgnore(typed, snippets);
  const place = { snapshot, context, scope: scopeAt(snapshot, context), legal: legalAt(context) };
  const drafts = offersAt(place, wantedAt(context));
  const unique = [...new Map(drafts.map((d) => [`${d.label} ${d.newText}`, d])).values()];
  const start = context.word.replace(/^'/, '').toLowerCase();
  const fitting = unique.length > MOST_ITEMS ? unique.filter((d) => d.label.toLowerCase().includes(start)) : unique;
  const items = fitting.slice(0, MOST_ITEMS).map((d) => itemOf(typed, d, context.word, snippets));
  return { isIncomplete: fitting.length > MOST_ITEMS || unique.length > fitting.length, items };
}

function itemOf({ document, offset, uri }: TypedAt, draft: Draft, word: string, snippets: boolean): CompletionItem {
  const { label, kind, rank, detail, documentation, symbol } = draft;
  const isSnippet = draft.snippet === true && snippets;
  const range = { start: document.positionAt(offset - word.length), end: document.positionAt(offset) };
  return {
    label,
    kind: draft.snippet === true && !snippets ? CompletionItemKind.Keyword : kind,
    sortText: `${String(rank).padStart(4, '0')} ${label}`,
    filterText: word.startsWith("'") && !label.startsWith("'") ? `'${label}` : label,
    textEdit: { range, newText: draft.snippet === true && !snippets ? withoutPlaces(draft) : draft.newText },
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(detail === undefined || detail === '' ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
    ...(symbol === undefined ? {} : { data: { uri, ...symbol } }),
  };
}

/** What stands before the first place to fill in, or where nothing does the word. */
function withoutPlaces({ label, newText }: Draft): string {
  if (!newText.includes('$')) return newText;
  const before = newText.slice(0, newText.indexOf('$')).replace(/["\s]+$/, '');
  return before === '' ? label : before;
}

function completeIgnore(typed: TypedAt, snippets: boolean): CompletionList | null {
  const { document, offset } = typed;
  const text = document.getText();
  const found = ignoreItems(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
  if (found === undefined) return null;
  const items = found.items.map(({ label, snippet, means }): CompletionItem => {
    const draft: Draft = {
      ...{ label, newText: snippet, snippet: true, documentation: means },
      ...{ kind: CompletionItemKind.Reference, rank: 0 },
    };
    return itemOf(typed, draft, found.word, snippets);
  });
  return { isIncomplete: false, items };
}

/** Adds the documentation of a name's declaration. */
export function resolveCompletion(item: CompletionItem, snapshot: Snapshot | undefined): CompletionItem {
  const data = item.data as { kind?: SymbolKind; index?: number } | undefined;
  if (snapshot === undefined || data?.kind === undefined || data.index === undefined) return item;
  const value = describe(snapshot, data.kind, data.index);
  return value === '' ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } };
}
