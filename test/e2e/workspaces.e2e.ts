/** Several folders and several policies in one window of a real VS Code: each keeps to itself. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVscode, type Vscode, whyNoVscode } from './host/vscode.ts';

const reason = whyNoVscode();
let vscode: Vscode;
let scratch: string;

/** A control room and a cell that it may reach; the same names in every policy. */
const plant = (title: string, net: number): string => `policy "${title}" { timezone "UTC" }
zone Room { level 2 kind control sl-t 1 network 10.${net}.0.0/24 asset HMI-1 : hmi at 10.${net}.0.11 { criticality low } }
zone Cell { level 1 kind control sl-t 1 network 10.${net}.1.0/24 asset PLC-1 : plc at 10.${net}.1.10 { criticality low } }
`;
const conduit = 'conduit Control { between Room and Cell sl-t 1 allow HMI-1 -> PLC-1 : modbus because "control" }\n';

const FILES: Readonly<Record<string, string>> = {
  'all.code-workspace': JSON.stringify({
    folders: [{ path: 'north' }, { path: 'south' }],
    settings: { 'files.exclude': { '**/hidden.seg': true } },
  }),
  'north/north.seg': plant('North plant', 1),
  'north/hidden.seg': conduit,
  'south/one/bulkhead.json': '{ "exclude": ["drafts/**"] }',
  'south/one/one.seg': plant('South one', 2) + conduit,
  'south/one/drafts/draft.seg': 'zone Draft { kind nonsense }\n',
  'south/two/bulkhead.json': '{}',
  'south/two/two.seg': `${plant('South two', 3)}${conduit}expect HMI-1 -> PLC-1 : modbus is allowed\n`,
};

const rows = (): Locator => vscode.page.locator('.quick-input-list .monaco-list-row');
const statusOf = (text: RegExp): Locator => vscode.page.locator('.statusbar-item').filter({ hasText: text }).first();

describe.skipIf(reason !== undefined)(`a window of several policies${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'bulkhead-several-'));
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(scratch, 'plants', path)), { recursive: true });
      writeFileSync(join(scratch, 'plants', path), text);
    }
    vscode = await openVscode({ folder: join(scratch, 'plants'), workspace: 'all.code-workspace' });
  });
  afterAll(async () => {
    await vscode?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('asks which policy a command is about where no editor says so', async () => {
    const { page } = vscode;
    await vscode.runCommand('Segmentation: Open Zone Diagram');
    for (const title of ['North plant', 'South one', 'South two']) await rows().filter({ hasText: title }).waitFor();
    await rows().filter({ hasText: 'South two' }).click();
    await vscode.webview().locator('svg text').filter({ hasText: 'Cell' }).first().waitFor();
    await page.locator('.tab.active').filter({ hasText: 'South two' }).waitFor();
    await vscode.runCommand('View: Close All Editors');
  });

  it('has no finding against names that two policies share, and counts each policy by itself', async () => {
    await vscode.problems();
    for (const [file, title] of [
      ['north.seg', /North plant: 2 assets/],
      ['one.seg', /South one: 2 assets/],
      ['two.seg', /South two: 2 assets/],
    ] as const) {
      await vscode.openFile(file);
      await statusOf(title).waitFor();
    }
    await vscode.page.getByText('No problems have been detected').waitFor();
  });

  it('judges files that `files.exclude` hides, and none that `exclude` of bulkhead.json leaves out', async () => {
    const { folder } = vscode;
    await vscode.openFile('north.seg');
    await vscode.runCommand('Segmentation: Who Can Reach...');
    await rows().filter({ hasText: 'PLC-1' }).first().click();
    await vscode.page.getByText('1 of 1 assets can reach').waitFor();
    await vscode.page.keyboard.press('Escape');
    writeFileSync(join(folder, 'north', 'hidden.seg'), 'zone Hidden { kind rubbish }\n');
    const problems = await vscode.problems();
    await problems.filter({ hasText: 'rubbish' }).first().waitFor();
    expect(await problems.filter({ hasText: 'nonsense' }).count()).toBe(0);
    writeFileSync(join(folder, 'north', 'hidden.seg'), conduit);
    await problems.filter({ hasText: 'rubbish' }).first().waitFor({ state: 'detached' });
  });

  it('renames within one policy only', async () => {
    const { page } = vscode;
    await vscode.openFile('two.seg');
    await vscode.goTo(3, 'zone Ce'.length);
    await page.keyboard.press('F2');
    const box = page.locator('.rename-box input').first();
    await box.waitFor();
    await box.fill('Line');
    await page.keyboard.press('Enter');
    await page
      .locator('.editor-instance .view-line')
      .filter({ hasText: /between\s+Room\s+and\s+Line/ })
      .waitFor();
    await vscode.problems();
    await page.getByText('No problems have been detected').waitFor();
    await vscode.openFile('one.seg');
    await page
      .locator('.editor-instance .view-line')
      .filter({ hasText: /between\s+Room\s+and\s+Cell/ })
      .waitFor();
    await vscode.openFile('two.seg');
    await vscode.runCommand('File: Revert File');
  });

  it('keeps a folder to itself that joins later, and forgets one that leaves', async () => {
    const { folder } = vscode;
    mkdirSync(join(folder, 'south', 'three'));
    writeFileSync(join(folder, 'south', 'three', 'bulkhead.json'), '{}');
    writeFileSync(
      join(folder, 'south', 'three', 'three.seg'),
      plant('South three', 4).replace('kind control', 'kind junk'),
    );
    const problems = await vscode.problems();
    await problems.filter({ hasText: 'junk' }).first().waitFor();
    expect(await problems.filter({ hasText: /twice|already/ }).count()).toBe(0);
    rmSync(join(folder, 'south', 'three'), { recursive: true });
    await vscode.page.getByText('No problems have been detected').waitFor();
  });
});
