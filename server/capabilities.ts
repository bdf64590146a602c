/** What the server announces that it can do. docs/language-server.md is generated from it. */
import { type InitializeResult, TextDocumentSyncKind } from 'vscode-languageserver';
import { FORMATTING_CHARACTERS } from './features/on-type-formatting.ts';
import { SEMANTIC_TOKENS_LEGEND } from './features/semantic-tokens.ts';
import { SIGNATURE_CHARACTERS } from './features/signature-help.ts';
import { REFACTORING_KINDS } from './refactorings/index.ts';

const FOLDERS_AND_FILES = { filters: [{ pattern: { glob: '**/*' } }] };

/** What the server answers to `initialize`. */
export const RESULT: InitializeResult = {
  serverInfo: { name: 'bulkhead' },
  capabilities: {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    completionProvider: { resolveProvider: true, triggerCharacters: [' ', '.', ':', ',', '"', '-', '>'] },
    hoverProvider: true,
    definitionProvider: true,
    declarationProvider: true,
    typeDefinitionProvider: true,
    implementationProvider: true,
    typeHierarchyProvider: true,
    linkedEditingRangeProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: { prepareProvider: true },
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    documentFormattingProvider: true,
    documentRangeFormattingProvider: { rangesSupport: true },
    foldingRangeProvider: true,
    callHierarchyProvider: true,
    codeLensProvider: { resolveProvider: true },
    selectionRangeProvider: true,
    semanticTokensProvider: { legend: SEMANTIC_TOKENS_LEGEND, full: { delta: true }, range: true },
    inlayHintProvider: true,
    documentLinkProvider: {},
    documentOnTypeFormattingProvider: {
      firstTriggerCharacter: FORMATTING_CHARACTERS[0],
      moreTriggerCharacter: FORMATTING_CHARACTERS.slice(1),
    },
    signatureHelpProvider: { triggerCharacters: [...SIGNATURE_CHARACTERS] },
    codeActionProvider: {
      codeActionKinds: ['quickfix', 'source.fixAll.bulkhead', ...REFACTORING_KINDS],
      resolveProvider: true,
    },
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      fileOperations: { didRename: FOLDERS_AND_FILES, didDelete: FOLDERS_AND_FILES, didCreate: FOLDERS_AND_FILES },
    },
  },
};
