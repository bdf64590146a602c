/** Wires the features to a connection: what the server can do, and which function answers what. */
import {
  type CodeAction,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  InlayHintRefreshRequest,
  LSPErrorCodes,
  type RenameParams,
  ResponseError,
  type SemanticTokensDeltaParams,
  SemanticTokensRefreshRequest,
  TextDocuments,
  WatchKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type AboutDocument, type AboutPosition, answering } from './answering.ts';
import { RESULT } from './capabilities.ts';
import { answerDiagramRequests } from './diagram-requests.ts';
import { blast } from './features/blast.ts';
import { incomingCalls, outgoingCalls, prepareCalls } from './features/call-hierarchy.ts';
import { codeActions } from './features/code-action.ts';
import { codeLenses, documentOfLens, resolveLens } from './features/code-lens.ts';
import { compile } from './features/compile.ts';
import { complete, resolveCompletion } from './features/completion/index.ts';
import { contents, policies } from './features/contents.ts';
import { definition } from './features/definition.ts';
import { documentLinks } from './features/document-link.ts';
import { expectations } from './features/expectations.ts';
import { explainConnection, reaching } from './features/explain.ts';
import { foldingRanges } from './features/folding.ts';
import { formatDocument, formatRange, formatRanges } from './features/formatting.ts';
import { highlights } from './features/highlight.ts';
import { hover } from './features/hover.ts';
import { implementations } from './features/implementation.ts';
import { inlayHints } from './features/inlay-hints.ts';
import { libraryText } from './features/library.ts';
import { linkedRanges } from './features/linked-editing.ts';
import { observedHints } from './features/observed-hints.ts';
import { formatOnType } from './features/on-type-formatting.ts';
import { overview } from './features/overview.ts';
import { plainActions } from './features/plain-actions.ts';
import { references } from './features/references.ts';
import { prepareRename, rename } from './features/rename.ts';
import { selectionRanges } from './features/selection-range.ts';
import { SemanticTokensFeature, semanticTokensIn } from './features/semantic-tokens.ts';
import { signatureHelp } from './features/signature-help.ts';
import { figures } from './features/summary.ts';
import { documentSymbols, workspaceSymbols } from './features/symbols.ts';
import { prepareTypes, subtypes, supertypes } from './features/type-hierarchy.ts';
import { filesFor } from './files/client-files.ts';
import { CONFIGURATION_FILE, type FileSystem } from './files/file-system.ts';
import type { Watching } from './flow-watch.ts';
import { answerOperations } from './operations.ts';
import { normalUri, pathIn } from './places.ts';
import * as messages from './protocol/messages.ts';
import { OVERVIEW_REQUEST, type OverviewParams } from './protocol/overview.ts';
import { documentOfAction, REQUEST_FAILED, refactorings, resolveRefactoring } from './refactorings/index.ts';
import { Session } from './session.ts';

export interface ServerOptions {
  /** Those of the machine that the server runs on; absent in a browser. */
  readonly files?: FileSystem;
  /** Epoch milliseconds; default the machine's clock. */
  readonly clock?: () => number;
}

/** Makes a connection into a language server. The caller begins to listen. */
export function serve(connection: Connection, options: ServerOptions): void {
  const documents = new TextDocuments(TextDocument);
  let session: Session | undefined;
  connection.onInitialize((params) => {
    const initialization = (params.initializationOptions as messages.InitializationOptions | undefined) ?? {};
    session = new Session({
      connection,
      documents,
      files: filesFor(connection, options.files, initialization.files === true),
      clock: options.clock ?? Date.now,
      initialization,
      refreshes: refreshesOf(params),
      resolvesActions:
        params.capabilities.textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true,
      versions: params.capabilities.workspace?.workspaceEdit?.documentChanges === true,
      snippets: params.capabilities.textDocument?.completion?.completionItem?.snippetSupport === true,
      watching: watchingOf(params),
    });
    answerRequests(connection, session);
    takeEvents(connection, session, params);
    return RESULT;
  });
  connection.onShutdown(() => session?.dispose());
  documents.listen(connection);
}

