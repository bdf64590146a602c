/** The extension where there is no server: VS Code's web build, the language server in a web worker, files in a virtual file system. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paletteTitles } from './host/palette.ts';
import type { Vscode } from './host/vscode.ts';
import { whyNoVscode } from './host/vscode.ts';
import { openWeb } from './host/web.ts';

const reason = whyNoVscode();
let vscode: Vscode;
const viewLine = (text: RegExp): Locator =>
  vscode.page.locator('.editor-instance .view-line').filter({ hasText: text });

/** Where examples/cascadia/zones.seg has the asset that commands are about. */
const ASSET_LINE = 16;
const row = (text: string | RegExp): Locator =>
  vscode.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
const line = (text: string | RegExp): Locator =>
  vscode.page.locator('.pane-body .monaco-list-row').filter({ hasText: text }).first();
const input = (): Locator => vscode.page.locator('.quick-input-widget .quick-input-box input[type=text]');
const asked = (text: string): Promise<void> =>
  vscode.page.locator('.quick-input-widget').getByText(text).first().waitFor();
const said = (text: string | RegExp): Promise<void> => vscode.page.getByText(text).first().waitFor();

/** VS Code's own dialog for files of the folder: takes what it proposes, or a file. */
async function accept(name?: string): Promise<void> {
  await row('.vscode').waitFor();
  if (name !== undefined) await input().fill(`/${name}`);
  await vscode.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
}

async function showOutput(): Promise<void> {
  await vscode.runCommand('Segmentation: Compile Rules...');
  await row('nftables').click();
  await vscode.page
    .locator('.quick-input-list .monaco-list-row')
    .filter({ hasText: 'FW-3' })
    .filter({ hasNotText: 'All firewalls' })
    .first()
    .click();
  await viewLine(/table\s+inet/)
    .first()
    .waitFor();
  await viewLine(/table\s+inet/)
    .first()
    .click();
}

/** Of the palette: what each does here. */
const COMMANDS: Readonly<Record<string, () => Promise<void>>> = {
  'Open Zone Diagram': () =>
    vscode.webview().locator('svg text').filter({ hasText: 'Industrial DMZ' }).first().waitFor(),
  'Open Zone Diagram to the Side': () =>
    vscode.webview().locator('svg text').filter({ hasText: 'Industrial DMZ' }).first().waitFor(),
  'Show in Diagram': () => vscode.webview().locator('.selected, [aria-selected="true"]').first().waitFor(),
  'Show Blast Radius': () => line(/fall with JUMP-1/).waitFor(),
  'Who Can Reach...': () => asked('assets can reach'),
  'Explain Connection...': async () => {
    for (const text of ['HMI-1', 'PLC-301', 'modbus']) {
      await row(text).waitFor();
      await input().fill(text);
      await row(text).click();
    }
    await asked('is allowed');
  },
  'Compile Rules...': () => row('nftables').waitFor(),
  'Review Changes Against...': () => vscode.page.getByPlaceholder('git, which does not run in a browser').waitFor(),
  'Save Compiled Rules...': async () => {
    await accept();
    await said('Saved 1 file.');
  },
  'Compare Compiled Rules with Last Export': () =>
    vscode.page.locator('.tab.active').filter({ hasText: 'last export and now' }).waitFor(),
  'Show Rollback of Compiled Rules': async () => {
    await vscode.page.locator('.tab.active[data-resource-name^="Untitled"]').waitFor();
    await viewLine(/^delete\s+table/)
      .first()
      .waitFor();
    // Nobody is to be asked about it when editors close.
    await vscode.runCommand('View: Revert and Close Editor');
  },
  'New Policy...': async () => {
    await row('Small plant').click();
    await vscode.page.locator('.tab.active[data-resource-name="small-plant.seg"]').waitFor();
  },
  'Export Diagram...': async () => {
    await row('PNG').click();
    await row('Light').click();
    await row('With legend').click();
    await accept();
    await said(/^Saved .*png\.$/);
  },
  'Open Walkthrough': () => said('Begin with a Segmentation Policy'),
  'Export Report...': async () => {
    const { page } = vscode;
    await row('HTML').click();
    await accept();
    await said('Saved 1 file.');
    await page.locator('.notification-toast').getByRole('button', { name: 'Open' }).click();
    await page.locator('.tab.active[data-resource-name="zones-and-conduits.html"]').waitFor();
    // The drawing is an address in the text, longer than what is shown of a line.
    await page.keyboard.press('Control+f');
    await page.keyboard.type('data-line%3D%22conduit%3APlantEdge');
    await page
      .locator('.find-widget .matchesCount')
      .filter({ hasText: /of [1-9]/ })
      .waitFor();
  },
  'Request Vendor Access...': () => asked('For which vendor?'),
  'Approve Vendor Access...': () => said('No vendor access waits for an approval.'),
  'Revoke Vendor Access...': async () => {
    await row('Abb-drives').click();
    await vscode.page.locator('.monaco-dialog-box').getByText('JUMP-1 may no longer open rdp').waitFor();
  },
  'Import Inventory...': async () => {
    await accept('assets.csv');
    await vscode.page.locator('.monaco-dialog-box').getByText('1 asset added, 0 changed, 0 gone').waitFor();
  },
  'Import Observed Traffic...': async () => {
    await accept('monday.csv');
    await asked('Where is the flow file to lie');
    await vscode.page.keyboard.press('Enter');
    await said('1 conversation is compared with the policy now');
  },
  'Restart Language Server': () => said('The language server runs anew.'),
};
const ON_OUTPUT = Object.keys(COMMANDS).filter((title) => title.includes('Compiled Rules'));

