/** The packed extension comes to life in a real VS Code, and nothing it does leaves the machine. */
import { describe, expect, it } from 'vitest';
import { openVscode, whyNoVscode } from './host/vscode.ts';

describe.skipIf(whyNoVscode() !== undefined)(`VS Code${whyNoVscode() ? ` (skipped: ${whyNoVscode()})` : ''}`, () => {
  it('opens a plant, knows .seg files, and shows no problem in the example', async () => {
    const vscode = await openVscode({ folder: 'examples/cascadia' });
    try {
      await vscode.openFile('conduits.seg');
      await vscode.page.getByRole('button', { name: /^Seg/ }).first().waitFor();
      await vscode.page.locator('.view-line .mtk1, .view-line [class*=mtk]').first().waitFor();
      await vscode.problems();
      await vscode.page.getByText('No problems have been detected').waitFor();
      expect(vscode.foreignRequests).toEqual([]);
    } finally {
      await vscode.close();
    }
  });

  it('shows a finding where a rule names an asset that does not exist', async () => {
    const vscode = await openVscode({ folder: 'examples/cascadia' });
    try {
      await vscode.openFile('conduits.seg');
      await vscode.page.keyboard.press('Control+End');
      await vscode.page.keyboard.type('\nconduit Smoke { between Nowhere and IDMZ }');
      const rows = await vscode.problems();
      await rows.filter({ hasText: 'Nowhere' }).first().waitFor();
      await vscode.screenshot('smoke');
    } finally {
      await vscode.close();
    }
  });
});