/** What the client can be asked to ask for again. */
function refreshesOf({ capabilities: { workspace } }: InitializeParams): readonly string[] {
  return [
    ...(workspace?.codeLens?.refreshSupport ? [CodeLensRefreshRequest.method] : []),
    ...(workspace?.inlayHint?.refreshSupport ? [InlayHintRefreshRequest.method] : []),
    ...(workspace?.semanticTokens?.refreshSupport ? [SemanticTokensRefreshRequest.method] : []),
  ];
}

function watchingOf({ capabilities }: InitializeParams): Watching {
  const watched = capabilities.workspace?.didChangeWatchedFiles;
  if (watched?.dynamicRegistration !== true) return 'never';
  return watched.relativePatternSupport === true ? 'within folders' : 'anywhere';
}

function takeEvents(connection: Connection, session: Session, params: InitializeParams): void {
  const folders = params.workspaceFolders?.map((f) => f.uri) ?? (params.rootUri ? [params.rootUri] : []);
  connection.onInitialized(() => {
    // Not before: until then a client need not answer the requests by which its files are read.
    session.run(() => session.workspace.setFolders(folders));
    if (params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      const files = ['**/*.seg', `**/${CONFIGURATION_FILE}`].map((globPattern) => ({ globPattern }));
      // Of a folder that comes or goes some editors tell nothing but its own name.
      const watchers = [...files, { globPattern: '**', kind: WatchKind.Create | WatchKind.Delete }];
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (params.capabilities.workspace?.workspaceFolders)
      connection.workspace.onDidChangeWorkspaceFolders(() => {
        session.run(async () => {
          const now = await connection.workspace.getWorkspaceFolders();
          await session.workspace.setFolders((now ?? []).map((f) => f.uri));
        });
      });
  });
  connection.onDidChangeWatchedFiles(({ changes }) =>
    session.run(() => session.workspace.filesChanged(changes.map((c) => c.uri))),
  );
  const rescan = () => session.run(() => session.workspace.rescan());
  connection.workspace.onDidRenameFiles(rescan);
  connection.workspace.onDidDeleteFiles(rescan);
  connection.workspace.onDidCreateFiles(rescan);
}

function answerRequests(connection: Connection, session: Session): void {
  const { guarded, document, position } = answering(session);
  connection.onCompletion(
    guarded('completion', null, async (params) => {
      const typed = await session.typedAt(params.textDocument.uri, params.position);
      return typed === undefined ? null : complete(typed, session.options.snippets);
    }),
  );
  connection.onCompletionResolve((item) =>
    guarded('completion', item, async () => resolveCompletion(item, await session.builtPolicyOf(item.data?.uri ?? '')))(
      item,
    ),
  );
  connection.onHover(position('hover', null, hover));
  connection.onDefinition(position('definition', null, (asked) => definition(asked, 'declaration')));
  connection.onDeclaration(position('definition', null, (asked) => definition(asked, 'declaration')));
  connection.onImplementation(position('implementations', [], implementations));
  connection.onTypeDefinition(position('definition', null, (asked) => definition(asked, 'type')));
  connection.onReferences(position('references', [], references));
  connection.onDocumentHighlight(position('highlights', [], highlights));
  connection.onPrepareRename(refusing(position('rename', null, prepareRename)));
  connection.onRenameRequest(
    refusing(
      position('rename', null, (asked, params: RenameParams) => {
        const found = rename(asked, params);
        if (found === null || found instanceof ResponseError) return found;
        return session.edit(asked.snapshot, found) ?? changedMeanwhile();
      }),
    ),
  );
  connection.onDocumentSymbol(document('outline', [], documentSymbols));
  connection.onWorkspaceSymbol(guarded('symbols', [], (params) => workspaceSymbols(session, params)));
  connection.onDocumentFormatting(document('formatting', [], formatDocument));
  connection.onDocumentRangeFormatting(document('formatting', [], formatRange));
  connection.onDocumentRangesFormatting(document('formatting', [], formatRanges));
  connection.onFoldingRanges(document('folding', [], foldingRanges));
  connection.onCodeLens(document('lenses', [], codeLenses));
  connection.onCodeLensResolve((lens) =>
    guarded('lenses', lens, async () => {
      const snapshot = await session.policyOf(documentOfLens(lens));
      return snapshot === undefined ? lens : resolveLens(snapshot, lens);
    })(lens),
  );
  connection.languages.onLinkedEditingRange(position('linked editing', null, linkedRanges));
  answerHierarchies(connection, session);
  answerActions(connection, session);
  answerAboutText(connection, session);
  answerOwnRequests(connection, session);
  answerOperations(connection, session);
}

/** Who may open connections to whom, and which types are kinds of which. */
function answerHierarchies({ languages }: Connection, session: Session): void {
  const { position, item } = answering(session);
  languages.callHierarchy.onPrepare(position('call hierarchy', null, prepareCalls));
  languages.callHierarchy.onIncomingCalls(item('call hierarchy', incomingCalls));
  languages.callHierarchy.onOutgoingCalls(item('call hierarchy', outgoingCalls));
  languages.typeHierarchy.onPrepare(position('type hierarchy', null, prepareTypes));
  languages.typeHierarchy.onSupertypes(item('type hierarchy', supertypes));
  languages.typeHierarchy.onSubtypes(item('type hierarchy', subtypes));
}

/** Quick-fixes and refactorings. */
function answerActions(connection: Connection, session: Session): void {
  const { guarded } = answering(session);
  connection.onCodeAction(
    guarded('quick-fixes', [], async (params) => {
      const snapshot = await session.policyOf(params.textDocument.uri);
      if (snapshot === undefined) return [];
      // A text that has changed before it was judged: the client asks again for the new one.
      const found = (await snapshot.judge()) ? codeActions(snapshot, params) : [];
      const fixes = session.options.initialization.commands === true ? found : plainActions(snapshot, found);
      const all = [...fixes, ...refactorings(snapshot, params, !session.options.resolvesActions)];
      return all.flatMap((action) => {
        const edit = action.edit && session.edit(snapshot, action.edit);
        return action.edit !== undefined && edit === undefined
          ? []
          : [edit === undefined ? action : { ...action, edit }];
      });
    }),
  );
  connection.onCodeActionResolve(
    refusing(
      guarded(
        'refactoring',
        new ResponseError<void>(REQUEST_FAILED, 'It failed. The output says why.'),
        async (action: CodeAction) => {
          const uri = documentOfAction(action);
          const snapshot = uri === undefined ? undefined : await session.policyOf(uri);
          const found = snapshot === undefined ? action : resolveRefactoring(snapshot, action);
          if (snapshot === undefined || found instanceof ResponseError || found.edit === undefined) return found;
          const edit = session.edit(snapshot, found.edit);
          return edit === undefined ? changedMeanwhile() : { ...found, edit };
        },
      ),
    ),
  );
}

/** What is drawn on the text, and done with it while someone types. */
function answerAboutText(connection: Connection, session: Session): void {
  const { guarded, document } = answering(session);
  const { languages } = connection;
  const tokens = new SemanticTokensFeature();
  languages.semanticTokens.on(document('semantic tokens', { data: [] }, (asked) => tokens.full(asked)));
  languages.semanticTokens.onDelta(
    document('semantic tokens', { data: [] }, (asked, params: SemanticTokensDeltaParams) =>
      tokens.delta(asked, params),
    ),
  );
  languages.semanticTokens.onRange(document('semantic tokens', { data: [] }, semanticTokensIn));
  languages.inlayHint.on(
    guarded('inlay hints', [], async (params) => {
      const asked = await session.asked(params.textDocument.uri);
      if (asked === undefined) return [];
      const { snapshot, file } = asked;
      // Traffic is compared by the checks, in slices: the answer is at hand once they are through.
      const isCompared = snapshot.observed !== undefined && (await snapshot.judge());
      return [...inlayHints(asked, params), ...(isCompared ? observedHints(snapshot, file, params) : [])];
    }),
  );
  connection.onSelectionRanges(document('selection ranges', [], selectionRanges));
  connection.onDocumentOnTypeFormatting(document('formatting on type', [], formatOnType));
  connection.onDocumentLinks(
    guarded('links', [], async ({ textDocument }: AboutDocument) => {
      const snapshot = await session.policyOf(textDocument.uri);
      if (snapshot === undefined) return [];
      const file = pathIn(snapshot.folder, normalUri(textDocument.uri));
      return documentLinks(snapshot, file, session.options.initialization.documentation);
    }),
  );
  connection.onSignatureHelp(
    guarded('signature help', null, async (params: AboutPosition) => {
      const typed = await session.typedAt(params.textDocument.uri, params.position);
      return typed === undefined ? null : signatureHelp(typed);
    }),
  );
}

function answerOwnRequests(connection: Connection, session: Session): void {
  const { guarded } = answering(session);
  const policy = <P extends messages.PolicyParams, R>(
    what: string,
    empty: R,
    answer: (snapshot: NonNullable<Awaited<ReturnType<Session['policyOf']>>>, params: P) => R,
  ) =>
    guarded(what, empty, async (params: P) => {
      const snapshot = await session.policyOf(params.uri);
      return snapshot === undefined ? empty : answer(snapshot, params);
    });
  connection.onRequest(messages.LIBRARY_REQUEST, guarded('library', { text: '' }, libraryText));
  connection.onRequest(messages.SETTLED_REQUEST, async () => {
    await session.quiet();
    return null;
  });
  connection.onRequest(
    messages.POLICIES_REQUEST,
    guarded('policies', [], () => policies(session)),
  );
  connection.onRequest(
    messages.EXPECTATIONS_REQUEST,
    guarded('expectations', [], () => expectations(session)),
  );
  connection.onRequest(
    OVERVIEW_REQUEST,
    guarded('overview', null, async ({ uri }: OverviewParams) => {
      const snapshot = await session.judgedPolicyOf(uri);
      return snapshot === undefined ? null : overview(snapshot);
    }),
  );
  connection.onRequest(messages.FIGURES_REQUEST, policy('figures', null, figures));
  connection.onRequest(messages.REACHING_REQUEST, policy('who can reach', null, reaching));
  connection.onRequest(messages.EXPLAIN_REQUEST, policy('explain', null, explainConnection));
  connection.onRequest(messages.CONTENTS_REQUEST, policy('contents', null, contents));
  connection.onRequest(messages.BLAST_REQUEST, policy('blast radius', null, blast));
  connection.onRequest(
    messages.COMPILE_REQUEST,
    policy('compile', { outputs: [], errors: [{ message: 'The policy could not be compiled.' }] }, (snapshot, params) =>
      compile(snapshot, params as messages.CompileParams, session.options.initialization.version ?? ''),
    ),
  );
  connection.onRequest(
    messages.REPORT_REQUEST,
    guarded('report', { files: [] }, async (params: messages.ReportParams) => {
      const snapshot = await session.policyOf(params.uri);
      if (snapshot === undefined) return { files: [] };
      // The drawing's code is large, and few ask for a report.
      const { report } = await import('./features/report.ts');
      return report(snapshot, params, session.options.initialization.version ?? '');
    }),
  );
  answerDiagramRequests(connection, session);
}

function changedMeanwhile(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.ContentModified, 'The text has changed since. Ask again.');
}

/** Lets a refusal reach the client as its message: that is an answer and no failure. */
function refusing<P, R>(answer: (params: P) => Promise<R | Error>): (params: P) => Promise<R> {
  return async (params) => {
    const result = await answer(params);
    if (result instanceof Error) throw result;
    return result;
  };
}
