/** What the extension's parts share: the language client, once it runs, and how failures are told. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { DIAGRAM_CHANGED, type DiagramChangedParams } from '../server/protocol/diagram.ts';
import {
  LIBRARY_REQUEST,
  LIBRARY_SCHEME,
  type LibraryResult,
  POLICIES_REQUEST,
  type PolicySummary,
} from '../server/protocol/messages.ts';
import { CompiledOutputs } from './compiled/outputs.ts';
import { OldVersion } from './old-version.ts';

export interface RunningClient {
  readonly client: BaseLanguageClient;
  /** Ends the server, however it fares, and lets go of all that it had. */
  readonly end: () => Promise<void>;
}

/** Starts the language server as the host can, loading what that needs, and returns the client once it runs. */
export type StartClient = (extension: Extension) => Promise<RunningClient>;

export class Extension implements vscode.Disposable {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  /** Of the version that a review compares with. */
  readonly oldVersion = new OldVersion();
  readonly outputs = new CompiledOutputs((method, params) => this.request(method, params));
  readonly #policyChanged = new vscode.EventEmitter<string>();
  /** A policy changed, by the URI of its folder. */
  readonly onPolicyChanged = this.#policyChanged.event;
  readonly #startClient: StartClient;
  #running: Promise<RunningClient> | undefined;
  #figures: Promise<void> | undefined;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, startClient: StartClient) {
    this.context = context;
    this.log = log;
    this.#startClient = startClient;
  }

  /** Starts the language server; activation does not wait for it. */
  start(): void {
    this.#running ??= this.#run();
    this.#running.catch((error: unknown) => {
      this.log.error(error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(
        vscode.l10n.t('Bulkhead: the language server did not start. The output channel says why.'),
      );
    });
  }

  /** Ends the server, also one that hangs, stays away or never came, and starts another. Rejects where that does not start. */
  async restart(): Promise<void> {
    const before = this.#running;
    this.#running = (async () => {
      await before?.then(({ end }) => end()).catch((error: unknown) => this.log.warn(String(error)));
      return this.#run();
    })();
    await this.#running;
  }

  async #run(): Promise<RunningClient> {
    const running = await this.#startClient(this);
    running.client.onNotification(DIAGRAM_CHANGED, ({ folder }: DiagramChangedParams) => {
      this.#policyChanged.fire(folder);
      this.outputs.policyChanged(folder);
    });
    this.#figures ??= this.guard(() => this.#showFigures());
    return running;
  }

  async #showFigures(): Promise<void> {
    const { ExpectationTests } = await import('./expectation-tests.ts');
    const { StatusBar } = await import('./status-bar.ts');
    this.context.subscriptions.push(new ExpectationTests(this), new StatusBar(this));
  }

  /** The running client. Rejects where the server did not start. */
  async client(): Promise<BaseLanguageClient> {
    this.#running ??= this.#run();
    return (await this.#running).client;
  }

  async request<R>(method: string, params: unknown): Promise<R> {
    const client = await this.client();
    return client.sendRequest<R>(method, params);
  }

  /** Runs something that a user asked for: a failure becomes a message, its details go to the output channel. */
  async guard(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
      const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      const show = vscode.l10n.t('Show Output');
      const chosen = await vscode.window.showErrorMessage(vscode.l10n.t('Bulkhead: {0}', why), show);
      if (chosen === show) this.log.show();
    }
  }

  /**
   * A document of the policy that a command is to speak of: the active editor's, the only policy's, or the one that the user picks.
   * Undefined, with a message where there is none, where the command is to end.
   */
  async choosePolicy(): Promise<vscode.Uri | undefined> {
    const active = vscode.window.activeTextEditor?.document;
    if (active?.languageId === 'seg' && active.uri.scheme !== LIBRARY_SCHEME) return active.uri;
    const policies = await this.request<readonly PolicySummary[]>(POLICIES_REQUEST, undefined);
    const [first] = policies;
    if (first === undefined) {
      const begin = vscode.l10n.t('New Policy...');
      const chosen = await vscode.window.showInformationMessage(
        vscode.l10n.t('There is no segmentation policy here. Open a folder with .seg files, or write one.'),
        begin,
      );
      if (chosen === begin) await vscode.commands.executeCommand('bulkhead.newPolicy');
      return undefined;
    }
    if (policies.length === 1) return vscode.Uri.parse(first.file);
    const items = policies.map((p) => ({
      label: p.title,
      description: vscode.workspace.asRelativePath(vscode.Uri.parse(p.folder)),
      detail: vscode.l10n.t('Zones: {0}, assets: {1}', p.zones, p.assets),
      file: p.file,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Which policy?'),
      matchOnDescription: true,
    });
    return chosen && vscode.Uri.parse(chosen.file);
  }

  async libraryText(uri: vscode.Uri): Promise<string> {
    return (await this.request<LibraryResult>(LIBRARY_REQUEST, { uri: uri.toString() })).text;
  }

  /** A page of the documentation that ships with the extension: `bulkhead-docs:/checks/any-service.md`. */
  async documentation(uri: vscode.Uri): Promise<string> {
    const page = uri.path.replace(/^\/+/, '');
    if (page.split('/').includes('..')) return '';
    const file = vscode.Uri.joinPath(this.context.extensionUri, 'docs', page);
    try {
      // A page begins with a remark on where it is made from: that is for who edits it.
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(file)).replace(/^<!--[^>]*-->\s*/, '');
    } catch {
      return `# ${page}\n\n${vscode.l10n.t('This page does not ship with the extension.')}\n`;
    }
  }

  dispose(): void {
    this.#policyChanged.dispose();
    this.outputs.dispose();
    void this.#running?.then(({ end }) => end()).catch(() => undefined);
  }
}
