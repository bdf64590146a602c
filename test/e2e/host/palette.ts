/** The commands of the palette, as the manifest has them: for tests that must not forget one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');

interface Entry {
  readonly command: string;
  readonly title?: string;
  readonly when?: string;
}

/** Titles of the commands that the palette shows everywhere; with `sometimes` also of those that it shows under a condition. */
export function paletteTitles({ sometimes = false } = {}): string[] {
  const json = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
  const { commands, menus } = json('package.json').contributes as { commands: Entry[]; menus: Record<string, Entry[]> };
  const words = json('package.nls.json') as Record<string, string>;
  const conditional = (menus.commandPalette ?? []).filter((m) => !sometimes || m.when === 'false');
  const hidden = new Set(conditional.map((m) => m.command));
  return commands.filter((c) => !hidden.has(c.command)).map((c) => words[(c.title ?? '').slice(1, -1)] ?? '');
}
