/** Answers `vscode://bulkhead.bulkhead/checks/NAME.md`, the address that findings exported as SARIF give for a check's page. */
import * as vscode from 'vscode';
import type { Extension } from './extension.ts';

const PAGE = /^\/checks\/[a-z0-9-]+\.md$/;

export class DocumentationLinks implements vscode.UriHandler {
  readonly #extension: Extension;

  constructor(extension: Extension) {
    this.#extension = extension;
  }

  /** Opens the page that ships with the extension. Anything else that the address names is left alone, and said. */
  async handleUri(uri: vscode.Uri): Promise<void> {
    await this.#extension.guard(async () => {
      if (!PAGE.test(uri.path)) throw new Error(vscode.l10n.t('There is no page {0}.', uri.path));
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.from({ scheme: 'bulkhead-docs', path: uri.path }));
    });
  }
}
