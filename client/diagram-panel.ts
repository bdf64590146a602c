/** One diagram panel: carries the policy's graph to the page, and clicks in it to the source. */
import * as vscode from 'vscode';
import {
  DIAGRAM_REQUEST,
  type DiagramResult,
  OVERLAY_REQUEST,
  type Overlay,
  type OverlayQuestion,
  type ReviewedVersion,
  readToClient,
  type ToClient,
  type ToWebview,
} from '../server/protocol/diagram.ts';
import { LIBRARY_SCHEME, OLD_SCHEME } from '../server/protocol/messages.ts';
import type { ComparedVersion } from './compared-version.ts';
import { DiagramExports } from './diagram-exports.ts';
import { diagramPage } from './diagram-page.ts';
import type { Extension } from './extension.ts';
import { pathIn, showPlace } from './places.ts';

export const DIAGRAM_VIEW_TYPE = 'bulkhead.diagram';
/** The cursor's last place within this time is shown, in milliseconds. */
const CURSOR_MS = 60;
const LIBRARY_PREFIX = 'library:';

export class DiagramPanel {
  readonly #extension: Extension;
  readonly #panel: vscode.WebviewPanel;
  readonly #document: vscode.Uri;
  readonly #titleChanged: ((title: string) => void)[] = [];
  readonly exports = new DiagramExports((message) => this.#post(message));
  #policyTitle = '';
  #folder: string | undefined;
  #ready = false;
  #asking = false;
  #again = false;
  /** What the page shows over its picture; it is sent with every new graph. */
  #overlay: OverlayQuestion | undefined;
  /** The version that the picture is compared with, while it shows a review. */
  #review: ReviewedVersion | undefined;
  readonly #reviewChanged: ((compared: ComparedVersion | undefined) => void)[] = [];
  /** What is to be shown over it once the page listens. */
  #asked: OverlayQuestion | undefined;
  #cursor: ReturnType<typeof setTimeout> | undefined;
  /** What is to be selected once the page listens. */
  #wanted: { readonly document: vscode.Uri; readonly position: vscode.Position } | undefined;

  constructor(extension: Extension, panel: vscode.WebviewPanel, document: vscode.Uri) {
    this.#extension = extension;
    this.#panel = panel;
    this.#document = document;
    const icons = vscode.Uri.joinPath(extension.context.extensionUri, 'media', 'icons');
    panel.iconPath = {
      light: vscode.Uri.joinPath(icons, 'seg-light.svg'),
      dark: vscode.Uri.joinPath(icons, 'seg-dark.svg'),
    };
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const read = readToClient(message);
      if (read !== undefined) void extension.guard(() => this.#receive(read));
    });
    panel.onDidDispose(() => {
      clearTimeout(this.#cursor);
      this.exports.close();
    });
  }

  /** Loads the page; it asks for its graph when it listens. */
  load(): void {
    this.#panel.webview.html = diagramPage(this.#extension.context.extensionUri, this.#panel.webview);
  }

  onTitle(listener: (title: string) => void): void {
    this.#titleChanged.push(listener);
  }

  /** Brings the panel to the front. */
  reveal(preserveFocus: boolean): void {
    this.#panel.reveal(undefined, preserveFocus);
  }

  /** Whether the panel shows the policy that a document belongs to, as far as is known. */
  shows(document: vscode.Uri): boolean {
    if (document.toString() === this.#document.toString()) return true;
    return this.#fileOf(document) !== undefined;
  }

  /** The server says that a policy changed. */
  changed(folder: string): void {
    if (this.#folder === undefined || folder === this.#folder) void this.#update();
  }

  /** Marks the node that the cursor stands in. `typed`: it moved because text changed. */
  cursorMoved(document: vscode.Uri, position: vscode.Position, typed: boolean): void {
    clearTimeout(this.#cursor);
    const file = this.#fileOf(document);
    if (file === undefined || !this.#ready) return;
    const { line, character: column } = position;
    const delay = typed ? CURSOR_MS * 4 : CURSOR_MS;
    this.#cursor = setTimeout(() => this.#post({ type: 'reveal', file, line, column, select: false }), delay);
  }

  /** Selects what is declared around a place and brings it into view; as soon as the page shows its picture. */
  select(document: vscode.Uri, position: vscode.Position): void {
    clearTimeout(this.#cursor);
    const file = this.#fileOf(document);
    if (file === undefined || !this.#ready) this.#wanted = { document, position };
    else this.#post({ type: 'reveal', file, line: position.line, column: position.character, select: true });
  }

  /** Shows an overlay; as soon as the page listens. */
  ask(question: OverlayQuestion): void {
    if (this.#ready) this.#post({ type: 'ask', question });
    else this.#asked = question;
  }

  /** The policy's title, as far as is known. */
  get policyTitle(): string {
    return this.#policyTitle;
  }

  /** Shows a change against an older version: both in one picture. */
  review(version: ReviewedVersion, compared: ComparedVersion): void {
    this.#review = version;
    this.ask({ kind: 'review' });
    for (const listener of this.#reviewChanged) listener(compared);
  }

  /** A review began, or ended. */
  onReview(listener: (compared: ComparedVersion | undefined) => void): void {
    this.#reviewChanged.push(listener);
  }

  #fileOf(document: vscode.Uri): string | undefined {
    return this.#folder === undefined ? undefined : pathIn(vscode.Uri.parse(this.#folder), document);
  }

  /** Asks for the newest graph; requests while one is under way become one. */
  async #update(): Promise<void> {
    if (!this.#ready) return;
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    do {
      this.#again = false;
      await this.#ask();
    } while (this.#again);
    this.#asking = false;
  }

  async #ask(): Promise<void> {
    try {
      const result = await this.#extension.request<DiagramResult | null>(DIAGRAM_REQUEST, {
        uri: this.#document.toString(),
        ...(this.#reviewed() ?? (this.#overlay && { overlay: this.#overlay })),
      });
      if (result === null) {
        this.#post({
          type: 'failed',
          message: vscode.l10n.t('The file that this diagram was opened from is no longer part of a policy.'),
        });
        return;
      }
      this.#folder = result.folder;
      this.#setTitle(result.graph.title);
      const { graph, stale, overlay } = result;
      this.#post({ type: 'show', graph, ...(stale && { stale }), ...(overlay && { overlay }) });
    } catch (error) {
      this.#extension.log.error(error instanceof Error ? error : String(error));
      this.#post({ type: 'failed', message: vscode.l10n.t('The language server did not answer.') });
    }
  }

  #reviewed(): { readonly review: ReviewedVersion } | undefined {
    return this.#overlay?.kind === 'review' && this.#review ? { review: this.#review } : undefined;
  }

  /** Another overlay over the picture; a review has a picture of its own. */
  async #changeOverlay(question: OverlayQuestion | undefined): Promise<void> {
    const last = this.#overlay;
    this.#overlay = question;
    if (last?.kind === 'review' && question?.kind !== 'review')
      for (const listener of this.#reviewChanged) listener(undefined);
    if (question?.kind === 'review' || last?.kind === 'review') await this.#update();
    else if (question !== undefined) await this.#askOverlay(question);
  }

  /** An overlay over the graph that is there; an older answer than the newest question is dropped. */
  async #askOverlay(question: OverlayQuestion): Promise<void> {
    try {
      const overlay = await this.#extension.request<Overlay | null>(OVERLAY_REQUEST, {
        uri: this.#document.toString(),
        overlay: question,
      });
      if (overlay !== null && this.#overlay === question) this.#post({ type: 'overlay', overlay });
    } catch (error) {
      this.#extension.log.error(error instanceof Error ? error : String(error));
    }
  }

  #setTitle(name: string): void {
    this.#policyTitle = name;
    const title = name === '' ? vscode.l10n.t('Zone Diagram') : vscode.l10n.t('{0}: Zone Diagram', name);
    if (this.#panel.title === title) return;
    this.#panel.title = title;
    for (const listener of this.#titleChanged) listener(title);
  }

  #post(message: ToWebview): void {
    void this.#panel.webview.postMessage(message);
  }

  async #receive(message: ToClient): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        // A page that was hidden begins anew; what it compared with is kept here.
        this.#asked ??= this.#overlay?.kind === 'review' && this.#review ? this.#overlay : undefined;
        this.#overlay = this.#asked ?? message.overlay;
        if (this.#asked !== undefined) this.#post({ type: 'ask', question: this.#asked });
        this.#asked = undefined;
        await this.#update();
        this.#showCursor();
        break;
      case 'retry':
        await this.#update();
        break;
      case 'newPolicy':
        await vscode.commands.executeCommand('bulkhead.newPolicy');
        break;
      case 'exportWanted':
        await vscode.commands.executeCommand('bulkhead.exportDiagram', this.#document);
        break;
      case 'overlay':
        await this.#changeOverlay(message.question);
        break;
      case 'source':
        await this.#showSource(message.place, message.open);
        break;
      case 'exported':
      case 'exportFailed':
        this.exports.receive(message);
        break;
      case 'drawn':
        this.exports.drawn();
        this.#extension.log.debug(`Diagram: ${message.zones} zones laid out in ${Math.round(message.milliseconds)} ms`);
        break;
      case 'layoutFailed':
        this.#extension.log.error(`Diagram: ${message.message}`);
        break;
    }
  }

  #showCursor(): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted !== undefined) {
      this.select(wanted.document, wanted.position);
      return;
    }
    const editor = vscode.window.visibleTextEditors.find((e) => e.document.languageId === 'seg');
    if (editor !== undefined) this.cursorMoved(editor.document.uri, editor.selection.active, false);
  }

  async #showSource(place: Extract<ToClient, { type: 'source' }>['place'], open: boolean): Promise<void> {
    const { file, old, ...range } = place;
    if (old && !file.startsWith(LIBRARY_PREFIX)) {
      const before = vscode.Uri.from({ scheme: OLD_SCHEME, path: `/${file}` });
      await showPlace({ uri: before.toString(), ...range }, { focus: open, beside: this.#panel.viewColumn });
      return;
    }
    const uri = file.startsWith(LIBRARY_PREFIX)
      ? vscode.Uri.from({ scheme: LIBRARY_SCHEME, path: `/${file.slice(LIBRARY_PREFIX.length)}` })
      : vscode.Uri.joinPath(vscode.Uri.parse(this.#folder ?? ''), file);
    await showPlace({ uri: uri.toString(), ...range }, { focus: open, beside: this.#panel.viewColumn });
  }
}
