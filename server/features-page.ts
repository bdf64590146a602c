/** docs/language-server.md: every request that an editor may send, whether it is answered, and with what. Made from what is announced. */
import type { ServerCapabilities } from 'vscode-languageserver';
import { RESULT } from './capabilities.ts';

interface Row {
  readonly method: string;
  /** What of the announcement says that it is answered. */
  readonly announced: (capabilities: ServerCapabilities) => unknown;
  /** What it answers; where it is not answered, why, and what there is instead. */
  readonly note: string;
}

const row = (method: string, announced: Row['announced'], note: string): Row => ({ method, announced, note });
const options = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const WRITING: readonly Row[] = [
  row(
    'textDocument/completion',
    (c) => c.completionProvider,
    'Words and names that may stand at the cursor, in half-written text too; free addresses and networks; checks behind `// bulkhead-ignore`. Snippets only for editors that know them',
  ),
  row(
    'completionItem/resolve',
    (c) => c.completionProvider?.resolveProvider,
    'What the declaration behind a name is, as in its hover',
  ),
  row('textDocument/inlineCompletion', (c) => c.inlineCompletionProvider, 'Nothing is guessed'),
  row('textDocument/signatureHelp', (c) => c.signatureHelpProvider, 'In `sl-t { ... }`, `sl-c { ... }` and `every`'),
  row(
    'textDocument/linkedEditingRange',
    (c) => c.linkedEditingRangeProvider,
    'A name with its uses, where all stand in the file and none is in quotes',
  ),
  row(
    'textDocument/formatting',
    (c) => c.documentFormattingProvider,
    'Keeps comments and meaning; a declaration with a syntax error stays as it is',
  ),
  row('textDocument/rangeFormatting', (c) => c.documentRangeFormattingProvider, 'As above, for a selection'),
  row(
    'textDocument/rangesFormatting',
    (c) => options(c.documentRangeFormattingProvider).rangesSupport,
    'As above, for several',
  ),
  row(
    'textDocument/onTypeFormatting',
    (c) => c.documentOnTypeFormattingProvider,
    'After `}` the body, after a line break the line before',
  ),
  row(
    'textDocument/willSaveWaitUntil',
    (c) => options(c.textDocumentSync).willSaveWaitUntil,
    'Editors format on save by `textDocument/formatting`, and fix by `source.fixAll.bulkhead`',
  ),
];

const READING: readonly Row[] = [
  row(
    'textDocument/hover',
    (c) => c.hoverProvider,
    'Names, rules, expectations with their verdict, addresses and networks, tags, ports, security levels, ignores, words of the language',
  ),
  row('textDocument/declaration', (c) => c.declarationProvider, 'As the definition: a name is declared once'),
  row(
    'textDocument/definition',
    (c) => c.definitionProvider,
    'In every file of the policy and in the standard library',
  ),
  row('textDocument/typeDefinition', (c) => c.typeDefinitionProvider, 'From an asset to its type'),
  row(
    'textDocument/implementation',
    (c) => c.implementationProvider,
    'From a type to its assets, from a service to who serves it, from a zone or group to what is in it',
  ),
  row('textDocument/references', (c) => c.referencesProvider, 'In every file of the policy'),
  row('textDocument/documentHighlight', (c) => c.documentHighlightProvider, 'The declaration as written, uses as read'),
  row('textDocument/prepareCallHierarchy', (c) => c.callHierarchyProvider, 'On assets and zones'),
  row(
    'callHierarchy/incomingCalls',
    (c) => c.callHierarchyProvider,
    'Who may open connections to it, and by which rule or open zone',
  ),
  row('callHierarchy/outgoingCalls', (c) => c.callHierarchyProvider, 'To whom it may open them'),
  row('textDocument/prepareTypeHierarchy', (c) => c.typeHierarchyProvider, 'On types and assets'),
  row('typeHierarchy/supertypes', (c) => c.typeHierarchyProvider, 'What the type is a kind of'),
  row('typeHierarchy/subtypes', (c) => c.typeHierarchyProvider, 'What is a kind of it'),
  row('textDocument/documentSymbol', (c) => c.documentSymbolProvider, 'Declarations as they nest, and expectations'),
  row(
    'workspace/symbol',
    (c) => c.workspaceSymbolProvider,
    'By letters in their order, over all policies, the closest first; at most 500',
  ),
  row(
    'workspaceSymbol/resolve',
    (c) => options(c.workspaceSymbolProvider).resolveProvider,
    'Places are sent with the list',
  ),
  row('textDocument/moniker', (c) => c.monikerProvider, 'Nothing of a policy is known outside it'),
];

