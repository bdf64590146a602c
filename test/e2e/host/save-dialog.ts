/** VS Code's own dialog for folders. */
import type { Page } from 'playwright-core';

/** Names a folder in VS Code's own dialog, once it shows where it stands: before that it would write over the name. */
export async function saveIn(page: Page, folder: string, button: string): Promise<void> {
  const dialog = page.locator('.quick-input-widget');
  await dialog.getByRole('button', { name: button }).waitFor();
  await dialog.locator('.monaco-list-row').filter({ hasText: '..' }).first().waitFor();
  await dialog.locator('.quick-input-box input[type=text]').fill(`${folder}/`);
  await dialog.getByRole('button', { name: button }).click();
}
