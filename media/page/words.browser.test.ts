/** The page's words in the editor's language, in a real Chromium. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleMessage, hasChromium, PageHost } from './test-page.ts';

const GERMAN = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'l10n', 'bundle.l10n.de.json'), 'utf8'),
) as Readonly<Record<string, string>>;

describe.skipIf(!hasChromium)('the diagram page of a German editor', { timeout: 60_000 }, () => {
  const host = new PageHost();
  beforeAll(() => host.start(), 60_000);
  afterAll(() => host.stop());

  test('names its controls, counts and keys in German', async () => {
    const { page, errors } = await host.show(await exampleMessage('cascadia'), { words: GERMAN });
    await page.getByRole('button', { name: 'Diagramm exportieren' }).waitFor();
    await page.getByRole('radio', { name: 'Zonen' }).waitFor();
    expect(await page.locator('.toolbar .facts').textContent()).toBe('6 Zonen, 10 Assets');
    const overlays = page.locator('select[aria-label="Überlagerung"] option');
    expect(await overlays.allTextContents()).toContain('Herstellerzugang');
    await page.getByRole('button', { name: 'Tasten (?)' }).click();
    await page.getByRole('heading', { name: 'Tasten im Diagramm' }).waitFor();
    expect(await page.locator('dialog.help dd').allTextContents()).toContain('in eine Zone hinein');
    expect(errors).toEqual([]);
  });
});
