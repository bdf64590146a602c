/** The diagram page as axe sees it, in every theme: names for everything, contrast, roles that fit. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const THEMES = [
  ['Default Light Modern', 'vscode-light'],
  ['Default Dark Modern', 'vscode-dark'],
  ['Default High Contrast', 'vscode-high-contrast'],
];

describe.skipIf(whyNoVscode() !== undefined)('the diagram page, to people who cannot see it well', () => {
  let vscode: Vscode;
  beforeAll(async () => {
    vscode = await openVscode({ folder: 'examples/cascadia' });
    await vscode.openFile('zones.seg');
    await vscode.runCommand('Segmentation: Open Zone Diagram');
    await vscode.webview().locator('svg text', { hasText: 'PLC-301' }).first().waitFor();
  });
  afterAll(() => vscode?.close());

  it.each(THEMES)('has no violation that axe finds in the theme %s', async (theme, bodyClass) => {
    mkdirSync(join(vscode.folder, '.vscode'), { recursive: true });
    writeFileSync(join(vscode.folder, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
    await vscode.webview().locator(`body.${bodyClass}`).waitFor();
    const page = await vscode.webview().locator('html').elementHandle();
    const frame = await page?.ownerFrame();
    if (!frame) throw new Error('the webview has no frame');
    await frame.evaluate(axe.source);
    const { violations, passes } = await frame.evaluate(async () => {
      const found = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
      const shown = found.violations.map(({ id, help, nodes }) => ({ id, help, html: nodes[0]?.html.slice(0, 200) }));
      return { violations: shown, passes: found.passes.map(({ id }) => id) };
    });
    expect(passes).toEqual(
      expect.arrayContaining(['button-name', 'aria-allowed-attr', 'html-has-lang', 'document-title']),
    );
    expect(violations).toEqual([]);
  });
});