describe.skipIf(reason !== undefined)(`the browser${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    vscode = await openWeb({
      folder: 'examples/cascadia',
      prepare: (folder) => {
        writeFileSync(join(folder, 'assets.csv'), 'name,ip,type\nPLC-302,10.41.0.12,plc\n');
        writeFileSync(
          join(folder, 'monday.csv'),
          'source,target,protocol,port,first\n10.30.0.11,10.41.0.10,tcp,22,2026-11-20T08:00:00Z\n',
        );
      },
    });
  });
  afterAll(() => vscode?.close());

  it('colours a policy, and knows by its other files that nothing is wrong with it', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    const words = viewLine(/^conduit\s+PlantEdge/).locator('span[class^=mtk]');
    const colours = () => words.evaluateAll((spans) => new Set(spans.map((span) => getComputedStyle(span).color)).size);
    // The word, the name, the title, the brace.
    await expect.poll(colours, { timeout: 20_000 }).toBeGreaterThan(2);
    await page
      .getByText(/Cascadia Mill 3.*10 assets/)
      .first()
      .waitFor();
    await vscode.problems();
    await page.getByText('No problems have been detected').waitFor();
  });

  it('marks a finding while someone types, and its quick-fix mends it', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    await vscode.goTo(4, '  between Supervisory and Kiln'.length + 1);
    await page.keyboard.type('n');
    const rows = await vscode.problems();
    await rows.filter({ hasText: 'No zone is named Kilnn' }).first().waitFor();
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
    await vscode.screenshot('web-finding');
    await vscode.goTo(4, '  between Supervisory and Kil'.length);
    const fixes = await vscode.quickFixes();
    // In this version of VS Code something transparent lies over the menu.
    await fixes.and(page.locator('.focused')).filter({ hasText: 'Change to Kiln' }).waitFor();
    await page.keyboard.press('Enter');
    await viewLine(/between\s+Supervisory\s+and\s+Kiln$/).waitFor();
    await page.getByText('No problems have been detected').waitFor();
    await vscode.runCommand('File: Revert File');
  });

  it('draws the zone diagram, which follows the text', async () => {
    await vscode.runCommand('Segmentation: Open Zone Diagram to the Side');
    const diagram = vscode.webview();
    await diagram.locator('svg text').filter({ hasText: 'Industrial DMZ' }).first().waitFor();
    // Were the diagram's group the active one, the file would open in front of it.
    await vscode.runCommand('View: Focus First Editor Group');
    await vscode.openFile('zones.seg');
    // Going to a line gives the editor the focus, which the explorer may have taken to show the file.
    await vscode.goTo(2, 1);
    await vscode.page.keyboard.insertText('zone Yard { level 2 network 10.60.0.0/24 }\n');
    await diagram.locator('svg text').filter({ hasText: 'Yard' }).first().waitFor();
    await vscode.screenshot('web-diagram');
    await vscode.runCommand('File: Revert File');
  });

  it('compiles rules beside the source', async () => {
    const { page } = vscode;
    await vscode.openFile('conduits.seg');
    await vscode.runCommand('Segmentation: Compile Rules...');
    const choices = page.locator('.quick-input-list .monaco-list-row');
    await choices.filter({ hasText: 'nftables' }).first().click();
    await choices.filter({ hasText: 'FW-3' }).filter({ hasNotText: 'All firewalls' }).first().click();
    await page
      .getByText(/Compiled \d+ rules on FW-3 for nftables/)
      .first()
      .waitFor();
    await viewLine(/table\s+inet/)
      .first()
      .waitFor();
    await vscode.screenshot('web-compiled');
  });

  it('has no command in its palette that is not tried here', () => {
    expect(Object.keys(COMMANDS).sort()).toEqual(paletteTitles({ sometimes: true }).sort());
  });

  it.each(Object.entries(COMMANDS))('runs or says why not: %s', async (title, told) => {
    const { page } = vscode;
    await vscode.runCommand('View: Close All Editors');
    await vscode.openFile('zones.seg');
    await vscode.goTo(ASSET_LINE, '  asset JU'.length);
    if (ON_OUTPUT.includes(title)) await showOutput();
    await vscode.runCommand(`Segmentation: ${title}`);
    await told();
    await vscode.screenshot(`web-${title.toLowerCase().replace(/[^a-z]+/g, '-')}`);
    await page.keyboard.press('Escape');
    await vscode.runCommand('Notifications: Clear All Notifications');
    await vscode.runCommand('File: Revert File');
  });

  it('sends no request to another machine', () => {
    expect(vscode.foreignRequests).toEqual([]);
  });
});
