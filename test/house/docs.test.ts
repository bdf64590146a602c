/** The documentation holds together: links lead somewhere, every page is in the index, every piece of policy in it can be read. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../language/pipeline.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGES = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: ROOT })].map((p) =>
  p.replaceAll('\\', '/'),
);
const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** GitHub's name for a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

function anchorsOf(page: string): Set<string> {
  return new Set([...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));
}

/** Links of a page to files of the project, relative to its root. */
function linksOf(page: string): { path: string; anchor: string | undefined }[] {
  const text = textOf(page).replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
    ([, link, picture]) => link ?? picture ?? '',
  );
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { path: path === '' ? page : posix.join(dirname(page), path), anchor };
    });
}

describe('the documentation', () => {
  it.each(PAGES)('%s links to nothing that is not there', (page) => {
    const lost = linksOf(page).filter(({ path, anchor }) => {
      if (!existsSync(join(ROOT, path))) return true;
      return anchor !== undefined && path.endsWith('.md') && !anchorsOf(path).has(anchor);
    });
    expect(lost).toEqual([]);
  });

  it('has every page in its index, or in one that the index leads to', () => {
    const found = new Set<string>();
    const visit = (page: string): void => {
      if (found.has(page) || !page.endsWith('.md') || !existsSync(join(ROOT, page))) return;
      found.add(page);
      for (const { path } of linksOf(page)) visit(path);
    };
    visit('docs/README.md');
    expect(PAGES.filter((page) => page.startsWith('docs/') && !found.has(page))).toEqual([]);
  });

  it('shows no piece of policy that cannot be read', async () => {
    const blocks = PAGES.filter((page) => !page.startsWith('docs/checks/')).flatMap((page) =>
      [...textOf(page).matchAll(/```seg\n([\s\S]*?)```/g)].map(([, text = '']) => ({ page, text })),
    );
    expect(blocks.length).toBeGreaterThan(15);
    const unread: string[] = [];
    for (const { page, text } of blocks) {
      const { findings } = await loadPolicy([{ path: page, text }]);
      unread.push(...findings.filter((f) => f.check === 'syntax').map((f) => `${page}: ${f.message}`));
    }
    expect(unread).toEqual([]);
  });
});