const SHOWING: readonly Row[] = [
  row(
    'textDocument/semanticTokens/full',
    (c) => options(c.semanticTokensProvider).full,
    'What each name stands for, and what is of the standard library',
  ),
  row(
    'textDocument/semanticTokens/full/delta',
    (c) => options(options(c.semanticTokensProvider).full).delta,
    'What changed since the last answer',
  ),
  row('textDocument/semanticTokens/range', (c) => options(c.semanticTokensProvider).range, 'Of the lines in view'),
  row(
    'textDocument/inlayHint',
    (c) => c.inlayHintProvider,
    'How many assets a selector stands for, addresses behind `any` and `dhcp`, hits of observed traffic',
  ),
  row('inlayHint/resolve', (c) => options(c.inlayHintProvider).resolveProvider, 'Hints are sent whole'),
  row('textDocument/inlineValue', (c) => c.inlineValueProvider, 'Nothing runs that could have values'),
  row(
    'textDocument/codeLens',
    (c) => c.codeLensProvider,
    'Blast radius, compiled rules, verdicts. Their commands are those of the extension: other editors show the titles',
  ),
  row('codeLens/resolve', (c) => c.codeLensProvider?.resolveProvider, 'The figures, when a lens comes into view'),
  row('textDocument/foldingRange', (c) => c.foldingRangeProvider, 'Bodies, comments, `// #region` to `// #endregion`'),
  row(
    'textDocument/selectionRange',
    (c) => c.selectionRangeProvider,
    'Word, name, selector, list, rule, body, declaration, file',
  ),
  row(
    'textDocument/documentLink',
    (c) => c.documentLinkProvider,
    'Checks to their pages, CVE numbers, flow files that `bulkhead.json` names',
  ),
  row('documentLink/resolve', (c) => c.documentLinkProvider?.resolveProvider, 'Links are sent whole'),
  row('textDocument/documentColor', (c) => c.colorProvider, 'The language has no colours'),
  row('textDocument/colorPresentation', (c) => c.colorProvider, 'The language has no colours'),
];

const CHANGING: readonly Row[] = [
  row('textDocument/codeAction', (c) => c.codeActionProvider, 'Kinds: KINDS'),
  row(
    'codeAction/resolve',
    (c) => options(c.codeActionProvider).resolveProvider,
    'The edit of a refactoring, proved first; editors that cannot ask get it with the list',
  ),
  row(
    'textDocument/prepareRename',
    (c) => options(c.renameProvider).prepareProvider,
    'Refuses what the standard library declares',
  ),
  row(
    'textDocument/rename',
    (c) => c.renameProvider,
    'In every file, quotes where they are needed; refused with the reason where another name would mean something else',
  ),
  row(
    'workspace/executeCommand',
    (c) => c.executeCommandProvider,
    'The server has no commands of its own: every action carries its edit',
  ),
  row(
    'workspace/willCreateFiles',
    (c) => c.workspace?.fileOperations?.willCreate,
    'A policy names no files of its own; it is read anew after they were created',
  ),
  row(
    'workspace/willRenameFiles',
    (c) => c.workspace?.fileOperations?.willRename,
    'As above: it is read anew after they were renamed',
  ),
  row(
    'workspace/willDeleteFiles',
    (c) => c.workspace?.fileOperations?.willDelete,
    'As above: it is read anew after they were deleted',
  ),
];

const FINDINGS: readonly Row[] = [
  row(
    'textDocument/diagnostic',
    (c) => c.diagnosticProvider,
    'Findings are published (`textDocument/publishDiagnostics`): an edit in one file changes those of all',
  ),
  row(
    'workspace/diagnostic',
    (c) => options(c.diagnosticProvider).workspaceDiagnostics,
    'As above: those of every file are published, open or not',
  ),
  row(
    'workspace/textDocumentContent',
    (c) => c.workspace?.textDocumentContent,
    'The sources of the standard library are told by `bulkhead/library`',
  ),
];

/** Requests by what people do; those that open and end a session are left out. */
export const SECTIONS: Readonly<Record<string, readonly Row[]>> = {
  Writing: WRITING,
  'Reading and finding': READING,
  'Shown on the text': SHOWING,
  Changing: CHANGING,
  Findings: FINDINGS,
};

export function isAnnounced({ announced }: Row): boolean {
  const value = announced(RESULT.capabilities);
  return value !== undefined && value !== false && value !== null;
}

/** The page, as Markdown. */
export function featuresPage(): string {
  const kinds = options(RESULT.capabilities.codeActionProvider).codeActionKinds as readonly string[];
  const shown = ({ method, note, ...rest }: Row): string => {
    const words = note.replace('KINDS', kinds.map((k) => `\`${k}\``).join(', '));
    return `| \`${method}\` | ${isAnnounced({ method, note, ...rest }) ? 'yes' : 'no'} | ${words} |`;
  };
  const all = Object.values(SECTIONS).flat();
  const sections = Object.entries(SECTIONS).map(
    ([title, rows]) => `## ${title}\n\n| request | answered | |\n|---|---|---|\n${rows.map(shown).join('\n')}\n`,
  );
  return `<!-- Made from server/features-page.ts by scripts/generate-docs-features.ts: edit there. -->
# What the language server answers

\`bulkhead lsp --stdio\` is the same server that the extension runs. Of the ${all.length} requests that the protocol has for editors it answers
${all.filter(isAnnounced).length}; a test asks for each of them and holds this page to it. Requests are answered from the whole policy, over all its files, on
half-written text and in files with errors. A feature that fails answers nothing and logs the failure once.

${sections.join('\n')}`;
}
