/**
 * Measures in a real VS Code how long the extension takes to activate - loading its code and its `activate` - and prints it as JSON:
 * `node bench/activation.ts`. Milliseconds, as VS Code's own *Show Running Extensions* tells them, of every start of the window.
 */
import { openVscode } from '../test/e2e/host/vscode.ts';

const STARTS = 5;

// The list is by time and holds only the rows in view: the window is high enough for all.
const vscode = await openVscode({ folder: 'examples/cascadia', viewport: { width: 1440, height: 2400 } });
try {
  const times: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    if (start > 0) await vscode.page.reload();
    await vscode.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
    await vscode.openFile('zones.seg');
    await vscode.page
      .locator('.statusbar-item')
      .filter({ hasText: /Cascadia.*assets/ })
      .first()
      .waitFor();
    await vscode.runCommand('Developer: Show Running Extensions');
    const row = vscode.page.locator('.runtime-extensions-editor .extension').filter({ hasText: 'Bulkhead' }).first();
    const said = await row.locator('.activation-time').textContent();
    const time = Number(/([\d.,]+)\s*ms/.exec(said ?? '')?.[1]?.replace(',', ''));
    if (!Number.isFinite(time)) throw new Error(`no activation time: ${said}`);
    times.push(time);
  }
  console.log(
    JSON.stringify({ times, least: Math.min(...times), middle: times.toSorted((a, b) => a - b)[STARTS >> 1] }),
  );
} finally {
  await vscode.close();
}
